"""The gas of our rounds until they close: opening, applications, donations."""

from collections.abc import Sequence
from itertools import islice

from eth_abi.abi import encode
from gas_cost import SAMPLES, Rows, cost_of, people, some
from gas_ground import Meter, Metered, evidence_hash, metered_chain
from gas_round_ground import (
    AMOUNT_UNITS,
    APPLICANT,
    BUNDLE,
    OPENING_DAY,
    PLAIN,
    PUBLISHED,
    REFUSING_PAYEE,
    RITA,
    ROSA,
    SPONSOR,
    WATCH,
    Rounds,
    hash_bytes,
    staged,
    words,
)
from gas_round_payouts import rows_of_payouts
from gas_round_rows import (
    APPLY,
    BY_LIST,
    CART,
    DECIDE,
    ENROL,
    FIRST_PLAIN,
    LATER_PLAIN,
    ONE,
    ONE_NATIVE,
    ONE_PLAIN,
    OPEN,
    REVIEW,
)

from quadrille.merkle_tree import MerkleTree, hash_leaf
from quadrille.types import Address, ContributionNumber

CART_SIZE = 10
OPENED, FIRST_CARTS = 3, 3
PUSHED, LISTED_PROJECTS, PLAIN_PROJECTS = 101, 31, 100
"""Projects of a round: one more than a push pays, so that the list does not end there; of the plain ones."""

REFUSING_PROJECT = 50
MATCHED = FIRST_CARTS + 2 * SAMPLES + 2
"""Donors whose gifts count in plain mode."""

LIST_SIZE = 1_000


def our_rows() -> Rows:
    """The rows of ours alone, on a chain of their own."""
    with metered_chain(WATCH) as meter:
        return rows_of_ours(meter)[0]


def rows_of_ours(meter: Meter) -> tuple[Rows, Rounds]:
    """All rows of ours, and the rounds as they are in the end. The chain must be new."""
    rounds, rows = opened(meter)
    meter.begin_day(OPENING_DAY)
    rows |= published_rows(rounds, rounds.published) | native_rows(rounds, rounds.native)
    rows |= plain_rows(rounds, rounds.plain) | enrolment(rounds)
    rows |= {row + BY_LIST: cost for row, cost in plain_rows(rounds, rounds.listed).items()}
    require_donated(rounds)
    give_to_all(rounds)
    return rows | rows_of_payouts(rounds), rounds


def opened(meter: Meter) -> tuple[Rounds, Rows]:
    """Rounds that are about to take donations, and what that cost."""
    stage, new = staged(meter), people()
    donors, matched, payees = some(new), some(new, MATCHED), some(new, PUSHED)
    payees[REFUSING_PROJECT] = REFUSING_PAYEE
    token = stage.token.address
    made = [stage.open(PUBLISHED, token=token) for _ in range(OPENED)]
    rounds = Rounds(
        stage,
        published=made[-1][0],
        native=stage.open(PUBLISHED)[0],
        plain=stage.open(PLAIN, token=token, badge=stage.badges.address)[0],
        listed=stage.open(PLAIN, token=token, gateRoot=hash_bytes(gate(matched).root))[0],
        payees=payees,
        donors=donors,
        matched=matched,
    )
    stage.badges.issue(matched)
    fill(rounds)
    return rounds, {OPEN: cost_of([gas for _, gas in made])} | admitted(rounds)


def fill(rounds: Rounds) -> None:
    """Pools that cover what is paid, and money for everybody."""
    stage, units = rounds.stage, PUSHED * AMOUNT_UNITS
    stage.enrich([*rounds.donors, SPONSOR], [rounds.published.address])
    stage.enrich([*rounds.matched, SPONSOR], [rounds.plain.address, rounds.listed.address])
    for round_ in (rounds.published, rounds.plain, rounds.listed):
        round_.cost(SPONSOR, "fund", units)
    rounds.native.cost(SPONSOR, "fund", units, value_wei=units)


def admitted(rounds: Rounds) -> Rows:
    """The rows of applications, from the published round; in the others they go the same way."""
    sizes = [(rounds.published, PUSHED), (rounds.native, PUSHED), (rounds.plain, PLAIN_PROJECTS)]
    sizes.append((rounds.listed, LISTED_PROJECTS))
    gas = [
        admit([round_ for round_, size in sizes if project < size], project, payee)
        for project, payee in enumerate(rounds.payees)
    ]
    return dict(zip((APPLY, REVIEW, DECIDE), map(cost_of, zip(*gas, strict=True)), strict=True))


def admit(among: Sequence[Metered], project: int, payee: Address) -> list[int]:
    """Gas of an application and of its two reviews, in the first of the rounds to which it goes."""
    meter = among[0].meter
    applied = among[0].data("applyFor", payee, "a-project", hash_bytes(BUNDLE))
    reviewed = among[0].data("review", project, 1, True, "a public good")
    sent = (APPLICANT, applied), (RITA, reviewed), (ROSA, reviewed)
    gas, *_ = [[meter.cost(sender, round_.address, data) for sender, data in sent] for round_ in among]
    return gas


def published_rows(rounds: Rounds, taker: Metered) -> Rows:
    """Donations in the token: a cart for all of the projects first, then one each, then carts of ten."""
    donors, cart = rounds.donors, words(range(1, CART_SIZE + 1))
    taker.cost(donors[0], "donate", words(range(1, SAMPLES + 1)))
    return {
        ONE: cost_of([taker.cost(donor, "donate", words([at])) for at, donor in enumerate(donors, 1)]),
        CART: cost_of([taker.cost(donor, "donate", cart) for donor in donors]),
    }


def native_rows(rounds: Rounds, taker: Metered) -> Rows:
    """One donation in coins, after a cart for all of the projects."""
    taker.cost(rounds.donors[0], "donate", words(range(1, SAMPLES + 1)), value_wei=AMOUNT_UNITS * SAMPLES)
    singles = enumerate(rounds.donors, 1)
    gas = [taker.cost(donor, "donate", words([at]), value_wei=AMOUNT_UNITS) for at, donor in singles]
    return {ONE_NATIVE: cost_of(gas)}


def plain_rows(rounds: Rounds, taker: Metered) -> Rows:
    """Donations by those who are matched, each to projects to which the donor has not given yet."""
    new = iter(rounds.matched)
    carts = [words(range(1 + CART_SIZE * at, 1 + CART_SIZE * (at + 1))) for at in range(FIRST_CARTS)]
    first = [taker.cost(next(new), "donate", cart) for cart in carts]
    later = [taker.cost(donor, "donate", carts[0]) for donor in islice(new, SAMPLES)]
    one = [taker.cost(donor, "donate", words([at])) for at, donor in enumerate(islice(new, SAMPLES), 1)]
    return {
        FIRST_PLAIN: cost_of(first, CART_SIZE),
        LATER_PLAIN: cost_of(later, CART_SIZE),
        ONE_PLAIN: cost_of(one),
    }


def require_donated(rounds: Rounds) -> None:
    """Whoever did less than was asked would look cheap."""
    assert rounds.published.read("donated") == AMOUNT_UNITS * SAMPLES * (2 + CART_SIZE)
    assert rounds.native.read("donated") == AMOUNT_UNITS * SAMPLES * 2
    for round_ in (rounds.plain, rounds.listed):
        assert all(round_.read("giftOf", donor, 1)[1] for donor in rounds.matched[FIRST_CARTS : FIRST_CARTS + SAMPLES])


def enrolment(rounds: Rounds) -> Rows:
    """Every matched donor shows that it is on the list."""
    tree = gate(rounds.matched)
    gas = []
    for donor in rounds.matched:
        proof = [hash_bytes(node) for node in tree.proof(leaf_of(donor))]
        gas.append(rounds.listed.cost(donor, "enrol", donor, proof))
    return {ENROL: cost_of(gas)}


def gate(matched: Sequence[Address]) -> MerkleTree:
    """A list of a thousand who are matched; besides these nobody in particular."""
    others = [hash_bytes(evidence_hash(ContributionNumber(number))) for number in range(LIST_SIZE - len(matched))]
    return MerkleTree([*map(leaf_of, matched), *others])


def leaf_of(donor: Address) -> bytes:
    """A donor's leaf of the list."""
    return hash_leaf(encode(["address"], [donor]))


def give_to_all(rounds: Rounds) -> None:
    """Two donors give to each project of the plain round, so that each is matched."""
    for donor in rounds.matched[-2:]:
        rounds.plain.cost(donor, "donate", words(range(PLAIN_PROJECTS)))
