"""Badges that are ERC-721 tokens: ours, and the peers that take the same messages, called by the same lines."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count

from eth_account.signers.local import LocalAccount
from gas_ground import BEGINNING, Metered, evidence_hash, numbers

from quadrille.chain.badge import Issue, Voucher
from quadrille.chain.badge_kinds import REVIEWER
from quadrille.chain.typed_data import sign, voucher_message
from quadrille.types import Address, ContributionNumber, KindId, Timestamp

VALID_FROM, DEADLINE = Timestamp(BEGINNING - 1), Timestamp(BEGINNING + 0x01010101)


@dataclass(frozen=True)
class Tokens(Metered):
    """A contract of tokens, at work.

    authority   who revokes
    relayer     who sends other people's vouchers
    """

    issuer: LocalAccount
    authority: Address
    relayer: Address
    kind: KindId = REVIEWER.id
    has_votes: bool = True
    numbers: Iterator[ContributionNumber] = field(default_factory=numbers)
    newest: dict[Address, ContributionNumber] = field(default_factory=dict)

    def issue(self, holders: Sequence[Address]) -> int:
        """A badge to each, in one batch."""
        entries = [self._entry(self.number_for(holder), holder).as_tuple() for holder in holders]
        return self.cost(Address(self.issuer.address), "issueBatch", entries)

    def activate(self, holder: Address) -> int:
        """Nothing: votes count as soon as there is a badge."""
        return 0

    def claim(self, holder: Address) -> int:
        """A badge by a voucher of 65 bytes of ECDSA."""
        voucher, signature = self.voucher(self.number_for(holder), holder)
        return self.cost(self.relayer, "claim", voucher.as_tuple(), bytes.fromhex(signature[2:]))

    def revoke(self, holder: Address) -> int:
        """At once, by the authority."""
        return self.cost(self.authority, "revoke", self.newest[holder], 1)

    def past_votes(self, holder: Address, moment: Timestamp, expected: int) -> int | None:
        """Gas of the view alone; None where there are no votes."""
        if not self.has_votes:
            return None
        self.meter.anvil.rpc("evm_mine")
        assert self.read("getPastVotes", holder, moment) == expected
        data = self.data("getPastVotes", holder, moment)
        return self.meter.cost_of_reading(self.relayer, Address(self.contract.address), data)

    def standing(self, holder: Address) -> int:
        """Votes, or tokens where there are no votes."""
        return int(self.read("getVotes" if self.has_votes else "balanceOf", holder))

    def number_for(self, holder: Address) -> ContributionNumber:
        """A new number, kept as the holder's newest."""
        self.newest[holder] = next(self.numbers)
        return self.newest[holder]

    def voucher(self, number: ContributionNumber, holder: Address) -> tuple[Voucher, str]:
        """A voucher whose signature has no zero byte."""
        for salt in count():
            evidence = evidence_hash(number, salt)
            issuer = Address(self.issuer.address)
            voucher = Voucher(issuer, holder, number, self.kind, evidence, VALID_FROM, DEADLINE)
            message = voucher_message(self.meter.client.chain_id, Address(self.contract.address), voucher)
            if 0 not in bytes.fromhex((signature := sign(self.issuer, message))[2:]):
                return voucher, signature
        raise AssertionError

    def _entry(self, number: ContributionNumber, holder: Address) -> Issue:
        return Issue(number, holder, self.kind, evidence_hash(number))
