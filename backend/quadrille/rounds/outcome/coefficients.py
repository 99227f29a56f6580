"""Who counts as one donor, and how much of a gift counts: a table that is part of a result, pure.

`coefficients.csv` has a row for each thing that is said of a wallet: `wallet,person,coefficient_bps,project,reason`.

    person           one of the wallets that are one person's; each wallet of the file has one person
    coefficient_bps  0 to 10 000; what counts of a gift is amount * coefficient_bps // 10_000
    project          to which project; empty: to every one
    reason           why, in words for the donor

What wallets of one person give to a project is one gift: it is summed before the root is taken, and so nothing is won
by splitting it. The lowest coefficient counts that any row, or any donation itself, gives a person on a project. Who is
not in the table is a person of their own and counts in full.

A person is known by the first of their wallets in the file, so that the file tells that wallets belong together, as
it must, and nothing else about anybody.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple

from quadrille.errors import MalformedFile
from quadrille.rounds.integers import read_integer
from quadrille.rounds.matching.donation import Donation
from quadrille.strict_csv import Table
from quadrille.types import BPS_ONE

COEFFICIENTS = "coefficients.csv"
"""The table's name in a bundle."""

COLUMNS = ("wallet", "person", "coefficient_bps", "project", "reason")

EVERYWHERE = ""
"""As a project: every one."""

REASON_CHARACTERS = 200
"""A sentence."""

LINKED, OWN_PROJECT = "linked wallets", "own project"
"""The reasons that `table_of` gives."""

NOT_LET_IN = "not let in by the round"
"""The reason for whoever a plain round does not match."""


class Coefficient(NamedTuple):
    """One row: how much of this wallet's gifts to a project counts, and whose wallet it is."""

    wallet: str
    person: str
    coefficient_bps: int
    project: str
    reason: str


Coefficients = tuple[Coefficient, ...]
"""A whole table in its one form: persons by their first wallet, rows by person, wallet and project."""


def count_persons(donations: Iterable[Donation], table: Coefficients) -> list[Donation]:
    """The donations as the matching takes them: from persons, each with the coefficient that counts."""
    gifts = list(donations)
    person_of = {row.wallet: row.person for row in table}
    lowest: defaultdict[tuple[str, str], int] = defaultdict(lambda: BPS_ONE)
    said = [(row.person, row.project, row.coefficient_bps) for row in table]
    said += [(person_of.get(gift.donor, gift.donor), gift.project, gift.coefficient_bps) for gift in gifts]
    for person, project, coefficient_bps in said:
        lowest[person, project] = min(lowest[person, project], coefficient_bps)
    counted = []
    for gift in gifts:
        person = person_of.get(gift.donor, gift.donor)
        coefficient_bps = min(lowest[person, gift.project], lowest[person, EVERYWHERE])
        counted.append(Donation(person, gift.project, gift.amount_units, coefficient_bps))
    return counted


def uncounted(gifts: Collection[tuple[str, str]], reason: str) -> Coefficients:
    """The table by which gifts, each a wallet and a project, do not count; every wallet is a person of its own."""
    return tuple(Coefficient(wallet, wallet, 0, project, reason) for wallet, project in sorted(gifts))


def table_of(
    gifts: Collection[tuple[str, str]], person_of: Mapping[str, int], own: Collection[tuple[int, str]]
) -> Coefficients:
    """The table that follows from who is whose: only what changes a matching, and nothing of who gave to nobody.

    gifts      wallet and project of every donation
    person_of  whose a wallet is, by any key that persons have; the key does not come into the table
    own        a person's key and a project that is their own: not matched, whichever of their wallets gives
    """
    rows = [
        Coefficient(wallet, str(person_of[wallet]), 0, project, OWN_PROJECT)
        for wallet, project in set(gifts)
        if wallet in person_of and (person_of[wallet], project) in own
    ]
    wallets: defaultdict[int, set[str]] = defaultdict(set)
    for wallet, _ in gifts:
        if wallet in person_of:
            wallets[person_of[wallet]].add(wallet)
    rows += [
        Coefficient(wallet, str(person), BPS_ONE, EVERYWHERE, LINKED)
        for person, theirs in wallets.items()
        if len(theirs) > 1
        for wallet in theirs
    ]
    return in_one_form(rows)


def in_one_form(rows: Iterable[Coefficient]) -> Coefficients:
    """The same rows in the order and with the names of persons that are published."""
    kept = list(rows)
    first: dict[str, str] = {}
    for row in kept:
        first[row.person] = min(first.get(row.person, row.wallet), row.wallet)
    renamed = (row._replace(person=first[row.person]) for row in kept)
    return tuple(sorted(renamed, key=lambda row: (row.person, row.wallet, row.project)))


def read_coefficients(lines: Iterable[bytes], file: str) -> Coefficients:
    """Read a table; raises MalformedFile with row, column and reason at the first flaw.

    A person may be written as any wallet that the file gives them; what is returned has the first.
    """
    table = Table(lines, file, required=COLUMNS, optional=())
    rows: dict[tuple[str, str], Coefficient] = {}
    row_of: dict[str, tuple[int, str]] = {}
    for row, fields in table.rows():
        found = _read_row(table, row, fields)
        if (found.wallet, found.project) in rows:
            where = f"on {found.project}" if found.project else "on every project"
            raise table.flaw(row, "wallet", f"{found.wallet} has a coefficient {where} in an earlier row")
        first_row, person = row_of.setdefault(found.wallet, (row, found.person))
        if person != found.person:
            reason = f"{found.person}, but row {first_row} says that {found.wallet} is {person}'s"
            raise table.flaw(row, "person", reason)
        rows[found.wallet, found.project] = found
    _check_persons(table, row_of)
    return in_one_form(rows.values())


def check_part(table: Coefficients, donors: Collection[str], projects: Collection[str], file: str) -> None:
    """Raise MalformedFile when the table speaks of a wallet that gave nothing, or of a project that is not there.

    Such a row would change no result: it would be a mistake, or tell of somebody who has no part in the round.
    """
    for row in table:
        if row.wallet not in donors:
            reason = f"{row.wallet} gave nothing in this round"
            raise MalformedFile(file, 0, "wallet", reason + ".", "Take its rows out; addresses are in EIP-55 form.")
        if row.project and row.project not in projects:
            raise MalformedFile(file, 0, "project", f"{row.project} is not in this round.", "Correct its name.")


def _read_row(table: Table, row: int, fields: tuple[str, ...]) -> Coefficient:
    wallet, person, coefficient, project, reason = fields
    for column, text in (("wallet", wallet), ("person", person), ("reason", reason)):
        if not text:
            raise table.flaw(row, column, "empty")
    if len(reason) > REASON_CHARACTERS or not reason.isprintable():
        raise table.flaw(row, "reason", f"must be at most {REASON_CHARACTERS} visible characters")
    try:
        coefficient_bps = read_integer(coefficient, BPS_ONE)
    except ValueError as error:
        raise table.flaw(row, "coefficient_bps", str(error)) from error
    return Coefficient(wallet, person, coefficient_bps, project, reason)


def _check_persons(table: Table, row_of: Mapping[str, tuple[int, str]]) -> None:
    # A key that is no wallet of the person's could be somebody else's: two persons would silently be one, or one two.
    for row, person in row_of.values():
        if row_of.get(person, (0, ""))[1] != person:
            raise table.flaw(row, "person", f"{person} must be a wallet that has a row with itself as its person")
