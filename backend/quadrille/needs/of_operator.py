"""What waits for the operator: alarms, challenges, rounds, and mail that does not go out."""

from collections.abc import Iterator

from sqlmodel import Session

from quadrille.chain.alarms import open_alarms
from quadrille.languages.words import said, said_many
from quadrille.needs.need import Need, NeedKind
from quadrille.needs.of_rounds import NumberedRound, operators_rounds
from quadrille.notices.troubles import mails_in_trouble
from quadrille.people.challenges import State, list_challenges
from quadrille.screening.process.reading import list_screenings
from quadrille.screening.process.states import State as ScreeningState

MOST = 20
"""Of each, the oldest; all are on the operator's page."""


def operators_needs(session: Session, rounds: list[NumberedRound]) -> Iterator[Need]:
    """Every step that nobody but the operator takes."""
    for alarm in open_alarms(session)[:MOST]:
        words = said("Alarm {number}, {kind}: {words}", number=alarm.id, kind=alarm.kind, words=alarm.words)
        yield Need(NeedKind.OPERATE, words, f"/ops#alarm-{alarm.id}")
    for row, person in list_challenges(session, state=State.OPEN, limit=MOST):
        words = said("Decide challenge {number}, about {person}.", number=row.id, person=person.pseudonym)
        yield Need(NeedKind.OPERATE, words, f"/people/{person.pseudonym}#challenge-{row.id}")
    for screening in list_screenings(session, state=ScreeningState.SECOND_REVIEW, limit=MOST):
        words = said("Decide what becomes of screening {number}.", number=screening.id)
        yield Need(NeedKind.OPERATE, words, f"/screenings/{screening.id}", screening.deadline_at)
    yield from operators_rounds(rounds)
    waiting, failed = mails_in_trouble(session)
    if waiting:
        words = said_many(
            "{count} notice by e-mail could not be sent yet; it is tried again.",
            "{count} notices by e-mail could not be sent yet; they are tried again.",
            waiting,
        )
        yield Need(NeedKind.OPERATE, words, "/ops#mail-waiting")
    if failed:
        words = said_many(
            "{count} notice by e-mail was given up in the last days.",
            "{count} notices by e-mail were given up in the last days.",
            failed,
        )
        yield Need(NeedKind.OPERATE, words, "/ops#mail-failed")
