"""The page on which a second reviewer says whether evidence supports an answer."""

import time
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Path
from fastapi.responses import HTMLResponse, RedirectResponse

from quadrille.catalog.catalog import name_of
from quadrille.catalog.claims import is_link
from quadrille.languages.words import gettext as _
from quadrille.routing import ChainDep, SessionDep, SignedInDep, chain_facts
from quadrille.screening.judging.answers import Choice
from quadrille.screening.panels import confirming
from quadrille.screening.panels.checks.api import confirmation_item
from quadrille.screening.process.outcome import WORDS_CHARACTERS
from quadrille.types import ROW_MAX, Timestamp
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

RowId = Annotated[int, Path(ge=1, le=ROW_MAX)]


@router.get("/confirmations/{confirmation}")
def confirmation_page(confirmation: RowId, signed_in: SignedInDep, session: SessionDep, chain: ChainDep) -> str:
    """An answer with what stands under it; never whose it is."""
    row, _screening = confirming.own_confirmation(session, signed_in.person, confirmation)
    item = confirmation_item(session, row)
    return render(
        "screening/panels/templates/confirmation.html",
        title=_("Look it up"),
        current="review",
        chain=chain_facts(chain),
        asked={
            **item.model_dump(include={"confirmation", "question", "statement", "evidence", "comment", "due_at"}),
            "project_name": name_of(session, item.project),
            "answer_words": _(Choice(item.answer).words),
            "is_link": is_link(item.evidence),
            "is_done": row.done_at is not None,
            "findings": [(value, _(words)) for value, words in confirming.FINDINGS.items()],
            "most": WORDS_CHARACTERS,
            "form_token": signed_in.form_token,
        },
    )


@router.post("/confirmations/{confirmation}")
def answer_confirmation(
    confirmation: RowId,
    finding: Annotated[str, Form(max_length=16)],
    signed_in: SignedInDep,
    session: SessionDep,
    words: Annotated[str, Form(max_length=WORDS_CHARACTERS)] = "",
) -> RedirectResponse:
    """Say what one found."""
    said = words.replace("\r\n", "\n").strip()
    confirming.answer_confirmation(session, signed_in.person, confirmation, finding, said, Timestamp(int(time.time())))
    session.commit()
    return RedirectResponse("/review", status_code=HTTPStatus.SEE_OTHER)
