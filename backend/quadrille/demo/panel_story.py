"""The reviewer's journey before a panel: drawn by a block's hash, sealed, signed, looked up, decided."""

import json
from importlib import resources
from typing import NamedTuple

from eth_account.signers.local import LocalAccount
from sqlmodel import select

from quadrille.catalog.catalog import name_of
from quadrille.chain.typed_data import sign
from quadrille.db import engine_of
from quadrille.demo.stage import Stage
from quadrille.people.persons import find_or_add, link_wallet
from quadrille.people.tables import Person
from quadrille.screening import flow
from quadrille.screening.flow import HandedIn
from quadrille.screening.panels import drafts, preparing, submitting
from quadrille.screening.panels.clock import PanelClock
from quadrille.screening.panels.confirming import answer_confirmation
from quadrille.screening.panels.profiles import Profile, save_profile
from quadrille.screening.panels.reading import seats_of, standing_steps
from quadrille.screening.panels.receipts import receipt_of
from quadrille.screening.panels.rules import PANEL_RULES
from quadrille.screening.panels.seats import SeatState
from quadrille.screening.panels.tables import Confirmation
from quadrille.screening.process.flow import open_screening
from quadrille.screening.process.tables import Screening
from quadrille.screening.receipts.rooting import Rooting
from quadrille.types import Address

NOMINEE = "wellspring-map"
READY = Profile(languages=("en",), sectors=("Water",), minutes_per_week=60, is_available=True)
WILLING = tuple(f"reviewer-{name}" for name in ("kofi", "lucia", "mei", "nadia", "omar", "priya", "quentin", "rosa"))
"""More than are asked: the lot needs somebody to choose from, and others look the evidence up."""


class Written(NamedTuple):
    """One answer of the story."""

    answer: str
    confidence: int
    page: str
    words: str


def a_panel_screens_a_nominee(stage: Stage) -> list[str]:
    """The whole way, from the lot to a decision; returns who holds a badge for it."""
    stage.tell("\n   ... AND A PANEL: a nominee is frozen, reviewers are drawn by lot, their answers are sealed")
    people = _willing(stage)
    screening = open_screening(stage.session, NOMINEE)
    stage.session.commit()
    stage.tell(f"  {'operator':<19} opens screening {screening.id} of {name_of(stage.session, NOMINEE)}, frozen as")
    stage.tell(f"  {'':<19} {screening.snapshot_hash}; {len(WILLING)} reviewers could be asked")
    _draw(stage, screening)
    holders = []
    for reviews in _answers():
        if (person := _next_seat(stage, screening, people)) is None:
            break
        done = _submit(stage, person, screening, reviews)
        _look_up(stage, people)
        if done.claim_code:
            holders.append(_claim(stage, person, done.claim_code))
    _tell_decision(stage, screening)
    return holders


def the_days_reviews_are_rooted(stage: Stage) -> None:
    """The day of the panel is over: the root of its reviews goes on the chain, where nobody can take one away."""
    stage.session.commit()
    Rooting(engine_of(stage.session), stage.chain).step()
    days = stage.chain.review_log.latest_day()
    found = stage.chain.review_log.day_of(days)
    stage.tell(f"\n  {'issuer':<19} has published the root of that day's {found.count} reviews: {found.root}")


def _willing(stage: Stage) -> dict[int, Person]:
    found = [find_or_add(stage.session, name) for name in WILLING]
    for person in found:
        save_profile(stage.session, person, READY)
        link_wallet(stage.session, person, Address(stage.wallet(person.pseudonym).address))
    stage.session.commit()
    return {person.id: person for person in found if person.id is not None}


def _draw(stage: Stage, screening: Screening) -> None:
    """The pool is noted first; only a later block, which nobody knows yet, says who is asked."""
    _tick(stage)
    for _ in range(PANEL_RULES.blocks_ahead):
        stage.anvil.rpc("evm_mine")
    _tick(stage)
    stage.session.refresh(screening)
    stage.tell(f"  {'anybody':<19} recomputes the lot from block {screening.seed_block}, {screening.seed}")


def _tick(stage: Stage) -> None:
    """What the worker does every few seconds."""
    stage.session.commit()
    PanelClock(engine_of(stage.session), stage.chain).run(stage.now())
    stage.session.expire_all()


def _next_seat(stage: Stage, screening: Screening, people: dict[int, Person]) -> Person | None:
    offered = [seat for seat in seats_of(stage.session, screening.id or 0) if seat.state == SeatState.OFFERED]
    return people[min(offered, key=lambda seat: seat.rank or 0).person_id] if offered else None


def _submit(stage: Stage, person: Person, screening: Screening, answers: dict[str, Written]) -> HandedIn:
    for question in screening.asked:
        said = answers[question]
        link = f"https://{NOMINEE}.example/{said.page}"
        field = drafts.Field(said.answer, said.confidence, link, said.words, seconds=35)
        drafts.save_field(stage.session, person, screening.id or 0, question, field, stage.now())
    words = preparing.words_to_sign(stage.session, stage.chain, person, screening.id or 0, stage.now())
    wallet: LocalAccount = stage.wallet(person.pseudonym)
    version, signature = words["message"]["version"], sign(wallet, words)
    stage.session.commit()
    done = submitting.submit_signed(
        stage.session, stage.chain, person, screening.id or 0, version, Address(wallet.address), signature
    )
    receipt = receipt_of(stage.session, stage.chain, done.review).receipt
    stage.tell(
        f"  {person.pseudonym:<19} is asked, answers and signs: {words['message']['answers']}; {done.review.outcome}"
    )
    stage.tell(f"  {'':<19} receipt {receipt.position}: {receipt.commitment}")
    return done


def _look_up(stage: Stage, people: dict[int, Person]) -> None:
    """Second reviewers, drawn too, look up whether the pages say what was quoted."""
    for _ in range(PANEL_RULES.blocks_ahead):
        stage.anvil.rpc("evm_mine")
    _tick(stage)
    waiting = list(stage.session.exec(select(Confirmation).where(Confirmation.done_at == None)))  # noqa: E711 (SQL)
    for asked in waiting:
        second = people[asked.person_id]
        answer_confirmation(stage.session, second, asked.id or 0, "supports", "", stage.now())
        stage.tell(f"  {second.pseudonym:<19} looks up the evidence under question {asked.question}, and finds it")
    stage.session.commit()
    _tick(stage)


def _claim(stage: Stage, person: Person, code: str) -> str:
    wallet = Address(stage.wallet(person.pseudonym).address)
    call, voucher = flow.claim_call(stage.session, stage.chain, code, wallet)
    stage.done(person.pseudonym, f"claims badge {voucher.number}", stage.send(person.pseudonym, call))
    return person.pseudonym


def _tell_decision(stage: Stage, screening: Screening) -> None:
    stage.session.refresh(screening)
    steps = standing_steps(stage.session, screening.id or 0)
    surest = min(steps.values(), key=lambda step: step.support_bps)
    stage.tell(f"  {'the panel':<19} has decided {len(steps)} questions; the closest: {surest.words}")
    stage.tell(f"  {'':<19} {name_of(stage.session, NOMINEE)} goes on to its {screening.state.replace('_', ' ')}")


def _answers() -> list[dict[str, Written]]:
    text = (resources.files("quadrille.demo") / "data" / "panel.json").read_text(encoding="utf-8")
    return [{question: Written(*row) for question, row in one.items()} for one in json.loads(text)]
