"""Comparing what is kept, table by table, with the chain.

Two kinds of failure: what can never become right (`unsafe`), and what is not right yet (`unfinished`). The second is
a stall if it stays although nothing fails any more; and unsafe if by then the database says that all is done.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine, text

from simulation.plan import Plan
from simulation.truth import Blocks, Issued, Truth

GAP_FILLER = "gap filler"
NEVER_TAKEN = "never taken"
UNDER_WAY = {"SIGNED", "SENT", "MINED"}


@dataclass
class Outside:
    """What the issuer's key did without this database: hashes of its transactions."""

    transactions: set[str] = field(default_factory=set)


@dataclass(frozen=True)
class Kept:
    """The database: rows of each table by the names of their columns."""

    works: list[dict[str, Any]]
    transactions: list[dict[str, Any]]
    attempts: list[dict[str, Any]]
    contributions: list[dict[str, Any]]
    copies: list[dict[str, Any]]
    blocks: list[dict[str, Any]]
    contracts: list[dict[str, Any]]
    alarms: list[dict[str, Any]]


@dataclass
class Verdict:
    """What is wrong, and what was counted on the way."""

    unsafe: list[str] = field(default_factory=list)
    unfinished: list[str] = field(default_factory=list)
    fillers: int = 0
    reverted: int = 0
    ballots: Counter[str] = field(default_factory=Counter)

    @property
    def is_clean(self) -> bool:
        """Whether everything is as it was meant."""
        return not self.unsafe and not self.unfinished


QUERIES = {
    "works": "SELECT * FROM outbox",
    "transactions": "SELECT * FROM outbox_transaction",
    "attempts": "SELECT * FROM outbox_attempt",
    "contributions": "SELECT number, is_queued, evidence_hash FROM contribution",
    "copies": "SELECT * FROM copied_badge",
    "blocks": "SELECT * FROM followed_block",
    "contracts": "SELECT * FROM followed_contract",
    "alarms": "SELECT * FROM alarm",
}

OPEN = (
    "SELECT count(*) FROM contribution WHERE NOT is_queued",
    "SELECT count(*) FROM outbox LEFT JOIN outbox_transaction AS carrier ON carrier.id = transaction_id "
    "WHERE refused IS NULL AND done_hash IS NULL AND (carrier.id IS NULL OR carrier.state NOT IN ('FINAL', 'FAILED'))",
)
"""How many are not asked for yet, and how many asked for are not done."""


def read_kept(engine: Engine) -> Kept:
    """The tables, all as of one moment."""
    with engine.connect().execution_options(quadrille_reads_only=True) as connection:
        rows = {name: connection.execute(text(query)).mappings().all() for name, query in QUERIES.items()}
    return Kept(**{name: [dict(row) for row in found] for name, found in rows.items()})


def is_done(engine: Engine) -> bool:
    """Whether, by what the database says, nothing is left to do for the sender."""
    with engine.connect().execution_options(quadrille_reads_only=True) as connection:
        return not any(connection.execute(text(query)).scalar_one() for query in OPEN)


def judge(plan: Plan, kept: Kept, truth: Truth, outside: Outside, was_deep: bool) -> Verdict:
    """What is wrong with a run that has come to rest."""
    verdict = Verdict()
    _judge_badges(verdict, plan, kept, truth, outside)
    _judge_transactions(verdict, plan, kept, truth, outside)
    _judge_works(verdict, kept, truth)
    _judge_copies(verdict, kept, truth)
    judge_alarms(verdict, plan, kept, was_deep)
    return verdict


def _judge_badges(verdict: Verdict, plan: Plan, kept: Kept, truth: Truth, outside: Outside) -> None:
    """Exactly one badge for each contribution, with the holder, the kind and the evidence that were meant."""
    had = Counter((one.holder, one.kind, one.evidence_hash) for one in truth.issued)
    meant = {(one.holder.lower(), one.kind, one.evidence_hash): one.number for one in plan.meant}
    numbers = {row["evidence_hash"]: row["number"] for row in kept.contributions}
    for badge, number in meant.items():
        if had[badge] > 1:
            verdict.unsafe.append(f"contribution {number} has {had[badge]} badges")
        if had[badge] == 0:
            verdict.unfinished.append(f"contribution {number} has no badge")
    for one in truth.issued:
        is_meant = (one.holder, one.kind, one.evidence_hash) in meant
        if not is_meant and one.transaction_hash not in outside.transactions:
            verdict.unsafe.append(f"badge {one.number} was never meant")
        if is_meant and numbers[one.evidence_hash] != one.number:
            verdict.unsafe.append(f"badge {one.number} is contribution {numbers[one.evidence_hash]}")


def _judge_transactions(verdict: Verdict, plan: Plan, kept: Kept, truth: Truth, outside: Outside) -> None:
    """What the issuer sent carries works, fills a gap, or came from elsewhere."""
    ours = _transactions_by_hash(kept)
    for sent in truth.sent:
        if sent.hash in outside.transactions:
            continue
        if sent.hash not in ours:
            verdict.unsafe.append(f"transaction {sent.hash} (nonce {sent.nonce}) was never kept")
            continue
        verdict.fillers += ours[sent.hash]["what"] == GAP_FILLER
        if not sent.succeeded:
            verdict.reverted += 1
            if not plan.has_outsiders:
                verdict.unsafe.append(f"transaction {sent.hash} (nonce {sent.nonce}) was wasted")


def _judge_works(verdict: Verdict, kept: Kept, truth: Truth) -> None:
    """Every work is final, in a block of the chain; a refused one has gone elsewhere."""
    rows = {row["id"]: row for row in kept.transactions}
    live = {row["number"] for row in kept.contributions}
    for work in kept.works:
        number = int(work["key"].rpartition(" ")[2])
        row = rows.get(work["transaction_id"])
        if work["refused"] is not None:
            if number in live:
                verdict.unsafe.append(f"{work['key']} was given up: {work['refused']}")
        elif work["done_hash"] is None and (row is None or row["state"] != "FINAL"):
            verdict.unfinished.append(f"{work['key']} is {'queued' if row is None else row['state'].lower()}")
        elif row is not None and truth.hashes.get(row["block_number"]) != row["block_hash"]:
            verdict.unfinished.append(f"{work['key']} is final in a block that is not on the chain")


def judge_records(verdict: Verdict, plan: Plan, kept: Kept, blocks: Blocks, was_deep: bool) -> None:
    """Add what is wrong with outbox, follower and alarms where nothing but our own keys' senders sends."""
    ours = _transactions_by_hash(kept)
    for sent in blocks.sent:
        if sent.hash not in ours:
            verdict.unsafe.append(f"transaction {sent.hash} (nonce {sent.nonce}) was never kept")
        verdict.reverted += not sent.succeeded
    for row in kept.transactions:
        if row["state"] in UNDER_WAY:
            verdict.unfinished.append(f"{row['what']} is {row['state'].lower()}")
        elif row["state"] != "LOST" and blocks.hashes.get(row["block_number"]) != row["block_hash"]:
            verdict.unfinished.append(f"{row['what']} is settled in a block that is not on the chain")
    for work in kept.works:
        if work["done_hash"] is not None and blocks.hashes.get(work["done_block_number"]) != work["done_block_hash"]:
            verdict.unfinished.append(f"{work['key']} was done in a block that is not on the chain")
        elif work["refused"] is None and work["transaction_id"] is None and work["done_hash"] is None:
            verdict.unfinished.append(f"{work['key']} is queued")
    judge_followed(verdict, kept, blocks.head, blocks.hashes)
    judge_alarms(verdict, plan, kept, was_deep)


def _transactions_by_hash(kept: Kept) -> dict[str, dict[str, Any]]:
    """Each transaction by the hashes of all its versions."""
    row_of = {row["id"]: row for row in kept.transactions}
    return {attempt["transaction_hash"]: row_of[attempt["transaction_id"]] for attempt in kept.attempts}


def _judge_copies(verdict: Verdict, kept: Kept, truth: Truth) -> None:
    """The copies are the chain's logs, to the last field, and followed to the newest block."""
    copies = sorted(Issued(*(_field(row, name) for name in Issued._fields)) for row in kept.copies)
    if copies != list(truth.issued):
        verdict.unfinished.append(f"{len(copies)} copies are not the {len(truth.issued)} logs of the chain")
    judge_followed(verdict, kept, truth.head, truth.hashes)


def judge_followed(verdict: Verdict, kept: Kept, head: int, hashes: Mapping[int, str]) -> None:
    """The chain is followed and copied to its newest block; `hashes` are those of the run's blocks."""
    newest = max(kept.blocks, key=lambda block: block["number"], default=None)
    if newest is None or (newest["number"], newest["hash"]) != (head, hashes[head]):
        verdict.unfinished.append(f"block {head} is not followed")
    if any(row["copied_until"] < head for row in kept.contracts) or not kept.contracts:
        verdict.unfinished.append(f"block {head} is not copied")
    for block in kept.blocks:
        if hashes.get(block["number"], block["hash"]) != block["hash"]:
            verdict.unfinished.append(f"block {block['number']} is kept and not on the chain")


def judge_alarms(verdict: Verdict, plan: Plan, kept: Kept, was_deep: bool) -> None:
    """No alarm without a cause, and none that stays when it settles by itself."""
    causes = {
        "deep fork": was_deep,
        "key shared": plan.has_outsiders,
        "number taken": plan.has_outsiders,
        "fee ceiling": True,
    }
    for alarm in kept.alarms:
        if not causes.get(alarm["kind"], False):
            verdict.unsafe.append(f"a false alarm: {alarm['kind']}: {alarm['words']}")
        if alarm["kind"] == "deep fork" and alarm["closed_at"] is None:
            verdict.unfinished.append(f"an alarm stays: {alarm['words']}")


def _field(row: dict[str, Any], name: str) -> Any:
    return int(row[name]) if name == "number" else row[name]


def described(verdict: Verdict, most: int = 6) -> Iterator[str]:
    """What is wrong, a line each."""
    for kind, words in (("unsafe", verdict.unsafe), ("stalled", verdict.unfinished)):
        yield from (f"{kind}: {one}" for one in words[:most])
        if len(words) > most:
            yield f"{kind}: and {len(words) - most} more"
