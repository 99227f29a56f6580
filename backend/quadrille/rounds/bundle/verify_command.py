"""`quadrille verify`: check a published result, with no key and no database."""

from pathlib import Path
from typing import Annotated

import typer

from quadrille.chain.contract import checked_address
from quadrille.errors import BadParameter, Mismatch
from quadrille.rounds.bundle.bundle import read_bundle
from quadrille.rounds.bundle.recompute import Verified, verify_bundle, verify_bundle_against, verify_round
from quadrille.rounds.remote import round_at
from quadrille.terminal import Json, print_json, show_record


def verify(
    bundle: Annotated[
        Path | None, typer.Argument(metavar="BUNDLE", help="Folder of a published bundle.", file_okay=False)
    ] = None,
    round_address: Annotated[
        str | None, typer.Option("--round", metavar="ADDRESS", help="A round, to check from logs alone.")
    ] = None,
    rpc: Annotated[str | None, typer.Option(metavar="URL", help="A node of the round's chain.")] = None,
    as_json: Json = False,
) -> None:
    """Recompute a round's result and compare it to the last unit; exit code 3 names the first difference.

    BUNDLE alone is checked offline; with --rpc also against the chain; --round with --rpc needs no bundle, unless the
    result has coefficients: they are only there, and exit code 5 says so.
    """
    try:
        found = _verified(bundle, round_address, rpc)
    except Mismatch as difference:
        if as_json:
            print_json({"equal": False, **_told(difference)})
        raise
    show_record(
        {
            "equal": True,
            "round": found.round,
            "root": found.root,
            "recomputed_from": found.source,
            "projects": str(len(found.matching.projects)),
            "pool": str(found.matching.pool_units),
            "paid": str(found.matching.paid_units),
            "left": str(found.matching.left_units),
        },
        as_json,
    )


def _told(difference: Mismatch) -> dict[str, str]:
    """What differs first, for a program: amounts as text."""
    return {
        "differs": difference.subject,
        "published": str(difference.published),
        "recomputed": str(difference.recomputed),
    }


def _verified(bundle: Path | None, round_address: str | None, rpc: str | None) -> Verified:
    if bundle is None:
        if round_address is None:
            raise BadParameter("BUNDLE", None, "a folder, unless --round names a round")
        return verify_round(round_at(rpc, round_address))[0]
    files = read_bundle(bundle)
    found = verify_bundle(files)
    if round_address is not None and checked_address(round_address) != found.round:
        raise BadParameter("--round", round_address, f"the bundle's, {found.round}")
    return verify_bundle_against(round_at(rpc, found.round), files) if rpc else found
