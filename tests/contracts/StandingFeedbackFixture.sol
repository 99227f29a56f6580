// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AffiliationRegistry} from "../../contracts/AffiliationRegistry.sol";
import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {StandingFeedback} from "../../contracts/StandingFeedback.sol";
import {IChamberSeats} from "../../contracts/interfaces/chambers/IChamberSeats.sol";
import {IStandingFeedback} from "../../contracts/interfaces/chambers/IStandingFeedback.sol";
import {SeatBook, SeatedBase} from "./SeatBook.sol";

/// @title Feedback of three chambers: USERS with seats 11 to 20, EXPERTS with 21 to 25, MAINTAINERS with 31 to 33
/// @dev The quorum is half of a chamber, and 5 seats are the least it objects with.
abstract contract StandingFeedbackFixture is SeatedBase {
    uint8 internal constant USERS = 0;
    uint8 internal constant EXPERTS = 3;
    uint8 internal constant MAINTAINERS = 5;
    uint64 internal constant USER = 11;
    uint64 internal constant EXPERT = 21;
    uint64 internal constant MAINTAINER = 31;
    bytes32 internal constant PROJECT = keccak256("hot-spotter");
    bytes32 internal constant OTHER = keccak256("open-fields");
    bytes32 internal constant TEXT = keccak256("text");
    uint48 internal constant DEADLINE = uint48(START_AT + 3650 days);
    bytes32 internal constant FEEDBACK =
        keccak256("Feedback(uint64 seat,bytes32 project,uint8 kind,bytes32 textHash,uint48 deadline)");
    bytes32 internal constant BACKING =
        keccak256("Backing(uint64 seat,bytes32 feedback,uint48 term,uint48 deadline)");

    ContributionBadge internal badge;
    AffiliationRegistry internal affiliations;
    SeatBook internal seats;
    StandingFeedback internal feedback;
    address internal governance;
    address internal guardian;
    uint256 private _texts;

    function setUp() public virtual {
        vm.warp(START_AT);
        governance = _account("governance");
        guardian = _account("guardian");
        badge = new ContributionBadge(governance, address(0), guardian);
        affiliations = new AffiliationRegistry(badge);
        seats = new SeatBook();
        feedback = _deploy(MAINTAINERS, 5_000, 5);
        _seat(USER, 10, USERS);
        _seat(EXPERT, 5, EXPERTS);
        _seat(MAINTAINER, 3, MAINTAINERS);
    }

    function _deploy(uint8 chamber, uint16 quorumBps, uint32 leastSeats) internal returns (StandingFeedback) {
        return new StandingFeedback(
            badge, IChamberSeats(address(seats)), affiliations, chamber, quorumBps, leastSeats
        );
    }

    function _seat(uint64 first, uint64 count, uint8 chamber) private {
        for (uint64 seat = first; seat < first + count; ++seat) {
            seats.give(seat, _holderOf(seat), chamber);
        }
    }

    /// @dev Words that were never said before.
    function _new(uint64 seat, bytes32 project, IStandingFeedback.Kind kind)
        internal
        returns (IStandingFeedback.Feedback memory)
    {
        return IStandingFeedback.Feedback(seat, project, kind, keccak256(abi.encode(++_texts)));
    }

    function _objection(uint64 seat) internal returns (IStandingFeedback.Feedback memory) {
        return _new(seat, PROJECT, IStandingFeedback.Kind.Objection);
    }

    function _raise(IStandingFeedback.Feedback memory said) internal returns (bytes32) {
        return _raise(said, new IStandingFeedback.SignedBacking[](0));
    }

    function _raise(IStandingFeedback.Feedback memory said, IStandingFeedback.SignedBacking[] memory backings)
        internal
        returns (bytes32)
    {
        vm.prank(_holderOf(said.seat));
        return feedback.raise(said, backings);
    }

    function _resolve(bytes32 id, uint64 seat) internal {
        vm.prank(_holderOf(seat));
        feedback.resolve(id);
    }

    /// @dev Signed by `count` seats in a row.
    function _backed(bytes32 id, uint64 first, uint64 count, uint256 term)
        internal
        view
        returns (IStandingFeedback.SignedBacking[] memory backings)
    {
        backings = new IStandingFeedback.SignedBacking[](count);
        for (uint64 i = 0; i < count; ++i) {
            backings[i] = IStandingFeedback.SignedBacking(
                first + i, DEADLINE, _sign(_keyOf(first + i), _backingDigest(first + i, id, term))
            );
        }
    }

    function _idOf(IStandingFeedback.Feedback memory said) internal pure returns (bytes32) {
        return keccak256(abi.encode(said.seat, said.project, said.kind, said.textHash));
    }

    /// @dev EIP-712 written out: what an outside client has to hash.
    function _typed(bytes32 message) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("StandingFeedback"),
                keccak256("1"),
                block.chainid,
                address(feedback)
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, message));
    }

    function _feedbackDigest(IStandingFeedback.Feedback memory said) internal view returns (bytes32) {
        return
            _typed(
                keccak256(abi.encode(FEEDBACK, said.seat, said.project, said.kind, said.textHash, DEADLINE))
            );
    }

    function _backingDigest(uint64 seat, bytes32 id, uint256 term) internal view returns (bytes32) {
        return _typed(keccak256(abi.encode(BACKING, seat, id, term, DEADLINE)));
    }

    function _endOf(bytes32 id) internal view returns (uint256) {
        return feedback.feedbackOf(id).endsAt;
    }

    function _assertState(bytes32 id, IStandingFeedback.State state) internal view {
        vm.assertEq(uint256(feedback.feedbackOf(id).state), uint256(state));
    }

    function _assertMask(uint256 mask) internal view {
        vm.assertEq(uint256(feedback.objections(PROJECT)), mask);
    }
}
