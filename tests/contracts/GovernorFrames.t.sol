// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IGovernor} from "@openzeppelin/contracts/governance/IGovernor.sol";
import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";

import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {GovernorSteps} from "./GovernorSteps.sol";

// .tree
// a description
// ├── ends with #proposer= and the proposer's address, in small or capital letters
// ├── without it, cut short, or with anything behind it: reverts
// └── that names another: reverts, so that nobody uses up another's id
// a proposal's frame
// ├── is of its beginning: snapshot, quorum, code of the targets
// └── stays, whatever is issued, revoked or decided later
// the code of a target
// ├── that changes, comes or goes, with EIP-7702 too: the proposal is not executed
// ├── that changes back: it is
// └── of an account without code is none, before it was ever used and after
contract GovernorFramesTest is GovernorSteps {
    function test_NamesItsProposer() public {
        string memory small = Strings.toHexString(bob);
        string[4] memory names = [small, Strings.toChecksumHexString(bob), _capitals(small), small];
        for (uint256 i = 0; i < names.length; ++i) {
            Proposal memory made = _fundingOf(i + 1, string.concat("#proposer=", names[i]));
            // The last one is nothing else than the name; the others have text before it.
            if (i != 3) made.description = string.concat(unicode"Für die Runde ", made.description);
            uint256 proposal = _proposeAs(bob, made);
            vm.assertEq(governor.proposalProposer(proposal), bob);
            _cancel(bob, made);
        }
    }

    function test_RevertWhen_ItNamesNobody() public {
        string memory name = Strings.toHexString(bob);
        string memory bare = Strings.toHexString(uint160(bob), 20);
        string[11] memory bad = [
            "",
            "x",
            "#proposer=",
            "#proposer=0x12",
            string.concat("#proposer", name),
            string.concat("proposer=", name),
            string.concat("#Proposer=", name),
            string.concat("#proposer=", name, "\n"),
            string.concat("#proposer=", name, "00"),
            string.concat("#proposer=0X", _tail(bare)),
            string.concat("#proposer=0xZZ", _tail(_tail(bare)))
        ];
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorUnboundDescription.selector, bob)
            );
            _proposeAs(bob, _fundingOf(1, bad[i]));
        }
    }

    /// @dev Every part of a good ending, from nothing to all but the first letter.
    function testFuzz_RevertWhen_ItIsCutShort(uint8 length) public {
        bytes memory good = bytes(string.concat("#proposer=", Strings.toHexString(bob)));
        bytes memory cut = new bytes(length % good.length);
        for (uint256 i = 1; i <= cut.length; ++i) {
            cut[cut.length - i] = good[good.length - i];
        }
        vm.expectRevert(abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorUnboundDescription.selector, bob));
        _proposeAs(bob, _fundingOf(1, string(cut)));
    }

    function test_NobodyUsesUpAnothersId() public {
        Proposal memory made = _fundingOf(1, _withProposer("Fund the round", bob));
        vm.expectRevert(abi.encodeWithSelector(IGovernor.GovernorRestrictedProposer.selector, carol));
        _proposeAs(carol, made);
        uint256 proposal = _proposeAs(bob, made);
        _assertState(proposal, IGovernor.ProposalState.Pending);
    }

    /// @dev Bob himself does it once.
    function test_RevertWhen_TheIdIsUsed() public {
        Proposal memory made = _fundingOf(1, "Fund the round");
        uint256 proposal = _propose(bob, made);
        _cancel(bob, made);
        vm.expectRevert(
            abi.encodeWithSelector(
                IGovernor.GovernorUnexpectedProposalState.selector,
                proposal,
                IGovernor.ProposalState.Canceled,
                bytes32(0)
            )
        );
        _proposeAs(bob, made);
        vm.assertEq(governor.lastProposalOf(bob), proposal);
    }

    function test_IsOfTheBeginning() public {
        Proposal memory made = _fundingOf(1, "Fund the round");
        uint256 snapshotAt = block.timestamp - MATURITY;
        made.description = _withProposer(made.description, bob);
        uint256 id = governor.hashProposal(
            made.targets, made.values, made.calldatas, keccak256(bytes(made.description))
        );
        vm.expectEmit(address(governor));
        emit IBadgeGovernor.ProposalFramed(id, snapshotAt, 3, _hashOf(address(round).codehash));
        _proposeAs(bob, made);
        _issue(mallory, 50);
        _untilVoting();
        _revoke(1);
        vm.assertEq(governor.proposalSnapshot(id), snapshotAt);
        vm.assertEq(governor.proposalOpensAt(id), snapshotAt + MATURITY + DELAY);
        vm.assertEq(governor.proposalDeadline(id), snapshotAt + MATURITY + DELAY + PERIOD);
        vm.assertEq(governor.proposalQuorum(id), 3);
    }

    /// @dev Half of 7 is 4; and somebody has to take part, however few there are.
    function test_TheQuorumIsRoundedUp() public {
        _issue(mallory, 1);
        vm.warp(block.timestamp + MATURITY);
        vm.assertEq(governor.proposalQuorum(_propose(bob, _fundingOf(1, "Fund the round"))), 4);
        vm.assertEq(governor.quorum(block.timestamp - 1), 4);
        vm.assertEq(governor.quorum(START_AT - 1), 1);
    }

    function test_RevertWhen_TheTargetHasOtherCode() public {
        Proposal memory made = _fundingOf(1, "Fund the round");
        uint256 proposal = _queued(made);
        bytes memory had = address(round).code;
        bytes23 needed = _hashOf(address(round).codehash);
        vm.etch(address(round), hex"00");
        _expectCodeChanged(proposal, _hashOf(keccak256(hex"00")), needed);
        _execute(made);
        vm.etch(address(round), "");
        _expectCodeChanged(proposal, _hashOf(0), needed);
        _execute(made);
        vm.etch(address(round), had);
        _execute(made);
        vm.assertEq(round.pool(), 1);
    }

    function test_RevertWhen_AnAccountGetsCode() public {
        Proposal memory made = _calling(carol, "", "Pay carol");
        made.values[0] = 1 ether;
        uint256 proposal = _queued(made);
        bytes memory code = abi.encodePacked(hex"ef0100", address(round));
        vm.etch(carol, code);
        _expectCodeChanged(proposal, _hashOf(keccak256(code)), _hashOf(0));
        _execute(made);
        vm.etch(carol, "");
        _execute(made);
        vm.assertEq(carol.balance, 1 ether);
    }

    function test_AnAccountThatIsUsedForTheFirstTimeHasNoCode() public {
        address fresh = _account("never used");
        Proposal memory made = _calling(fresh, "", "Pay somebody new");
        made.values[0] = 1 ether;
        _queued(made);
        vm.assertEq(fresh.codehash, 0);
        vm.deal(fresh, 1);
        vm.assertEq(fresh.codehash, keccak256(""));
        _execute(made);
        vm.assertEq(fresh.balance, 1 ether + 1);
    }

    function test_RevertWhen_OneOfSeveralTargetsHasOtherCode() public {
        Proposal memory made = Proposal(new address[](2), new uint256[](2), new bytes[](2), "Pay two");
        (made.targets[0], made.targets[1]) = (carol, mallory);
        (made.values[0], made.values[1]) = (1 ether, 1 ether);
        uint256 proposal = _queued(made);
        vm.etch(mallory, hex"00");
        bytes32 fold = keccak256(abi.encode(bytes32(0), bytes32(0)));
        bytes23 needed = bytes23(keccak256(abi.encode(fold, bytes32(0))));
        _expectCodeChanged(proposal, bytes23(keccak256(abi.encode(fold, keccak256(hex"00")))), needed);
        _execute(made);
        vm.assertEq(carol.balance, 0);
    }

    function _proposeAs(address proposer, Proposal memory made) private returns (uint256) {
        vm.prank(proposer);
        return governor.propose(made.targets, made.values, made.calldatas, made.description);
    }

    function _expectCodeChanged(uint256 proposal, bytes23 had, bytes23 needed) private {
        vm.expectRevert(
            abi.encodeWithSelector(IBadgeGovernor.BadgeGovernorCodeChanged.selector, proposal, had, needed)
        );
    }

    function _hashOf(bytes32 code) private pure returns (bytes23) {
        return bytes23(keccak256(abi.encode(bytes32(0), code)));
    }

    function _capitals(string memory text) private pure returns (string memory) {
        bytes memory letters = bytes(text);
        for (uint256 i = 2; i < letters.length; ++i) {
            if (letters[i] >= "a") letters[i] = bytes1(uint8(letters[i]) - 32);
        }
        return string(letters);
    }

    /// @dev Without the first two letters.
    function _tail(string memory text) private pure returns (string memory) {
        bytes memory tail = new bytes(bytes(text).length - 2);
        for (uint256 i = 0; i < tail.length; ++i) {
            tail[i] = bytes(text)[i + 2];
        }
        return string(tail);
    }
}
