"""Checking a published result, as anyone can: from its bundle offline, from the chain's logs alone, or both.

Every check raises Mismatch at the first difference, with both values.

Coefficients (`coefficients.py`) are the one thing about a result that is in its bundle and not in the chain's logs: the
chain has their hash within the bundle's. So a result that was computed with them can be held against the chain only
with its bundle, and logs alone can neither confirm nor contradict it. Who decides the coefficients is the operator for
now, after the close; to have another role put their hash on the chain before is not built yet.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth_hash.auto import keccak

from quadrille.chain.contract import checked_address
from quadrille.chain.funding_round import PublishedResult, RoundContract
from quadrille.errors import BadInput, MalformedFile, Mismatch, Refused
from quadrille.rounds.bundle.bundle import (
    bundle_hash,
    coefficients_csv,
    decisions_csv,
    make_bundle,
    projects_csv,
    result_csv,
    tree_json,
)
from quadrille.rounds.bundle.calculation import Calculation
from quadrille.rounds.bundle.contents import Contents, coefficients_in, read_contents
from quadrille.rounds.bundle.decisions import ADMITTED, DECISIONS
from quadrille.rounds.bundle.differences import compare, compare_lines
from quadrille.rounds.bundle.manifest import (
    CONFIG,
    DONATIONS,
    FETCH_AGAIN,
    MANIFEST,
    PROJECTS,
    RESULT,
    TEXTS,
    TREE,
    check_files,
    read_manifest,
)
from quadrille.rounds.coefficients import COEFFICIENTS
from quadrille.rounds.donations_csv import ORIGIN, REQUIRED
from quadrille.rounds.matching.outcome import Matching
from quadrille.rounds.reading import deciding_block, read_facts
from quadrille.rounds.result import NO_ROOT, RoundResult, compute_result, tree_of
from quadrille.types import Address, Hash32


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found equal."""

    round: Address
    root: Hash32
    calculation: Calculation
    source: str

    @property
    def matching(self) -> Matching:
        """Who is matched with what."""
        return self.calculation.matching


def verify_bundle(files: Mapping[str, bytes]) -> Verified:
    """Compute a bundle's result again from its donations; needs no chain.

    Raises Mismatch at the first difference, also for a file that fits its hash and cannot be read: no program of ours
    writes it; BadInput for a bundle that needs another version of this program, or has no manifest.
    """
    manifest = check_files(files)
    found = "0x" + keccak(files[CONFIG]).hex()
    compare("configuration hash", manifest["config_hash"], found)
    try:
        return _verified(files, manifest, read_contents(files, manifest))
    except MalformedFile as flaw:
        raise Mismatch(flaw.file, "what this program writes", flaw.cause, FETCH_AGAIN) from flaw


def verify_round(round_: RoundContract) -> tuple[Verified, RoundResult]:
    """Compute a round's result again from the chain's logs alone, and hold it against what is published.

    Raises Refused when nothing is published, and when logs alone cannot tell.
    """
    published, result = _published(round_), compute_result(read_facts(round_, deciding_block(round_)))
    compare("digest of all carts", published.digest, result.digest)
    # Check: what is published was computed from logs alone. Else a difference would mean nothing, and so would none.
    if published.bundle_hash != bundle_hash(make_bundle(result)):
        raise needs_bundle(round_, published, result)
    _hold_against(published, result)
    return Verified(round_.address, result.root, result.calculation, "the chain's logs"), result


def verify_bundle_against(round_: RoundContract, files: Mapping[str, bytes]) -> Verified:
    """Both: the bundle in itself, the chain's logs, and every file of one against the other."""
    verify_bundle(files)
    published = _published(round_)
    result = compute_result(read_facts(round_, deciding_block(round_)), coefficients_in(files))
    _hold_against(published, result)
    made = make_bundle(result)
    for name in sorted((files.keys() | made.keys()) - {MANIFEST}):
        compare_lines(name, files.get(name, b""), made.get(name, b""))
    had, found = read_manifest(files[MANIFEST]), read_manifest(made[MANIFEST])
    for name in TEXTS:
        compare(f"{name} in {MANIFEST}", had[name], found[name])
    return Verified(round_.address, result.root, result.calculation, "the bundle and the chain's logs")


def needs_bundle(round_: RoundContract, published: PublishedResult, result: RoundResult) -> Refused:
    """What to say of a published result that is not the one without coefficients: it may be right, or a lie."""
    return Refused(
        f"The result of the round {round_.address} cannot be judged without its bundle: the bundle hash "
        f"{published.bundle_hash} is published, and without coefficients it would be "
        f"{bundle_hash(make_bundle(result))}.",
        "Fetch the bundle from the server and run `quadrille verify BUNDLE --rpc URL`. Until then the result is "
        "neither confirmed nor contradicted; when nobody has its bundle, object before the window ends.",
    )


def _verified(files: Mapping[str, bytes], manifest: Mapping[str, Any], contents: Contents) -> Verified:
    _check_form(files, manifest, contents)
    calculation = contents.calculate()
    compare_lines(RESULT, files[RESULT], result_csv(calculation.matching.as_document()))
    tree = tree_of(calculation.matching, contents.projects)
    compare_lines(TREE, files.get(TREE, b""), tree_json(tree) if tree else b"")
    root = tree.root if tree else NO_ROOT
    compare("total", manifest["total"], str(calculation.matching.paid_units))
    compare("root", manifest["root"], root)
    return Verified(Address(manifest["round"]), root, calculation, "the bundle")


def _check_form(files: Mapping[str, bytes], manifest: Mapping[str, Any], contents: Contents) -> None:
    """Raise Mismatch where a file says what it says in other words than the one form that is published."""
    payees = [(f"payee of {project.slug}", project.payee) for project in contents.projects]
    deciders = [(f"who of {decision.project} in {DECISIONS}", decision.who) for decision in contents.decisions]
    for subject, address in (("round", manifest["round"]), *payees, *deciders):
        compare(subject, address, _in_one_form(address))
    compare("pool", manifest["pool"], str(contents.pool_units))
    table = contents.coefficients
    compare_lines(PROJECTS, files[PROJECTS], projects_csv(contents.projects))
    compare_lines(COEFFICIENTS, files.get(COEFFICIENTS, b""), coefficients_csv(table) if table else b"")
    compare_lines(DECISIONS, files[DECISIONS], decisions_csv(contents.decisions))
    header = files[DONATIONS].split(b"\n", 1)[0].decode(errors="replace")
    compare(f"{DONATIONS}, line 1", header, ",".join((*REQUIRED, *ORIGIN)))
    said, admitted = ("\n".join(f"{slug},{word}" for slug, word in rows).encode() for rows in _admissions(contents))
    compare_lines(DECISIONS, said, admitted)


def _admissions(contents: Contents) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    head = ("project", "decision")
    said = [(row.project, row.decision) for row in contents.decisions]
    return [head, *said], [head, *((project.slug, ADMITTED) for project in contents.projects)]


def _in_one_form(address: str) -> str:
    try:
        return checked_address(address)
    except BadInput:
        return "no address in EIP-55 form"


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
        compare(name, had, found)
