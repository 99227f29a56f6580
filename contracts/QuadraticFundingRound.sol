// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";
import {ReentrancyGuardTransient} from "@openzeppelin/contracts/utils/ReentrancyGuardTransient.sol";
import {MerkleProof} from "@openzeppelin/contracts/utils/cryptography/MerkleProof.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {BitMaps} from "@openzeppelin/contracts/utils/structs/BitMaps.sol";

import {RoundLedger} from "./RoundLedger.sol";
import {IQuadraticFundingRound} from "./interfaces/IQuadraticFundingRound.sol";

/// @title Quadratic funding round, native coin, published result
/// @notice Donations are held for their projects and can go nowhere else; a result only shares out the pool.
/// @dev Assumes that governance is a timelock that badge holders steer, and that donors and sponsors use the
/// objection window to recompute a published result.
/// Does not judge whether a result is right: the digest binds it to every cart, the rest is `quadrille verify` and
/// governance, which can send the pool back until the result is final. The operator chooses the projects, so it can
/// admit its own before the close, though none after it. What stays here for good: a total that exceeds the sum of
/// its leaves, leaves nobody can be paid, the wei that pro rata returns round off, and coins forced in without a call.
/// There is no owner; nobody can take donations or change a final result. Every payee is paid by a call of its own.
contract QuadraticFundingRound is RoundLedger, ReentrancyGuardTransient {
    using BitMaps for BitMaps.BitMap;

    uint256 private constant AMOUNT_BITS = 112;
    uint256 private constant MOST_AMOUNT = type(uint112).max;
    uint256 private constant MOST_SLUG_BYTES = 64;

    constructor(Config memory config_, string memory configuration) RoundLedger(config_, configuration) {}

    modifier onlyOperator() {
        _requireOperator();
        _;
    }

    /// @notice Refuses coins that do not say whether they are a donation or for the pool.
    receive() external payable {
        revert QuadraticFundingRoundUseFundOrDonate(msg.sender, msg.value);
    }

    // Until the close

    /// @inheritdoc IQuadraticFundingRound
    function admit(address payee, string calldata slug) external onlyOperator returns (uint32 projectId) {
        // Check: donations can still arrive, the payee can be paid, and the slug names one project only.
        _requireIntake();
        if (payee == address(0) || payee == address(this)) revert QuadraticFundingRoundBadPayee(payee);
        if (!_isSlug(bytes(slug))) revert QuadraticFundingRoundBadSlug(slug);
        bytes32 slugHash = keccak256(bytes(slug));
        if (_slugs[slugHash]) revert QuadraticFundingRoundSlugTaken(slug);
        // Effect:
        _slugs[slugHash] = true;
        projectId = _totals.projects++;
        _projects[projectId].payee = payee;
        emit ProjectAdmitted(projectId, payee, slug);
    }

    /// @inheritdoc IQuadraticFundingRound
    function fund() external payable {
        // Check: the pool still takes deposits, and stays within 112 bits.
        _requireIntake();
        if (msg.value == 0) revert QuadraticFundingRoundZeroAmount();
        uint256 filled = _pool + msg.value;
        if (filled > MOST_AMOUNT) revert QuadraticFundingRoundTooMuch(filled, MOST_AMOUNT);
        // Effect:
        _pool = filled;
        _deposits[msg.sender] += msg.value;
        emit PoolFunded(msg.sender, msg.value);
    }

    /// @inheritdoc IQuadraticFundingRound
    function donate(uint256[] calldata words) external payable {
        // Check: donations arrive now, every item is good, the coins are their sum to the wei, all fits 112 bits.
        _requireStatus(Status.Open);
        Totals memory totals = _totals;
        uint256 sum = _sumOf(words, totals.projects);
        if (sum == 0) revert QuadraticFundingRoundZeroAmount();
        if (sum != msg.value) revert QuadraticFundingRoundWrongValue(msg.value, sum);
        uint256 given = totals.donated + sum;
        if (given > MOST_AMOUNT) revert QuadraticFundingRoundTooMuch(given, MOST_AMOUNT);
        // Effect: credit the projects, and bind the cart into the digest.
        _credit(words);
        uint256 cart = totals.carts;
        bytes32 cartHash = keccak256(abi.encode(cart, msg.sender, words));
        _cartHashes[cart] = cartHash;
        _digest = keccak256(abi.encode(_digest, cartHash));
        (_totals.donated, _totals.carts) = (SafeCast.toUint112(given), totals.carts + 1);
        emit CartDonated(cart, msg.sender, words);
    }

    // The result

    /// @inheritdoc IQuadraticFundingRound
    function publish(bytes32 root, uint256 total, bytes32 bundleHash, bytes32 digest_) external onlyOperator {
        // Check: the round is closed, not decided, and not left alone for too long.
        Status had = status();
        if (had != Status.Closed && had != Status.Published) {
            revert QuadraticFundingRoundWrongStatus(msg.sig, had);
        }
        if (block.timestamp >= _deadManAt()) {
            revert QuadraticFundingRoundTooLate(msg.sig, block.timestamp, _deadManAt());
        }
        // Check: the result was made from exactly these carts, and shares out no more than the pool.
        if (digest_ != _digest) revert QuadraticFundingRoundDigestDiffers(digest_, _digest);
        if (total > _pool) revert QuadraticFundingRoundTotalOverPool(total, _pool);
        if (total != 0 && root == bytes32(0)) revert QuadraticFundingRoundNoRoot(total);
        // Effect: the objection window starts anew, whatever was left of the one before.
        uint48 nowAt = SafeCast.toUint48(block.timestamp);
        uint48 finalisableAt = nowAt + OBJECTION_SECONDS;
        _result = Result(root, total, bundleHash, bytes32(0), nowAt, finalisableAt, false);
        emit ResultPublished(root, total, bundleHash, digest_, finalisableAt);
    }

    /// @inheritdoc IQuadraticFundingRound
    function finalise() external {
        // Check: a result stands, and everybody had the whole window to object.
        _requireStatus(Status.Published);
        _requireFrom(_result.finalisableAt);
        // Effect:
        _result.finalised = true;
        emit ResultFinalised(_result.root, _result.total);
    }

    /// @inheritdoc IQuadraticFundingRound
    function cancel() external {
        // Check: who may end the round depends on what would be lost.
        Status had = status();
        if (!_mayCancel(had)) revert QuadraticFundingRoundCannotCancel(msg.sender, had);
        // Effect: after the close donations belong to the projects, so that only the pool goes back.
        Status ended = _isBeforeClose(had) ? Status.Cancelled : Status.PoolReturned;
        _totals.ended = ended;
        emit RoundCancelled(msg.sender, ended);
    }

    // Payments

    /// @inheritdoc IQuadraticFundingRound
    function claimDonations(uint32 projectId) external nonReentrant {
        // Check: donors do not have them back, the delay is over, and they were not paid yet.
        Project storage project = _project(projectId);
        Status had = status();
        if (had == Status.Cancelled) revert QuadraticFundingRoundWrongStatus(msg.sig, had);
        _requireFrom(uint256(CLOSES_AT) + DONATION_DELAY_SECONDS);
        if (project.donationsClaimed) revert QuadraticFundingRoundDonationsGone(projectId);
        (address payee, uint256 amount) = (project.payee, project.received);
        if (amount == 0) revert QuadraticFundingRoundNothingOwed(payee);
        // Effect:
        project.donationsClaimed = true;
        _paid.donations += SafeCast.toUint128(amount);
        emit DonationsClaimed(projectId, payee, amount);
        // Interaction:
        _pay(payee, amount);
    }

    /// @inheritdoc IQuadraticFundingRound
    function claimMatching(uint256 index, address payee, uint256 amount, bytes32[] calldata proof)
        external
        nonReentrant
    {
        // Check: the leaf is that of a project, was not paid, is in the final result, and the total covers it.
        _requireStatus(Status.Finalised);
        address needed = _project(index).payee;
        if (payee != needed) revert QuadraticFundingRoundWrongPayee(index, payee, needed);
        if (_matchingClaimed.get(index)) revert QuadraticFundingRoundMatchingGone(index);
        bytes32 leaf = keccak256(bytes.concat(keccak256(abi.encode(index, payee, amount))));
        if (!MerkleProof.verifyCalldata(proof, _result.root, leaf)) {
            revert QuadraticFundingRoundBadProof(index, _result.root);
        }
        uint256 left = _result.total - _paid.matching;
        if (amount > left) revert QuadraticFundingRoundOverTotal(amount, left);
        // Effect:
        _matchingClaimed.set(index);
        _paid.matching += SafeCast.toUint128(amount);
        emit MatchingClaimed(index, payee, amount);
        // Interaction:
        _pay(payee, amount);
    }

    /// @inheritdoc IQuadraticFundingRound
    function refund(uint256 cart, address donor, uint256[] calldata words) external nonReentrant {
        // Check: the round was cancelled, and these are the donor and the words of a cart not paid back.
        _requireStatus(Status.Cancelled);
        if (cart >= _totals.carts) revert QuadraticFundingRoundUnknownCart(cart, _totals.carts);
        bytes32 needed = _cartHashes[cart];
        if (needed == bytes32(0)) revert QuadraticFundingRoundCartGone(cart);
        bytes32 had = keccak256(abi.encode(cart, donor, words));
        if (had != needed) revert QuadraticFundingRoundCartDiffers(cart, had, needed);
        uint256 amount = _sumOf(words, _totals.projects);
        // Effect:
        delete _cartHashes[cart];
        _paid.donations += SafeCast.toUint128(amount);
        emit CartRefunded(cart, donor, amount);
        // Interaction:
        _pay(donor, amount);
    }

    /// @inheritdoc IQuadraticFundingRound
    function reclaim(address sponsor) external nonReentrant {
        // Check: it is decided what goes back, and this sponsor has not had it.
        uint256 left = _leftOfPool();
        uint256 amount = _pool == 0 ? 0 : Math.mulDiv(_deposits[sponsor], left, _pool);
        if (amount == 0) revert QuadraticFundingRoundNothingOwed(sponsor);
        // Effect:
        delete _deposits[sponsor];
        _returned += amount;
        emit DepositReturned(sponsor, amount);
        // Interaction:
        _pay(sponsor, amount);
    }

    // Private

    /// @dev Adds each item of a checked cart to what its project received. The sum of all is below 2^112.
    function _credit(uint256[] calldata words) private {
        for (uint256 i = 0; i < words.length; ++i) {
            _projects[words[i] >> AMOUNT_BITS].received += SafeCast.toUint112(words[i] & MOST_AMOUNT);
        }
    }

    /// @dev Pays, or changes nothing at all. What the payee returns is not read, so that it cannot be made costly.
    function _pay(address payee, uint256 amount) private {
        if (!LowLevelCall.callNoReturn(payee, amount, "")) {
            revert QuadraticFundingRoundPaymentRefused(payee, amount);
        }
    }

    /// @dev The sum of the amounts of a cart, each of which must be above zero and for a known project.
    function _sumOf(uint256[] calldata words, uint256 projects) private pure returns (uint256 sum) {
        for (uint256 i = 0; i < words.length; ++i) {
            uint256 projectId = words[i] >> AMOUNT_BITS;
            uint256 amount = words[i] & MOST_AMOUNT;
            if (amount == 0 || projectId > type(uint32).max) {
                revert QuadraticFundingRoundBadWord(i, words[i]);
            }
            if (projectId >= projects) revert QuadraticFundingRoundUnknownProject(projectId, projects);
            sum += amount;
        }
    }

    /// @dev What sponsors take back of the pool in all; reverts while that is undecided.
    function _leftOfPool() private view returns (uint256) {
        Status had = status();
        if (had == Status.Finalised) return _pool - _result.total;
        if (had == Status.Cancelled || had == Status.PoolReturned) return _pool;
        revert QuadraticFundingRoundWrongStatus(msg.sig, had);
    }

    /// @dev The operator cannot end a round whose donations it has seen. A stranger can when no result came in time;
    /// never when one was published, for then anybody can make that final.
    function _mayCancel(Status had) private view returns (bool) {
        if (_isBeforeClose(had)) return msg.sender == OPERATOR || msg.sender == GOVERNANCE;
        if (had != Status.Closed && had != Status.Published) return false;
        if (msg.sender == GOVERNANCE) return true;
        return had == Status.Closed && block.timestamp >= _deadManAt();
    }

    function _requireIntake() private view {
        Status had = status();
        if (!_isBeforeClose(had)) revert QuadraticFundingRoundWrongStatus(msg.sig, had);
    }

    function _requireOperator() private view {
        if (msg.sender != OPERATOR) revert QuadraticFundingRoundNotOperator(msg.sender, OPERATOR);
    }

    function _isBeforeClose(Status had) private pure returns (bool) {
        return had == Status.Pending || had == Status.Open;
    }

    function _isSlug(bytes calldata slug) private pure returns (bool) {
        if (slug.length == 0 || slug.length > MOST_SLUG_BYTES) return false;
        for (uint256 i = 0; i < slug.length; ++i) {
            bytes1 char = slug[i];
            bool isLetterOrDigit = (char >= "a" && char <= "z") || (char >= "0" && char <= "9");
            if (!isLetterOrDigit && char != "." && char != "-" && char != "_") return false;
        }
        return true;
    }
}
