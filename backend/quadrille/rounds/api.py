"""The operator's journey over HTTP; every decision is in `flow`."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request
from fastapi.responses import FileResponse, Response
from pydantic import Field

from quadrille.body import Body
from quadrille.chain.contract import checked_address
from quadrille.chain.funding_round import RoundTimes
from quadrille.chain.intent import Intent, Receipt, receipt
from quadrille.errors import BadParameter, NotFound
from quadrille.paging import AfterAddress, Limit, NextPageDep, following
from quadrille.rounds import flow
from quadrille.rounds.bundle.bundle import bundle_path, kept_bundle
from quadrille.rounds.bundle.recompute import verify_bundle_against, verify_round
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.exports.forms import EXPORTS, Form
from quadrille.rounds.exports.from_bundle import published_table
from quadrille.rounds.integers import read_integer
from quadrille.rounds.live_estimate import LiveEstimates
from quadrille.routing import OPERATOR_ONLY, ChainDep, SessionDep, SettingsDep
from quadrille.types import ADDRESS, DIGITS, Timestamp, Wei

router = APIRouter(prefix="/api/v1", tags=["rounds"])

SLUG = r"^[a-z0-9._-]{1,64}$"
LATEST = 2**48 - 1
"""The largest time that the contract can hold (uint48)."""

RoundAddress = Annotated[str, Path(pattern=ADDRESS)]
Name = Annotated[str, Field(max_length=40)]
Seconds = Annotated[int, Field(ge=0, le=2**32 - 1)]


class NewRound(Body):
    """Rules and times of a round; neither can change once it is open."""

    title: str = Field(min_length=1, max_length=200)
    mechanism: str = Field(default="qf", max_length=40)
    params: dict[Name, Annotated[str, Field(max_length=100)]] = Field(default_factory=dict, max_length=20)
    opens_at: int = Field(ge=0, le=LATEST)
    closes_at: int = Field(ge=0, le=LATEST)
    donation_delay_seconds: Seconds = 3 * 86_400
    objection_seconds: Seconds = 5 * 86_400
    dead_man_seconds: Seconds = 90 * 86_400


class Admission(Body):
    """A project of the catalogue and who is paid for it."""

    project: str = Field(pattern=SLUG)
    payee: str = Field(pattern=ADDRESS)


class CartItem(Body):
    """A gift to one project."""

    project: str = Field(pattern=SLUG)
    amount_wei: str = Field(pattern=DIGITS)

    def gift(self) -> tuple[str, Wei]:
        """Project and amount; raises BadParameter for an amount of 2^256 or more."""
        try:
            return self.project, Wei(read_integer(self.amount_wei))
        except ValueError as problem:
            needed = "base units in decimal digits, below 2^256"
            raise BadParameter("amount_wei", self.amount_wei, needed) from problem


Items = Annotated[list[CartItem], Field(min_length=1, max_length=100)]


class CartRequest(Body):
    """Who wants to give what."""

    wallet: str = Field(pattern=ADDRESS)
    round: str = Field(pattern=ADDRESS)
    items: Items


class EstimateRequest(Body):
    """Who would give what."""

    wallet: str = Field(pattern=ADDRESS)
    items: Items


def get_estimates(request: Request) -> LiveEstimates:
    """The rounds that this process keeps for its estimates."""
    estimates: LiveEstimates = request.app.state.estimates
    return estimates


@router.get("/rounds")
def list_rounds(
    session: SessionDep, chain: ChainDep, next_page: NextPageDep, after: AfterAddress = None, limit: Limit = 50
) -> list[dict[str, Any]]:
    """The rounds of this server, oldest first."""
    found = following(flow.list_rounds(session, chain), after, lambda row: row.address, limit)
    return [
        {
            "round": row.address,
            "title": row.title,
            "status": chain.round(checked_address(row.address)).status().name.lower(),
        }
        for row in next_page.cut(found, limit, lambda row: row.address)
    ]


@router.post("/rounds", status_code=201, dependencies=OPERATOR_ONLY)
def open_round(body: NewRound, session: SessionDep, chain: ChainDep) -> dict[str, Any]:
    """Make the contract of a new round."""
    rules = Configuration.of(body.title, body.mechanism, body.params)
    times = RoundTimes(
        Timestamp(body.opens_at),
        Timestamp(body.closes_at),
        body.donation_delay_seconds,
        body.objection_seconds,
        body.dead_man_seconds,
    )
    row, done = flow.open_round(session, chain, rules, times)
    return {"round": row.address, **receipt("The round is made.", done).model_dump()}


@router.get("/rounds/{address}")
def read_round(address: RoundAddress, session: SessionDep, chain: ChainDep) -> dict[str, Any]:
    """A round and its result, or what the result would be if it closed now; all amounts as decimal text."""
    checked = checked_address(address)
    result = flow.calculate(chain, checked)
    return {
        "round": checked,
        "title": result.facts.configuration.title,
        "status": chain.round(checked).status().name.lower(),
        "block_number": result.facts.at.number,
        "root": result.root,
        "digest": result.digest,
        **result.matching.as_document(),
    }


@router.post("/rounds/{address}/projects", status_code=201, dependencies=OPERATOR_ONLY)
def admit_project(address: RoundAddress, body: Admission, session: SessionDep, chain: ChainDep) -> Receipt:
    """Take a project into the round."""
    payee = checked_address(body.payee)
    done = flow.admit_project(session, chain, checked_address(address), body.project, payee)
    return receipt(f"{body.project} is admitted.", done)


@router.post("/intents/donate")
def intend_donation(body: CartRequest, session: SessionDep, chain: ChainDep) -> Intent:
    """What the wallet has to sign to give to one or more projects."""
    items = [item.gift() for item in body.items]
    return flow.donate_intent(chain, checked_address(body.round), checked_address(body.wallet), items)


@router.post("/rounds/{address}/estimate")
def estimate(
    address: RoundAddress,
    body: EstimateRequest,
    chain: ChainDep,
    estimates: Annotated[LiveEstimates, Depends(get_estimates)],
) -> dict[str, Any]:
    """What a cart would add to each project's match if the round closed now; nothing is sent.

    The projects of the cart, and every other whose match would change; amounts as decimal text, `added` perhaps below
    0. Refused after the close.
    """
    checked, items = checked_address(address), [item.gift() for item in body.items]
    found = estimates.estimate(chain, checked, checked_address(body.wallet), items)
    return {"round": checked, **found.as_document()}


@router.post("/rounds/{address}/publish", status_code=201, dependencies=OPERATOR_ONLY)
def publish(address: RoundAddress, session: SessionDep, chain: ChainDep, settings: SettingsDep) -> Receipt:
    """Calculate, write the bundle, publish; the objection window starts anew."""
    published = flow.publish(session, chain, checked_address(address), settings.bundle_folder)
    return receipt(f"Published {published.result.root}.", published.mined)


@router.post("/rounds/{address}/finalise", status_code=201, dependencies=OPERATOR_ONLY)
def finalise(address: RoundAddress, session: SessionDep, chain: ChainDep) -> Receipt:
    """Make the published result final."""
    return receipt("The result is final.", flow.finalise(session, chain, checked_address(address)))


@router.post("/rounds/{address}/payouts/{project}", status_code=201, dependencies=OPERATOR_ONLY)
def pay_project(
    address: RoundAddress,
    project: Annotated[str, Path(pattern=SLUG)],
    session: SessionDep,
    chain: ChainDep,
) -> list[Receipt]:
    """Send a project's payouts to its payee."""
    done = flow.pay_project(session, chain, checked_address(address), project)
    return [receipt(f"{project} is paid.", one) for one in done]


@router.get("/rounds/{address}/verify")
def verify(address: RoundAddress, session: SessionDep, chain: ChainDep, settings: SettingsDep) -> dict[str, Any]:
    """Compute the published result again, from the chain's logs and its bundle if it is here.

    An error names the first difference.
    """
    round_ = chain.round(checked_address(address))
    files = kept_bundle(settings.bundle_folder, round_.address, round_.result().bundle_hash)
    found = verify_bundle_against(round_, files) if files else verify_round(round_)[0]
    return {"round": found.round, "root": found.root, "is_equal": True, **found.matching.as_document()}


@router.get("/rounds/{address}/bundle/{name}")
def bundle_file(
    address: RoundAddress,
    name: Annotated[str, Path(pattern=r"^[a-z]+\.(csv|json)$")],
    session: SessionDep,
    chain: ChainDep,
    settings: SettingsDep,
) -> FileResponse:
    """One file of the published bundle."""
    published = chain.round(checked_address(address)).result()
    file = bundle_path(settings.bundle_folder, checked_address(address), published.bundle_hash) / name
    if not file.is_file():
        raise NotFound("file of the published bundle", name, "Recompute it with `quadrille verify --round`.")
    return FileResponse(file)


@router.get("/rounds/{address}/exports/{form}", response_class=Response)
def export_result(
    address: RoundAddress, form: Form, session: SessionDep, chain: ChainDep, settings: SettingsDep
) -> Response:
    """The published result in another form, made from the bundle that is kept here, after it was computed again."""
    checked = checked_address(address)
    hash_, export = chain.round(checked).result().bundle_hash, EXPORTS[form]
    content = export.make(published_table(bundle_path(settings.bundle_folder, checked, hash_), hash_))
    # To be saved, not shown: a page for paper brings its own style, which the policy of our pages does not let in.
    name = {"content-disposition": f'attachment; filename="{export.file}"'}
    return Response(content, media_type=export.media_type, headers=name)
