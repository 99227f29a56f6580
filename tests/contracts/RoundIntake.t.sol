// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {QuadraticFundingRound} from "../../contracts/QuadraticFundingRound.sol";
import {IQuadraticFundingRound} from "../../contracts/interfaces/IQuadraticFundingRound.sol";
import {RoundFixture} from "./RoundFixture.sol";

// .tree
// constructor: refuses people who are nobody, times that cannot work together, rules of another hash
// admit: the operator, before the close; a payee that can be paid; a slug that is well-formed and new
// fund: anybody, before the close, also before the opening; never by a plain transfer
// donate
// ├── in [opensAt, closesAt): credits each project, chains the cart into the digest
// └── refuses: nothing, a wrong sum, an amount of zero, stray bits, an unknown project, more than 112 bits in all
contract RoundIntakeTest is RoundFixture {
    function test_Constructor() public {
        IQuadraticFundingRound.Config memory config = _config();
        QuadraticFundingRound made = new QuadraticFundingRound(config, RULES);
        vm.assertEq(keccak256(abi.encode(made.config())), keccak256(abi.encode(config)));
        vm.assertEq(made.digest(), config.configHash);
        vm.assertTrue(made.status() == IQuadraticFundingRound.Status.Pending);
        vm.assertEq(made.result().digest, bytes32(0));
    }

    function test_Constructor_RevertWhen_Nobody() public {
        IQuadraticFundingRound.Config memory config = _config();
        bytes memory zero =
            abi.encodeWithSelector(IQuadraticFundingRound.QuadraticFundingRoundZeroAddress.selector);
        config.operator = address(0);
        vm.expectRevert(zero);
        new QuadraticFundingRound(config, RULES);
        (config.operator, config.governance) = (operator, address(0));
        vm.expectRevert(zero);
        new QuadraticFundingRound(config, RULES);
    }

    function test_Constructor_RevertWhen_NoTimeToGive() public {
        uint48[2][3] memory windows =
            [[OPENS_AT, OPENS_AT], [OPENS_AT, OPENS_AT - 1], [uint48(START_AT - 1), uint48(START_AT)]];
        for (uint256 i = 0; i < windows.length; ++i) {
            IQuadraticFundingRound.Config memory config = _config();
            (config.opensAt, config.closesAt) = (windows[i][0], windows[i][1]);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IQuadraticFundingRound.QuadraticFundingRoundBadWindow.selector,
                    START_AT,
                    config.opensAt,
                    config.closesAt
                )
            );
            new QuadraticFundingRound(config, RULES);
        }
    }

    function test_Constructor_RevertWhen_NoTimeToObjectOrToFinish() public {
        uint32[2][2] memory delays = [[uint32(0), DEAD_MAN], [OBJECTION, OBJECTION]];
        for (uint256 i = 0; i < delays.length; ++i) {
            IQuadraticFundingRound.Config memory config = _config();
            (config.objectionSeconds, config.deadManSeconds) = (delays[i][0], delays[i][1]);
            vm.expectRevert(
                abi.encodeWithSelector(
                    IQuadraticFundingRound.QuadraticFundingRoundBadDelays.selector, delays[i][0], delays[i][1]
                )
            );
            new QuadraticFundingRound(config, RULES);
        }
    }

    function test_Constructor_RevertWhen_TheRulesAreOthers() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IQuadraticFundingRound.QuadraticFundingRoundConfigurationDiffers.selector,
                keccak256("other"),
                keccak256(bytes(RULES))
            )
        );
        new QuadraticFundingRound(_config(), "other");
    }

    function test_Admit() public {
        vm.expectEmit(address(round));
        emit IQuadraticFundingRound.ProjectAdmitted(2, emil, "a-z.0_9");
        vm.assertEq(_admit(emil, "a-z.0_9"), 2);
        vm.assertEq(round.projectCount(), 3);
        vm.assertEq(round.projectOf(2).payee, emil);
        // Several projects may be paid at one address.
        vm.assertEq(_admit(emil, "another"), 3);
    }

    function test_Admit_RevertWhen_NotOperator() public {
        vm.expectRevert(
            abi.encodeWithSelector(
                IQuadraticFundingRound.QuadraticFundingRoundNotOperator.selector, mallory, operator
            )
        );
        vm.prank(mallory);
        round.admit(mallory, "mallory");
    }

    function test_Admit_RevertWhen_SlugIsBad() public {
        string[7] memory slugs =
            ["", "Upper", "two words", "slash/", unicode"é", "nul\x00", string(new bytes(65))];
        for (uint256 i = 0; i < slugs.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(IQuadraticFundingRound.QuadraticFundingRoundBadSlug.selector, slugs[i])
            );
            _admit(emil, slugs[i]);
        }
        _admit(emil, "0123456789012345678901234567890123456789012345678901234567890123");
    }

    function test_Admit_RevertWhen_SlugTaken() public {
        vm.expectRevert(
            abi.encodeWithSelector(IQuadraticFundingRound.QuadraticFundingRoundSlugTaken.selector, "garden")
        );
        _admit(emil, "garden");
    }

    function test_Admit_RevertWhen_PayeeCannotBePaid() public {
        address[2] memory payees = [address(0), address(round)];
        for (uint256 i = 0; i < payees.length; ++i) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IQuadraticFundingRound.QuadraticFundingRoundBadPayee.selector, payees[i]
                )
            );
            _admit(payees[i], "nobody");
        }
    }

    function test_Fund() public {
        vm.expectEmit(address(round));
        emit IQuadraticFundingRound.PoolFunded(sponsor, 2 ether);
        _fund(sponsor, 2 ether);
        _fund(sponsor, 1 ether);
        vm.assertEq(round.pool(), 3 ether);
        vm.assertEq(round.depositOf(sponsor), 3 ether);
        vm.assertEq(round.owed(), 3 ether);
    }

    function test_Fund_RevertWhen_NothingIsGiven() public {
        vm.expectRevert(
            abi.encodeWithSelector(IQuadraticFundingRound.QuadraticFundingRoundZeroAmount.selector)
        );
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
                    IQuadraticFundingRound.QuadraticFundingRoundUseFundOrDonate.selector, sponsor, 1 ether
                )
            )
        );
    }

    function test_Donate() public {
        vm.warp(OPENS_AT);
        uint256[] memory words = _cart(4 ether, 2 ether);
        bytes32 first = keccak256(abi.encode(uint256(0), dora, words));
        vm.expectEmit(address(round));
        emit IQuadraticFundingRound.CartDonated(0, dora, words);
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
                    IQuadraticFundingRound.QuadraticFundingRoundWrongValue.selector, values[i], 6 ether
                )
            );
            _donate(dora, values[i], _cart(4 ether, 2 ether));
        }
    }

    function test_Donate_RevertWhen_TheCartIsEmpty() public {
        vm.warp(OPENS_AT);
        vm.expectRevert(
            abi.encodeWithSelector(IQuadraticFundingRound.QuadraticFundingRoundZeroAmount.selector)
        );
        _donate(dora, 0, new uint256[](0));
    }

    function test_Donate_RevertWhen_AnItemIsBad() public {
        vm.warp(OPENS_AT);
        uint256[3] memory bad = [_word(1, 0), _word(1 << 32, 1), _word(1 << 143, 1) | 1];
        for (uint256 i = 0; i < bad.length; ++i) {
            uint256[] memory words = _cart(1, 1);
            words[1] = bad[i];
            vm.expectRevert(
                abi.encodeWithSelector(
                    IQuadraticFundingRound.QuadraticFundingRoundBadWord.selector, 1, bad[i]
                )
            );
            _donate(dora, 2, words);
        }
        uint256 most = type(uint32).max;
        vm.expectRevert(
            abi.encodeWithSelector(
                IQuadraticFundingRound.QuadraticFundingRoundUnknownProject.selector, most, 2
            )
        );
        _donate(dora, 1, _single(_word(most, 1)));
    }

    function test_AmountsStayBelow112Bits() public {
        uint256 most = type(uint112).max;
        bytes memory tooMuch = abi.encodeWithSelector(
            IQuadraticFundingRound.QuadraticFundingRoundTooMuch.selector, most + 1, most
        );
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
        bytes4 call = IQuadraticFundingRound.donate.selector;
        vm.warp(OPENS_AT - 1);
        vm.expectRevert(_wrongStatus(call, IQuadraticFundingRound.Status.Pending));
        _donate(dora, 1, _single(_word(0, 1)));
        vm.warp(OPENS_AT);
        _donate(dora, 1, _single(_word(0, 1)));
        vm.warp(CLOSES_AT - 1);
        _donate(dora, 1, _single(_word(0, 1)));
        for (uint256 time = CLOSES_AT; time < CLOSES_AT + 2; ++time) {
            vm.warp(time);
            vm.expectRevert(_wrongStatus(call, IQuadraticFundingRound.Status.Closed));
            _donate(dora, 1, _single(_word(0, 1)));
        }
    }

    function test_Edges_AdmitAndFund() public {
        vm.warp(CLOSES_AT - 1);
        _admit(emil, "late");
        _fund(sponsor, 1);
        vm.warp(CLOSES_AT);
        vm.expectRevert(
            _wrongStatus(IQuadraticFundingRound.admit.selector, IQuadraticFundingRound.Status.Closed)
        );
        _admit(emil, "later");
        vm.expectRevert(
            _wrongStatus(IQuadraticFundingRound.fund.selector, IQuadraticFundingRound.Status.Closed)
        );
        _fund(sponsor, 1);
    }
}
