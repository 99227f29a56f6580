"""Which projects are in a round and by what names, from the chain's logs: the same for everybody who reads them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.funding_round.records import Application
from quadrille.errors import NotFound, WrongChain
from quadrille.languages.words import said
from quadrille.rounds.result import Project
from quadrille.types import BlockStamp, ProjectIndex

SLUG = re.compile(r"[a-z0-9._-]{1,64}")
"""What can be a project's name in a bundle."""

RESERVED = re.compile(r"project-[0-9]+")
"""Given to projects whose own name cannot be theirs; so nobody can take one."""


@dataclass(frozen=True, slots=True)
class Roster:
    """The projects of a round as of one block.

    names      of every project that applied, by its id
    admitted   those that can be given to, by id, with whoever is paid for them then
    """

    names: Mapping[ProjectIndex, str]
    admitted: tuple[Project, ...]

    def index_of(self, slug: str) -> ProjectIndex:
        """The id of an admitted project; raises NotFound."""
        for project in self.admitted:
            if project.slug == slug:
                return project.index
        raise NotFound(
            "project in this round", slug, said("Its projects are {listed}.", listed=", ".join(sorted(self.slugs)))
        )

    def applied_as(self, slug: str) -> ProjectIndex:
        """The id of a project that applied, admitted or not; raises NotFound."""
        for index, name in self.names.items():
            if name == slug:
                return index
        raise NotFound(
            "application to this round",
            slug,
            said("There are {listed}.", listed=", ".join(sorted(self.names.values()))),
        )

    @property
    def slugs(self) -> set[str]:
        """The names of those that can be given to."""
        return {project.slug for project in self.admitted}


def read_roster(round_: AnyRound, at: BlockStamp | None = None) -> Roster:
    """The roster as of a block (default: the newest); raises WrongChain for logs that no round of ours writes."""
    at = at or round_.client.block()
    editions = {(one.index, one.edition): one for one in round_.applications(at)}
    latest = {index: one for (index, _), one in editions.items()}
    taken = [index for index, (_, is_admitted) in round_.decided(at).items() if is_admitted]
    # Check: anybody can make a contract that only looks like a round.
    if list(latest) != list(range(len(latest))) or not {*taken} <= {*latest}:
        raise no_round(round_)
    names, moved = names_of(latest.values(), taken), round_.payees(at)
    admitted = (Project(index, moved.get(index, latest[index].payee), names[index]) for index in sorted(taken))
    return Roster(names, tuple(admitted))


def no_round(round_: AnyRound) -> WrongChain:
    """What to say of logs that no round of ours writes."""
    return WrongChain(f"The logs of {round_.address} are not those of a round.", "Check the round's address.")


def names_of(applications: Iterable[Application], admitted: Iterable[ProjectIndex]) -> dict[ProjectIndex, str]:
    """The name of each project, by id: its own where it is fit for one and nobody before has it, else project-ID.

    Admitted projects come first, in the order of their admission: what donors have read of a project stays its name,
    and to apply in the name of another takes nothing from it.
    """
    own = {one.index: one.name for one in applications}
    taken, names = set[str](), {}
    for index in dict.fromkeys([*admitted, *own]):
        name = own[index]
        is_fit = SLUG.fullmatch(name) and not RESERVED.fullmatch(name) and name not in taken
        names[index] = name if is_fit else f"project-{index}"
        taken.add(names[index])
    return {index: names[index] for index in own}
