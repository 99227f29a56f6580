"""The operator's pages: everything that waits, a round's way to its last payment, and the form of a new one."""

from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from quadrille.chain.deployment import Chain
from quadrille.errors import QuadrilleError
from quadrille.languages.words import gettext as _
from quadrille.ops.intent_api import REASON_CHARACTERS, TABLE_CHARACTERS, StepName, require_step
from quadrille.ops.new_round import Checked, RoundForm, SentForm, check, read_form, suggested
from quadrille.ops.overview import overview
from quadrille.ops.right import OperatorDep, denied_page, doer_of, runs_of
from quadrille.ops.round_view import round_view
from quadrille.ops.runs import Kind, wait_a_little
from quadrille.ops.seen import look
from quadrille.ops.steps import Asked
from quadrille.ops.view import run_view
from quadrille.people.roles import operators_of
from quadrille.rounds.matching.mechanisms import MECHANISMS
from quadrille.rounds.numbering import REFERENCE, address_of, listed, number_of
from quadrille.routing import OPERATOR_ONLY, ChainDep, SessionDep, chain_facts
from quadrille.types import ROW_MAX, Address
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

Reference = Annotated[str, Path(pattern=REFERENCE)]
Page = Annotated[int, Query(ge=1, le=ROW_MAX)]
Do = Annotated[str, Form(pattern="^(rehearse|send)$")]


@router.get("/ops")
def operations_page(
    request: Request, right: OperatorDep, session: SessionDep, chain: ChainDep, page: Page = 1
) -> Response:
    """Every round with its state, and everything that waits, for the operator alone."""
    if not right.is_given:
        return denied_page(chain, right)
    state = request.app.state
    return _shown("ops.html", _("Operations"), chain, ops=overview(session, state.engine, chain, state.worker, page))


@router.get("/ops/new-round")
def new_round_page(
    request: Request, right: OperatorDep, chain: ChainDep, form: Annotated[RoundForm, Query()]
) -> Response:
    """The form of a new round, with what is wrong with what stands in it."""
    if not right.is_given:
        return denied_page(chain, right)
    filled = form if form.is_begun else suggested(chain.client.block().at)
    operator = right.operator(chain)
    found = check(chain, filled, operator) if form.is_begun else Checked(())
    runs = {step: run_view(run) for step, run in runs_of(request).of(_place(filled, operator)).items()}
    opening = {
        "form": filled.model_dump(),
        "is_begun": form.is_begun,
        "flaws": found.flaws,
        "summary": found.summary,
        "tried": [one.as_document() for one in found.tried],
        "config_hash": found.rules.hash if found.rules else "",
        "params": sorted(found.rules.params.items()) if found.rules else [],
        "mechanisms": sorted(MECHANISMS),
        "runs": runs,
        "form_token": right.form_token,
        "operator": operator,
        "has_key": operator == operators_of(chain)[0],
    }
    return _shown("ops_new_round.html", _("Open a round"), chain, opening=opening)


@router.post("/ops/new-round", dependencies=OPERATOR_ONLY)
def new_round(
    request: Request, right: OperatorDep, session: SessionDep, chain: ChainDep, form: Annotated[SentForm, Form()]
) -> RedirectResponse:
    """Check, rehearse or open what stands in the form; the answer is a page with the same form, or the new round's."""
    here = RedirectResponse(f"/ops/new-round?{form.query}#checks", status_code=HTTPStatus.SEE_OTHER)
    if form.do == "check":
        return here
    try:
        rules, chosen = read_form(form)
    except QuadrilleError:
        # The page says what is wrong with it.
        return here
    # What the run does waits for this request's transaction otherwise.
    session.commit()
    operator = right.operator(chain)
    doer, kind = doer_of(request, session, chain), Kind.REHEARSAL if form.do == "rehearse" else Kind.SENDING
    work = doer.rehearse_opening if form.do == "rehearse" else doer.open
    run = runs_of(request).start(_place(form, operator), "open", kind, lambda: work(rules, chosen, operator))
    wait_a_little(run)
    if run.answer and "round" in run.answer:
        number = number_of(session, chain, Address(run.answer["round"]))
        return RedirectResponse(f"/ops/rounds/{number}", status_code=HTTPStatus.SEE_OTHER)
    return here


@router.get("/ops/rounds/{reference}")
def round_page(
    request: Request, reference: Reference, right: OperatorDep, session: SessionDep, chain: ChainDep
) -> Response:
    """One page from a round's close to its last payment; it shows the state of the chain, whoever changed it."""
    if not right.is_given:
        return denied_page(chain, right)
    row = listed(session, chain, address_of(session, chain, reference))
    if reference != str(row.number):
        return RedirectResponse(f"/ops/rounds/{row.number}", status_code=HTTPStatus.SEE_OTHER)
    seen = look(session, chain, row)
    view = round_view(session, chain, seen, runs_of(request).of(row.address))
    return _shown("ops_round.html", seen.title, chain, round=view, form_token=right.form_token)


@router.post("/ops/rounds/{reference}/steps/{round_step}", dependencies=OPERATOR_ONLY)
def do_step(
    request: Request,
    reference: Reference,
    round_step: StepName,
    session: SessionDep,
    chain: ChainDep,
    do: Do = "rehearse",
    until: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=REASON_CHARACTERS)] = "",
    project: Annotated[str, Form(max_length=64)] = "",
    coefficients: Annotated[str, Form(max_length=TABLE_CHARACTERS)] = "",
    admitted: Annotated[str, Form(max_length=3)] = "",
) -> RedirectResponse:
    """Rehearse a step or send it, in the background; the answer is the round's page, which shows how it goes."""
    require_step(round_step)
    address = address_of(session, chain, reference)
    number, asked = number_of(session, chain, address), Asked(until, reason, project, coefficients, admitted)
    doer, runs = doer_of(request, session, chain), runs_of(request)
    # What the run does waits for this request's transaction otherwise.
    session.commit()
    if do == "send":
        run = runs.start(address, round_step, Kind.SENDING, lambda: doer.send(address, round_step, asked))
    else:
        run = runs.start(address, round_step, Kind.REHEARSAL, lambda: doer.rehearse(address, round_step, asked))
    wait_a_little(run)
    return RedirectResponse(f"/ops/rounds/{number}#{round_step}", status_code=HTTPStatus.SEE_OTHER)


@router.post("/ops/rounds/{reference}/safe/{round_step}", dependencies=OPERATOR_ONLY, response_class=Response)
def save_for_a_safe(
    request: Request,
    reference: Reference,
    round_step: StepName,
    session: SessionDep,
    chain: ChainDep,
    coefficients: Annotated[str, Form(max_length=TABLE_CHARACTERS)] = "",
) -> Response:
    """A step as a file for the Transaction Builder of a Safe; nothing is sent."""
    require_step(round_step)
    address = address_of(session, chain, reference)
    session.commit()
    content = doer_of(request, session, chain).for_a_safe(address, round_step, Asked(coefficients=coefficients))
    name = {"content-disposition": f'attachment; filename="{round_step}.safe.json"'}
    return Response(content, media_type="application/json", headers=name)


@router.post("/ops/rounds/{reference}/comparison", dependencies=OPERATOR_ONLY)
def compare_rules(request: Request, reference: Reference, session: SessionDep, chain: ChainDep) -> RedirectResponse:
    """Share the pool by every rule, beside the round's own; in the background."""
    address = address_of(session, chain, reference)
    number, doer = number_of(session, chain, address), doer_of(request, session, chain)
    session.commit()
    run = runs_of(request).start(address, "compare", Kind.COMPARISON, lambda: doer.compare(address))
    wait_a_little(run)
    return RedirectResponse(f"/ops/rounds/{number}#compare", status_code=HTTPStatus.SEE_OTHER)


def _place(form: RoundForm, operator: Address) -> str:
    # What was rehearsed is shown beside exactly what was rehearsed.
    return f"new round of {operator} {form.query}"


def _shown(template: str, title: str, chain: Chain, **context: Any) -> HTMLResponse:
    facts = chain_facts(chain)
    return HTMLResponse(render(f"ops/templates/{template}", title=title, current="", chain=facts, **context))
