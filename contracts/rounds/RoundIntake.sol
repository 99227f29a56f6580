// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IRoundIntake} from "../interfaces/rounds/IRoundIntake.sol";
import {RoundHolds} from "./RoundHolds.sol";

/// @title What comes in until the close, and when that is
abstract contract RoundIntake is RoundHolds {
    /// @notice Refuses coins that do not say whether they are a donation or for the pool.
    receive() external payable {
        revert QuadraticFundingRoundUseFundOrDonate(msg.sender, msg.value);
    }

    /// @inheritdoc IRoundIntake
    function fund(uint256 amount) external payable nonReentrant {
        // Check: the pool still takes deposits, and stays within 112 bits.
        _requireNoPause(_requireIntake());
        if (amount == 0) revert QuadraticFundingRoundZeroAmount();
        uint112 filled = _within112Bits(_pool.deposited, amount);
        // Effect:
        _pool.deposited = filled;
        _deposits[msg.sender].amount += SafeCast.toUint112(amount);
        emit PoolFunded(msg.sender, amount);
        // Interaction:
        _take(amount);
    }

    /// @inheritdoc IRoundIntake
    function donate(uint256[] calldata words) external payable nonReentrant returns (uint256 cart) {
        uint256 sum;
        (cart, sum) = _credit(words);
        // Interaction:
        _take(sum);
    }

    /// @inheritdoc IRoundIntake
    function donateWithPermit(uint256[] calldata words, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
        external
        nonReentrant
        returns (uint256 cart)
    {
        uint256 sum;
        (cart, sum) = _credit(words);
        // Interaction:
        _tryPermit(sum, deadline, v, r, s);
        _take(sum);
    }

    /// @inheritdoc IRoundIntake
    function extend(uint40 closesAt_) external {
        // Check: later than it was, and not later than was promised.
        _requireCaller(_operator());
        Totals memory totals = _requireIntake();
        (,, uint32 mostSeconds) = _limitNumbers();
        uint256 mostAt = uint256(_configuredClose()) + mostSeconds;
        if (closesAt_ <= totals.closesAt || closesAt_ > mostAt) {
            revert QuadraticFundingRoundBadClose(closesAt_, uint256(totals.closesAt) + 1, mostAt);
        }
        // Effect:
        _totals.closesAt = closesAt_;
        emit CloseExtended(closesAt_);
    }

    /// @dev Takes the items of a cart into the books of the mode; each is checked by `_item`.
    function _record(uint256[] calldata words) internal virtual returns (uint256 sum);

    /// @dev What a mode keeps of a cart besides.
    function _keepCart(uint256 cart, uint256[] calldata words) internal virtual {}

    /// @dev The project and the amount of a word that is good, in a project that takes donations.
    function _item(uint256 index, uint256 word, uint256 minimum)
        internal
        pure
        returns (uint256 projectId, uint256 amount)
    {
        (projectId, amount) = (word >> AMOUNT_BITS, word & MOST_AMOUNT);
        if (amount == 0 || amount < minimum || projectId > type(uint32).max) {
            revert QuadraticFundingRoundBadWord(index, word);
        }
    }

    /// @dev The books of a project that takes donations.
    function _admittedAccount(uint256 projectId) internal view returns (Account storage account) {
        account = _accounts[projectId];
        State had = account.state;
        if (had != State.Admitted) revert QuadraticFundingRoundWrongState(msg.sig, projectId, had);
    }

    function _within112Bits(uint256 had, uint256 more) internal pure returns (uint112) {
        if (more > MOST_AMOUNT - had) revert QuadraticFundingRoundTooMuch(had + more, MOST_AMOUNT);
        return SafeCast.toUint112(had + more);
    }

    function _credit(uint256[] calldata words) private returns (uint256 cart, uint256 sum) {
        // Check: donations arrive now.
        Totals memory totals = _totals;
        Status had = _statusBy(totals);
        if (had != Status.Open) revert QuadraticFundingRoundWrongStatus(msg.sig, had);
        _requireNoPause(totals);
        // Effect: credit the projects, and keep the cart. The sum of all stays below 2^112.
        sum = _record(words);
        if (sum == 0) revert QuadraticFundingRoundZeroAmount();
        cart = totals.carts;
        _keepCart(cart, words);
        (totals.donated, totals.carts) = (_within112Bits(totals.donated, sum), totals.carts + 1);
        _totals = totals;
        emit CartDonated(cart, msg.sender, words);
    }
}
