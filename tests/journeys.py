"""Steps that several tutorials share: calling the command line, and reviewers who have their badges."""

import csv
import json
from importlib import resources
from typing import Any

from eth_account.signers.local import LocalAccount
from sqlmodel import Session
from typer.testing import CliRunner

from conftest import World
from quadrille.catalog.catalog import import_file
from quadrille.chain.calls import Mined
from quadrille.cli import build, run
from quadrille.rounds import flow as rounds
from quadrille.rounds.bundle.bundle import commitment_of
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.opening.opening import Opening, terms_of
from quadrille.rounds.outcome.coefficients import Coefficients
from quadrille.rounds.projects.roster import read_roster
from quadrille.rounds.steps.plan import Plan, carry_out
from quadrille.screening import flow as screening
from quadrille.types import Address, Timestamp, Wei
from real_data import shared

DEMO_DATA = resources.files("quadrille.demo") / "data"


def quadrille(*words: object) -> Any:
    """Run one command of the command line and read the JSON it prints; its expected errors are raised."""
    texts = [str(word) for word in words]
    done = CliRunner().invoke(build(texts[0]), [*texts, "--json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json.loads(done.stdout)


def exit_code(*words: object) -> int:
    """Run one command of the command line; the code with which it ends."""
    texts = [str(word) for word in words]
    return run(lambda: build(texts[0])(texts, standalone_mode=False))


def pilot_reviews() -> list[tuple[str, bytes]]:
    """The real crowd reviews of the 2020-22 pilot: file name and content."""
    return [(file.name, file.read_bytes()) for file in sorted(shared("data", "pilot-reviews").glob("*.json"))]


def demo_reviews() -> list[tuple[str, bytes]]:
    """The demo's own reviews, in the same format."""
    files = sorted((DEMO_DATA / "reviews").iterdir(), key=lambda file: file.name)
    return [(file.name, file.read_bytes()) for file in files]


def claim_all_badges(world: World, session: Session, reviews: list[tuple[str, bytes]]) -> dict[str, LocalAccount]:
    """Hand in reviews and have every verified reviewer claim; wallets by pseudonym."""
    wallets: dict[str, LocalAccount] = {}
    for name, content in reviews:
        done = screening.hand_in_review(session, content, name)
        if done.claim_code is None:
            continue
        offer = screening.look_at_claim(session, world.chain, done.claim_code)
        wallet = wallets.setdefault(offer.person.pseudonym, world.somebody())
        call, _ = screening.claim_call(session, world.chain, done.claim_code, Address(wallet.address))
        world.chain.client.send_from(wallet, call)
    return wallets


def import_demo_projects(session: Session) -> list[str]:
    """The demo's projects in the catalogue; their slugs."""
    with resources.as_file(DEMO_DATA / "projects.json") as file:
        imported = import_file(session, file)
    session.commit()
    return [project.slug for project in imported]


def demo_donations() -> dict[str, list[tuple[str, Wei]]]:
    """The demo's donations: what each donor gives to whom."""
    carts: dict[str, list[tuple[str, Wei]]] = {}
    for row in csv.DictReader((DEMO_DATA / "donations.csv").read_text().splitlines()):
        carts.setdefault(row["donor"], []).append((row["project"], Wei(int(row["amount"]))))
    return carts


def open_round(
    world: World,
    session: Session,
    closes_in: int = 86_400,
    pool_wei: int = 0,
    rules: tuple[str, dict[str, str]] = ("qf", {"cap_bps": "4000"}),
    **chosen: Any,
) -> Address:
    """A round that opens in a minute, perhaps with a pool; rules are its mechanism and parameters.

    chosen   of its terms, in place of the short ones that tests have (`Opening`)
    """
    opens_at = Timestamp(world.now() + 60)
    short = {"donation_delay_seconds": 0, "objection_seconds": 600, "dead_man_seconds": 86_400}
    opening = Opening(opens_at=opens_at, closes_at=Timestamp(opens_at + closes_in), **{**short, **chosen})
    text = Configuration.of("Learning and water", *rules)
    terms = terms_of(world.chain, text, opening, world.operator_address)
    row, _ = rounds.open_round(session, world.chain, text, terms, opening.mode)
    address = Address(row.address)
    if pool_wei:
        world.operator_sends(world.chain.round(address).fund(Wei(pool_wei)))
    return address


def take_in(world: World, session: Session, address: Address, slug: str, payee: Address) -> None:
    """Have a project apply, and the operator, its only reviewer, admit it."""
    applicant, round_ = world.somebody(), world.chain.round(address)
    (applying,) = rounds.apply(session, world.chain, address, slug, payee, Address(applicant.address)).steps
    # What it read must not keep the database from others.
    session.commit()
    world.chain.client.send_from(applicant, applying.call)
    # Straight from the key: what the outbox does is not what these tests are about.
    world.operator_sends(round_.review(round_.applications()[-1].index, 1, True, "a public good"))


def fill_round(world: World, session: Session, address: Address, payees: dict[str, LocalAccount]) -> None:
    """Take the projects in and have every donor of the demo give, each in one cart."""
    for slug, payee in payees.items():
        take_in(world, session, address, slug, Address(payee.address))
    round_ = world.chain.round(address)
    world.pass_time_until(round_.terms.opens_at)
    roster = read_roster(round_)
    for items in demo_donations().values():
        gifts = [(roster.index_of(slug), amount_wei) for slug, amount_wei in items]
        world.chain.client.send_from(world.somebody(), round_.donate(gifts))


def close_round(world: World, address: Address) -> None:
    """Let the round's time run out."""
    world.pass_time_until(world.chain.round(address).closes_at())


def publish(world: World, session: Session, address: Address, table: Coefficients = ()) -> rounds.Publication:
    """Close the books and publish, each with the key that does it; where they are closed, publish alone."""
    bundles = world.settings.bundle_folder
    if world.published(address).coefficients_commitment() != commitment_of(table):
        do(world, session, rounds.close(session, world.chain, address, bundles, table))
    published = rounds.publish(session, world.chain, address, bundles)
    do(world, session, published.plan)
    return published


def finalise(world: World, session: Session, address: Address) -> None:
    """Let the time to object run out, and make the result final."""
    world.pass_time_until(world.published(address).result().finalisable_at)
    do(world, session, rounds.finalise(session, world.chain, address))


def do(world: World, session: Session, plan: Plan, wallet: LocalAccount | None = None) -> list[Mined]:
    """Carry a plan out, from a wallet or from our own key."""
    return carry_out(session, world.chain, plan, wallet)
