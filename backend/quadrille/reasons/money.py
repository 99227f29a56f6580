"""What the rounds of this server meant for one project, from the chain and from what was declared."""

from collections.abc import Sequence
from pathlib import Path

from sqlmodel import Session, col, select

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.funding_round.plain import PlainRound
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.outbox.queue import full_key
from quadrille.chain.outbox.tables import AttemptRow, OutboxRow, TransactionRow
from quadrille.chain.states import RoundStatus
from quadrille.errors import ContractReverted, Refused
from quadrille.governance.feedback.spending import declarations
from quadrille.governance.feedback.tables import DeclaredSpending
from quadrille.reasons.raising import RoundMoney
from quadrille.rounds.asset import asset_of
from quadrille.rounds.listing import list_rounds
from quadrille.rounds.outcome.committed import coefficients_of
from quadrille.rounds.projects.roster import Roster, read_roster
from quadrille.rounds.reading import newest_facts
from quadrille.rounds.result import compute_result
from quadrille.types import Address, Hash32, ProjectIndex

FINAL_KEPT = 10_000
"""Parts of pools in memory, some 200 bytes each."""

_final: dict[tuple[str, str, Hash32, ProjectIndex], int] = {}
"""What was found in final results, which never change, by chain, round, root and project: to calculate a large round
again for each look at a page would take seconds."""

OVER = frozenset({RoundStatus.FINALISED, RoundStatus.CANCELLED, RoundStatus.POOL_RETURNED})
"""Nothing more can come in."""


def rounds_of(session: Session, chain: Chain, project: str, bundles: Path) -> list[RoundMoney]:
    """Every round of this server that a project was admitted to, oldest first; raises ChainUnreachable."""
    declared = {one.round_address: one for one in declarations(session, chain, project)}
    found = []
    for row in list_rounds(session, chain):
        round_ = chain.round(checked_address(row.address))
        roster = read_roster(round_)
        if project in roster.slugs:
            gas = _gas(session, chain, round_.address)
            found.append(_money(round_, row.title, roster, project, bundles, declared.get(row.address), gas))
    return found


def _money(
    round_: AnyRound,
    title: str,
    roster: Roster,
    project: str,
    bundles: Path,
    declared: DeclaredSpending | None,
    gas: tuple[int, int],
) -> RoundMoney:
    index, status, asset = roster.index_of(project), round_.status(), asset_of(round_)
    record = round_.project(index)
    donated = 0 if status is RoundStatus.CANCELLED else record.received_wei
    matched = _matched(round_, status, project, index, bundles)
    return RoundMoney(
        address=round_.address,
        title=title,
        status=status.name.lower(),
        token=round_.terms.token,
        symbol=asset.symbol,
        decimals=asset.decimals,
        is_native=round_.is_native,
        is_over=status in OVER,
        donated_units=donated,
        matched_units=matched,
        paid_units=_paid(round_, status, index, donated if record.is_paid else 0, matched),
        declared_units=None if declared is None else declared.amount_units,
        declared_by="" if declared is None else declared.declared_by,
        declared_words="" if declared is None else declared.words,
        gas=gas[0],
        gas_most_wei=gas[1],
        projects=len(roster.admitted),
    )


def _matched(round_: AnyRound, status: RoundStatus, project: str, index: ProjectIndex, bundles: Path) -> int | None:
    """Its part of the pool; None while no result is final, or where this server cannot tell what was published."""
    if status is not RoundStatus.FINALISED:
        return 0 if status in OVER else None
    if isinstance(round_, PlainRound):
        return int(round_.match_of(index))
    root = round_.publications()[-1].root
    key = (round_.client.genesis_hash, round_.address, root, index)
    if key not in _final:
        found = _by_the_rules(round_, project, root, bundles)
        if found is None:
            return None
        if len(_final) >= FINAL_KEPT:
            _final.clear()
        _final[key] = found
    return _final[key]


def _by_the_rules(round_: PublishedRound, project: str, root: Hash32, bundles: Path) -> int | None:
    """Its part by the round's own rules; None where these give another root, or need what is not here."""
    facts = newest_facts(round_)
    try:
        result = compute_result(facts, coefficients_of(round_, facts, bundles))
    except ContractReverted:
        raise
    except Refused:
        # Whoever committed the coefficients has them.
        return None
    if root != result.root:
        return None
    found = result.match_of(project)
    return found.match_units if found else 0


def _paid(
    round_: AnyRound, status: RoundStatus, index: ProjectIndex, donations: int, matched: int | None
) -> int | None:
    if status is not RoundStatus.FINALISED or not round_.is_matching_claimed(index):
        return donations
    return None if matched is None else donations + matched


def _gas(session: Session, chain: Chain, address: Address) -> tuple[int, int]:
    """Gas of what our outbox sent for a round, and the most that it can have cost."""
    query = (
        select(TransactionRow.id, TransactionRow.gas_used, AttemptRow.fee_wei)
        .join(OutboxRow, col(OutboxRow.transaction_id) == col(TransactionRow.id))
        .join(AttemptRow, col(AttemptRow.transaction_hash) == col(TransactionRow.transaction_hash))
        .where(
            col(OutboxRow.key).startswith(full_key(chain.client, f"round {address} ")),
            col(TransactionRow.gas_used).is_not(None),
        )
        .distinct()
    )
    used: Sequence[tuple[int, int]] = [(gas or 0, fee) for _, gas, fee in session.exec(query)]
    return sum(gas for gas, _ in used), sum(gas * fee for gas, fee in used)
