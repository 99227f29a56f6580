"""The logs of badges and votes as they are on the chain, up to one block; nothing but a node is needed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from quadrille.chain.badge import BadgeContract
from quadrille.chain.calls import Event
from quadrille.chain.governor import GovernorContract
from quadrille.errors import NotFound, WrongChain
from quadrille.governance.recount.logs import (
    BadgeChanged,
    Cast,
    Ended,
    Extended,
    Made,
    ParameterSet,
    Place,
    Trim,
    VoteLogs,
    VotesChanged,
    Which,
)
from quadrille.governance.recount.weights import Parameters, Weights, by_votes
from quadrille.languages.words import said
from quadrille.types import NOBODY, Address, BlockNumber, BlockStamp, ContributionNumber, KindId, Timestamp

GONE = {"BadgeBurned": "given up", "BadgeRevoked": "revoked"}
"""How badges end, by the event."""


@dataclass(frozen=True)
class Kind:
    """What the log of a kind says that a weight hangs on; `term_seconds` 0 is without end."""

    name: str
    term_seconds: int


class GovernanceLogs:
    """All that a governor and its badge have logged up to a block, which every answer is about."""

    def __init__(self, governor: GovernorContract, until: BlockStamp | None = None) -> None:
        self.governor, self.client = governor, governor.client
        self.until = until or governor.client.block()
        self.badge = BadgeContract(governor.client, governor.badge_address(), governor.since)
        self._times: dict[int, Timestamp] = {}
        self._events: dict[str, list[Event]] = {}

    @cached_property
    def votes(self) -> list[VotesChanged]:
        """Every change of a holder's votes, oldest first."""
        found = self.badge.events("DelegateVotesChanged", self.until)
        return [
            VotesChanged(_place(one), one.args["delegate"], one.args["previousVotes"], one.args["newVotes"])
            for one in found
        ]

    @cached_property
    def weights(self) -> Weights:
        """Everybody's votes, from those."""
        return by_votes(self.votes)

    @cached_property
    def badges(self) -> list[BadgeChanged]:
        """Every change of a badge, oldest first."""
        names = ("BadgeIssued", "Transfer", "BadgeLapsed", *GONE)
        events = [one for name in names for one in self.badge.events(name, self.until)]
        return list(_badge_changes(sorted(events, key=_place)))

    @cached_property
    def kinds(self) -> dict[KindId, Kind]:
        """Every kind, by its number."""
        found = self.badge.events("KindRegistered", self.until)
        return {one.args["kind"]: Kind(one.args["name"], one.args["term"]) for one in found}

    @cached_property
    def changes(self) -> list[ParameterSet]:
        """Every change of a parameter, oldest first."""
        found = self.governor.events("ParameterSet", self.until)
        return [ParameterSet(_place(one), Which(one.args["parameter"]), one.args["current"]) for one in found]

    @property
    def parameters(self) -> Parameters:
        """How decisions were taken, from those."""
        return Parameters(self.changes)

    def proposals(self) -> list[VoteLogs]:
        """Every proposal, oldest first."""
        return [self._proposal(one) for one in self._of("ProposalCreated")]

    def proposal(self, proposal: int) -> VoteLogs:
        """One proposal; raises NotFound."""
        for created in self._of("ProposalCreated"):
            if created.args["proposalId"] == proposal:
                return self._proposal(created)
        raise NotFound(
            "proposal", proposal, said("The governor {address} never had it.", address=self.governor.address)
        )

    def first_place_after(self, moment: Timestamp, newest: BlockNumber | None = None) -> Place:
        """The place of the first block, up to `newest`, that is later than this second."""
        last = self.until if newest is None else self.client.block(newest)
        if last.at <= moment:
            return last.number + 1, 0
        return self.client.first_block_at(Timestamp(moment + 1), last, self.governor.since).number, 0

    def block_of(self, made: Made) -> BlockNumber:
        """The block in which a proposal was made."""
        return BlockNumber(made.place[0])

    def at(self, block: int) -> Timestamp:
        """When a block was made."""
        if block not in self._times:
            self._times[block] = self.client.block(block).at
        return self._times[block]

    def _of(self, name: str, proposal: int | None = None) -> list[Event]:
        if name not in self._events:
            self._events[name] = self.governor.events(name, self.until)
        return [one for one in self._events[name] if proposal in (None, one.args["proposalId"])]

    def _proposal(self, created: Event) -> VoteLogs:
        told, proposal = created.args, created.args["proposalId"]
        framed = self._of("ProposalFramed", proposal)
        if not framed:
            raise WrongChain(
                f"{self.governor.address} told of proposal {proposal} and never of its snapshot.",
                "Check the governor's address: this one counts votes in another way.",
            )
        casts = [*self._of("VoteCast", proposal), *self._of("VoteCastWithParams", proposal)]
        made = Made(
            proposal,
            _place(created),
            self.at(created.block_number),
            told["proposer"],
            told["voteStart"],
            told["voteEnd"],
            framed[0].args["snapshotAt"],
            framed[0].args["quorumVotes"],
        )
        return VoteLogs(
            made,
            tuple(sorted(map(self._cast, casts), key=lambda cast: cast.place)),
            tuple(map(self._trim, self._of("VoteTrimmed", proposal))),
            tuple(
                Extended(_place(one), one.args["extendedDeadline"]) for one in self._of("ProposalExtended", proposal)
            ),
            self._ended(proposal),
        )

    def _cast(self, event: Event) -> Cast:
        told = event.args
        return Cast(_place(event), self.at(event.block_number), told["voter"], told["support"], told["weight"])

    def _trim(self, event: Event) -> Trim:
        told, at = event.args, self.at(event.block_number)
        return Trim(_place(event), at, event.transaction, told["voter"], told["hadWeight"], told["hasWeight"])

    def _ended(self, proposal: int) -> Ended:
        queued = self._of("ProposalQueued", proposal)
        return Ended(
            Timestamp(queued[-1].args["etaSeconds"] if queued else 0),
            bool(self._of("ProposalExecuted", proposal)),
            bool(self._of("ProposalCanceled", proposal)),
        )


def _badge_changes(events: Sequence[Event]) -> Iterator[BadgeChanged]:
    """Issued, moved, lapsed, gone: an ERC-721 tells every one of its moves, and the badge's own events tell why."""
    had: dict[ContributionNumber, BadgeChanged] = {}
    reasons = {(one.args["number"], one.transaction): GONE[one.name] for one in events if one.name in GONE}
    for event in events:
        told, place = event.args, _place(event)
        number = ContributionNumber(told["tokenId"] if event.name == "Transfer" else told["number"])
        if event.name == "BadgeIssued":
            had[number] = BadgeChanged(place, number, told["holder"], told["weight"], "issued", told["kind"])
        elif number not in had:
            # Of a badge that was never issued; the votes that it moves are missed elsewhere.
            continue
        elif event.name == "BadgeLapsed":
            had[number] = replace(had[number], place=place, weight=0, why="lapsed")
        elif event.name == "Transfer" and told["from"] != NOBODY:
            to = None if told["to"] == NOBODY else Address(told["to"])
            why = "moved" if to else reasons.get((number, event.transaction), "gone")
            had[number] = replace(had[number], place=place, holder=to, why=why)
        else:
            continue
        yield had[number]


def _place(event: Event) -> Place:
    return event.block_number, event.log_index
