"""A matching in words and columns, for a person: who gets what, what is left of the pool, and why."""

from bisect import bisect_left
from collections.abc import Sequence
from itertools import accumulate
from unicodedata import combining, east_asian_width

from quadrille.languages.words import Said, said
from quadrille.rounds.matching.gitcoin_linear import IgnoreSaturation
from quadrille.rounds.matching.outcome import Matching
from quadrille.rounds.matching.sharing import RAW_FRACTION_BITS, Saturation

COLUMNS = ("project", "donors", "given", "full match", "match")
LONGEST_ID = 60


def report(matching: Matching) -> str:
    """Describe a matching, largest match first; amounts in base units, digits grouped by commas."""
    largest_first = sorted(matching.projects, key=lambda project: -project.match_units)
    rows = [
        (
            printable(project.project),
            f"{project.donors:,}",
            f"{project.given_units:,}",
            f"{project.raw >> RAW_FRACTION_BITS:,}",
            f"{project.match_units:,}",
        )
        for project in largest_first
    ]
    params = " ".join(f"{key}={value}" for key, value in matching.params.items())
    return "\n".join(
        [
            *aligned([COLUMNS, *rows]),
            "",
            f"{matching.mechanism} {params}",
            f"pool {matching.pool_units:,}, paid {matching.paid_units:,}, left {matching.left_units:,}",
            *(f"left because {reason}" for reason in why_left(matching)),
        ]
    )


def why_left(matching: Matching) -> list[Said]:
    """Name what kept part of the pool from being paid; nothing when nothing is left."""
    if matching.left_units == 0:
        return []
    raw = sum(project.raw for project in matching.projects)
    if raw == 0:
        if any(project.donors > 1 for project in matching.projects):
            return [
                said(
                    "{mechanism} gives nothing to any project here; `quadrille lab` says why",
                    mechanism=matching.mechanism,
                )
            ]
        return [said("no project has two donors who count, and a lone donor is not matched")]
    reasons = []
    is_kept = matching.params.get("saturation") == Saturation.KEEP
    has_kept_pool = matching.params.get("ignore_saturation") == IgnoreSaturation.FALSE
    if (is_kept or has_kept_pool) and raw >> RAW_FRACTION_BITS < matching.pool_units:
        full, keeping = f"{raw >> RAW_FRACTION_BITS:,}", "saturation=keep" if is_kept else "ignore_saturation=false"
        reasons.append(
            said("all full matches together are {full}, and {rule} pays nobody more", full=full, rule=keeping)
        )
    matched = [project for project in matching.projects if project.raw > 0]
    capped = sum(project.match_units == matching.cap_units for project in matched)
    # When the pool is scaled, the uncapped projects take up what the cap cuts off, unless there are none.
    if matching.cap_units < matching.pool_units and capped >= (1 if is_kept else len(matched)):
        reasons.append(
            said(
                "no project gets more than the cap of {cap}, and {number} would",
                cap=f"{matching.cap_units:,}",
                number=capped,
            )
        )
    return reasons or [said("every match is rounded down to a whole unit")]


def printable(project: str, longest: int = LONGEST_ID) -> str:
    """Escape what a terminal would obey, such as control characters, and clip what no column can hold."""
    text = "".join(letter if letter.isprintable() else ascii(letter)[1:-1] for letter in project)
    # A text of any length is looked at once: where it fills the column, and where room for the dots is left.
    widths = list(accumulate(map(columns, text)))
    if not widths or widths[-1] <= longest:
        return text
    return f"{text[: bisect_left(widths, longest)]}…"


def columns(text: str) -> int:
    """How many columns of a terminal a text takes: two for a letter of Chinese or a picture, none for an accent."""
    return sum(0 if combining(letter) else 2 if east_asian_width(letter) in "WF" else 1 for letter in text)


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Rows as lines, the first column to the left, all others to the right."""
    widths = [max(map(columns, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            [
                row[0] + " " * (widths[0] - columns(row[0])),
                *(" " * (width - columns(cell)) + cell for cell, width in zip(row[1:], widths[1:], strict=True)),
            ]
        )
        for row in rows
    ]
