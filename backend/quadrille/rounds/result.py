"""From what the chain says of a round to who is paid what: the whole calculation, pure."""

from dataclasses import dataclass

from eth_abi.abi import encode
from eth_hash.auto import keccak

from quadrille.rounds.coefficients import Coefficients, count_persons
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.mechanisms import match_donations
from quadrille.rounds.matching.outcome import Matching, ProjectMatch
from quadrille.rounds.merkle import Leaf, PayoutTree
from quadrille.types import Address, BlockStamp, Hash32, ProjectIndex, Wei

NO_ROOT = Hash32("0x" + "00" * 32)
"""Published when nobody is matched: a tree needs at least one leaf."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project of a round: its place there, who is paid, and its name in the catalogue."""

    index: ProjectIndex
    payee: Address
    slug: str


@dataclass(frozen=True, slots=True)
class Cart:
    """What one donor gave in one transaction; `words` as on the chain, `items` the same unpacked."""

    donor: Address
    words: tuple[int, ...]
    items: tuple[tuple[ProjectIndex, Wei], ...]


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """Everything that decides a result, read at one block."""

    chain_id: int
    address: Address
    at: BlockStamp
    configuration: Configuration
    projects: tuple[Project, ...]
    carts: tuple[Cart, ...]
    pool_wei: Wei


@dataclass(frozen=True, slots=True)
class RoundResult:
    """Who is matched with what, and what is published of it. `tree` is None when nobody is.

    coefficients   which wallets count as one donor, and whose gifts count in part; empty where the chain says it all
    """

    facts: RoundFacts
    matching: Matching
    tree: PayoutTree | None
    digest: Hash32
    coefficients: Coefficients = ()

    @property
    def root(self) -> Hash32:
        """The tree's root, or 32 zero bytes when nobody is matched."""
        return self.tree.root if self.tree else NO_ROOT

    @property
    def total_wei(self) -> Wei:
        """What is paid out of the pool."""
        return Wei(self.matching.paid_units)

    def match_of(self, slug: str) -> ProjectMatch | None:
        """A project's part of the result; None when nobody gave to it."""
        return next((found for found in self.matching.projects if found.project == slug), None)


def compute_result(facts: RoundFacts, coefficients: Coefficients = ()) -> RoundResult:
    """Share the pool by the round's own rules; the same facts give the same result on every machine."""
    rules = facts.configuration
    matching = match_donations(rules.mechanism, counted_gifts(facts, coefficients), facts.pool_wei, rules.params)
    place = {project.slug: project for project in facts.projects}
    leaves = [
        Leaf(place[found.project].index, place[found.project].payee, found.match_units)
        for found in matching.projects
        if found.match_units
    ]
    return RoundResult(facts, matching, PayoutTree(leaves) if leaves else None, digest_of(facts), coefficients)


def donations_of(facts: RoundFacts) -> list[Donation]:
    """The carts as donations, in the order in which they came, each wallet for itself and in full."""
    slugs = {project.index: project.slug for project in facts.projects}
    return [Donation(cart.donor, slugs[index], amount_wei) for cart in facts.carts for index, amount_wei in cart.items]


def counted_gifts(facts: RoundFacts, coefficients: Coefficients) -> list[Donation]:
    """The donations as they are matched: from persons, where a table says which wallets are one person's."""
    gifts = donations_of(facts)
    return count_persons(gifts, coefficients) if coefficients else gifts


def digest_of(facts: RoundFacts) -> Hash32:
    """The running digest of all carts, as the contract keeps it:

    d0 = configHash, cartHash = keccak256(abi.encode(n, donor, words)), d = keccak256(abi.encode(d, cartHash)).
    """
    digest = bytes.fromhex(facts.configuration.hash[2:])
    for number, cart in enumerate(facts.carts):
        cart_hash = keccak(encode(["uint256", "address", "uint256[]"], [number, cart.donor, cart.words]))
        digest = keccak(digest + cart_hash)
    return Hash32("0x" + digest.hex())
