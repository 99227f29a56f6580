"""What is on this machine before the chain names it: the coefficients that are committed, a result's bundle.

Both are written beside their place and then put there, so that who is killed on the way leaves what was there before:
to begin a step again must not take away what is committed or published by then.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.funding_round.plain import PlainRound
from quadrille.errors import MalformedFile, Misconfigured, Refused
from quadrille.languages.words import said
from quadrille.rounds.bundle.bundle import coefficients_csv, commitment_of, read_bundle, write_bundle
from quadrille.rounds.bundle.recompute import verify_bundle
from quadrille.rounds.outcome.coefficients import COEFFICIENTS, Coefficients, read_coefficients
from quadrille.rounds.reading import let_in
from quadrille.rounds.result import RoundFacts
from quadrille.types import NO_HASH, Address, Hash32


def keep(bundles: Path, address: Address, table: Coefficients) -> None:
    """Keep a table that is about to be committed; safe to repeat. Raises Misconfigured."""
    path = _path(bundles, address, commitment_of(table))
    with _written(path) as part:
        path.parent.mkdir(parents=True, exist_ok=True)
        part.write_bytes(coefficients_csv(table))
        part.replace(path)


def keep_bundle(files: Mapping[str, bytes], folder: Path) -> None:
    """Keep a bundle that is about to be published, and prove it; safe to repeat.

    Raises Misconfigured, and Mismatch as `verify_bundle` does.
    """
    with _written(folder) as part:
        write_bundle(files, part)
        verify_bundle(read_bundle(part))
        folder.mkdir(exist_ok=True)
        for name in files:
            (part / name).replace(folder / name)
        part.rmdir()
    # Check: nothing else lies there.
    read_bundle(folder)


def committed(bundles: Path, address: Address, commitment: Hash32) -> Coefficients:
    """The table of a commitment; raises Refused when it is not here, Misconfigured when the copy here was changed.

    The empty one is always here: its commitment is the same for every round.
    """
    if commitment in (NO_HASH, commitment_of(())):
        return ()
    path = _path(bundles, address, commitment)
    changed = Misconfigured(
        f"The copy here of the coefficients {commitment} was changed.", "Put it back from another copy."
    )
    try:
        with path.open("rb") as file:
            table = read_coefficients(file, COEFFICIENTS)
    except MalformedFile as problem:
        raise changed from problem
    except OSError as problem:
        raise Refused(
            said(
                "The coefficients {commitment} of the round {address} were committed elsewhere.",
                commitment=commitment,
                address=address,
            ),
            "Ask the committer for the file, and name it with --coefficients.",
        ) from problem
    if commitment_of(table) != commitment:
        raise changed
    return table


def coefficients_of(round_: AnyRound, facts: RoundFacts, bundles: Path) -> Coefficients:
    """Who counts in a round, and how much: in plain mode as the contract let them in, else as was committed."""
    if isinstance(round_, PlainRound):
        return let_in(round_, facts)
    return committed(bundles, round_.address, round_.coefficients_commitment())


@contextmanager
def _written(path: Path) -> Iterator[Path]:
    """A name beside `path`, that no other process has, for what comes to be there."""
    try:
        # What starts with a dot is in no bundle.
        yield path.with_name(f".{path.name}.{uuid4().hex}")
    except OSError as problem:
        raise Misconfigured(
            f"{path} cannot be written ({problem.strerror}).", "Set QUADRILLE_BUNDLE_FOLDER."
        ) from problem


def _path(bundles: Path, address: Address, commitment: Hash32) -> Path:
    return bundles / address / f"coefficients-{commitment[2:18]}.csv"
