"""`quadrille match`: the matching of a donations file, offline. Thin: reading, `matching`, printing."""

import gc
import json
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, BinaryIO

import typer

from quadrille.errors import NAME_ANOTHER, BadParameter, MalformedFile
from quadrille.rounds.integers import read_integer
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.mechanisms import MECHANISMS, match_donations
from quadrille.rounds.offline.donations_csv import read_gifts
from quadrille.rounds.offline.matching_report import report
from quadrille.rounds.outcome.coefficients import Coefficients, count_persons, read_coefficients

STANDARD_INPUT = Path("-")

MechanismName = Annotated[str, typer.Option(metavar="NAME", help=f"How the pool is shared: {', '.join(MECHANISMS)}.")]
Params = Annotated[
    list[str] | None,
    typer.Option(
        metavar="KEY=VALUE",
        help=". ".join(f"{name}: {found.parameters.described()}" for name, found in MECHANISMS.items()) + ".",
    ),
]


def match(
    donations: Annotated[Path, typer.Argument(metavar="DONATIONS.csv", help="donor,project,amount; - reads stdin.")],
    pool: Annotated[str, typer.Option(metavar="N", help="The matching pool, in base units.")],
    mechanism: MechanismName = "qf",
    param: Params = None,
    coefficients: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="coefficients.csv: which wallets are one person's, and what counts."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print JSON; every integer is a decimal string.")] = False,
) -> None:
    """Share a matching pool among the projects of a donations file, exactly and offline.

    The file is CSV in UTF-8 with the header donor,project,amount, and coefficient_bps (0..10000) if wanted;
    amounts are integers in base units. Coefficients are as in the bundle of a round: the header
    wallet,person,coefficient_bps,project,reason; the lowest counts.
    """
    pool_units, params = read_pool(pool), read_params(param or [])
    with _without_collections():
        matching = match_donations(mechanism, read_counted(donations, coefficients), pool_units, params)
    text = json.dumps(matching.as_document(), ensure_ascii=False, indent=2) if as_json else report(matching)
    # Bytes, so that the result is the same under every locale.
    typer.echo(text.encode())


def read_counted(donations: Path, coefficients: Path | None = None) -> Iterable[Donation]:
    """The donations of a file, `-` for standard input, from persons where a table says who they are.

    Raises MalformedFile, for a flaw in a row while the donations are read.
    """
    with open_lines(donations) as lines:
        gifts = read_gifts(lines, str(donations))
    return gifts if coefficients is None else count_persons(gifts, read_table(coefficients))


def read_table(path: Path) -> Coefficients:
    """The coefficients of a file; raises MalformedFile."""
    with open_lines(path) as lines:
        return read_coefficients(lines, str(path))


def read_pool(text: str) -> int:
    """A pool in base units; raises BadParameter for anything but decimal digits below 2^256."""
    try:
        return read_integer(text)
    except ValueError as error:
        raise BadParameter("--pool", text, "base units in decimal digits, below 2^256") from error


def read_params(texts: Sequence[str]) -> dict[str, str]:
    """`KEY=VALUE` texts as a mapping; raises BadParameter for one without `=`, or a key given twice."""
    params: dict[str, str] = {}
    for text in texts:
        key, separator, value = text.partition("=")
        if not separator:
            raise BadParameter("--param", text, "KEY=VALUE")
        if key in params:
            raise BadParameter("--param", text, f"the only one for {key}")
        params[key] = value
    return params


@contextmanager
def _without_collections() -> Iterator[None]:
    """No search for rings of objects meanwhile: there are millions of objects and no rings, and it would take long."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


@contextmanager
def open_lines(path: Path) -> Iterator[BinaryIO]:
    """The lines of a file, or of standard input for `-`; raises MalformedFile when it cannot be read."""
    try:
        if path == STANDARD_INPUT:
            yield typer.get_binary_stream("stdin")
        else:
            with path.open("rb") as lines:
                yield lines
    except OSError as error:
        raise MalformedFile(str(path), 0, "", f"cannot be read: {error.strerror}.", NAME_ANOTHER) from error
