"""What must hold before a result is published, and what is told to whoever publishes it."""

from pathlib import Path

from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.states import RoundStatus
from quadrille.errors import Refused
from quadrille.languages.moments import Moment
from quadrille.languages.words import said
from quadrille.rounds.bundle.bundle import commitment_of
from quadrille.rounds.outcome.coefficients import COEFFICIENTS, Coefficients, check_part
from quadrille.rounds.outcome.committed import committed
from quadrille.rounds.result import RoundFacts, RoundResult
from quadrille.types import NO_HASH, Hash32


def require_committed(round_: PublishedRound, bundles: Path, table: Coefficients | None) -> Coefficients:
    """The coefficients that the chain holds the result to; raises Refused for others, and where none are committed."""
    commitment = round_.coefficients_commitment()
    if commitment == NO_HASH:
        raise Refused(
            said("No coefficients are committed for the round {address}.", address=round_.address),
            said("The committer does that first: `quadrille rounds close {address}`.", address=round_.address),
        )
    if table is None:
        return committed(bundles, round_.address, commitment)
    if commitment_of(table) != commitment:
        raise Refused(
            said(
                "These coefficients are {commitment_of}, but {commitment} were committed.",
                commitment_of=commitment_of(table),
                commitment=commitment,
            ),
            "Publish with the file that the committer has.",
        )
    return table


def check_rows(table: Coefficients, facts: RoundFacts) -> None:
    """Raises MalformedFile for a row about nobody who gave, or nothing that was given to."""
    donors, slugs = {cart.donor for cart in facts.carts}, {project.slug for project in facts.projects}
    check_part(table, donors, slugs, COEFFICIENTS)


def require_new(round_: PublishedRound, result: RoundResult, hash_: Hash32) -> int:
    """How often a result was published so far; raises Refused when this very one is published."""
    # All of it as of one block: what is mined between two looks would be published again, by another key.
    at = round_.client.block()
    publications = round_.publications(at)
    if round_.status(at) not in (RoundStatus.PUBLISHED, RoundStatus.OBJECTED, RoundStatus.FINALISED):
        return len(publications)
    last = publications[-1]
    ours = (result.root, result.list_hash, result.total_wei, hash_)
    if (last.root, last.list_hash, last.total_wei, last.bundle_hash) == ours:
        raise Refused(
            said(
                "This very result of the round {address} is published; it can be final from {finalisable_at}.",
                address=round_.address,
                finalisable_at=Moment(round_.result().finalisable_at),
            ),
            "There is nothing to do but wait; `quadrille rounds bundle` writes its bundle again.",
        )
    return len(publications)


def who_checks(result: RoundResult) -> tuple[str, ...]:
    """What whoever publishes tells others."""
    return (
        "Somebody who did not calculate it must check it before it is final: "
        "`quadrille verify BUNDLE --rpc URL` on a machine of their own, with the bundle from this server.",
        "Donors, applicants, sponsors and badge holders can object: "
        f"`quadrille rounds object {result.facts.address} --reason WORDS`.",
    )
