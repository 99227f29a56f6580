"""An examination as a report for people: the most important first, and how much more there is."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest

from quadrille.rounds.lab.alarm_words import alarm_lines
from quadrille.rounds.lab.attack_words import attack_lines
from quadrille.rounds.lab.comparison import Moves
from quadrille.rounds.lab.examination import Examination
from quadrille.rounds.lab.plain import Money, counted, money, name, paragraph
from quadrille.rounds.matching.sharing import Saturation
from quadrille.rounds.offline.matching_report import aligned, printable
from quadrille.types import BPS_ONE

TOP = 20
"""So many projects are shown one by one."""

LONGEST_IN_TABLE = 24
"""Of a project's id, so that nine rules have room beside it."""

MEANING = {
    "qf": "every pair of donors counts, by the root of what the two gave",
    "pairwise": "as qf, but no pair of donors moves more than twice M in all; M is {m}, {times} times the median of "
    "what a donor gave to a project",
    "cocm": "support counts as far as it comes from people who otherwise give to different projects",
    "gitcoin-linear": "qf in whole units, with the cap of Gitcoin's rounds",
}

SATURATION = {
    Saturation.SCALE: "the whole pool is shared out (saturation=scale)",
    Saturation.KEEP: "nobody gets more than the full match, the rest is kept (saturation=keep)",
}


def report(found: Examination) -> str:
    """Describe an examination in at most 100 columns."""
    told = money(found.pool_units, found.setting.unit)
    parts = [
        _opening(found, told),
        ["WHO GETS WHAT, in % of the pool, the largest under qf first", "", *_table(found, told)],
        ["WHAT MOVES, compared with qf", "", *(line for one in found.moves for line in _moved(one, found, told))],
        attack_lines(found, told),
        alarm_lines(found, told),
    ]
    return "\n\n".join("\n".join(lines) for lines in parts)


def _opening(found: Examination, told: Money) -> list[str]:
    given = found.given
    unit = "base units" if told.unit_units == 1 else f"whole tokens, of {told.unit_units:,} base units each"
    if told.unit_units > 1 and str(told.unit_units) == f"1{'0' * (len(str(told.unit_units)) - 1)}":
        unit = f"whole tokens, of 10^{len(str(told.unit_units)) - 1} base units each"
    donors, projects = counted(given.donors, "donor"), counted(len(given.gifts), "project")
    if not_counted := given.donors - len(given.projects_by_donor):
        donors += f" ({not_counted:,} of them count with nothing)"
    cap = found.setting.common.cap_bps
    limit = (
        "without a cap" if cap == BPS_ONE else f"and no project gets more than {told.times(cap * 100, BPS_ONE)} % of it"
    )
    return [
        *paragraph(
            f"{donors} gave {told.amount(given.given_units)} to {projects}; the pool is "
            f"{told.amount(found.pool_units)}. Amounts are in {unit}."
        ),
        *paragraph(f"Here {SATURATION[found.setting.saturation]}, {limit}."),
        "",
        *(line for mechanism in MEANING for line in _meaning(mechanism, found, told)),
    ]


def _meaning(mechanism: str, found: Examination, told: Money) -> list[str]:
    m_units, median = found.setting.common.m_units, found.given.median_gift_units
    times = told.times(m_units, median) if median else "?"
    text = MEANING[mechanism].format(m=told.amount(m_units), times=times)
    return paragraph(text, f"{mechanism:<16}", " " * 16)


def _table(found: Examination, told: Money) -> list[str]:
    matchings = [one.matching for one in found.compared]
    rows = sorted(zip(*(one.projects for one in matchings), strict=True), key=lambda row: -row[0].match_units)
    shown = [
        (printable(row[0].project, LONGEST_IN_TABLE), *(told.share(one.match_units) for one in row))
        for row in rows[:TOP]
    ]
    if rest := rows[TOP:]:
        sums = (sum(one.match_units for one in column) for column in zip(*rest, strict=True))
        shown.append((f"({len(rest):,} more)", *map(told.share, sums)))
    shown.append(("left of the pool", *(told.share(one.left_units) for one in matchings)))
    other = found.setting.with_other_saturation().saturation
    left = (told.share(one.otherwise.left_units) for one in found.compared)
    shown.append((f"left if saturation={other}", *left))
    return [line.rstrip() for line in aligned([*_stacked([one.rule.name for one in found.compared]), *shown])]


def _stacked(names: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The head of a narrow table: a word a line, the last at the bottom."""
    words = [list(reversed(name.replace("-", " ").split())) for name in names]
    for line in reversed(list(zip_longest(*words, fillvalue=""))):
        yield ("", *line)


def _moved(one: Moves, found: Examination, told: Money) -> list[str]:
    if not one.gained_units and not one.lost_units:
        return paragraph(f"{one.rule}: nothing moves.", others="    ")
    projects = len(found.given.gifts)
    gained, lost = told.share(one.gained_units), told.share(one.lost_units)
    text = f"{one.rule}: {gained} % of the pool ({told.amount(one.gained_units)}) moves"
    # What rounding leaves is no reason to speak of two sums.
    if abs(one.gained_units - one.lost_units) * BPS_ONE > found.pool_units:
        text = f"{one.rule}: projects gain {gained} % of the pool and lose {lost} %"
    if one.most:
        text += f"; {name(one.most.project)} gains most, {told.share(one.most.units)} %"
    if one.least:
        text += f"; {name(one.least.project)} loses most, {told.share(-one.least.units)} %"
    places = f"{one.ranks_changed:,} of {counted(projects, 'project')}"
    return paragraph(f"{text}. Places change for {places}.", others="    ")
