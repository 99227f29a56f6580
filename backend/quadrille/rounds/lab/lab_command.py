"""`quadrille lab`: one round under every mechanism, offline. Thin: reading, `lab`, printing."""

import json
from pathlib import Path
from typing import Annotated

import typer

from quadrille.errors import BadParameter
from quadrille.rounds.integers import read_integer
from quadrille.rounds.lab.examination import Asked, as_document, examine
from quadrille.rounds.lab.given import given
from quadrille.rounds.lab.words import report
from quadrille.rounds.offline.match_command import read_counted, read_params, read_pool
from quadrille.types import UINT256_MAX

MOST_WALLETS = 10_000
"""More tell nothing new, and would make a round of their own."""


def lab(
    donations: Annotated[Path, typer.Argument(metavar="DONATIONS.csv", help="donor,project,amount; - reads stdin.")],
    pool: Annotated[str, typer.Option(metavar="N", help="The matching pool, in base units.")],
    param: Annotated[
        list[str] | None,
        typer.Option(
            metavar="KEY=VALUE",
            help="For all mechanisms: saturation=scale|keep, cap_bps, m_units, unit, minimum_units, variant.",
        ),
    ] = None,
    variants: Annotated[bool, typer.Option("--variants", help="Every variant of cocm, not one.")] = False,
    target: Annotated[
        str, typer.Option(metavar="PROJECT", help="For which project a donor is split; a typical one if not said.")
    ] = "",
    wallets: Annotated[
        list[str] | None, typer.Option(metavar="K", help="With how many wallets an attacker comes: 2, 10 and 100.")
    ] = None,
    budget: Annotated[str, typer.Option(metavar="N", help="What an attacker spends: what the median donor gave.")] = "",
    coefficients: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="coefficients.csv: which wallets are one person's, and what counts."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON; every integer is a decimal string.")] = False,
) -> None:
    """Look at one round under every mechanism, before one is chosen.

    Who gets what, what moves between projects, what an attacker wins who comes with many wallets, and which projects
    get nothing, and why. The files are as for `quadrille match`.
    """
    asked = Asked(
        read_params(param or []),
        variants,
        tuple(sorted({_read("--wallets", text, 2, MOST_WALLETS) for text in wallets or []})),
        target,
        _read("--budget", budget, 1) if budget else None,
    )
    pool_units = read_pool(pool)
    found = examine(given(read_counted(donations, coefficients)), pool_units, asked)
    text = json.dumps(as_document(found), ensure_ascii=False, indent=2) if as_json else report(found)
    # Bytes, so that the result is the same under every locale.
    typer.echo(text.encode())


def _read(option: str, text: str, least: int, most: int = UINT256_MAX) -> int:
    try:
        number = read_integer(text, most)
    except ValueError as error:
        raise BadParameter(option, text, f"a whole number, {least} to {most}") from error
    if number < least:
        raise BadParameter(option, text, f"a whole number, {least} to {most}")
    return number
