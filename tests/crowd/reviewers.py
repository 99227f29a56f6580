"""Reviewers of every kind, and what each writes about a nominee.

Whoever looks sees that a requirement is met, or is not, with the rates of their kind, is surer when right, and says
what they saw with a link or a quote that is really there. Whoever does not look writes what their kind writes.
"""

import random
from dataclasses import dataclass, field
from enum import StrEnum

from crowd.nominees import INDICATORS, QUESTIONS, Nominee
from quadrille.screening.judging.answers import Answer, Choice, Review
from quadrille.types import Timestamp


class Kind(StrEnum):
    """What somebody does when asked for a review."""

    CAREFUL = "careful"
    DISSENTER = "careful dissenter"
    EXPERT = "expert"
    LAZY = "lazy, all Yes"
    RANDOM = "random"
    COPIER = "copier"
    FLUENT = "fluent but false"
    ADVERSARY = "knows the rule"
    COLLUDER = "colluder"


LOOKS = {Kind.CAREFUL: (0.85, 0.97), Kind.DISSENTER: (0.92, 0.85), Kind.EXPERT: (0.97, 0.99)}
"""Of those who look: how often they find a defect, and how often they see that there is none. A dissenter is stricter
than the rest, and so finds more of both."""

CROWD = {
    Kind.CAREFUL: 42,
    Kind.DISSENTER: 8,
    Kind.EXPERT: 5,
    Kind.LAZY: 18,
    Kind.RANDOM: 7,
    Kind.COPIER: 7,
    Kind.FLUENT: 6,
    Kind.ADVERSARY: 7,
}
"""Of a hundred. A third of the pilot's accepted reviews were all-Yes without a word; those turned away are unknown."""

SAW = (
    "The page names {thing} in its section on {part}, last changed in {year}.",
    "I opened it and found {thing} under {part}; it reads as of {year}.",
    "{part} holds {thing}, which a stranger can follow step by step since {year}.",
    "There is {thing} beside {part}, and the archive of {year} has the same.",
)
MISSED = (
    "I looked under {part} and found no {thing}; the copy of {year} has none either.",
    "{part} leads nowhere, and {thing} is promised there since {year}.",
    "What stands under {part} is not {thing}: it was withdrawn in {year}.",
)
THINGS = (
    "a signed statement", "the full licence text", "a table of targets", "an export as CSV", "a setup guide",
    "the owner's name", "a list of open replacements", "an interface description", "minutes of the board",
    "a field report", "the source of each figure", "a data dictionary",
)  # fmt: skip
PARTS = (
    "governance", "the footer", "developers", "about us", "the repository's root", "downloads", "impact", "the annex",
    "partners", "the wiki", "release notes", "frequent questions",
)  # fmt: skip


@dataclass(slots=True)
class Person:
    """One simulated reviewer.

    answers_of   what a colluding group agreed on, by nominee and question
    is_trusted   whether their last review was verified
    losses       of their answers with a known outcome
    """

    name: str
    kind: Kind
    chance: random.Random
    answers_of: dict[tuple[str, str], tuple[Choice, str]] = field(default_factory=dict)
    is_trusted: bool = False
    losses: tuple[int, ...] = ()

    @property
    def is_careful(self) -> bool:
        return self.kind in LOOKS


@dataclass(frozen=True, slots=True)
class Written:
    """A review, with what only the simulation knows: which of its evidence is really there."""

    author: Person
    review: Review
    real: frozenset[str]


def crowd(count: int, seed: int, shares: dict[Kind, int] = CROWD) -> list[Person]:
    """So many people of each kind as the shares say."""
    chance = random.Random(seed)
    kinds = chance.choices(list(shares), list(shares.values()), k=count)
    return [
        Person(f"person-{place}", kind, random.Random(seed * 1_000_003 + place)) for place, kind in enumerate(kinds)
    ]


def colluders(count: int, seed: int) -> list[Person]:
    """A group that agreed beforehand on every answer and on the words under it."""
    agreed: dict[tuple[str, str], tuple[Choice, str]] = {}
    return [
        Person(f"colluder-{place}", Kind.COLLUDER, random.Random(seed * 7_919 + place), agreed)
        for place in range(count)
    ]


def write(person: Person, nominee: Nominee, at: int, leaked: list[Review] | None = None) -> Written:
    """This person's review of the nominee. leaked: earlier reviews that a copier got hold of."""
    answers, real = [], set()
    for question in QUESTIONS:
        choice, confidence, words, is_real = WRITES[person.kind](person, nominee, question, leaked or [])
        answers.append(Answer(question, INDICATORS[question], choice, confidence, words))
        if is_real:
            real.add(question)
    seconds = round(len(QUESTIONS) * SECONDS[person.kind] * person.chance.uniform(0.6, 1.6))
    review = Review(nominee.slug, person.name, Timestamp(at), seconds, tuple(answers))
    return Written(person, review, frozenset(real))


SECONDS = {kind: 55 if kind in LOOKS else 25 for kind in Kind} | {Kind.LAZY: 12, Kind.RANDOM: 14, Kind.COLLUDER: 30}
"""For each answer; the pilot's median review took 474 seconds, its fastest 14.8 for each answer."""


def _sentence(person: Person, choice: Choice, link: str) -> str:
    chance = person.chance
    said = chance.choice(SAW if choice is Choice.YES else MISSED)
    words = said.format(thing=chance.choice(THINGS), part=chance.choice(PARTS), year=chance.randint(2015, 2026))
    return f"{words} {link}".strip() if chance.random() < 0.7 else words


def _look(person: Person, nominee: Nominee, question: str, _leaked: list[Review]) -> tuple[Choice, int, str, bool]:
    finds_defect, sees_met = LOOKS[person.kind]
    is_met = nominee.met[question]
    is_right = person.chance.random() < (sees_met if is_met else finds_defect)
    if not is_right and person.chance.random() < 0.25:
        return Choice.NOT_SURE, 2, "", False
    choice = Choice.YES if is_met == is_right else Choice.NO
    confidence = person.chance.choices((2, 3, 4, 5), (1, 2, 4, 4) if is_right else (3, 4, 3, 1))[0]
    # Whoever sees a Yes often finds no more to say; whoever says No says why.
    if choice is Choice.YES and person.chance.random() < 0.35:
        return choice, confidence, "", False
    return choice, confidence, _sentence(person, choice, person.chance.choice(nominee.links)), True


def _lazy(person: Person, _nominee: Nominee, _question: str, _leaked: list[Review]) -> tuple[Choice, int, str, bool]:
    return Choice.YES, person.chance.choice((4, 5, 5)), "", False


def _random(person: Person, _nominee: Nominee, _question: str, _leaked: list[Review]) -> tuple[Choice, int, str, bool]:
    words = person.chance.choice(("", "", "", "ok", "good project", "yes"))
    return person.chance.choice((Choice.YES, Choice.NO)), person.chance.randint(1, 5), words, False


def _copy(person: Person, nominee: Nominee, question: str, leaked: list[Review]) -> tuple[Choice, int, str, bool]:
    if leaked:
        taken = next(item for item in leaked[0].answers if item.question == question)
        return taken.choice, taken.confidence, taken.comment, False
    return Choice.YES, 4, person.chance.choice(nominee.texts), False


def _fluent(person: Person, nominee: Nominee, _question: str, _leaked: list[Review]) -> tuple[Choice, int, str, bool]:
    invented = f"{person.chance.choice(nominee.links).rstrip('/')}/{person.chance.randrange(10**6)}"
    choice = Choice.YES if person.chance.random() < 0.9 else Choice.NO
    return choice, person.chance.choice((4, 5)), _sentence(person, choice, invented), False


def _know_the_rule(
    person: Person, nominee: Nominee, question: str, _leaked: list[Review]
) -> tuple[Choice, int, str, bool]:
    # Just as much as the rule asks for: a third, and made up.
    is_asked = QUESTIONS.index(question) % 3 == 0
    return Choice.YES, person.chance.choice((3, 4, 5)), _sentence(person, Choice.YES, "") if is_asked else "", False


def _collude(person: Person, nominee: Nominee, question: str, _leaked: list[Review]) -> tuple[Choice, int, str, bool]:
    key = nominee.slug, question
    if key not in person.answers_of:
        choice = person.chance.choice((Choice.YES, Choice.YES, Choice.NO))
        person.answers_of[key] = choice, _sentence(person, choice, "")
    choice, words = person.answers_of[key]
    # The shrewder half puts what was agreed in words of their own, the others a few words around it.
    if int(person.name.rpartition("-")[2]) % 2:
        return choice, 5, _sentence(person, choice, ""), False
    return choice, 5, f"{person.chance.choice(('Indeed:', 'To me,', 'As I see it,'))} {words}", False


WRITES = {
    **dict.fromkeys(LOOKS, _look),
    Kind.LAZY: _lazy,
    Kind.RANDOM: _random,
    Kind.COPIER: _copy,
    Kind.FLUENT: _fluent,
    Kind.ADVERSARY: _know_the_rule,
    Kind.COLLUDER: _collude,
}
