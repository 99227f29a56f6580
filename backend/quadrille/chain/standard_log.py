"""StandardLog, typed: which document is the Standard, and which changes of it can be decided on."""

from dataclasses import dataclass

from eth_hash.auto import keccak

from quadrille.chain.calls import Call
from quadrille.chain.contract import Contract
from quadrille.chain.states import ChangeLevel
from quadrille.chain.text import written
from quadrille.types import Address, Hash32, Timestamp


@dataclass(frozen=True, slots=True)
class Announcement:
    """A change of the Standard that anybody can comment on."""

    announcer: Address
    announced_at: Timestamp
    level: ChangeLevel
    version: str


class StandardLogContract(Contract):
    """Keeps which document is the Standard."""

    name = "StandardLog"

    def announce(self, document: Hash32, level: ChangeLevel, version: str) -> Call:
        """Announce a change; for a badge holder to send."""
        return self.call("announce", document, int(level), version)

    def adopt(self, document: Hash32, description: str) -> Call:
        """Make it the Standard; only as the one action of an executed proposal with this whole description."""
        return self.call("adopt", document, keccak(written(description)))

    def announcement_of(self, document: Hash32) -> Announcement:
        """An announcement that can be adopted; raises ContractReverted when there is none."""
        announcer, announced_at, level, version = self.read("announcementOf", document)
        return Announcement(announcer, announced_at, ChangeLevel(level), version)

    def comment_seconds(self, level: ChangeLevel) -> int:
        """How long everybody can comment before voting opens."""
        return int(self.read("commentSeconds", int(level)))
