// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {StandardLog} from "../../contracts/StandardLog.sol";
import {IStandardLog} from "../../contracts/interfaces/IStandardLog.sol";
import {GovernorFixture} from "./GovernorFixture.sol";

// .tree
// adopting a change of the Standard, through governor and treasury
// ├── makes it the Standard, by a proposal of its own whose vote opened when comments were over, at the second
// ├── is refused to a vote that opened a second earlier, however late it is executed
// ├── is refused to other proposals: with more actions, with another description, that only name a good one
// └── is refused once it was withdrawn, lapsed, or adopted
contract StandardAdoptTest is GovernorFixture {
    bytes32 private constant DOCUMENT = keccak256("The Standard, second edition");

    StandardLog private _log;
    uint256 private _startAt;

    function setUp() public override {
        super.setUp();
        _log = new StandardLog(badge, governor);
        _startAt = block.timestamp;
        _announce(IStandardLog.Level.Minor);
    }

    function test_Adopt() public {
        Proposal memory made = _adoption("Adopt 2.1.0");
        _passesAt(made, _startAt + 7 days - DELAY);
        vm.expectEmit(address(_log));
        emit IStandardLog.StandardAdopted(DOCUMENT, 0, IStandardLog.Level.Minor, "2.1.0", alice);
        _execute(made);
        IStandardLog.Standard memory standard = _log.current();
        vm.assertEq(standard.documentHash, DOCUMENT);
        vm.assertEq(uint256(standard.adoptedAt), block.timestamp);
        vm.assertEq(standard.version, "2.1.0");
        vm.assertEq(_log.openAnnouncementOf(alice), bytes32(0));
    }

    function test_Adopt_RevertWhen_VotingOpenedASecondBeforeCommentsWereOver() public {
        Proposal memory made = _adoption("Adopt 2.1.0");
        _passesAt(made, _startAt + 7 days - DELAY - 1);
        _expectTooEarly(_startAt + 7 days - 1, _startAt + 7 days);
        _execute(made);
    }

    /// @dev The time of execution alone would let it pass: it is later than comments, delay and period together.
    function test_Adopt_RevertWhen_TheVoteOnTheFirstDayIsExecutedWeeksLater() public {
        vm.prank(alice);
        _log.withdraw(DOCUMENT);
        _announce(IStandardLog.Level.Fundamental);
        Proposal memory made = _adoption("Adopt 3.0.0");
        uint256 proposalId = _propose(alice, made);
        _untilVoting();
        _vote(alice, proposalId, FOR);
        vm.warp(governor.proposalDeadline(proposalId) + LIFE - 1);
        _queue(made);
        vm.warp(governor.proposalEta(proposalId) + LIFE - 1);
        vm.assertLe(_startAt + 28 days + DELAY + PERIOD, block.timestamp);
        _expectTooEarly(_startAt + DELAY, _startAt + 28 days);
        _execute(made);
    }

    function test_Adopt_RevertWhen_NotAlone() public {
        Proposal memory one = _adoption("Adopt 2.1.0");
        Proposal memory made = Proposal(new address[](2), new uint256[](2), new bytes[](2), one.description);
        (made.targets[0], made.calldatas[0]) = (one.targets[0], one.calldatas[0]);
        made.targets[1] = alice;
        _passesAt(made, _startAt + 7 days);
        _expectRefused();
        _execute(made);
    }

    function test_Adopt_RevertWhen_TheDescriptionIsAnothers() public {
        Proposal memory made = _adoption("Adopt 2.1.0");
        made.description = "Adopt 2.1.0, as they said";
        _passesAt(made, _startAt + 7 days);
        _expectRefused();
        _execute(made);
    }

    /// @dev bob's early proposal names the description of alice's late one, which is of the right form but waits.
    function test_Adopt_RevertWhen_AnEarlyProposalNamesALateOne() public {
        Proposal memory late = _adoption("Adopt 2.1.0");
        Proposal memory early =
            Proposal(late.targets, late.values, late.calldatas, _withProposer("Adopt now", bob));
        vm.prank(bob);
        uint256 earlyId = governor.propose(early.targets, early.values, early.calldatas, early.description);
        _untilVoting();
        _vote(alice, earlyId, FOR);
        vm.warp(_startAt + 7 days);
        uint256 lateId = _propose(alice, late);
        _untilVoting();
        _vote(alice, lateId, FOR);
        _queue(early);
        vm.warp(block.timestamp + TIMELOCK_DELAY);
        vm.expectRevert(
            abi.encodeWithSelector(IStandardLog.StandardLogNotItsProposal.selector, DOCUMENT, lateId)
        );
        _execute(early);
        vm.warp(governor.proposalDeadline(lateId) + 1);
        _queue(late);
        vm.warp(block.timestamp + TIMELOCK_DELAY);
        _execute(late);
        vm.assertEq(_log.current().documentHash, DOCUMENT);
    }

    function test_Adopt_RevertWhen_WithdrawnSinceItWasProposed() public {
        Proposal memory made = _adoption("Adopt 2.1.0");
        uint256 proposalId = _propose(alice, made);
        vm.prank(alice);
        _log.withdraw(DOCUMENT);
        _passes(proposalId, made);
        _expectNotAnnounced();
        _execute(made);
    }

    /// @dev Announced anew at another level, its comments begin anew.
    function test_Adopt_RevertWhen_AnnouncedAnewSince() public {
        Proposal memory made = _adoption("Adopt 2.1.0");
        vm.warp(_startAt + 7 days - DELAY);
        uint256 proposalId = _propose(alice, made);
        vm.prank(alice);
        _log.withdraw(DOCUMENT);
        _announce(IStandardLog.Level.Minor);
        _passes(proposalId, made);
        _expectTooEarly(_startAt + 7 days, _startAt + 14 days - DELAY);
        _execute(made);
    }

    function test_Adopt_RevertWhen_Lapsed() public {
        Proposal memory made = _adoption("Adopt 2.1.0");
        _passesAt(made, _startAt + 97 days - DELAY - PERIOD - TIMELOCK_DELAY - 2);
        vm.warp(_startAt + 97 days);
        _expectNotAnnounced();
        _execute(made);
        vm.warp(_startAt + 97 days - 1);
        _execute(made);
    }

    /// @dev An old proposal that was executed proves nothing about a new announcement.
    function test_Adopt_RevertWhen_AnotherNamesTheProposalThatAdoptedItBefore() public {
        Proposal memory first = _adoption("Adopt 2.1.0");
        _passesAt(first, _startAt + 7 days);
        _execute(first);
        _announce(IStandardLog.Level.Minor);
        uint256 announcedAt = block.timestamp;
        Proposal memory second = Proposal(first.targets, first.values, first.calldatas, "Again");
        _passesAt(second, announcedAt);
        _expectTooEarly(_startAt + 7 days + DELAY, announcedAt + 7 days);
        _execute(second);
    }

    function test_Adopt_TheHistoryGoesOn() public {
        Proposal memory first = _adoption("Adopt 2.1.0");
        _passesAt(first, _startAt + 7 days);
        _execute(first);
        _announce(IStandardLog.Level.Major);
        Proposal memory again = _adoption("Adopt it once more");
        _passesAt(again, block.timestamp + 21 days);
        vm.expectEmit(address(_log));
        emit IStandardLog.StandardAdopted(DOCUMENT, DOCUMENT, IStandardLog.Level.Major, "2.1.0", alice);
        _execute(again);
    }

    function _announce(IStandardLog.Level level) private {
        vm.prank(alice);
        _log.announce(DOCUMENT, level, "2.1.0");
    }

    /// @dev alice's proposal that adopts and does nothing else.
    function _adoption(string memory words) private view returns (Proposal memory made) {
        made = Proposal(new address[](1), new uint256[](1), new bytes[](1), words);
        bytes32 descriptionHash = keccak256(bytes(_withProposer(words, alice)));
        made.targets[0] = address(_log);
        made.calldatas[0] = abi.encodeCall(_log.adopt, (DOCUMENT, descriptionHash));
    }

    function _passesAt(Proposal memory made, uint256 proposedAt) private {
        vm.warp(proposedAt);
        _passes(_propose(alice, made), made);
    }

    /// @dev Until it can be executed.
    function _passes(uint256 proposalId, Proposal memory made) private {
        vm.warp(governor.proposalOpensAt(proposalId) + 1);
        _vote(alice, proposalId, FOR);
        vm.warp(governor.proposalDeadline(proposalId) + 1);
        _queue(made);
        vm.warp(block.timestamp + TIMELOCK_DELAY);
    }

    function _expectRefused() private {
        Proposal memory asked = _adoption("Adopt 2.1.0");
        bytes32 descriptionHash = keccak256(bytes(_withProposer(asked.description, alice)));
        uint256 proposalId =
            governor.hashProposal(asked.targets, asked.values, asked.calldatas, descriptionHash);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorNonexistentProposal.selector, proposalId));
    }

    function _expectTooEarly(uint256 opensAt, uint256 commentsUntil) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IStandardLog.StandardLogVoteTooEarly.selector, DOCUMENT, opensAt, commentsUntil
            )
        );
    }

    function _expectNotAnnounced() private {
        vm.expectRevert(abi.encodeWithSelector(IStandardLog.StandardLogNotAnnounced.selector, DOCUMENT));
    }
}
