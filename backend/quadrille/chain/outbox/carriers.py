"""How works become transactions. Each kind of work has a carrier; flows bring theirs, calls stand here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any, ClassVar, Protocol

from sqlmodel import Session

from quadrille.chain.calls import Call, Event
from quadrille.chain.outbox.tables import OutboxRow
from quadrille.types import Address, Wei

Entry = Mapping[str, Any]
"""What a work asks for, as JSON has it."""


class OnChain(Enum):
    """What the chain has where a work wanted to go."""

    NOTHING = "nothing"
    OURS = "ours"
    """Exactly what the work means, by another transaction."""
    ANOTHER = "another"
    """Something else, for good: the work has to go elsewhere."""


@dataclass(frozen=True, slots=True)
class Found:
    """What the chain has, and the log that proves it. `beyond` is the highest place that is taken."""

    what: OnChain
    log: Event | None = None
    beyond: int = 0


class Carrier(Protocol):
    """Makes transactions of works of one kind."""

    most: int
    """Works in one transaction, at the most."""

    @property
    def kind(self) -> str:
        """Which works are its own."""

    def call(self, entries: Sequence[Entry]) -> Call:
        """The call that does all of these."""

    def gas(self, entries: Sequence[Entry]) -> int | None:
        """What is enough gas for all of these, as long as nothing is in their way; None when only a trial tells."""

    def find(self, entry: Entry) -> Found:
        """What the chain has where this one wanted to go; asked once its call was refused."""

    def go_elsewhere(self, session: Session, work: OutboxRow, found: Found) -> None:
        """Queue the same purpose anew, where nothing is in its way; not yet committed."""

    def refusals(self, receipt: Mapping[str, Any]) -> dict[int, str]:
        """Which of the works in a mined transaction the contract left out, by place, and why."""


class CallCarrier:
    """A work that is one contract call, with a transaction of its own."""

    kind: ClassVar[str] = "call"
    most = 1

    def call(self, entries: Sequence[Entry]) -> Call:
        """The call, as it was queued."""
        (entry,) = entries
        to = None if entry["to"] is None else Address(entry["to"])
        return Call(entry["what"], to, entry["data"], Wei(entry["value_wei"]))

    def gas(self, _entries: Sequence[Entry]) -> int | None:
        """Only a trial tells."""
        return None

    def find(self, _entry: Entry) -> Found:
        """Nothing: a call does not say how to recognise what it did."""
        return Found(OnChain.NOTHING)

    def go_elsewhere(self, _session: Session, _work: OutboxRow, _found: Found) -> None:
        """Never asked for."""
        raise NotImplementedError

    def refusals(self, _receipt: Mapping[str, Any]) -> dict[int, str]:
        """A call alone succeeds or is reverted."""
        return {}


def call_entry(call: Call) -> Entry:
    """A call as a work's entry."""
    return {"what": call.what, "to": call.to, "data": call.data, "value_wei": call.value_wei}
