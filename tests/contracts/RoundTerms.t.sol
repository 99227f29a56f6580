// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IRoundFactory} from "../../contracts/interfaces/rounds/IRoundFactory.sol";
import {IRoundIntake} from "../../contracts/interfaces/rounds/IRoundIntake.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {PublishedRound} from "../../contracts/rounds/PublishedRound.sol";
import {RoundFixture} from "./RoundFixture.sol";

// .tree
// open: clones with exactly these terms; refuses people who are nobody, times that cannot work together, other rules
// extend: the operator, before the close, later only, up to the limit
contract RoundTermsTest is RoundFixture {
    function test_Open() public {
        IRoundTerms.Terms memory terms = _terms();
        (terms.badge, terms.minimum, terms.gateRoot) = (dora, 7, keccak256("gate"));
        (terms.saturation, terms.leftover) = (IRoundTerms.Saturation.Scale, IRoundTerms.Leftover.Treasury);
        (terms.capBps, terms.token) = (1234, address(0));
        PublishedRound made = _opened(terms);
        vm.assertEq(keccak256(abi.encode(factory.termsOf(address(made)))), keccak256(abi.encode(terms)));
        vm.assertTrue(factory.isRound(address(made)));
        vm.assertEq(made.digest(), terms.configHash);
        vm.assertEq(made.closesAt(), CLOSES_AT);
        vm.assertTrue(made.status() == IRoundTerms.Status.Pending);
    }

    function testFuzz_Open_KeepsEveryTerm(address[5] calldata people, uint96 bond, uint96 minimum) public {
        IRoundTerms.Terms memory terms = _terms();
        vm.assume(people[0] != address(vm));
        for (uint256 i = 0; i < 5; ++i) {
            vm.assume(people[i] != address(0) && people[i] != committer);
        }
        (terms.operator, terms.publisher, terms.guardian) = (people[0], people[1], people[2]);
        (terms.badge, terms.bond, terms.minimum) = (people[3], bond, minimum);
        address made = address(_opened(terms));
        vm.assertEq(keccak256(abi.encode(factory.termsOf(made))), keccak256(abi.encode(terms)));
    }

    function test_Open_RevertWhen_Repeated() public {
        bytes4 error_ = IRoundTerms.QuadraticFundingRoundOpenAlready.selector;
        vm.expectRevert(abi.encodeWithSelector(error_, address(round)));
        round.open(RULES);
        address code = factory.implementation(IRoundFactory.Mode.Published);
        vm.expectRevert(abi.encodeWithSelector(error_, code));
        PublishedRound(payable(code)).open(RULES);
    }

    function test_Open_RevertWhen_Nobody() public {
        bytes memory zero = abi.encodeWithSelector(IRoundTerms.QuadraticFundingRoundZeroAddress.selector);
        for (uint256 i = 0; i < 3; ++i) {
            IRoundTerms.Terms memory terms = _terms();
            if (i == 0) terms.operator = address(0);
            if (i == 1) terms.publisher = address(0);
            if (i == 2) terms.committer = address(0);
            vm.expectRevert(zero);
            _opened(terms);
        }
    }

    function test_Open_RevertWhen_TheCalculatorCommits() public {
        IRoundTerms.Terms memory terms = _terms();
        terms.committer = publisher;
        vm.expectRevert(
            abi.encodeWithSelector(IRoundTerms.QuadraticFundingRoundOneForTwo.selector, publisher)
        );
        _opened(terms);
    }

    function test_Open_RevertWhen_NoTimeToGive() public {
        uint40[2][3] memory windows =
            [[OPENS_AT, OPENS_AT], [OPENS_AT, OPENS_AT - 1], [uint40(START_AT - 1), uint40(START_AT)]];
        for (uint256 i = 0; i < windows.length; ++i) {
            IRoundTerms.Terms memory terms = _terms();
            (terms.opensAt, terms.closesAt) = (windows[i][0], windows[i][1]);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IRoundTerms.QuadraticFundingRoundBadWindow.selector,
                    START_AT,
                    windows[i][0],
                    windows[i][1]
                )
            );
            _opened(terms);
        }
    }

    function test_Open_RevertWhen_DelaysDoNotFit() public {
        IRoundTerms.Terms memory terms = _terms();
        terms.objectionSeconds = 0;
        _expectBadDelay(1, 0, 1);
        _opened(terms);
        (terms.objectionSeconds, terms.deadManSeconds) = (OBJECTION, OBJECTION);
        _expectBadDelay(3, OBJECTION, OBJECTION + 1);
        _opened(terms);
        terms = _terms();
        terms.pauseSeconds = 730 days + 1;
        _expectBadDelay(7, 730 days + 1, 0);
        _opened(terms);
    }

    /// @dev A deadline for claims that falls before the longest objection can be decided.
    function test_Open_RevertWhen_ClaimsLapseBeforeTheLongestWayToAResult() public {
        uint256 least = uint256(DEAD_MAN) + OBJECTION + 5 * DECISION;
        IRoundTerms.Terms memory terms = _terms();
        (terms.holdSeconds, terms.claimSeconds) = (0, uint32(least - 1));
        vm.expectRevert(
            abi.encodeWithSelector(
                IRoundTerms.QuadraticFundingRoundBadDelay.selector, 4, least - 1, least, 7300 days
            )
        );
        _opened(terms);
        terms.claimSeconds = uint32(least);
        _opened(terms);
    }

    function test_Open_RevertWhen_ReviewersCannotDecide() public {
        for (uint256 i = 0; i < 4; ++i) {
            IRoundTerms.Terms memory terms = _terms();
            if (i == 0) terms.threshold = 0;
            if (i == 1) terms.threshold = 4;
            if (i == 2) terms.reviewers[2] = terms.reviewers[0];
            if (i == 3) terms.reviewers = new address[](0);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IRoundTerms.QuadraticFundingRoundBadReviewers.selector,
                    terms.reviewers.length,
                    terms.threshold
                )
            );
            _opened(terms);
        }
    }

    function test_Open_RevertWhen_TheRulesAreOthers() public {
        IRoundTerms.Terms memory terms = _terms();
        terms.configHash = keccak256("other");
        vm.expectRevert(
            abi.encodeWithSelector(
                IRoundTerms.QuadraticFundingRoundConfigurationDiffers.selector,
                keccak256(bytes(RULES)),
                keccak256("other")
            )
        );
        _opened(terms);
    }

    function test_Open_RevertWhen_CapIsNoShare() public {
        uint16[2] memory caps = [uint16(0), 10_001];
        for (uint256 i = 0; i < 2; ++i) {
            IRoundTerms.Terms memory terms = _terms();
            terms.capBps = caps[i];
            vm.expectRevert(abi.encodeWithSelector(IRoundTerms.QuadraticFundingRoundBadCap.selector, caps[i]));
            _opened(terms);
        }
    }

    function test_Factory_RevertWhen_TokenGovernanceOrTimeIsWrong() public {
        IRoundTerms.Terms memory terms = _terms();
        terms.token = dora;
        vm.expectRevert(abi.encodeWithSelector(IRoundFactory.RoundFactoryTokenNotAllowed.selector, dora));
        _opened(terms);
        terms = _terms();
        terms.governance = mallory;
        vm.expectRevert(
            abi.encodeWithSelector(IRoundFactory.RoundFactoryOtherGovernance.selector, mallory, governance)
        );
        _opened(terms);
        terms = _terms();
        terms.decisionSeconds = DECISION - 1;
        vm.expectRevert(
            abi.encodeWithSelector(
                IRoundFactory.RoundFactoryDecisionTooShort.selector, DECISION - 1, DECISION
            )
        );
        _opened(terms);
        vm.expectRevert(
            abi.encodeWithSelector(IRoundFactory.RoundFactoryNotGovernance.selector, mallory, governance)
        );
        vm.prank(mallory);
        factory.allowToken(dora, true);
    }

    function test_Factory_RevertWhen_InAnothersName() public {
        vm.expectRevert(
            abi.encodeWithSelector(IRoundFactory.RoundFactoryNotOperator.selector, mallory, operator)
        );
        vm.prank(mallory);
        factory.open(IRoundFactory.Mode.Published, _terms(), RULES);
    }

    function test_Factory_PlainNeedsAGate() public {
        vm.expectRevert(abi.encodeWithSelector(IRoundTerms.QuadraticFundingRoundNoGate.selector));
        vm.prank(operator);
        factory.open(IRoundFactory.Mode.Plain, _terms(), RULES);
    }

    function test_FitsTheSizeLimit() public view {
        for (uint256 i = 0; i < 2; ++i) {
            vm.assertLt(factory.implementation(IRoundFactory.Mode(i)).code.length, 24_576);
        }
    }

    function test_Extend_LaterOnlyAndUpToTheLimit() public {
        uint40 most = CLOSES_AT + EXTENSION;
        uint40[3] memory bad = [CLOSES_AT - 1, CLOSES_AT, most + 1];
        vm.startPrank(operator);
        for (uint256 i = 0; i < bad.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IRoundIntake.QuadraticFundingRoundBadClose.selector, bad[i], CLOSES_AT + 1, most
                )
            );
            round.extend(bad[i]);
        }
        round.extend(CLOSES_AT + 1);
        vm.warp(CLOSES_AT);
        round.extend(most);
        vm.assertEq(round.closesAt(), most);
    }

    /// @dev Not once donations are known, and by nobody else.
    function test_Extend_RevertWhen_ClosedOrByOthers() public {
        vm.expectRevert(_notAllowed(round.extend.selector, governance, operator));
        vm.prank(governance);
        round.extend(CLOSES_AT + 1);
        vm.warp(CLOSES_AT);
        vm.expectRevert(_wrongStatus(round.extend.selector, IRoundTerms.Status.Closed));
        vm.prank(operator);
        round.extend(CLOSES_AT + 1);
    }

    function _expectBadDelay(uint256 place, uint256 had, uint256 least) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IRoundTerms.QuadraticFundingRoundBadDelay.selector, place, had, least, 730 days
            )
        );
    }
}
