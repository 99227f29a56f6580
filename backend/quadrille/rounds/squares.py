"""The match square: a picture from which one sees who moved the matching pool.

The side of the square is S, the sum of the donors' square roots. Along its diagonal stands one small square for each
donor, whose side is that donor's root, so that its area is what the donor gave. Together these are sum(r*r); all the
rest of the square is S*S - sum(r*r), the very number (`raw`) by which quadratic funding shares out the pool. Many small
donors leave a thin diagonal and much beside it; a few large ones fill the square with their own money.
"""

from collections.abc import Sequence
from html import escape
from itertools import accumulate, pairwise

POOL_BY_SQUARES = frozenset({"qf", "gitcoin-linear"})
"""The mechanisms that share the pool by what stands beside the diagonal, and by nothing else."""

GRID = 3_000
"""The side of the widest square, in the picture's units; ten of them are one pixel."""

PIXEL = 10
SMALLEST_SIDE = 60
"""So many units are drawn at least: less would not be seen."""

ROOM_FOR_STEPS = 26
"""So many donors get an element of their own; all further ones share one path."""


def diagonal(roots: Sequence[int], widest: int) -> list[int]:
    """Place the donors' steps on the diagonal.

    roots    each donor's root with 32 fractional bits, in the order to be drawn
    widest   the largest sum of roots in the round, which fills the grid
    returns  the edges of the steps from 0 to the side of the square, one more than there are roots; each is rounded
             down from its true place, so no error adds up. Empty when nothing was given.
    """
    total = sum(roots)
    if not total:
        return []
    side = max(total * GRID // widest, SMALLEST_SIDE)
    return [0, *(reached * side // total for reached in accumulate(roots))]


def match_square(roots: Sequence[int], widest: int, label: str) -> str:
    """Draw a project's match square as SVG text, safe to insert in a page.

    roots   each donor's root with 32 fractional bits, largest first
    widest  the largest sum of roots in the round: all squares of a round are drawn to one scale
    label   what the picture says, in words, for who cannot see it
    """
    edges = diagonal(roots, widest)
    side = edges[-1] if edges else SMALLEST_SIDE
    ground = (
        'class="matched" fill="#F0C75E"'
        if edges
        else 'class="empty" fill="none" stroke="currentColor" stroke-width="20"'
    )
    return (
        f'<svg class="match-square" viewBox="0 0 {side} {side}" width="{side // PIXEL}" height="{side // PIXEL}" '
        f'role="img" aria-label="{escape(label)}"><rect {ground} width="{side}" height="{side}"/>'
        f'<g class="given" fill="#0B5D5E">{_drawn(edges)}</g></svg>'
    )


def _drawn(edges: Sequence[int]) -> str:
    """The diagonal: the largest steps as squares of their own, the rest as one path."""
    own = _steps(edges[: ROOM_FOR_STEPS + 1])
    rest = _steps(_merged(edges[ROOM_FOR_STEPS:]))
    squares = "".join(f'<rect x="{at}" y="{at}" width="{size}" height="{size}"/>' for at, size in own)
    path = "".join(f"M{at} {at}h{size}v{size}h-{size}z" for at, size in rest)
    return f'{squares}<path d="{path}"/>' if path else squares


def _steps(edges: Sequence[int]) -> list[tuple[int, int]]:
    """Place and size of the steps between edges; one too thin for the grid is left out."""
    return [(low, high - low) for low, high in pairwise(edges) if high > low]


def _merged(edges: Sequence[int]) -> list[int]:
    """Draw neighbours thinner than a pixel as one step of a pixel, so that a crowd keeps a page small."""
    kept = list(edges[:1])
    for edge in edges[1:]:
        if edge - kept[-1] >= PIXEL or edge == edges[-1]:
            kept.append(edge)
    return kept
