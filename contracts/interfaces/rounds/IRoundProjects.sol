// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Who takes part: applications, their review, and where a project is paid
interface IRoundProjects {
    /// @notice Where an application stands. Admitted is for ever: money may have come.
    enum State {
        None,
        Applied,
        Rejected,
        Admitted
    }

    /// @param received units given by donors; stays after it was paid
    /// @param edition of the application, from 1; votes of reviewers count for one edition
    /// @param heldUntil payments wait until then; not zero once it was held
    /// @param nextPayee announced, and paid from its completion at or after `nextPayeeAt`
    struct Project {
        State state;
        address applicant;
        address payee;
        uint256 received;
        bool donationsPaid;
        uint32 edition;
        uint40 heldUntil;
        address nextPayee;
        uint40 nextPayeeAt;
    }

    /// @notice Emitted when a project applies, first or again.
    event ProjectApplied(
        uint32 indexed projectId,
        address indexed applicant,
        uint32 edition,
        address payee,
        string name,
        bytes32 metadataHash
    );

    /// @notice Emitted when a reviewer votes, before the decision that it may bring about.
    event ApplicationReviewed(
        uint32 indexed projectId, address indexed reviewer, uint32 edition, bool admitted, string reason
    );

    /// @notice Emitted when an application is decided, after the deciding vote with its reason.
    event ApplicationDecided(uint32 indexed projectId, uint32 edition, bool admitted);

    /// @notice Emitted when a project announces where it wants to be paid.
    event PayeeAnnounced(uint32 indexed projectId, address indexed payee, uint256 completableAt);

    /// @notice Emitted when an announced payee takes over.
    event PayeeChanged(uint32 indexed projectId, address indexed payee);

    /// @notice Emitted when the announcement of another payee was stopped.
    event PayeeKept(uint32 indexed projectId, address indexed by);

    /// @notice Thrown when a project could not be paid at this address.
    error QuadraticFundingRoundBadPayee(address payee);

    /// @notice Thrown when there is no such project; ids run from 0 to `count` - 1.
    error QuadraticFundingRoundUnknownProject(uint256 projectId, uint256 count);

    /// @notice Thrown when a project is not in a state for this call.
    error QuadraticFundingRoundWrongState(bytes4 call, uint256 projectId, State had);

    /// @notice Thrown when a review is of another edition than the present one.
    error QuadraticFundingRoundOtherEdition(uint256 projectId, uint32 had, uint32 needed);

    /// @notice Thrown when the caller is neither a reviewer nor, where there are none, governance.
    error QuadraticFundingRoundNotReviewer(address caller);

    /// @notice Thrown when no other payee was announced.
    error QuadraticFundingRoundNoAnnouncement(uint256 projectId);

    /// @notice Applies for a new project. Anyone, before the close; the sender speaks for the project from then on.
    /// @param name of the project where donors and reviewers look it up; results are told by it. Nobody checks here that it
    /// is the applicant's: reviewers do
    /// @param metadataHash of the description that reviewers read
    /// @return projectId dense from 0; also the index of the project's leaf in a published result
    function applyFor(address payee, string calldata name, bytes32 metadataHash)
        external
        returns (uint32 projectId);

    /// @notice Changes an application that is not admitted; its review starts clean. Its applicant, before the close.
    function reapply(uint32 projectId, address payee, string calldata name, bytes32 metadataHash) external;

    /// @notice Votes on one edition of an application. A reviewer (governance where there are none), before the close.
    /// @param reason public, also when it is a yes
    function review(uint32 projectId, uint32 edition, bool admitted, string calldata reason) external;

    /// @notice Announces another payee. The applicant, any time once admitted; replaces an announcement before.
    function announcePayee(uint32 projectId, address payee) external;

    /// @notice Makes the announced payee the one who is paid. Anyone, after the delay.
    function completePayee(uint32 projectId) external;

    /// @notice Stops an announcement. The present payee or the applicant, until it was completed.
    function keepPayee(uint32 projectId) external;

    /// @notice How many projects have applied.
    function projectCount() external view returns (uint256);

    /// @notice A project. Reverts when there is none of this id.
    function projectOf(uint32 projectId) external view returns (Project memory);
}
