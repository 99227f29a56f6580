// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IQuadraticFundingRound} from "../../contracts/interfaces/IQuadraticFundingRound.sol";
import {Leaves} from "./Leaves.sol";
import {RoundFixture} from "./RoundFixture.sol";

// .tree
// claimMatching
// ├── by anybody to the payee of the project, once, when the result is final
// └── refuses: a leaf that is not in the tree, an inner node, another payee, no such project, more than the total
contract RoundMatchingTest is RoundFixture {
    function test_ClaimMatching() public {
        _finalised();
        vm.expectEmit(address(round));
        emit IQuadraticFundingRound.MatchingClaimed(1, library_, 4 ether);
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
        vm.expectRevert(
            abi.encodeWithSelector(IQuadraticFundingRound.QuadraticFundingRoundMatchingGone.selector, 1)
        );
        _claim(1, library_, 4 ether);
    }

    function test_ClaimMatching_RevertWhen_NotFinal() public {
        _closed();
        _publish(3 ether, 4 ether);
        vm.expectRevert(
            _wrongStatus(
                IQuadraticFundingRound.claimMatching.selector, IQuadraticFundingRound.Status.Published
            )
        );
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

    function test_ClaimMatching_RevertWhen_AnotherPayee() public {
        _finalised();
        vm.expectRevert(
            abi.encodeWithSelector(
                IQuadraticFundingRound.QuadraticFundingRoundWrongPayee.selector, 1, mallory, library_
            )
        );
        _claim(1, mallory, 4 ether);
    }

    /// @dev An operator whose key was stolen after the close cannot publish a leaf for itself.
    function test_ClaimMatching_RevertWhen_TheLeafIsOfNoProject() public {
        _closed();
        _publish(Leaves.hash(2, mallory, 8 ether), 8 ether);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
        vm.expectRevert(
            abi.encodeWithSelector(IQuadraticFundingRound.QuadraticFundingRoundUnknownProject.selector, 2, 2)
        );
        round.claimMatching(2, mallory, 8 ether, new bytes32[](0));
    }

    function test_ClaimMatching_RevertWhen_LeavesExceedTheTotal() public {
        _closed();
        bytes32 root = Leaves.root(_leaves(3 ether, 4 ether));
        _publish(root, 6 ether);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
        _claim(0, garden, 3 ether);
        vm.expectRevert(
            abi.encodeWithSelector(
                IQuadraticFundingRound.QuadraticFundingRoundOverTotal.selector, 4 ether, 3 ether
            )
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
            if (i > 1) {
                _admit(
                    _payee(i),
                    string(abi.encodePacked("p", bytes1(uint8(48 + i % 10)), bytes1(uint8(48 + i / 10))))
                );
            }
            leaves[i] = Leaves.hash(i, round.projectOf(uint32(i)).payee, _amount(seed, i));
        }
        _fund(sponsor, 60 ether);
        vm.warp(CLOSES_AT);
        _publish(Leaves.root(leaves), 60 ether);
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
        (uint256 left, uint256 right) = (uint256(leaves[0]), uint256(leaves[1]));
        vm.expectRevert(
            abi.encodeWithSelector(
                IQuadraticFundingRound.QuadraticFundingRoundUnknownProject.selector, left, 2
            )
        );
        round.claimMatching(left, address(uint160(right)), 0, new bytes32[](0));
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
                IQuadraticFundingRound.QuadraticFundingRoundBadProof.selector, index, round.result().root
            )
        );
    }
}
