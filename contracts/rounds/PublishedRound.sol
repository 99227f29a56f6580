// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IPublishedRound} from "../interfaces/rounds/IPublishedRound.sol";
import {RoundResult} from "./RoundResult.sol";

/// @title A round with a published result: its carts, and the payment of its matching
/// @dev Money always goes to the payee a project has now, so that a published leaf can send nothing elsewhere.
contract PublishedRound is RoundResult {
    /// @inheritdoc IPublishedRound
    function claimMatching(uint256 index, address payee, uint256 amount, bytes32[] calldata proof)
        external
        nonReentrant
    {
        // Check: the leaf is in the final result and was not paid, its project is not held, the total covers it.
        Payout memory payout = _claimable();
        Party memory party = _parties[index];
        if (_isPaid(index, party, payout.pushed)) revert QuadraticFundingRoundMatchingGone(index);
        _requireNotHeld(index, party);
        bytes32 leaf = keccak256(abi.encode(keccak256(abi.encode(index, payee, amount))));
        bytes32 root = _root;
        if (!MerkleProof.verifyCalldata(proof, root, leaf)) {
            revert QuadraticFundingRoundBadProof(index, root);
        }
        if (!party.takesMatching) {
            revert QuadraticFundingRoundWrongState(msg.sig, index, _accounts[index].state);
        }
        if (amount > payout.left) revert QuadraticFundingRoundOverTotal(amount, payout.left);
        // Effect:
        _parties[index].matchingPaid = true;
        _payout.left = SafeCast.toUint112(payout.left - amount);
        emit MatchingClaimed(index, party.payee, amount);
        // Interaction:
        _pay(party.payee, amount);
    }

    /// @inheritdoc IPublishedRound
    function push(uint256[] calldata words, bytes32 rest) external nonReentrant {
        // Check: these are the next of the list.
        Payout memory payout = _claimable();
        bytes32 found = _fold(words, rest, payout.pushed);
        if (found != _rest) revert QuadraticFundingRoundBadSlice(found, _rest);
        // Effect: whoever looks while payees are called sees everything as spent, so that nothing is owed twice.
        _rest = rest;
        _payout.left = 0;
        _payout.pushed = SafeCast.toUint32(payout.pushed + words.length);
        emit ListPushed(words, rest);
        // Interaction: each payee in turn, none of whom can stop the others.
        address token = _token();
        uint256 had = _balance(token);
        uint256 paid = _pushAll(token, words, payout.left);
        if (token != address(0)) _requireAtLeast(token, had - paid);
        _payout.left = SafeCast.toUint112(payout.left - paid);
    }

    /// @inheritdoc IPublishedRound
    function refund(uint256 cart, address donor, uint256[] calldata words) external nonReentrant {
        // Check: these are the donor and the words of a cart not paid back, and there is something to pay.
        bool isAll = status() == Status.Cancelled;
        if (!isAll) _requireFrom(_donationsLapseAt());
        if (cart >= _totals.carts) revert QuadraticFundingRoundUnknownCart(cart, _totals.carts);
        bytes32 needed = _cartHashes[cart];
        if (needed == bytes32(0)) revert QuadraticFundingRoundCartGone(cart);
        bytes32 had = keccak256(abi.encode(cart, donor, words));
        if (had != needed) revert QuadraticFundingRoundCartDiffers(cart, had, needed);
        uint256 amount = _unpaidOf(words, isAll);
        if (amount == 0) revert QuadraticFundingRoundNothingOwed(donor);
        // Effect:
        delete _cartHashes[cart];
        _donationsPaid += amount;
        emit CartRefunded(cart, donor, amount);
        // Interaction:
        _pay(donor, amount);
    }

    /// @inheritdoc IPublishedRound
    function cartHashOf(uint256 cart) external view returns (bytes32) {
        return _cartHashes[cart];
    }

    /// @inheritdoc IPublishedRound
    function isMatchingClaimed(uint256 index) external view returns (bool) {
        return _isPaid(index, _parties[index], _payout.pushed);
    }

    function _record(uint256[] calldata words) internal override returns (uint256 sum) {
        uint256 minimum = _minimum();
        for (uint256 i = 0; i < words.length; ++i) {
            (uint256 projectId, uint256 amount) = _item(i, words[i], minimum);
            Account storage account = _admittedAccount(projectId);
            account.received = _within112Bits(account.received, amount);
            sum += amount;
        }
    }

    function _onAdmitted(uint32 projectId) internal override {
        _parties[projectId].takesMatching = true;
    }

    function _keepCart(uint256 cart, uint256[] calldata words) internal override {
        bytes32 cartHash = keccak256(abi.encode(cart, msg.sender, words));
        _cartHashes[cart] = cartHash;
        _digest = keccak256(abi.encode(_digest, cartHash));
    }

    /// @dev Pays each entry that was not paid, is not held, and does not refuse; returns what left.
    function _pushAll(address token, uint256[] calldata words, uint256 left) private returns (uint256 paid) {
        for (uint256 i = 0; i < words.length; ++i) {
            (uint256 index, uint256 amount) = (words[i] >> AMOUNT_BITS, words[i] & MOST_AMOUNT);
            if (amount == 0) continue;
            Party memory party = _parties[index];
            bool isDue = party.takesMatching && block.timestamp >= party.heldUntil && !party.matchingPaid;
            if (isDue && amount > left - paid) revert QuadraticFundingRoundOverTotal(amount, left - paid);
            if (isDue && _tryPay(token, party.payee, amount)) {
                paid += amount;
            } else {
                _parties[index].matchingSkipped = true;
                emit MatchingSkipped(index, party.payee, amount);
            }
        }
    }

    /// @dev A project that the list was pushed to was paid, unless it was passed over.
    function _isPaid(uint256 index, Party memory party, uint256 pushed) private pure returns (bool) {
        return party.matchingPaid || (index < pushed && !party.matchingSkipped);
    }

    /// @dev What of the result is not paid yet; reverts when it cannot be claimed. A final round is never cancelled.
    function _claimable() private view returns (Payout memory payout) {
        payout = _payout;
        if (payout.lapsesAt == 0) revert QuadraticFundingRoundWrongStatus(msg.sig, status());
        _requireBefore(payout.lapsesAt);
    }

    /// @dev The fold of a list that begins with these words. They are of the projects from `first` on, none
    /// left out, so that who was pushed to is known without a mark for each.
    function _fold(uint256[] calldata words, bytes32 rest, uint256 first)
        private
        pure
        returns (bytes32 fold)
    {
        fold = rest;
        for (uint256 i = words.length; i > 0; --i) {
            uint256 word = words[i - 1];
            if (word >> AMOUNT_BITS != first + i - 1) {
                revert QuadraticFundingRoundBadOrder(word >> AMOUNT_BITS, first + i - 1);
            }
            fold = Hashes.efficientKeccak256(bytes32(word), fold);
        }
    }

    /// @dev What of a cart its donor has back: all of it, or what its projects have not claimed.
    function _unpaidOf(uint256[] calldata words, bool isAll) private view returns (uint256 amount) {
        for (uint256 i = 0; i < words.length; ++i) {
            if (isAll || !_accounts[words[i] >> AMOUNT_BITS].donationsPaid) amount += words[i] & MOST_AMOUNT;
        }
    }
}
