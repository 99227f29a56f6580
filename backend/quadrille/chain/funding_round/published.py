"""A round whose result is calculated elsewhere, published, and open to objection; typed."""

from quadrille.chain.badge import BadgeContract
from quadrille.chain.calls import Call
from quadrille.chain.funding_round.records import Objection, Publication, PublishedResult
from quadrille.chain.funding_round.round import RoundContract
from quadrille.chain.states import RoundMode, Ruling, Standing
from quadrille.merkle_tree import to_hash32
from quadrille.types import NOBODY, Address, BlockStamp, Hash32, ProjectIndex, Timestamp, Wei


class PublishedRound(RoundContract):
    """Calls, reads and logs of a round in published mode."""

    name = "PublishedRound"
    mode = RoundMode.PUBLISHED

    def commit_coefficients(self, commitment: Hash32) -> Call:
        """Fix coefficients, wallet links and exclusions before a result; the committer."""
        return self.call("commitCoefficients", commitment)

    def publish(
        self,
        root: Hash32,
        list_hash: Hash32,
        total_wei: Wei,
        bundle_hash: Hash32,
        digest: Hash32,
        coefficients: Hash32,
    ) -> Call:
        """Publish a result; the contract refuses another digest or commitment than its own."""
        return self.call("publish", root, list_hash, total_wei, bundle_hash, digest, coefficients)

    def object(self, standing: Standing, id_: int, words: list[int], reason_hash: Hash32) -> Call:
        """Object to the result that stands, with the bond."""
        return self.call("object", standing, id_, words, reason_hash, value_wei=self.terms.bond_wei)

    def rule(self, ruling: Ruling) -> Call:
        """Rule on the open objection; governance alone."""
        return self.call("rule", ruling)

    def name_publisher(self, publisher: Address) -> Call:
        """Name another publisher after two upheld objections; governance alone."""
        return self.call("namePublisher", publisher)

    def take_bond(self, objector: Address) -> Call:
        """Return a bond that is not forfeit."""
        return self.call("takeBond", objector)

    def finalise(self) -> Call:
        """Make the published result final, once its window is over."""
        return self.call("finalise")

    def claim_matching(self, index: ProjectIndex, payee: Address, amount_wei: Wei, proof: list[Hash32]) -> Call:
        """Pay a project its matching; `payee` is the leaf's, payment goes to the project's of now."""
        return self.call("claimMatching", index, payee, amount_wei, proof)

    def push(self, words: list[int], rest: Hash32) -> Call:
        """Pay the next projects of the list; `rest` is the fold of the words after these."""
        return self.call("push", words, rest)

    def refund(self, cart: int, donor: Address, words: list[int]) -> Call:
        """Give a donor a cart back: all of it, or what its projects never claimed."""
        return self.call("refund", cart, donor, words)

    def result(self) -> PublishedResult:
        """The result that stands."""
        root, rest, bundle_hash, total, *times = self.read("result")
        return PublishedResult(to_hash32(root), to_hash32(rest), to_hash32(bundle_hash), Wei(total), *times)

    def coefficients_commitment(self) -> Hash32:
        """What the committer fixed last; zero when nothing."""
        return to_hash32(self.read("coefficientsCommitment"))

    def commitments(self) -> list[Hash32]:
        """What the committer fixed, every time, oldest first."""
        return [to_hash32(event.args["commitment"]) for event in self.events("CoefficientsCommitted")]

    def publisher(self) -> Address:
        """Who publishes now."""
        return Address(self.read("publisher"))

    def dead_man_at(self) -> Timestamp:
        """From when on nobody can publish, and anybody can give the pool back when no result stands."""
        return Timestamp(self.read("deadManAt"))

    def is_holder(self, account: Address) -> bool:
        """Whether an account holds the badge whose holders may object."""
        badge = self.terms.badge
        return badge != NOBODY and bool(BadgeContract(self.client, badge).read("balanceOf", account))

    def is_matching_claimed(self, index: ProjectIndex) -> bool:
        """Whether this project has its matching."""
        return bool(self.read("isMatchingClaimed", index))

    def cart_hash_of(self, cart: int) -> Hash32:
        """The hash of a cart that was not paid back; zero when there is none."""
        return to_hash32(self.read("cartHashOf", cart))

    def publications(self, until: BlockStamp | None = None) -> list[Publication]:
        """Every publication of a result, oldest first."""
        return [
            Publication(
                root=to_hash32(event.args["root"]),
                list_hash=to_hash32(event.args["listHash"]),
                total_wei=Wei(event.args["total"]),
                bundle_hash=to_hash32(event.args["bundleHash"]),
                digest=to_hash32(event.args["digest"]),
                coefficients=to_hash32(event.args["coefficients"]),
                block_number=event.block_number,
            )
            for event in self.events("ResultPublished", until)
        ]

    def objections(self) -> list[Objection]:
        """Every objection, oldest first."""
        return [
            Objection(
                event.args["objector"],
                event.args["standing"],
                to_hash32(event.args["reasonHash"]),
                Timestamp(event.args["decisionEndsAt"]),
                event.transaction,
            )
            for event in self.events("ResultObjected")
        ]

    def pushed_words(self) -> int:
        """How many words of the list were pushed, since a result is final."""
        return sum(len(event.args["words"]) for event in self.events("ListPushed"))
