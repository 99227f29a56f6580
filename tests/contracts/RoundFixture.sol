// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Hashes} from "@openzeppelin/contracts/utils/cryptography/Hashes.sol";

import {IRoundFactory} from "../../contracts/interfaces/rounds/IRoundFactory.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {IQuadraticFundingRound as IRound} from "../../contracts/interfaces/rounds/IQuadraticFundingRound.sol";
import {PlainRound} from "../../contracts/rounds/PlainRound.sol";
import {PublishedRound} from "../../contracts/rounds/PublishedRound.sol";
import {RoundFactory} from "../../contracts/rounds/RoundFactory.sol";
import {Base} from "./Base.sol";
import {Leaves} from "./Leaves.sol";

/// @title A published round in native coin with two projects, before its opening
abstract contract RoundFixture is Base {
    uint40 internal constant OPENS_AT = uint40(START_AT + 1 days);
    uint40 internal constant CLOSES_AT = uint40(START_AT + 8 days);
    uint32 internal constant DONATION_DELAY = 3 days;
    uint32 internal constant OBJECTION = 2 days;
    uint32 internal constant DECISION = 5 days;
    uint32 internal constant DEAD_MAN = 30 days;
    uint32 internal constant CLAIM = 100 days;
    uint32 internal constant PAYEE_DELAY = 4 days;
    uint32 internal constant HOLD = 10 days;
    uint32 internal constant PAUSE = 3 days;
    uint32 internal constant EXTENSION = 7 days;
    uint96 internal constant BOND = 0.1 ether;
    uint256 internal constant DEAD_MAN_AT = CLOSES_AT + uint256(DEAD_MAN);
    uint256 internal constant LAPSES_AT = CLOSES_AT + uint256(CLAIM);
    string internal constant RULES = "rules";
    bytes32 internal constant BUNDLE = keccak256("bundle");
    bytes32 internal constant COEFFICIENTS = keccak256("coefficients");
    string internal constant NAME = "a-project";
    bytes32 internal constant METADATA = keccak256("metadata");

    RoundFactory internal factory;
    PublishedRound internal round;
    address internal operator = _account("operator");
    address internal publisher = _account("publisher");
    address internal committer = _account("committer");
    address internal guardian = _account("guardian");
    address internal governance = _account("governance");
    address[3] internal reviewers = [_account("rita"), _account("rosa"), _account("ruth")];
    address internal applicant = _account("applicant");
    address internal garden = _account("garden");
    address internal library_ = _account("library");
    address internal dora = _account("dora");
    address internal emil = _account("emil");
    address internal sponsor = _account("sponsor");
    address internal mallory = _account("mallory");

    function setUp() public virtual {
        vm.warp(START_AT);
        factory =
            new RoundFactory(governance, DECISION, address(new PublishedRound()), address(new PlainRound()));
        round = _opened(_terms());
        _admit(garden);
        _admit(library_);
        vm.deal(dora, 100 ether);
        vm.deal(emil, 100 ether);
        vm.deal(sponsor, 100 ether);
    }

    function _terms() internal view virtual returns (IRoundTerms.Terms memory terms) {
        (terms.operator, terms.publisher, terms.committer) = (operator, publisher, committer);
        (terms.guardian, terms.governance) = (guardian, governance);
        (terms.opensAt, terms.closesAt, terms.capBps) = (OPENS_AT, CLOSES_AT, 10_000);
        (terms.donationDelaySeconds, terms.objectionSeconds) = (DONATION_DELAY, OBJECTION);
        (terms.decisionSeconds, terms.deadManSeconds, terms.claimSeconds) = (DECISION, DEAD_MAN, CLAIM);
        (terms.payeeDelaySeconds, terms.holdSeconds) = (PAYEE_DELAY, HOLD);
        (terms.pauseSeconds, terms.extensionSeconds) = (PAUSE, EXTENSION);
        (terms.bond, terms.threshold) = (BOND, 2);
        terms.configHash = keccak256(bytes(RULES));
        terms.reviewers = new address[](3);
        for (uint256 i = 0; i < 3; ++i) {
            terms.reviewers[i] = reviewers[i];
        }
    }

    function _opened(IRoundTerms.Terms memory terms) internal returns (PublishedRound) {
        vm.prank(terms.operator);
        return PublishedRound(payable(factory.open(IRoundFactory.Mode.Published, terms, RULES)));
    }

    function _admit(address payee) internal returns (uint32 projectId) {
        return _admitTo(round, payee);
    }

    function _admitTo(IRound to, address payee) internal returns (uint32 projectId) {
        vm.prank(applicant);
        projectId = to.applyFor(payee, NAME, METADATA);
        for (uint256 i = 0; i < 2; ++i) {
            vm.prank(reviewers[i]);
            to.review(projectId, 1, true, "a public good");
        }
    }

    function _fund(address from, uint256 amount) internal {
        vm.prank(from);
        round.fund{value: amount}(amount);
    }

    function _donate(address from, uint256 amount, uint256[] memory words) internal {
        vm.prank(from);
        round.donate{value: amount}(words);
    }

    function _word(uint256 project, uint256 amount) internal pure returns (uint256) {
        return project << 112 | amount;
    }

    function _cart(uint256 toGarden, uint256 toLibrary) internal pure returns (uint256[] memory words) {
        words = new uint256[](2);
        (words[0], words[1]) = (_word(0, toGarden), _word(1, toLibrary));
    }

    function _single(uint256 word) internal pure returns (uint256[] memory words) {
        words = new uint256[](1);
        words[0] = word;
    }

    /// @dev The leaves that share `a` to the garden and `b` to the library.
    function _leaves(uint256 a, uint256 b) internal view returns (bytes32[] memory leaves) {
        leaves = new bytes32[](2);
        (leaves[0], leaves[1]) = (Leaves.hash(0, garden, a), Leaves.hash(1, library_, b));
    }

    /// @dev The fold of a list, from the word at `from` on.
    function _fold(uint256[] memory words, uint256 from) internal pure returns (bytes32 fold) {
        for (uint256 i = words.length; i > from; --i) {
            fold = Hashes.efficientKeccak256(bytes32(words[i - 1]), fold);
        }
    }

    function _publish(uint256 a, uint256 b) internal {
        _publish(Leaves.root(_leaves(a, b)), _fold(_cart(a, b), 0), a + b);
    }

    function _publish(bytes32 root, bytes32 listHash, uint256 total) internal {
        bytes32 digest = round.digest();
        vm.prank(publisher);
        round.publish(root, listHash, total, BUNDLE, digest, COEFFICIENTS);
    }

    function _commit() internal {
        vm.prank(committer);
        round.commitCoefficients(COEFFICIENTS);
    }

    /// @dev A round with 10 of donations and a pool of 8, closed, with coefficients.
    function _closed() internal {
        _fund(sponsor, 8 ether);
        vm.warp(OPENS_AT);
        _donate(dora, 6 ether, _cart(4 ether, 2 ether));
        _donate(emil, 4 ether, _cart(1 ether, 3 ether));
        vm.warp(CLOSES_AT);
        _commit();
    }

    /// @dev The same with 3 to the garden and 4 to the library, final; 1 of the pool is left.
    function _finalised() internal {
        _closed();
        _publish(3 ether, 4 ether);
        vm.warp(block.timestamp + OBJECTION);
        round.finalise();
    }

    function _wrongStatus(bytes4 call, IRoundTerms.Status had) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IRoundTerms.QuadraticFundingRoundWrongStatus.selector, call, had);
    }

    function _tooEarly(bytes4 call, uint256 neededAt) internal view returns (bytes memory) {
        return abi.encodeWithSelector(
            IRoundTerms.QuadraticFundingRoundTooEarly.selector, call, block.timestamp, neededAt
        );
    }

    function _tooLate(bytes4 call, uint256 endedAt) internal view returns (bytes memory) {
        return abi.encodeWithSelector(
            IRoundTerms.QuadraticFundingRoundTooLate.selector, call, block.timestamp, endedAt
        );
    }

    function _notAllowed(bytes4 call, address had, address needed) internal pure returns (bytes memory) {
        return abi.encodeWithSelector(IRoundTerms.QuadraticFundingRoundNotAllowed.selector, call, had, needed);
    }
}
