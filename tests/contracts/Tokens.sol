// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";
import {ERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/ERC20Permit.sol";

/// @title A token as they should be, with permit
contract GoodToken is ERC20Permit {
    uint8 private immutable DECIMALS;

    constructor(uint8 decimals_) ERC20("Good", "GOOD") ERC20Permit("Good") {
        DECIMALS = decimals_;
    }

    function mint(address to, uint256 amount) public virtual {
        _mint(to, amount);
    }

    /// @dev Anybody's balance, for whoever calls: what the token's second address would be trusted with.
    function moveByOtherAddress(address from, address to, uint256 amount) external {
        _transfer(from, to, amount);
    }

    function decimals() public view override returns (uint8) {
        return DECIMALS;
    }
}

/// @title A token that misbehaves in one way, which a test can switch on when it likes
/// @dev Behaviours are ours, named for what is seen in the wild.
contract OddToken is ERC20("Odd", "ODD") {
    enum Way {
        None,
        FeeOnTransfer,
        FeeOnTop,
        NoAnswer,
        AnswersFalse,
        AnswersFalseButMoves,
        AnswersTwo,
        LongAnswer,
        Reverts,
        RevertsAtZero,
        Blocklist,
        Paused,
        MovesLess,
        MovesNothing,
        RebasesUp,
        RebasesDown,
        Only96Bits,
        CallsReceiver,
        CallsSender,
        BurnsGas,
        MaxMeansAll,
        AllowanceMustBeZero
    }

    Way public way;
    mapping(address account => bool) public blocked;
    uint256 private _numerator = 1;
    uint256 private _denominator = 1;

    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }

    function set(Way way_) external {
        way = way_;
        if (way_ == Way.RebasesUp) (_numerator, _denominator) = (11, 10);
        else if (way_ == Way.RebasesDown) (_numerator, _denominator) = (9, 10);
        else (_numerator, _denominator) = (1, 1);
    }

    function block_(address account) external {
        blocked[account] = true;
    }

    function balanceOf(address account) public view override returns (uint256) {
        return super.balanceOf(account) * _numerator / _denominator;
    }

    function approve(address spender, uint256 amount) public override returns (bool) {
        if (way == Way.AllowanceMustBeZero) {
            require(amount == 0 || allowance(msg.sender, spender) == 0, "approve from zero only");
        }
        return super.approve(spender, amount);
    }

    function transfer(address to, uint256 amount) public override returns (bool) {
        _odd(msg.sender, to, amount);
        return _answer();
    }

    function transferFrom(address from, address to, uint256 amount) public override returns (bool) {
        if (way != Way.MaxMeansAll || amount != type(uint256).max) {
            _spendAllowance(from, msg.sender, amount);
        }
        _odd(from, to, amount);
        return _answer();
    }

    function _odd(address from, address to, uint256 amount) private {
        if (way == Way.Reverts || way == Way.Paused) revert("stopped");
        if (way == Way.RevertsAtZero) require(amount != 0, "zero");
        if (way == Way.Blocklist) require(!blocked[from] && !blocked[to], "blocked");
        if (way == Way.Only96Bits) require(amount <= type(uint96).max, "96 bits");
        if (way == Way.BurnsGas && blocked[to]) while (true) {}
        if (way == Way.AnswersFalse || way == Way.MovesNothing) return;
        if (way == Way.CallsSender) _call(from);
        if (way == Way.MovesLess) amount -= 1;
        if (way == Way.FeeOnTransfer) {
            _burn(from, amount / 100);
            amount -= amount / 100;
        }
        if (way == Way.FeeOnTop) _burn(from, amount / 100);
        _transfer(from, to, amount * _denominator / _numerator);
        if (way == Way.CallsReceiver) _call(to);
    }

    function _call(address account) private {
        if (account.code.length == 0) return;
        (bool isDone,) = account.call(abi.encodeWithSignature("tokensMoved()"));
        isDone;
    }

    /// @dev Answers in the way; assembly, because no Solidity function answers with another length than it says.
    function _answer() private view returns (bool) {
        if (way == Way.AnswersFalse || way == Way.AnswersFalseButMoves) return false;
        uint256 length = 32;
        uint256 word = 1;
        if (way == Way.NoAnswer) length = 0;
        if (way == Way.LongAnswer) length = 4096;
        if (way == Way.AnswersTwo) word = 2;
        assembly ("memory-safe") {
            let start := mload(0x40)
            mstore(start, word)
            return(start, length)
        }
    }
}

/// @title A second address of a token, as some have since a migration: it moves the balances of the first
contract SecondAddress {
    GoodToken private immutable TOKEN;

    constructor(GoodToken token) {
        TOKEN = token;
    }

    function balanceOf(address account) external view returns (uint256) {
        return TOKEN.balanceOf(account);
    }

    function transfer(address to, uint256 amount) external returns (bool) {
        TOKEN.moveByOtherAddress(msg.sender, to, amount);
        return true;
    }
}
