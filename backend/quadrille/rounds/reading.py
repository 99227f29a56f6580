"""Reading a round from the chain's logs, all at one block.

The block that decides a result is the first one at or after the close: no donation, deposit or project can come
after it, and everybody who looks finds the same.
"""

from collections.abc import Collection, Iterable

from quadrille.chain.follower.node import Node
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.funding_round.plain import PlainRound
from quadrille.chain.funding_round.records import Review
from quadrille.chain.funding_round.words import gifts
from quadrille.errors import Refused
from quadrille.languages.moments import Moment
from quadrille.languages.words import said
from quadrille.rounds.bundle.decisions import Decision, vote
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.opening.opening import require_agreement
from quadrille.rounds.outcome.coefficients import NOT_LET_IN, Coefficients, uncounted
from quadrille.rounds.projects.roster import Roster, no_round, read_roster
from quadrille.rounds.result import Cart, RoundFacts
from quadrille.types import BlockNumber, BlockStamp, ProjectIndex, Timestamp


def read_facts(round_: AnyRound, at: BlockStamp) -> RoundFacts:
    """Everything that decides the round's result, from logs alone, as of one block.

    Raises Mismatch when the configuration in the logs is not what the contract carries, WrongChain for logs that no
    round of ours writes.
    """
    rules, roster = read_rules(round_), read_roster(round_, at)
    carts = tuple(Cart(donor, tuple(words), gifts(words)) for donor, words in round_.carts(at))
    require_possible(round_, roster, {index for cart in carts for index, _ in cart.items})
    return RoundFacts(
        chain_id=round_.client.chain_id,
        address=round_.address,
        token=round_.terms.token,
        at=at,
        configuration=rules,
        projects=roster.admitted,
        applied=len(roster.names),
        carts=carts,
        pool_wei=round_.pool_from_logs(at),
        decisions=_decisions(round_, roster, round_.reviews(at)),
    )


def read_rules(round_: AnyRound) -> Configuration:
    """The round's rules; raises Mismatch when those in the logs are not those that the contract carries."""
    rules = Configuration.from_text(round_.configuration())
    require_agreement(rules, round_.terms)
    return rules


def require_possible(round_: AnyRound, roster: Roster, given: Collection[ProjectIndex]) -> None:
    """Raise WrongChain for gifts that no round of ours takes; given are the projects that were given to."""
    # Check: anybody can make a contract that only looks like a round.
    if not set(given) <= {project.index for project in roster.admitted}:
        raise no_round(round_)


def let_in(round_: PlainRound, facts: RoundFacts) -> Coefficients:
    """What a plain round does not count: gifts of donors who were not let in at any of their gifts to the project."""
    slugs = {project.index: project.slug for project in facts.projects}
    pairs = sorted({(cart.donor, index) for cart in facts.carts for index, _ in cart.items})
    counted = round_.count_in(pairs, facts.at)
    outside = {(donor, slugs[index]) for donor, index in pairs if (donor, index) not in counted}
    return uncounted(outside, NOT_LET_IN)


def _decisions(round_: AnyRound, roster: Roster, reviews: Iterable[Review]) -> tuple[Decision, ...]:
    words = list(reviews)
    # Check: as for gifts.
    if not {one.index for one in words} <= roster.names.keys():
        raise no_round(round_)
    at = _times(round_, {one.block_number for one in words})
    return tuple(
        vote(roster.names[one.index], one.admitted, one.reviewer, at[one.block_number], (one.reason, one.transaction))
        for one in words
    )


def _times(round_: AnyRound, numbers: Collection[BlockNumber]) -> dict[BlockNumber, Timestamp]:
    node = Node(round_.client.raw, ())
    headers = node.headers(sorted(numbers))
    if None in headers:
        raise node.unusable("logs of blocks that it does not have")
    return {BlockNumber(header.number): Timestamp(header.at) for header in headers if header is not None}


def deciding_block(round_: AnyRound) -> BlockStamp:
    """The first block at or after the close; raises Refused until it is there and final."""
    closes_at, final = round_.closes_at(), round_.client.final_block()
    if final.at < closes_at:
        raise Refused(
            said(
                "The round {address} closes at {closes_at}; the newest final block is of {at}.",
                address=round_.address,
                closes_at=Moment(closes_at),
                at=Moment(final.at),
            ),
            "Wait until a block after the close is final.",
        )
    return round_.client.first_block_at(closes_at, final, round_.since)


def newest_facts(round_: AnyRound) -> RoundFacts:
    """The round as decided, or while it is still open, as of the newest final block."""
    final = round_.client.final_block()
    return read_facts(round_, final if final.at < round_.closes_at() else deciding_block(round_))
