// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Strings} from "@openzeppelin/contracts/utils/Strings.sol";
import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";

import {BadgeGovernor} from "../../contracts/BadgeGovernor.sol";
import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {Treasury} from "../../contracts/Treasury.sol";
import {IBadgeGovernor} from "../../contracts/interfaces/IBadgeGovernor.sol";
import {IContributionBadge} from "../../contracts/interfaces/IContributionBadge.sol";
import {IRoundFactory} from "../../contracts/interfaces/rounds/IRoundFactory.sol";
import {IRoundTerms} from "../../contracts/interfaces/rounds/IRoundTerms.sol";
import {PublishedRound} from "../../contracts/rounds/PublishedRound.sol";
import {RoundFactory} from "../../contracts/rounds/RoundFactory.sol";
import {Base} from "./Base.sol";

/// @title A DAO of three badge holders, its treasury, and a round it may fund
/// @dev alice weighs 3, bob 2, carol 1; quorum is half, so that 3 are enough.
abstract contract GovernorFixture is Base {
    uint16 internal constant REVIEW = 1;
    uint48 internal constant DELAY = 1 days;
    uint32 internal constant PERIOD = 3 days;
    uint256 internal constant TIMELOCK_DELAY = 2 days;
    uint256 internal constant TREASURY = 10 ether;
    uint8 internal constant AGAINST = 0;
    uint8 internal constant FOR = 1;
    uint8 internal constant ABSTAIN = 2;
    uint40 internal constant MATURITY = 10 days;
    uint40 internal constant FLIP_WINDOW = 1 days;
    uint32 internal constant LIFE = 14 days;
    uint48 internal constant GUARDED_FOR = 365 days;
    bytes32 private constant BALLOT =
        keccak256("Ballot(uint256 proposalId,uint8 support,address voter,uint48 version,uint48 deadline)");

    /// @dev What OpenZeppelin's propose, queue and execute take.
    struct Proposal {
        address[] targets;
        uint256[] values;
        bytes[] calldatas;
        string description;
    }

    Treasury internal timelock;
    ContributionBadge internal badge;
    BadgeGovernor internal governor;
    PublishedRound internal round;
    address internal issuer;
    address internal alice;
    uint256 internal aliceKey;
    address internal bob;
    uint256 internal bobKey;
    address internal carol;
    uint256 internal carolKey;
    address internal mallory;
    uint256 internal malloryKey;
    address internal guardian;
    uint64 internal nextNumber = 1;

    function setUp() public virtual {
        vm.warp(START_AT);
        issuer = _account("issuer");
        (alice, aliceKey) = _actor("alice");
        (bob, bobKey) = _actor("bob");
        (carol, carolKey) = _actor("carol");
        (mallory, malloryKey) = _actor("mallory");
        guardian = _account("guardian");
        _deploy();
        vm.startPrank(address(timelock));
        badge.registerKind(REVIEW, IContributionBadge.KindSpec("Review", 1, 0, 1, 0, 0, true));
        badge.setIssuer(issuer, 1000);
        vm.stopPrank();
        _issue(alice, 3);
        _issue(bob, 2);
        _issue(carol, 1);
        vm.deal(address(timelock), TREASURY);
        vm.warp(block.timestamp + MATURITY);
    }

    function _deploy() private {
        timelock = new Treasury(TIMELOCK_DELAY, new address[](0), new address[](0), address(this));
        badge = new ContributionBadge(address(timelock), address(0), address(0));
        uint40[6] memory values = [uint40(DELAY), PERIOD, 1, 5000, MATURITY, FLIP_WINDOW];
        governor = new BadgeGovernor(
            IVotes(address(badge)), timelock, values, guardian, uint48(block.timestamp) + GUARDED_FOR, LIFE
        );
        timelock.grantRole(timelock.PROPOSER_ROLE(), address(governor));
        timelock.grantRole(timelock.CANCELLER_ROLE(), address(governor));
        timelock.grantRole(timelock.EXECUTOR_ROLE(), address(governor));
        timelock.renounceRole(timelock.DEFAULT_ADMIN_ROLE(), address(this));
        _openRound();
    }

    function _openRound() private {
        IRoundTerms.Terms memory terms;
        (terms.operator, terms.publisher, terms.governance) = (mallory, mallory, address(timelock));
        (terms.committer, terms.capBps) = (bob, 10_000);
        terms.opensAt = uint40(START_AT + 30 days);
        terms.closesAt = uint40(START_AT + 60 days);
        (terms.objectionSeconds, terms.decisionSeconds) = (1 days, 1 days);
        (terms.deadManSeconds, terms.claimSeconds) = (30 days, 90 days);
        terms.configHash = keccak256("rules");
        RoundFactory factory =
            new RoundFactory(address(timelock), 0, address(new PublishedRound()), address(0));
        vm.prank(mallory);
        round = PublishedRound(payable(factory.open(IRoundFactory.Mode.Published, terms, "rules")));
    }

    function _issue(address holder, uint256 badges) internal {
        IContributionBadge.Issue[] memory batch = new IContributionBadge.Issue[](badges);
        for (uint256 i = 0; i < badges; ++i) {
            batch[i] = IContributionBadge.Issue(nextNumber++, holder, REVIEW, 0);
        }
        vm.prank(issuer);
        badge.issueBatch(batch);
    }

    function _revoke(uint64 number) internal {
        vm.prank(address(timelock));
        badge.revoke(number, 1);
    }

    function _fundingOf(uint256 amount, string memory description)
        internal
        view
        returns (Proposal memory made)
    {
        made = Proposal(new address[](1), new uint256[](1), new bytes[](1), description);
        made.targets[0] = address(round);
        made.values[0] = amount;
        made.calldatas[0] = abi.encodeCall(round.fund, (amount));
    }

    /// @dev Ends the description as it has to end, in `made` too.
    function _propose(address proposer, Proposal memory made) internal returns (uint256 proposalId) {
        made.description = _withProposer(made.description, proposer);
        vm.prank(proposer);
        return governor.propose(made.targets, made.values, made.calldatas, made.description);
    }

    function _withProposer(string memory description, address proposer)
        internal
        pure
        returns (string memory)
    {
        return string.concat(description, "\n#proposer=", Strings.toHexString(proposer));
    }

    function _queue(Proposal memory made) internal {
        governor.queue(made.targets, made.values, made.calldatas, keccak256(bytes(made.description)));
    }

    function _execute(Proposal memory made) internal {
        governor.execute(made.targets, made.values, made.calldatas, keccak256(bytes(made.description)));
    }

    function _vote(address voter, uint256 proposalId, uint8 support) internal {
        vm.prank(voter);
        governor.castVote(proposalId, support);
    }

    /// @dev A ballot of now that counts for an hour.
    function _ballot(uint256 proposalId, uint8 support, address voter, uint256 key)
        internal
        view
        returns (IBadgeGovernor.SignedBallot memory)
    {
        uint48 version = uint48(block.timestamp);
        return _ballot(proposalId, support, voter, key, version, version + 1 hours);
    }

    function _ballot(
        uint256 proposalId,
        uint8 support,
        address voter,
        uint256 key,
        uint48 version,
        uint48 deadline
    ) internal view returns (IBadgeGovernor.SignedBallot memory ballot) {
        ballot = IBadgeGovernor.SignedBallot(proposalId, support, voter, version, deadline, "");
        ballot.signature = _sign(key, _digest(ballot));
    }

    /// @dev What the voter signs (EIP-712).
    function _digest(IBadgeGovernor.SignedBallot memory ballot) internal view returns (bytes32) {
        bytes32 domain = keccak256(
            abi.encode(
                keccak256(
                    "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
                ),
                keccak256("BadgeGovernor"),
                keccak256("1"),
                block.chainid,
                address(governor)
            )
        );
        bytes32 content = keccak256(
            abi.encode(
                BALLOT, ballot.proposalId, ballot.support, ballot.voter, ballot.version, ballot.deadline
            )
        );
        return keccak256(abi.encodePacked(hex"1901", domain, content));
    }

    function _untilVoting() internal {
        vm.warp(block.timestamp + DELAY + 1);
    }

    function _untilVoted() internal {
        vm.warp(block.timestamp + PERIOD);
    }
}
