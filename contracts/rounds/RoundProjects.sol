// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoundProjects} from "../interfaces/rounds/IRoundProjects.sol";
import {RoundMoney} from "./RoundMoney.sol";

/// @title Who takes part in a round, and where each is paid
abstract contract RoundProjects is RoundMoney {
    /// @inheritdoc IRoundProjects
    function applyFor(address payee, string calldata name, bytes32 metadataHash)
        external
        returns (uint32 projectId)
    {
        // Check: donations can still arrive, and the payee can be paid.
        _requireIntake();
        _requirePayee(payee);
        // Effect:
        projectId = _totals.projects++;
        _enter(projectId, 1, payee, name, metadataHash);
    }

    /// @inheritdoc IRoundProjects
    function reapply(uint32 projectId, address payee, string calldata name, bytes32 metadataHash) external {
        // Check: it is the applicant's, and not admitted.
        _requireIntake();
        _requirePayee(payee);
        _requireProject(projectId);
        Application memory application = _applications[projectId];
        _requireCaller(application.applicant);
        State had = _accounts[projectId].state;
        if (had == State.Admitted) revert QuadraticFundingRoundWrongState(msg.sig, projectId, had);
        // Effect: the votes were on another edition.
        _enter(projectId, application.edition + 1, payee, name, metadataHash);
    }

    /// @inheritdoc IRoundProjects
    function review(uint32 projectId, uint32 edition, bool admitted, string calldata reason) external {
        // Check: the edition that was read is the present one, and it is undecided.
        _requireIntake();
        _requireProject(projectId);
        Application memory application = _applications[projectId];
        if (edition != application.edition) {
            revert QuadraticFundingRoundOtherEdition(projectId, edition, application.edition);
        }
        State had = _accounts[projectId].state;
        if (had != State.Applied) revert QuadraticFundingRoundWrongState(msg.sig, projectId, had);
        // Effect:
        bool isDecided = _vote(projectId, application, admitted);
        emit ApplicationReviewed(projectId, msg.sender, edition, admitted, reason);
        if (!isDecided) return;
        _accounts[projectId].state = admitted ? State.Admitted : State.Rejected;
        emit ApplicationDecided(projectId, edition, admitted);
        if (admitted) _onAdmitted(projectId);
    }

    /// @inheritdoc IRoundProjects
    function announcePayee(uint32 projectId, address payee) external {
        // Check: the project was admitted (before, it applies again), and the payee can be paid.
        _requireProject(projectId);
        _requireCaller(_applications[projectId].applicant);
        _requirePayee(payee);
        State had = _accounts[projectId].state;
        if (had != State.Admitted) revert QuadraticFundingRoundWrongState(msg.sig, projectId, had);
        // Effect:
        (,, uint32 delaySeconds) = _claimNumbers();
        uint40 completableAt = _nowAt() + delaySeconds;
        _announcements[projectId] = Announcement(payee, completableAt);
        emit PayeeAnnounced(projectId, payee, completableAt);
    }

    /// @inheritdoc IRoundProjects
    function completePayee(uint32 projectId) external {
        // Check: it was announced, and everybody had the time to stop it.
        Announcement memory announced = _announcement(projectId);
        _requireFrom(announced.completableAt);
        // Effect:
        delete _announcements[projectId];
        _parties[projectId].payee = announced.payee;
        emit PayeeChanged(projectId, announced.payee);
    }

    /// @inheritdoc IRoundProjects
    function keepPayee(uint32 projectId) external {
        // Check: it was announced, and is the sender's to stop.
        _announcement(projectId);
        if (msg.sender != _applications[projectId].applicant) _requireCaller(_parties[projectId].payee);
        // Effect:
        delete _announcements[projectId];
        emit PayeeKept(projectId, msg.sender);
    }

    /// @inheritdoc IRoundProjects
    function projectOf(uint32 projectId) external view returns (Project memory) {
        _requireProject(projectId);
        Account memory account = _accounts[projectId];
        Party memory party = _parties[projectId];
        Application memory application = _applications[projectId];
        Announcement memory announced = _announcements[projectId];
        return Project({
            state: account.state,
            applicant: application.applicant,
            payee: party.payee,
            received: account.received,
            donationsPaid: account.donationsPaid,
            edition: application.edition,
            heldUntil: party.heldUntil,
            nextPayee: announced.payee,
            nextPayeeAt: announced.completableAt
        });
    }

    /// @dev What a mode keeps of an admission.
    function _onAdmitted(uint32 projectId) internal virtual {}

    /// @dev Counts the sender's vote, of which the last one stands; returns whether it decides.
    function _vote(uint32 projectId, Application memory application, bool admitted) private returns (bool) {
        (uint32 threshold,,) = _choiceNumbers();
        uint32 bit = _voteOf(msg.sender, threshold);
        (application.yes, application.no) = (application.yes & ~bit, application.no & ~bit);
        if (admitted) application.yes |= bit;
        else application.no |= bit;
        _applications[projectId] = application;
        return _count(admitted ? application.yes : application.no) >= threshold;
    }

    function _enter(
        uint32 projectId,
        uint32 edition,
        address payee,
        string calldata name,
        bytes32 metadataHash
    ) private {
        _accounts[projectId].state = State.Applied;
        _parties[projectId].payee = payee;
        _applications[projectId] = Application(msg.sender, edition, 0, 0);
        emit ProjectApplied(projectId, msg.sender, edition, payee, name, metadataHash);
    }

    function _announcement(uint32 projectId) private view returns (Announcement memory announced) {
        announced = _announcements[projectId];
        if (announced.payee == address(0)) revert QuadraticFundingRoundNoAnnouncement(projectId);
    }

    function _requirePayee(address payee) private view {
        if (payee == address(0) || payee == address(this) || payee == _token()) {
            revert QuadraticFundingRoundBadPayee(payee);
        }
    }

    /// @dev The place of a reviewer's votes. Governance alone decides where there are no reviewers.
    function _voteOf(address reviewer, uint32 threshold) private view returns (uint32) {
        if (threshold == 0 && reviewer == _governance()) return 1;
        uint32 bit = 1;
        for (uint256 i = 0; i < _reviewerCount(); ++i) {
            if (_reviewer(i) == reviewer) return bit;
            bit <<= 1;
        }
        revert QuadraticFundingRoundNotReviewer(reviewer);
    }

    function _count(uint32 votes) private pure returns (uint256 count) {
        for (; votes != 0; votes &= votes - 1) {
            ++count;
        }
    }
}
