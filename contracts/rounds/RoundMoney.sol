// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {IERC20Permit} from "@openzeppelin/contracts/token/ERC20/extensions/IERC20Permit.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";

import {RoundLedger} from "./RoundLedger.sol";

/// @title How units come in and go out: the native coin or one ERC-20
/// @dev Every movement of a token is weighed before and after: one that takes a fee, or moves another amount than it was
/// told, is undone. A push is weighed as a whole. Called last, and by functions that cannot be re-entered.
abstract contract RoundMoney is RoundLedger, ReentrancyGuardTransient {
    using SafeERC20 for IERC20;

    /// @dev For a payee of a push: enough for a Safe or a token with a list, and no more, since others wait behind.
    uint256 private constant PUSH_GAS = 100_000;

    /// @dev Takes exactly `amount` from the sender.
    function _take(uint256 amount) internal {
        address token = _token();
        uint256 value = token == address(0) ? amount : 0;
        if (msg.value != value) revert QuadraticFundingRoundWrongValue(msg.value, value);
        if (token == address(0)) return;
        uint256 needed = IERC20(token).balanceOf(address(this)) + amount;
        IERC20(token).safeTransferFrom(msg.sender, address(this), amount);
        _requireExactly(token, needed);
    }

    /// @dev Asks for an allowance. What comes of it is not looked at: the transfer decides.
    function _tryPermit(uint256 amount, uint256 deadline, uint8 v, bytes32 r, bytes32 s) internal {
        bytes memory call =
            abi.encodeCall(IERC20Permit.permit, (msg.sender, address(this), amount, deadline, v, r, s));
        // slither-disable-next-line unused-return
        LowLevelCall.callNoReturn(_token(), call);
    }

    /// @dev Pays units of the round's token, or changes nothing at all.
    function _pay(address payee, uint256 amount) internal {
        _payIn(_token(), payee, amount);
    }

    function _payIn(address token, address payee, uint256 amount) internal {
        if (token == address(0)) return _payNative(payee, amount);
        uint256 had = IERC20(token).balanceOf(address(this));
        if (!IERC20(token).trySafeTransfer(payee, amount)) {
            revert QuadraticFundingRoundPaymentRefused(payee, amount);
        }
        _requireExactly(token, had - amount);
    }

    /// @dev Pays native coin. What the payee returns is not read, so that it cannot be made costly.
    function _payNative(address payee, uint256 amount) internal {
        if (!LowLevelCall.callNoReturn(payee, amount, "")) {
            revert QuadraticFundingRoundPaymentRefused(payee, amount);
        }
    }

    /// @dev Pays with limited gas; false when the payee does not take it. The caller weighs the balance.
    function _tryPay(address token, address payee, uint256 amount) internal returns (bool) {
        // A 64th stays here, so that a payee never has less than it is due because of whoever pushes.
        uint256 needed = PUSH_GAS + PUSH_GAS / 32 + 20_000;
        if (gasleft() < needed) revert QuadraticFundingRoundTooLittleGas(gasleft(), needed);
        if (token == address(0)) {
            (bool isPaid,) = payee.call{value: amount, gas: PUSH_GAS}("");
            return isPaid;
        }
        (bool isDone, bytes memory answer) =
            token.call{gas: PUSH_GAS}(abi.encodeCall(IERC20.transfer, (payee, amount)));
        if (!isDone) return false;
        if (answer.length == 0) return token.code.length != 0;
        return answer.length >= 32 && abi.decode(answer, (uint256)) == 1;
    }

    /// @dev Where others are paid as well, more is no harm: a payee that sends something back must not stop them.
    function _requireAtLeast(address token, uint256 least) internal view {
        uint256 had = _balance(token);
        if (had < least) revert QuadraticFundingRoundWrongTransfer(token, had, least);
    }

    function _requireExactly(address token, uint256 needed) private view {
        uint256 had = IERC20(token).balanceOf(address(this));
        if (had != needed) revert QuadraticFundingRoundWrongTransfer(token, had, needed);
    }

    function _balance(address token) internal view returns (uint256) {
        return token == address(0) ? address(this).balance : IERC20(token).balanceOf(address(this));
    }
}
