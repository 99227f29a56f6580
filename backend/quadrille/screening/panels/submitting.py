"""A review submitted: signed by a wallet or under a session, committed to the log, judged the same moment.

Each version is a row of its own and a commitment of its own; the newest one counts, and the same again changes nothing.
"""

import time

from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.chain.typed_data import typed_digest
from quadrille.chain.wallet_signature import is_signed_by
from quadrille.db import hold
from quadrille.errors import NotAllowed, Refused
from quadrille.languages.words import said
from quadrille.people.persons import addresses_of
from quadrille.people.tables import Person
from quadrille.screening import contributions
from quadrille.screening.flow import HandedIn
from quadrille.screening.panels.closing import advance
from quadrille.screening.panels.drafts import require_seat
from quadrille.screening.panels.facts import judge, keep_verdict
from quadrille.screening.panels.preparing import Prepared, asked_to_sign, message_of, prepare
from quadrille.screening.panels.reading import newest_version, require_open, seat_of, versions_of
from quadrille.screening.panels.rules import PANEL_RULES, PanelRules
from quadrille.screening.panels.seats import SeatState, asked_to_confirm, is_late, refuse_conflict
from quadrille.screening.panels.tables import PendingReview, ReviewLot
from quadrille.screening.process.reading import get_screening, held_screening
from quadrille.screening.process.tables import Screening
from quadrille.screening.receipts import log
from quadrille.screening.tables import Review
from quadrille.types import Address, BlockNumber, Timestamp


def submit(session: Session, chain: Chain, person: Person, screening_id: int) -> HandedIn:
    """Submit somebody's review as it is drafted now, under their session; committed.

    The same answers again are the version that is there. Raises NotFound, Refused once the panel has closed, without a
    seat, while an answer is missing, and for whoever has come to have a part in the nominee.
    """
    now, head = _now(), chain.client.head().number
    _hold(session, person)
    _, prepared = prepare(session, person, screening_id, now)
    return _keep(session, person, screening_id, prepared, now, head)


def submit_signed(
    session: Session, chain: Chain, person: Person, screening_id: int, version: int, wallet: Address, signature: str
) -> HandedIn:
    """The same by a wallet's signature of `words_to_sign`: what was signed is submitted, whatever was drafted since.

    raises   also NotAllowed when the wallet is not the person's or did not sign it
    """
    prepared = asked_to_sign(session, person, screening_id, version, _now())
    # Check: it is theirs, and it signed these words. A contract is asked while the database is let go.
    if wallet not in addresses_of(session, person):
        raise NotAllowed(
            said("The wallet {wallet} is not {pseudonym}'s.", wallet=wallet, pseudonym=person.pseudonym),
            "Link it at /me, or sign with another.",
        )
    digest = typed_digest(message_of(chain, get_screening(session, screening_id), prepared))
    session.commit()
    if not is_signed_by(chain.client, wallet, digest, signature):
        raise NotAllowed(
            said("The wallet {wallet} did not sign this review.", wallet=wallet),
            "Ask for the words again, and sign those.",
        )
    now, head = _now(), chain.client.head().number
    _hold(session, person)
    return _keep(session, person, screening_id, prepared, now, head, (wallet, signature))


def _now() -> Timestamp:
    return Timestamp(int(time.time()))


def _hold(session: Session, person: Person) -> None:
    """Wait until nobody else submits for this person, is given a number, or erases them."""
    hold(session, f"person {person.id}")
    hold(session, "contribution numbers")
    session.refresh(person)


def _keep(
    session: Session,
    person: Person,
    screening_id: int,
    prepared: Prepared,
    now: Timestamp,
    head: BlockNumber,
    signed: tuple[Address, str] | None = None,
    rules: PanelRules = PANEL_RULES,
) -> HandedIn:
    screening = held_screening(session, screening_id)
    newest = newest_version(session, screening_id, person)
    # Check: this version is not here yet; the same one again is the one that is.
    if newest is not None and newest.evidence_hash == prepared.commitment:
        session.commit()
        return HandedIn(newest, contributions.contribution_of(session, newest), None)
    _check(session, person, screening, prepared, newest, now)
    # Decide and effect: the version with its verdict, its number, and its place in the log.
    review = _add_version(session, person, screening, prepared, signed)
    contribution, code = None, None
    if review.is_verified and not contributions.has_contribution(session, review):
        contribution, code = contributions.add_contribution(session, review)
    log.append(session, prepared.commitment, review.id, now)
    assert review.id is not None
    session.add(ReviewLot(review_id=review.id, block=head + rules.blocks_ahead))
    _fill_seat(session, person, screening_id, now)
    session.flush()
    advance(session, screening, now)
    session.commit()
    return HandedIn(review, contribution or contributions.contribution_of(session, review), code)


def _check(
    session: Session,
    person: Person,
    screening: Screening,
    prepared: Prepared,
    newest: Review | None,
    now: Timestamp,
) -> None:
    assert screening.id is not None
    contributions.refuse_erased(person)
    # Check: answers are taken, from them.
    require_open(session, screening, now)
    require_seat(session, person, screening.id)
    refuse_conflict(session, person, screening)
    # Check: nobody amends what they wrote after they saw what others did.
    if newest is not None and person.id in asked_to_confirm(session, screening.id):
        raise Refused("You were asked to confirm what others answered here.", "What you submitted stays as it is.")
    # Check: it comes after the newest version.
    if prepared.version != (newest.version if newest else 0) + 1:
        raise Refused(
            said(
                "Version {version} of your review was submitted meanwhile, and says something else.",
                version=prepared.version,
            ),
            "Look at it at /review, and submit what you want to change as the next one.",
        )


def _add_version(
    session: Session, person: Person, screening: Screening, prepared: Prepared, signed: tuple[Address, str] | None
) -> Review:
    assert person.id is not None
    assert screening.id is not None
    earlier = [row.id for row in versions_of(session, screening.id, [person.id]).get(person.id, ())]
    wallet, signature = signed or (None, None)
    review = Review(
        person_id=person.id,
        project_slug=screening.project_slug,
        submitted_at=prepared.parsed.submitted_at,
        document=prepared.document,
        salt=prepared.salt,
        evidence_hash=prepared.commitment,
        is_verified=False,
        reasons="[]",
        screening_id=screening.id,
        version=prepared.version,
        wallet=wallet,
        signature=signature,
    )
    keep_verdict(review, judge(session, person.id, prepared.parsed, earlier))
    session.add(review)
    session.flush()
    return review


def _fill_seat(session: Session, person: Person, screening_id: int, now: Timestamp) -> None:
    seat = seat_of(session, screening_id, person)
    assert seat is not None
    # Check: an answer that comes after its time earns a badge, but somebody else was asked instead.
    seat.is_assigned = seat.is_assigned and not is_late(seat, now)
    seat.state = SeatState.SUBMITTED
    session.add(seat)
    row = session.get(PendingReview, (screening_id, person.id))
    if row is not None:
        session.delete(row)
