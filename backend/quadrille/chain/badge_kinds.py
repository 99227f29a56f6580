"""The kinds of badges that a deployment registers: one craft each, and levels by verified work; and seats of chambers.

A kind's number is its craft's digit and its level's, except for the first: kind 1 was the reviewers' before there were
others, and what a badge of a kind weighs can never be rewritten.

Every badge weighs one, whatever its craft and level. A level tells experience; that is told by the number of badges
too, and a vote that grew with both would be counted twice.
"""

from dataclasses import dataclass
from enum import IntEnum

from quadrille.chain.badge import Kind
from quadrille.errors import BadParameter
from quadrille.types import KindId


class Chamber(IntEnum):
    """Stakeholder groups that vote as one house each. No number is ever given to another group."""

    END_USERS = 0
    SPONSORS = 1
    PARTNERS = 2
    EXPERTS = 3
    MAINTAINERS = 4
    REVIEWERS = 5


CHAMBER_NAMES = {
    Chamber.END_USERS: "end users",
    Chamber.SPONSORS: "sponsors",
    Chamber.PARTNERS: "implementing partners",
    Chamber.EXPERTS: "legal and domain experts",
    Chamber.MAINTAINERS: "maintainers",
    Chamber.REVIEWERS: "reviewers",
}
"""As people call them. "end users" here are those with a seat; who answers by a link has none."""

REVIEWERS, MAKERS = Chamber.REVIEWERS, Chamber.MAINTAINERS
"""The reviewers' house, and the one of those who make what others use, with the maintainers."""

SEAT_TERM_SECONDS = 365 * 86_400
"""A year: who still speaks for a group is given a seat anew."""

LEVEL_STARTS = (1, 5, 20)
"""With how many verified works of a craft each level begins. Of the 77 reviewers in the pilot's 133 reviews that we
have, 50 came once, four came five times or more, and nobody twenty times: a second level says that somebody stayed, a
third is there to be reached."""


def _kind(number: int, name: str, level: int, chamber: int) -> Kind:
    return Kind(KindId(number), name, level, chamber, weight=1, max_per_holder=0, term_seconds=0, is_open=True)


@dataclass(frozen=True, slots=True)
class Craft:
    """One sort of work, and its kinds of badges from the first level to the highest it has."""

    name: str
    levels: tuple[Kind, ...]

    def kind_at(self, count: int) -> Kind:
        """The kind of badge that the `count`th verified work of this craft earns; raises BadParameter below 1."""
        return self.levels[min(level_of(count), len(self.levels)) - 1]

    @property
    def kinds(self) -> frozenset[int]:
        """The numbers of all its kinds."""
        return frozenset(kind.id for kind in self.levels)


REVIEWER = _kind(1, "Reviewer", 1, REVIEWERS)
"""A verified review of one nominee."""

REVIEWING = Craft("reviewing", (REVIEWER, _kind(12, "Reviewer", 2, REVIEWERS), _kind(13, "Reviewer", 3, REVIEWERS)))
TRANSLATING = Craft("translating", (_kind(21, "Translator", 1, MAKERS),))
WRITING = Craft("writing", (_kind(31, "Writer", 1, MAKERS),))
CODING = Craft("coding", (_kind(41, "Developer", 1, MAKERS),))
MENTORING = Craft("mentoring", (_kind(51, "Mentor", 1, MAKERS),))

CRAFTS = (REVIEWING, TRANSLATING, WRITING, CODING, MENTORING)

SEATS = tuple(
    Kind(KindId(101 + chamber), f"Seat of {name}", 1, chamber, 1, 1, SEAT_TERM_SECONDS, is_open=True)
    for chamber, name in CHAMBER_NAMES.items()
)
"""A seat of each chamber, one for each holder, for a year. It weighs one: what weighs nothing is no seat."""

KINDS = (*(kind for craft in CRAFTS for kind in craft.levels), *SEATS)
"""What a deployment registers, in this order."""


def level_of(count: int, starts: tuple[int, ...] = LEVEL_STARTS) -> int:
    """The level, from 1, of somebody's `count`th verified work; raises BadParameter below the first start.

    starts   with how many works each level begins, rising
    """
    if count < starts[0]:
        raise BadParameter("count", count, f"at least {starts[0]}")
    return sum(count >= start for start in starts)
