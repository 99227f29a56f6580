"""What a bundle's files say, read strictly: enough to calculate the round again. Pure."""

import io
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quadrille.errors import BadInput, MalformedFile
from quadrille.rounds.bundle.calculation import Calculation, calculate
from quadrille.rounds.bundle.decisions import DECISIONS, Decision, read_decisions
from quadrille.rounds.bundle.manifest import CONFIG, DONATIONS, MANIFEST, PROJECTS
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.integers import read_integer
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.offline.donations_csv import read_gifts
from quadrille.rounds.outcome.coefficients import COEFFICIENTS, Coefficients, check_part, read_coefficients
from quadrille.rounds.result import Project
from quadrille.strict_csv import Table
from quadrille.types import UINT256_MAX, Address, ProjectIndex

MOST_PROJECT = 2**24 - 1
"""Ids of projects have 24 bits in a round's books; so no file makes a list without end."""


@dataclass(frozen=True, slots=True)
class Contents:
    """What a result follows from, as its bundle tells it."""

    rules: Configuration
    projects: tuple[Project, ...]
    donations: tuple[Donation, ...]
    coefficients: Coefficients
    decisions: tuple[Decision, ...]
    pool_units: int
    applied: int

    def calculate(self) -> Calculation:
        """Calculate the round again; raises BadInput where the files do not belong together."""
        slugs = tuple(project.slug for project in self.projects)
        check_part(self.coefficients, {gift.donor for gift in self.donations}, slugs, COEFFICIENTS)
        if strays := {gift.project for gift in self.donations}.difference(slugs):
            raise MalformedFile(PROJECTS, 0, "project", f"{min(strays)!r} is missing.", "Fetch it again.")
        return calculate(self.rules, self.donations, self.coefficients, slugs, self.pool_units)


def read_contents(files: Mapping[str, bytes], manifest: Mapping[str, Any]) -> Contents:
    """What the files of a whole bundle say; raises BadInput when one cannot be read."""
    return Contents(
        rules=Configuration.from_text(_text(files, CONFIG)),
        projects=_projects(files),
        donations=tuple(read_gifts(io.BytesIO(files[DONATIONS]), DONATIONS)),
        coefficients=coefficients_in(files),
        decisions=read_decisions(io.BytesIO(files[DECISIONS]), DECISIONS),
        pool_units=_number(manifest, "pool"),
        applied=_number(manifest, "applied", MOST_PROJECT + 1),
    )


def coefficients_in(files: Mapping[str, bytes]) -> Coefficients:
    """The coefficients of a bundle, none where it has none; raises MalformedFile."""
    if COEFFICIENTS not in files:
        return ()
    return read_coefficients(io.BytesIO(files[COEFFICIENTS]), COEFFICIENTS)


def _projects(files: Mapping[str, bytes]) -> tuple[Project, ...]:
    table = Table(io.BytesIO(files[PROJECTS]), PROJECTS, required=("index", "project", "payee"), optional=())
    projects: dict[str, Project] = {}
    last = -1
    for row, (index, slug, payee) in table.rows():
        if slug in projects:
            raise table.flaw(row, "project", f"{slug} stands twice")
        try:
            place = ProjectIndex(read_integer(index, MOST_PROJECT))
        except ValueError as problem:
            raise table.flaw(row, "index", str(problem)) from problem
        if place <= last:
            raise table.flaw(row, "index", f"must be above {last}, that of the row before")
        projects[slug], last = Project(place, Address(payee), slug), place
    return tuple(projects.values())


def _number(manifest: Mapping[str, Any], name: str, most: int = UINT256_MAX) -> int:
    try:
        return read_integer(manifest[name], most)
    except ValueError as problem:
        raise MalformedFile(MANIFEST, 0, name, f"{problem}.", "Fetch it again.") from problem


def _text(files: Mapping[str, bytes], name: str) -> str:
    try:
        return files[name].decode()
    except UnicodeDecodeError as problem:
        raise BadInput(f"{name} of the bundle is not UTF-8.", "Fetch the bundle again.") from problem
