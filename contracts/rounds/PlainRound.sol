// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {IPlainRound} from "../interfaces/rounds/IPlainRound.sol";
import {QuadraticFundingRound} from "./QuadraticFundingRound.sol";
import {QuadraticSums} from "./QuadraticSums.sol";

/// @title A round that keeps plain quadratic funding itself: the result is there with the last donation
/// @dev The badge or the list must stand for persons: whoever can have two accounts in it is matched with itself.
/// What a project's own people give to it counts; who is to be kept out of that is a matter of the list.
contract PlainRound is QuadraticFundingRound, IPlainRound {
    using BitMaps for BitMaps.BitMap;

    /// @dev One slot. What is refunded, and what the root is calculated from.
    struct Gift {
        uint112 amount;
        bool counts;
    }

    /// @dev Under `scale` with a cap: what the capped leave to the others.
    struct Outcome {
        uint112 total;
        uint112 openUnits;
        uint256 openRaw;
        uint40 finalisedAt;
    }

    uint256 private constant BPS_ONE = 10_000;
    uint256 private constant MOST_PROJECTS = 1000;

    uint256 private _totalRaw;
    uint256 private _paidMatching;
    Outcome private _outcome;
    uint32[] private _admitted;
    BitMaps.BitMap private _capped;
    mapping(uint256 projectId => uint256) private _squares;
    mapping(address donor => mapping(uint256 projectId => Gift)) private _gifts;
    mapping(address donor => bool) private _enrolled;

    /// @inheritdoc IPlainRound
    function enrol(address donor, bytes32[] calldata proof) external {
        // Check:
        bytes32 root = _gateRoot();
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(donor))));
        if (!MerkleProof.verifyCalldata(proof, root, leaf)) {
            revert QuadraticFundingRoundNotListed(donor, root);
        }
        // Effect:
        _enrolled[donor] = true;
        emit DonorEnrolled(donor);
    }

    /// @inheritdoc IPlainRound
    function finalise(uint32[] calldata capped) external {
        // Check: nothing arrives any more, and governance had the time to say no.
        _requireStatus(Status.Closed);
        (, uint32 objectionSeconds,) = _resultNumbers();
        _requireFrom(uint256(_totals.closesAt) + objectionSeconds);
        // Check: the set of the capped is the one of the definition. Effect: it is kept.
        (uint256 openUnits, uint256 openRaw) = _isKeep() ? _noneOf(capped) : _cappedOf(capped);
        (_outcome.openUnits, _outcome.openRaw) = (SafeCast.toUint112(openUnits), openRaw);
        (_outcome.total, _outcome.finalisedAt) = (SafeCast.toUint112(_sumOfMatches()), _nowAt());
        emit PlainResultFinalised(_pool.deposited, _totalRaw, openUnits, openRaw);
    }

    /// @inheritdoc IPlainRound
    function claimMatching(uint32 projectId) external nonReentrant {
        // Check: it is final, not held, was not paid, and not nothing.
        _requireProject(projectId);
        _requireClaimable();
        if (_parties[projectId].matchingPaid) revert QuadraticFundingRoundMatchingGone(projectId);
        address payee = _payeeNow(projectId);
        uint256 amount = matchOf(projectId);
        if (amount == 0) revert QuadraticFundingRoundNothingOwed(payee);
        // Effect:
        _parties[projectId].matchingPaid = true;
        _paidMatching += amount;
        emit MatchingClaimed(projectId, payee, amount);
        // Interaction:
        _pay(payee, amount);
    }

    /// @inheritdoc IPlainRound
    function push(uint32[] calldata projectIds) external nonReentrant {
        // Check:
        _requireClaimable();
        // Interaction: each payee in turn, none of whom can stop the others.
        address token = _token();
        uint256 had = _balance(token);
        uint256 paid = 0;
        for (uint256 i = 0; i < projectIds.length; ++i) {
            paid += _pushOne(token, projectIds[i]);
        }
        if (token != address(0)) _requireAtLeast(token, had - paid);
    }

    /// @inheritdoc IPlainRound
    function refund(address donor, uint32[] calldata projectIds) external nonReentrant {
        // Check: the round was cancelled, or the time of projects to be paid is over.
        bool isAll = status() == Status.Cancelled;
        if (!isAll) _requireFrom(_donationsLapseAt());
        // Effect:
        uint256 amount = 0;
        for (uint256 i = 0; i < projectIds.length; ++i) {
            amount += _takeBack(donor, projectIds[i], isAll);
        }
        if (amount == 0) revert QuadraticFundingRoundNothingOwed(donor);
        _donationsPaid += amount;
        // Interaction:
        _pay(donor, amount);
    }

    /// @inheritdoc IPlainRound
    function giftOf(address donor, uint32 projectId) external view returns (uint256 amount, bool counts) {
        Gift memory gift = _gifts[donor][projectId];
        return (gift.amount, gift.counts);
    }

    /// @inheritdoc IPlainRound
    function totalRaw() external view returns (uint256) {
        return _totalRaw;
    }

    /// @inheritdoc IPlainRound
    function isEligible(address donor) public view returns (bool) {
        if (_gateRoot() != bytes32(0)) return _enrolled[donor];
        return IERC721(_badge()).balanceOf(donor) != 0;
    }

    /// @inheritdoc IPlainRound
    function rawOf(uint32 projectId) public view returns (uint256) {
        uint256 sum = _accounts[projectId].rootSum;
        return sum * sum - _squares[projectId];
    }

    /// @inheritdoc IPlainRound
    function matchOf(uint32 projectId) public view returns (uint256) {
        uint256 raw = rawOf(projectId);
        if (_isKeep()) return QuadraticSums.kept(_pool.deposited, raw, _totalRaw, _capUnits());
        if (_outcome.finalisedAt == 0) return QuadraticSums.part(_pool.deposited, raw, _totalRaw);
        if (_capped.get(projectId)) return _capUnits();
        return QuadraticSums.part(_outcome.openUnits, raw, _outcome.openRaw);
    }

    function _onAdmitted(uint32 projectId) internal override {
        if (_admitted.length == MOST_PROJECTS) revert QuadraticFundingRoundTooManyProjects(MOST_PROJECTS);
        _admitted.push(projectId);
    }

    function _record(uint256[] calldata words) internal override returns (uint256 sum) {
        uint256 minimum = _minimum();
        bool isCounted = isEligible(msg.sender);
        uint256 grown = 0;
        for (uint256 i = 0; i < words.length; ++i) {
            (uint256 projectId, uint256 amount) = _item(i, words[i], minimum);
            grown += _give(projectId, amount, isCounted);
            sum += amount;
        }
        if (grown != 0) _totalRaw += grown;
    }

    function _resultStatus() internal view override returns (Status) {
        return _outcome.finalisedAt == 0 ? Status.Closed : Status.Finalised;
    }

    function _matchingPaid() internal view override returns (uint256) {
        return _paidMatching;
    }

    function _finalTotal() internal view override returns (uint256 total, uint256 lapsesAt) {
        (, uint32 claimSeconds,) = _claimNumbers();
        return (_outcome.total, uint256(_outcome.finalisedAt) + claimSeconds);
    }

    /// @dev Never: anybody can make the result final, so that nobody need give the pool back.
    function _deadManAt() internal pure override returns (uint256) {
        return type(uint256).max;
    }

    /// @dev Adds to what a donor gave to a project; returns what the project's raw grows by. A gift counts in whole as
    /// soon as its donor was eligible at a part of it.
    function _give(uint256 projectId, uint256 amount, bool isCounted) private returns (uint256 grown) {
        Account memory account = _admittedAccount(projectId);
        Gift memory gift = _gifts[msg.sender][projectId];
        uint256 had = gift.counts ? QuadraticSums.root(gift.amount) : 0;
        gift.amount = _within112Bits(gift.amount, amount);
        gift.counts = gift.counts || isCounted;
        account.received = _within112Bits(account.received, amount);
        if (gift.counts) {
            uint256 has = QuadraticSums.root(gift.amount);
            grown = QuadraticSums.growth(account.rootSum, had, has);
            account.rootSum = SafeCast.toUint112(account.rootSum + has - had);
            _squares[projectId] = _squares[projectId] + has * has - had * had;
        }
        _gifts[msg.sender][projectId] = gift;
        _accounts[projectId] = account;
    }

    /// @dev Clears a gift that goes back; returns what it was.
    function _takeBack(address donor, uint32 projectId, bool isAll) private returns (uint256 amount) {
        if (!isAll && _accounts[projectId].donationsPaid) return 0;
        amount = _gifts[donor][projectId].amount;
        if (amount == 0) return 0;
        _gifts[donor][projectId].amount = 0;
        emit GiftRefunded(projectId, donor, amount);
    }

    /// @dev Pays one project unless it was paid, is held, or refuses; returns what left.
    function _pushOne(address token, uint32 projectId) private returns (uint256 amount) {
        Party memory party = _parties[projectId];
        amount = matchOf(projectId);
        if (amount == 0 || _parties[projectId].matchingPaid) return 0;
        // Effect: taken back when the payee refuses.
        _parties[projectId].matchingPaid = true;
        _paidMatching += amount;
        if (block.timestamp >= party.heldUntil && _tryPay(token, party.payee, amount)) {
            emit MatchingClaimed(projectId, party.payee, amount);
            return amount;
        }
        _parties[projectId].matchingPaid = false;
        _paidMatching -= amount;
        emit MatchingSkipped(projectId, party.payee, amount);
        return 0;
    }

    /// @dev Under `keep` nobody is in the set: the cap is only a limit.
    function _noneOf(uint32[] calldata capped) private view returns (uint256 openUnits, uint256 openRaw) {
        if (capped.length != 0) revert QuadraticFundingRoundBadSet(capped[0]);
        return (_pool.deposited, _totalRaw);
    }

    /// @dev Takes one after the other out of what is shared: who exceeds the cap keeps exceeding it when others have
    /// left, so that every order which works ends in the same set; descending raws always work.
    function _cappedOf(uint32[] calldata capped) private returns (uint256 openUnits, uint256 openRaw) {
        uint256 cap = _capUnits();
        (openUnits, openRaw) = (_pool.deposited, _totalRaw);
        for (uint256 i = 0; i < capped.length; ++i) {
            if (_capped.get(capped[i])) revert QuadraticFundingRoundBadSet(capped[i]);
            uint256 raw = rawOf(capped[i]);
            uint256 had = QuadraticSums.part(openUnits, raw, openRaw);
            if (had <= cap) revert QuadraticFundingRoundUnderCap(capped[i], had, cap);
            _capped.set(capped[i]);
            (openUnits, openRaw) = (openUnits - cap, openRaw - raw);
        }
    }

    /// @dev What all projects get; reverts when one exceeds the cap, so that the set of the capped lacks nobody.
    function _sumOfMatches() private returns (uint256 sum) {
        _outcome.finalisedAt = _nowAt();
        uint256 cap = _capUnits();
        for (uint256 i = 0; i < _admitted.length; ++i) {
            uint256 amount = matchOf(_admitted[i]);
            if (amount > cap) revert QuadraticFundingRoundOverCap(_admitted[i], amount, cap);
            sum += amount;
        }
    }

    function _requireClaimable() private view {
        _requireStatus(Status.Finalised);
        (, uint256 lapsesAt) = _finalTotal();
        _requireBefore(lapsesAt);
    }

    function _isKeep() private view returns (bool) {
        (, uint32 saturation,) = _choiceNumbers();
        return Saturation(saturation) == Saturation.Keep;
    }

    function _capUnits() private view returns (uint256) {
        return uint256(_pool.deposited) * _cap() / BPS_ONE;
    }
}
