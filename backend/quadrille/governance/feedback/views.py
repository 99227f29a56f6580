"""How links, answers and attestations are told, to programs and pages."""

import time

from pydantic import BaseModel
from sqlmodel import Session

from quadrille.governance.feedback.answers import Tally
from quadrille.governance.feedback.partners import count_of, standing_now
from quadrille.governance.feedback.reading import Attested
from quadrille.governance.feedback.tables import EndUserAnswer, FeedbackLink
from quadrille.types import Timestamp


class TallyView(BaseModel):
    """How many answered what."""

    yes: int
    partly: int
    no: int


class AnswerView(BaseModel):
    """One answer; time in unix seconds. With `salt` its commitment can be made again."""

    answer: int
    works: str
    text: str
    at: int
    salt: str
    commitment: str

    @classmethod
    def of(cls, row: EndUserAnswer) -> "AnswerView":
        """As it is kept."""
        return cls(
            answer=row.id or 0, works=row.works, text=row.text, at=row.at, salt=row.salt, commitment=row.commitment
        )


class LinkView(BaseModel):
    """A link as its partner sees it; times in unix seconds. `state` is open, revoked, expired or full."""

    link: int
    project: str
    label: str
    state: str
    made_at: int
    expires_at: int
    answers: int
    most_answers: int


class AttestationItem(BaseModel):
    """Who signed for how many answers; `organisation`, `wallet` and `signature` are "" once the partner is erased."""

    attestation: int
    project: str
    partner: str
    organisation: str
    made_at: int
    tally: TallyView
    root: str
    wallet: str
    signature: str


def tally_view(tally: Tally) -> TallyView:
    """As numbers by name."""
    return TallyView(**tally._asdict())


def link_view(session: Session, link: FeedbackLink) -> LinkView:
    """A link with where it stands now."""
    return LinkView(
        link=link.id or 0,
        project=link.project_slug,
        label=link.label,
        state=standing_now(session, link, Timestamp(int(time.time()))),
        made_at=link.made_at,
        expires_at=link.expires_at,
        answers=count_of(session, link),
        most_answers=link.most_answers,
    )


def attestation_item(found: Attested) -> AttestationItem:
    """An attestation as everybody sees it."""
    row = found.row
    return AttestationItem(
        attestation=row.id or 0,
        project=row.project_slug,
        partner=found.pseudonym,
        organisation=found.organisation,
        made_at=row.made_at,
        tally=tally_view(found.tally),
        root=row.root,
        wallet=row.wallet,
        signature=row.signature,
    )
