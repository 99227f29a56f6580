// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AffiliationRegistry} from "../../contracts/AffiliationRegistry.sol";
import {ChamberBallot} from "../../contracts/ChamberBallot.sol";
import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {StandingFeedback} from "../../contracts/StandingFeedback.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {IChamberRules} from "../../contracts/interfaces/chambers/IChamberRules.sol";
import {IStandingFeedback} from "../../contracts/interfaces/chambers/IStandingFeedback.sol";
import {IRoundFactory} from "../../contracts/interfaces/rounds/IRoundFactory.sol";
import {SeatedBase} from "./SeatBook.sol";

// .tree
// feedback of the seats that the chambers' ballots keep
// ├── is raised and kept up by seats that are taken, of badges that are held
// ├── ends to be a seat's own with its badge, its holder's leave, or its move
// └── of a chamber that lost its seats, and let them go, objects no longer
contract StandingFeedbackSeatsTest is SeatedBase {
    uint8 private constant USERS = 0;
    uint64 private constant FIRST = 11;
    uint64 private constant SEATS = 6;
    bytes32 private constant PROJECT = keccak256("hot-spotter");
    uint48 private constant DEADLINE = uint48(START_AT + 365 days);

    ContributionBadge private _badge;
    ChamberBallot private _ballot;
    StandingFeedback private _feedback;
    address private _governance;
    uint256 private _texts;

    function setUp() public {
        vm.warp(START_AT);
        _governance = _account("governance");
        _badge = new ContributionBadge(_governance, address(0), address(0));
        AffiliationRegistry affiliations = new AffiliationRegistry(_badge);
        IChamberRules.Rules memory rules =
            IChamberRules.Rules(5, 2, 1_000, 5_000, 1_700, 1_400, 1_100, 500, false, 1 days, 1 days, 30 days);
        address[8] memory issuers;
        _ballot = new ChamberBallot(_badge, affiliations, IRoundFactory(address(0)), rules, issuers);
        _feedback = new StandingFeedback(_badge, _ballot, affiliations, 5, 5_000, 5);
        _fill();
    }

    function test_SeatsRaiseAndKeepUp() public {
        bytes32 id = _raise(FIRST);
        vm.assertEq(uint256(_feedback.objections(PROJECT)), 1 << USERS);
        vm.assertEq(_feedback.quorumOf(USERS), 3);
        IStandingFeedback.SignedBacking[] memory backings = _backed(id, 3);
        vm.warp(block.timestamp + 29 days);
        _feedback.renew(id, backings);
        vm.assertEq(uint256(_feedback.feedbackOf(id).endsAt), block.timestamp + 30 days);
    }

    function test_ABadgeThatIsGoneNeitherRaisesNorBacks() public {
        bytes32 id = _raise(FIRST);
        vm.prank(_governance);
        _badge.revoke(FIRST + 1, 1);
        _expectNotTheSeat(FIRST + 1);
        _raise(FIRST + 1);
        IStandingFeedback.SignedBacking[] memory backings = _backed(id, 3);
        vm.expectRevert(abi.encodeWithSelector(IStandingFeedback.StandingFeedbackNoQuorum.selector, id, 2, 3));
        _feedback.renew(id, backings);
        _feedback.renew(id, _backed(id, 4));
    }

    function test_ASeatThatWasLeftSpeaksNoMore() public {
        vm.prank(_holderOf(FIRST));
        _ballot.leaveSeats(_numbers(FIRST, 1));
        _expectNotTheSeat(FIRST);
        _raise(FIRST);
    }

    function test_AChamberThatLostItsSeatsObjectsNoMore() public {
        for (uint64 i = 0; i < 2; ++i) {
            vm.prank(_governance);
            _badge.revoke(FIRST + i, 1);
        }
        // Until somebody lets them go, they count.
        vm.assertEq(_ballot.liveSeats(USERS), 6);
        _ballot.leaveSeats(_numbers(FIRST, 2));
        vm.expectRevert(
            abi.encodeWithSelector(IStandingFeedback.StandingFeedbackSmallChamber.selector, USERS, 4, 5)
        );
        _raise(FIRST + 2);
    }

    function _fill() private {
        IContributionBadge.Issue[] memory batch = new IContributionBadge.Issue[](SEATS);
        for (uint64 i = 0; i < SEATS; ++i) {
            batch[i] = IContributionBadge.Issue(FIRST + i, _holderOf(FIRST + i), 1, 0);
        }
        vm.startPrank(_governance);
        _badge.registerKind(1, IContributionBadge.KindSpec("User seat", 1, USERS, 1, 1, 0, true));
        _badge.setIssuer(_governance, 100);
        _badge.issueBatch(batch);
        vm.stopPrank();
        vm.warp(START_AT + 1 days);
        _ballot.takeSeats(_numbers(FIRST, SEATS));
    }

    function _raise(uint64 seat) private returns (bytes32) {
        IStandingFeedback.Feedback memory said =
            IStandingFeedback.Feedback(seat, PROJECT, IStandingFeedback.Kind.Objection, bytes32(++_texts));
        vm.prank(_holderOf(seat));
        return _feedback.raise(said, new IStandingFeedback.SignedBacking[](0));
    }

    function _backed(bytes32 id, uint64 count)
        private
        view
        returns (IStandingFeedback.SignedBacking[] memory backings)
    {
        backings = new IStandingFeedback.SignedBacking[](count);
        uint48 term = _feedback.feedbackOf(id).endsAt;
        for (uint64 i = 0; i < count; ++i) {
            bytes32 digest = _feedback.backingDigest(FIRST + i, id, term, DEADLINE);
            backings[i] =
                IStandingFeedback.SignedBacking(FIRST + i, DEADLINE, _sign(_keyOf(FIRST + i), digest));
        }
    }

    function _numbers(uint64 first, uint64 count) private pure returns (uint64[] memory numbers) {
        numbers = new uint64[](count);
        for (uint64 i = 0; i < count; ++i) {
            numbers[i] = first + i;
        }
    }

    function _expectNotTheSeat(uint64 seat) private {
        vm.expectRevert(
            abi.encodeWithSelector(
                IStandingFeedback.StandingFeedbackNotTheSeat.selector, seat, _holderOf(seat)
            )
        );
    }
}
