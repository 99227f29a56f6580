"""Rounds over HTTP, for whoever reads: their standing, result, applications, estimates and published files."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request
from fastapi.responses import FileResponse, Response
from pydantic import Field

from quadrille.body import Body
from quadrille.chain.contract import checked_address
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.funding_round.words import MOST_PROJECT
from quadrille.errors import NotFound
from quadrille.paging import AfterAddress, Limit, NextPageDep, following
from quadrille.rounds import flow, listing
from quadrille.rounds.asset import asset_of
from quadrille.rounds.bundle.bundle import bundle_path, kept_bundle
from quadrille.rounds.bundle.recompute import verify_bundle_against, verify_round
from quadrille.rounds.course.standing import standing_of
from quadrille.rounds.estimate.live_estimate import LiveEstimates
from quadrille.rounds.exports.forms import EXPORTS, Form
from quadrille.rounds.exports.from_bundle import published_table
from quadrille.rounds.money.gift_text import read_amount
from quadrille.rounds.projects.applications import Application, latest_applications, view_application
from quadrille.routing import ChainDep, SessionDep, SettingsDep
from quadrille.types import ADDRESS, DIGITS, Wei

router = APIRouter(prefix="/api/v1", tags=["rounds"])

SLUG = r"^[a-z0-9._-]{1,64}$"

RoundAddress = Annotated[str, Path(pattern=ADDRESS)]
AfterProject = Annotated[int | None, Query(ge=0, le=MOST_PROJECT, description="The id after which the page begins.")]


class CartItem(Body):
    """A gift to one project."""

    project: str = Field(pattern=SLUG)
    amount_wei: str = Field(pattern=DIGITS)

    def gift(self) -> tuple[str, Wei]:
        """Project and amount; raises BadParameter for an amount of 2^256 or more."""
        return self.project, read_amount(self.amount_wei)


Items = Annotated[list[CartItem], Field(min_length=1, max_length=100)]


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
    """The rounds of this server, in the order of the numbers that their pages have."""
    found = following(listing.list_rounds(session, chain), after, lambda row: row.address, limit)
    page = next_page.cut(found, limit, lambda row: row.address)
    return [
        {
            "round": round_.address,
            "number": row.number,
            "title": row.title,
            "mode": round_.mode.name.lower(),
            "status": round_.status().name.lower(),
        }
        for row in page
        for round_ in [chain.round(checked_address(row.address))]
    ]


@router.get("/rounds/{address}")
def read_round(address: RoundAddress, session: SessionDep, chain: ChainDep) -> dict[str, Any]:
    """A round's standing, and its result or what that would be if it closed now; all amounts as decimal text."""
    checked = checked_address(address)
    result = flow.calculate(chain, checked)
    standing = standing_of(chain.round(checked))
    return {
        "round": checked,
        "title": result.facts.configuration.title,
        "status": standing["status"],
        "standing": standing,
        "block_number": result.facts.at.number,
        "root": result.root,
        "digest": result.digest,
        **result.matching.as_document(),
    }


@router.get("/rounds/{address}/applications")
def list_applications(
    address: RoundAddress,
    session: SessionDep,
    chain: ChainDep,
    next_page: NextPageDep,
    after: AfterProject = None,
    limit: Limit = 50,
) -> list[Application]:
    """Who applied with what, by id: the last edition of each application, and what reviewers said of it."""
    round_ = chain.round(checked_address(address))
    found = following(latest_applications(round_), after, lambda one: one.index, limit)
    page = next_page.cut(found, limit, lambda one: one.index)
    return [view_application(session, round_, one) for one in page]


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


@router.get("/rounds/{address}/verify")
def verify(address: RoundAddress, session: SessionDep, chain: ChainDep, settings: SettingsDep) -> dict[str, Any]:
    """Compute the result again, from the chain's logs and its bundle if it is here.

    A plain round's is held against what the contract keeps. An error names the first difference.
    """
    round_ = chain.round(checked_address(address))
    files = None
    if isinstance(round_, PublishedRound):
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
    """One file of the published bundle; a plain round publishes none."""
    round_ = flow.open_to_results(chain, checked_address(address))
    file = bundle_path(settings.bundle_folder, round_.address, round_.result().bundle_hash) / name
    if not file.is_file():
        raise NotFound("file of the published bundle", name, "Recompute it with `quadrille verify --round`.")
    return FileResponse(file)


@router.get("/rounds/{address}/exports/{form}", response_class=Response)
def export_result(
    address: RoundAddress, form: Form, session: SessionDep, chain: ChainDep, settings: SettingsDep
) -> Response:
    """The published result in another form, made from the bundle that is kept here, after it was computed again."""
    round_ = flow.open_to_results(chain, checked_address(address))
    hash_, export = round_.result().bundle_hash, EXPORTS[form]
    folder = bundle_path(settings.bundle_folder, round_.address, hash_)
    content = export.make(published_table(folder, hash_, asset_of(round_)))
    # To be saved, not shown: a page for paper brings its own style, which the policy of our pages does not let in.
    name = {"content-disposition": f'attachment; filename="{export.file}"'}
    return Response(content, media_type=export.media_type, headers=name)
