// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {ApprovingAccount} from "./Accounts.sol";
import {GovernorRivals} from "./GovernorRivals.sol";

// .tree
// attacks that wait, or cannot: the table of all is in GovernorAttacks.t.sol
contract GovernorAttacksOverTimeTest is GovernorRivals {
    /// @dev Theirs answers a late quorum; of a late flip it knows nothing.
    function test_ALateQuorumAndALateFlip() public {
        Proposal memory made = _paying(mallory, 1 ether, "Pay");
        uint256 quorumed = _openAt(full, made);
        uint256 endsAt = full.proposalDeadline(quorumed);
        vm.warp(endsAt);
        _voteAt(full, alice, quorumed, FOR);
        vm.assertEq(full.proposalDeadline(quorumed), endsAt + FLIP_WINDOW);

        made.description = "Pay once more";
        uint256 attacked = _openAt(full, made);
        uint256 held = _open();
        // The quorum is there from the beginning.
        _voteAt(full, alice, attacked, ABSTAIN);
        _voteAt(full, carol, attacked, AGAINST);
        _vote(alice, held, ABSTAIN);
        _vote(carol, held, AGAINST);
        endsAt = full.proposalDeadline(attacked);
        vm.warp(endsAt);
        _voteAt(full, bob, attacked, FOR);
        vm.assertEq(full.proposalDeadline(attacked), endsAt);
        vm.warp(endsAt + 1);
        vm.assertTrue(full.state(attacked) == IGovernor.ProposalState.Succeeded);

        endsAt = governor.proposalDeadline(held);
        vm.warp(endsAt);
        _vote(bob, held, FOR);
        vm.assertEq(governor.proposalDeadline(held), endsAt + FLIP_WINDOW);
        vm.warp(endsAt + FLIP_WINDOW);
        _vote(alice, held, AGAINST);
        vm.warp(governor.proposalDeadline(held) + 1);
        _assertState(held, IGovernor.ProposalState.Defeated);
    }

    function test_AProposerCancelsWhatWasDecided() public {
        Proposal memory made = _paying(carol, 1 ether, "Pay");
        uint256 attacked = _queuedAt(full, made);
        _cancelAt(full, bob, made);
        vm.assertTrue(full.state(attacked) == IGovernor.ProposalState.Canceled);

        uint256 held = _queued(made);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorUnableToCancel.selector, held, bob));
        _cancel(bob, made);
        _execute(made);
        vm.assertEq(carol.balance, 1 ether);
    }

    /// @dev Ten years later, when everybody has forgotten it.
    function test_AnOldProposalDrainsALaterTreasury() public {
        Proposal memory made = _paying(carol, 100 ether, "Pay");
        _queuedAt(basic, made);
        vm.warp(block.timestamp + 3650 days);
        vm.deal(address(theirs), 100 ether);
        _executeAt(basic, made);
        vm.assertEq(carol.balance, 100 ether);

        uint256 held = _queued(made);
        vm.warp(block.timestamp + 3650 days);
        vm.deal(address(timelock), 100 ether);
        _expectState(held, IGovernor.ProposalState.Expired, IGovernor.ProposalState.Queued);
        _execute(made);
    }

    /// @dev Beanstalk lost its treasury to votes borrowed for one transaction. Here no weight of now votes,
    /// no majority ends a vote before its time, and nothing is executed without the delay.
    function test_BorrowedVotesDecideAtOnce() public {
        Proposal memory made = _paying(mallory, TREASURY, "Pay me");
        uint256 attacked = _openAt(basic, made);
        uint256 held = _propose(bob, made);
        vm.warp(governor.proposalOpensAt(held) + 1);
        _issue(mallory, 500);
        vm.prank(mallory);
        vm.assertEq(basic.castVote(attacked, FOR), 0);
        _expectNoWeight(mallory, held);
        _vote(mallory, held, FOR);
        // Not even everybody together.
        _voteAt(basic, alice, attacked, FOR);
        _vote(alice, held, FOR);
        _vote(bob, held, FOR);
        _vote(carol, held, FOR);
        _expectState(held, IGovernor.ProposalState.Active, IGovernor.ProposalState.Succeeded);
        _queue(made);
        _expectState(held, IGovernor.ProposalState.Active, IGovernor.ProposalState.Queued);
        _execute(made);
        vm.assertTrue(basic.state(attacked) == IGovernor.ProposalState.Active);
    }

    /// @dev Tornado Cash voted on code that was then replaced at its address. Here voters see an account
    /// without code; what comes there is known to mallory alone.
    function test_OtherCodeComesToATarget() public {
        bytes32 word = keccak256(
            abi.encodePacked(
                hex"ff", address(this), bytes32(0), keccak256(type(ApprovingAccount).creationCode)
            )
        );
        ApprovingAccount target = ApprovingAccount(address(uint160(uint256(word))));
        bytes memory greeting = abi.encodeCall(target.approve, ("a greeting"));
        Proposal memory made = _calling(address(target), greeting, "Greet");
        _queuedAt(basic, made);
        Proposal memory ours = _calling(address(target), greeting, "Greet");
        uint256 held = _queued(ours);

        new ApprovingAccount{salt: 0}();
        bytes23 had = bytes23(keccak256(abi.encode(bytes32(0), address(target).codehash)));
        bytes23 needed = bytes23(keccak256(abi.encode(bytes32(0), bytes32(0))));
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorCodeChanged.selector, held, had, needed)
        );
        _execute(ours);
        vm.assertEq(bytes32(target.isValidSignature("a greeting", "")), 0);
        _executeAt(basic, made);
        vm.assertEq(
            bytes32(target.isValidSignature("a greeting", "")), bytes32(target.isValidSignature.selector)
        );
    }
}
