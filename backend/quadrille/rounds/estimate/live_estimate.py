"""What a cart would add to the match, while it can still be given: equal to two full calculations, to the unit.

Of each round that it was asked about, a process keeps the matching as of one block, by number and hash, and next time
reads only the logs after that block. Where the chain no longer has it, or the node is not as far, it starts over: so a
fork takes out what it took from the chain. Several processes each keep their own, and nothing is lost with one.

As `flow.calculate` has it of an open round: of the newest final block, and each wallet for itself and in full, since
coefficients come with a result only, which is published after the close.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from threading import Lock

from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.funding_round.plain import PlainRound
from quadrille.chain.funding_round.words import Gifts, gifts
from quadrille.chain.states import RoundStatus, word_of
from quadrille.errors import Refused
from quadrille.languages.words import said
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.flow import donate_call
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.live_match import LiveMatch, live_match
from quadrille.rounds.matching.mechanisms import match_donations
from quadrille.rounds.outcome.coefficients import NOT_LET_IN, count_persons, uncounted
from quadrille.rounds.projects.roster import Roster, read_roster
from quadrille.rounds.reading import let_in, read_facts, read_rules, require_possible
from quadrille.rounds.result import donations_of
from quadrille.types import Address, BlockNumber, BlockStamp, Wei

KEPT_ROUNDS = 8
"""More than are open at a time; a large round takes tens of megabytes."""


@dataclass(frozen=True, slots=True)
class ProjectEstimate:
    """A project's match without the cart and with it, base units."""

    project: str
    before_units: int
    after_units: int


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a cart would change, and of which block: the projects that it names, and all others whose match changes."""

    mechanism: str
    at: BlockStamp
    projects: tuple[ProjectEstimate, ...]

    def as_document(self) -> dict[str, object]:
        """The published form, ready for JSON: amounts as decimal text; `added` may be below 0."""
        return {
            "mechanism": self.mechanism,
            "block_number": self.at.number,
            "projects": [
                {
                    "project": project.project,
                    "match_before": str(project.before_units),
                    "match_after": str(project.after_units),
                    "added": str(project.after_units - project.before_units),
                }
                for project in self.projects
            ],
        }


class LiveEstimates:
    """The rounds that a process keeps; the one least recently asked about is dropped. For any number of threads.

    most_rounds   how many are kept
    """

    def __init__(self, most_rounds: int = KEPT_ROUNDS) -> None:
        self._most_rounds = most_rounds
        self._kept: OrderedDict[Address, _KeptRound] = OrderedDict()
        self._lock = Lock()

    def estimate(self, chain: Chain, address: Address, wallet: Address, items: list[tuple[str, Wei]]) -> Estimate:
        """What it would change if this wallet gave these amounts to projects by slug; nothing is sent.

        Raises Refused once the round takes no more donations, NotFound for a slug that is not in it, BadParameter for
        an amount that cannot be given.
        """
        round_ = chain.round(address)
        # Check: the gifts can be given.
        require_before_close(round_)
        donate_call(round_, items)
        cart = [Donation(wallet, slug, amount_wei) for slug, amount_wei in items]
        # Decide.
        return (
            _of_plain(round_, cart) if isinstance(round_, PlainRound) else self._round(address).estimate(round_, cart)
        )

    def _round(self, address: Address) -> "_KeptRound":
        with self._lock:
            kept = self._kept.setdefault(address, _KeptRound())
            self._kept.move_to_end(address)
            if len(self._kept) > self._most_rounds:
                self._kept.popitem(last=False)
            return kept


@dataclass(slots=True)
class _State:
    """A round as of the block `until`; None before the first reading."""

    rules: Configuration
    match: LiveMatch
    until: BlockStamp | None = None


class _KeptRound:
    """One round; who asks at the same time waits, and then has less to read."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._state: _State | None = None

    def estimate(self, round_: AnyRound, cart: Sequence[Donation]) -> Estimate:
        """What the cart would change, as of the newest final block."""
        with self._lock:
            at = round_.client.final_block()
            state = self._brought_up(round_, at)
            before, added = state.match.matches(), state.match.added_by(cart)
        named = {gift.project for gift in cart}
        return Estimate(state.rules.mechanism, at, _changed(before, added, named))

    def _brought_up(self, round_: AnyRound, at: BlockStamp) -> _State:
        state = self._state
        if state is None or state.until is None or not _is_below(state.until, at, round_.client):
            rules = read_rules(round_)
            state, since = _State(rules, live_match(rules.mechanism, rules.params)), round_.since
        else:
            since = BlockNumber(state.until.number + 1)
        later = type(round_)(round_.client, round_.address, since)
        roster, carts, pool_wei = read_roster(round_, at), later.carts(at), later.pool_from_logs(at)
        # What is kept is whole: whoever fails half-way leaves nothing.
        self._state = None
        _give(state, round_, roster, [(donor, gifts(words)) for donor, words in carts])
        state.match.fund(pool_wei)
        state.until = at
        self._state = state
        return state


def _give(state: _State, round_: AnyRound, roster: Roster, carts: Sequence[tuple[Address, Gifts]]) -> None:
    require_possible(round_, roster, {index for _, items in carts for index, _ in items})
    slugs = {project.index: project.slug for project in roster.admitted}
    state.match.add([Donation(donor, slugs[index], units) for donor, items in carts for index, units in items])


def _of_plain(round_: PlainRound, cart: Sequence[Donation]) -> Estimate:
    # Who is let in can change with every gift, also for what was given before: so it is read anew each time.
    at = round_.client.final_block()
    facts = read_facts(round_, at)
    rules, had, outside = facts.configuration, donations_of(facts), let_in(round_, facts)
    given = {(gift.donor, gift.project) for gift in cart}
    if round_.is_eligible(Address(cart[0].donor)):
        still = tuple(row for row in outside if (row.wallet, row.project) not in given)
    else:
        still = (*outside, *uncounted(given - {(gift.donor, gift.project) for gift in had}, NOT_LET_IN))
    before = _matches(rules, count_persons(had, outside), facts.pool_wei)
    after = _matches(rules, count_persons([*had, *cart], still), facts.pool_wei)
    added = {project: units - before.get(project, 0) for project, units in after.items()}
    return Estimate(rules.mechanism, at, _changed(before, added, {gift.project for gift in cart}))


def _matches(rules: Configuration, donations: Sequence[Donation], pool_units: int) -> dict[str, int]:
    matching = match_donations(rules.mechanism, donations, pool_units, rules.params)
    return {row.project: row.match_units for row in matching.projects}


def _is_below(until: BlockStamp, at: BlockStamp, client: Client) -> bool:
    """Whether the chain that has `at` has `until` as well."""
    return until == at or (until.number < at.number and client.block(until.number).hash == until.hash)


def require_before_close(round_: AnyRound) -> None:
    """Raise Refused once the round takes no more donations."""
    status = round_.status()
    if status not in (RoundStatus.PENDING, RoundStatus.OPEN):
        raise Refused(
            said(
                "The round {address} takes no more donations (it is {state}): no gift can change its match.",
                address=round_.address,
                state=word_of(status),
            ),
            said("What it comes to: `quadrille rounds calculate {address}`.", address=round_.address),
        )


def _changed(before: Mapping[str, int], added: Mapping[str, int], named: set[str]) -> tuple[ProjectEstimate, ...]:
    return tuple(
        ProjectEstimate(project, before.get(project, 0), before.get(project, 0) + units)
        for project, units in sorted(added.items())
        if units or project in named
    )
