"""Whether a round came to its end: everybody paid once and to the unit, by the one result that its rules give.

`unsafe` and `unfinished` are as in `judge.py`.
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

from quadrille.chain.funding_round.published import PublishedRound
from quadrille.errors import QuadrilleError, Refused
from quadrille.rounds.bundle.bundle import bundle_hash, bundle_path, commitment_of, read_bundle
from quadrille.rounds.bundle.recompute import verify_bundle_against, verify_round
from quadrille.rounds.outcome.coefficients import Coefficients
from quadrille.rounds.reading import deciding_block, read_facts
from quadrille.rounds.result import RoundResult, compute_result
from quadrille.types import Address, Hash32
from simulation.judge import Verdict
from simulation.round_plan import RoundPlan
from simulation.round_truth import RoundTruth, unpacked
from simulation.truth import Log

DONATIONS = (
    "SELECT cart, donor, project_index, amount_wei FROM copied_donation ORDER BY block_number, log_index, position"
)


@dataclass(frozen=True)
class Held:
    """What a round is held to: the plan, what its committer has, and what the conductor's own connection reads."""

    plan: RoundPlan
    round_: PublishedRound
    table: Coefficients
    bundles: Path

    def result(self) -> RoundResult:
        """The result by the round's own rules, computed anew from the chain."""
        return compute_result(read_facts(self.round_, deciding_block(self.round_)), self.table)


def judge_money(held: Held, truth: RoundTruth) -> Verdict:
    """What is wrong with what was published, and with what was paid."""
    verdict = Verdict()
    published = truth.named("ResultPublished")
    _judge_order(verdict, truth)
    if not published:
        verdict.unfinished.append("nothing is published")
        return verdict
    try:
        result = held.result()
    except Refused as problem:
        verdict.unsafe.append(f"published before it could be: {problem}")
        return verdict
    for one in published:
        _judge_publication(verdict, held, one, result)
    _judge_matching(verdict, truth, result)
    _judge_payees(verdict, held, truth, result)
    _judge_sponsors(verdict, truth, result)
    return verdict


def judge_copies(verdict: Verdict, engine: Engine, truth: RoundTruth) -> None:
    """Add what the copies of donations have that the chain has not, or lack."""
    with engine.connect().execution_options(quadrille_reads_only=True) as connection:
        copies = [(row[0], row[1], row[2], int(row[3])) for row in connection.execute(text(DONATIONS))]
    logs = [
        (cart.indexed[0], f"0x{cart.indexed[1]:040x}", index, units)
        for cart in truth.named("CartDonated")
        for index, units in unpacked(cart.array)
    ]
    if [(cart, donor.lower(), index, units) for cart, donor, index, units in copies] != logs:
        verdict.unfinished.append(f"{len(copies)} copies are not the {len(logs)} donations of the chain")


def _judge_order(verdict: Verdict, truth: RoundTruth) -> None:
    """What happens once in a round happened once."""
    for name in ("CoefficientsCommitted", "ResultPublished", "ResultFinalised"):
        if (count := len(truth.named(name))) > 1:
            verdict.unsafe.append(f"{count} times {name}")
    for name in ("MatchingClaimed", "DonationsClaimed", "DepositReturned"):
        for who, count in Counter(log.indexed[0] for log in truth.named(name)).items():
            if count > 1:
                verdict.unsafe.append(f"{count} times {name} of {who:#x}")


def _judge_publication(verdict: Verdict, held: Held, published: Log, result: RoundResult) -> None:
    """It is the result by the round's rules, and its bundle is there and proves it."""
    root = Hash32(f"0x{published.indexed[0]:064x}")
    list_hash, total, hash_, digest, coefficients, _ = published.data
    ours = (result.root, result.list_hash, result.total_wei, result.digest, commitment_of(held.table))
    had = (root, f"0x{list_hash:064x}", total, f"0x{digest:064x}", f"0x{coefficients:064x}")
    if had != ours:
        verdict.unsafe.append(f"published is {had}, but the chain gives {ours}")
        return
    folder = bundle_path(held.bundles, Address(held.round_.address), Hash32(f"0x{hash_:064x}"))
    try:
        files = read_bundle(folder)
        verify_bundle_against(held.round_, files)
        if not held.table:
            verify_round(held.round_)
    except QuadrilleError as problem:
        verdict.unsafe.append(f"the bundle {folder.name}: {problem}")
        return
    if bundle_hash(files) != f"0x{hash_:064x}":
        verdict.unsafe.append(f"the bundle {folder.name} is not the one that was published")


def _judge_matching(verdict: Verdict, truth: RoundTruth, result: RoundResult) -> None:
    """Every word of the list is pushed once and in its order."""
    words = [word for log in truth.named("ListPushed") for word in log.array]
    if words != list(result.words)[: len(words)]:
        verdict.unsafe.append(f"pushed was {unpacked(words)} of the list {unpacked(result.words)}")
    if len(words) < len(result.words):
        verdict.unfinished.append(f"{len(words)} of {len(result.words)} words are pushed")


def _judge_payees(verdict: Verdict, held: Held, truth: RoundTruth, result: RoundResult) -> None:
    """Each project has, to the unit, what it was given and is matched with."""
    given, matched = truth.given(), dict(unpacked(result.words))
    for index in range(held.plan.projects):
        due, had = given.get(index, 0) + matched[index], truth.balances[held.plan.payee(index)]
        if had > due:
            verdict.unsafe.append(f"project {index} has {had} of {due}")
        if had < due:
            verdict.unfinished.append(f"project {index} has {had} of {due}")


def _judge_sponsors(verdict: Verdict, truth: RoundTruth, result: RoundResult) -> None:
    """Each sponsor has its part of what is left, rounded down; the round has what it owes, which is dust."""
    deposits: Counter[int] = Counter()
    for log in truth.named("PoolFunded"):
        deposits[log.indexed[0]] += log.data[0]
    pool = deposits.total()
    if pool != result.facts.pool_wei:
        verdict.unsafe.append(f"the pool is {pool}, but the result is of {result.facts.pool_wei}")
        return
    left, back = pool - result.total_wei, {log.indexed[0]: log.data[0] for log in truth.named("DepositReturned")}
    due = {who: deposit * left // pool for who, deposit in deposits.items()}
    for who, units in due.items():
        if back.get(who, units) != units:
            verdict.unsafe.append(f"sponsor {who:#x} has {back[who]} back, of {units}")
        if units and who not in back:
            verdict.unfinished.append(f"sponsor {who:#x} has nothing back")
    if (had := truth.balances[result.facts.address]) != truth.owed_wei:
        verdict.unsafe.append(f"the round has {had} and owes {truth.owed_wei}")
    if truth.owed_wei != left - sum(due.values()):
        verdict.unfinished.append(f"the round owes {truth.owed_wei}, and dust is {left - sum(due.values())}")
