"""What a page tells of a round's published result: what binds it, how to check it, its files, and objections to it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

from quadrille.chain.calls import Event
from quadrille.chain.funding_round.records import Publication
from quadrille.chain.states import RoundStatus, Ruling, Standing
from quadrille.languages.words import said
from quadrille.merkle_tree import to_hash32
from quadrille.rounds.bundle.bundle import bundle_path
from quadrille.rounds.bundle.manifest import MANIFEST
from quadrille.rounds.course.position import Position, ResultPosition
from quadrille.rounds.exports.forms import EXPORTS
from quadrille.rounds.result import RoundResult
from quadrille.types import Address

BUNDLE_WORDS = {
    "donations.csv": said("every donation, whole base units"),
    "result.csv": said("who is matched with what"),
    "coefficients.csv": said("which wallets count as one donor, and what counts of a gift"),
    "projects.csv": said("who is paid for which project"),
    "decisions.csv": said("who admitted or rejected which project, when and why"),
    "config.json": said("the rules"),
    "tree.json": said("the payout tree, as OpenZeppelin's StandardMerkleTree"),
    "manifest.json": said("SHA-256 of each file"),
}

RULING_WORDS = {
    Ruling.UPHELD: said("upheld: that result was thrown out"),
    Ruling.DISMISSED: said("dismissed: the result stood"),
    Ruling.FRIVOLOUS: said("found frivolous: the bond is lost"),
}

LAPSED_WORDS = said("not ruled on in time: the result stood")

STANDING_WORDS = {
    Standing.DONOR: said("donor"),
    Standing.APPLICANT: said("applicant"),
    Standing.SPONSOR: said("sponsor"),
    Standing.HOLDER: said("holder"),
}


def publication_of(address: Address, one: ResultPosition, bundles: Path) -> dict[str, Any]:
    """The publication that stands, with its files that are kept here; empty when none stands."""
    if not one.publication:
        return {}
    (published,) = one.publication
    folder = bundle_path(bundles, address, published.bundle_hash)
    return {
        "root": published.root,
        "list_hash": published.list_hash,
        "bundle_hash": published.bundle_hash,
        "digest": published.digest,
        "total": published.total_wei,
        "uses_committed": published.coefficients == one.commitment,
        "files": [
            {
                "name": name,
                "url": f"/api/v1/rounds/{address}/bundle/{name}",
                "bytes": (folder / name).stat().st_size,
                "words": words,
            }
            for name, words in BUNDLE_WORDS.items()
            if (folder / name).is_file()
        ],
        "exports": [
            {"name": export.file, "url": f"/api/v1/rounds/{address}/exports/{form}", "words": export.words}
            for form, export in EXPORTS.items()
            if (folder / MANIFEST).is_file()
        ],
    }


def is_same(published: Publication, result: RoundResult) -> bool:
    """Whether what was published is what the round's own rules give."""
    ours = (result.root, result.list_hash, result.total_wei)
    return (published.root, published.list_hash, published.total_wei) == ours


def objections_of(position: Position, one: ResultPosition) -> list[dict[str, Any]]:
    """Every objection, the newest first; the open one has a time until which it can be ruled on."""
    is_open = position.status is RoundStatus.OBJECTED
    newest = len(one.objections) - 1
    return [
        {
            "objector": event.args["objector"],
            "right": STANDING_WORDS[Standing(event.args["standing"])],
            "reason_hash": to_hash32(event.args["reasonHash"]),
            "ruling_until": one.ruling_until if is_open and place == newest else None,
            "ended": "" if is_open and place == newest else _ended(one.endings, place),
        }
        for place, event in reversed(list(enumerate(one.objections)))
    ]


def _ended(endings: Iterable[Event], place: int) -> str:
    # They end in their order, since one is open at a time; the last may have lapsed without the contract being called.
    ending = dict(enumerate(endings)).get(place)
    if ending is None or ending.args["lapsed"]:
        return LAPSED_WORDS
    return RULING_WORDS[Ruling(ending.args["ruling"])]
