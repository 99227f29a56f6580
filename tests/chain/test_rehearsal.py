"""A rehearsal tells to the last unit what a plan would do, and does none of it."""

import json
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlmodel import Session, select

from chain.relay_node import NodeSays, Silence, relay_node
from chain.tokens import token_round
from conftest import ETHER, World
from journeys import (
    close_round,
    demo_donations,
    fill_round,
    finalise,
    import_demo_projects,
    open_round,
    publish,
    take_in,
)
from quadrille.chain.anvil import Anvil
from quadrille.chain.client import Client
from quadrille.chain.forking import COIN
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.outbox.tables import OutboxRow, TransactionRow
from quadrille.errors import BadParameter, ChainUnreachable, Misconfigured
from quadrille.rounds import flow as rounds
from quadrille.rounds.course import stopping
from quadrille.rounds.money import paying
from quadrille.rounds.steps.plan import Plan, Step
from quadrille.rounds.steps.rehearsing import Rehearsal, rehearse
from quadrille.types import Address, Timestamp, Wei

POOL_WEI = 10 * ETHER


def everything(world: World, session: Session, address: Address, accounts: list[str]) -> tuple:
    """The chain's newest block, what accounts have, the round, the outbox and the files: what must stay as it is."""
    client, round_ = world.chain.client, world.chain.round(address)
    assert isinstance(round_, PublishedRound)
    return (
        client.block(),
        [(client.balance_wei(Address(one)), client.next_nonce(Address(one))) for one in accounts],
        (round_.status(), round_.coefficients_commitment(), round_.pool_wei()),
        [row.model_dump() for table in (OutboxRow, TransactionRow) for row in session.exec(select(table))],
        {path: path.read_bytes() for path in world.folder.rglob("*") if path.is_file()},
    )


@pytest.fixture
def payees(world: World, session: Session) -> dict:
    return {slug: world.somebody(0) for slug in import_demo_projects(session)}


@pytest.fixture
def address(world: World, session: Session, payees: dict) -> Address:
    """A round that takes donations, and has some."""
    made = open_round(world, session, pool_wei=POOL_WEI)
    fill_round(world, session, made, payees)
    return made


def changes(rehearsal: Rehearsal, asset: str = COIN) -> dict[str, int]:
    return {one.account: one.change_units for one in rehearsal.changes if one.asset == asset}


def given_wei(slug: str | None = None) -> int:
    """What the demo's donors give, to one project or to all."""
    items = [item for cart in demo_donations().values() for item in cart]
    return sum(amount for name, amount in items if slug in (None, name))


def children() -> set[int]:
    """Processes that this one has started and that still run."""
    return {int(pid) for file in Path("/proc/self/task").glob("*/children") for pid in file.read_text().split()}


def test_a_donation_moves_what_is_given_from_the_donor_to_the_round(world, address, payees):
    donor, (one, other, *_) = Address(world.somebody().address), payees
    plan = rounds.donate(world.chain, address, [(one, Wei(7 * 10**15)), (other, Wei(1))], donor)
    rehearsal = rehearse(world.chain.client, plan, donor)
    assert rehearsal.refused is None
    assert [one.as_document() for one in rehearsal.changes] == [
        {"account": address, "who": "round", "asset": "coin", "change_units": "+7000000000000001"},
        {"account": donor, "who": "sender", "asset": "coin", "change_units": "-7000000000000001"},
    ]


def test_gas_is_told_as_it_is_used_and_apart_from_what_is_moved(world, address, payees):
    donor = world.somebody()
    plan = rounds.donate(world.chain, address, [(next(iter(payees)), Wei(5))], Address(donor.address))
    rehearsal = rehearse(world.chain.client, plan, Address(donor.address))
    assert changes(rehearsal)[donor.address] == -5
    price_wei = world.chain.client.gas_price_wei()
    done = world.chain.client.send_from(donor, plan.steps[0].call)
    assert [one.gas_used for one in rehearsal.steps] == [done.gas_used]
    assert rehearsal.cost_wei == done.gas_used * price_wei


def test_who_can_pay_the_gift_but_not_the_gas_learns_what_is_missing(world, address, payees):
    donor = Address(world.somebody(1).address)
    plan = rounds.donate(world.chain, address, [(next(iter(payees)), Wei(ETHER))], donor)
    rehearsal = rehearse(world.chain.client, plan, donor)
    assert rehearsal.refused is None
    assert rehearsal.lacks_wei == rehearsal.cost_wei > 0
    assert rehearse(world.chain.client, plan, Address(world.somebody(2).address)).lacks_wei == 0


def test_a_gift_that_the_donor_has_not_is_refused_with_both_amounts(world, address, payees):
    donor = Address(world.somebody(1).address)
    plan = rounds.donate(world.chain, address, [(next(iter(payees)), Wei(ETHER + 1))], donor)
    refused = rehearse(world.chain.client, plan, donor).refused
    assert refused is not None
    assert f"{donor} has {ETHER} wei, but PublishedRound.donate needs {ETHER + 1} wei" in refused


def test_a_claim_pays_the_payee_whoever_sends_it(world, session, address, payees):
    close_round(world, address)
    published = publish(world, session, address)
    finalise(world, session, address)
    slug, payee = next(iter(payees.items()))
    match = published.result.match_of(slug)
    due = given_wei(slug) + match.match_units
    stranger = Address(world.somebody().address)
    rehearsal = rehearse(world.chain.client, paying.claim(world.chain, address, slug), stranger)
    assert len(rehearsal.steps) == 2
    assert match.match_units > 0
    assert changes(rehearsal) == {address: -due, payee.address: due}


def test_payees_of_a_list_are_found_though_no_event_names_them(world, session, address, payees):
    close_round(world, address)
    result = publish(world, session, address).result
    finalise(world, session, address)
    rehearsal = rehearse(world.chain.client, paying.push(world.chain, address), world.operator_address)
    matched = [(payees[slug].address, result.match_of(slug)) for slug in payees]
    paid = {payee: match.match_units for payee, match in matched if match and match.match_units}
    assert changes(rehearsal) == {address: -result.total_wei, **paid}


def test_steps_stand_on_those_before_them(world, address):
    donors = [donor for donor, _ in world.chain.round(address).carts()]
    carts = [paying.refund(world.chain, address, cart) for cart in range(len(donors))]
    sponsor = paying.reclaim(world.chain, address, world.operator_address)
    cancelling = stopping.cancel(world.chain, address)
    steps = [step for plan in (cancelling, *carts, sponsor) for step in plan.steps]
    rehearsal = rehearse(world.chain.client, replace(cancelling, steps=tuple(steps)), world.operator_address)
    assert rehearsal.refused is None
    gifts = [sum(amount for _, amount in items) for items in demo_donations().values()]
    back = dict(zip(donors, gifts, strict=True))
    assert changes(rehearsal) == {address: -POOL_WEI - sum(gifts), world.operator_address: POOL_WEI, **back}
    assert [one.account for one in rehearsal.changes][:2] == [address, world.operator_address]


def test_the_clock_can_be_ahead_to_the_second(world, session, address):
    close_round(world, address)
    publish(world, session, address)
    final_at = world.chain.round(address).result().finalisable_at
    plan, sender = rounds.finalise(session, world.chain, address), world.operator_address
    early = rehearse(world.chain.client, plan, sender, Timestamp(final_at - 1))
    assert early.refused is not None
    assert "QuadraticFundingRoundTooEarly" in early.refused
    on_time = rehearse(world.chain.client, plan, sender, final_at)
    assert (on_time.refused, on_time.at, on_time.changes) == (None, final_at, ())


def test_all_steps_share_the_second_that_was_asked_for(world, address, payees):
    donor, slug = Address(world.somebody().address), next(iter(payees))
    plan = rounds.donate(world.chain, address, [(slug, Wei(1))], donor)
    twice, closes_at = replace(plan, steps=plan.steps * 3), world.chain.round(address).closes_at()
    last = rehearse(world.chain.client, twice, donor, Timestamp(closes_at - 1))
    assert (last.refused, changes(last)[donor]) == (None, -3)
    assert rehearse(world.chain.client, twice, donor, closes_at).left == 2


def test_a_time_that_is_past_is_named(world, address):
    now = world.now()
    with pytest.raises(BadParameter, match=f"later than the newest block, {now}"):
        rehearse(world.chain.client, stopping.cancel(world.chain, address), world.operator_address, now)


def test_the_first_refused_step_ends_it_with_reason_and_remedy(world, address, payees):
    donor = Address(world.somebody().address)
    gift = rounds.donate(world.chain, address, [(next(iter(payees)), Wei(3))], donor)
    steps = (*gift.steps, *paying.refund(world.chain, address, 0).steps, *gift.steps)
    rehearsal = rehearse(world.chain.client, replace(gift, steps=steps), donor)
    assert [one.refused is None for one in rehearsal.steps] == [True, False]
    assert rehearsal.left == 1
    assert rehearsal.refused is not None
    assert "PublishedRound.refund was refused" in rehearsal.refused
    assert "Wait until the time that is named" in rehearsal.refused
    # What went through before it is told.
    assert changes(rehearsal) == {address: 3, donor: -3}


def test_a_token_is_counted_beside_the_coin(world, session, payees):
    token, donor, address = token_round(world, session, 10**9)
    slug = next(iter(payees))
    take_in(world, session, address, slug, Address(payees[slug].address))
    world.pass_time_until(world.chain.round(address).terms.opens_at)
    plan = rounds.donate(world.chain, address, [(slug, Wei(2_500))], Address(donor.address))
    rehearsal = rehearse(world.chain.client, plan, Address(donor.address))
    assert [one.step.call.what for one in rehearsal.steps] == ["ERC20.approve", "PublishedRound.donate"]
    assert changes(rehearsal, token) == {address: 2_500, donor.address: -2_500}
    assert changes(rehearsal) == {}
    assert [one.as_document()["asset"] for one in rehearsal.changes] == [token, token]


def test_nothing_changes_where_it_counts(world, session, address, payees):
    close_round(world, address)
    prepared = []
    plan = rounds.close(session, world.chain, address, world.settings.bundle_folder, ())
    plan = replace(plan, prepare=lambda: prepared.append(True))
    accounts = [address, world.operator_address, *(payee.address for payee in payees.values())]
    before, running = everything(world, session, address, accounts), children()
    rehearsal = rehearse(world.chain.client, plan, Address(world.chain.round(address).terms.committer))
    assert rehearsal.refused is None
    assert everything(world, session, address, accounts) == before
    assert prepared == []
    assert children() == running


def test_what_is_told_is_ready_for_json(world, address, payees):
    donor = Address(world.somebody().address)
    plan = rounds.donate(world.chain, address, [(next(iter(payees)), Wei(2**60))], donor)
    rehearsal = rehearse(world.chain.client, plan, donor)
    told = json.loads(json.dumps(rehearsal.as_document()))
    (step,) = told["steps"]
    assert told["changes"][1]["change_units"] == str(-(2**60))
    assert (step["step"], step["refused"]) == ("PublishedRound.donate", None)
    assert step["cost_wei"] == told["gas_cost_wei"] == str(rehearsal.cost_wei)
    assert told["block_hash"] == world.chain.client.block().hash


class Interrupted:
    """A call at which the person presses Ctrl-C."""

    what, to = "PublishedRound.donate", None

    @property
    def data(self) -> str:
        raise KeyboardInterrupt


def test_the_fork_is_gone_when_the_person_gives_up(world):
    running = children()
    plan = Plan("", "operator", (Step("", Interrupted(), ""),))  # type: ignore[arg-type]
    with pytest.raises(KeyboardInterrupt):
        rehearse(world.chain.client, plan, world.operator_address)
    assert children() == running


def test_without_anvil_the_remedy_is_to_install_it(world, address, monkeypatch):
    monkeypatch.setenv("QUADRILLE_ANVIL", sys.executable)
    with pytest.raises(Misconfigured, match="not Foundry's anvil"):
        rehearse(world.chain.client, stopping.cancel(world.chain, address), world.operator_address)


def test_a_node_that_is_gone_is_named_as_the_cause(world):
    nothing = Plan("", "operator", ())
    with Anvil() as node:
        client = Client(world.settings.model_copy(update={"rpc_url": node.url}))
        assert rehearse(client, nothing, world.operator_address).steps == ()
    with pytest.raises(ChainUnreachable, match=node.url):
        rehearse(client, nothing, world.operator_address)


def test_a_node_that_goes_away_meanwhile_is_named_as_the_cause(world):
    running = children()
    with Anvil() as node:
        client = Client(world.settings.model_copy(update={"rpc_url": node.url}))

        class Last:
            what, to, value_wei = "PublishedRound.donate", Address(f"0x{9:040x}"), Wei(0)

            @property
            def data(self) -> str:
                node.stop()
                return "0x"

        plan = Plan("", "operator", (Step("", Last(), ""),))  # type: ignore[arg-type]
        with pytest.raises(ChainUnreachable, match=node.url):
            rehearse(client, plan, world.operator_address)
    assert children() == running


@pytest.mark.parametrize("says", [NodeSays("missing trie node"), Silence()], ids=["refuses", "is silent"])
def test_a_node_that_keeps_its_state_to_itself_is_named_without_its_key(world, address, says):
    def rule(method, params, ask):
        if method in ("eth_getBalance", "eth_getCode", "eth_getStorageAt", "eth_getProof", "eth_getAccountInfo"):
            raise says
        return ask(method, params)

    with relay_node(world.anvil.url, rule) as url:
        client = Client(world.settings.model_copy(update={"rpc_url": f"{url}/v2/a-secret-key"}))
        with pytest.raises(Misconfigured, match="could not be rehearsed on") as told:
            rehearse(client, stopping.cancel(world.chain, address), world.operator_address)
    assert url in str(told.value)
    assert "secret" not in str(told.value)
