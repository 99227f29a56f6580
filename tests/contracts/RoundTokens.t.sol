// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IPublishedRound} from "../../contracts/interfaces/rounds/IPublishedRound.sol";
import {IRoundIntake} from "../../contracts/interfaces/rounds/IRoundIntake.sol";
import {IRoundPayments} from "../../contracts/interfaces/rounds/IRoundPayments.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {HookedAccount} from "./Accounts.sol";
import {RoundFixture} from "./RoundFixture.sol";
import {GoodToken, OddToken, SecondAddress} from "./Tokens.sol";

// .tree
// an ERC-20 that is as it should be: pays in and out by every way, also with 0, 2, 6, 18 and 24 decimals and by permit
// one that is not: the round stays solvent, or refuses cleanly, at intake and at payment
contract RoundTokensTest is RoundFixture {
    OddToken private _odd;

    function setUp() public override {
        super.setUp();
        _odd = new OddToken();
        _roundIn(address(_odd));
        _odd.mint(dora, 100 ether);
        _odd.mint(sponsor, 100 ether);
        _approve(dora, type(uint256).max);
        _approve(sponsor, type(uint256).max);
    }

    function test_Good_TheWholeLife() public {
        uint8[5] memory decimals = [uint8(0), 2, 6, 18, 24];
        for (uint256 i = 0; i < decimals.length; ++i) {
            vm.warp(START_AT);
            GoodToken token = new GoodToken(decimals[i]);
            _roundIn(address(token));
            uint256 one = 10 ** decimals[i];
            token.mint(dora, 10 * one);
            vm.prank(dora);
            token.approve(address(round), 10 * one);
            vm.prank(dora);
            round.fund(4 * one);
            vm.warp(OPENS_AT);
            vm.prank(dora);
            round.donate(_cart(4 * one, 2 * one));
            _payOut(one, 3 * one);
            vm.assertEq(token.balanceOf(garden), 5 * one);
            vm.assertEq(token.balanceOf(library_), 5 * one);
            vm.assertEq(token.balanceOf(address(round)), 0);
        }
    }

    function test_Permit() public {
        GoodToken token = new GoodToken(18);
        _roundIn(address(token));
        (, uint256 key) = _actor("dora");
        token.mint(dora, 10 ether);
        vm.warp(OPENS_AT);
        bytes32 digest = _permitDigest(token, 6 ether);
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        uint256 id = vm.snapshotState();
        vm.prank(dora);
        round.donateWithPermit(_cart(4 ether, 2 ether), LAPSES_AT, v, r, s);
        vm.assertEq(token.balanceOf(address(round)), 6 ether);
        // Somebody else uses the permit first: the allowance is there, so that the donation goes through.
        vm.revertToState(id);
        token.permit(dora, address(round), 6 ether, LAPSES_AT, v, r, s);
        vm.prank(dora);
        round.donateWithPermit(_cart(4 ether, 2 ether), LAPSES_AT, v, r, s);
        vm.assertEq(token.balanceOf(address(round)), 6 ether);
        // A permit for less than the sum does not help; nor does another's.
        vm.revertToState(id);
        vm.expectRevert();
        vm.prank(dora);
        round.donateWithPermit(_cart(4 ether, 3 ether), LAPSES_AT, v, r, s);
        vm.expectRevert();
        vm.prank(mallory);
        round.donateWithPermit(_cart(4 ether, 2 ether), LAPSES_AT, v, r, s);
    }

    function test_Intake_RevertWhen_CoinsComeAlong() public {
        vm.warp(OPENS_AT);
        vm.deal(dora, 1);
        vm.expectRevert(abi.encodeWithSelector(IRoundIntake.QuadraticFundingRoundWrongValue.selector, 1, 0));
        vm.prank(dora);
        round.donate{value: 1}(_cart(1, 1));
    }

    /// @dev Whatever the token does, a donation arrives to the unit or not at all.
    function test_Odd_Intake() public {
        vm.warp(OPENS_AT);
        for (uint8 i = 0; i <= uint8(OddToken.Way.AllowanceMustBeZero); ++i) {
            uint256 id = vm.snapshotState();
            _odd.set(OddToken.Way(i));
            uint256 had = _odd.balanceOf(address(round));
            vm.prank(dora);
            (bool isDone,) = address(round).call(abi.encodeCall(round.donate, (_cart(99, 198))));
            vm.assertEq(_odd.balanceOf(address(round)), had + (isDone ? 297 : 0));
            vm.assertEq(round.owed(), isDone ? 297 : 0);
            vm.assertTrue(isDone == _isTaken(OddToken.Way(i)));
            vm.revertToState(id);
        }
    }

    /// @dev Tokens that turn odd once the round holds them: each payment is exact, or refused and still owed.
    function test_Odd_Payments() public {
        _given();
        for (uint8 i = 0; i <= uint8(OddToken.Way.AllowanceMustBeZero); ++i) {
            uint256 id = vm.snapshotState();
            _odd.set(OddToken.Way(i));
            if (OddToken.Way(i) == OddToken.Way.Blocklist) _odd.block_(garden);
            uint256 had = _odd.balanceOf(address(round));
            uint256 owed = round.owed();
            (bool isDone,) = address(round).call(abi.encodeCall(round.claimDonations, (0)));
            vm.assertEq(had - _odd.balanceOf(address(round)), isDone ? 4000 : 0);
            vm.assertEq(owed - round.owed(), isDone ? 4000 : 0);
            vm.assertTrue(isDone == _isPaid(OddToken.Way(i)));
            vm.revertToState(id);
        }
    }

    function test_Odd_OneBlockedPayeeHoldsUpNobody() public {
        _given();
        _final(1000, 2000);
        OddToken.Way[2] memory ways = [OddToken.Way.Blocklist, OddToken.Way.BurnsGas];
        for (uint256 i = 0; i < ways.length; ++i) {
            uint256 id = vm.snapshotState();
            _odd.set(ways[i]);
            _odd.block_(garden);
            vm.expectEmit(address(round));
            emit IRoundPayments.MatchingSkipped(0, garden, 1000);
            round.push{gas: 1_000_000}(_cart(1000, 2000), 0);
            vm.assertEq(_odd.balanceOf(library_), 2000);
            vm.assertFalse(round.isMatchingClaimed(0));
            // The project is paid elsewhere once it has said where.
            _odd.set(OddToken.Way.Blocklist);
            vm.prank(applicant);
            round.announcePayee(0, emil);
            vm.warp(block.timestamp + PAYEE_DELAY);
            round.completePayee(0);
            round.claimDonations(0);
            vm.assertEq(_odd.balanceOf(emil), 4000);
            vm.revertToState(id);
        }
    }

    /// @dev In a push as well, a token that takes more than it is told changes nothing.
    function test_Odd_PushIsWeighed() public {
        _given();
        _final(1000, 2000);
        OddToken.Way[2] memory bad = [OddToken.Way.FeeOnTop, OddToken.Way.AnswersFalseButMoves];
        for (uint256 i = 0; i < bad.length; ++i) {
            _odd.set(bad[i]);
            vm.expectRevert();
            round.push(_cart(1000, 2000), 0);
        }
        _odd.set(OddToken.Way.AnswersFalse);
        round.push(_cart(1000, 2000), 0);
        vm.assertFalse(round.isMatchingClaimed(0));
        vm.assertEq(round.owed(), _odd.balanceOf(address(round)));
    }

    /// @dev Rebasing tokens are not for the list. Up: the surplus is the treasury's. Down: short, until topped up.
    function test_Odd_Rebasing() public {
        _given();
        _odd.set(OddToken.Way.RebasesUp);
        round.sweep(address(_odd));
        vm.assertGe(_odd.balanceOf(address(round)), round.owed());
        _odd.set(OddToken.Way.None);
        vm.assertLt(_odd.balanceOf(address(round)), round.owed());
        round.claimDonations(0);
        _odd.mint(address(round), 1272);
        round.claimDonations(1);
        vm.assertEq(_odd.balanceOf(address(round)), round.owed());
    }

    /// @dev What is owed cannot be swept as if it were another token.
    function test_SecondAddress_CannotBeSwept() public {
        GoodToken token = new GoodToken(18);
        _roundIn(address(token));
        SecondAddress second = new SecondAddress(token);
        token.mint(dora, 6000);
        vm.warp(OPENS_AT);
        vm.startPrank(dora);
        token.approve(address(round), 6000);
        round.donate(_cart(4000, 2000));
        vm.expectRevert(
            abi.encodeWithSelector(
                IRoundIntake.QuadraticFundingRoundWrongTransfer.selector, address(token), 0, 6000
            )
        );
        round.sweep(address(second));
    }

    /// @dev A payee that sends something back while it is paid does not undo the payments of others.
    function test_Hooks_SendingBackHoldsUpNobody() public {
        HookedAccount hooked = new HookedAccount();
        uint32 id = _admit(address(hooked));
        _given();
        _commit();
        uint256[] memory words = new uint256[](3);
        (words[1], words[2]) = (_word(1, 2000), _word(id, 1000));
        _publish(BUNDLE, _fold(words, 0), 3000);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
        _odd.set(OddToken.Way.CallsReceiver);
        hooked.arm(address(_odd), abi.encodeCall(_odd.transfer, (address(round), 1)));
        round.push(words, 0);
        vm.assertTrue(hooked.succeeded());
        vm.assertEq(_odd.balanceOf(library_), 2000);
        vm.assertEq(_odd.balanceOf(address(round)), round.owed() + 1);
    }

    function test_Hooks_NeitherPayeeNorDonorGetsIn() public {
        HookedAccount hooked = new HookedAccount();
        uint32 id = _admit(address(hooked));
        vm.warp(OPENS_AT);
        vm.prank(dora);
        round.donate(_single(_word(id, 4000)));
        vm.prank(dora);
        round.donate(_cart(1000, 1000));
        vm.warp(CLOSES_AT + uint256(DONATION_DELAY));
        _odd.set(OddToken.Way.CallsReceiver);
        bytes[3] memory calls = [
            abi.encodeCall(round.claimDonations, (id)),
            abi.encodeCall(round.claimDonations, (0)),
            abi.encodeCall(round.sweep, (address(_odd)))
        ];
        for (uint256 i = 0; i < calls.length; ++i) {
            uint256 state = vm.snapshotState();
            hooked.arm(address(round), calls[i]);
            round.claimDonations(id);
            vm.assertTrue(hooked.tried() && !hooked.succeeded());
            vm.assertEq(_odd.balanceOf(address(hooked)), 4000);
            vm.assertEq(_odd.balanceOf(address(round)), round.owed());
            vm.revertToState(state);
        }
    }

    function _isTaken(OddToken.Way way) private pure returns (bool) {
        return way != OddToken.Way.FeeOnTransfer && way != OddToken.Way.AnswersFalse
            && way != OddToken.Way.AnswersFalseButMoves && way != OddToken.Way.AnswersTwo
            && way != OddToken.Way.Reverts && way != OddToken.Way.Paused && way != OddToken.Way.MovesLess
            && way != OddToken.Way.MovesNothing;
    }

    function _isPaid(OddToken.Way way) private pure returns (bool) {
        return _isTaken(way) && way != OddToken.Way.Blocklist && way != OddToken.Way.FeeOnTop
            || way == OddToken.Way.FeeOnTransfer;
    }

    function _given() private {
        vm.prank(sponsor);
        round.fund(8000);
        vm.warp(OPENS_AT);
        vm.prank(dora);
        round.donate(_cart(4000, 2000));
        vm.warp(CLOSES_AT + uint256(DONATION_DELAY));
    }

    function _final(uint256 a, uint256 b) private {
        _commit();
        _publish(a, b);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
    }

    function _payOut(uint256 a, uint256 b) private {
        vm.warp(CLOSES_AT + uint256(DONATION_DELAY));
        _final(a, b);
        round.push(_cart(a, b), 0);
        round.claimDonations(0);
        round.claimDonations(1);
    }

    function _roundIn(address token) private {
        vm.prank(governance);
        factory.allowToken(token, true);
        IRoundTerms.Terms memory terms = _terms();
        terms.token = token;
        round = _opened(terms);
        _admit(garden);
        _admit(library_);
    }

    function _approve(address from, uint256 amount) private {
        vm.prank(from);
        _odd.approve(address(round), amount);
    }

    function _permitDigest(GoodToken token, uint256 amount) private view returns (bytes32) {
        bytes32 typeHash =
            keccak256("Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)");
        bytes32 message =
            keccak256(abi.encode(typeHash, dora, address(round), amount, token.nonces(dora), LAPSES_AT));
        return keccak256(abi.encodePacked("\x19\x01", token.DOMAIN_SEPARATOR(), message));
    }
}
