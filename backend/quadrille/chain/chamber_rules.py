"""By which rules the chambers of a new deployment decide, and where each number comes from."""

from dataclasses import dataclass

ChamberRulesTuple = tuple[int, int, int, int, int, int, int, int, bool, int, int, int]
"""The fields of IChamberRules.Rules in their order."""

DAY = 86_400


@dataclass(frozen=True, slots=True)
class ChamberRules:
    """Rules of ballots, in the order of IChamberRules.Rules; shares in bps, times in seconds.

    least_seats           with fewer a chamber is no house: two friends are no chamber (our design, at least five)
    least_houses          with fewer there is no quorum: one house alone is no agreement of several
    quorum_bps            mean turnout of the houses; the governor's own share. Optimism's Citizens' House asks for
                          30 %, of citizens who are chosen for a season
    approval_bps          mean approval of the houses: our choice, more than half, so that no house decides by one voice
    veto2_bps and so on   share of the seats of two, three, four houses against: 17, 14, 11 % as the manual of
                          Optimism's Citizens' House has it (June 2026)
    objection_bps         each chamber that objects raises what is needed by so much
    is_blocking           whether an objection keeps from being approved at all
    maturity_seconds      how long a seat's badge was held: longer than it can be given for one ballot and taken back
    """

    least_seats: int = 5
    least_houses: int = 2
    quorum_bps: int = 2_000
    approval_bps: int = 6_000
    veto2_bps: int = 1_700
    veto3_bps: int = 1_400
    veto4_bps: int = 1_100
    objection_bps: int = 500
    is_blocking: bool = False
    maturity_seconds: int = 31 * DAY
    shortest_seconds: int = DAY
    longest_seconds: int = 30 * DAY

    def as_tuple(self) -> ChamberRulesTuple:
        """The fields in the order of the Solidity struct."""
        return (
            self.least_seats,
            self.least_houses,
            self.quorum_bps,
            self.approval_bps,
            self.veto2_bps,
            self.veto3_bps,
            self.veto4_bps,
            self.objection_bps,
            self.is_blocking,
            self.maturity_seconds,
            self.shortest_seconds,
            self.longest_seconds,
        )


@dataclass(frozen=True, slots=True)
class FeedbackRules:
    """When a chamber may object for longer than one seat can; in the order of StandingFeedback's constructor.

    quorum_bps    of a chamber's live seats have to sign, at least two: a third, so that one friend more is not enough
    least_seats   as many as make it a house on ballots
    """

    quorum_bps: int = 3_400
    least_seats: int = 5
