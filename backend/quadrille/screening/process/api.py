"""Screenings over HTTP; every decision is in `flow`, `appealing` and `rights`."""

from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Response
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.paging import AfterRow, Limit, NextPageDep
from quadrille.people.persons import PSEUDONYM_CHARACTERS, get_person
from quadrille.people.tables import Person
from quadrille.routing import OPERATOR_ONLY, MaybePersonDep, PersonDep, SessionDep
from quadrille.screening.judging.answers import Choice
from quadrille.screening.process import appealing, flow, reading, rights
from quadrille.screening.process.outcome import (
    EVIDENCE_CHARACTERS,
    EVIDENCE_MOST,
    WORDS_CHARACTERS,
    QuestionResult,
)
from quadrille.screening.process.states import OPERATOR, State
from quadrille.screening.process.tables import Appeal
from quadrille.screening.process.views import (
    AppealItem,
    ScreeningItem,
    ScreeningView,
    appeal_of,
    item_of,
    view_of,
)
from quadrille.types import BPS_ONE, ROW_MAX

router = APIRouter(prefix="/api/v1", tags=["screenings"])

RowId = Annotated[int, Path(ge=1, le=ROW_MAX)]
Slug = Annotated[str, Field(pattern=r"^[a-z0-9._-]{1,64}$")]
Words = Annotated[str, Field(min_length=1, max_length=WORDS_CHARACTERS)]
StateName = Annotated[State, Field(strict=False)]
ChoiceName = Annotated[Choice, Field(strict=False)]
"""JSON has only text for them."""


class NewScreening(Body):
    """Which project of the catalogue to screen; languages as BCP 47 tags, sectors in the catalogue's words."""

    project: Slug
    languages: list[Annotated[str, Field(max_length=40)]] = Field(default=[], max_length=flow.MOST_WISHES)
    sectors: list[Annotated[str, Field(max_length=flow.SECTOR_CHARACTERS)]] = Field(
        default=[], max_length=flow.MOST_WISHES
    )


class NewMove(Body):
    """Where to move a screening, and why, in words for everybody; without `to`, where its decisions lead."""

    to: StateName | None = None
    why: Words


class NewExpert(Body):
    """Who is to be an expert."""

    person: Annotated[str, Field(pattern=rf"^[^\x00]{{1,{PSEUDONYM_CHARACTERS}}}$")]


class NewDecision(Body):
    """What an expert decides on a question: whether its statement holds, by which evidence, and why."""

    question: Annotated[str, Field(max_length=16)]
    answer: ChoiceName
    evidence: list[Annotated[str, Field(max_length=EVIDENCE_CHARACTERS)]] = Field(default=[], max_length=EVIDENCE_MOST)
    words: Words


class NewDecisions(Body):
    """Decisions on one or several questions."""

    decisions: Annotated[list[NewDecision], Field(min_length=1, max_length=100)]


class Grounds(Body):
    """Why a decision is wrong, for the expert who decides the appeal."""

    grounds: Words


class Clarification(Body):
    """What the nominee answers, for everybody."""

    words: Words


class AppealDecision(Body):
    """Whether an appeal is right, and why, in words for everybody."""

    uphold: bool
    words: Words


class ScreeningPage(BaseModel):
    """Some screenings; `next` goes into `after` for the page that follows, and is null on the last."""

    items: list[ScreeningItem]
    next: int | None


class OutcomeItem(BaseModel):
    """What all decisions say: the state they lead to, null while some are missing, and the reason."""

    state: State | None
    questions: list[str]
    words: str


class HeardAppeal(AppealItem):
    """An appeal with its grounds, which the appellant and experts may read; null for others."""

    grounds: str | None


class AppealPage(BaseModel):
    """Some appeals, as `ScreeningPage`."""

    items: list[HeardAppeal]
    next: int | None


class AppealEffect(AppealItem):
    """A decided appeal, and what followed."""

    effect: str


@router.get("/screenings")
def list_screenings(
    session: SessionDep,
    next_page: NextPageDep,
    project: Annotated[str | None, Query(pattern=r"^[a-z0-9._-]{1,64}$")] = None,
    state: State | None = None,
    after: AfterRow = 0,
    limit: Limit = 100,
) -> ScreeningPage:
    """Screenings, oldest first: all, or those of a project or in a state."""
    found = reading.list_screenings(session, project, state, after, limit + 1)
    items = [item_of(row) for row in next_page.cut(found, limit, lambda row: row.id)]
    return ScreeningPage(items=items, next=items[-1].screening if len(found) > limit else None)


@router.get("/screenings/{screening}")
def get_screening(screening: RowId, session: SessionDep) -> ScreeningView:
    """One screening: its state, steps, deadlines and appeals, and its decisions once the panel has closed."""
    return view_of(session, reading.get_screening(session, screening))


@router.get("/screenings/{screening}/snapshot", response_class=Response)
def get_snapshot(screening: RowId, session: SessionDep) -> Response:
    """The nominee as it is screened, byte for byte: the Keccak-256 of this answer is the screening's hash."""
    return Response(reading.get_screening(session, screening).snapshot, media_type="application/json")


@router.post("/screenings", status_code=201, dependencies=OPERATOR_ONLY)
def open_screening(body: NewScreening, session: SessionDep) -> ScreeningView:
    """Freeze a nominee and begin its first review; a project that is a DPG is renewed."""
    row = flow.open_screening(session, body.project, body.languages, body.sectors)
    session.commit()
    return view_of(session, row)


@router.post("/screenings/{screening}/renewal", status_code=201, dependencies=OPERATOR_ONLY)
def renew(screening: RowId, session: SessionDep) -> ScreeningView:
    """Draft the renewal of a DPG before its time."""
    row = flow.open_renewal(session, screening)
    session.commit()
    return view_of(session, row)


@router.post("/screenings/{screening}/moves", status_code=201, dependencies=OPERATOR_ONLY)
def move(screening: RowId, body: NewMove, session: SessionDep) -> ScreeningView:
    """Move a screening to another state, or to where the decisions on its questions lead."""
    if body.to is None:
        row = flow.decide(session, screening, OPERATOR, body.why)
    else:
        row = flow.move(session, screening, body.to, OPERATOR, body.why)
    session.commit()
    return view_of(session, row)


@router.post("/experts", status_code=201, dependencies=OPERATOR_ONLY)
def name_expert(body: NewExpert, session: SessionDep) -> NewExpert:
    """Let a person decide where panels do not, and on appeals."""
    person = get_person(session, body.person)
    rights.name_expert(session, person)
    session.commit()
    return NewExpert(person=person.pseudonym)


@router.post("/screenings/{screening}/decisions", status_code=201)
def judge(screening: RowId, body: NewDecisions, person: PersonDep, session: SessionDep) -> OutcomeItem:
    """Decide questions as an expert, whatever was decided on them before."""
    row = reading.get_screening(session, screening)
    actor = rights.expert_actor(session, person, row.project_slug)
    decisions = [
        QuestionResult(one.question, one.answer, BPS_ONE, tuple(one.evidence), one.words) for one in body.decisions
    ]
    found = flow.record_decisions(session, row, decisions, actor)
    session.commit()
    return OutcomeItem(state=found.state, questions=list(found.questions), words=found.words)


@router.post("/screenings/{screening}/clarification", status_code=201)
def clarify(screening: RowId, body: Clarification, person: PersonDep, session: SessionDep) -> ScreeningView:
    """Answer for the nominee what it was asked; its owner, maintainers and staff may."""
    row = flow.answer_clarification(session, person, screening, body.words)
    session.commit()
    return view_of(session, row)


@router.post("/screenings/{screening}/appeals", status_code=201)
def appeal_screening(screening: RowId, body: Grounds, person: PersonDep, session: SessionDep) -> AppealItem:
    """Appeal for the nominee against the decision on it; its owner, maintainers and staff may."""
    row = appealing.appeal_screening(session, person, screening, body.grounds)
    session.commit()
    return appeal_of(row)


@router.post("/reviews/{review}/appeals", status_code=201)
def appeal_review(review: RowId, body: Grounds, person: PersonDep, session: SessionDep) -> AppealItem:
    """Appeal against the verdict on a review of one's own."""
    row = appealing.appeal_review(session, person, review, body.grounds)
    session.commit()
    return appeal_of(row)


@router.get("/appeals")
def list_appeals(
    session: SessionDep,
    next_page: NextPageDep,
    person: MaybePersonDep,
    state: Literal["open", "upheld", "dismissed"] | None = None,
    after: AfterRow = 0,
    limit: Limit = 100,
) -> AppealPage:
    """Appeals, oldest first, with their grounds for those who may read them."""
    found = appealing.list_appeals(session, state, after=after, limit=limit + 1)
    reads_all = rights.is_expert(session, person)
    items = [_heard(row, person, reads_all) for row in next_page.cut(found, limit, lambda row: row.id)]
    return AppealPage(items=items, next=items[-1].appeal if len(found) > limit else None)


@router.post("/appeals/{appeal}/decision", status_code=201)
def decide_appeal(appeal: RowId, body: AppealDecision, person: PersonDep, session: SessionDep) -> AppealEffect:
    """Decide an appeal as an expert who had no part in what it is about."""
    done = appealing.decide_appeal(session, person, appeal, body.uphold, body.words)
    session.commit()
    return AppealEffect(**appeal_of(done.appeal).model_dump(), effect=done.effect)


@router.post("/appeals/{appeal}/claim-code", status_code=201)
def new_claim_code(appeal: RowId, person: PersonDep, session: SessionDep) -> dict[str, str]:
    """The claim code of what an upheld appeal earned, for whoever appealed; the one before stops working."""
    return {"claim_code": appealing.new_claim_code(session, person, appeal)}


def _heard(row: Appeal, person: Person | None, is_expert: bool) -> HeardAppeal:
    is_told = appealing.may_read_grounds(row, person, is_expert)
    return HeardAppeal(**appeal_of(row).model_dump(), grounds=row.grounds if is_told else None)
