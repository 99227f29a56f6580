"""BallotLog, typed."""

from collections.abc import Sequence
from dataclasses import dataclass

from quadrille.chain.calls import Call, Event
from quadrille.chain.contract import Contract
from quadrille.types import Address, Hash32, Timestamp


@dataclass(frozen=True, slots=True)
class BallotList:
    """A relay's list of one proposal as the chain has it; all zero before it was committed."""

    root: Hash32
    count: int
    committed_at: Timestamp
    is_final: bool


@dataclass(frozen=True, slots=True)
class BallotReceipt:
    """What a relay says of a ballot that it took.

    digest      what the voter signed
    position    in the relay's list of this proposal, from 0
    cast_by     by when the relay means to have handed it in
    """

    proposal: int
    voter: Address
    digest: Hash32
    position: int
    received_at: Timestamp
    cast_by: Timestamp

    def as_tuple(self) -> tuple[int, Address, bytes, int, int, int]:
        """The fields in the order of the Solidity struct."""
        return self.proposal, self.voter, _bytes(self.digest), self.position, self.received_at, self.cast_by


class BallotLogContract(Contract):
    """The lists of ballots that relays have received."""

    name = "BallotLog"

    def commit(self, proposal: int, root: Hash32, count: int) -> Call:
        """Commit the sender's own list of a proposal."""
        return self.call("commit", proposal, _bytes(root), count)

    def list_of(self, relay: Address, proposal: int) -> BallotList:
        """A relay's list as it was committed last."""
        root, count, committed_at, is_final = self.read("listOf", relay, proposal)
        return BallotList(Hash32("0x" + root.hex()), count, Timestamp(committed_at), is_final)

    def is_closed(self, relay: Address, proposal: int) -> bool:
        """Whether the list can no longer be committed."""
        return bool(self.read("isClosed", relay, proposal))

    def is_listed(self, relay: Address, proposal: int, position: int, digest: Hash32, proof: Sequence[Hash32]) -> bool:
        """Whether the list has this ballot at this position."""
        return bool(self.read("isListed", relay, proposal, position, _bytes(digest), list(map(_bytes, proof))))

    def is_omitted(
        self, relay: Address, receipt: BallotReceipt, signature: str, listed: Hash32, proof: Sequence[Hash32]
    ) -> bool:
        """Whether the relay left out what it gave this receipt for; raises ContractReverted for no proof of that.

        listed, proof   what stands at the receipt's position; any hash where the list ends before
        """
        signed = bytes.fromhex(signature.removeprefix("0x"))
        words = relay, receipt.as_tuple(), signed, _bytes(listed), list(map(_bytes, proof))
        return bool(self.read("isOmitted", *words))

    def receipt_digest(self, receipt: BallotReceipt) -> Hash32:
        """The EIP-712 digest as the contract computes it."""
        return Hash32("0x" + self.read("receiptDigest", receipt.as_tuple()).hex())

    def governor_address(self) -> Address:
        """The governor whose ballots these are."""
        return Address(self.read("governor"))

    def committed(self, relay: Address, proposal: int) -> list[Event]:
        """Every time this relay committed its list of this proposal, oldest first."""
        return self.events("ListCommitted", relay=relay, proposalId=proposal)


def _bytes(hash_: Hash32) -> bytes:
    return bytes.fromhex(hash_.removeprefix("0x"))
