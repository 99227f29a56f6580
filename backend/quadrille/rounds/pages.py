"""The round's page: where the pool went, as match squares and as numbers."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from markupsafe import Markup
from sqlmodel import Session

from quadrille.catalog.catalog import name_of
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round import RoundContract
from quadrille.chain.states import RoundStatus
from quadrille.rounds import flow
from quadrille.rounds.api import RoundAddress
from quadrille.rounds.bundle.bundle import bundle_path
from quadrille.rounds.bundle.manifest import MANIFEST
from quadrille.rounds.coin import DECIMALS, SYMBOL
from quadrille.rounds.exports.forms import EXPORTS
from quadrille.rounds.exports.result_table import note, roots_by_project, share_bps
from quadrille.rounds.matching.outcome import ProjectMatch
from quadrille.rounds.result import RoundResult
from quadrille.rounds.squares import POOL_BY_SQUARES, match_square
from quadrille.routing import ChainDep, SessionDep, SettingsDep, chain_facts
from quadrille.web.layout import render
from quadrille.web.values import units

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

STEPS = ("Open", "Closed", "Open to checks", "Payable")
REACHED = {
    RoundStatus.PENDING: -1,
    RoundStatus.OPEN: 0,
    RoundStatus.CLOSED: 1,
    RoundStatus.PUBLISHED: 2,
    RoundStatus.FINALISED: 3,
}

STATUS_WORDS = {
    RoundStatus.PENDING: "not open yet",
    RoundStatus.OPEN: "open to donations",
    RoundStatus.CLOSED: "closed, to be calculated",
    RoundStatus.PUBLISHED: "open to checks",
    RoundStatus.FINALISED: "payable",
    RoundStatus.CANCELLED: "cancelled, donors are refunded",
    RoundStatus.POOL_RETURNED: "without matching, the pool goes back",
}

BUNDLE_WORDS = {
    "donations.csv": "every donation, whole base units",
    "result.csv": "who is matched with what",
    "coefficients.csv": "which wallets count as one donor, and what counts of a gift",
    "projects.csv": "who is paid for which project",
    "decisions.csv": "who admitted which project, and when",
    "config.json": "the rules",
    "tree.json": "the payout tree, as OpenZeppelin's StandardMerkleTree",
    "manifest.json": "SHA-256 of each file",
}


@router.get("/rounds")
def rounds_page(session: SessionDep, chain: ChainDep) -> str:
    """Every round of this server, newest first."""
    return render(
        "web/templates/list.html",
        title="Rounds",
        current="rounds",
        chain=chain_facts(chain),
        items=round_items(session, chain),
    )


@router.get("/rounds/{address}")
def round_page(address: RoundAddress, session: SessionDep, chain: ChainDep, settings: SettingsDep) -> str:
    """A round and its result, or what the result would be if it closed now."""
    checked = checked_address(address)
    round_ = chain.round(checked)
    result = flow.calculate(chain, checked)
    return render(
        "rounds/templates/round.html",
        title=result.facts.configuration.title,
        current="rounds",
        chain=chain_facts(chain),
        round={
            "address": checked,
            "title": result.facts.configuration.title,
            "mechanism": result.matching.mechanism,
            "is_pool_by_squares": result.matching.mechanism in POOL_BY_SQUARES,
            "state": round_.status().name.lower(),
            "steps": _steps(round_),
            "symbol": SYMBOL,
            "decimals": DECIMALS,
            "donors": len({cart.donor for cart in result.facts.carts}),
            "given": sum(project.given_units for project in result.matching.projects),
            "pool": result.matching.pool_units,
            "paid": result.matching.paid_units,
            "left": result.matching.left_units,
            "projects": _projects(session, result),
            **_published(round_, result, settings.bundle_folder),
        },
    )


def round_items(session: Session, chain: Chain, most: int | None = None) -> list[dict[str, str]]:
    """Rounds as list items, newest first."""
    return [
        {
            "url": f"/rounds/{row.address}",
            "title": row.title,
            "words": STATUS_WORDS[chain.round(checked_address(row.address)).status()],
        }
        for row in flow.list_rounds(session, chain)[::-1][:most]
    ]


def _published(round_: RoundContract, result: RoundResult, bundles: Path) -> dict[str, Any]:
    published = round_.result()
    if published.published_at == 0:
        nothing = dict.fromkeys(("root", "bundle_hash", "digest", "block_number"))
        return {**nothing, "verify_command": "", "bundle_files": [], "exports": []}
    folder = bundle_path(bundles, round_.address, published.bundle_hash)
    return {
        "root": published.root,
        "bundle_hash": published.bundle_hash,
        "digest": published.digest,
        "block_number": result.facts.at.number,
        "verify_command": _verify_command(result),
        "bundle_files": [
            {
                "name": name,
                "url": f"/api/v1/rounds/{round_.address}/bundle/{name}",
                "bytes": (folder / name).stat().st_size,
                "words": words,
            }
            for name, words in BUNDLE_WORDS.items()
            if (folder / name).is_file()
        ],
        "exports": [
            {"name": export.file, "url": f"/api/v1/rounds/{round_.address}/exports/{form}", "words": export.words}
            for form, export in EXPORTS.items()
            if (folder / MANIFEST).is_file()
        ],
    }


def _verify_command(result: RoundResult) -> str:
    # Coefficients are in the bundle only.
    what = "BUNDLE" if result.coefficients else f"--round {result.facts.address}"
    return f"quadrille verify {what} --rpc URL"


def _steps(round_: RoundContract) -> list[dict[str, Any]]:
    status, times, published = round_.status(), round_.times(), round_.result()
    reached = REACHED.get(status)
    if reached is None:
        return [{"words": STATUS_WORDS[status].capitalize(), "state": "current", "until": None}]
    until = {0: times.closes_at, 2: published.finalisable_at}
    return [
        {
            "words": words,
            "state": "done" if place < reached else "current" if place == reached else "todo",
            "until": until.get(place) if place == reached else None,
        }
        for place, words in enumerate(STEPS)
    ]


def _projects(session: Session, result: RoundResult) -> list[dict[str, Any]]:
    roots = roots_by_project(result.calculation.counted(), result.matching.minimum_units)
    widest = max((sum(of_project) for of_project in roots.values()), default=0)
    largest_first = sorted(result.matching.projects, key=lambda found: -found.match_units)
    return [
        _project(found, name_of(session, found.project), result, roots[found.project], widest)
        for found in largest_first
    ]


def _project(found: ProjectMatch, name: str, result: RoundResult, roots: list[int], widest: int) -> dict[str, Any]:
    given, matched = (f"{units(amount, DECIMALS, 2)} {SYMBOL}" for amount in (found.given_units, found.match_units))
    label = f"{name}: {found.donors} people gave {given}, matched with {matched}"
    matching = result.matching
    return {
        "slug": found.project,
        "name": name,
        "donors": found.donors,
        "given": found.given_units,
        "raw": found.raw,
        "match": found.match_units,
        "share_bps": share_bps(found, matching.pool_units),
        "note": note(found, matching),
        "square": Markup(match_square(roots, widest, label)),  # noqa: S704 (escaped by match_square)
    }
