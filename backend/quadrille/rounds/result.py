"""From what the chain says of a round to who is paid what: the whole calculation, pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eth_abi.abi import encode
from eth_hash.auto import keccak

from quadrille.rounds.bundle.calculation import Calculation, calculate
from quadrille.rounds.bundle.decisions import Decision
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.outcome import Matching, ProjectMatch
from quadrille.rounds.outcome.coefficients import Coefficients
from quadrille.rounds.outcome.merkle import Leaf, PayoutTree
from quadrille.types import AMOUNT_BITS, NO_HASH, Address, BlockStamp, Hash32, ProjectIndex, Wei


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
    """Everything that decides a result, read at one block; and who decided what of it, in the chain's order.

    token     of all amounts; NOBODY is the chain's coin
    applied   how many projects applied; the ids of those that were admitted are among the first so many
    """

    chain_id: int
    address: Address
    token: Address
    at: BlockStamp
    configuration: Configuration
    projects: tuple[Project, ...]
    applied: int
    carts: tuple[Cart, ...]
    pool_wei: Wei
    decisions: tuple[Decision, ...]


@dataclass(frozen=True, slots=True)
class RoundResult:
    """Who is matched with what, and what is published of it. `tree` is None when nobody is."""

    facts: RoundFacts
    calculation: Calculation
    tree: PayoutTree | None
    digest: Hash32

    @property
    def matching(self) -> Matching:
        """Who is matched with what."""
        return self.calculation.matching

    @property
    def coefficients(self) -> Coefficients:
        """Which wallets count as one donor, and whose gifts count in part; empty where the chain says it all."""
        return self.calculation.coefficients

    @property
    def root(self) -> Hash32:
        """The tree's root, or 32 zero bytes when nobody is matched."""
        return self.tree.root if self.tree else NO_HASH

    @property
    def words(self) -> tuple[int, ...]:
        """The list by which the result can be paid: see `words_of`."""
        return words_of(self.matching, self.facts.projects, self.facts.applied)

    @property
    def list_hash(self) -> Hash32:
        """The list's fold, which is published beside the root."""
        return fold(self.words)

    @property
    def total_wei(self) -> Wei:
        """What is paid out of the pool."""
        return Wei(self.matching.paid_units)

    def match_of(self, slug: str) -> ProjectMatch | None:
        """A project's part of the result; None when nobody gave to it."""
        return next((found for found in self.matching.projects if found.project == slug), None)


def compute_result(facts: RoundFacts, coefficients: Coefficients = ()) -> RoundResult:
    """Share the pool by the round's own rules; the same facts give the same result on every machine."""
    slugs = tuple(project.slug for project in facts.projects)
    found = calculate(facts.configuration, donations_of(facts), coefficients, slugs, facts.pool_wei)
    return RoundResult(facts, found, tree_of(found.matching, facts.projects), digest_of(facts))


def words_of(matching: Matching, projects: Iterable[Project], applied: int) -> tuple[int, ...]:
    """A word for each project that applied, from 0 on: its id above what it is matched with, also where that is 0.

    applied   above every project's id
    """
    place = {project.slug: project.index for project in projects}
    words = [index << AMOUNT_BITS for index in range(applied)]
    for found in matching.projects:
        words[place[found.project]] |= found.match_units
    return tuple(words)


def fold(words: Sequence[int]) -> Hash32:
    """What the contract keeps of a list: H_i = keccak256(word_i, H_i+1), beyond the last word 32 zero bytes."""
    folded = bytes(32)
    for word in reversed(words):
        folded = keccak(word.to_bytes(32) + folded)
    return Hash32("0x" + folded.hex())


def tree_of(matching: Matching, projects: Iterable[Project]) -> PayoutTree | None:
    """The payout tree of a matching of these projects; None when nobody is matched."""
    place = {project.slug: project for project in projects}
    leaves = [
        Leaf(place[found.project].index, place[found.project].payee, found.match_units)
        for found in matching.projects
        if found.match_units
    ]
    return PayoutTree(leaves) if leaves else None


def donations_of(facts: RoundFacts) -> list[Donation]:
    """The carts as donations, in the order in which they came, each wallet for itself and in full."""
    slugs = {project.index: project.slug for project in facts.projects}
    return [Donation(cart.donor, slugs[index], amount_wei) for cart in facts.carts for index, amount_wei in cart.items]


def digest_of(facts: RoundFacts) -> Hash32:
    """The running digest of all carts, as the contract keeps it:

    d0 = configHash, cartHash = keccak256(abi.encode(n, donor, words)), d = keccak256(abi.encode(d, cartHash)).
    """
    digest = bytes.fromhex(facts.configuration.hash[2:])
    for number, cart in enumerate(facts.carts):
        cart_hash = keccak(encode(["uint256", "address", "uint256[]"], [number, cart.donor, cart.words]))
        digest = keccak(digest + cart_hash)
    return Hash32("0x" + digest.hex())
