"""Checking a published result, as anyone can: from its bundle offline, from the chain's logs alone, or both.

Every check raises Mismatch at the first difference, with both values.

Coefficients (`coefficients.py`) are the one thing about a result that is in its bundle and not in the chain's logs: the
chain has their hash within the bundle's. So a result that was computed with them can be held against the chain only
with its bundle, and logs alone can neither confirm nor contradict it. Who decides the coefficients is the operator for
now, after the close; to have another role put their hash on the chain before is not built yet.
"""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import zip_longest

from quadrille.chain.contract import checked_address
from quadrille.chain.funding_round import PublishedResult, RoundContract
from quadrille.errors import BadInput, MalformedFile, Mismatch, Refused
from quadrille.rounds.bundle import (
    MANIFEST,
    bundle_hash,
    coefficients_csv,
    make_bundle,
    read_manifest,
    result_csv,
    tree_json,
)
from quadrille.rounds.coefficients import COEFFICIENTS, Coefficients, check_part, count_persons, read_coefficients
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.donations_csv import read_donations
from quadrille.rounds.integers import read_integer
from quadrille.rounds.matching.mechanisms import match_donations
from quadrille.rounds.matching.outcome import Matching
from quadrille.rounds.merkle import Leaf, PayoutTree
from quadrille.rounds.reading import deciding_block, read_facts
from quadrille.rounds.result import NO_ROOT, RoundResult, compute_result
from quadrille.strict_csv import Table
from quadrille.types import Address, Hash32


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found equal."""

    round: Address
    root: Hash32
    matching: Matching
    source: str


def verify_bundle(files: Mapping[str, bytes]) -> Verified:
    """Compute a bundle's result again from its donations; needs no chain."""
    manifest = read_manifest(files[MANIFEST], MANIFEST)
    _compare("round", manifest["round"], checked_address(manifest["round"]))
    rules = Configuration.from_text(_text(files, "config.json"))
    donations = list(read_donations(io.BytesIO(files["donations.csv"]), "donations.csv"))
    coefficients = coefficients_in(files)
    check_part(coefficients, {gift.donor for gift in donations}, _projects(files).keys(), COEFFICIENTS)
    written = coefficients_csv(coefficients) if coefficients else b""
    _compare_lines(COEFFICIENTS, files.get(COEFFICIENTS, b""), written)
    counted = count_persons(donations, coefficients) if coefficients else donations
    matching = match_donations(rules.mechanism, counted, _pool(manifest["pool"]), rules.params)
    _compare_lines("result.csv", files["result.csv"], result_csv(matching.as_document()))
    tree = _tree(files, matching)
    _compare_lines("tree.json", files.get("tree.json", b""), tree_json(tree) if tree else b"")
    root = tree.root if tree else NO_ROOT
    for name, had, found in (
        ("configuration hash", manifest["config_hash"], rules.hash),
        ("total", manifest["total"], str(matching.paid_units)),
        ("root", manifest["root"], root),
    ):
        _compare(name, had, found)
    return Verified(Address(manifest["round"]), root, matching, "the bundle")


def verify_round(round_: RoundContract) -> tuple[Verified, RoundResult]:
    """Compute a round's result again from the chain's logs alone, and hold it against what is published.

    Raises Refused when nothing is published, and when logs alone cannot tell.
    """
    published, result = _published(round_), compute_result(read_facts(round_, deciding_block(round_)))
    _compare("digest of all carts", published.digest, result.digest)
    # Check: what is published was computed from logs alone. Else a difference would mean nothing, and so would none.
    if published.bundle_hash != bundle_hash(make_bundle(result)):
        raise needs_bundle(round_, published, result)
    _hold_against(published, result)
    return Verified(round_.address, result.root, result.matching, "the chain's logs"), result


def verify_bundle_against(round_: RoundContract, files: Mapping[str, bytes]) -> Verified:
    """Both: the bundle in itself, the chain's logs, and every file of one against the other."""
    verify_bundle(files)
    published = _published(round_)
    result = compute_result(read_facts(round_, deciding_block(round_)), coefficients_in(files))
    _hold_against(published, result)
    made = make_bundle(result)
    for name in sorted(files.keys() | made.keys()):
        _compare_lines(name, files.get(name, b""), made.get(name, b""))
    return Verified(round_.address, result.root, result.matching, "the bundle and the chain's logs")


def coefficients_in(files: Mapping[str, bytes]) -> Coefficients:
    """The coefficients of a bundle, none where it has none; raises MalformedFile."""
    if COEFFICIENTS not in files:
        return ()
    return read_coefficients(io.BytesIO(files[COEFFICIENTS]), COEFFICIENTS)


def needs_bundle(round_: RoundContract, published: PublishedResult, result: RoundResult) -> Refused:
    """What to say of a published result that is not the one without coefficients: it may be right, or a lie."""
    return Refused(
        f"The result of the round {round_.address} cannot be judged without its bundle: the bundle hash "
        f"{published.bundle_hash} is published, and without coefficients it would be "
        f"{bundle_hash(make_bundle(result))}.",
        "Fetch the bundle from the server and run `quadrille verify BUNDLE --rpc URL`. Until then the result is "
        "neither confirmed nor contradicted; when nobody has its bundle, object before the window ends.",
    )


def _published(round_: RoundContract) -> PublishedResult:
    published = round_.result()
    if published.published_at == 0:
        raise Refused(f"The round {round_.address} has no published result.", "Verify it once there is one.")
    return published


def _hold_against(published: PublishedResult, result: RoundResult) -> None:
    for name, had, found in (
        ("digest of all carts", published.digest, result.digest),
        ("total", published.total_wei, result.total_wei),
        ("root", published.root, result.root),
        ("bundle hash", published.bundle_hash, bundle_hash(make_bundle(result))),
    ):
        _compare(name, had, found)


def _tree(files: Mapping[str, bytes], matching: Matching) -> PayoutTree | None:
    places = _projects(files)
    for found in matching.projects:
        if found.project not in places:
            raise MalformedFile("projects.csv", 0, "project", f"{found.project} is missing.", "Fetch it again.")
    leaves = [Leaf(*places[found.project], found.match_units) for found in matching.projects if found.match_units]
    return PayoutTree(leaves) if leaves else None


def _pool(text: str) -> int:
    try:
        return read_integer(text)
    except ValueError as problem:
        raise MalformedFile(MANIFEST, 0, "pool", f"{problem}.", "Fetch it again.") from problem


def _projects(files: Mapping[str, bytes]) -> dict[str, tuple[int, Address]]:
    table = Table(
        io.BytesIO(files["projects.csv"]), "projects.csv", required=("index", "project", "payee"), optional=()
    )
    places: dict[str, tuple[int, Address]] = {}
    for row, (index, project, payee) in table.rows():
        try:
            place = read_integer(index), Address(payee)
        except ValueError as problem:
            raise table.flaw(row, "index", str(problem)) from problem
        if places.setdefault(project, place) != place:
            raise table.flaw(row, "project", f"{project} stands twice")
    return places


def _compare_lines(name: str, had: bytes, found: bytes) -> None:
    pairs = zip_longest(had.split(b"\n"), found.split(b"\n"), fillvalue=b"(missing)")
    for line, (one, other) in enumerate(pairs, start=1):
        _compare(f"{name}, line {line}", one.decode(errors="replace"), other.decode(errors="replace"))


def _compare(subject: str, had: object, found: object) -> None:
    if had != found:
        raise Mismatch(subject, had, found)


def _text(files: Mapping[str, bytes], name: str) -> str:
    try:
        return files[name].decode()
    except (KeyError, UnicodeDecodeError) as problem:
        raise BadInput(f"{name} of the bundle is missing or not UTF-8.", "Fetch the bundle again.") from problem
