// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor, Governor} from "@openzeppelin/contracts/governance/Governor.sol";
import {TimelockController} from "@openzeppelin/contracts/governance/TimelockController.sol";
import {
    GovernorTimelockControl
} from "@openzeppelin/contracts/governance/extensions/GovernorTimelockControl.sol";
import {Math} from "@openzeppelin/contracts/utils/math/Math.sol";
import {SafeCast} from "@openzeppelin/contracts/utils/math/SafeCast.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {IBadgeGovernor} from "../interfaces/IBadgeGovernor.sol";
import {GovernorParameters} from "./GovernorParameters.sol";

/// @title What is fixed about a proposal when it is made, and what can end it
/// @notice Whose weight counts, the quorum and the code of the targets are those of the proposal's beginning.
/// @dev Assumes that this contract alone proposes to, executes and cancels in the timelock. The code of a proxy is
/// that of the proxy: what stands behind it can change.
abstract contract ProposalFrames is GovernorParameters {
    /// @dev One slot.
    struct Frame {
        uint40 snapshotAt;
        uint32 quorumVotes;
        bytes23 codeHash;
    }

    bytes10 private constant MARKER = "#proposer=";
    uint256 private constant ADDRESS_LENGTH = 42;

    address private immutable GUARDIAN;
    uint48 private immutable GUARDIAN_UNTIL;
    uint32 private immutable LIFE_SECONDS;

    mapping(uint256 proposalId => Frame) private _frames;
    mapping(address proposer => uint256 proposalId) private _lastProposal;

    constructor(TimelockController timelock_, address guardian_, uint48 guardianUntil, uint32 lifeSeconds_)
        GovernorTimelockControl(timelock_)
    {
        GUARDIAN = guardian_;
        GUARDIAN_UNTIL = guardianUntil;
        LIFE_SECONDS = lifeSeconds_;
    }

    /// @inheritdoc IBadgeGovernor
    function lastProposalOf(address proposer) external view returns (uint256 proposalId) {
        return _lastProposal[proposer];
    }

    /// @inheritdoc IBadgeGovernor
    function guardian() external view returns (address account, uint256 until) {
        return (GUARDIAN, GUARDIAN_UNTIL);
    }

    /// @inheritdoc IBadgeGovernor
    function lifeSeconds() external view returns (uint256) {
        return LIFE_SECONDS;
    }

    /// @inheritdoc IBadgeGovernor
    function proposalQuorum(uint256 proposalId) public view returns (uint256) {
        return _frames[proposalId].quorumVotes;
    }

    /// @inheritdoc IBadgeGovernor
    function proposalOpensAt(uint256 proposalId) public view returns (uint256) {
        return super.proposalSnapshot(proposalId);
    }

    /// @inheritdoc IBadgeGovernor
    function proposalExpiresAt(uint256 proposalId) public view returns (uint256) {
        return _expiresAt(proposalId, super.state(proposalId));
    }

    /// @notice The moment whose weights count: before the proposal was made, by as much as badges need to mature.
    /// @dev OpenZeppelin's is the beginning of the vote; for that see `proposalOpensAt`.
    function proposalSnapshot(uint256 proposalId) public view override returns (uint256) {
        return _frames[proposalId].snapshotAt;
    }

    /// @inheritdoc Governor
    function state(uint256 proposalId) public view override returns (ProposalState current) {
        current = super.state(proposalId);
        // OpenZeppelin asks for the snapshot, which is in the past here.
        if (current == ProposalState.Active && clock() <= proposalOpensAt(proposalId)) {
            return ProposalState.Pending;
        }
        uint256 expiresAt = _expiresAt(proposalId, current);
        if (expiresAt != 0 && clock() >= expiresAt) return ProposalState.Expired;
    }

    /// @inheritdoc Governor
    function _propose(
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        string memory description,
        address proposer
    ) internal override returns (uint256 proposalId) {
        uint256 snapshotAt = clock() - parameter(Parameter.Maturity);
        // Check: the proposer's weight is ripe, and no proposal of theirs keeps the voters busy.
        uint256 had = getVotes(proposer, snapshotAt);
        if (had < proposalThreshold()) {
            revert GovernorInsufficientProposerVotes(proposer, had, proposalThreshold());
        }
        uint256 last = _lastProposal[proposer];
        if (last != 0 && _isLive(last)) revert BadgeGovernorLiveProposal(proposer, last);
        proposalId = super._propose(targets, values, calldatas, description, proposer);
        // Effect:
        _lastProposal[proposer] = proposalId;
        Frame memory frame =
            Frame(SafeCast.toUint40(snapshotAt), SafeCast.toUint32(quorum(snapshotAt)), _codeHash(targets));
        _frames[proposalId] = frame;
        emit ProposalFramed(proposalId, snapshotAt, frame.quorumVotes, frame.codeHash);
    }

    function _executeOperations(
        uint256 proposalId,
        address[] memory targets,
        uint256[] memory values,
        bytes[] memory calldatas,
        bytes32 descriptionHash
    ) internal override {
        bytes23 had = _codeHash(targets);
        bytes23 needed = _frames[proposalId].codeHash;
        if (had != needed) revert BadgeGovernorCodeChanged(proposalId, had, needed);
        super._executeOperations(proposalId, targets, values, calldatas, descriptionHash);
    }

    /// @dev Without the proposer in the description, anybody could make the same proposal, cancel it, and so use up
    /// its id.
    function _isValidDescriptionForProposer(address proposer, string memory description)
        internal
        pure
        override
        returns (bool)
    {
        uint256 length = bytes(description).length;
        uint256 markerAt = length - Math.min(length, MARKER.length + ADDRESS_LENGTH);
        for (uint256 i = 0; i < MARKER.length; ++i) {
            if (markerAt + i >= length || bytes(description)[markerAt + i] != MARKER[i]) {
                revert BadgeGovernorUnboundDescription(proposer);
            }
        }
        (bool isAddress, address named) =
            Strings.tryParseAddress(description, markerAt + MARKER.length, length);
        if (!isAddress) revert BadgeGovernorUnboundDescription(proposer);
        return named == proposer;
    }

    /// @dev The guardian while it is one; the proposer before voting opens, and never later.
    function _validateCancel(uint256 proposalId, address caller) internal view override returns (bool) {
        return (caller == GUARDIAN && clock() < GUARDIAN_UNTIL) || super._validateCancel(proposalId, caller);
    }

    /// @dev What stands at the targets. An account without code has none, whether it was used before or not.
    function _codeHash(address[] memory targets) private view returns (bytes23) {
        bytes32 fold;
        for (uint256 i = 0; i < targets.length; ++i) {
            bytes32 code = targets[i].code.length == 0 ? bytes32(0) : targets[i].codehash;
            fold = keccak256(abi.encode(fold, code));
        }
        // 184 bits: to make two codes with the same takes 2^92 tries.
        // forge-lint: disable-next-line(unsafe-typecast)
        return bytes23(fold);
    }

    /// @dev Only what waits expires: to be queued since the end of the vote, to be executed since the timelock's delay.
    function _expiresAt(uint256 proposalId, ProposalState current) private view returns (uint256) {
        if (current == ProposalState.Succeeded) return proposalDeadline(proposalId) + LIFE_SECONDS;
        if (current == ProposalState.Queued) return proposalEta(proposalId) + LIFE_SECONDS;
        return 0;
    }

    function _isLive(uint256 proposalId) private view returns (bool) {
        ProposalState current = state(proposalId);
        return current == ProposalState.Pending || current == ProposalState.Active;
    }
}
