// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {ChamberBallot} from "../../contracts/ChamberBallot.sol";
import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {IBadgeRecovery} from "../../contracts/interfaces/IBadgeRecovery.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {IAffiliationRegistry} from "../../contracts/interfaces/chambers/IAffiliationRegistry.sol";
import {IChamberBallot} from "../../contracts/interfaces/chambers/IChamberBallot.sol";
import {IChamberRules} from "../../contracts/interfaces/chambers/IChamberRules.sol";
import {IStandingFeedback} from "../../contracts/interfaces/chambers/IStandingFeedback.sol";
import {IRoundFactory} from "../../contracts/interfaces/rounds/IRoundFactory.sol";
import {Base} from "./Base.sol";
import {SimpleAffiliations, SimpleObjections} from "./ChamberSources.sol";

/// @title Chambers with seats, whose holders are known by the numbers of their badges
abstract contract ChamberFixture is Base {
    uint8 internal constant AGAINST = 0;
    uint8 internal constant FOR = 1;
    uint8 internal constant ABSTAIN = 2;
    /// @dev The seat kind of chamber c is 10 + c; of TERM_KIND, in chamber 0, seats end after TERM.
    uint16 internal constant SEAT_KIND = 10;
    uint16 internal constant TERM_KIND = 20;
    uint16 internal constant REVIEW = 1;
    uint32 internal constant TERM = 100 days;
    uint32 internal constant MATURITY = 30 days;
    uint32 internal constant SHORTEST = 1 days;
    uint32 internal constant LONGEST = 30 days;
    uint40 internal constant PERIOD = 7 days;
    bytes32 internal constant SUBJECT = keccak256("subject");
    bytes32 internal constant PROJECT = keccak256("a-project");
    bytes32 internal constant VOTE =
        keccak256("ChamberVote(uint64 ballot,uint64 seat,uint8 support,uint48 deadline)");

    ContributionBadge internal badge;
    ChamberBallot internal chambers;
    SimpleAffiliations internal affiliations;
    SimpleObjections internal feedback;
    address internal governance = _account("governance");
    address internal registrar = _account("registrar");
    address internal issuer = _account("issuer");
    address internal stranger = _account("stranger");

    function setUp() public virtual {
        vm.warp(START_AT);
        badge = new ContributionBadge(governance, registrar, address(0));
        affiliations = new SimpleAffiliations();
        feedback = new SimpleObjections();
        address[8] memory issuers;
        chambers = new ChamberBallot(badge, _registry(), _factory(), _rules(), issuers);
        chambers.setFeedback(IStandingFeedback(address(feedback)));
        vm.startPrank(registrar);
        badge.setIssuer(issuer, 1_000_000);
        badge.registerKind(REVIEW, _spec(0, 0, 0));
        badge.registerKind(TERM_KIND, _spec(0, 1, TERM));
        for (uint8 chamber = 0; chamber < 8; ++chamber) {
            badge.registerKind(SEAT_KIND + chamber, _spec(chamber, 1, 0));
        }
        vm.stopPrank();
    }

    function _registry() internal virtual returns (IAffiliationRegistry) {
        return IAffiliationRegistry(address(affiliations));
    }

    function _factory() internal virtual returns (IRoundFactory) {
        return IRoundFactory(address(0));
    }

    function _rules() internal pure virtual returns (IChamberRules.Rules memory) {
        return IChamberRules.Rules({
            leastSeats: 5,
            leastHouses: 2,
            quorumBps: 2_000,
            approvalBps: 6_000,
            veto2Bps: 1_700,
            veto3Bps: 1_400,
            veto4Bps: 1_100,
            objectionBps: 500,
            isBlocking: false,
            maturitySeconds: MATURITY,
            shortestSeconds: SHORTEST,
            longestSeconds: LONGEST
        });
    }

    function _setRules(IChamberRules.Rules memory made) internal {
        vm.prank(governance);
        chambers.setRules(made);
    }

    function _spec(uint8 chamber, uint32 most, uint32 term)
        internal
        pure
        returns (IContributionBadge.KindSpec memory)
    {
        return IContributionBadge.KindSpec("A kind", 1, chamber, 1, most, term, true);
    }

    /// @dev Who gets the badge of a number, unless a test says otherwise.
    function _member(uint64 number) internal pure returns (address) {
        return vm.addr(_key(number));
    }

    function _key(uint64 number) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("member", number))) >> 8;
    }

    function _issue(uint64 number, address to, uint16 kind) internal {
        _issueBy(issuer, number, to, kind);
    }

    function _issueBy(address by, uint64 number, address to, uint16 kind) internal {
        IContributionBadge.Issue[] memory batch = new IContributionBadge.Issue[](1);
        batch[0] = IContributionBadge.Issue(number, to, kind, 0);
        vm.prank(by);
        badge.issueBatch(batch);
    }

    /// @dev Badges of these numbers for a chamber, each to its member.
    function _issueRow(uint8 chamber, uint64 first, uint64 count) internal {
        for (uint64 number = first; number < first + count; ++number) {
            _issue(number, _member(number), SEAT_KIND + chamber);
        }
    }

    /// @dev Seats of these numbers, mature and taken.
    function _seats(uint8 chamber, uint64 first, uint64 count) internal {
        _issueRow(chamber, first, count);
        vm.warp(block.timestamp + MATURITY);
        chambers.takeSeats(_row(first, count));
    }

    function _take(uint64 number) internal {
        chambers.takeSeats(_row(number, 1));
    }

    function _leave(uint64 number) internal {
        chambers.leaveSeats(_row(number, 1));
    }

    function _row(uint64 first, uint64 count) internal pure returns (uint64[] memory numbers) {
        numbers = new uint64[](count);
        for (uint64 i = 0; i < count; ++i) {
            numbers[i] = first + i;
        }
    }

    /// @dev Moves a badge to another wallet with both signatures.
    function _move(uint64 number, uint256 fromKey, uint256 toKey) internal {
        IBadgeRecovery.Move memory move = IBadgeRecovery.Move(
            vm.addr(fromKey), vm.addr(toKey), _row(number, 1), uint48(block.timestamp + 1)
        );
        bytes32 digest = badge.moveDigest(move);
        badge.moveBadges(move, _sign(fromKey, digest), _sign(toKey, digest));
    }

    function _revoke(uint64 number) internal {
        vm.prank(governance);
        badge.revoke(number, 1);
    }

    /// @dev A ballot by governance, open for the period.
    function _open() internal returns (uint64 ballot) {
        vm.prank(governance);
        return chambers.open(SUBJECT, PROJECT, uint40(block.timestamp) + PERIOD);
    }

    function _cast(uint64 ballot, uint64 seat, uint8 support) internal {
        vm.prank(_member(seat));
        chambers.cast(ballot, seat, support);
    }

    /// @dev The first seats of a row vote against, for and abstain, in this order.
    function _castRow(uint64 ballot, uint64 first, uint64 against, uint64 support, uint64 abstain) internal {
        for (uint64 i = 0; i < against + support + abstain; ++i) {
            _cast(ballot, first + i, i < against ? AGAINST : i < against + support ? FOR : ABSTAIN);
        }
    }

    function _signed(uint64 ballot, uint64 seat, uint8 support)
        internal
        view
        returns (IChamberBallot.SignedVote memory)
    {
        uint48 deadline = uint48(block.timestamp + PERIOD);
        return IChamberBallot.SignedVote(
            seat, support, deadline, _sign(_key(seat), _digest(ballot, seat, support, deadline))
        );
    }

    /// @dev A batch of one.
    function _only(IChamberBallot.SignedVote memory vote)
        internal
        pure
        returns (IChamberBallot.SignedVote[] memory votes)
    {
        votes = new IChamberBallot.SignedVote[](1);
        votes[0] = vote;
    }

    /// @dev EIP-712 written out: what an outside client has to hash.
    function _digest(uint64 ballot, uint64 seat, uint8 support, uint48 deadline)
        internal
        view
        returns (bytes32)
    {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("ChamberBallot"),
                keccak256("1"),
                block.chainid,
                address(chambers)
            )
        );
        bytes32 vote = keccak256(abi.encode(VOTE, ballot, seat, support, deadline));
        return keccak256(abi.encodePacked(hex"1901", domain, vote));
    }

    function _assertOutcome(uint64 ballot, IChamberBallot.Outcome needed) internal view {
        vm.assertEq(uint256(chambers.outcome(ballot)), uint256(needed));
    }

    function _assertVote(uint64 ballot, uint64 seat, IChamberBallot.Vote needed) internal view {
        vm.assertEq(uint256(chambers.voteOf(ballot, seat)), uint256(needed));
    }
}
