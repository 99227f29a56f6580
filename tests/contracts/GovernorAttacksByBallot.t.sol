// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";

import {BadgeGovernor} from "../../contracts/BadgeGovernor.sol";
import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {GovernorRivals} from "./GovernorRivals.sol";

// .tree
// attacks with, on and by signed ballots: the table of all is in GovernorAttacks.t.sol
contract GovernorAttacksByBallotTest is GovernorRivals {
    function test_ABallotIsCastTwice() public {
        (uint256 attacked, uint256 held) = _openBoth();
        bytes memory theirsSigned = _signAt(basic, attacked, FOR, alice, aliceKey, 0);
        IBadgeGovernor.SignedBallot memory ballot = _ballot(held, FOR, alice, aliceKey);
        basic.castVoteBySig(attacked, FOR, alice, theirsSigned);
        _expectNotSigned(alice);
        basic.castVoteBySig(attacked, FOR, alice, theirsSigned);
        governor.castBallot(ballot);
        _expectNotNewer(alice, ballot.version, ballot.version);
        governor.castBallot(ballot);
        _assertTally(held, 0, 3, 0);
    }

    /// @dev The same proposal has the same id on every governor.
    function test_ABallotOfAnotherGovernor() public {
        BadgeGovernor second = _secondGovernor(_values());
        _proposeAt(second, bob, _pay());
        (uint256 attacked, uint256 held) = _openBoth();
        vm.assertEq(held, attacked);
        bytes memory theirsSigned = _signAt(basic, attacked, FOR, alice, aliceKey, 0);
        IBadgeGovernor.SignedBallot memory ballot = _ballot(held, FOR, alice, aliceKey);
        _expectNotSigned(alice);
        full.castVoteBySig(attacked, FOR, alice, theirsSigned);
        _expectNotSigned(alice);
        second.castBallot(ballot);
    }

    function test_ABallotOfAnotherProposal() public {
        (uint256 attacked, uint256 held) = _openBoth();
        uint256 other = _openSecond();
        bytes memory theirsSigned = _signAt(basic, attacked, FOR, alice, aliceKey, 0);
        IBadgeGovernor.SignedBallot memory ballot = _ballot(held, FOR, alice, aliceKey);
        _expectNotSigned(alice);
        basic.castVoteBySig(other, FOR, alice, theirsSigned);
        ballot.proposalId = other;
        _expectNotSigned(alice);
        governor.castBallot(ballot);
    }

    function test_ABallotOfAnotherChain() public {
        (uint256 attacked, uint256 held) = _openBoth();
        bytes memory theirsSigned = _signAt(basic, attacked, FOR, alice, aliceKey, 0);
        IBadgeGovernor.SignedBallot memory ballot = _ballot(held, FOR, alice, aliceKey);
        vm.chainId(block.chainid + 1);
        _expectNotSigned(alice);
        basic.castVoteBySig(attacked, FOR, alice, theirsSigned);
        _expectNotSigned(alice);
        governor.castBallot(ballot);
    }

    /// @dev Signed on the first day, handed in by another in the last second; its voter thinks otherwise.
    function test_ABallotIsKeptBack() public {
        (uint256 attacked, uint256 held) = _openBoth();
        bytes memory theirsSigned = _signAt(basic, attacked, FOR, alice, aliceKey, 0);
        IBadgeGovernor.SignedBallot memory ballot = _ballot(held, FOR, alice, aliceKey);
        vm.warp(governor.proposalDeadline(held));
        vm.assertEq(basic.castVoteBySig(attacked, FOR, alice, theirsSigned), 3);
        vm.expectRevert(
            abi.encodeWithSelector(
                IBadgeGovernor.BadgeGovernorBallotExpired.selector, alice, ballot.deadline, block.timestamp
            )
        );
        governor.castBallot(ballot);
        // Even a ballot that still counts is undone by voting; there a vote stands.
        ballot = _ballot(held, FOR, alice, aliceKey, ballot.version, type(uint48).max);
        governor.castBallot(ballot);
        _vote(alice, held, AGAINST);
        _assertTally(held, 3, 0, 0);
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorAlreadyCastVote.selector, alice));
        _voteAt(basic, alice, attacked, AGAINST);
    }

    function test_BallotsArriveInAnotherOrder() public {
        (uint256 attacked, uint256 held) = _openBoth();
        uint256 second = _openSecond();
        bytes memory first = _signAt(basic, attacked, FOR, alice, aliceKey, 0);
        bytes memory next = _signAt(basic, second, FOR, alice, aliceKey, 1);
        _expectNotSigned(alice);
        basic.castVoteBySig(second, FOR, alice, next);
        basic.castVoteBySig(attacked, FOR, alice, first);

        IBadgeGovernor.SignedBallot memory ours = _ballot(held, FOR, alice, aliceKey);
        governor.castBallot(_ballot(second, FOR, alice, aliceKey));
        governor.castBallot(ours);
    }

    function test_OneBallotCastAheadKillsABatch() public {
        (uint256 attacked, uint256 held) = _openBoth();
        bytes memory signed = _signAt(full, attacked, FOR, alice, aliceKey, 0);
        bytes[] memory calls = new bytes[](2);
        calls[0] = abi.encodeCall(full.castVoteBySig, (attacked, FOR, alice, signed));
        calls[1] = abi.encodeCall(
            full.castVoteBySig, (attacked, FOR, bob, _signAt(full, attacked, FOR, bob, bobKey, 0))
        );
        full.castVoteBySig(attacked, FOR, alice, signed);
        _expectNotSigned(alice);
        full.multicall(calls);

        IBadgeGovernor.SignedBallot[] memory batch = new IBadgeGovernor.SignedBallot[](2);
        batch[0] = _ballot(held, FOR, alice, aliceKey);
        batch[1] = _ballot(held, FOR, bob, bobKey);
        governor.castBallot(batch[0]);
        vm.assertEq(governor.castBallots(batch), 1);
        _assertTally(held, 0, 5, 0);
    }

    /// @dev Theirs writes down that mallory voted with nothing; ours tells why not, for a part of the gas.
    function test_BallotsOfNoWeightDrainTheRelay() public {
        (uint256 attacked, uint256 held) = _openBoth();
        bytes memory signed = _signAt(basic, attacked, FOR, mallory, malloryKey, 0);
        vm.assertEq(basic.castVoteBySig(attacked, FOR, mallory, signed), 0);
        vm.assertTrue(basic.hasVoted(attacked, mallory));

        IBadgeGovernor.SignedBallot[] memory batch = new IBadgeGovernor.SignedBallot[](1);
        batch[0] = _ballot(held, FOR, mallory, malloryKey);
        vm.assertEq(governor.castBallots(batch), 0);
        uint256 rejected = vm.lastCallGas().gasTotalUsed;
        batch[0] = _ballot(held, FOR, alice, aliceKey);
        vm.assertEq(governor.castBallots(batch), 1);
        uint256 counted = vm.lastCallGas().gasTotalUsed;
        vm.assertLt(2 * rejected, counted);
        vm.assertEq(governor.castBallots(batch), 0);
        vm.assertLt(2 * vm.lastCallGas().gasTotalUsed, counted);
        vm.assertFalse(governor.hasVoted(held, mallory));
    }

    function test_LongReasonsDrainTheRelay() public {
        (uint256 attacked, uint256 held) = _openBoth();
        string memory reason = string(new bytes(10_000));
        bytes32 content = keccak256(
            abi.encode(
                full.EXTENDED_BALLOT_TYPEHASH(),
                attacked,
                FOR,
                alice,
                0,
                keccak256(bytes(reason)),
                keccak256("")
            )
        );
        bytes32 digest = keccak256(abi.encodePacked(hex"1901", _domainOf(full), content));
        bytes memory signed = _sign(aliceKey, digest);
        full.castVoteWithReasonAndParamsBySig(attacked, FOR, alice, reason, "", signed);
        // The log of 10 000 bytes alone takes eight of gas for each.
        vm.assertLt(80_000, vm.lastCallGas().gasTotalUsed);
        vm.expectRevert(abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorUndatedBallot.selector, alice));
        governor.castVoteWithReasonAndParamsBySig(held, FOR, alice, reason, "", signed);
    }

    function test_AnAccountWithCodeCannotSign() public {
        (uint256 attacked, uint256 held) = _openBoth();
        vm.etch(alice, abi.encodePacked(hex"ef0100", address(round)));
        bytes memory signed = _signAt(basic, attacked, FOR, alice, aliceKey, 0);
        _expectNotSigned(alice);
        basic.castVoteBySig(attacked, FOR, alice, signed);
        vm.assertEq(governor.castBallot(_ballot(held, FOR, alice, aliceKey)), 3);
    }

    function _pay() private view returns (Proposal memory) {
        return _paying(carol, 1, _withProposer("Pay", bob));
    }

    /// @dev Another, beside the first.
    function _openSecond() private returns (uint256 proposal) {
        Proposal memory made = _paying(carol, 2, _withProposer("Pay more", alice));
        proposal = _proposeAt(basic, alice, made);
        _proposeAt(governor, alice, made);
        vm.warp(governor.proposalOpensAt(proposal) + 1);
    }

    /// @dev The same proposal at all three, voting open.
    function _openBoth() private returns (uint256 attacked, uint256 held) {
        attacked = _proposeAt(basic, bob, _pay());
        _proposeAt(full, bob, _pay());
        held = _proposeAt(governor, bob, _pay());
        vm.warp(governor.proposalOpensAt(held) + 1);
    }
}
