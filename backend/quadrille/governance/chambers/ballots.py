"""A ballot of the chambers from its opening to what came of it; all but opening anybody may do, we at our cost."""

from dataclasses import dataclass

from sqlmodel import Session

from quadrille.catalog.catalog import get_project, list_projects
from quadrille.chain.calls import Call, Mined
from quadrille.chain.chamber_ballot import Admission, ChamberPoll, Seat
from quadrille.chain.deployment import Chain
from quadrille.chain.hashes import hash_bytes
from quadrille.chain.outbox.sending import is_kept, send
from quadrille.errors import NotFound, Refused
from quadrille.governance.chambers.naming import admission_subject, project_key
from quadrille.governance.chambers.tally import Count, Outcome, Result, Rules, result
from quadrille.languages.moments import Moment
from quadrille.languages.words import said
from quadrille.types import NO_HASH, NOBODY, Address, Bps, ContributionNumber, Hash32, Timestamp

DAY_SECONDS = 86_400

BLOCK_MARGIN_SECONDS = 60
"""By how much the block that opens a ballot may be later than the newest now; blocks come every 12 seconds."""


@dataclass(frozen=True, slots=True)
class BallotStanding:
    """A ballot as it stands: counts and reasons are of now, and fixed once it is closed.

    result   as if the ballot closed now; `outcome` is OPEN while votes are taken
    """

    poll: ChamberPoll
    rules: Rules
    counts: tuple[Count, ...]
    result: Result
    admission: Admission | None

    @property
    def decided(self) -> Outcome:
        """What it would be if it closed now, whether or not it is open."""
        return result(self.rules, self.counts, self.result.objections).outcome


def open_call(chain: Chain, subject: Hash32, project: Hash32, closes_at: Timestamp) -> Call:
    """The call by which the holder of a seat opens a ballot; `project` NO_HASH where it is about none."""
    return chain.chamber_ballot.open(subject, project, closes_at)


def open_admission(
    session: Session, chain: Chain, round_: Address, slug: str, closes_at: Timestamp
) -> tuple[int, Mined]:
    """Open a ballot on a project's newest application to a round, as its operator; the ballot's number.

    slug     the project, by the name it applied with, which is its slug in the catalogue
    raises   NotFound for a project that is not in the catalogue or did not apply; Refused where the chambers are no
             reviewer of this round; ContractReverted
    """
    get_project(session, slug)
    index, edition = application_of(chain, round_, slug)
    contract = chain.chamber_ballot
    _require_heard(chain, round_, closes_at)
    subject, project = admission_subject(round_, index, edition), project_key(slug)
    key = f"chambers {contract.address} admission {round_} {index} {edition} until {closes_at}"
    done = send(session, chain, "operator", key, contract.open_admission(round_, index, edition, project, closes_at))
    opened = contract.events("BallotOpened", subject=hash_bytes(subject))
    return next(event.args["ballot"] for event in opened if event.transaction == done.transaction), done


def closing_at(chain: Chain, days: int) -> Timestamp:
    """When a ballot closes that is opened next and open for so many days, or as short as the rules have it."""
    shortest = chain.chamber_ballot.rules().shortest_seconds + BLOCK_MARGIN_SECONDS
    return Timestamp(chain.client.block().at + max(days * DAY_SECONDS, shortest))


def application_of(chain: Chain, round_: Address, slug: str) -> tuple[int, int]:
    """The number and the newest edition of a project's application; the last that came with this name.

    Raises NotFound, WrongChain for what is no round.
    """
    found = [one for one in chain.round(round_).applications() if one.name == slug]
    if not found:
        raise NotFound("application to this round", slug, "Look at `quadrille rounds status`.")
    return found[-1].index, found[-1].edition


def standing_of(chain: Chain, ballot: int) -> BallotStanding:
    """A ballot as it stands; raises NotFound."""
    contract, block = chain.chamber_ballot, chain.client.block()
    poll, admission = contract.poll(ballot, block), contract.admission_of(ballot)
    counts = tuple(Count(*row) for row in contract.counts_of(ballot, block))
    outcome, houses, turnout, approval, needed, objections = contract.result_of(ballot, block)
    found = Result(Outcome(outcome), houses, Bps(turnout), Bps(approval), Bps(needed), objections)
    return BallotStanding(
        poll, rules_of(chain, poll.rules_version), counts, found, None if admission.round == NOBODY else admission
    )


def rules_of(chain: Chain, version: int) -> Rules:
    """The rules of a version, as the tally takes them."""
    had = chain.chamber_ballot.rules_of(version)
    vetoes = Bps(had.veto2_bps), Bps(had.veto3_bps), Bps(had.veto4_bps)
    shares = Bps(had.quorum_bps), Bps(had.approval_bps), vetoes, Bps(had.objection_bps)
    return Rules(had.least_seats, had.least_houses, *shares, had.is_blocking)


def list_polls(chain: Chain, after: int, limit: int) -> list[ChamberPoll]:
    """Ballots behind number `after`, oldest first; one more than `limit` where there is one."""
    last = min(chain.chamber_ballot.count(), after + limit + 1)
    return [chain.chamber_ballot.poll(number) for number in range(after + 1, last + 1)]


def project_of(session: Session, poll: ChamberPoll) -> str:
    """The slug of the project that a ballot is about; "" for none, or one that is not in the catalogue."""
    if poll.project == NO_HASH:
        return ""
    return next((one.slug for one in list_projects(session) if project_key(one.slug) == poll.project), "")


def trim(session: Session, chain: Chain, ballot: int, seats: list[ContributionNumber]) -> Mined:
    """Take seats out of an open ballot that must not count any more, at the operator's cost."""
    contract = chain.chamber_ballot
    trimmed = len(contract.events("SeatTrimmed", ballot=ballot))
    key = f"chambers {contract.address} trim {ballot} {','.join(map(str, sorted(seats)))} after {trimmed}"
    return send(session, chain, "operator", key, contract.trim(ballot, seats))


def to_trim(chain: Chain, ballot: int) -> list[ContributionNumber]:
    """Seats that count in an open ballot and must not any more: dead, let go, or of somebody who is affiliated."""
    contract, poll = chain.chamber_ballot, chain.chamber_ballot.poll(ballot)
    gone = {event.args["seat"] for event in contract.events("SeatTrimmed", ballot=ballot)}
    left = {event.args["seat"] for event in contract.events("SeatLeft") if event.args["endBallot"] > ballot}
    counted = sorted(_counted_in(chain, ballot) - gone)
    seats = [contract.seat_of(ContributionNumber(number)) for number in counted]
    return [seat.number for seat in seats if seat.number in left or not seat.is_live or _is_recused(chain, poll, seat)]


def close(session: Session, chain: Chain, ballot: int) -> Mined:
    """Fix the outcome of a ballot that is over, at the operator's cost; raises NotFound, ContractReverted."""
    contract = chain.chamber_ballot
    contract.poll(ballot)
    return send(session, chain, "operator", f"chambers {contract.address} close {ballot}", contract.close(ballot))


def admit(session: Session, chain: Chain, ballot: int) -> Mined:
    """Tell the round what was decided, at the operator's cost; raises NotFound, Refused, ContractReverted."""
    contract, standing = chain.chamber_ballot, standing_of(chain, ballot)
    key = f"chambers {contract.address} admit {ballot}"
    decides = standing.result.outcome in (Outcome.APPROVED, Outcome.REJECTED, Outcome.VETOED)
    if not is_kept(session, chain, key) and (standing.admission is None or not decides):
        had = standing.result.outcome.name.lower().replace("_", " ")
        on = "no application" if standing.admission is None else f"an application, and {had}"
        raise Refused(
            said("Ballot {ballot} is on {on}; a round is told what was decided.", ballot=ballot, on=on),
            "Wait until it is decided.",
        )
    return send(session, chain, "operator", key, contract.admit(ballot))


def _require_heard(chain: Chain, address: Address, closes_at: Timestamp) -> None:
    """Raise Refused unless the round will hear what the chambers decide."""
    round_, chambers = chain.round(address), chain.chamber_ballot.address
    if chambers not in round_.terms.reviewers:
        raise Refused(
            said("The chambers {chambers} are no reviewer of the round {address}.", chambers=chambers, address=address),
            "Name them among its reviewers when it is opened: `quadrille rounds new --reviewer`.",
        )
    if closes_at >= round_.closes_at():
        raise Refused(
            said(
                "The ballot would close at {closes_at}, the round takes projects in until {round_closes_at}.",
                closes_at=Moment(closes_at),
                round_closes_at=Moment(round_.closes_at()),
            ),
            "Let the ballot close earlier, or the round later: `quadrille rounds extend`.",
        )


def _counted_in(chain: Chain, ballot: int) -> set[int]:
    """Seats that were taken when a ballot was opened."""
    contract = chain.chamber_ballot
    events = [*contract.events("SeatTaken"), *contract.events("SeatLeft")]
    counted: set[int] = set()
    for event in sorted(events, key=lambda event: (event.block_number, event.log_index)):
        # Only what was before the ballot says who is counted in it.
        is_taken = event.name == "SeatTaken"
        if event.args["firstBallot" if is_taken else "endBallot"] <= ballot:
            change = counted.add if is_taken else counted.discard
            change(event.args["seat"])
    return counted


def _is_recused(chain: Chain, poll: ChamberPoll, seat: Seat) -> bool:
    return poll.project != NO_HASH and chain.affiliation_registry.is_affiliated(poll.project, seat.holder)
