"""Where a round stands, all that a page tells of it, read once."""

from dataclasses import dataclass

from quadrille.chain.calls import Event
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.funding_round.records import Publication, PublishedResult
from quadrille.chain.funding_round.terms import Terms
from quadrille.chain.states import RoundMode, RoundStatus
from quadrille.types import NO_HASH, Address, BlockStamp, Hash32, Timestamp

BEFORE_CLOSE = (RoundStatus.PENDING, RoundStatus.OPEN)


@dataclass(frozen=True, slots=True)
class ResultPosition:
    """What a round in published mode has besides.

    publication   the last one, while its result stands: nothing else stands in the list
    objections    logs of every objection, and how they ended, oldest first
    """

    result: PublishedResult
    publisher: Address
    dead_man_at: Timestamp
    commitment: Hash32
    publication: tuple[Publication, ...]
    objections: tuple[Event, ...]
    endings: tuple[Event, ...]

    @property
    def is_committed(self) -> bool:
        """Whether it is fixed who counts."""
        return self.commitment != NO_HASH

    @property
    def ruling_until(self) -> Timestamp:
        """Until when the open objection can be ruled on."""
        return Timestamp(self.result.objected_at + self.result.stop_left_seconds)

    @property
    def lapsed_seconds(self) -> int:
        """How long an objection stopped the clock that nobody ruled on: the contract adds it when it is next called."""
        return self.result.stop_left_seconds if self.result.objected_at else 0

    @property
    def final_from(self) -> Timestamp:
        """From when on the result can be made final, unless an objection is open."""
        return Timestamp(self.result.finalisable_at + self.lapsed_seconds)


@dataclass(frozen=True, slots=True)
class Position:
    """A round in the block `at`. Amounts in base units of its asset; `of_result` is () in plain mode."""

    at: BlockStamp
    terms: Terms
    mode: RoundMode
    status: RoundStatus
    closes_at: Timestamp
    paused_until: Timestamp
    pool_units: int
    donated_units: int
    owed_units: int
    of_result: tuple[ResultPosition, ...]

    @property
    def is_before_close(self) -> bool:
        """Whether projects and deposits can still come."""
        return self.status in BEFORE_CLOSE

    @property
    def is_paused(self) -> bool:
        """Whether donations and deposits are stopped."""
        return self.is_before_close and self.at.at < self.paused_until

    @property
    def paid_units(self) -> int:
        """What went out so far: to projects, and back to donors and sponsors."""
        return self.donated_units + self.pool_units - self.owed_units


def read_position(round_: AnyRound) -> Position:
    """Where the round stands now; raises WrongChain for a contract that answers what no round of ours does."""
    at = round_.client.block()
    status = round_.status(at)
    return Position(
        at=at,
        terms=round_.terms,
        mode=round_.mode,
        status=status,
        closes_at=round_.closes_at(at),
        paused_until=round_.paused_until(),
        pool_units=round_.pool_wei(at),
        donated_units=int(round_.read("donated", at=at)),
        owed_units=int(round_.read("owed", at=at)),
        of_result=(_of_result(round_, status, at),) if isinstance(round_, PublishedRound) else (),
    )


def _of_result(round_: PublishedRound, status: RoundStatus, at: BlockStamp) -> ResultPosition:
    result = round_.result()
    # Before the close there is nothing to object to.
    objections = () if status in BEFORE_CLOSE else tuple(round_.events("ResultObjected", at))
    return ResultPosition(
        result=result,
        publisher=round_.publisher(),
        dead_man_at=round_.dead_man_at(),
        commitment=round_.coefficients_commitment(),
        publication=tuple(round_.publications(at)[-1:]) if result.stands else (),
        objections=objections,
        endings=tuple(round_.events("ObjectionEnded", at)) if objections else (),
    )
