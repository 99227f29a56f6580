"""QuadraticFundingRound, typed."""

from dataclasses import dataclass

from quadrille.chain.calls import Call
from quadrille.chain.contract import Contract
from quadrille.chain.states import RoundStatus
from quadrille.errors import BadParameter, WrongChain
from quadrille.types import Address, BlockNumber, BlockStamp, Hash32, ProjectIndex, Timestamp, Wei

AMOUNT_BITS = 112
"""A cart's word is (project << 112) | amount; sums of amounts stay below 2**112 (the contract's bound)."""


@dataclass(frozen=True, slots=True)
class RoundTimes:
    """When what is possible. Donations are taken in `[opens_at, closes_at)`."""

    opens_at: Timestamp
    closes_at: Timestamp
    donation_delay_seconds: int
    objection_seconds: int
    dead_man_seconds: int

    def __post_init__(self) -> None:
        for field, bits in (
            ("opens_at", 48),
            ("closes_at", 48),
            ("donation_delay_seconds", 32),
            ("objection_seconds", 32),
            ("dead_man_seconds", 32),
        ):
            if not 0 <= getattr(self, field) < 2**bits:
                raise BadParameter(field, getattr(self, field), f"from 0 to 2^{bits} - 1")


@dataclass(frozen=True, slots=True)
class AdmittedProject:
    """A project of a round; its index is its place in the round and in the Merkle tree. Where it was admitted."""

    index: ProjectIndex
    payee: Address
    slug: str
    block_number: BlockNumber
    transaction: Hash32


@dataclass(frozen=True, slots=True)
class PublishedResult:
    """What the operator published; `published_at` is 0 when nothing is."""

    root: Hash32
    total_wei: Wei
    bundle_hash: Hash32
    digest: Hash32
    published_at: Timestamp
    finalisable_at: Timestamp
    is_finalised: bool


class RoundContract(Contract):
    """Donations in escrow, a published result, payouts by Merkle proof."""

    name = "QuadraticFundingRound"

    def admit(self, payee: Address, slug: str) -> Call:
        """Take a project into the round."""
        return self.call("admit", payee, slug)

    def fund(self, amount_wei: Wei) -> Call:
        """Add to the matching pool."""
        return self.call("fund", value_wei=amount_wei)

    def donate(self, items: list[tuple[ProjectIndex, Wei]]) -> Call:
        """Give to several projects at once; raises BadParameter for an amount that the contract cannot hold."""
        for _, amount in items:
            # More bits than an amount has would name another project.
            if not 0 < amount < 2**AMOUNT_BITS:
                raise BadParameter("amount", amount, "from 1 to 2**112 - 1 wei")
        words = [(project << AMOUNT_BITS) | amount for project, amount in items]
        return self.call("donate", words, value_wei=Wei(sum(amount for _, amount in items)))

    def publish(self, root: Hash32, total_wei: Wei, bundle_hash: Hash32, digest: Hash32) -> Call:
        """Publish a result; the contract refuses another digest than its own."""
        return self.call("publish", root, total_wei, bundle_hash, digest)

    def finalise(self) -> Call:
        """Make the published result final, once its window is over."""
        return self.call("finalise")

    def claim_donations(self, project: ProjectIndex) -> Call:
        """Pay a project what it was given."""
        return self.call("claimDonations", project)

    def claim_matching(self, index: ProjectIndex, payee: Address, amount_wei: Wei, proof: list[Hash32]) -> Call:
        """Pay a project its matching."""
        return self.call("claimMatching", index, payee, amount_wei, proof)

    def cancel(self) -> Call:
        """End the round: before the close everybody is refunded, after it the pool alone goes back."""
        return self.call("cancel")

    def refund(self, cart: int, donor: Address, words: list[int]) -> Call:
        """Give a donor of a cancelled round a cart back."""
        return self.call("refund", cart, donor, words)

    def reclaim(self, sponsor: Address) -> Call:
        """Return to a sponsor its part of what the result left."""
        return self.call("reclaim", sponsor)

    def status(self, at: BlockStamp | None = None) -> RoundStatus:
        """Where the round stands; raises WrongChain when the contract answers what no round of ours does."""
        had = int(self.read("status", at=at))
        if had not in set(RoundStatus):
            raise WrongChain(f"The contract at {self.address} is no funding round.", "Check the round's address.")
        return RoundStatus(had)

    def times(self) -> RoundTimes:
        """The round's times, fixed at its creation."""
        config = self.read("config")
        return RoundTimes(*config[2:7])

    def operator(self) -> Address:
        """Who admits projects and publishes the result, fixed at its creation; nobody else can."""
        return Address(self.read("config")[0])

    def configuration(self) -> str:
        """The canonical configuration whose hash the contract carries, from its first event; raises WrongChain."""
        opened = self.events("RoundOpened")
        if not opened:
            raise WrongChain(f"The contract at {self.address} is no funding round.", "Check the round's address.")
        return str(opened[0].args["configuration"])

    def config_hash(self) -> Hash32:
        """The hash of the configuration, as fixed at the creation."""
        return Hash32("0x" + self.read("config")[7].hex())

    def pool_from_logs(self, until: BlockStamp) -> Wei:
        """The matching pool, added up from its deposits."""
        return Wei(sum(event.args["amount"] for event in self.events("PoolFunded", until)))

    def pool_wei(self, at: BlockStamp | None = None) -> Wei:
        """The matching pool."""
        return Wei(self.read("pool", at=at))

    def result(self) -> PublishedResult:
        """What is published."""
        root, total, bundle_hash, digest, published_at, finalisable_at, is_finalised = self.read("result")
        hashes = [Hash32("0x" + word.hex()) for word in (root, bundle_hash, digest)]
        return PublishedResult(hashes[0], Wei(total), hashes[1], hashes[2], published_at, finalisable_at, is_finalised)

    def has_donations_to_claim(self, index: ProjectIndex) -> bool:
        """Whether donations to this project wait, and may be claimed now."""
        _, received, is_claimed = self.read("projectOf", index)
        times = self.times()
        is_due = self.client.block().at >= times.closes_at + times.donation_delay_seconds
        return received > 0 and not is_claimed and is_due

    def is_matching_claimed(self, index: ProjectIndex) -> bool:
        """Whether this project has its matching."""
        return bool(self.read("isMatchingClaimed", index))

    def projects(self, until: BlockStamp | None = None) -> list[AdmittedProject]:
        """All admitted projects, by index."""
        return [
            AdmittedProject(
                event.args["projectId"],
                event.args["payee"],
                event.args["slug"],
                event.block_number,
                event.transaction,
            )
            for event in self.events("ProjectAdmitted", until)
        ]

    def carts(self, until: BlockStamp | None = None) -> list[tuple[Address, list[int]]]:
        """Donor and packed words of every cart, by number."""
        return [(event.args["donor"], event.args["words"]) for event in self.events("CartDonated", until)]

    def sponsors(self, until: BlockStamp | None = None) -> list[Address]:
        """Who has funded the pool, each once."""
        return list(dict.fromkeys(event.args["sponsor"] for event in self.events("PoolFunded", until)))


def gifts(words: list[int]) -> tuple[tuple[ProjectIndex, Wei], ...]:
    """A cart's words unpacked: project and amount of each, in order."""
    mask = (1 << AMOUNT_BITS) - 1
    return tuple((ProjectIndex(word >> AMOUNT_BITS), Wei(word & mask)) for word in words)
