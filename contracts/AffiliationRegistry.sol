// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";

import {Signatures} from "./Signatures.sol";
import {IContributionBadge} from "./interfaces/IContributionBadge.sol";
import {IAffiliationRegistry} from "./interfaces/chambers/IAffiliationRegistry.sol";

/// @title Affiliation Registry: who belongs to which project, said by themselves or by others
/// @notice What counts is one slot for a wallet and a project, which every decision can afford to read.
/// @dev Assumes that block timestamps never fall, and that an alleged wallet looks once a week. Does not know people:
/// an affiliation binds one wallet, and whoever uses another has to be alleged again. Does not defend against many
/// badge holders who allege many wallets before a decision: each costs its wallet a signature, and the guardian can
/// lift them. Holds no money, has no owner and cannot be upgraded.
contract AffiliationRegistry is IAffiliationRegistry, EIP712 {
    /// @dev One slot. Times are unix seconds; `standsFrom` is 0 while no allegation counts or will.
    struct Affiliation {
        uint40 declaredUntil;
        uint40 standsFrom;
        uint64 id;
    }

    /// @dev `state` as it was written at `since`; time can have moved it on.
    struct Allegation {
        address wallet;
        uint40 since;
        State state;
        bytes32 project;
    }

    uint256 private constant WITHDRAWAL_SECONDS = 30 days;
    uint256 private constant ANSWER_SECONDS = 7 days;
    uint256 private constant RULING_SECONDS = 30 days;
    uint256 private constant REST_SECONDS = 90 days;
    uint40 private constant NO_END = type(uint40).max;
    bytes32 private constant DECLARATION_TYPEHASH =
        keccak256("Declaration(address wallet,bytes32 project,uint48 signedAt,uint48 deadline)");
    bytes32 private constant DISPUTE_TYPEHASH = keccak256("Dispute(uint64 allegation,uint48 deadline)");

    IContributionBadge private immutable BADGE;
    address private immutable GOVERNANCE;

    mapping(bytes32 project => mapping(address wallet => Affiliation)) private _affiliations;
    mapping(uint64 id => Allegation) private _allegations;
    mapping(address alleger => uint64 id) private _lastAllegation;
    uint64 private _latestId;

    constructor(IContributionBadge badge_) EIP712("AffiliationRegistry", "1") {
        BADGE = badge_;
        GOVERNANCE = badge_.governance();
    }

    modifier onlyAuthority() {
        _requireAuthority();
        _;
    }

    /// @inheritdoc IAffiliationRegistry
    function declare(bytes32 project) external {
        _declare(project, msg.sender);
    }

    /// @inheritdoc IAffiliationRegistry
    function declareSigned(
        address wallet,
        bytes32 project,
        uint48 signedAt,
        uint48 deadline,
        bytes calldata signature
    ) external {
        // Check: it counts now, and it is newer than what the wallet withdrew: nobody can declare that anew for it.
        if (signedAt > block.timestamp) {
            revert AffiliationRegistryFromTheFuture(wallet, signedAt, block.timestamp);
        }
        uint256 until = _affiliations[project][wallet].declaredUntil;
        if (until != 0 && until != NO_END && signedAt <= until - WITHDRAWAL_SECONDS) {
            revert AffiliationRegistryOldDeclaration(wallet, signedAt, until - WITHDRAWAL_SECONDS);
        }
        _requireSigned(wallet, declarationDigest(wallet, project, signedAt, deadline), deadline, signature);
        _declare(project, wallet);
    }

    /// @inheritdoc IAffiliationRegistry
    function withdraw(bytes32 project) external {
        Affiliation storage affiliation = _affiliations[project][msg.sender];
        if (affiliation.declaredUntil != NO_END) revert AffiliationRegistryNotDeclared(project, msg.sender);
        uint40 until = SafeCast.toUint40(block.timestamp + WITHDRAWAL_SECONDS);
        affiliation.declaredUntil = until;
        emit AffiliationWithdrawn(project, msg.sender, until);
    }

    /// @inheritdoc IAffiliationRegistry
    function allege(address wallet, bytes32 project, bytes32 evidenceHash) external returns (uint64 id) {
        // Check: by a badge holder who has the right to another allegation, of what does not stand yet.
        if (IVotes(address(BADGE)).getVotes(msg.sender) == 0) revert AffiliationRegistryNoWeight(msg.sender);
        _requireFree(msg.sender);
        id = _affiliations[project][wallet].id;
        State state = _stateOf(_allegations[id]);
        if (state == State.Stands) revert AffiliationRegistryStands(id);
        // Effect: what others allege already stays one case, with the dates it has.
        if (state != State.Alleged && state != State.Disputed) id = _openCase(wallet, project);
        _lastAllegation[msg.sender] = id;
        emit AffiliationAlleged(id, project, wallet, msg.sender, evidenceHash);
    }

    /// @inheritdoc IAffiliationRegistry
    function dispute(uint64 id) external {
        address wallet = _allegations[id].wallet;
        if (msg.sender != wallet) revert AffiliationRegistryNotTheWallet(id, msg.sender, wallet);
        _dispute(id);
    }

    /// @inheritdoc IAffiliationRegistry
    function disputeSigned(uint64 id, uint48 deadline, bytes calldata signature) external {
        _requireSigned(_allegations[id].wallet, disputeDigest(id, deadline), deadline, signature);
        _dispute(id);
    }

    /// @inheritdoc IAffiliationRegistry
    function rule(uint64 id, bool isUpheld) external onlyAuthority {
        _requireState(id, State.Disputed, State.Disputed);
        _move(id, isUpheld ? State.Stands : State.Dismissed, isUpheld ? _nowAt() : 0);
        emit AllegationRuled(id, isUpheld, msg.sender);
    }

    /// @inheritdoc IAffiliationRegistry
    function lift(uint64 id) external onlyAuthority {
        _requireState(id, State.Alleged, State.Stands);
        _move(id, State.Lifted, 0);
        emit AllegationLifted(id, msg.sender);
    }

    /// @inheritdoc IAffiliationRegistry
    function isAffiliated(bytes32 project, address wallet) external view returns (bool) {
        Affiliation storage affiliation = _affiliations[project][wallet];
        return block.timestamp < affiliation.declaredUntil
            || (affiliation.standsFrom != 0 && block.timestamp >= affiliation.standsFrom);
    }

    /// @inheritdoc IAffiliationRegistry
    function affiliationOf(bytes32 project, address wallet)
        external
        view
        returns (uint40 declaredUntil, uint40 standsFrom, uint64 id)
    {
        Affiliation storage affiliation = _affiliations[project][wallet];
        return (affiliation.declaredUntil, affiliation.standsFrom, affiliation.id);
    }

    /// @inheritdoc IAffiliationRegistry
    function allegationOf(uint64 id)
        external
        view
        returns (bytes32 project, address wallet, State state, uint256 since)
    {
        Allegation storage allegation = _allegations[id];
        state = _stateOf(allegation);
        return (allegation.project, allegation.wallet, state, _sinceOf(allegation, state));
    }

    /// @inheritdoc IAffiliationRegistry
    function lastAllegationOf(address alleger) external view returns (uint64 id) {
        return _lastAllegation[alleger];
    }

    /// @inheritdoc IAffiliationRegistry
    function badge() external view returns (address) {
        return address(BADGE);
    }

    /// @inheritdoc IAffiliationRegistry
    function declarationDigest(address wallet, bytes32 project, uint48 signedAt, uint48 deadline)
        public
        view
        returns (bytes32)
    {
        return _hashTypedDataV4(
            keccak256(abi.encode(DECLARATION_TYPEHASH, wallet, project, signedAt, deadline))
        );
    }

    /// @inheritdoc IAffiliationRegistry
    function disputeDigest(uint64 id, uint48 deadline) public view returns (bytes32) {
        return _hashTypedDataV4(keccak256(abi.encode(DISPUTE_TYPEHASH, id, deadline)));
    }

    function _declare(bytes32 project, address wallet) private {
        Affiliation storage affiliation = _affiliations[project][wallet];
        if (affiliation.declaredUntil == NO_END) revert AffiliationRegistryDeclared(project, wallet);
        affiliation.declaredUntil = NO_END;
        emit AffiliationDeclared(project, wallet);
    }

    /// @dev It counts by itself once the time to dispute is over.
    function _openCase(address wallet, bytes32 project) private returns (uint64 id) {
        id = ++_latestId;
        _allegations[id] = Allegation(wallet, _nowAt(), State.Alleged, project);
        Affiliation storage affiliation = _affiliations[project][wallet];
        affiliation.standsFrom = SafeCast.toUint40(block.timestamp + ANSWER_SECONDS);
        affiliation.id = id;
    }

    function _dispute(uint64 id) private {
        _requireState(id, State.Alleged, State.Alleged);
        _move(id, State.Disputed, 0);
        emit AllegationDisputed(id, _allegations[id].wallet);
    }

    /// @dev An allegation in any of these states is the latest of its wallet and project.
    function _move(uint64 id, State state, uint40 standsFrom) private {
        Allegation storage allegation = _allegations[id];
        (allegation.state, allegation.since) = (state, _nowAt());
        _affiliations[allegation.project][allegation.wallet].standsFrom = standsFrom;
    }

    function _requireFree(address alleger) private view {
        uint64 id = _lastAllegation[alleger];
        Allegation storage allegation = _allegations[id];
        State state = _stateOf(allegation);
        if (state == State.Unknown || state == State.Stands) return;
        if (state == State.Alleged || state == State.Disputed) {
            revert AffiliationRegistryAllegationOpen(alleger, id);
        }
        uint256 againAt = _sinceOf(allegation, state) + REST_SECONDS;
        if (block.timestamp < againAt) revert AffiliationRegistryTooSoon(alleger, block.timestamp, againAt);
    }

    function _requireState(uint64 id, State either, State or) private view {
        State state = _stateOf(_allegations[id]);
        if (state != either && state != or) revert AffiliationRegistryBadState(id, state);
    }

    function _requireSigned(address wallet, bytes32 digest, uint48 deadline, bytes calldata signature)
        private
        view
    {
        if (block.timestamp >= deadline) {
            revert AffiliationRegistryExpired(wallet, deadline, block.timestamp);
        }
        if (!Signatures.isSignedBy(wallet, digest, signature)) {
            revert AffiliationRegistryBadSignature(wallet);
        }
    }

    function _requireAuthority() private view {
        address guardian = BADGE.guardian();
        if (msg.sender != GOVERNANCE && msg.sender != guardian) {
            revert AffiliationRegistryNotAuthority(msg.sender, guardian, GOVERNANCE);
        }
    }

    /// @dev What time has made of it.
    function _stateOf(Allegation storage allegation) private view returns (State state) {
        state = allegation.state;
        uint256 since = allegation.since;
        if (state == State.Alleged && block.timestamp >= since + ANSWER_SECONDS) return State.Stands;
        if (state == State.Disputed && block.timestamp >= since + RULING_SECONDS) return State.Fell;
    }

    function _sinceOf(Allegation storage allegation, State state) private view returns (uint256 since) {
        since = allegation.since;
        if (state == State.Fell) return since + RULING_SECONDS;
        if (state == State.Stands && allegation.state == State.Alleged) return since + ANSWER_SECONDS;
    }

    function _nowAt() private view returns (uint40) {
        return SafeCast.toUint40(block.timestamp);
    }
}
