"""What a mechanism says: who is matched with what, in the one form that every mechanism shares."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ProjectMatch:
    """What one project received and what it is matched with.

    donors       donors who count in the match: something of their gift does, and it reaches the mechanism's minimum
    given_units  everything donated to the project, counted or not: it is the project's own in any case
    raw          the full match, 64 fractional bits
    match_units  its part of the pool, rounded down
    """

    project: str
    donors: int
    given_units: int
    raw: int
    match_units: int


def nothing_for(project: str) -> ProjectMatch:
    """The row of a project that nobody gave to."""
    return ProjectMatch(project, 0, 0, 0, 0)


@dataclass(frozen=True, slots=True)
class Matching:
    """A pool shared out: by which rule, and to whom; projects by the UTF-8 bytes of their ids."""

    mechanism: str
    params: Mapping[str, str]
    pool_units: int
    cap_units: int
    projects: tuple[ProjectMatch, ...]

    @property
    def minimum_units(self) -> int:
        """What a donor has to give to a project in all to count; 0 under a mechanism that knows no minimum."""
        return int(self.params.get("minimum_units", "0"))

    @property
    def paid_units(self) -> int:
        """The sum of all matches, never more than the pool."""
        return sum(project.match_units for project in self.projects)

    @property
    def left_units(self) -> int:
        """What of the pool nobody gets."""
        return self.pool_units - self.paid_units

    def as_document(self) -> dict[str, object]:
        """The published form, ready for JSON: every integer a decimal string."""
        return {
            "mechanism": self.mechanism,
            "params": dict(self.params),
            "pool": str(self.pool_units),
            "paid": str(self.paid_units),
            "left": str(self.left_units),
            "projects": [
                {
                    "project": project.project,
                    "donors": str(project.donors),
                    "given": str(project.given_units),
                    "raw": str(project.raw),
                    "match": str(project.match_units),
                }
                for project in self.projects
            ],
        }
