"""ReviewLog, typed."""

from dataclasses import dataclass, replace
from typing import Any

from quadrille.chain.calls import Call, Event
from quadrille.chain.contract import Contract
from quadrille.errors import ContractReverted, NotFound
from quadrille.types import Address, BlockStamp, Hash32


@dataclass(frozen=True, slots=True)
class DayRoot:
    """What the chain has of one day of reviews: the Merkle root, and how many commitments are under it."""

    root: Hash32
    count: int


class ReviewLogContract(Contract):
    """The roots of the days' reviews."""

    name = "ReviewLog"

    def publish(self, day: int, root: Hash32, count: int) -> Call:
        """Publish a day's root, for good; for the publisher to send, once the day is over."""
        return self.call("publish", day, bytes.fromhex(root[2:]), count)

    def set_publisher(self, publisher: Address) -> Call:
        """Name who publishes; the zero address is nobody. For governance to send."""
        return self.call("setPublisher", publisher)

    def day_of(self, day: int, at: BlockStamp | None = None) -> DayRoot:
        """A day's root, at a block or at the newest; raises NotFound when it has none."""
        try:
            root, count = self.read("dayOf", day, at=at)
        except ContractReverted as refusal:
            if refusal.name != "ReviewLogUnknownDay":
                raise
            raise NotFound("root of day", day) from refusal
        return DayRoot(Hash32("0x" + root.hex()), count)

    def latest_day(self, at: BlockStamp | None = None) -> int:
        """The latest day that has a root; 0 before the first. No day up to it can get one any more."""
        return int(self.read("latestDay", at=at))

    def publisher(self) -> Address:
        """Who publishes; the zero address is nobody."""
        return Address(self.read("publisher"))

    def badge_address(self) -> Address:
        """The badge contract whose issuers sign receipts."""
        return Address(self.read("badge"))

    def published(self, until: BlockStamp | None = None, **indexed: Any) -> list[Event]:
        """Every publication, or those of this `day` or `publisher`, oldest first; roots as 0x text."""
        return [
            replace(event, args={**event.args, "root": Hash32("0x" + event.args["root"].hex())})
            for event in self.events("DayPublished", until, **indexed)
        ]
