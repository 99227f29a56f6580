// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPublishedRound} from "../../contracts/interfaces/rounds/IPublishedRound.sol";
import {IRoundPayments} from "../../contracts/interfaces/rounds/IRoundPayments.sol";
import {IRoundProjects} from "../../contracts/interfaces/rounds/IRoundProjects.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {Leaves} from "./Leaves.sol";
import {RoundFixture} from "./RoundFixture.sol";

// .tree
// claimMatching
// ├── by anybody to the payee of the project, once, when the result is final
// └── refuses: a leaf that is not in the tree, an inner node, no such project, more than the total
contract RoundMatchingTest is RoundFixture {
    function test_ClaimMatching() public {
        _finalised();
        vm.expectEmit(address(round));
        emit IRoundPayments.MatchingClaimed(1, library_, 4 ether);
        vm.prank(mallory);
        _claim(1, library_, 4 ether);
        vm.assertEq(library_.balance, 4 ether);
        vm.assertTrue(round.isMatchingClaimed(1));
        vm.assertFalse(round.isMatchingClaimed(0));
        _claim(0, garden, 3 ether);
        vm.assertEq(round.owed(), 11 ether);
    }

    function test_ClaimMatching_RevertWhen_Repeated() public {
        _finalised();
        _claim(1, library_, 4 ether);
        vm.expectRevert(abi.encodeWithSelector(IRoundPayments.QuadraticFundingRoundMatchingGone.selector, 1));
        _claim(1, library_, 4 ether);
    }

    function test_ClaimMatching_RevertWhen_NotFinal() public {
        _closed();
        _publish(3 ether, 4 ether);
        vm.expectRevert(_wrongStatus(IPublishedRound.claimMatching.selector, IRoundTerms.Status.Published));
        _claim(1, library_, 4 ether);
    }

    function test_ClaimMatching_RevertWhen_NotInTheTree() public {
        _finalised();
        _expectBadProof(1);
        _claim(1, library_, 4 ether + 1);
        // The right leaf with the proof of its neighbour, or none.
        bytes32[] memory neighbour = Leaves.proof(_leaves(3 ether, 4 ether), 0);
        _expectBadProof(1);
        round.claimMatching(1, library_, 4 ether, neighbour);
        _expectBadProof(1);
        round.claimMatching(1, library_, 4 ether, new bytes32[](0));
    }

    /// @dev A leaf that names somebody else still pays the project.
    function test_ClaimMatching_AlwaysPaysTheProjectsOwnPayee() public {
        _closed();
        bytes32 leaf = Leaves.hash(1, mallory, 8 ether);
        _publish(leaf, _fold(_single(_word(1, 8 ether)), 0), 8 ether);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
        round.claimMatching(1, mallory, 8 ether, new bytes32[](0));
        vm.assertEq(mallory.balance, 0);
        vm.assertEq(library_.balance, 8 ether);
    }

    /// @dev An operator whose key was stolen after the close cannot publish a leaf for itself.
    function test_ClaimMatching_RevertWhen_TheLeafIsOfNoProject() public {
        _closed();
        _publish(Leaves.hash(2, mallory, 8 ether), BUNDLE, 8 ether);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
        vm.expectRevert(
            abi.encodeWithSelector(
                IRoundProjects.QuadraticFundingRoundWrongState.selector,
                round.claimMatching.selector,
                2,
                IRoundProjects.State.None
            )
        );
        round.claimMatching(2, mallory, 8 ether, new bytes32[](0));
    }

    function test_ClaimMatching_RevertWhen_LeavesExceedTheTotal() public {
        _closed();
        bytes32 root = Leaves.root(_leaves(3 ether, 4 ether));
        _publish(root, BUNDLE, 6 ether);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
        _claim(0, garden, 3 ether);
        vm.expectRevert(
            abi.encodeWithSelector(IPublishedRound.QuadraticFundingRoundOverTotal.selector, 4 ether, 3 ether)
        );
        _claim(1, library_, 4 ether);
        // What sponsors and donors are owed is untouched by it.
        round.reclaim(sponsor);
        vm.assertEq(sponsor.balance, 94 ether);
    }

    function testFuzz_ClaimMatching_AnyLeafOfAnyTree(uint8 size, uint8 pick, uint256 seed) public {
        uint256 count = _bound(size, 1, 60);
        bytes32[] memory leaves = new bytes32[](count);
        for (uint256 i = 0; i < count; ++i) {
            if (i > 1) _admit(_payee(i));
            leaves[i] = Leaves.hash(i, round.projectOf(uint32(i)).payee, _amount(seed, i));
        }
        _fund(sponsor, 60 ether);
        vm.warp(CLOSES_AT);
        _commit();
        _publish(Leaves.root(leaves), BUNDLE, 60 ether);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
        uint256 index = pick % count;
        address payee = round.projectOf(uint32(index)).payee;
        round.claimMatching(index, payee, _amount(seed, index), Leaves.proof(leaves, index));
        vm.assertEq(payee.balance, _amount(seed, index));
    }

    /// @dev The root's two children, taken as if they were the 64 bytes of a leaf.
    function test_ClaimMatching_RevertWhen_ItIsAnInnerNode() public {
        _finalised();
        bytes32[] memory leaves = _leaves(3 ether, 4 ether);
        _expectBadProof(uint256(leaves[0]));
        round.claimMatching(uint256(leaves[0]), address(uint160(uint256(leaves[1]))), 0, new bytes32[](0));
    }

    function _claim(uint256 index, address payee, uint256 amount) private {
        round.claimMatching(index, payee, amount, Leaves.proof(_leaves(3 ether, 4 ether), index));
    }

    function _payee(uint256 i) private pure returns (address) {
        return address(uint160(0xA000 + i));
    }

    function _amount(uint256 seed, uint256 i) private pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, i))) % 1 ether;
    }

    function _expectBadProof(uint256 index) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IPublishedRound.QuadraticFundingRoundBadProof.selector, index, round.result().root
            )
        );
    }

    /// @dev Whoever applied, admitted or not, could be named by a stolen key of the publisher.
    function test_Matching_RevertWhen_TheProjectWasNotAdmitted() public {
        vm.prank(mallory);
        uint32 id = round.applyFor(mallory, NAME, METADATA);
        _closed();
        uint256[] memory words = new uint256[](3);
        (words[0], words[1], words[2]) = (_word(0, 0), _word(1, 0), _word(id, 8 ether));
        _publish(Leaves.hash(id, mallory, 8 ether), _fold(words, 0), 8 ether);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
        uint256 state = vm.snapshotState();
        (bool isPaid,) =
            address(round).call(abi.encodeCall(round.claimMatching, (id, mallory, 8 ether, new bytes32[](0))));
        vm.assertFalse(isPaid);
        vm.revertToState(state);
        round.push(words, 0);
        vm.assertEq(mallory.balance, 0);
    }
}
