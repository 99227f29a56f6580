"""What a room copies: declared by the room, carried out by the follower, which knows no room."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from eth_utils.abi import event_abi_to_log_topic
from sqlalchemy import Table
from sqlmodel import Session

from quadrille.chain.artifacts import artifact
from quadrille.chain.deployment import Deployment
from quadrille.chain.follower.tables import CopiedRow
from quadrille.types import Address, BlockNumber

Log = Mapping[str, Any]
"""A log as JSON-RPC has it."""

Row = tuple[Any, ...]
"""Values as the database keeps them, in the order of a table's columns."""


@dataclass(frozen=True, slots=True)
class CopiedEvent:
    """One event of a contract, and what becomes of its logs.

    rows   topics and data of a log -> the values of the table's own columns, row by row, as the database keeps them;
           raises ValueError or IndexError for what is no such log
    """

    name: str
    table: type[CopiedRow]
    rows: Callable[[Sequence[str], str], Iterable[Row]]


@dataclass(frozen=True, slots=True)
class Copies:
    """All that one room copies from one kind of contract.

    contracts   where they are, and the block that each was made in or an earlier one
    """

    room: str
    contract: str
    contracts: Callable[[Session, Deployment], Iterable[tuple[Address, BlockNumber]]]
    events: tuple[CopiedEvent, ...]

    def by_topic(self) -> dict[str, CopiedEvent]:
        """The events by the first topic of their logs."""
        named = {entry["name"]: entry for entry in artifact(self.contract).abi if entry["type"] == "event"}
        return {"0x" + event_abi_to_log_topic(named[event.name]).hex(): event for event in self.events}  # type: ignore[arg-type]

    @property
    def tables(self) -> list[Table]:
        """Every table of copies, once."""
        return list(dict.fromkeys(table_of(event.table) for event in self.events))


def table_of(row: type[CopiedRow]) -> Table:
    """The table of a class of rows."""
    table: Table = row.__table__  # type: ignore[attr-defined]
    return table


def rows_of(events: Mapping[str, CopiedEvent], logs: Iterable[Log]) -> dict[Table, list[Row]]:
    """The rows of these logs, by table. Raises ValueError, LookupError or TypeError for what is no log of them."""
    rows: dict[Table, list[Row]] = {table_of(event.table): [] for event in events.values()}
    by_topic = {topic: (event.rows, rows[table_of(event.table)]) for topic, event in events.items()}
    for log in logs:
        topics = log["topics"]
        values_of, kept = by_topic[topics[0]]
        contract, block, index = log["address"].lower(), int(log["blockNumber"], 16), int(log["logIndex"], 16)
        block_hash, transaction_hash = log["blockHash"], log["transactionHash"]
        for position, values in enumerate(values_of(topics, log["data"])):
            kept.append((contract, block, index, position, block_hash, transaction_hash, *values))
    return rows
