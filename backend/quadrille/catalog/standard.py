"""The Digital Public Goods Standard as versioned data: nine indicators, asked in our own words.

The Standard's own text is CC BY-SA and stays where it is; `source` in each data file says where. Of 1.1.5 its list of
changes says that indicator 6 came to speak of content too; of 1.1.6 it says nothing, so only 1.1.4 is here besides.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from quadrille.errors import NotFound
from quadrille.languages.words import said

CURRENT_VERSION = "1.1.6"


@dataclass(frozen=True, slots=True)
class Question:
    """One question to a reviewer.

    text       what is asked; `if_yes` is asked only after a Yes, and empty when nothing follows
    statement  what a screening decides on: Yes says that it holds, also where the question does not apply
    """

    id: str
    text: str
    statement: str
    if_yes: str = ""


@dataclass(frozen=True, slots=True)
class Indicator:
    """One requirement of the Standard.

    number         1..9
    evidence_from  `anyone` who reads public pages, or only a `representative` of the project (7 to 9)
    form_keys      what the review form calls it; `SDG[]` stands for `SDG[0]`, `SDG[1]` and so on
    """

    number: int
    name: str
    evidence_from: str
    form_keys: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Standard:
    """One version of the Standard."""

    version: str
    source: str
    indicators: tuple[Indicator, ...]

    @property
    def indicator_of_question(self) -> dict[str, int]:
        """The number of the indicator that each key of the review form belongs to."""
        return {key: indicator.number for indicator in self.indicators for key in indicator.form_keys}

    @property
    def question_ids(self) -> tuple[str, ...]:
        """Every question's id, in the Standard's order."""
        return tuple(question.id for indicator in self.indicators for question in indicator.questions)

    def indicator_of(self, question_id: str) -> Indicator:
        """The indicator that a question belongs to, which says who can give evidence on it; raises NotFound."""
        for indicator in self.indicators:
            if any(question.id == question_id for question in indicator.questions):
                return indicator
        raise NotFound(
            said("question of the Standard {version}", version=self.version), question_id, "`question_ids` lists them."
        )

    def question(self, question_id: str) -> Question:
        """The question of this id; raises NotFound."""
        found = self.indicator_of(question_id).questions
        return next(question for question in found if question.id == question_id)


def current_standard() -> Standard:
    """The version that new reviews answer."""
    return load_standard(CURRENT_VERSION)


@cache
def load_standard(version: str) -> Standard:
    """The Standard in this version; raises NotFound when we do not have it."""
    available = {
        file.name.removeprefix("standard-").removesuffix(".json"): file
        for file in (resources.files("quadrille.catalog") / "data").iterdir()
        if file.name.startswith("standard-")
    }
    if version not in available:
        raise NotFound(
            "version of the Standard", version, said("There is: {listed}.", listed=", ".join(sorted(available)))
        )
    data = json.loads(available[version].read_text(encoding="utf-8"))
    return Standard(data["version"], data["source"], tuple(_indicator(row) for row in data["indicators"]))


def _indicator(row: dict[str, Any]) -> Indicator:
    questions = tuple(Question(**question) for question in row["questions"])
    return Indicator(**{**row, "form_keys": tuple(row["form_keys"]), "questions": questions})
