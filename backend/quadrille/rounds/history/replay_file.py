"""Records of rounds that were paid by a rule of clr.fund: read strictly, calculated again, compared.

A file is one record, or an object with a list `rounds` of them:

    round                      its name or address
    formula                    linear or alpha: see `clrfund.py`
    full_tally, full_spent     votes, and voice credits spent, of every project by its index; where a list is missing,
                               `tally` or `spent` of each row of `projects`
    voiceCreditFactor          units in a voice credit
    totalSpent                 all voice credits; the sum of those spent where it is missing
    matchingPoolSize_effective the pool, in units; where it is missing matchingPoolSize_published, matchingPoolSize, or
                               the budget less what was donated
    projects                   rows with `index` and, if it was published, `allocated`

The export that clr.fund makes of a round, `{round: {address, ...}, projects, tally}`, is read too; it names no formula.
Whole numbers stand as text or as numbers; null is the same as missing. Other fields are passed over. Nothing
that was published as a result takes part in the calculation.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from quadrille.errors import BadInput, BadParameter, Mismatch
from quadrille.rounds.history.clrfund import Formula, Option, Tally, payouts
from quadrille.rounds.history.json_fields import Fields
from quadrille.strict_json import read_json

MOST_BYTES = 64 * 2**20
"""A round of a thousand projects has some hundred KiB."""

FORMULAS = {**{formula.value: formula for formula in Formula}, "linear": Formula.LINEAR, "alpha": Formula.ALPHA}

POOLS = ("matchingPoolSize_effective", "matchingPoolSize_published", "matchingPoolSize")

REMEDY = "Look which of the record's numbers is not the one that was paid by: pool, tally, factor or formula."


class Listed(NamedTuple):
    """A project of a record: its index as it is written there, and what was published for it, if anything was."""

    written: int | str
    option: int
    published_units: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """A round before it is calculated."""

    round: int | str
    formula: Formula
    tally: Tally
    pool_units: int
    projects: tuple[Listed, ...]


@dataclass(frozen=True, slots=True)
class Replayed:
    """A round calculated again: each project, and what it is allocated."""

    record: Record
    allocated: tuple[tuple[Listed, int], ...]

    @property
    def equal(self) -> bool | None:
        """Whether everything that was published is reproduced; None when nothing was."""
        if all(listed.published_units is None for listed in self.record.projects):
            return None
        return not self.differences()

    def differences(self) -> list[Mismatch]:
        """Every published number that is not reproduced, in the record's order."""
        return [
            Mismatch(f"round {self.record.round}, project {listed.written}", listed.published_units, units, REMEDY)
            for listed, units in self.allocated
            if listed.published_units not in {None, units}
        ]

    def as_document(self) -> dict[str, object]:
        """The form that programs read; amounts as decimal text, an index as the record has it."""
        return {
            "round": self.record.round,
            "projects": [{"index": listed.written, "allocated": str(units)} for listed, units in self.allocated],
            "equal": self.equal,
        }


def replay(record: Record) -> Replayed:
    """Calculate a round from its tally; raises BadInput, with the round's name, where its rule refuses."""
    try:
        paid = payouts(record.formula, record.tally, record.pool_units)
    except BadInput as refusal:
        raise BadInput(f"Round {record.round}: {refusal.cause}", refusal.remedy) from refusal
    return Replayed(record, tuple((listed, paid[listed.option]) for listed in record.projects))


def read_records(content: bytes, file: str, formula: str | None = None) -> list[Record]:
    """Read every round of a file; raises MalformedFile with the place of the first flaw, and BadParameter.

    formula   for rounds that name none
    """
    if formula is not None and formula not in FORMULAS:
        raise BadParameter("--formula", formula, "linear or alpha")
    whole = Fields(file, "", read_json(content, file, MOST_BYTES))
    if whole.items("rounds") is None:
        return [_read_record(whole, formula)]
    return [_read_record(one, formula) for one in whole.objects("rounds")]


def _read_record(given: Fields, formula: str | None) -> Record:
    fields = _in_record_form(given) if isinstance(given.found.get("round"), Mapping) else given
    rows = fields.objects("projects")
    options = _read_options(fields, rows)
    spent = fields.integer("totalSpent")
    factor_units = fields.needed("voiceCreditFactor")
    if factor_units == 0:
        raise fields.flaw("voiceCreditFactor", "0; a voice credit has one unit or more.")
    if spent is None:
        spent = sum(option.spent_credits for option in options.values())
    tally = Tally(options, spent, factor_units)
    name = fields.name("round")
    return Record(
        round=(given.place or given.file) if name is None else name,
        formula=_read_formula(fields, formula),
        tally=tally,
        pool_units=_read_pool(fields, tally),
        projects=_read_listed(rows, options),
    )


def _in_record_form(export: Fields) -> Fields:
    """The record that an export of clr.fund stands for."""
    about, tally = export.below("round"), export.below("tally")
    rows = [row.found for row in export.objects("projects")]
    record = {
        **{name: about.found.get(name) for name in ("voiceCreditFactor", "totalSpent", *POOLS)},
        "round": about.found.get("address"),
        "formula": export.found.get("formula"),
        "full_tally": tally.below("results").found.get("tally"),
        "full_spent": tally.below("totalVoiceCreditsPerVoteOption").found.get("tally"),
        "projects": [{"index": row.get("recipientIndex"), "allocated": row.get("allocatedAmount")} for row in rows],
    }
    return Fields(export.file, export.place, record)


def _read_formula(fields: Fields, usual: str | None) -> Formula:
    named = fields.found.get("formula")
    found = FORMULAS.get(str(usual if named is None else named))
    if found is None:
        reason = "missing" if named is None else f"{str(named)[:80]!r} is unknown"
        remedy = "Write it there, or give --formula for rounds that name none: linear until 2021, alpha since."
        raise fields.flaw("formula", f"{reason}; it must be linear or alpha.", remedy)
    return found


def _read_pool(fields: Fields, tally: Tally) -> int:
    for name in POOLS:
        if (pool_units := fields.integer(name)) is not None:
            return pool_units
    budget_units = fields.integer("budget")
    if budget_units is None:
        raise fields.flaw(POOLS[0], f"missing, and {', '.join(POOLS[1:])} and budget too; a pool is needed.")
    if budget_units < tally.donated_units:
        reason = f"{budget_units} units are less than the {tally.donated_units} that donors gave (InvalidBudget)."
        raise fields.flaw("budget", reason, "A budget is the matching pool and all donations together.")
    return budget_units - tally.donated_units


def _read_options(fields: Fields, rows: Sequence[Fields]) -> dict[int, Option]:
    votes, spent = fields.integers("full_tally"), fields.integers("full_spent")
    if votes is not None and spent is not None and len(votes) != len(spent):
        raise fields.flaw("full_spent", f"{len(spent)} numbers, but full_tally has {len(votes)}.")
    votes_of = dict(enumerate(votes)) if votes is not None else {_index(row)[1]: row.needed("tally") for row in rows}
    spent_of = dict(enumerate(spent)) if spent is not None else {_index(row)[1]: row.needed("spent") for row in rows}
    options = {i: Option(votes_of.get(i, 0), spent_of.get(i, 0)) for i in sorted(votes_of.keys() | spent_of.keys())}
    # Rows may leave projects out, and then every share would be wrong: the sum of credits shows it.
    total, found = fields.integer("totalSpent"), sum(option.spent_credits for option in options.values())
    if (votes is None or spent is None) and total not in {None, found}:
        reason = f"missing, and the rows of projects, with {found} of {total} credits, are not all."
        raise fields.flaw("full_tally" if votes is None else "full_spent", reason)
    return options


def _read_listed(rows: Sequence[Fields], options: Mapping[int, Option]) -> tuple[Listed, ...]:
    """The rows of the record; without rows, every project with votes or credits."""
    if not rows:
        return tuple(Listed(index, index, None) for index, option in options.items() if any(option))
    listed: dict[int, Listed] = {}
    for row in rows:
        written, index = _index(row)
        if index not in options:
            raise row.flaw("index", f"{index} has no place in full_tally, which ends at {max(options, default=-1)}.")
        if index in listed:
            raise row.flaw("index", f"{index} stands in an earlier row too.")
        listed[index] = Listed(written, index, row.integer("allocated"))
    return tuple(listed.values())


def _index(row: Fields) -> tuple[int | str, int]:
    index = row.needed("index")
    written = row.found["index"]
    assert isinstance(written, int | str)
    return written, index
