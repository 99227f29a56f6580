"""What a room has followed, as kept in the database: read whole, and changed only if nobody else has changed it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Delete, Engine, Table, insert
from sqlmodel import Session, col, delete, select, update

from quadrille.chain.alarms import Alarm, close_alarms, open_alarms, raise_alarm
from quadrille.chain.deployment import Deployment
from quadrille.chain.follower.copies import Copies, Row
from quadrille.chain.follower.node import Header
from quadrille.chain.follower.tables import FollowedBlock, FollowedContract, Following
from quadrille.config import DEVELOPMENT_CHAIN_ID
from quadrille.db import hold, reading, writing
from quadrille.errors import WrongChain

LEAST_KEPT_BLOCKS = 256
"""Blocks kept at the least, so that a fork far deeper than any usual one is found without asking for much."""

PLACEHOLDERS = {"sqlite": "qmark", "postgresql": "format"}
"""How each database's driver marks a value by its position."""


class Mark(NamedTuple):
    """A block, as a copy or the room's chain names it."""

    number: int
    hash: str


class Overtaken(Exception):
    """Another follower of the same room has written since this one read: nothing is lost, look again."""


@dataclass(frozen=True, slots=True)
class State:
    """How far a room has come.

    newest         the newest block followed; None before the first
    final_number   the highest block that was called final
    copied_until   by contract in lower case: the last block of which all its logs are copied
    newcomers      contracts that are to be followed and are not yet, with the block to begin after
    is_halted      whether a block that was called final has left the chain, and the copies were not audited since
    """

    newest: Header | None
    final_number: int
    copied_until: Mapping[str, int]
    newcomers: Mapping[str, int]
    is_halted: bool


class Book:
    """A room's copies in one database, of one deployment. Raises WrongChain when they are of another."""

    def __init__(self, engine: Engine, deployment: Deployment, copies: Copies, blocks_until_final: int) -> None:
        self.engine, self.copies = engine, copies
        self.start = max(deployment.block_number - blocks_until_final, 0)
        """The block to begin after: a fork may mine what made the contracts again, in a lower block."""
        self.kept_blocks = max(2 * blocks_until_final, LEAST_KEPT_BLOCKS)
        self.genesis_hash = deployment.genesis_hash
        self.subject = f"copies of {copies.room}"
        """Of the alarms."""
        self._deployment, self._blocks_until_final = deployment, blocks_until_final

    def read(self) -> State | None:
        """How far the room has come; None when it has nothing, or on the local chain, nothing of this deployment."""
        with reading(self.engine) as session:
            return self._read(session)

    def begin(self) -> None:
        """Drop whatever is there, and begin with nothing."""
        with self._changing(None) as session:
            if session.get(Following, self.copies.room) is not None:
                # What was wrong with another chain is over with it.
                close_alarms(session, Alarm.DEEP_FORK, self.subject)
            self._forget(session)
            session.add(Following(**self._identity(), final_number=0))

    def forget(self) -> None:
        """Drop all copies of the room, whatever chain they are of."""
        with writing(self.engine) as session:
            self._hold(session)
            self._forget(session)
            session.commit()

    def add_newcomers(self, state: State) -> None:
        """Follow the contracts that are not followed yet."""
        with self._changing(state) as session:
            for address, until in state.newcomers.items():
                session.add(FollowedContract(room=self.copies.room, address=address, copied_until=until))

    def extend(self, state: State, blocks: Sequence[Header], final_number: int) -> None:
        """Keep blocks that come after the newest, and drop those that nobody needs any more."""
        room = self.copies.room
        final_number = max(state.final_number, final_number)
        oldest = min(blocks[-1].number - self.kept_blocks, final_number)
        with self._changing(state) as session:
            session.execute(insert(FollowedBlock), [{"room": room, **block._asdict()} for block in blocks])
            session.execute(self._blocks(col(FollowedBlock.number) < oldest))
            self._call_final(session, final_number)

    def keep(self, state: State, addresses: Collection[str], until: int, rows: Mapping[Table, Sequence[Row]]) -> None:
        """Keep what these contracts logged after what is copied of them, up to and with block `until`."""
        with self._changing(state) as session:
            for table, kept in rows.items():
                if kept:
                    session.connection().exec_driver_sql(self._insertion(table), list(kept))
            session.execute(
                update(FollowedContract)
                .where(col(FollowedContract.room) == self.copies.room, col(FollowedContract.address).in_(addresses))
                .values(copied_until=until)
            )

    def rewind(self, state: State, ancestor: Header | None, alarm: str | None) -> None:
        """Drop all that came after a block, or everything without one, and raise the alarm when there is one."""
        until = self.start if ancestor is None else ancestor.number
        room = self.copies.room
        with self._changing(state) as session:
            for table in self.copies.tables:
                above = table.c.contract.in_(list(state.copied_until)) & (table.c.block_number > until)
                session.execute(delete(table).where(above))
            session.execute(self._blocks(col(FollowedBlock.number) >= (0 if ancestor is None else until)))
            if ancestor is not None:
                session.add(FollowedBlock(room=room, **ancestor._asdict()))
            after = (col(FollowedContract.room) == room, col(FollowedContract.copied_until) > until)
            session.execute(update(FollowedContract).where(*after).values(copied_until=until))
            self._call_final(session, min(state.final_number, until))
            if alarm is not None:
                raise_alarm(session, Alarm.DEEP_FORK, self.subject, alarm)

    def settle(self, state: State) -> None:
        """The copies were audited: what was wrong is over."""
        with self._changing(state) as session:
            close_alarms(session, Alarm.DEEP_FORK, self.subject)

    def blocks(self, after: int) -> list[Header]:
        """The blocks kept with a higher number than this, lowest first."""
        query = select(FollowedBlock).where(FollowedBlock.room == self.copies.room, FollowedBlock.number > after)
        with reading(self.engine) as session:
            found = session.exec(query.order_by(col(FollowedBlock.number))).all()
        return [_header(row) for row in found]

    def copied_blocks(self) -> list[Mark]:
        """Every block that a copy names, lowest first."""
        tables = self.copies.tables
        with reading(self.engine) as session:
            named = (session.execute(select(table.c.block_number, table.c.block_hash).distinct()) for table in tables)
            return sorted({Mark(*row) for rows in named for row in rows})

    @contextmanager
    def _changing(self, expected: State | None) -> Iterator[Session]:
        """A session in which the room is as it was read and stays so; committed at the end, or raises Overtaken."""
        with writing(self.engine) as session:
            self._hold(session)
            if self._read(session) != expected:
                raise Overtaken
            yield session
            session.commit()

    def _hold(self, session: Session) -> None:
        hold(session, f"follower {self.copies.room}")

    def _read(self, session: Session) -> State | None:
        following = session.get(Following, self.copies.room)
        if following is None or not self._is_same_chain(following):
            return None
        newest = session.exec(
            select(FollowedBlock)
            .where(FollowedBlock.room == self.copies.room)
            .order_by(col(FollowedBlock.number).desc())
            .limit(1)
        ).first()
        rows = session.exec(select(FollowedContract).where(FollowedContract.room == self.copies.room)).all()
        copied = {row.address.lower(): row.copied_until for row in rows}
        return State(
            None if newest is None else _header(newest),
            following.final_number,
            copied,
            self._newcomers(session, copied),
            any((alarm.kind, alarm.subject) == (Alarm.DEEP_FORK, self.subject) for alarm in open_alarms(session)),
        )

    def _newcomers(self, session: Session, known: Collection[str]) -> dict[str, int]:
        return {
            address.lower(): max(since - 1 - self._blocks_until_final, self.start)
            for address, since in self.copies.contracts(session, self._deployment)
            if address.lower() not in known
        }

    def _is_same_chain(self, following: Following) -> bool:
        had, meant = following.model_dump(exclude={"final_number"}), self._identity()
        if had != meant and self._deployment.chain_id != DEVELOPMENT_CHAIN_ID:
            raise WrongChain(
                f"The {self.subject} are of the chain with genesis {following.genesis_hash} and the badge "
                f"{following.badge}; the deployment is of {meant['genesis_hash']} and {meant['badge']}.",
                "Correct QUADRILLE_DATABASE_URL or QUADRILLE_DEPLOYMENT_FILE; when this deployment is the one meant, "
                "`quadrille chain rebuild` drops the copies and follows it.",
            )
        return had == meant

    def _identity(self) -> dict[str, str]:
        made = self._deployment
        return {"room": self.copies.room, "genesis_hash": made.genesis_hash, "badge": made.badge}

    def _forget(self, session: Session) -> None:
        for table in self.copies.tables:
            session.execute(delete(table))
        session.execute(self._blocks(col(FollowedBlock.number) >= 0))
        session.execute(delete(FollowedContract).where(col(FollowedContract.room) == self.copies.room))
        session.execute(delete(Following).where(col(Following.room) == self.copies.room))

    def _blocks(self, which: ColumnElement[bool]) -> Delete:
        return delete(FollowedBlock).where(col(FollowedBlock.room) == self.copies.room, which)

    def _call_final(self, session: Session, number: int) -> None:
        room = col(Following.room) == self.copies.room
        session.execute(update(Following).where(room).values(final_number=number))

    def _insertion(self, table: Table) -> str:
        # Rows as the database keeps them, by position: SQLAlchemy's own way with types takes three times as long.
        make_dialect: Any = type(self.engine.dialect)
        dialect = make_dialect(paramstyle=PLACEHOLDERS[self.engine.dialect.name])
        return str(insert(table).compile(dialect=dialect))


def _header(row: FollowedBlock) -> Header:
    return Header(row.number, row.hash, row.parent_hash, row.at)
