"""Checking a published result, as anyone can: from its bundle offline, from the chain's logs alone, or both.

Every check raises Mismatch at the first difference, with both values. What is paid by is checked twice over: the root,
from which a project claims, and the list, by which many are paid at once.

Coefficients (`coefficients.py`) are the one thing about a result that is in its bundle and not in the chain's logs: the
chain has their hash, committed before the result by somebody who does not calculate it. So a result that was computed
with them can be held against the chain only with its bundle, and logs alone can neither confirm nor contradict it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from eth_hash.auto import keccak

from quadrille.chain.contract import checked_address
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.funding_round.plain import PlainRound
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.funding_round.records import Publication
from quadrille.chain.states import RoundStatus
from quadrille.errors import BadInput, MalformedFile, Mismatch, Refused
from quadrille.languages.words import said
from quadrille.rounds.bundle.bundle import (
    bundle_hash,
    coefficients_csv,
    commitment_of,
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
from quadrille.rounds.matching.outcome import Matching
from quadrille.rounds.offline.donations_csv import ORIGIN, REQUIRED
from quadrille.rounds.outcome.coefficients import COEFFICIENTS
from quadrille.rounds.reading import deciding_block, let_in, read_facts
from quadrille.rounds.result import RoundResult, compute_result, fold, tree_of, words_of
from quadrille.types import NO_HASH, Address, Hash32


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


def verify_round(round_: AnyRound) -> tuple[Verified, RoundResult]:
    """Compute a round's result again from the chain's logs alone, and hold it against what the chain has.

    Raises Refused when there is no result, and when logs alone cannot tell.
    """
    if isinstance(round_, PlainRound):
        return _verify_plain(round_)
    published, result = _published(round_), compute_result(read_facts(round_, deciding_block(round_)))
    compare("digest of all carts", published.digest, result.digest)
    # Check: what is published was computed from logs alone. Else a difference would mean nothing, and so would none.
    if published.coefficients != commitment_of(()):
        raise needs_bundle(round_, published, result)
    _hold_against(published, result)
    return Verified(round_.address, result.root, result.calculation, said("the chain's logs")), result


def _verify_plain(round_: PlainRound) -> tuple[Verified, RoundResult]:
    if round_.status() is not RoundStatus.FINALISED:
        raise Refused(
            said("The result of the round {address} is not final.", address=round_.address), "Verify it once it is."
        )
    facts = read_facts(round_, deciding_block(round_))
    result = compute_result(facts, let_in(round_, facts))
    for project in facts.projects:
        matched = result.match_of(project.slug)
        compare(f"match of {project.slug}", round_.match_of(project.index), matched.match_units if matched else 0)
    return Verified(round_.address, result.root, result.calculation, said("the chain's logs and what it keeps")), result


def verify_bundle_against(round_: AnyRound, files: Mapping[str, bytes]) -> Verified:
    """Both: the bundle in itself, the chain's logs, and every file of one against the other; raises as they do."""
    verify_bundle(files)
    if isinstance(round_, PlainRound):
        raise Refused(
            said("The round {address} keeps its result itself.", address=round_.address),
            "Verify it with --round alone.",
        )
    published = _published(round_)
    result = compute_result(read_facts(round_, deciding_block(round_)), coefficients_in(files))
    _hold_against(published, result)
    made = make_bundle(result)
    for name in sorted((files.keys() | made.keys()) - {MANIFEST}):
        compare_lines(name, files.get(name, b""), made.get(name, b""))
    had, found = read_manifest(files[MANIFEST]), read_manifest(made[MANIFEST])
    for name in TEXTS:
        compare(f"{name} in {MANIFEST}", had[name], found[name])
    return Verified(round_.address, result.root, result.calculation, said("the bundle and the chain's logs"))


def needs_bundle(round_: PublishedRound, published: Publication, result: RoundResult) -> Refused:
    """What to say of a published result that was computed with coefficients: it may be right, or a lie."""
    return Refused(
        said(
            "The result of the round {address} cannot be judged without its bundle: it was "
            "computed with the coefficients {coefficients}; without any its bundle would be "
            "{bundle_hash}, and {published_hash} is published.",
            address=round_.address,
            coefficients=published.coefficients,
            bundle_hash=bundle_hash(make_bundle(result)),
            published_hash=published.bundle_hash,
        ),
        "Fetch the bundle from the server and run `quadrille verify BUNDLE --rpc URL`. Until then the result is "
        "neither confirmed nor contradicted; when nobody has its bundle, object before the window ends.",
    )


def _verified(files: Mapping[str, bytes], manifest: Mapping[str, Any], contents: Contents) -> Verified:
    _check_form(files, manifest, contents)
    calculation = contents.calculate()
    compare_lines(RESULT, files[RESULT], result_csv(calculation.matching.as_document()))
    tree = tree_of(calculation.matching, contents.projects)
    compare_lines(TREE, files.get(TREE, b""), tree_json(tree) if tree else b"")
    root = tree.root if tree else NO_HASH
    compare("total", manifest["total"], str(calculation.matching.paid_units))
    compare("root", manifest["root"], root)
    words = words_of(calculation.matching, contents.projects, contents.applied)
    compare("list hash", manifest["list_hash"], fold(words))
    return Verified(Address(manifest["round"]), root, calculation, said("the bundle"))


def _check_form(files: Mapping[str, bytes], manifest: Mapping[str, Any], contents: Contents) -> None:
    """Raise Mismatch where a file says what it says in other words than the one form that is published."""
    payees = [(f"payee of {project.slug}", project.payee) for project in contents.projects]
    deciders = [(f"who of {decision.project} in {DECISIONS}", decision.who) for decision in contents.decisions]
    for subject, address in (("round", manifest["round"]), ("token", manifest["token"]), *payees, *deciders):
        compare(subject, address, _in_one_form(address))
    compare("pool", manifest["pool"], str(contents.pool_units))
    compare("applied", manifest["applied"], str(contents.applied))
    table = contents.coefficients
    compare_lines(PROJECTS, files[PROJECTS], projects_csv(contents.projects))
    compare_lines(COEFFICIENTS, files.get(COEFFICIENTS, b""), coefficients_csv(table) if table else b"")
    compare("coefficients", manifest["coefficients"], commitment_of(table))
    compare_lines(DECISIONS, files[DECISIONS], decisions_csv(contents.decisions))
    header = files[DONATIONS].split(b"\n", 1)[0].decode(errors="replace")
    compare(f"{DONATIONS}, line 1", header, ",".join((*REQUIRED, *ORIGIN)))
    admitted = {decision.project for decision in contents.decisions if decision.decision == ADMITTED}
    for project in contents.projects:
        compare(f"{project.slug} in {DECISIONS}", ADMITTED if project.slug in admitted else "not admitted", ADMITTED)
        if project.index >= contents.applied:
            compare(f"id of {project.slug}", project.index, f"below {contents.applied}, the projects that applied")


def _in_one_form(address: str) -> str:
    try:
        return checked_address(address)
    except BadInput:
        return "no address in EIP-55 form"


def _published(round_: PublishedRound) -> Publication:
    publications = round_.publications()
    # Check: somebody else's contract may say that a result stands, and have published none.
    if not publications or not round_.result().stands:
        raise Refused(
            said("The round {address} has no published result.", address=round_.address), "Verify it once there is one."
        )
    return publications[-1]


def _hold_against(published: Publication, result: RoundResult) -> None:
    for name, had, found in (
        ("digest of all carts", published.digest, result.digest),
        ("coefficients", published.coefficients, commitment_of(result.coefficients)),
        ("total", published.total_wei, result.total_wei),
        ("root", published.root, result.root),
        ("list hash", published.list_hash, result.list_hash),
        ("bundle hash", published.bundle_hash, bundle_hash(make_bundle(result))),
    ):
        compare(name, had, found)
