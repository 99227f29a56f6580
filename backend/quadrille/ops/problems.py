"""One list of everything that waits for the operator: what is wrong with this server, each with its remedy."""

import time
from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum
from urllib.parse import quote

from sqlalchemy import Engine
from sqlmodel import Session, col, select

from quadrille.chain.alarms import open_alarms
from quadrille.chain.deployment import Chain
from quadrille.chain.outbox.tables import OutboxRow
from quadrille.config import Settings
from quadrille.db import reading
from quadrille.errors import QuadrilleError
from quadrille.languages.words import marked, said, said_many
from quadrille.notices.troubles import mails_in_trouble
from quadrille.people.challenges import State as ChallengeState
from quadrille.people.challenges import list_challenges
from quadrille.people.mail import can_send
from quadrille.readiness import MOST_LAG_BLOCKS, MOST_UNSENT_SECONDS, Readiness, readiness_of
from quadrille.screening.process.reading import list_screenings
from quadrille.screening.process.states import State as ScreeningState
from quadrille.worker import Worker

SHOWN = 20
"""Steps of the outbox that came to nothing and are named; `quadrille chain status` counts them all."""


class Weight(IntEnum):
    """How much a problem presses, the gravest first."""

    URGENT = 0
    SOON = 1
    NOTE = 2


WEIGHT_WORDS = {
    Weight.URGENT: marked("Money or trust is at stake"),
    Weight.SOON: marked("Waits for somebody"),
    Weight.NOTE: marked("Good to know"),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that is wrong, or waits.

    url      where it can be mended, "" when that is on no page
    anchor   its place on the page, for other pages that lead to it; "" where none does
    """

    weight: Weight
    about: str
    words: str
    remedy: str
    url: str = ""
    anchor: str = ""


def server_problems(engine: Engine, chain: Chain, worker: Worker | None) -> tuple[list[Problem], Readiness | None]:
    """What is wrong with this server, and its figures; None where the chain or the database does not answer."""
    settings = chain.client.settings
    try:
        found = readiness_of(engine, chain)
    except QuadrilleError as problem:
        silent = Problem(Weight.URGENT, said("The chain"), problem.cause, problem.remedy)
        return [silent, *_of_settings(settings)], None
    with reading(engine) as session:
        failed = [*_of_alarms(session), *_failed(session, chain), *_of_mails(session), *_of_people(session)]
    return [*_of_copies(found), *_of_outbox(found), *failed, *_of_signers(found, settings),
            *_of_worker(found, worker), *_of_settings(settings)], found  # fmt: skip


def _of_copies(found: Readiness) -> Iterator[Problem]:
    for room in found.rooms:
        if room.is_halted:
            words = said("The copies of {room} are being audited: a block that was final has left.", room=room.room)
            remedy = said("Wait for `quadrille worker` to end its audit; no money moves until then.")
            yield Problem(Weight.URGENT, said("Copies of the chain"), words, remedy)
        elif room.lag_blocks > MOST_LAG_BLOCKS:
            words = said_many(
                "The copies of {room} are {count} block behind.",
                "The copies of {room} are {count} blocks behind.",
                room.lag_blocks,
                room=room.room,
            )
            remedy = said("See that `quadrille worker` runs, or `quadrille serve` with its own.")
            yield Problem(Weight.SOON, said("Copies of the chain"), words, remedy)


def _of_outbox(found: Readiness) -> Iterator[Problem]:
    oldest = found.outbox.oldest_unsent_at
    waited = 0 if oldest is None else int(time.time()) - oldest
    if waited > MOST_UNSENT_SECONDS:
        words = said("A step has waited {seconds} s to be sent.", seconds=waited)
        remedy = said("Look at the signers’ coins and the price of gas; `quadrille worker` sends it as soon as it can.")
        yield Problem(Weight.URGENT, said("Outbox"), words, remedy)


def _failed(session: Session, chain: Chain) -> Iterator[Problem]:
    query = select(OutboxRow).where(OutboxRow.genesis_hash == chain.client.genesis_hash)
    query = query.where(col(OutboxRow.refused).is_not(None)).order_by(col(OutboxRow.id).desc()).limit(SHOWN)
    for row in session.exec(query):
        # The key's first part is the chain; what follows is the flow's own name for the step.
        step = row.key.partition(":")[2]
        words = said("{step} came to nothing: {reason}", step=step, reason=row.refused)
        remedy = said("Mend what it names and do the step again; nothing of it was changed.")
        yield Problem(Weight.SOON, said("Outbox"), words, remedy)


def _of_signers(found: Readiness, settings: Settings) -> Iterator[Problem]:
    for role, (address, balance_wei) in found.balances_wei.items():
        if balance_wei <= settings.minimum_balance_wei:
            words = said("The {role}’s key has {wei} wei left.", role=role, wei=balance_wei)
            remedy = said("Send coins to {address}: what it has to sign waits for them.", address=address)
            yield Problem(Weight.URGENT, said("Signers"), words, remedy)


def _of_alarms(session: Session) -> Iterator[Problem]:
    for alarm in open_alarms(session):
        words = said("Alarm {number}, {kind}: {words}", number=alarm.id, kind=alarm.kind, words=alarm.words)
        remedy = said("Deal with it, then `quadrille chain alarms --settle {number}`; some close by themselves.",
                      number=alarm.id)  # fmt: skip
        yield Problem(Weight.URGENT, said("Alarms"), words, remedy, anchor=f"alarm-{alarm.id}")


def _of_mails(session: Session) -> Iterator[Problem]:
    waiting, failed = mails_in_trouble(session)
    if waiting:
        words = said_many(
            "{count} notice by e-mail could not be sent yet; it is tried again.",
            "{count} notices by e-mail could not be sent yet; they are tried again.",
            waiting,
        )
        remedy = said("See that the mail server of QUADRILLE_SMTP_URL answers.")
        yield Problem(Weight.SOON, said("Mail"), words, remedy, anchor="mail-waiting")
    if failed:
        words = said_many(
            "{count} notice by e-mail was given up in the last days.",
            "{count} notices by e-mail were given up in the last days.",
            failed,
        )
        remedy = said("Mend the mail server; who was not told sees on their own page what needs them.")
        yield Problem(Weight.SOON, said("Mail"), words, remedy, anchor="mail-failed")


def _of_people(session: Session) -> Iterator[Problem]:
    for row, person in list_challenges(session, state=ChallengeState.OPEN, limit=SHOWN):
        words = said("Challenge {number}, about {person}, is not decided.", number=row.id, person=person.pseudonym)
        remedy = said("Decide it with `quadrille people decide`; both sides read your reason.")
        yield Problem(Weight.SOON, said("Affiliations"), words, remedy, f"/people/{quote(person.pseudonym)}")
    for screening in list_screenings(session, state=ScreeningState.SECOND_REVIEW, limit=SHOWN):
        words = said("Screening {number} waits for its second review.", number=screening.id)
        remedy = said("Decide what becomes of it.")
        yield Problem(Weight.SOON, said("Screenings"), words, remedy, f"/screenings/{screening.id}")


def _of_worker(found: Readiness, worker: Worker | None) -> Iterator[Problem]:
    if worker is not None:
        for part in worker.silent():
            words = said("The worker’s part “{part}” has stopped.", part=part)
            yield Problem(Weight.URGENT, said("Worker"), words, said("Start this server again, and look into its log."))
        return
    is_behind = any(room.lag_blocks > MOST_LAG_BLOCKS for room in found.rooms) or found.outbox.queued
    if is_behind:
        words = said("Steps or blocks wait, and no worker runs beside these pages.")
        remedy = said("See that `quadrille worker` runs somewhere, or start `quadrille serve` with its own.")
        yield Problem(Weight.SOON, said("Worker"), words, remedy)


def _of_settings(settings: Settings) -> Iterator[Problem]:
    if not can_send(settings):
        words = said("This server sends no e-mail: nobody is told by mail what needs them.")
        remedy = said("Set QUADRILLE_SMTP_URL and QUADRILLE_MAIL_FROM if people are to be told.")
        yield Problem(Weight.NOTE, said("Mail"), words, remedy)
    if settings.contact_key is None:
        words = said("Nobody can leave a contact here: there is no key for them.")
        remedy = said("Make one with `quadrille people contact-key` and set QUADRILLE_CONTACT_KEY.")
        yield Problem(Weight.NOTE, said("Contacts"), words, remedy)
