"""How anybody verifies a result alone, what this server found when it did, and objections with their answers."""

from pathlib import Path as FilePath
from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response

from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.states import RoundStatus
from quadrille.errors import BadInput, ContractReverted, Mismatch, NotFound, Refused
from quadrille.languages.words import gettext as _
from quadrille.rounds.bundle.bundle import bundle_path, kept_bundle
from quadrille.rounds.bundle.manifest import MANIFEST, read_manifest
from quadrille.rounds.bundle.recompute import Verified, verify_bundle_against, verify_round
from quadrille.rounds.course.position import Position, ResultPosition, read_position
from quadrille.rounds.course.published_words import objections_of, publication_of
from quadrille.rounds.places import Place, PlaceDep
from quadrille.routing import ChainDep, SettingsDep, chain_facts
from quadrille.types import NOBODY
from quadrille.web.layout import render

router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)


@router.get("/rounds/{reference}/verify")
def verify_page(place: PlaceDep, chain: ChainDep, settings: SettingsDep) -> Response:
    """Commands, files and hashes for whoever checks alone; and this server's own recomputation, said as such."""
    if place.moved:
        return place.moved
    position = read_position(place.round)
    published: dict[str, Any] = {}
    for one in position.of_result:
        published = publication_of(place.round.address, one, settings.bundle_folder)
    page = render(
        "rounds/templates/verify.html",
        title=_("Check the result yourself"),
        current="rounds",
        chain=chain_facts(chain),
        check={
            **place.facts(position.status),
            "published": published,
            "hashes": _hashes(place, position, settings.bundle_folder),
            "commitment": next((one.commitment for one in position.of_result if one.is_committed), ""),
            "has_bundle": bool(published.get("files")),
            "block_number": position.at.number,
            "found": _found(place, settings.bundle_folder),
        },
    )
    return HTMLResponse(page)


@router.get("/rounds/{reference}/objections")
def objections_page(place: PlaceDep, chain: ChainDep, settings: SettingsDep) -> Response:
    """Every objection with its end, how to object and until when."""
    if place.moved:
        return place.moved
    position, terms = read_position(place.round), place.round.terms
    one = next(iter(position.of_result), None)
    can_object = position.status is RoundStatus.PUBLISHED and one is not None and position.at.at < one.final_from
    page = render(
        "rounds/templates/objections.html",
        title=_("Objections"),
        current="rounds",
        chain=chain_facts(chain),
        objecting={
            **place.facts(position.status),
            "objections": [] if one is None else objections_of(position, one),
            "can_object": can_object,
            "until": one.final_from if one is not None and can_object else None,
            "bond": terms.bond_wei,
            "window_seconds": terms.objection_seconds,
            "decision_seconds": terms.decision_seconds,
            "is_with_badges": terms.badge != NOBODY,
        },
    )
    return HTMLResponse(page)


def _found(place: Place, bundles: FilePath) -> dict[str, Any]:
    """What came out when this server computed the result again, now: equal, different, or why it cannot tell."""
    try:
        found = _verified(place, bundles)
    except ContractReverted:
        raise
    except (Mismatch, BadInput) as problem:
        return {"outcome": "different", "cause": problem.cause, "remedy": problem.remedy, "root": ""}
    except (Refused, NotFound) as problem:
        return {"outcome": "unknown", "cause": problem.cause, "remedy": problem.remedy, "root": ""}
    return {"outcome": "equal", "cause": found.source, "remedy": "", "root": found.root}


def _verified(place: Place, bundles: FilePath) -> Verified:
    files = None
    if isinstance(place.round, PublishedRound):
        files = kept_bundle(bundles, place.round.address, place.round.result().bundle_hash)
    return verify_bundle_against(place.round, files) if files else verify_round(place.round)[0]


def _hashes(place: Place, position: Position, bundles: FilePath) -> dict[str, str]:
    """SHA-256 of each file of the bundle that is kept here, as its manifest names them."""
    for one in position.of_result:
        if (path := _manifest_of(place, one, bundles)) is not None:
            return {str(name): str(digest) for name, digest in read_manifest(path.read_bytes())["files"].items()}
    return {}


def _manifest_of(place: Place, one: ResultPosition, bundles: FilePath) -> FilePath | None:
    for published in one.publication:
        path = bundle_path(bundles, place.round.address, published.bundle_hash) / MANIFEST
        return path if path.is_file() else None
    return None
