"""Past votes held once more under another rule: which would have ended otherwise, with the votes that were cast."""

from collections.abc import Mapping
from dataclasses import dataclass

from quadrille.governance.recount.counting import frame_of, hold
from quadrille.governance.recount.logs import VoteLogs, Which
from quadrille.governance.recount.reading import GovernanceLogs
from quadrille.governance.recount.weights import Parameters
from quadrille.types import Timestamp

PASSED, FAILED, NOT_MADE = "passed", "failed", "not made"


@dataclass(frozen=True, slots=True)
class Replayed:
    """How a proposal's vote ended, and how it would have ended."""

    proposal: int
    ended: str
    would_end: str

    @property
    def differs(self) -> bool:
        """Whether the rule would have changed it."""
        return self.ended != self.would_end

    def as_document(self) -> dict[str, str]:
        """Ready for JSON."""
        return {"proposal": str(self.proposal), "ended": self.ended, "would_end": self.would_end}


def replay(logs: GovernanceLogs, which: Which, value: int) -> list[Replayed]:
    """Every proposal whose vote is over and that was not withdrawn, oldest first.

    Votes count that were cast while votes would have been taken: that people would have come at other times, no log
    tells. Neither does any tell what they would have done with another right to propose.
    """
    over = [told for told in logs.proposals() if _is_over(logs, told)]
    return [Replayed(told.made.id, _ends(logs, told, {}), _ends(logs, told, {which: value})) for told in over]


def _is_over(logs: GovernanceLogs, told: VoteLogs) -> bool:
    ends_at = max([told.made.ends_at, *(one.until for one in told.extensions)])
    return not told.ended.is_canceled and logs.until.at > ends_at


def _ends(logs: GovernanceLogs, told: VoteLogs, instead: Mapping[Which, int]) -> str:
    made, parameters = told.made, Parameters(logs.changes, instead)
    snapshot_at = Timestamp(made.at - parameters.before(Which.MATURITY, made.place))
    snapshot = logs.first_place_after(snapshot_at, logs.block_of(made))
    frame = frame_of(made, snapshot, parameters, logs.weights)
    if frame.proposer_votes < frame.threshold:
        return NOT_MADE
    return PASSED if hold(frame, told.steps(), parameters, logs.weights).is_passing else FAILED
