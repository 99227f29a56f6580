"""The operator's journey: open a round, admit projects, take donations, calculate, publish, finalise, pay."""

from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

from sqlmodel import Session, col, select

from quadrille.catalog.catalog import get_project
from quadrille.chain.calls import Call, Mined
from quadrille.chain.contract import deployment_call
from quadrille.chain.deployment import Chain
from quadrille.chain.follower.standing import require_current
from quadrille.chain.funding_round import PublishedResult, RoundContract, RoundTimes
from quadrille.chain.intent import Intent, transaction_intent
from quadrille.chain.outbox.sending import send
from quadrille.chain.signers import signer_for
from quadrille.errors import Mismatch, NotFound, Refused
from quadrille.rounds.bundle.bundle import bundle_hash, bundle_path, kept_bundle, make_bundle, write_bundle
from quadrille.rounds.bundle.contents import coefficients_in
from quadrille.rounds.bundle.recompute import needs_bundle
from quadrille.rounds.coefficients import COEFFICIENTS, Coefficients, check_part
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.copies import COPIES
from quadrille.rounds.reading import deciding_block, newest_facts, read_facts
from quadrille.rounds.result import Project, RoundResult, compute_result
from quadrille.rounds.tables import Round
from quadrille.types import Address, Wei


@dataclass(frozen=True, slots=True)
class Published:
    """A published result: the transaction, what it says, and where its bundle lies."""

    mined: Mined
    result: RoundResult
    folder: Path


def open_round(session: Session, chain: Chain, rules: Configuration, times: RoundTimes) -> tuple[Round, Mined]:
    """Make the contract of a new round; rules and times can never change.

    The same rules and times again answer the round that was made. Raises ContractReverted when the times cannot
    work together.
    """
    operator = signer_for(chain.client.settings, "operator")
    config = (
        operator.address,
        chain.treasury.address,
        times.opens_at,
        times.closes_at,
        times.donation_delay_seconds,
        times.objection_seconds,
        times.dead_man_seconds,
        rules.hash,
    )
    call = deployment_call("QuadraticFundingRound", chain.client, config, rules.as_text())
    key = f"open round {chain.treasury.address} {rules.hash} {times}"
    done = send(session, chain, "operator", key, call)
    assert done.created is not None
    round_ = Round(
        address=done.created,
        genesis_hash=chain.client.genesis_hash,
        title=rules.title,
        opened_block=done.block_number,
    )
    session.merge(round_)
    session.commit()
    return round_, done


def admit_project(session: Session, chain: Chain, address: Address, slug: str, payee: Address) -> Mined:
    """Take a project of the catalogue into a round; its payouts go to `payee`. Raises NotFound for another."""
    # Check: the catalogue knows it.
    get_project(session, slug)
    call = chain.round(address).admit(payee, slug)
    return send(session, chain, "operator", f"round {address} admit {slug} {payee}", call)


def donate_call(round_: RoundContract, items: list[tuple[str, Wei]]) -> Call:
    """One transaction that gives to several projects by slug; raises NotFound for a slug that is not in the round."""
    index = {project.slug: project.index for project in round_.projects()}
    for slug, _ in items:
        if slug not in index:
            raise NotFound("project in this round", slug, f"Its projects are {', '.join(sorted(index))}.")
    return round_.donate([(index[slug], amount_wei) for slug, amount_wei in items])


def donate_intent(chain: Chain, address: Address, donor: Address, items: list[tuple[str, Wei]]) -> Intent:
    """What the donor's wallet has to sign."""
    round_ = chain.round(address)
    call = donate_call(round_, items)
    summary = f"Give {call.value_wei} wei to {len(items)} projects of the round {address}."
    return transaction_intent(chain.client, call, donor, summary, round_.times().closes_at)


def calculate(chain: Chain, address: Address) -> RoundResult:
    """Who is matched with what, or would be if the round closed now; nothing is sent.

    With the coefficients of the published result where its bundle is here, else with none.
    """
    round_ = chain.round(address)
    return compute_result(newest_facts(round_), _kept_coefficients(round_, chain.client.settings.bundle_folder))


def publish(
    session: Session, chain: Chain, address: Address, bundles: Path, coefficients: Coefficients | None = None
) -> Published:
    """Calculate, write the bundle, and put its root and hash on the chain; the objection window starts anew.

    coefficients   who counts as one donor, and whose gifts count in part; None keeps those of the result that is
                   published, if any, so that to publish it again by mistake changes nothing; () takes them away

    Raises MalformedFile for coefficients of who has no part in the round, Refused before the round is closed or while
    its last donation is not final yet, and while our copies of the chain are behind or in doubt.
    """
    # Check: what was called final is still there.
    require_current(session, chain, COPIES)
    round_ = chain.round(address)
    # Check: the round is closed, and no donation can be undone.
    at = deciding_block(round_)
    facts = read_facts(round_, at)
    table = _kept_coefficients(round_, bundles) if coefficients is None else coefficients
    # Check: the coefficients are about this round.
    check_part(table, {cart.donor for cart in facts.carts}, {project.slug for project in facts.projects}, COEFFICIENTS)
    # Decide: the result, from that one block.
    result = compute_result(facts, table)
    files = make_bundle(result)
    # Check: there is something new to say.
    published = round_.result()
    if published.bundle_hash == bundle_hash(files):
        raise Refused(
            f"This very result of the round {address} is published; it can be final from {published.finalisable_at}.",
            "There is nothing to do but wait (unix seconds).",
        )
    # Effect: the bundle is there before anybody can ask for it.
    folder = bundle_path(bundles, address, bundle_hash(files))
    write_bundle(files, folder)
    # Interaction: the contract refuses another digest than its own.
    call = round_.publish(result.root, result.total_wei, bundle_hash(files), result.digest)
    # After another result was published, to publish this one again is a step of its own.
    key = f"round {address} publish {bundle_hash(files)} after {published.published_at}"
    return Published(send(session, chain, "operator", key, call), result, folder)


def finalise(session: Session, chain: Chain, address: Address) -> Mined:
    """Make the published result final, once its objection window is over; raises Refused as `publish` does."""
    # Check: what was called final is still there.
    require_current(session, chain, COPIES)
    call = chain.round(address).finalise()
    return send(session, chain, "operator", f"round {address} finalise", call)


def payout_calls(chain: Chain, address: Address, slug: str, coefficients: Coefficients | None = None) -> list[Call]:
    """What a project has still to claim: its donations, and its matching by proof. Anyone may send these.

    coefficients   of the result's bundle; None takes those of the bundle that is here, if any

    Raises NotFound for a project that is not in the round, Mismatch when the final result is not the one that the
    round's own rules give, Refused when nothing is left to claim, or when the result's bundle is needed.
    """
    round_ = chain.round(address)
    result = calculate(chain, address) if coefficients is None else compute_result(newest_facts(round_), coefficients)
    project = _project(result, slug)
    calls = []
    if round_.has_donations_to_claim(project.index):
        calls.append(round_.claim_donations(project.index))
    matched = result.match_of(slug)
    published = round_.result()
    if published.is_finalised and published.root != result.root:
        _raise_other_root(round_, published, result)
    if published.is_finalised and matched and matched.match_units and not round_.is_matching_claimed(project.index):
        assert result.tree is not None
        proof = result.tree.proof(project.index)
        calls.append(round_.claim_matching(project.index, project.payee, Wei(matched.match_units), proof))
    if not calls:
        raise Refused(f"{slug} has nothing to claim in the round {address} now.", "Look at the round's state.")
    return calls


def pay_project(session: Session, chain: Chain, address: Address, slug: str) -> list[Mined]:
    """Send a project's payouts at the operator's cost; they go to its payee whoever sends them."""
    return [
        send(session, chain, "operator", f"round {address} {slug} {call.what}", call)
        for call in payout_calls(chain, address, slug)
    ]


def cancel(session: Session, chain: Chain, address: Address) -> Mined:
    """End a round before its close: donors and sponsors are refunded. After it only governance can, the pool alone."""
    return send(session, chain, "operator", f"round {address} cancel", chain.round(address).cancel())


def refund_cart(session: Session, chain: Chain, address: Address, cart: int) -> Mined:
    """Give the donor of a cart in a cancelled round their coins back; raises NotFound for an unknown cart."""
    round_ = chain.round(address)
    carts = round_.carts()
    if not 0 <= cart < len(carts):
        raise NotFound("cart in this round", cart, f"It has {len(carts)}, counted from 0.")
    return send(session, chain, "operator", f"round {address} refund {cart}", round_.refund(cart, *carts[cart]))


def return_deposit(session: Session, chain: Chain, address: Address, sponsor: Address) -> Mined:
    """Send a sponsor its part of what the result left, or all of it when the round was ended."""
    call = chain.round(address).reclaim(sponsor)
    return send(session, chain, "operator", f"round {address} reclaim {sponsor}", call)


def _kept_coefficients(round_: RoundContract, bundles: Path) -> Coefficients:
    return coefficients_in(kept_bundle(bundles, round_.address, round_.result().bundle_hash) or {})


def _raise_other_root(round_: RoundContract, published: PublishedResult, result: RoundResult) -> NoReturn:
    # Without the bundle whose hash is published, nobody can tell a lie from coefficients.
    if published.bundle_hash == bundle_hash(make_bundle(result)):
        raise Mismatch("root", published.root, result.root)
    raise needs_bundle(round_, published, result)


def list_rounds(session: Session, chain: Chain) -> list[Round]:
    """The rounds that this server opened on this chain, oldest first."""
    query = select(Round).where(Round.genesis_hash == chain.client.genesis_hash)
    return list(session.exec(query.order_by(col(Round.opened_block))))


def _project(result: RoundResult, slug: str) -> Project:
    for project in result.facts.projects:
        if project.slug == slug:
            return project
    raise NotFound("project in this round", slug)
