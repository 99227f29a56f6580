"""A small round made of nothing but facts, and its bundle."""

import random
from pathlib import Path

from quadrille.rounds.bundle.bundle import coefficients_csv, make_bundle, write_bundle
from quadrille.rounds.bundle.decisions import vote
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.outcome.coefficients import read_coefficients, table_of
from quadrille.rounds.result import Cart, Project, RoundFacts, RoundResult, compute_result
from quadrille.types import NOBODY, Address, BlockNumber, BlockStamp, Hash32, ProjectIndex, Timestamp, Wei

AMOUNT_BITS = 112

ROUND = Address("0x5FbDB2315678afecb367f032d93F642f64180aa3")
OPERATOR = Address("0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
PAYEES = (
    Address("0x70997970C51812dc3A010C7d01b50e0d17dc79C8"),
    Address("0x3C44CdDdB6a900fa2b585dd299e03d12FA4293BC"),
    Address("0x90F79bf6EB2c4f870365E785982E1f101E93b906"),
)
DONORS = (
    Address("0x15d34AAf54267DB7D7c367839AAf71A00a2C6A65"),
    Address("0x9965507D1a55bcC2695C58ba16FB37d819B0A4dc"),
)
SLUGS = ("clinic-daybook", "lesson-lantern", "wellspring-map")


def cart(donor: Address, *items: tuple[int, int]) -> Cart:
    """A cart as the chain has it: projects by index, amounts in wei."""
    typed = tuple((ProjectIndex(index), Wei(amount)) for index, amount in items)
    return Cart(donor, tuple((index << AMOUNT_BITS) | amount for index, amount in typed), typed)


def example_facts(pool_wei: int = 500, carts: tuple[Cart, ...] | None = None) -> RoundFacts:
    """Two donors, three projects: one with two donors, one with a lone donor, one with none."""
    if carts is None:
        carts = (cart(DONORS[0], (0, 100), (1, 7)), cart(DONORS[1], (0, 400)))
    return RoundFacts(
        chain_id=31_337,
        address=ROUND,
        token=NOBODY,
        at=BlockStamp(BlockNumber(42), Hash32("0x" + "c3" * 32), Timestamp(1_800_000_000)),
        configuration=Configuration.of("Learning and water", "qf", {"cap_bps": "4000"}),
        projects=tuple(
            Project(ProjectIndex(index), payee, slug)
            for index, (payee, slug) in enumerate(zip(PAYEES, SLUGS, strict=True))
        ),
        applied=len(SLUGS),
        carts=carts,
        pool_wei=Wei(pool_wei),
        decisions=tuple(
            vote(
                slug, True, OPERATOR, Timestamp(1_799_000_000 + place), ("a public good", Hash32(f"0x{place + 1:064x}"))
            )
            for place, slug in enumerate(SLUGS)
        ),
    )


def example_result() -> RoundResult:
    """What follows from the example's facts."""
    return compute_result(example_facts())


def write_example_bundle(folder: Path) -> Path:
    """The example's bundle on disk."""
    write_bundle(make_bundle(example_result()), folder)
    return folder


THIRD = PAYEES[0]
"""A donor more; the example has two."""

LINKED = table_of({(donor, SLUGS[0]) for donor in (*DONORS, THIRD)}, {DONORS[0]: 1, THIRD: 1}, set())


def linked_result() -> RoundResult:
    """The example with a third donor, who is the first one's other wallet."""
    carts = (*example_facts().carts, cart(THIRD, (0, 900), (2, 50)))
    return compute_result(example_facts(carts=carts), LINKED)


def reread(result: RoundResult, seed: int) -> RoundResult:
    """The same result, its coefficients read from a file whose rows stand in another order."""
    header, *rows = coefficients_csv(result.coefficients).splitlines(keepends=True)
    random.Random(seed).shuffle(rows)
    return compute_result(result.facts, read_coefficients([header, *rows], "coefficients.csv"))
