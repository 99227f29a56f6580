"""What rounds of both modes share, typed: calls to be sent, reads, and what their logs tell."""

from functools import cached_property
from typing import ClassVar

from quadrille.chain.calls import Call
from quadrille.chain.contract import Contract
from quadrille.chain.funding_round.records import Application, ProjectRecord, Review
from quadrille.chain.funding_round.terms import Terms, unpack
from quadrille.chain.funding_round.words import pack
from quadrille.chain.states import ProjectState, RoundMode, RoundStatus
from quadrille.errors import BadParameter, WrongChain
from quadrille.merkle_tree import to_hash32
from quadrille.types import NOBODY, Address, BlockStamp, Hash32, ProjectIndex, Timestamp, Wei


class RoundContract(Contract):
    """Donations in escrow for their projects, and a pool that a result shares out."""

    # Both modes have these functions and events; a mode's own are in its class.
    name = "PublishedRound"
    mode: ClassVar[RoundMode]

    def apply_for(self, payee: Address, name: str, metadata_hash: Hash32) -> Call:
        """Apply for a project; the sender speaks for it from then on."""
        return self.call("applyFor", payee, name, metadata_hash)

    def reapply(self, index: ProjectIndex, payee: Address, name: str, metadata_hash: Hash32) -> Call:
        """Change an application that is not admitted; its review starts clean."""
        return self.call("reapply", index, payee, name, metadata_hash)

    def review(self, index: ProjectIndex, edition: int, admitted: bool, reason: str) -> Call:
        """Vote on one edition of an application."""
        return self.call("review", index, edition, admitted, reason)

    def announce_payee(self, index: ProjectIndex, payee: Address) -> Call:
        """Announce where the project wants to be paid from now on."""
        return self.call("announcePayee", index, payee)

    def complete_payee(self, index: ProjectIndex) -> Call:
        """Make the announced payee the one who is paid."""
        return self.call("completePayee", index)

    def keep_payee(self, index: ProjectIndex) -> Call:
        """Stop an announcement."""
        return self.call("keepPayee", index)

    def fund(self, amount_wei: Wei) -> Call:
        """Add to the matching pool; in a token's round after the round was allowed to take it."""
        return self.call("fund", amount_wei, value_wei=self._value(amount_wei))

    def donate(self, items: list[tuple[ProjectIndex, Wei]]) -> Call:
        """Give to several projects at once; raises BadParameter for an amount that the contract cannot hold."""
        words = pack(items)
        return self.call("donate", words, value_wei=self._value(Wei(sum(amount for _, amount in items))))

    def donate_with_permit(
        self, items: list[tuple[ProjectIndex, Wei]], deadline: Timestamp, signature: tuple[int, Hash32, Hash32]
    ) -> Call:
        """The same in a token's round, with the donor's EIP-2612 permit of the sum; signature is v, r, s."""
        return self.call("donateWithPermit", pack(items), deadline, *signature)

    def extend(self, closes_at: Timestamp) -> Call:
        """Move the close to a later time."""
        return self.call("extend", closes_at)

    def hold(self, index: ProjectIndex, until: Timestamp, reason: str) -> Call:
        """Hold a project's payments, once."""
        return self.call("hold", index, until, reason)

    def appeal(self, index: ProjectIndex, statement: str) -> Call:
        """Tell governance what a held project says to it."""
        return self.call("appeal", index, statement)

    def release(self, index: ProjectIndex) -> Call:
        """End a hold; governance alone."""
        return self.call("release", index)

    def pause_intake(self, until: Timestamp, reason: str) -> Call:
        """Stop donations and deposits for a while, once."""
        return self.call("pauseIntake", until, reason)

    def resume_intake(self) -> Call:
        """End a pause; governance alone."""
        return self.call("resumeIntake")

    def claim_donations(self, index: ProjectIndex) -> Call:
        """Pay a project what it was given."""
        return self.call("claimDonations", index)

    def cancel(self) -> Call:
        """End the round: before the close everybody is paid back, after it the pool alone goes back."""
        return self.call("cancel")

    def reclaim(self, account: Address) -> Call:
        """Return to a sponsor, or to the treasury where it has it, its part of what the result left."""
        return self.call("reclaim", account)

    def sweep(self, token: Address) -> Call:
        """Send to the treasury what arrived by other ways than donations and deposits."""
        return self.call("sweep", token)

    @cached_property
    def terms(self) -> Terms:
        """What the round was made with; raises WrongChain when there is none at this address."""
        code = self.client.code(self.address)
        try:
            return unpack(code)
        except (BadParameter, ValueError) as problem:
            raise self._no_round() from problem

    @property
    def is_native(self) -> bool:
        """Whether the round is in the chain's own coin."""
        return self.terms.token == NOBODY

    def status(self, at: BlockStamp | None = None) -> RoundStatus:
        """Where the round stands; raises WrongChain when the contract answers what no round of ours does."""
        had = int(self.read("status", at=at))
        if had not in set(RoundStatus):
            raise self._no_round()
        return RoundStatus(had)

    def closes_at(self, at: BlockStamp | None = None) -> Timestamp:
        """When donations end, with every extension and pause so far."""
        return Timestamp(self.read("closesAt", at=at))

    def paused_until(self) -> Timestamp:
        """Until when donations and deposits are paused; past or 0 when they are not."""
        return Timestamp(self.read("pausedUntil"))

    def configuration(self) -> str:
        """The canonical configuration whose hash the contract carries, from its first event; raises WrongChain."""
        opened = self.events("RoundOpened")
        if not opened:
            raise self._no_round()
        return str(opened[0].args["configuration"])

    def pool_from_logs(self, until: BlockStamp) -> Wei:
        """The matching pool, added up from its deposits."""
        return Wei(sum(event.args["amount"] for event in self.events("PoolFunded", until)))

    def pool_wei(self, at: BlockStamp | None = None) -> Wei:
        """The matching pool."""
        return Wei(self.read("pool", at=at))

    def owed_wei(self) -> Wei:
        """What the round still owes to projects, donors and sponsors in all."""
        return Wei(self.read("owed"))

    def deposit_of(self, sponsor: Address) -> Wei:
        """What a sponsor put into the pool."""
        return Wei(self.read("depositOf", sponsor))

    def project(self, index: ProjectIndex) -> ProjectRecord:
        """A project as the contract has it now; reverts when there is none of this id."""
        state, applicant, payee, received, is_paid, edition, held_until, *announced = self.read("projectOf", index)
        return ProjectRecord(
            ProjectState(state), Address(applicant), Address(payee), received, is_paid, edition, held_until, *announced
        )

    def has_donations_to_claim(self, index: ProjectIndex) -> bool:
        """Whether donations to this project wait, and may be claimed now."""
        project, closes_at, now = self.project(index), self.closes_at(), self.client.block().at
        is_due = closes_at + self.terms.donation_delay_seconds <= now < closes_at + self.terms.claim_seconds
        return bool(project.received_wei) and not project.is_paid and is_due and now >= project.held_until

    def applications(self, until: BlockStamp | None = None) -> list[Application]:
        """Every edition of every application, in the chain's order."""
        return [
            Application(
                event.args["projectId"],
                event.args["applicant"],
                event.args["edition"],
                event.args["payee"],
                event.args["name"],
                to_hash32(event.args["metadataHash"]),
            )
            for event in self.events("ProjectApplied", until)
        ]

    def reviews(self, until: BlockStamp | None = None) -> list[Review]:
        """Every vote of a reviewer, in the chain's order."""
        return [
            Review(
                event.args["projectId"],
                event.args["edition"],
                event.args["reviewer"],
                event.args["admitted"],
                event.args["reason"],
                event.block_number,
                event.transaction,
            )
            for event in self.events("ApplicationReviewed", until)
        ]

    def decided(self, until: BlockStamp | None = None) -> dict[ProjectIndex, tuple[int, bool]]:
        """The last decision on each project, in the chain's order: of which edition, and whether it is admitted."""
        last: dict[ProjectIndex, tuple[int, bool]] = {}
        for event in self.events("ApplicationDecided", until):
            last.pop(event.args["projectId"], None)
            last[event.args["projectId"]] = event.args["edition"], event.args["admitted"]
        return last

    def payees(self, until: BlockStamp | None = None) -> dict[ProjectIndex, Address]:
        """To whom each project moved its payments after it was admitted."""
        return {event.args["projectId"]: event.args["payee"] for event in self.events("PayeeChanged", until)}

    def carts(self, until: BlockStamp | None = None) -> list[tuple[Address, list[int]]]:
        """Donor and packed words of every cart, by number."""
        return [(event.args["donor"], event.args["words"]) for event in self.events("CartDonated", until)]

    def sponsors(self, until: BlockStamp | None = None) -> list[Address]:
        """Who has funded the pool, each once."""
        return list(dict.fromkeys(event.args["sponsor"] for event in self.events("PoolFunded", until)))

    def _value(self, amount_wei: Wei) -> Wei:
        return amount_wei if self.is_native else Wei(0)

    def _no_round(self) -> WrongChain:
        return WrongChain(f"The contract at {self.address} is no funding round.", "Check the round's address.")
