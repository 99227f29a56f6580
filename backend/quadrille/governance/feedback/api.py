"""End users' feedback over HTTP: who asks by a link, who answers, who signs for it; every decision is in the flow."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.catalog.api import SLUG
from quadrille.catalog.catalog import get_project
from quadrille.chain.contract import checked_address
from quadrille.chain.intent import Intent, signature_intent
from quadrille.governance.feedback import flow, partners, reading
from quadrille.governance.feedback.answers import TEXT_CHARACTERS, Works
from quadrille.governance.feedback.link_rules import (
    ANSWERS_AN_HOUR,
    LABEL_CHARACTERS,
    LONGEST_DAYS,
    MOST_ANSWERS,
    read_left_out,
)
from quadrille.governance.feedback.views import (
    AnswerView,
    AttestationItem,
    LinkView,
    TallyView,
    attestation_item,
    link_view,
    tally_view,
)
from quadrille.languages.words import said
from quadrille.paging import AfterRow, Limit, NextPageDep
from quadrille.qr import qr_svg
from quadrille.routing import ChainDep, PersonDep, SessionDep, SettingsDep
from quadrille.types import ADDRESS, ROW_MAX

router = APIRouter(prefix="/api/v1", tags=["feedback"])

LINK_END = "^[0-9a-f]{32}$"
SIGNATURE_CHARACTERS = 16_386
"""0x and 8192 bytes, the most that is asked of a wallet's contract (`chain/wallet_signature.py`)."""

Slug = Annotated[str, Path(pattern=SLUG)]
LinkNumber = Annotated[int, Path(ge=1, le=ROW_MAX)]
Invitation = Annotated[str, Path(pattern=LINK_END, description="The end of a feedback link.")]
LeftOut = Annotated[str, Field(default="", pattern=r"^[0-9, ]*$", max_length=4_000)]


class NewAnswer(Body):
    """Whether it works for whoever answers, and their words; whoever they are is not asked."""

    works: Annotated[Works, Field(strict=False)]
    text: str = Field(default="", max_length=4 * TEXT_CHARACTERS)


class NewLink(Body):
    """A link for users; `label` says for the partner alone where it is given."""

    label: str = Field(default="", max_length=LABEL_CHARACTERS)
    days: int = Field(default=30, ge=1, le=LONGEST_DAYS)
    most_answers: int = Field(default=100, ge=1, le=MOST_ANSWERS)


class MadeLink(LinkView):
    """The same once, with the link itself, and its QR code as SVG."""

    url: str
    qr: str


class ToSign(Body):
    """Which wallet signs for all answers of a link that wait, but those left out (numbers with spaces or commas)."""

    wallet: str = Field(pattern=ADDRESS)
    leave_out: LeftOut


class Signed(ToSign):
    """The same, up to the number that was told with the words, and the signature."""

    last: int = Field(ge=0, le=ROW_MAX)
    signature: str = Field(pattern="^0x([0-9a-fA-F]{2})*$", max_length=SIGNATURE_CHARACTERS)


class InvitationView(BaseModel):
    """What a link is for."""

    project: str
    name: str
    question: str = "Does it work for you?"
    answers: list[str] = [*Works]
    text_characters: int = TEXT_CHARACTERS
    is_open: bool


class Thanks(BaseModel):
    """An answer was kept; with text, salt and time anybody can make its hash again."""

    answer: int
    commitment: str


class FeedbackView(BaseModel):
    """What end users said: what counts, what nobody signed for, and the words that a partner has read."""

    project: str
    attested: TallyView
    unattested: TallyView
    texts: list[AnswerView]


class AttestationView(AttestationItem):
    """An attestation with what was signed; `answers` open their commitments."""

    typed_data: dict[str, Any]
    commitments: list[str]
    answers: list[AnswerView]


@router.get("/feedback/{invitation}")
def read_invitation(invitation: Invitation, session: SessionDep) -> InvitationView:
    """What a feedback link asks, and about what."""
    link, is_open = flow.invitation(session, invitation)
    return InvitationView(project=link.project_slug, name=get_project(session, link.project_slug).name, is_open=is_open)


@router.post("/feedback/{invitation}", status_code=201)
def give_answer(invitation: Invitation, body: NewAnswer, session: SessionDep) -> Thanks:
    """Answer by a link, without an account or a wallet; sixty in an hour by one link."""
    kept = flow.answer(session, invitation, body.works, body.text)
    return Thanks(answer=kept.id or 0, commitment=kept.commitment)


assert ANSWERS_AN_HOUR == 60, "the description above says it"


@router.get("/projects/{slug}/feedback")
def read_feedback(
    slug: Slug, session: SessionDep, next_page: NextPageDep, after: AfterRow = 0, limit: Limit = 50
) -> FeedbackView:
    """What users of a project answered; their words, oldest first, in pages. None of it is a vote."""
    get_project(session, slug)
    counted, apart = reading.tallies(session, slug)
    texts = next_page.cut(reading.attested_texts(session, slug, after, limit + 1), limit, lambda one: one.id)
    return FeedbackView(
        project=slug,
        attested=tally_view(counted),
        unattested=tally_view(apart),
        texts=[AnswerView.of(one) for one in texts],
    )


@router.get("/projects/{slug}/attestations")
def list_attestations(
    slug: Slug, session: SessionDep, next_page: NextPageDep, after: AfterRow = 0, limit: Limit = 50
) -> list[AttestationItem]:
    """Which partners have signed for which answers, oldest first."""
    found = reading.attestations(session, slug, after, limit + 1)
    return [attestation_item(one) for one in next_page.cut(found, limit, lambda one: one.row.id)]


@router.get("/attestations/{attestation}")
def read_attestation(attestation: LinkNumber, session: SessionDep, chain: ChainDep) -> AttestationView:
    """One attestation with all that is needed to compute it again: what was signed, and each answer's opening."""
    found, answers = reading.attested_answers(session, attestation)
    return AttestationView(
        **attestation_item(found).model_dump(),
        typed_data=reading.message_for(chain, found),
        commitments=[one.commitment for one in answers],
        answers=[AnswerView.of(one) for one in answers],
    )


@router.post("/projects/{slug}/feedback-links", status_code=201)
def make_link(slug: Slug, body: NewLink, person: PersonDep, session: SessionDep, settings: SettingsDep) -> MadeLink:
    """Make a link for users of a project, as one of its implementing partners; it is told this once."""
    link, token = partners.make_link(session, person, slug, body.label, body.days, body.most_answers)
    url = flow.url_of(settings, token)
    return MadeLink(**link_view(session, link).model_dump(), url=url, qr=qr_svg(url))


@router.get("/me/feedback-links")
def list_links(
    person: PersonDep, session: SessionDep, next_page: NextPageDep, after: AfterRow = 0, limit: Limit = 50
) -> list[LinkView]:
    """One's own links, oldest first, and how many answered by each."""
    found = partners.own_links(session, person, after, limit + 1)
    return [link_view(session, link) for link in next_page.cut(found, limit, lambda link: link.id)]


@router.delete("/me/feedback-links/{link}")
def revoke_link(link: LinkNumber, person: PersonDep, session: SessionDep) -> LinkView:
    """End a link: nobody answers by it any more. What came stays."""
    return link_view(session, partners.revoke_link(session, person, link))


@router.get("/me/feedback-links/{link}/answers")
def list_waiting(link: LinkNumber, person: PersonDep, session: SessionDep) -> list[AnswerView]:
    """The answers of one's own link that wait for a signature, with their words; at most as many as a link takes."""
    return [AnswerView.of(one) for one in flow.waiting(session, person, link)]


@router.post("/intents/feedback/{link}")
def intend_attestation(
    link: LinkNumber, body: ToSign, person: PersonDep, session: SessionDep, chain: ChainDep
) -> Intent:
    """The words by which a partner signs for the answers of their link that wait."""
    checked_address(body.wallet)
    batch = flow.batch_of(session, person, link, read_left_out(body.leave_out))
    summary = said(
        "Sign for {tally} about {project}. From then on they count.", tally=batch.tally, project=batch.project
    )
    words = flow.words_to_sign(chain, batch)
    intent = signature_intent(words, summary, f"/api/v1/me/feedback-links/{link}/attestations")
    return intent.model_copy(update={"handed_back": {"last": batch.last}})


@router.post("/me/feedback-links/{link}/attestations", status_code=201)
def attest(link: LinkNumber, body: Signed, person: PersonDep, session: SessionDep, chain: ChainDep) -> AttestationItem:
    """Sign for answers of one's own link, so that they count."""
    signed = checked_address(body.wallet), body.signature
    made = flow.attest(session, chain, person, link, read_left_out(body.leave_out), body.last, signed)
    found, _ = reading.attested_answers(session, made.id or 0)
    return attestation_item(found)
