"""Problems and runs as templates show them."""

from collections.abc import Iterable
from typing import Any

from quadrille.languages.words import gettext as _
from quadrille.ops.problems import WEIGHT_WORDS, Problem
from quadrille.ops.runs import Run


def problem_rows(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """Problems for the template, in the order given."""
    return [
        {
            "weight": one.weight.name.lower(),
            "weight_words": _(WEIGHT_WORDS[one.weight]),
            "about": one.about,
            "words": one.words,
            "remedy": one.remedy,
            "url": one.url,
            "anchor": one.anchor,
        }
        for one in problems
    ]


def run_view(run: Run) -> dict[str, Any]:
    """A run for the template; `answer` is empty while it runs and where it came to nothing."""
    return {
        "kind": str(run.kind),
        "is_over": run.ended_at is not None,
        "seconds": run.seconds,
        "cause": run.trouble[0] if run.trouble else "",
        "remedy": run.trouble[1] if run.trouble else "",
        "answer": run.answer or {},
    }
