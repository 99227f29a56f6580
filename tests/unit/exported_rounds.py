"""Rounds to export: of any projects and gifts, recomputed from their bundles."""

from collections.abc import Sequence

from eth_hash.auto import keccak
from eth_utils.address import to_checksum_address

from quadrille.rounds.bundle.bundle import make_bundle
from quadrille.rounds.bundle.decisions import vote
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.exports.from_bundle import result_table
from quadrille.rounds.exports.result_table import ResultTable
from quadrille.rounds.outcome.coefficients import Coefficients
from quadrille.rounds.result import Project, RoundFacts, compute_result
from quadrille.types import NOBODY, Address, BlockNumber, BlockStamp, Hash32, ProjectIndex, Timestamp, Wei
from unit.example_round import OPERATOR, ROUND, cart

HOSTILE = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "=cmd|'/C calc'!A0",
    "+1",
    "-dash",
    "@sum",
    "\t=1",
    "one\r\n=1",
    "a;=1+1",
    "'quoted",
    'a "b", c',
    "＝wide",
    "https://x.example/?a=1&b=2",
    "1e5",
    "0012",
    "_x0041_",
    "\u202eturned",
    "rings\x07",
    " both sides ",
    "x" * 500,
    "مشروع",
    "&amp;{{ 7 * 7 }}",
)
"""Ids that none of our rounds has, and a bundle from anybody may have."""


def address(seed: object) -> Address:
    """Some account; the same for the same seed."""
    return Address(to_checksum_address(keccak(str(seed).encode())[-20:]))


def facts_of(slugs: Sequence[str], gifts: Sequence[tuple[str, str, int]], pool_wei: int, **params: str) -> RoundFacts:
    """A round of these projects; gifts by donor's name, project and amount in wei."""
    return RoundFacts(
        chain_id=31_337,
        address=ROUND,
        token=NOBODY,
        at=BlockStamp(BlockNumber(42), Hash32("0x" + "c3" * 32), Timestamp(1_800_000_000)),
        configuration=Configuration.of("Learning and water", "qf", params),
        projects=tuple(Project(ProjectIndex(at), address(at), slug) for at, slug in enumerate(slugs)),
        applied=len(slugs),
        carts=tuple(cart(address(donor), (slugs.index(slug), amount)) for donor, slug, amount in gifts),
        pool_wei=Wei(pool_wei),
        decisions=tuple(
            vote(slug, True, OPERATOR, Timestamp(1_799_000_000 + at), ("a public good", Hash32(f"0x{at + 1:064x}")))
            for at, slug in enumerate(slugs)
        ),
    )


def exported(facts: RoundFacts, coefficients: Coefficients = ()) -> ResultTable:
    """The table that is exported of a round."""
    return result_table(make_bundle(compute_result(facts, coefficients)))


def hostile_round() -> RoundFacts:
    """Three people give to each hostile project."""
    gifts = [(f"donor {n}", slug, (n + 1) * 10**18 + at) for at, slug in enumerate(HOSTILE) for n in range(3)]
    return facts_of(HOSTILE, gifts, 10**20)


def round_of(count: int) -> RoundFacts:
    """So many projects with names of usual length, the first with most donors."""
    slugs = [f"{('water', 'lesson', 'clinic')[at % 3]}-keeper-{at:02}" for at in range(count)]
    gifts = [
        (f"donor {n}", slug, 10**16 * (1 + (7 * n + at) % 23))
        for at, slug in enumerate(slugs)
        for n in range(2 + 3 * (count - at))
    ]
    return facts_of(slugs, gifts, 40 * 10**18, cap_bps="1500")
