"""A session of a mentoring module: mentor and mentees were there, it is over, and nobody was in two places at once.

The mentees' signatures alone would not do: anybody can link a second wallet to a second account and be their own
mentee. So a maintainer of the project says too that this person mentors for it in this module.
"""

from collections.abc import Iterable

from quadrille.languages.moments import Moment
from quadrille.languages.words import said
from quadrille.screening.judging.reasons import Reason
from quadrille.screening.judging.verification import Verdict
from quadrille.screening.works.counted import IN_ONE_PLACE, IS_OVER, MENTEES_SIGNED, TOOK, WITHIN_A_DAY
from quadrille.screening.works.findings import Booked, Facts, verdict_of
from quadrille.screening.works.two_maintainers import maintainers
from quadrille.screening.works.work_file import Session, Work

LEAST_MINUTES = 60
"""A badge is for a mentoring hour (DESIGN section 2)."""

MOST_MINUTES = 480
"""A day's minutes: eight hours, as the Hours of Work Convention has it (ILO C001, 1919, article 2)."""

DAY_SECONDS = 86_400


def module_record(work: Work, facts: Facts) -> Verdict:
    """Whether mentees and a maintainer signed for a session that is over and could have been."""
    session = work.details
    assert isinstance(session, Session)
    mentees = _mentees(facts)
    present = sorted({facts.contributor, *mentees})
    return verdict_of(
        [
            _signed_by_mentees(facts, mentees),
            maintainers(work, facts, 1, taken=mentees),
            _length(session),
            _is_over(session, facts),
            _in_one_place(session, present, facts.booked),
            _within_a_day(session, present, facts.booked),
        ]
    )


def _mentees(facts: Facts) -> frozenset[int]:
    """The persons who signed as mentees, without the mentor."""
    signed = (one.person for one in facts.signed if one.role == "mentee" and one.is_good and one.person is not None)
    return frozenset(signed) - {facts.contributor}


def _signed_by_mentees(facts: Facts, mentees: frozenset[int]) -> Reason:
    given = [one for one in facts.signed if one.role == "mentee"]
    useless = [one.wallet for one in given if not one.is_good or one.person not in mentees]
    words = said(MENTEES_SIGNED, count=len(mentees))
    if useless or not mentees:
        listed = f" These did not sign as a mentee with an account here: {', '.join(useless)}." if useless else ""
        remedy = "Have each mentee link their wallet and sign the words; leave out who does not."
        return Reason("too_few_mentees", words + listed, remedy)
    return Reason("mentees", words)


def _length(session: Session) -> Reason:
    words = said(TOOK, minutes=session.minutes, least=LEAST_MINUTES, most=MOST_MINUTES)
    is_good = LEAST_MINUTES <= session.minutes <= MOST_MINUTES
    return Reason("minutes", words, "" if is_good else "Hand in one session, of an hour to a day.")


def _is_over(session: Session, facts: Facts) -> Reason:
    if session.ends_at <= facts.now_at:
        return Reason("is_over", IS_OVER)
    words = f"The session ends at {Moment(session.ends_at)}, it is {Moment(facts.now_at)}."
    return Reason("is_over", words, "Hand it in afterwards.")


def _in_one_place(session: Session, present: Iterable[int], booked: Iterable[Booked]) -> Reason:
    persons = set(present)
    overlaps = [one for one in booked if one.person in persons and _overlap(session, one)]
    if not overlaps:
        return Reason("in_one_place", IN_ONE_PLACE)
    when = ", ".join(sorted({f"{Moment(one.starts_at)} to {Moment(one.ends_at)}" for one in overlaps}))
    words = f"Somebody of this session was in another one that counted, at {when}."
    return Reason("in_one_place", words, "Correct the time, or hand it in without who was elsewhere.")


def _overlap(session: Session, one: Booked) -> bool:
    return session.held_at < one.ends_at and one.starts_at < session.ends_at


def _within_a_day(session: Session, present: Iterable[int], booked: Iterable[Booked]) -> Reason:
    """Nobody learns or teaches more than a day's minutes in sessions that begin on one day (UTC)."""
    day = session.held_at // DAY_SECONDS
    counted = [one for one in booked if one.starts_at // DAY_SECONDS == day]
    sums = [sum(one.ends_at - one.starts_at for one in counted if one.person == person) // 60 for person in present]
    most = max(sums) + session.minutes
    words = said(WITHIN_A_DAY, minutes=most, most=MOST_MINUTES)
    return Reason("within_a_day", words, "" if most <= MOST_MINUTES else "Hand in what fits into a day.")
