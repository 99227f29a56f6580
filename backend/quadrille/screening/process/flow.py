"""The way of a nominee: opened and frozen, reviewed, asked, decided; a year later renewed.

What the clock does is in `deadlines`, appeals are in `appealing`, who may do what is in `rights`. Nothing here is
committed.
"""

import re
from collections.abc import Sequence

from sqlmodel import Session

from quadrille.catalog import catalog
from quadrille.errors import BadParameter, Refused
from quadrille.languages.words import said
from quadrille.people.tables import Person
from quadrille.screening.process import reading
from quadrille.screening.process.deciding import check_deciding, check_outcome, check_questions, keep_decision
from quadrille.screening.process.findings import findings_in_words
from quadrille.screening.process.freezing import draft_of, freeze, take_over
from quadrille.screening.process.outcome import Outcome, QuestionResult
from quadrille.screening.process.rights import refuse_stranger
from quadrille.screening.process.states import (
    OPERATOR,
    RULES,
    Actor,
    Mover,
    ProcessRules,
    State,
    check_move,
    deadline_of,
)
from quadrille.screening.process.steps import add_step, check_words, go, moment_of
from quadrille.screening.process.tables import Screening
from quadrille.types import Timestamp

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")
"""A language as a BCP 47 tag: `fr`, `zh-Hant`."""

MOST_WISHES, SECTOR_CHARACTERS = 20, 200
"""Languages and sectors of one screening, and the characters of a sector."""


def open_screening(
    session: Session,
    slug: str,
    languages: Sequence[str] = (),
    sectors: Sequence[str] = (),
    actor: Actor = OPERATOR,
    now: Timestamp | None = None,
    rules: ProcessRules = RULES,
) -> Screening:
    """Freeze a nominee as the catalogue has it, and begin its first review by the newest version of the Standard.

    languages, sectors   what its reviewers should read and know; the catalogue's sectors where none are named
    raises               NotFound, BadParameter, Refused while another screening of it is under way or it is a DPG
    """
    moment = moment_of(now)
    _check_wishes(languages, sectors)
    reading.hold_project(session, slug)
    project = catalog.get_project(session, slug)
    # Check: one at a time, and a DPG is renewed instead.
    _refuse_second(session, slug)
    _refuse_dpg(session, slug)
    # Effect: a draft, submitted at once.
    screening = draft_of(session, slug, None, languages, sectors or project.sectors, moment)
    add_step(session, screening, "", actor, "Opened.")
    submit(session, screening, actor, moment, rules)
    return screening


def open_renewal(
    session: Session,
    screening_id: int,
    actor: Actor = OPERATOR,
    now: Timestamp | None = None,
    rules: ProcessRules = RULES,
) -> Screening:
    """Draft the renewal of a DPG: its answers are taken over, and only what changed is asked.

    The nominee can be brought up to date until the draft is submitted, at the latest when the DPG expires.
    raises   NotFound, Refused when it is and was no DPG, or another screening of it is under way
    """
    moment = moment_of(now)
    previous = reading.held_screening(session, screening_id)
    # Check: there is something to renew, and nobody does it yet.
    if previous.state not in (State.DPG, State.EXPIRED):
        raise Refused(
            said(
                "Screening {screening_id} is in the state {words}; only a DPG is renewed.",
                screening_id=screening_id,
                words=State(previous.state).words,
            ),
            "Open a new screening.",
        )
    _refuse_second(session, previous.project_slug)
    if previous.state == State.EXPIRED:
        _refuse_dpg(session, previous.project_slug)
    # Effect: the draft.
    screening = draft_of(session, previous.project_slug, previous, previous.languages, previous.sectors, moment)
    by_rule = deadline_of(State.DRAFT, moment, rules)
    screening.deadline_at = previous.deadline_at if previous.state == State.DPG else by_rule
    add_step(session, screening, "", actor, f"Renews screening {previous.id}.")
    return screening


def submit(
    session: Session,
    screening: Screening,
    actor: Actor,
    now: Timestamp,
    rules: ProcessRules = RULES,
    why: str = "",
) -> None:
    """Freeze a held draft for good and begin its first review; raises Refused when it is no draft, or by a stranger."""
    check_move(State(screening.state), State.FIRST_REVIEW, actor.mover)
    freeze(session, screening)
    if screening.previous_id is not None:
        take_over(session, screening, actor, now)
    asked = ", ".join(screening.asked) or "nothing"
    told = f"By the Standard {screening.standard_version}; frozen as {screening.snapshot_hash}; asked: {asked}."
    words = " ".join(part for part in (why, told, findings_in_words(screening)) if part)
    go(session, screening, State.FIRST_REVIEW, actor, words, now, rules)


def move(
    session: Session,
    screening_id: int,
    target: State,
    actor: Actor,
    why: str,
    now: Timestamp | None = None,
    rules: ProcessRules = RULES,
) -> Screening:
    """Move a screening to another state.

    why      in words for everybody
    raises   NotFound, BadParameter, Refused when there is no such move, it is not this actor's, or the decisions on
             the questions do not allow it
    """
    check_words("why", why)
    screening = reading.held_screening(session, screening_id)
    # Check: there is such a move, and the decisions allow it.
    check_move(State(screening.state), target, actor.mover)
    check_outcome(reading.outcome_of(session, screening), target, actor)
    # Effect: the step.
    if screening.state == State.DRAFT:
        submit(session, screening, actor, moment_of(now), rules, why)
    else:
        go(session, screening, target, actor, why, moment_of(now), rules)
    return screening


def decide(
    session: Session,
    screening_id: int,
    actor: Actor,
    why: str = "",
    now: Timestamp | None = None,
    rules: ProcessRules = RULES,
) -> Screening:
    """Move a screening in second review to where the decisions on its questions lead; raises as `move` does.

    It raises Refused also while a question is undecided.
    """
    screening = reading.held_screening(session, screening_id)
    found = reading.outcome_of(session, screening)
    if found.state is None:
        raise Refused(
            said("The screening cannot be decided. {words}", words=found.words), "The panel or an expert decides them."
        )
    return move(session, screening_id, found.state, actor, f"{found.words} {why}".strip(), now, rules)


def record_decisions(
    session: Session,
    screening: Screening,
    decisions: Sequence[QuestionResult],
    actor: Actor,
    now: Timestamp | None = None,
    rules: ProcessRules = RULES,
) -> Outcome:
    """Keep what a panel or an expert came to, beside what was decided before, and return what all decisions say.

    Once every question of a first review is decided, the second one begins.
    raises   BadParameter for a question that is not asked, or twice; Refused in a state in which nobody decides
    """
    assert screening.id is not None
    held = reading.held_screening(session, screening.id)
    # Check: they may, now, and on these.
    check_deciding(held, actor)
    check_questions(held, decisions, actor)
    # Effect: the next version of each, and the next state.
    for result in decisions:
        keep_decision(session, held, result, actor, moment_of(now))
    found = reading.outcome_of(session, held)
    if held.state == State.FIRST_REVIEW and found.state is not None:
        go(session, held, State.SECOND_REVIEW, actor, found.words, moment_of(now), rules)
    return found


def answer_clarification(
    session: Session,
    person: Person,
    screening_id: int,
    words: str,
    now: Timestamp | None = None,
    rules: ProcessRules = RULES,
) -> Screening:
    """Answer for the nominee what was asked of it; the second review goes on.

    raises   NotAllowed for whoever does not speak for the nominee, Refused when nothing is asked, BadParameter
    """
    screening = reading.get_screening(session, screening_id)
    # Check: they speak for it, and it has been asked.
    refuse_stranger(session, person, screening.project_slug)
    if screening.state != State.CLARIFICATION:
        raise Refused(
            said("Nothing is asked of {project_slug}.", project_slug=screening.project_slug),
            "What is asked is told at its screening.",
        )
    # Effect: their words, and the next state.
    return move(session, screening_id, State.SECOND_REVIEW, nominee(person), words, now, rules)


def nominee(person: Person) -> Actor:
    """The right of a representative, who was checked."""
    return Actor(Mover.NOMINEE, f"person {person.id}")


def _refuse_second(session: Session, slug: str) -> None:
    other = reading.open_screening_of(session, slug)
    if other is not None:
        state = State(other.state).words
        raise Refused(
            said("{slug} is being screened: screening {number}, {state}.", slug=slug, number=other.id, state=state),
            "Wait until it has ended.",
        )


def _refuse_dpg(session: Session, slug: str) -> None:
    for row in reading.list_screenings(session, slug, State.DPG):
        raise Refused(
            said("{slug} is a DPG by screening {number}.", slug=slug, number=row.id),
            said("Renew it: `quadrille screening renew {number}`.", number=row.id),
        )


def _check_wishes(languages: Sequence[str], sectors: Sequence[str]) -> None:
    for language in languages:
        if not LANGUAGE.fullmatch(language):
            raise BadParameter("languages", language[:40], "BCP 47 tags, such as fr or zh-Hant")
    for sector in sectors:
        if not (1 <= len(sector) <= SECTOR_CHARACTERS and sector.isprintable()):
            raise BadParameter("sectors", sector[:40], f"names of 1 to {SECTOR_CHARACTERS} visible characters")
    if max(len(languages), len(sectors)) > MOST_WISHES:
        raise BadParameter("languages or sectors", f"over {MOST_WISHES}", f"at most {MOST_WISHES} of each")
