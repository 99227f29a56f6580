// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC721} from "@openzeppelin/contracts/token/ERC721/IERC721.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {IPublishedRound} from "../interfaces/rounds/IPublishedRound.sol";
import {QuadraticFundingRound} from "./QuadraticFundingRound.sol";
import {TermRules} from "./TermRules.sol";

/// @title How a published result comes to stand, is objected to, and becomes final
/// @dev Does not judge whether a result is right: the digest binds it to every cart, the commitment to coefficients that
/// somebody else named; the rest is `quadrille verify`, objections, and governance.
abstract contract RoundResult is QuadraticFundingRound, IPublishedRound {
    /// @dev One slot. A result stands while finalisableAt is not zero.
    struct Course {
        uint40 finalisableAt;
        uint40 objectedAt;
        uint8 publications;
        uint8 upheld;
    }

    /// @dev One slot: what of the total is not paid yet, until when it can be claimed (zero: it is not final), and how
    /// many projects the list was pushed to.
    struct Payout {
        uint112 left;
        uint40 lapsesAt;
        uint32 pushed;
    }

    /// @dev One slot. `publisher` is zero as long as the terms name it.
    struct Clock {
        address publisher;
        uint32 stopLeftSeconds;
        uint40 stoppedSeconds;
    }

    uint256 private constant UPHELD_FOR_ANOTHER_PUBLISHER = 2;

    Course private _course;
    Payout internal _payout;
    Clock private _clock;
    uint256 private _total;
    bytes32 internal _root;
    bytes32 internal _rest;
    bytes32 private _bundleHash;
    bytes32 private _coefficients;
    bytes32 internal _digest;
    address private _objector;
    mapping(address objector => uint256) private _bondOf;
    mapping(uint256 cart => bytes32) internal _cartHashes;

    /// @inheritdoc IPublishedRound
    function commitCoefficients(bytes32 commitment) external {
        // Check: nothing was calculated from the ones before that could still become final.
        _requireCaller(_committer());
        Status had = status();
        if (had != Status.Closed && !_isBeforeClose(had)) {
            revert QuadraticFundingRoundWrongStatus(msg.sig, had);
        }
        // Effect:
        _coefficients = commitment;
        emit CoefficientsCommitted(commitment);
    }

    /// @inheritdoc IPublishedRound
    function publish(
        bytes32 root,
        bytes32 listHash,
        uint256 total,
        bytes32 bundleHash,
        bytes32 digest_,
        bytes32 coefficients
    ) external {
        // Check: the publisher, in time, with a publication left, and no objection open.
        _requireCaller(publisher());
        _settle();
        Course memory course = _course;
        _requirePublishable(course);
        // Check: it was made from exactly these carts and coefficients, and shares out no more than the pool.
        if (coefficients == bytes32(0)) revert QuadraticFundingRoundNoCoefficients();
        if (coefficients != _coefficients) {
            revert QuadraticFundingRoundDigestDiffers(coefficients, _coefficients);
        }
        if (digest_ != _digest) revert QuadraticFundingRoundDigestDiffers(digest_, _digest);
        if (total > _pool.deposited) revert QuadraticFundingRoundTotalOverPool(total, _pool.deposited);
        if (total != 0 && (root == 0 || listHash == 0)) revert QuadraticFundingRoundNoRoot(total);
        // Effect: the objection window starts anew, whatever was left of the one before.
        (, uint32 objectionSeconds, uint32 decisionSeconds) = _resultNumbers();
        course.finalisableAt = _nowAt() + objectionSeconds;
        ++course.publications;
        _course = course;
        _payout.left = SafeCast.toUint112(total);
        _clock.stopLeftSeconds = decisionSeconds;
        (_root, _rest, _bundleHash, _total) = (root, listHash, bundleHash, total);
        emit ResultPublished(root, listHash, total, bundleHash, digest_, coefficients, course.finalisableAt);
    }

    /// @inheritdoc IPublishedRound
    function object(Standing standing, uint256 id, uint256[] calldata words, bytes32 reasonHash)
        external
        payable
    {
        // Check: a result waits, the clock can still be stopped, the sender has a say, and pays the bond.
        _settle();
        _requireStatus(Status.Published);
        _requireBefore(_course.finalisableAt);
        uint256 stopLeft = _clock.stopLeftSeconds;
        if (stopLeft == 0) revert QuadraticFundingRoundNoStopLeft(_root);
        if (!_stands(standing, id, words)) revert QuadraticFundingRoundNoStanding(msg.sender, standing);
        uint256 bond = _bond();
        if (msg.value != bond) revert QuadraticFundingRoundWrongValue(msg.value, bond);
        // Effect:
        _course.objectedAt = _nowAt();
        _objector = msg.sender;
        _bonds += bond;
        emit ResultObjected(_root, msg.sender, standing, reasonHash, block.timestamp + stopLeft);
    }

    /// @inheritdoc IPublishedRound
    function rule(Ruling ruling) external {
        // Check:
        _requireCaller(_governance());
        _requireStatus(Status.Objected);
        // Effect:
        _end(ruling, block.timestamp - _course.objectedAt, false);
        if (ruling != Ruling.Upheld) return;
        (_course.finalisableAt, _payout.left) = (0, 0);
        ++_course.upheld;
        (_root, _rest, _bundleHash, _total) = (0, 0, 0, 0);
    }

    /// @inheritdoc IPublishedRound
    function namePublisher(address publisher_) external {
        // Check: it is time for another, who is somebody and does not commit the coefficients.
        _requireCaller(_governance());
        uint256 upheld = _course.upheld;
        if (upheld < UPHELD_FOR_ANOTHER_PUBLISHER) {
            revert QuadraticFundingRoundPublisherStands(msg.sig, upheld, UPHELD_FOR_ANOTHER_PUBLISHER);
        }
        if (publisher_ == address(0)) revert QuadraticFundingRoundZeroAddress();
        if (publisher_ == publisher() || publisher_ == _committer()) {
            revert QuadraticFundingRoundOneForTwo(publisher_);
        }
        // Effect:
        _clock.publisher = publisher_;
        _course.upheld = 0;
        emit PublisherNamed(publisher_);
    }

    /// @inheritdoc IPublishedRound
    function takeBond(address objector) external nonReentrant {
        // Check:
        _settle();
        uint256 amount = _bondOf[objector];
        if (amount == 0) revert QuadraticFundingRoundNothingOwed(objector);
        // Effect:
        delete _bondOf[objector];
        _bonds -= amount;
        emit BondReturned(objector, amount);
        // Interaction:
        _payNative(objector, amount);
    }

    /// @inheritdoc IPublishedRound
    function finalise() external {
        // Check: a result stands, and everybody had the whole window to object.
        _settle();
        _requireStatus(Status.Published);
        _requireFrom(_course.finalisableAt);
        // Effect:
        (, uint32 claimSeconds,) = _claimNumbers();
        _payout.lapsesAt = _nowAt() + claimSeconds;
        emit ResultFinalised(_root, _total);
    }

    /// @inheritdoc IPublishedRound
    function result() external view returns (Result memory) {
        return Result({
            root: _root,
            rest: _rest,
            bundleHash: _bundleHash,
            total: _total,
            finalisableAt: _course.finalisableAt,
            objectedAt: _course.objectedAt,
            stopLeftSeconds: _clock.stopLeftSeconds,
            lapsesAt: _payout.lapsesAt
        });
    }

    /// @inheritdoc IPublishedRound
    function digest() external view returns (bytes32) {
        return _digest;
    }

    /// @inheritdoc IPublishedRound
    function coefficientsCommitment() external view returns (bytes32) {
        return _coefficients;
    }

    /// @inheritdoc IPublishedRound
    function publisher() public view returns (address) {
        address named = _clock.publisher;
        return named == address(0) ? _publisherByTerms() : named;
    }

    /// @inheritdoc IPublishedRound
    function deadManAt() external view returns (uint256) {
        return _deadManAt();
    }

    /// @dev Time in which the clock stood does not count; an objection that nobody ended stops it as long as it can.
    function _deadManAt() internal view override returns (uint256) {
        uint256 stoppedSeconds = _clock.stoppedSeconds;
        if (_course.objectedAt != 0) stoppedSeconds += _clock.stopLeftSeconds;
        return super._deadManAt() + stoppedSeconds;
    }

    function _onOpened(bytes32 configHash) internal override {
        _digest = configHash;
    }

    function _resultStatus() internal view override returns (Status) {
        if (_payout.lapsesAt != 0) return Status.Finalised;
        Course memory course = _course;
        if (course.finalisableAt == 0) return Status.Closed;
        bool isOpen = course.objectedAt != 0 && !_isLapsed(course);
        return isOpen ? Status.Objected : Status.Published;
    }

    function _matchingPaid() internal view override returns (uint256) {
        return _total - _payout.left;
    }

    function _finalTotal() internal view override returns (uint256 total, uint256 lapsesAt) {
        return (_total, _payout.lapsesAt);
    }

    /// @dev An objection dies with the result; its bond goes back.
    function _onCancelled() internal override {
        if (_course.objectedAt != 0) _end(Ruling.Dismissed, 0, true);
    }

    /// @dev Writes down that an objection is over on which governance has not ruled.
    function _settle() private {
        Course memory course = _course;
        if (course.objectedAt != 0 && _isLapsed(course)) {
            _end(Ruling.Dismissed, _clock.stopLeftSeconds, true);
        }
    }

    /// @dev Ends the open objection: the clock goes on from where it stood, and the bond gets its owner.
    function _end(Ruling ruling, uint256 stoppedSeconds, bool lapsed) private {
        (_course.objectedAt, _course.finalisableAt) =
        (0, SafeCast.toUint40(_course.finalisableAt + stoppedSeconds));
        _clock.stopLeftSeconds = SafeCast.toUint32(_clock.stopLeftSeconds - stoppedSeconds);
        _clock.stoppedSeconds = SafeCast.toUint40(_clock.stoppedSeconds + stoppedSeconds);
        address objector = _objector;
        _bondOf[ruling == Ruling.Frivolous ? _governance() : objector] += _bond();
        emit ObjectionEnded(_root, objector, ruling, lapsed);
    }

    function _isLapsed(Course memory course) private view returns (bool) {
        return block.timestamp >= uint256(course.objectedAt) + _clock.stopLeftSeconds;
    }

    function _requirePublishable(Course memory course) private view {
        Status had = status();
        if (had != Status.Closed && had != Status.Published) {
            revert QuadraticFundingRoundWrongStatus(msg.sig, had);
        }
        _requireBefore(_deadManAt());
        if (course.publications == TermRules.MOST_PUBLICATIONS) {
            revert QuadraticFundingRoundNoPublicationLeft(TermRules.MOST_PUBLICATIONS);
        }
        if (course.upheld >= UPHELD_FOR_ANOTHER_PUBLISHER) {
            revert QuadraticFundingRoundPublisherStands(msg.sig, course.upheld, UPHELD_FOR_ANOTHER_PUBLISHER);
        }
    }

    /// @dev Whether the sender has something at stake in the result, or the badge.
    function _stands(Standing standing, uint256 id, uint256[] calldata words) private view returns (bool) {
        if (standing == Standing.Donor) {
            return _cartHashes[id] == keccak256(abi.encode(id, msg.sender, words));
        }
        if (standing == Standing.Applicant) return _applications[id].applicant == msg.sender;
        if (standing == Standing.Sponsor) return _deposits[msg.sender].amount != 0;
        address badge = _badge();
        return badge != address(0) && IERC721(badge).balanceOf(msg.sender) != 0;
    }
}
