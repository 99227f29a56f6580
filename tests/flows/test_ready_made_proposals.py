"""What badge holders can decide, ready-made: each told in words, rehearsed, voted on, carried out.

Read it as the tutorial: who issues badges, which kinds there are, which badge goes, whose follow to another wallet; how
they decide themselves; a round that the treasury opens; and what is decided in words alone.
"""

import json

import pytest

from governed import decide, pass_proposal, told
from journeys import claim_all_badges, demo_reviews, exit_code, quadrille
from quadrille.chain.badge import Kind
from quadrille.chain.forking import COIN
from quadrille.chain.governor import bound
from quadrille.chain.states import ChangeLevel, Parameter
from quadrille.errors import BadParameter, ContractReverted, NotFound, Refused
from quadrille.governance import flow
from quadrille.governance.proposals.actions import actions_of
from quadrille.governance.proposals.badges import issuer_actions, kind_actions, recovery_actions, revocation_actions
from quadrille.governance.proposals.opening import opening_actions, read_opening
from quadrille.governance.proposals.parameters import BOUNDS, parameter_actions
from quadrille.governance.proposals.standard import adoption_actions
from quadrille.governance.proposals.statement import statement_actions
from quadrille.governance.rehearsal.rehearsing import rehearse_new
from quadrille.types import Address, ContributionNumber, Hash32, KindId, Wei

DAY = 86_400


@pytest.fixture
def holders(world, session):
    """Reviewers with their badges, the most active first."""
    wallets = claim_all_badges(world, session, demo_reviews())
    return sorted(wallets.values(), key=lambda wallet: -world.chain.badge.count_of(wallet.address))


def test_an_issuer_is_admitted_and_removed(world, session, holders):
    issuer, badge = Address(world.somebody().address), world.chain.badge
    admitting = issuer_actions(world.chain, issuer, 50)
    assert told(world, admitting) == f"{issuer} may issue badges of up to 50 weight a week."
    rehearsal = decide(world, session, holders, admitting)
    assert [one.what for one in rehearsal.steps] == [
        "BadgeGovernor.propose",
        "BadgeGovernor.queue",
        "BadgeGovernor.execute",
    ]
    assert rehearsal.events == (f"The badge {badge.address} logs IssuerSet: issuer {issuer}, weightPerWeek 50.",)
    assert badge.is_issuer(issuer)
    with pytest.raises(Refused, match="already"):
        issuer_actions(world.chain, issuer, 50)
    removing = issuer_actions(world.chain, issuer, 0)
    assert told(world, removing) == f"{issuer} may no longer issue badges; those that it issued stay."
    decide(world, session, holders, removing, "And out again")
    assert not badge.is_issuer(issuer)


def test_a_kind_is_registered_for_good(world, session, holders):
    kind = Kind(KindId(77), "Auditor", 2, 3, weight=2, max_per_holder=1, term_seconds=365 * DAY, is_open=True)
    actions = kind_actions(world.chain, kind)
    assert "kind 77, name Auditor, level 2, chamber 3, weight 2, maxPerHolder 1" in told(world, actions)
    decide(world, session, holders, actions)
    assert world.chain.badge.kind_of(KindId(77)) == kind
    with pytest.raises(ContractReverted, match="KindExists"):
        kind_actions(world.chain, kind)


def test_a_badge_is_taken_away(world, session, holders):
    badge, holder = world.chain.badge, Address(holders[-1].address)
    number = badge.badges_of(holder)[0]
    actions = revocation_actions(world.chain, number, 4)
    assert told(world, actions) == f"Badge {number} is taken away, with its votes, for reason 4."
    decide(world, session, holders, actions)
    assert number not in badge.badges_of(holder)
    with pytest.raises(NotFound, match="live badge"):
        revocation_actions(world.chain, number, 4)


def test_the_badges_of_a_lost_wallet_follow_their_holder(world, session, holders):
    badge, lost, found = world.chain.badge, holders[-1], world.somebody()
    old, new = Address(lost.address), Address(found.address)
    with pytest.raises(NotFound, match="recovery"):
        recovery_actions(world.chain, old, new)
    world.chain.client.send_from(found, badge.request_recovery(old))
    actions = recovery_actions(world.chain, old, new)
    assert f"The badges of {old} may follow their holder to {new}" in told(world, actions)
    decide(world, session, holders, actions)
    world.pass_time(7 * DAY)
    numbers = badge.badges_of(old)
    world.chain.client.send_from(found, badge.complete_recovery(old, numbers))
    assert badge.badges_of(new) == numbers


@pytest.mark.parametrize(("which", "value"), [(Parameter.QUORUM_BPS, 3_000), (Parameter.VOTING_PERIOD, 7_200)])
def test_badge_holders_change_how_they_decide(world, session, holders, which, value):
    actions = parameter_actions(world.chain, which, value)
    assert str(value) in told(world, actions)
    rehearsal = decide(world, session, holders, actions)
    assert rehearsal.refused is None
    assert "logs ParameterSet" in rehearsal.events[0]
    assert world.chain.governor.parameter(which) == value
    with pytest.raises(Refused, match="already"):
        parameter_actions(world.chain, which, value)


@pytest.mark.parametrize("which", list(Parameter))
def test_the_bounds_are_those_of_the_contract(world, holders, which):
    least, most = BOUNDS[which]
    for value in (least - 1, most + 1):
        with pytest.raises(BadParameter, match=f"from {least} to {most}"):
            parameter_actions(world.chain, which, value)


def test_voting_cannot_be_made_longer_than_a_revocation_waits(world, holders):
    with pytest.raises(Refused, match="the most is 1555200"):
        parameter_actions(world.chain, Parameter.VOTING_PERIOD, 9 * DAY)


def test_a_decision_in_words_alone_calls_nothing(world, session, holders):
    actions = statement_actions(world.chain.treasury.address)
    assert told(world, actions) == "Nothing is called: the decision is its words."
    rehearsal = decide(world, session, holders, actions, "We thank the reviewers")
    assert (rehearsal.refused, rehearsal.changes, rehearsal.events) == (None, (), ())


def opening_file(world, tmp_path):
    """Terms of a round that the treasury is to open, in a file."""
    opens_at = world.now() + 4 * 3_600
    file = tmp_path / "terms.json"
    written = quadrille(
        *("rounds", "terms", "Learning and water", file, "--opens-at", opens_at, "--closes-at", opens_at + 30 * DAY),
        *("--objection-seconds", 600, "--dead-man-seconds", DAY),
    )
    assert written["operator"] == world.chain.treasury.address
    return file


def test_the_treasury_opens_a_round_and_is_its_operator(world, session, holders, tmp_path):
    made = read_opening(json.loads(opening_file(world, tmp_path).read_text()))
    actions = opening_actions(world.chain, made)
    assert "The treasury opens a round as its operator" in told(world, actions)
    rehearsal = decide(world, session, holders, actions)
    (opened,) = world.chain.round_factory.events("RoundMade")
    round_ = world.chain.round(opened.args["round"])
    assert round_.terms == made.terms
    assert round_.terms.operator == world.chain.treasury.address
    assert any("logs RoundMade" in words for words in rehearsal.events)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({"operator": "0x" + "12" * 20}, Refused),
        ({"closes_at": 5}, Refused),
        ({"bond_wei": 7}, BadParameter),
        ({"saturation": "maybe"}, BadParameter),
        ({"reviewers": "nobody"}, BadParameter),
        ({"opens_at": "soon"}, BadParameter),
        ({"cap_bps": 10_001}, ContractReverted),
        ({"more": 1}, BadParameter),
    ],
)
def test_terms_that_cannot_be_are_refused_before_anybody_votes(world, holders, tmp_path, change, problem):
    document = json.loads(opening_file(world, tmp_path).read_text())
    document["terms"] |= change
    with pytest.raises(problem):
        opening_actions(world.chain, read_opening(document))


def test_a_rehearsal_tells_who_has_what_afterwards_and_when(world, session, holders, tmp_path):
    made = read_opening(json.loads(opening_file(world, tmp_path).read_text()))
    decide(world, session, holders, opening_actions(world.chain, made))
    (opened,) = world.chain.round_factory.events("RoundMade")
    world.give(world.chain.treasury.address, Wei(10**18))
    call, proposal = flow.propose_funding(
        world.chain, Address(holders[0].address), opened.args["round"], Wei(7), "Fund our own round"
    )
    before = world.chain.client.block()
    told_before = rehearse_new(world.chain.governor, Address(holders[0].address), call).as_document()
    assert world.chain.client.block() == before
    world.chain.client.send_from(holders[0], call)
    # Made or not, it would do the same.
    told_after = quadrille("governance", "rehearse", proposal)
    for one in (told_before, told_after):
        assert [(change["who"], change["change_units"]) for change in one["changes"]] == [
            ("treasury", "-7"),
            ("", "+7"),
        ]
        assert {change["asset"] for change in one["changes"]} == {COIN}
    assert [step["step"] for step in told_after["steps"]] == ["BadgeGovernor.queue", "BadgeGovernor.execute"]
    assert told_after["at"] >= flow.get_proposal(world.chain, proposal).closes_at
    pass_proposal(world, session, holders, proposal)
    assert exit_code("governance", "rehearse", proposal) == 5


def test_what_the_governor_refuses_is_told_by_its_rehearsal(world, holders):
    stranger = Address(world.somebody().address)
    call, _ = flow.propose(world.chain, stranger, statement_actions(world.chain.treasury.address), "I have no badge")
    rehearsal = rehearse_new(world.chain.governor, stranger, call)
    assert rehearsal.refused is not None
    assert "GovernorInsufficientProposerVotes" in rehearsal.refused
    call, _ = flow.propose(
        world.chain,
        Address(holders[0].address),
        actions_of(world.chain.badge.revoke(ContributionNumber(10**6), 1)),
        "There is no such badge",
    )
    rehearsal = rehearse_new(world.chain.governor, Address(holders[0].address), call)
    assert [one.refused is None for one in rehearsal.steps] == [True, True, False]
    assert "ERC721NonexistentToken" in (rehearsal.refused or "")


@pytest.mark.parametrize("through", ["here", "a server"])
def test_the_journey_on_the_command_line(world, session, holders, site, tmp_path, through):
    server = () if through == "here" else ("--server", site)
    somebody, wallet = world.somebody(), Address(holders[-1].address)
    world.chain.client.send_from(somebody, world.chain.badge.request_recovery(wallet))
    number = world.chain.badge.badges_of(Address(holders[0].address))[0]
    proposals = (
        ("propose-issuer", somebody.address, "Admit them", "--weight-per-week", 9),
        ("propose-kind", 78, "A new kind", "--name", "Auditor", "--chamber", 2),
        ("propose-revocation", number, "It was given in error", "--reason", 3),
        ("propose-recovery", wallet, somebody.address, "They lost their key"),
        ("propose-parameter", "quorum-bps", 2_500, "Ask for more"),
        ("propose-text", "We are glad"),
        ("propose-opening", opening_file(world, tmp_path), "Open a round"),
    )
    for words in proposals:
        common = (*server, "--keystore", world.keystore(holders[0]))
        rehearsed = quadrille("governance", *words, *common, "--rehearse")
        assert (rehearsed["sent"], rehearsed["refused"]) == (False, None)
        proposal = quadrille("governance", *words, *common)["proposal"]
        assert proposal == rehearsed["proposal"]
        pass_proposal(world, session, holders, int(proposal))
    assert world.chain.governor.parameter(Parameter.QUORUM_BPS) == 2_500
    assert world.chain.badge.is_issuer(Address(somebody.address))
    assert len(world.chain.round_factory.events("RoundMade")) == 1


def test_the_journey_through_the_api(world, session, operator, holders):
    asked = {"wallet": holders[0].address, "description": "Ask for more"}
    body = {**asked, "parameter": "quorum-bps", "value": 2_500}
    intent = operator.post("/api/v1/intents/propose/parameter", json=body).json()
    assert intent["summary"].endswith("For and abstain together need 2500 of 10000 parts of all votes.")
    assert intent["notices"] == ["Of 0 past votes, 0 would have ended otherwise."]
    new = {"wallet": holders[0].address, "data": intent["transaction"]["data"]}
    rehearsed = operator.post("/api/v1/rehearsals", json=new).json()
    assert rehearsed["refused"] is None
    assert any("logs ParameterSet: parameter quorum_bps" in words for words in rehearsed["events"])
    world.sign_and_send(holders[0], intent["transaction"])
    again = operator.post(f"/api/v1/proposals/{rehearsed['proposal']}/rehearsal").json()
    assert again["events"] == rehearsed["events"]
    text = operator.post("/api/v1/intents/propose/text", json={**asked, "wallet": holders[1].address}).json()
    assert text["summary"].endswith("Nothing is called: the decision is its words.")


@pytest.fixture
def announced(world, holders):
    """The hash of a document that everybody could comment on for a week."""
    document = Hash32("0x" + "12" * 32)
    world.chain.client.send_from(holders[1], world.chain.standard_log.announce(document, ChangeLevel.MINOR, "1.2"))
    world.pass_time(7 * DAY)
    return document


def test_a_change_of_the_standard_is_adopted_once_everybody_could_comment(world, session, holders, announced):
    words = "Let us adopt 1.2"
    bound_words = bound(words, Address(holders[0].address))
    actions = adoption_actions(world.chain, announced, bound_words)
    assert told(world, actions) == f"The document {announced} becomes the Standard."
    rehearsal = decide(world, session, holders, actions, words)
    assert rehearsal.refused is None
    assert any("logs StandardAdopted" in one and "version 1.2" in one for one in rehearsal.events)
    assert world.chain.standard_log.read("current")[0].hex() == announced[2:]
    with pytest.raises(ContractReverted, match="NotAnnounced"):
        adoption_actions(world.chain, announced, bound_words)
    other = Hash32("0x" + "34" * 32)
    world.chain.client.send_from(holders[1], world.chain.standard_log.announce(other, ChangeLevel.MAJOR, "2.0"))
    with pytest.raises(Refused, match="Comments on"):
        adoption_actions(world.chain, other, bound_words)


def test_an_adoption_on_the_command_line(world, holders, site, announced):
    keystore = ("--keystore", world.keystore(holders[0]))
    for server in ((), ("--server", site)):
        words = ("governance", "propose-adoption", announced, "Adopt 1.2", *server, *keystore)
        assert quadrille(*words, "--rehearse")["refused"] is None
    assert exit_code("governance", "propose-adoption", "0x12", "Adopt it", *keystore) == 2
