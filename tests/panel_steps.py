"""Steps that the panel's tutorials and tests share: reviewers with profiles, a drawn panel, answers, a clock."""

import time
from collections.abc import Iterable

from eth_account.signers.local import LocalAccount
from eth_hash.auto import keccak
from sqlalchemy.exc import InvalidRequestError
from sqlmodel import Session

from conftest import World
from journeys import import_demo_projects
from quadrille.chain.deployment import Chain
from quadrille.chain.typed_data import sign
from quadrille.people.persons import find_or_add, link_wallet
from quadrille.people.tables import Person
from quadrille.screening.flow import HandedIn
from quadrille.screening.judging.consensus import Signal
from quadrille.screening.panels import drafts, preparing, submitting
from quadrille.screening.panels.clock import PanelClock
from quadrille.screening.panels.profiles import Profile, save_profile
from quadrille.screening.panels.reading import seats_of
from quadrille.screening.panels.rules import PanelRules
from quadrille.screening.panels.said import signals_by_person
from quadrille.screening.panels.seats import SeatState
from quadrille.screening.panels.tables import Seat
from quadrille.screening.process.flow import open_screening
from quadrille.screening.process.tables import Screening
from quadrille.types import Address, Timestamp

PROJECT = "wellspring-map"

READY = Profile(languages=("en",), minutes_per_week=30, is_available=True)

NO_AUDITS = PanelRules(audit_bps=0)


def now() -> Timestamp:
    return Timestamp(int(time.time()))


def reviewers(session: Session, count: int, prefix: str = "reviewer") -> list[Person]:
    """Persons who can review anything; committed."""
    made = [find_or_add(session, f"{prefix}-{number}") for number in range(count)]
    for person in made:
        save_profile(session, person, READY)
    session.commit()
    return made


def opened(session: Session, project: str = PROJECT) -> Screening:
    """A screening in its first review; committed."""
    import_demo_projects(session)
    screening = open_screening(session, project)
    session.commit()
    return screening


def tick(world: World, session: Session, rules: PanelRules = NO_AUDITS, blocks: int = 3, later: int = 0) -> None:
    """What the worker does with panels, after some blocks and perhaps some seconds."""
    session.commit()
    for _ in range(blocks):
        world.anvil.rpc("evm_mine")
    PanelClock(session.get_bind(), world.chain, rules).run(Timestamp(now() + later))
    look_again(session)


def look_again(session: Session) -> None:
    """See what others have written, and keep nobody waiting."""
    for row in list(session):
        try:
            session.refresh(row)
        except InvalidRequestError:
            # It is gone.
            session.expunge(row)
    session.commit()


def drawn(
    world: World, session: Session, count: int = 8, project: str = PROJECT
) -> tuple[Screening, dict[int, Person]]:
    """A screening whose panel is drawn from so many reviewers: it, and the reviewers by their number."""
    people = {person.id: person for person in reviewers(session, count)}
    screening = opened(session, project)
    tick(world, session)
    tick(world, session)
    return screening, people


def offered(session: Session, screening: Screening) -> list[Seat]:
    """Whoever is asked now, by rank."""
    seats = [seat for seat in seats_of(session, screening.id) if seat.is_assigned and seat.state == SeatState.OFFERED]
    return sorted(seats, key=lambda seat: seat.rank)


def evidence_for(question: str, who: str) -> str:
    """Words that nobody else would write."""
    letters = "".join(chr(ord("a") + byte % 26) for byte in keccak(f"{who} {question}".encode()))
    return f"The page says so: {letters[:12]} {letters[12:20]} {letters[20:]} on {question}."


def fill(
    session: Session,
    person: Person,
    screening: Screening,
    answer: str = "yes",
    confidence: int = 5,
    is_silent: bool = False,
    noes: Iterable[str] = (),
    comment: str | None = None,
) -> None:
    """Draft every answer, with evidence of one's own unless it is silent; committed."""
    for question in screening.asked:
        words = evidence_for(question, person.pseudonym) if comment is None else comment
        field = drafts.Field(
            answer="no" if question in noes else answer,
            confidence=confidence,
            evidence="" if is_silent else f"https://{person.pseudonym}.example/{question}",
            comment="" if is_silent else words,
        )
        drafts.save_field(session, person, screening.id or 0, question, field, now())
    session.commit()


def submit(session: Session, chain: Chain, person: Person, screening: Screening, **answers: object) -> HandedIn:
    """Draft and submit under a session."""
    fill(session, person, screening, **answers)  # type: ignore[arg-type]
    return submitting.submit(session, chain, person, screening.id or 0)


def submit_by_wallet(
    world: World, session: Session, person: Person, screening: Screening, wallet: LocalAccount, **answers: object
) -> HandedIn:
    """Draft, sign and submit."""
    link_wallet(session, person, Address(wallet.address))
    fill(session, person, screening, **answers)  # type: ignore[arg-type]
    words = preparing.words_to_sign(session, world.chain, person, screening.id, now())
    session.commit()
    return submitting.submit_signed(
        session,
        world.chain,
        person,
        screening.id,
        words["message"]["version"],
        Address(wallet.address),
        sign(wallet, words),
    )


def panel_signals(session: Session, screening: Screening) -> dict[str, list[Signal]]:
    """What the answers of the panel say, by question."""
    return {question: list(said.values()) for question, said in signals_by_person(session, screening).items()}
