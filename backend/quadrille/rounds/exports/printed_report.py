"""A result as a page for paper: one HTML file that needs nothing else, without scripts, the same bytes every time."""

from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from quadrille.languages.catalogues import ENGLISH
from quadrille.languages.spoken import speaking
from quadrille.languages.words import gettext as _
from quadrille.languages.words import ngettext, told
from quadrille.rounds.coin import Asset
from quadrille.rounds.exports.result_table import ResultTable, Row, note, roots_by_project, share_bps
from quadrille.rounds.matching.sharing import RAW_FRACTION_BITS
from quadrille.rounds.offline.matching_report import printable, why_left
from quadrille.rounds.squares import POOL_BY_SQUARES, match_square
from quadrille.web.files import STATIC_FOLDER
from quadrille.web.layout import render
from quadrille.web.values import units

LONGEST_ID = 80
"""A longer id is cut; the CSV has it whole."""

LEAST_PLACES, DIGITS = 4, 5
"""Decimals of a column: at least four, and so many that five digits of the largest sum are seen."""

MOST_PLACES = 10
"""Where that would take more decimals, amounts are written in base units."""

LEAST_PART = 4
"""No square is drawn narrower than this part of the widest: on paper it would be a dot."""


def printed_report(table: ResultTable) -> bytes:
    """The page as a file by itself, in UTF-8 and in English; whatever a bundle says stands in it as text."""
    # The same bytes for everybody, whatever language they read: its hash may be quoted.
    with speaking(ENGLISH):
        return report_page(table).encode()


def report_page(table: ResultTable, back: str = "") -> str:
    """The page in the language spoken; `back` leads from it to the round's, and its style is then linked."""
    matching, manifest = table.matching, table.manifest
    counted = table.calculation.counted()
    given_units = sum(row.found.given_units for row in table.rows)
    return render(
        "rounds/templates/printed_report.html",
        back=back,
        style="" if back else Markup((STATIC_FOLDER / "report.css").read_text(encoding="utf-8")),  # noqa: S704 (ours)
        title=table.title,
        facts={
            name: printable(manifest[name], LONGEST_ID)
            for name in ("round", "chain_id", "block_number", "block_hash", "root")
        },
        bundle_hash=table.bundle_hash,
        mechanism=_("{mechanism}, version {version}").format(
            mechanism=matching.mechanism, version=table.calculation.rules.mechanism_version
        ),
        params=matching.params,
        is_pool_by_squares=matching.mechanism in POOL_BY_SQUARES,
        **_scale(table.asset, max(matching.pool_units, given_units)),
        base_unit=table.asset.base_unit,
        donors=len({gift.donor for gift in counted}),
        given=given_units,
        pool=matching.pool_units,
        paid=matching.paid_units,
        left=matching.left_units,
        why_left=[told(reason) for reason in why_left(matching)],
        projects=_projects(table, roots_by_project(counted, matching.minimum_units)),
    )


def _scale(asset: Asset, largest_units: int) -> dict[str, Any]:
    places = max(asset.decimals + DIGITS - len(str(largest_units)), LEAST_PLACES)
    if places > MOST_PLACES:
        return {"symbol": asset.base_unit, "decimals": 0, "places": 0}
    return {"symbol": asset.symbol, "decimals": asset.decimals, "places": places}


def _projects(table: ResultTable, roots: Mapping[str, list[int]]) -> list[dict[str, Any]]:
    widest = max(map(sum, roots.values()), default=0)
    return [_project(row, roots.get(row.found.project, []), widest, table) for row in table.largest_first()]


def _project(row: Row, roots: list[int], widest: int, table: ResultTable) -> dict[str, Any]:
    asset = table.asset
    found, matching, name = row.found, table.matching, printable(row.found.project, LONGEST_ID)
    given, matched = (
        f"{units(amount, asset.decimals)} {asset.symbol}" for amount in (found.given_units, found.match_units)
    )
    label = ngettext(
        "{name}: {count} person gave {given}, matched with {matched}",
        "{name}: {count} people gave {given}, matched with {matched}",
        found.donors,
    ).format(name=name, count=found.donors, given=given, matched=matched)
    square = match_square(roots, min(widest, sum(roots) * LEAST_PART), label)
    return {
        "name": name,
        "note": note(found, matching),
        "donors": found.donors,
        "given": found.given_units,
        "full_match": found.raw >> RAW_FRACTION_BITS,
        "match": found.match_units,
        "share_bps": share_bps(found, matching.pool_units),
        "square": Markup(square),  # noqa: S704 (escaped by match_square)
    }
