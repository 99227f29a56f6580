"""Mails of notices, for the operator: which wait, which were given up, and why. No address, no words."""

from fastapi import APIRouter
from pydantic import BaseModel, Field

from quadrille.notices import troubles
from quadrille.paging import AfterRow, Limit, NextPageDep
from quadrille.routing import OPERATOR_ONLY, SessionDep

router = APIRouter(prefix="/api/v1", tags=["notices"])


class MailItem(BaseModel):
    """A mail on its way, or done with; times in unix seconds."""

    mail: int
    state: str = Field(description="queued, sending, sent or failed.")
    made_at: int
    attempts: int
    next_at: int = Field(description="When it is tried, or tried again.")
    sent_at: int | None
    trouble: str = Field(description="Why it could not be sent the last time; empty when it was.")


@router.get("/notices/mails", dependencies=OPERATOR_ONLY)
def list_mails(session: SessionDep, page: NextPageDep, limit: Limit = 100, after: AfterRow = 0) -> list[MailItem]:
    """Mails of notices by their number: what waits, what was sent, what was given up and why."""
    rows = page.cut(troubles.list_mails(session, after, limit + 1), limit, lambda row: row.id)
    wanted = {"state", "made_at", "attempts", "next_at", "sent_at", "trouble"}
    return [MailItem(mail=row.id or 0, **row.model_dump(include=wanted)) for row in rows]
