"""Where governance is measured: badges given out through a year, who votes with them, and a governor at work."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count, cycle, islice
from typing import Any, ClassVar

from eth_account.signers.local import LocalAccount
from eth_hash.auto import keccak
from gas_code import PEERS, compiled
from gas_cost import people
from gas_ground import Meter, Metered, accounts
from gas_ours import RELAYER
from gas_round_ground import AMOUNT_UNITS, FORTUNE_UNITS
from gas_tokens import Tokens

from quadrille.chain.states import Support
from quadrille.types import Address, Timestamp

CROWD, PROPOSALS = 50, 12
"""Voters of a crowd, and proposals that are open at the same time."""

YEAR = 365
"""Every day somebody gets a badge who does not vote, so that the history of all weight is as long as it becomes."""

SEVEN_DAYS = (10, 50, 90, 130, 170, 210, 250)
YOUNG_DAYS = (10, 90, 170, 250, 340, 350, 360)
"""When a crowd got its badges. The last three of the second are younger than the maturity on the proposing day."""

PROPOSING_DAY = YEAR + 1
VOTING_DAY, LAST_DAY = PROPOSING_DAY + 2, PROPOSING_DAY + 7
"""The second is within the flip window: voting opens a day after the proposing, for seven days."""

QUEUEING_DAY = LAST_DAY + 3
EXECUTION_DAY = QUEUEING_DAY + 3
AFTERWARDS = EXECUTION_DAY + 1

SAYS = (Support.FOR, Support.FOR, Support.AGAINST, Support.FOR, Support.ABSTAIN)
"""What a crowd votes, in turn."""

TEXT = ("What is to be paid, to whom, and why it is worth it. " * 100)[:4096]

Ballot = tuple[Any, ...]
"""A signed vote, as a governor's contract takes it."""

RELAY = Address(RELAYER.address)


@dataclass(frozen=True)
class Crowds:
    """Who votes: fifty with a badge each, fifty with seven, and fifty with seven of which three are too young."""

    one: Sequence[LocalAccount]
    seven: Sequence[LocalAccount]
    young: Sequence[LocalAccount]


def crowds() -> Crowds:
    """Always the same."""
    voters = accounts("voter")
    one, seven, young = (list(islice(voters, CROWD)) for _ in range(3))
    return Crowds(one, seven, young)


def titles() -> Iterator[str]:
    """Always the same, in the same order and of the same length."""
    return (f"Fund the pool, part {part}" for part in count(1_001))


@dataclass(frozen=True)
class Proposal:
    """A proposal that was made, and the gas of that."""

    id: int
    proposer: Address
    actions: tuple[list[Address], list[int], list[bytes]]
    description: str
    gas: int

    @property
    def arguments(self) -> tuple[Any, ...]:
        """What names it to OpenZeppelin's `queue` and `execute`."""
        return (*self.actions, keccak(self.description.encode()))


@dataclass(frozen=True)
class Governor(Metered):
    """A governor at work.

    badges      whose weight votes
    treasury    the timelock
    pool        into which proposals pay
    """

    badges: Tokens
    treasury: Metered
    pool: Metered
    is_prolonged: ClassVar[bool]
    """Whether a vote goes on when it is decided late."""

    weight_of_young: ClassVar[int]
    """What seven badges weigh of which three are too young."""

    crowds: Crowds = field(default_factory=crowds)
    titles: Iterator[str] = field(default_factory=titles)

    def propose(self, proposer: Address, actions: int = 1, text: str = "") -> Proposal:
        """Payments into the pool, as a proposal whose id and description's hash have no zero byte."""
        data = bytes.fromhex(self.pool.data("fund", AMOUNT_UNITS)[2:])
        lists = [self.pool.address] * actions, [AMOUNT_UNITS] * actions, [data] * actions
        for title in self.titles:
            description = f"{title}\n{text}\n#proposer={proposer}"
            digest = keccak(description.encode())
            number = int(self.read("hashProposal", *lists, digest))
            if 0 not in digest + number.to_bytes(32, "big"):
                return Proposal(
                    number, proposer, lists, description, self.cost(proposer, "propose", *lists, description)
                )
        raise AssertionError

    def vote(self, proposal: Proposal, voter: LocalAccount, support: Support = Support.FOR) -> int:
        """A vote that its voter sends."""
        return self.cost(Address(voter.address), "castVote", proposal.id, int(support))

    def sign(self, proposal: Proposal, voter: LocalAccount, support: Support = Support.FOR) -> Ballot:
        """A vote that its voter signs."""
        raise NotImplementedError

    def hand_in(self, ballot: Ballot) -> int:
        """One signed vote, by the relayer."""
        raise NotImplementedError

    def hand_in_all(self, ballots: Sequence[Ballot]) -> int:
        """Several signed votes, by the relayer, in one transaction."""
        raise NotImplementedError

    def queue(self, proposal: Proposal) -> int:
        """Hand a proposal that passed to the timelock."""
        return self.cost(RELAY, "queue", *proposal.arguments)

    def execute(self, proposal: Proposal) -> int:
        """Have the timelock make its payments."""
        return self.cost(RELAY, "execute", *proposal.arguments)

    def counted(self, proposal: Proposal) -> int:
        """The weight of all votes on a proposal."""
        return sum(self.read("proposalVotes", proposal.id))

    def sign_all(self, proposal: Proposal, voters: Iterable[LocalAccount]) -> list[Ballot]:
        """A signed vote of each, who are not all of one opinion."""
        return [self.sign(proposal, voter, says) for voter, says in zip(voters, cycle(SAYS), strict=False)]


def let_a_year_pass(badges: Tokens) -> None:
    """Give out the badges of all. The day that begins after it is the proposing day."""
    passers, voting = people(), crowds()
    for day in range(1, YEAR + 1):
        badges.meter.begin_day(day)
        due = [next(passers)]
        due += [Address(voter.address) for voter in voting.one[day - 1 : day]]
        for voters, days in ((voting.seven, SEVEN_DAYS), (voting.young, YOUNG_DAYS)):
            due += [Address(voter.address) for voter in voters if day in days]
        badges.issue(due)
    badges.meter.begin_day(PROPOSING_DAY)


def pool_of(meter: Meter, treasury: Address) -> Metered:
    """A pool that had money before, and a treasury that can fill it."""
    made = compiled([PEERS / "governance" / "Pool.sol"])["Pool"]
    pool = Metered(meter, meter.create(RELAY, made["abi"], made["bytecode"]))
    for holder in (treasury, RELAY):
        meter.anvil.rpc("anvil_setBalance", holder, hex(FORTUNE_UNITS))
    pool.cost(RELAY, "fund", AMOUNT_UNITS, value_wei=AMOUNT_UNITS)
    return pool


def before(moment: Timestamp) -> Timestamp:
    """The last time until then that has no zero byte."""
    return next(Timestamp(second) for second in count(moment, -1) if has_no_zero(second))


def after(moment: Timestamp) -> Iterator[Timestamp]:
    """The times from then on that have no zero byte."""
    return (Timestamp(second) for second in count(moment) if has_no_zero(second))


def has_no_zero(moment: int) -> bool:
    """Whether a time costs in calldata what most cost."""
    return 0 not in moment.to_bytes(4, "big")
