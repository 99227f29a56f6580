// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IVotes} from "@openzeppelin/contracts/governance/utils/IVotes.sol";

import {BadgeGovernor} from "../../contracts/BadgeGovernor.sol";
import {ContributionBadge} from "../../contracts/ContributionBadge.sol";
import {Treasury} from "../../contracts/Treasury.sol";
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
    bytes32 private constant BALLOT =
        keccak256("Ballot(uint256 proposalId,uint8 support,address voter,uint256 nonce)");

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
    address internal carol;
    address internal mallory;
    uint64 internal nextNumber = 1;

    function setUp() public virtual {
        vm.warp(START_AT);
        issuer = _account("issuer");
        (alice, aliceKey) = _actor("alice");
        bob = _account("bob");
        carol = _account("carol");
        mallory = _account("mallory");
        _deploy();
        vm.startPrank(address(timelock));
        badge.registerKind(REVIEW, IContributionBadge.KindSpec("Review", 1, 0, 1, 0, 0, true));
        badge.setIssuer(issuer, 1000);
        vm.stopPrank();
        _issue(alice, 3);
        _issue(bob, 2);
        _issue(carol, 1);
        vm.deal(address(timelock), TREASURY);
        vm.warp(block.timestamp + 1);
    }

    function _deploy() private {
        timelock = new Treasury(TIMELOCK_DELAY, new address[](0), new address[](1), address(this));
        badge = new ContributionBadge(address(timelock), address(0), address(0));
        governor = new BadgeGovernor(IVotes(address(badge)), timelock, DELAY, PERIOD, 1, 50);
        timelock.grantRole(timelock.PROPOSER_ROLE(), address(governor));
        timelock.grantRole(timelock.CANCELLER_ROLE(), address(governor));
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

    function _propose(address proposer, Proposal memory made) internal returns (uint256 proposalId) {
        vm.prank(proposer);
        return governor.propose(made.targets, made.values, made.calldatas, made.description);
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

    /// @dev What the voter signs (EIP-712), with the nonce that is theirs now.
    function _ballotDigest(uint256 proposalId, uint8 support, address voter) internal view returns (bytes32) {
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
        bytes32 ballot = keccak256(abi.encode(BALLOT, proposalId, support, voter, governor.nonces(voter)));
        return keccak256(abi.encodePacked(hex"1901", domain, ballot));
    }

    function _untilVoting() internal {
        vm.warp(block.timestamp + DELAY + 1);
    }

    function _untilVoted() internal {
        vm.warp(block.timestamp + PERIOD);
    }
}
