"""All that an operator's pages tell of one round, read once: its place on its way, its result, who is owed what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

from sqlmodel import Session

from quadrille.catalog.catalog import name_of
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.states import RoundStatus
from quadrille.chain.token import TokenContract
from quadrille.errors import ContractReverted, Refused
from quadrille.rounds.asset import asset_of
from quadrille.rounds.coin import Asset
from quadrille.rounds.course.position import Position, read_position
from quadrille.rounds.outcome.committed import coefficients_of
from quadrille.rounds.projects.applications import Latest, latest_applications
from quadrille.rounds.reading import newest_facts
from quadrille.rounds.result import RoundFacts, RoundResult, compute_result
from quadrille.rounds.tables import Round
from quadrille.types import Address, ProjectIndex


class Payout(NamedTuple):
    """What a project was given and matched with, in base units, and whether it still has to get it."""

    slug: str
    name: str
    payee: Address
    given_units: int
    owes_gifts: bool
    match_units: int
    owes_matching: bool


@dataclass(frozen=True, slots=True)
class Seen:
    """A round. `result` is None and `missing` says why where it cannot be calculated here.

    number         of its pages
    held_units     what the contract has of the round's asset
    waiting        projects whose application nobody has decided
    payouts        of every project that is in the round
    """

    number: int
    title: str
    round_: AnyRound
    position: Position
    asset: Asset
    facts: RoundFacts
    result: RoundResult | None
    missing: Refused | None
    held_units: int
    waiting: tuple[str, ...]
    payouts: tuple[Payout, ...]

    @property
    def owes_matching(self) -> bool:
        """Whether a project has matching to get that is final."""
        return any(one.owes_matching for one in self.payouts)

    @property
    def owes_gifts(self) -> bool:
        """Whether a project has donations to get."""
        return any(one.owes_gifts for one in self.payouts)


def look(session: Session, chain: Chain, row: Round) -> Seen:
    """Read a round of our list; raises ChainError, and WrongChain for what is no round of ours."""
    round_ = chain.round(checked_address(row.address))
    position, facts = read_position(round_), newest_facts(round_)
    result, missing = _reckoned(chain, round_, facts)
    return Seen(
        number=row.number,
        title=row.title,
        round_=round_,
        position=position,
        asset=asset_of(round_),
        facts=facts,
        result=result,
        missing=missing,
        held_units=_held(chain, round_),
        waiting=_waiting(round_) if position.is_before_close else (),
        payouts=tuple(_payouts(session, round_, position, facts, result)),
    )


def _reckoned(chain: Chain, round_: AnyRound, facts: RoundFacts) -> tuple[RoundResult | None, Refused | None]:
    try:
        table = coefficients_of(round_, facts, chain.client.settings.bundle_folder)
    except ContractReverted:
        raise
    except Refused as refusal:
        # Whoever committed them has them; all else can be shown.
        return None, refusal
    return compute_result(facts, table), None


def _held(chain: Chain, round_: AnyRound) -> int:
    if round_.is_native:
        return chain.client.balance_wei(round_.address)
    return TokenContract(chain.client, round_.terms.token).balance_of(round_.address)


def _waiting(round_: AnyRound) -> tuple[str, ...]:
    decided = round_.decided()
    return tuple(one.name for one in latest_applications(round_) if not _is_decided(one, decided))


def _is_decided(one: Latest, decided: Mapping[ProjectIndex, tuple[int, bool]]) -> bool:
    edition, _ = decided.get(one.index, (0, False))
    return edition == one.applied.edition


def _payouts(
    session: Session, round_: AnyRound, position: Position, facts: RoundFacts, result: RoundResult | None
) -> list[Payout]:
    is_final = position.status is RoundStatus.FINALISED
    found = []
    for project in facts.projects:
        matched = result.match_of(project.slug) if result else None
        match_units = matched.match_units if matched else 0
        found.append(
            Payout(
                slug=project.slug,
                name=name_of(session, project.slug),
                payee=project.payee,
                given_units=matched.given_units if matched else 0,
                # Before the close nobody can be paid, and the node need not be asked.
                owes_gifts=not position.is_before_close and round_.has_donations_to_claim(project.index),
                match_units=match_units,
                owes_matching=bool(is_final and match_units) and not round_.is_matching_claimed(project.index),
            )
        )
    return found
