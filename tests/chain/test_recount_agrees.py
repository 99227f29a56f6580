"""The recount and the real contracts over random histories; and nodes that lie, each of whose lies is named."""

import json
import random

import pytest

from chain.relay_node import relay_node
from chain.tokens import token_round
from conftest import World
from journeys import exit_code
from quadrille.chain.accounts import account_of
from quadrille.chain.badge import Issue, Move
from quadrille.chain.client import Client
from quadrille.chain.governor import Ballot, GovernorContract, SignedBallot
from quadrille.chain.states import ProposalState, Support
from quadrille.chain.typed_data import ballot_message, move_message, sign
from quadrille.governance import flow
from quadrille.governance.proposals.statement import statement_actions
from quadrille.governance.recount.explaining import explain
from quadrille.governance.recount.recounting import recount
from quadrille.types import Address, ContributionNumber, Hash32, KindId, Timestamp

EVIDENCE = Hash32("0x" + "ab" * 32)


class Crowd:
    """People who do anything at random, several in one block; what the contracts refuse leaves no trace."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.random = world, random.Random(seed)
        self.people = [world.somebody() for _ in range(6)]
        self.issuer = account_of(world.settings, "issuer").address
        self.treasury, self.used, self.proposal = world.chain.treasury.address, 0, 0
        world.give(self.treasury, 10**18)
        for one in (*(person.address for person in self.people), self.issuer, self.treasury):
            world.anvil.rpc("anvil_impersonateAccount", one)

    def block(self, *deeds: str) -> None:
        """A block some time later, with these deeds in it."""
        now = self.world.now()
        self.world.anvil.rpc("evm_setAutomine", False)
        for name in deeds:
            getattr(self, name)()
        self.world.anvil.rpc("evm_setNextBlockTimestamp", now + self.random.randint(1, 300))
        self.world.anvil.rpc("evm_mine")
        self.world.anvil.rpc("evm_setAutomine", True)

    def send(self, sender, call) -> None:
        fields = {"from": sender, "to": call.to, "data": call.data, "gas": hex(1_500_000)}
        self.world.anvil.rpc("eth_sendTransaction", fields)

    def somebody(self):
        return self.random.choice(self.people)

    def issue(self) -> None:
        self.used += 1
        one = Issue(ContributionNumber(self.used), Address(self.somebody().address), KindId(1), EVIDENCE)
        self.send(self.issuer, self.world.chain.badge.issue_batch([one]))

    def number(self) -> ContributionNumber:
        return ContributionNumber(self.random.randint(1, max(self.used, 1)))

    def revoke(self) -> None:
        self.send(self.treasury, self.world.chain.badge.revoke(self.number(), 1))

    def burn(self) -> None:
        self.send(self.somebody().address, self.world.chain.badge.burn(self.number()))

    def move(self) -> None:
        badge, (source, target) = self.world.chain.badge, self.random.sample(self.people, 2)
        mine = badge.badges_of(Address(source.address))
        deadline = Timestamp(self.world.now() + 10_000 + self.used)
        meant = Move(Address(source.address), Address(target.address), tuple(mine[:2]), deadline)
        message = move_message(self.world.chain.client.chain_id, badge.address, meant)
        self.send(self.issuer, badge.move_badges(meant, sign(source, message), sign(target, message)))

    def vote(self) -> None:
        governor, support = self.world.chain.governor, self.random.randint(0, 2)
        plain = governor.call("castVote", self.proposal, support)
        other = governor.call("castVoteWithReasonAndParams", self.proposal, support, "", b"any")
        self.send(self.somebody().address, self.random.choice((plain, other)))

    def ballots(self) -> None:
        signed = []
        for person in self.random.sample(self.people, 3):
            version = Timestamp(self.world.now() - self.random.randint(0, 900))
            deadline = Timestamp(self.world.now() + 900)
            support = Support(self.random.randint(0, 2))
            meant = Ballot(self.proposal, support, Address(person.address), version, deadline)
            message = ballot_message(self.world.chain.client.chain_id, self.world.chain.governor.address, meant)
            signed.append(SignedBallot(meant, sign(person, message)))
        self.send(self.issuer, self.world.chain.governor.cast_ballots(signed))

    def trim(self) -> None:
        voters = [Address(person.address) for person in self.people]
        self.send(self.issuer, self.world.chain.governor.trim(self.proposal, voters))

    def propose(self) -> None:
        """Whoever has a ripe badge proposes."""
        for person in self.people:
            if self.world.chain.badge.votes_of(Address(person.address)):
                actions = statement_actions(self.treasury)
                call, self.proposal = flow.propose(self.world.chain, Address(person.address), actions, "Any")
                self.world.chain.client.send_from(person, call)
                return


@pytest.mark.parametrize("seed", range(4))
def test_the_recount_agrees_with_the_contract_over_any_history(world, seed):
    crowd, governor = Crowd(world, seed), world.chain.governor
    for _ in range(4):
        crowd.block(*["issue"] * 3)
    crowd.propose()
    world.pass_time_until(flow.get_proposal(world.chain, crowd.proposal).opens_at + 1)
    rare = ["issue", "revoke", "burn", "move", "trim"]
    while governor.state_of(crowd.proposal) is ProposalState.ACTIVE:
        crowd.block(*crowd.random.choices(["vote", "vote", "vote", "ballots", *rare], k=crowd.random.randint(1, 5)))
        found = recount(governor, crowd.proposal)
        assert found.differences == ()
    assert recount(governor, crowd.proposal).state in ("succeeded", "defeated")
    assert len(found.vote.counted) > 5
    for person in crowd.people:
        for proposal in (crowd.proposal, None):
            power = explain(governor, Address(person.address), proposal)
            assert power.votes == power.contract_votes


@pytest.fixture
def voted(world):
    """A proposal with votes that were cast, replaced and lowered."""
    crowd = Crowd(world, 7)
    crowd.block(*["issue"] * 10)
    crowd.block("issue")
    crowd.propose()
    world.pass_time_until(flow.get_proposal(world.chain, crowd.proposal).opens_at + 1)
    for deeds in (["vote"] * 5, ["ballots"] * 2, ["revoke"] * 6, ["trim"], ["vote"] * 4):
        crowd.block(*deeds)
    assert recount(world.chain.governor, crowd.proposal).differences == ()
    return crowd.proposal


def lying(world, event, change):
    """A rule by which a node changes the logs of an event of the governor's or the badge's."""
    contract = world.chain.badge if event == "DelegateVotesChanged" else world.chain.governor
    topic = contract._web3.events[event]().topic

    def rule(method, params, ask):
        answer = ask(method, params)
        if method == "eth_getLogs" and params[0]["topics"][0] == topic:
            return change(answer)
        return answer

    return rule


WORD = {"VoteCast": 2, "VoteTrimmed": 1, "DelegateVotesChanged": 1, "ProposalFramed": 1}
"""Which word of an event's data the weight is in: its reason, or the hash of the targets' code, comes behind it."""


def more_weight(event):
    """The last log of an event says one more than it did."""
    start = 2 + 64 * WORD[event]

    def change(logs):
        data = logs[-1]["data"]
        more = int(data[start : start + 64], 16) + 1
        return [*logs[:-1], {**logs[-1], "data": f"{data[:start]}{more:064x}{data[start + 64 :]}"}]

    return change


@pytest.mark.parametrize(
    ("event", "change", "subject"),
    [
        ("VoteCast", more_weight("VoteCast"), "weight of the vote of"),
        ("VoteCast", lambda logs: logs[:-1], "version of the vote of|votes|weight|support"),
        ("VoteTrimmed", more_weight("VoteTrimmed"), "weight of the vote after it was lowered of"),
        ("VoteTrimmed", lambda _: [], "weight of|votes"),
        ("DelegateVotesChanged", lambda logs: logs[1:], "votes of"),
        (
            "DelegateVotesChanged",
            more_weight("DelegateVotesChanged"),
            "votes of|weight of",
        ),
        ("ParameterSet", lambda logs: [one for one in logs if one["topics"][1][-1] != "3"], "quorum"),
        ("ProposalFramed", more_weight("ProposalFramed"), "snapshot|quorum"),
    ],
)
def test_every_lie_of_a_node_is_named_and_ends_with_3(world, voted, capsys, monkeypatch, event, change, subject):
    with relay_node(world.anvil.url, lying(world, event, change)) as url:
        client = Client(world.settings.model_copy(update={"rpc_url": url}))
        found = recount(GovernorContract(client, world.chain.governor.address), voted)
        assert found.differences
        assert any(word in one.subject for one in found.differences for word in subject.split("|"))
        # Without a database, a deployment file or the chain's id.
        for name in ("DATABASE_URL", "DEPLOYMENT_FILE", "CHAIN_ID"):
            monkeypatch.delenv(f"QUADRILLE_{name}", raising=False)
        named = ("--rpc", url, "--governor", world.chain.governor.address)
        capsys.readouterr()
        assert exit_code("governance", "recount", voted, *named, "--json") == 3
        told = json.loads(capsys.readouterr().out)
        assert told["equal"] is False
        assert told["differences"] == [one.as_document() for one in found.differences]
        assert exit_code("governance", "recount", voted, *named) == 3
        assert found.differences[0].subject in capsys.readouterr().out


def test_a_round_or_nothing_at_all_is_no_governor(world, session, voted):
    _, _, address = token_round(world, session, 10)
    named = ("--rpc", world.anvil.url, "--governor")
    assert exit_code("governance", "recount", voted, *named, address) in (4, 5)
    assert exit_code("governance", "recount", voted, *named, world.somebody().address) == 4
    assert exit_code("governance", "recount", 7, *named, world.chain.governor.address) == 1
    assert exit_code("governance", "recount", "seven", *named, world.chain.governor.address) == 2
    assert exit_code("governance", "recount", voted, *named, "nobody") == 2
