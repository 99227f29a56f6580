// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPublishedRound} from "../../contracts/interfaces/rounds/IPublishedRound.sol";
import {IRoundIntake} from "../../contracts/interfaces/rounds/IRoundIntake.sol";
import {IRoundProjects} from "../../contracts/interfaces/rounds/IRoundProjects.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {RoundFixture} from "./RoundFixture.sol";

// .tree
// fund: anybody, before the close, also before the opening; never by a plain transfer
// donate
// ├── in [opensAt, closesAt): credits each project, chains the cart into the digest
// └── refuses: nothing, a wrong sum, an amount of zero, stray bits, an unknown project, more than 112 bits in all
contract RoundIntakeTest is RoundFixture {
    function test_Fund() public {
        vm.expectEmit(address(round));
        emit IRoundIntake.PoolFunded(sponsor, 2 ether);
        _fund(sponsor, 2 ether);
        _fund(sponsor, 1 ether);
        vm.assertEq(round.pool(), 3 ether);
        vm.assertEq(round.depositOf(sponsor), 3 ether);
        vm.assertEq(round.owed(), 3 ether);
    }

    function test_Fund_RevertWhen_NothingIsGiven() public {
        vm.expectRevert(abi.encodeWithSelector(IRoundIntake.QuadraticFundingRoundZeroAmount.selector));
        _fund(sponsor, 0);
    }

    function test_Receive_RevertWhen_PlainTransfer() public {
        vm.prank(sponsor);
        (bool succeeded, bytes memory answer) = address(round).call{value: 1 ether}("");
        vm.assertFalse(succeeded);
        vm.assertEq(
            keccak256(answer),
            keccak256(
                abi.encodeWithSelector(
                    IRoundIntake.QuadraticFundingRoundUseFundOrDonate.selector, sponsor, 1 ether
                )
            )
        );
    }

    function test_Donate() public {
        vm.warp(OPENS_AT);
        uint256[] memory words = _cart(4 ether, 2 ether);
        bytes32 first = keccak256(abi.encode(uint256(0), dora, words));
        vm.expectEmit(address(round));
        emit IRoundIntake.CartDonated(0, dora, words);
        _donate(dora, 6 ether, words);
        vm.assertEq(round.cartHashOf(0), first);
        vm.assertEq(round.digest(), keccak256(abi.encode(keccak256(bytes(RULES)), first)));
        _donate(dora, 6 ether, words);
        vm.assertEq(round.cartCount(), 2);
        vm.assertEq(round.projectOf(0).received, 8 ether);
        vm.assertEq(round.projectOf(1).received, 4 ether);
        vm.assertEq(round.donated(), 12 ether);
        vm.assertEq(round.owed(), 12 ether);
    }

    function test_Donate_TheSameProjectTwiceInOneCart() public {
        vm.warp(OPENS_AT);
        uint256[] memory words = new uint256[](2);
        (words[0], words[1]) = (_word(0, 1), _word(0, 2));
        _donate(dora, 3, words);
        vm.assertEq(round.projectOf(0).received, 3);
    }

    function test_Donate_RevertWhen_TheSumIsWrong() public {
        vm.warp(OPENS_AT);
        uint256[2] memory values = [uint256(6 ether - 1), 6 ether + 1];
        for (uint256 i = 0; i < values.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IRoundIntake.QuadraticFundingRoundWrongValue.selector, values[i], 6 ether
                )
            );
            _donate(dora, values[i], _cart(4 ether, 2 ether));
        }
    }

    function test_Donate_RevertWhen_TheCartIsEmpty() public {
        vm.warp(OPENS_AT);
        vm.expectRevert(abi.encodeWithSelector(IRoundIntake.QuadraticFundingRoundZeroAmount.selector));
        _donate(dora, 0, new uint256[](0));
    }

    function test_Donate_RevertWhen_AnItemIsBad() public {
        vm.warp(OPENS_AT);
        uint256[3] memory bad = [_word(1, 0), _word(1 << 32, 1), _word(1 << 143, 1) | 1];
        for (uint256 i = 0; i < bad.length; ++i) {
            uint256[] memory words = _cart(1, 1);
            words[1] = bad[i];
            vm.expectRevert(
                abi.encodeWithSelector(IRoundIntake.QuadraticFundingRoundBadWord.selector, 1, bad[i])
            );
            _donate(dora, 2, words);
        }
        uint256 most = type(uint32).max;
        vm.expectRevert(
            abi.encodeWithSelector(
                IRoundProjects.QuadraticFundingRoundWrongState.selector,
                round.donate.selector,
                most,
                IRoundProjects.State.None
            )
        );
        _donate(dora, 1, _single(_word(most, 1)));
    }

    function test_AmountsStayBelow112Bits() public {
        uint256 most = type(uint112).max;
        bytes memory tooMuch =
            abi.encodeWithSelector(IRoundIntake.QuadraticFundingRoundTooMuch.selector, most + 1, most);
        vm.deal(dora, 2 ** 114);
        _fund(dora, most);
        vm.expectRevert(tooMuch);
        _fund(dora, 1);
        vm.warp(OPENS_AT);
        _donate(dora, most, _single(_word(0, most)));
        vm.expectRevert(tooMuch);
        _donate(dora, 1, _single(_word(0, 1)));
        vm.expectRevert(tooMuch);
        _donate(dora, 1, _single(_word(1, 1)));
    }

    /// @dev The second before, the second itself, for both edges of the window of donations.
    function test_Edges_Donate() public {
        bytes4 call = round.donate.selector;
        vm.warp(OPENS_AT - 1);
        vm.expectRevert(_wrongStatus(call, IRoundTerms.Status.Pending));
        _donate(dora, 1, _single(_word(0, 1)));
        vm.warp(OPENS_AT);
        _donate(dora, 1, _single(_word(0, 1)));
        vm.warp(CLOSES_AT - 1);
        _donate(dora, 1, _single(_word(0, 1)));
        for (uint256 time = CLOSES_AT; time < CLOSES_AT + 2; ++time) {
            vm.warp(time);
            vm.expectRevert(_wrongStatus(call, IRoundTerms.Status.Closed));
            _donate(dora, 1, _single(_word(0, 1)));
        }
    }

    function test_Edges_ApplyAndFund() public {
        vm.warp(CLOSES_AT - 1);
        _admit(emil);
        _fund(sponsor, 1);
        vm.warp(CLOSES_AT);
        vm.expectRevert(_wrongStatus(round.applyFor.selector, IRoundTerms.Status.Closed));
        round.applyFor(emil, NAME, METADATA);
        vm.expectRevert(_wrongStatus(round.fund.selector, IRoundTerms.Status.Closed));
        _fund(sponsor, 1);
    }
}
