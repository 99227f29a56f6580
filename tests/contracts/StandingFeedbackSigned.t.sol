// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IStandingFeedback} from "../../contracts/interfaces/chambers/IStandingFeedback.sol";
import {ApprovingAccount, BabblingAccount, BurningAccount} from "./Accounts.sol";
import {StandingFeedbackFixture} from "./StandingFeedbackFixture.sol";

// .tree
// what a seat signs
// ├── raises feedback by whoever sends it, before the deadline: signed by a key, a key with code, or a contract
// ├── counts once, on its chain, in its contract, for the words it was signed for, by the seat's holder of now
// └── backs an objection of its chamber for one term: not another's, not the next, not after its deadline
contract StandingFeedbackSignedTest is StandingFeedbackFixture {
    function test_RaiseSigned() public {
        IStandingFeedback.Feedback memory said = _objection(USER);
        vm.assertEq(feedback.feedbackDigest(said, DEADLINE), _feedbackDigest(said));
        bytes32 id = _hand(said, _signed(said));
        vm.assertEq(uint256(feedback.feedbackOf(id).seat), USER);
        _assertMask(1 << USERS);
    }

    function test_RaiseSigned_AtTheDeadline() public {
        IStandingFeedback.Feedback memory said = _objection(USER);
        bytes memory signature = _signed(said);
        vm.warp(DEADLINE);
        vm.expectRevert(
            abi.encodeWithSelector(
                IStandingFeedback.StandingFeedbackExpired.selector, USER, DEADLINE, DEADLINE
            )
        );
        _hand(said, signature);
        vm.warp(DEADLINE - 1);
        _hand(said, signature);
    }

    function test_RaiseSigned_RevertWhen_HandedInBefore() public {
        IStandingFeedback.Feedback memory said = _objection(USER);
        bytes memory signature = _signed(said);
        bytes32 id = _raise(said);
        bytes memory refusal = abi.encodeWithSelector(IStandingFeedback.StandingFeedbackKnown.selector, id);
        vm.expectRevert(refusal);
        _hand(said, signature);
        _resolve(id, USER);
        vm.warp(START_AT + 365 days);
        vm.expectRevert(refusal);
        _hand(said, signature);
    }

    function test_RaiseSigned_RevertWhen_OtherWords() public {
        IStandingFeedback.Feedback memory said = _objection(USER);
        bytes memory signature = _signed(said);
        said.textHash = TEXT;
        _expectBadSignature(_holderOf(USER));
        _hand(said, signature);
    }

    function test_RaiseSigned_RevertWhen_OtherChain() public {
        IStandingFeedback.Feedback memory said = _objection(USER);
        bytes memory signature = _signed(said);
        vm.chainId(31_338);
        _expectBadSignature(_holderOf(USER));
        _hand(said, signature);
    }

    function test_RaiseSigned_RevertWhen_OtherContract() public {
        IStandingFeedback.Feedback memory said = _objection(USER);
        bytes memory signature = _signed(said);
        feedback = _deploy(MAINTAINERS, 5_000, 5);
        _expectBadSignature(_holderOf(USER));
        _hand(said, signature);
    }

    function test_RaiseSigned_RevertWhen_TheSeatMovedOrEnded() public {
        IStandingFeedback.Feedback memory said = _objection(USER);
        bytes memory signature = _signed(said);
        seats.end(USER);
        _expectBadSignature(_holderOf(USER));
        _hand(said, signature);
        seats.give(USER, guardian, USERS);
        _expectBadSignature(guardian);
        _hand(said, signature);
    }

    function test_RaiseSigned_ByAContract() public {
        ApprovingAccount account = new ApprovingAccount();
        seats.give(USER, address(account), USERS);
        IStandingFeedback.Feedback memory said = _objection(USER);
        _expectBadSignature(address(account));
        _hand(said, "");
        account.approve(_feedbackDigest(said));
        _hand(said, "");
        _assertMask(1 << USERS);
    }

    function test_RaiseSigned_ByAKeyWhoseAccountHasCode() public {
        IStandingFeedback.Feedback memory said = _objection(USER);
        bytes memory signature = _signed(said);
        vm.etch(_holderOf(USER), type(BabblingAccount).runtimeCode);
        _hand(said, signature);
        _assertMask(1 << USERS);
    }

    function test_RaiseSigned_RevertWhen_TheContractDoesNotSay() public {
        address[2] memory accounts = [address(new BabblingAccount()), address(new BurningAccount())];
        for (uint256 i = 0; i < 2; ++i) {
            seats.give(USER, accounts[i], USERS);
            IStandingFeedback.Feedback memory said = _objection(USER);
            _expectBadSignature(accounts[i]);
            _hand(said, "");
        }
    }

    function test_Renew_CountsEachSignatureThatIsGood() public {
        bytes32 id = _raise(_objection(USER));
        vm.assertEq(
            feedback.backingDigest(12, id, uint48(_endOf(id)), DEADLINE), _backingDigest(12, id, _endOf(id))
        );
        IStandingFeedback.SignedBacking[] memory backings = _backed(id, USER, 6, _endOf(id));
        backings[2].signature = backings[3].signature;
        _renews(id, backings, 5);
        backings[4].signature = "";
        _refuses(id, backings, 4);
    }

    function test_Renew_PassesOverSignaturesForAnotherTermIdChainOrContract() public {
        bytes32 id = _raise(_objection(USER));
        bytes32 other = _raise(_objection(EXPERT));
        uint256 term = _endOf(id);
        _refuses(id, _backed(other, USER, 6, term), 0);
        _refuses(id, _backed(id, USER, 6, term + 1), 0);
        _refuses(id, _backed(id, USER, 6, 0), 0);
        IStandingFeedback.SignedBacking[] memory good = _backed(id, USER, 6, term);
        vm.chainId(31_338);
        _refuses(id, good, 0);
        vm.chainId(31_337);
        _renews(id, good, 6);
    }

    function test_Renew_RevertWhen_TheSameSignaturesAgain() public {
        bytes32 id = _raise(_objection(USER));
        IStandingFeedback.SignedBacking[] memory backings = _backed(id, USER, 6, _endOf(id));
        vm.warp(START_AT + 20 days);
        feedback.renew(id, backings);
        vm.warp(START_AT + 40 days);
        _refuses(id, backings, 0);
    }

    function test_Renew_ADeadlineIsBefore() public {
        bytes32 id = _raise(_objection(USER));
        IStandingFeedback.SignedBacking[] memory backings = _backed(id, USER, 5, _endOf(id));
        uint48 deadline = uint48(START_AT + 1 days);
        backings[0].deadline = deadline;
        bytes32 digest = feedback.backingDigest(USER, id, uint48(_endOf(id)), deadline);
        backings[0].signature = _sign(_keyOf(USER), digest);
        vm.warp(deadline);
        _refuses(id, backings, 4);
        vm.warp(deadline - 1);
        _renews(id, backings, 5);
    }

    function test_Renew_ByContractsAndKeysWithCode() public {
        bytes32 id = _raise(_objection(USER));
        ApprovingAccount account = new ApprovingAccount();
        seats.give(12, address(account), USERS);
        seats.give(13, address(new BurningAccount()), USERS);
        vm.etch(_holderOf(14), type(BabblingAccount).runtimeCode);
        account.approve(_backingDigest(12, id, _endOf(id)));
        IStandingFeedback.SignedBacking[] memory backings = _backed(id, USER, 6, _endOf(id));
        _renews(id, backings, 5);
    }

    function test_Renew_RevertWhen_SeatsDoNotRise() public {
        bytes32 id = _raise(_objection(USER));
        IStandingFeedback.SignedBacking[] memory backings = _backed(id, USER, 5, _endOf(id));
        backings[3] = backings[2];
        vm.expectRevert(
            abi.encodeWithSelector(IStandingFeedback.StandingFeedbackSeatsNotRising.selector, 13, 13)
        );
        feedback.renew(id, backings);
        (backings[0], backings[1]) = (backings[1], backings[0]);
        vm.expectRevert(
            abi.encodeWithSelector(IStandingFeedback.StandingFeedbackSeatsNotRising.selector, 12, 11)
        );
        feedback.renew(id, backings);
    }

    function testFuzz_DigestsBindEveryField(uint8 field, uint64 seat, bytes32 project, bytes32 text)
        public
        view
    {
        IStandingFeedback.Feedback memory said =
            IStandingFeedback.Feedback(seat, project, IStandingFeedback.Kind(field / 4 % 3), text);
        bytes32 digest = feedback.feedbackDigest(said, DEADLINE);
        unchecked {
            if (field % 4 == 0) said.seat += 1;
            if (field % 4 == 1) said.project = bytes32(uint256(said.project) + 1);
            if (field % 4 == 2) said.textHash = bytes32(uint256(said.textHash) + 1);
        }
        if (field % 4 == 3) said.kind = IStandingFeedback.Kind((uint8(said.kind) + 1) % 3);
        vm.assertNotEq(digest, feedback.feedbackDigest(said, DEADLINE));
        vm.assertNotEq(feedback.feedbackDigest(said, 1), feedback.feedbackDigest(said, 2));
    }

    function _signed(IStandingFeedback.Feedback memory said) private view returns (bytes memory) {
        return _sign(_keyOf(said.seat), _feedbackDigest(said));
    }

    function _hand(IStandingFeedback.Feedback memory said, bytes memory signature) private returns (bytes32) {
        return feedback.raiseSigned(said, DEADLINE, signature, new IStandingFeedback.SignedBacking[](0));
    }

    function _renews(bytes32 id, IStandingFeedback.SignedBacking[] memory backings, uint256 backers) private {
        vm.expectEmit(address(feedback));
        emit IStandingFeedback.ObjectionOpen(id, PROJECT, USERS, uint32(block.timestamp + 30 days), backers);
        feedback.renew(id, backings);
    }

    function _refuses(bytes32 id, IStandingFeedback.SignedBacking[] memory backings, uint256 had) private {
        vm.expectRevert(
            abi.encodeWithSelector(IStandingFeedback.StandingFeedbackNoQuorum.selector, id, had, 5)
        );
        feedback.renew(id, backings);
    }

    function _expectBadSignature(address holder) private {
        vm.expectRevert(
            abi.encodeWithSelector(IStandingFeedback.StandingFeedbackBadSignature.selector, USER, holder)
        );
    }
}
