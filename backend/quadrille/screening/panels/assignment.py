"""Who is asked to review a nominee: everybody who can, in the order of a lot that a later block's hash draws. Pure.

The pool is made, and its digest told, before the block exists. Then, with its hash as the seed,

    lot(person) = keccak256(seed || screening || person)        screening and person as 32 bytes, big-endian

and whoever knows the sector comes before whoever does not, by the lot in either tier. Nobody can choose a place, and
anybody who has the pool's numbers and the seed gets the same ranking.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eth_hash.auto import keccak

from quadrille.screening.panels.rules import PANEL_RULES, PanelRules
from quadrille.types import Hash32

KNOWS_SECTOR, KNOWS_NOT = 0, 1
"""The tiers: a sector that matches comes first, and without one nobody is left out."""

_REPOSITORY = re.compile(r"(?:https?://|git@|ssh://git@|git://)?(?:www\.)?([\w.-]+\.[a-z]+)[/:]([\w.-]+)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Task:
    """What is to be reviewed.

    organisations   behind the nominee, as its snapshot names them
    accounts        that own its repositories, as `github.com/login`
    languages       that a reviewer should read; any will do when none is named, and so with sectors
    """

    screening: int
    project: str
    organisations: frozenset[str] = frozenset()
    accounts: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who said what they can review.

    person          the number of their row: it never changes
    projects        that they have a part in by a live affiliation, and `organisations`
    open_seats      that they were offered and have not answered
    """

    person: int
    languages: frozenset[str] = frozenset()
    sectors: frozenset[str] = frozenset()
    minutes_per_week: int = 0
    accounts: frozenset[str] = frozenset()
    projects: frozenset[str] = frozenset()
    organisations: frozenset[str] = frozenset()
    open_seats: int = 0
    is_available: bool = True
    is_erased: bool = False


@dataclass(frozen=True, slots=True, order=True)
class Pooled:
    """Somebody as they stand in a pool; `reason` says why they are left out, and is empty for whoever is drawn from."""

    person: int
    tier: int = KNOWS_NOT
    reason: str = ""


@dataclass(frozen=True, slots=True, order=True)
class Ranked:
    """A place in the ranking: sorted by tier, then by the lot."""

    tier: int
    lot: Hash32
    person: int


def pool(task: Task, candidates: Iterable[Candidate], rules: PanelRules = PANEL_RULES) -> list[Pooled]:
    """Everybody, by their number, with their tier or the reason why they are left out."""
    return sorted(
        Pooled(one.person, tier_of(task, one), unfit(task, one, rules) or conflict(task, one)) for one in candidates
    )


def conflict(task: Task, one: Candidate) -> str:
    """Why somebody must not review this nominee, whoever asks them; empty when they may."""
    if one.is_erased:
        return "was erased"
    if task.project in one.projects:
        return "has a part in the project"
    if {name_key(name) for name in one.organisations} & {name_key(name) for name in task.organisations}:
        return "has a part in an organisation behind the project"
    if one.accounts & task.accounts:
        return "owns a repository of the project"
    return ""


def unfit(task: Task, one: Candidate, rules: PanelRules = PANEL_RULES) -> str:
    """Why somebody is not asked now, though they may review; empty when they are."""
    if not one.is_available:
        return "is not available"
    if one.minutes_per_week < rules.minutes_needed:
        return f"has fewer than {rules.minutes_needed} minutes a week"
    if task.languages and not shares_language(task.languages, one.languages):
        return "shares no language"
    if one.open_seats >= rules.most_open_seats:
        return "was asked for another review already"
    return ""


def tier_of(task: Task, one: Candidate) -> int:
    """The tier of whoever is drawn from."""
    wanted, known = ({name_key(name) for name in names} for names in (task.sectors, one.sectors))
    return KNOWS_SECTOR if not wanted or wanted & known else KNOWS_NOT


def rank(seed: Hash32, screening: int, pooled: Iterable[Pooled]) -> list[Ranked]:
    """Whoever is not left out, in the order in which they are asked."""
    return sorted(Ranked(one.tier, lot(seed, screening, one.person), one.person) for one in pooled if not one.reason)


def lot(seed: Hash32, screening: int, person: int) -> Hash32:
    """The number that somebody draws in a screening's lot."""
    content = bytes.fromhex(seed[2:]) + screening.to_bytes(32) + person.to_bytes(32)
    return Hash32("0x" + keccak(content).hex())


def pool_digest(screening: int, pooled: Iterable[Pooled]) -> Hash32:
    """What is told of a pool before the seed is known: keccak256 over its numbers and tiers, by number."""
    words = [screening.to_bytes(32)]
    for one in sorted(pooled):
        if not one.reason:
            words += [one.person.to_bytes(32), one.tier.to_bytes(32)]
    return Hash32("0x" + keccak(b"".join(words)).hex())


def shares_language(wanted: Iterable[str], known: Iterable[str]) -> bool:
    """Whether somebody reads one of these languages: `fr` is read by whoever reads `fr-CA`, and the other way round."""
    return bool({_language(tag) for tag in wanted} & {_language(tag) for tag in known})


def owner_of(repository: str) -> str:
    """The account that owns a repository, as `github.com/login`; empty for an address that names none."""
    found = _REPOSITORY.match(repository.strip())
    return f"{found[1]}/{found[2]}".casefold() if found else ""


def owners_of(repositories: Sequence[str]) -> frozenset[str]:
    """The accounts that own these repositories."""
    return frozenset(filter(None, map(owner_of, repositories)))


def name_key(name: str) -> str:
    """What makes two spellings of a name one: Unicode's NFKC form, case and spaces apart."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _language(tag: str) -> str:
    return tag.partition("-")[0].casefold()
