"""What the linter finds in a frozen nominee, in a sentence for the step that opens its screening."""

import json

from quadrille.catalog.linting import lint_document
from quadrille.screening.process.tables import Screening

MOST_NAMED = 5
"""Findings that are named; of the others only how many there are. All are printed by `quadrille catalog lint`."""


def findings_in_words(screening: Screening) -> str:
    """What is wrong with the nominee by form alone; says so when nothing is."""
    documents = json.loads(screening.snapshot)["documents"]
    found = [
        finding
        for document in documents.values()
        for finding in lint_document(document, f"{screening.project_slug}.json")
    ]
    if not found:
        return "The linter found nothing."
    named = "; ".join(f"{finding.field}: {finding.rule}" for finding in found[:MOST_NAMED])
    more = f"; and {len(found) - MOST_NAMED} more" if len(found) > MOST_NAMED else ""
    return f"The linter found {len(found)}: {named}{more}."
