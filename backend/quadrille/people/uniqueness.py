"""What sources say of wallets: how sure they are that a person of its own is behind each. Data with source and date.

A table is CSV, `wallet,score` and, if wanted, `observed_at` and `reference`, read as `strict_csv.py` says. Scores are
kept as the source wrote them and never computed with here. An attestation by a partner stands in the same table: the
source is the partner's name, the reference a link or a number under which it can be found there.

Not public: which wallet was looked at by whom, and what came of it, is between the operator and the wallet's person.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import NamedTuple

from sqlmodel import Session, col, select

from quadrille.chain.contract import checked_address
from quadrille.db import hold
from quadrille.errors import BadParameter, Refused
from quadrille.people.tables import UniquenessEvidence
from quadrille.strict_csv import Table
from quadrille.types import Address, Timestamp

SCORE = re.compile(r"(0|[1-9][0-9]{0,12})(\.[0-9]{1,18})?")
"""A decimal number without sign or exponent; 18 decimals are what on-chain scores have."""

LARGEST_SCORE = 10**12
"""Far above every scale in use; with 18 decimals it fits the column of 32 characters."""

SOURCE = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
"""A source's name, in one spelling."""

REFERENCE_CHARACTERS = 200

_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})")
_UNIX_SECONDS = re.compile(r"[0-9]{1,15}")


class Seen(NamedTuple):
    """One row of a score table: what was said of a wallet, and when it was seen so."""

    wallet: Address
    score: str
    observed_at: Timestamp
    reference: str


@dataclass(frozen=True, slots=True)
class BroughtIn:
    """What an import did: rows that are new, and rows that were here letter for letter."""

    added: int
    known: int


def read_moment(text: str) -> Timestamp:
    """A time in unix seconds, or ISO 8601 with an offset; a date alone is its first moment in UTC.

    raises   ValueError with the reason, for a caller who knows what the text was meant to be
    """
    if _UNIX_SECONDS.fullmatch(text):
        return Timestamp(int(text))
    if _DATE.fullmatch(text):
        day = date.fromisoformat(text)
        return Timestamp(int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()))
    if not _MOMENT.fullmatch(text):
        raise ValueError(f"{text[:40]!r} is neither unix seconds nor a date or time like 2026-11-21T08:00:00Z")
    return Timestamp(int(datetime.fromisoformat(text).timestamp()))


def check_source(name: str) -> str:
    """The name of a source; raises BadParameter."""
    if not SOURCE.fullmatch(name):
        raise BadParameter(
            "source", name, "1 to 64 of a-z, 0-9, dot, hyphen and underscore; the first a letter or digit"
        )
    return name


def read_scores(lines: Iterable[bytes], file: str, observed_at: Timestamp | None, now: Timestamp) -> Iterator[Seen]:
    """Yield the rows of a score table.

    observed_at   for rows that do not say it themselves
    now           nothing was observed later
    raises        MalformedFile with row, column and reason, when the flaw is reached
    """
    table = Table(lines, file, required=("wallet", "score"), optional=("observed_at", "reference"))
    for row, fields in table.rows():
        named = dict(zip(table.columns, fields, strict=True))
        yield Seen(
            _wallet(table, row, named["wallet"]),
            _score(table, row, named["score"]),
            _observed_at(table, row, named.get("observed_at", ""), observed_at, now),
            _reference(table, row, named.get("reference", "")),
        )


def bring_in(session: Session, source: str, rows: Iterable[Seen]) -> BroughtIn:
    """Keep the rows of a source; what is here already is left as it is, and nothing is overwritten. Not yet committed.

    raises   Refused when a row says something else of a wallet at the same moment than is known or came before it
    """
    hold(session, f"evidence of {source}")
    known = _known(session, source)
    before = len(known)
    count = 0
    for row in rows:
        count += 1
        had = known.setdefault((row.wallet, row.observed_at), row)
        if had != row:
            raise _contradiction(source, had, row)
    added = list(known.values())[before:]
    session.add_all(
        UniquenessEvidence(
            address=row.wallet,
            source=source,
            score=row.score,
            observed_at=row.observed_at,
            reference=row.reference,
        )
        for row in added
    )
    session.flush()
    return BroughtIn(len(added), count - len(added))


def evidence_of(session: Session, addresses: Iterable[Address]) -> dict[str, UniquenessEvidence]:
    """The newest row of each source about any of these wallets, by the source's name."""
    query = select(UniquenessEvidence).where(col(UniquenessEvidence.address).in_(sorted(set(addresses))))
    rows = session.exec(query.order_by(col(UniquenessEvidence.observed_at), col(UniquenessEvidence.id)))
    return {row.source: row for row in rows}


def _known(session: Session, source: str) -> dict[tuple[Address, Timestamp], Seen]:
    kept = session.exec(select(UniquenessEvidence).where(UniquenessEvidence.source == source))
    rows = (Seen(Address(row.address), row.score, Timestamp(row.observed_at), row.reference) for row in kept)
    return {(row.wallet, row.observed_at): row for row in rows}


def _contradiction(source: str, had: Seen, row: Seen) -> Refused:
    return Refused(
        f"{source} gives {row.wallet} at {row.observed_at} the score {row.score} {row.reference}".rstrip()
        + f", and also {had.score} {had.reference}".rstrip()
        + ".",
        "Nothing was brought in. What was seen later has a later observed_at; nothing is overwritten.",
    )


def _wallet(table: Table, row: int, text: str) -> Address:
    try:
        return checked_address(text)
    except BadParameter as problem:
        raise table.flaw(row, "wallet", f"{text[:80]!r} is no address; it must be {problem.needed}") from problem


def _score(table: Table, row: int, text: str) -> str:
    whole, _, fraction = text.partition(".")
    is_in_form = SCORE.fullmatch(text) is not None
    if not is_in_form or (int(whole), int(fraction or "0") > 0) > (LARGEST_SCORE, False):
        needed = "a decimal number from 0 to 10^12 with at most 18 decimals, no sign and no exponent"
        raise table.flaw(row, "score", f"{text[:80]!r} is not {needed}")
    return text


def _observed_at(table: Table, row: int, text: str, usual: Timestamp | None, now: Timestamp) -> Timestamp:
    if not text and usual is None:
        raise table.flaw(row, "observed_at", "missing; give it here, or for all rows with --observed-at")
    try:
        found = read_moment(text) if text else usual
    except ValueError as problem:
        raise table.flaw(row, "observed_at", str(problem)) from problem
    assert found is not None
    if found > now:
        raise table.flaw(row, "observed_at", f"{found} is later than now, {now}")
    return found


def _reference(table: Table, row: int, text: str) -> str:
    if len(text) > REFERENCE_CHARACTERS or not text.isprintable():
        raise table.flaw(row, "reference", f"must be at most {REFERENCE_CHARACTERS} visible characters")
    return text
