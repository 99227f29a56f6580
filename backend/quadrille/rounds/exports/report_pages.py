"""The printed report of a result as a page of this server: the browser prints it."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from quadrille.rounds import flow
from quadrille.rounds.bundle.bundle import bundle_path
from quadrille.rounds.exports.from_bundle import published_table
from quadrille.rounds.exports.printed_report import report_page
from quadrille.rounds.places import PlaceDep
from quadrille.routing import ChainDep, SettingsDep

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/rounds/{reference}/report")
def show_report(place: PlaceDep, chain: ChainDep, settings: SettingsDep) -> Response:
    """A published result on paper, after it was computed again; raises Refused for a plain round, NotFound before."""
    if place.moved:
        return place.moved
    round_ = flow.open_to_results(chain, place.round.address)
    hash_ = round_.result().bundle_hash
    table = published_table(bundle_path(settings.bundle_folder, round_.address, hash_), hash_, place.asset)
    return HTMLResponse(report_page(table, place.path))
