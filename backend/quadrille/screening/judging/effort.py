"""How likely an answer came from looking, before anything is known of what is true.

Evidence of one's own under an answer is the best sign; a second reviewer who checked it makes it better or worthless.
An answer without a word is judged by how much its author wrote elsewhere in the same review.
"""

from enum import StrEnum


class Checked(StrEnum):
    """What a second reviewer said of the evidence under an answer."""

    UNSEEN = "unseen"
    CONFIRMED = "confirmed"
    REFUTED = "refuted"


LOOKED_WITH_EVIDENCE = 0.9
LOOKED_CONFIRMED = 0.97
LOOKED_REFUTED = 0.02
"""After a second person looked too: they are seldom both careless, and an invented link shows that nobody looked."""

LOOKED_SILENT, LOOKED_SILENT_MOST = 0.3, 0.75
"""An answer without a word where words were up to the reviewer, as in the pilot: in a review without any, and in one
with evidence under all others. Where silent answers of the pilot count for 0.25 to 0.5 its panels decide the same."""


def looked(
    has_own_evidence: bool,
    evidence_share: float,
    checked: Checked = Checked.UNSEEN,
) -> float:
    """The probability that an answer came from looking, 0..1.

    has_own_evidence   under this answer, not taken over from somebody
    evidence_share     of the review's answers, 0..1, that have evidence of their own
    """
    if checked is Checked.REFUTED:
        return LOOKED_REFUTED
    if has_own_evidence:
        return LOOKED_CONFIRMED if checked is Checked.CONFIRMED else LOOKED_WITH_EVIDENCE
    return LOOKED_SILENT + (LOOKED_SILENT_MOST - LOOKED_SILENT) * evidence_share
