"""How long and how often a link for feedback can be used. Pure."""

from enum import StrEnum

from quadrille.errors import BadParameter
from quadrille.types import Timestamp

DAY = 86_400

LONGEST_DAYS = 92
"""A quarter, which is also what answers are counted by."""

MOST_ANSWERS = 500
"""By one link: more than a partner can have read before signing for them."""

ANSWERS_AN_HOUR = 60
"""By one link: a class or a waiting room, and too few for whoever would fill it by a program."""

HOUR_SECONDS = 3_600

MOST_LIVE_LINKS = 20
"""Of one partner for one project: one for each place at which they ask."""

LABEL_CHARACTERS = 80


class Standing(StrEnum):
    """Whether a link takes answers, or why it does not."""

    OPEN = "open"
    REVOKED = "revoked"
    EXPIRED = "expired"
    FULL = "full"


WHY_CLOSED = {
    Standing.REVOKED: "Whoever made this link has ended it.",
    Standing.EXPIRED: "This link is over.",
    Standing.FULL: "As many people as this link was made for have answered.",
}
"""In words for whoever opens it."""


def standing_of(now: Timestamp, revoked_at: int | None, expires_at: int, answers: int, most_answers: int) -> Standing:
    """Where a link stands; the end of its time is no part of it (half-open)."""
    if revoked_at is not None:
        return Standing.REVOKED
    if now >= expires_at:
        return Standing.EXPIRED
    return Standing.FULL if answers >= most_answers else Standing.OPEN


def check_wish(label: str, days: int, most_answers: int) -> str:
    """What is asked of a new link, its label in one form; raises BadParameter."""
    if not 1 <= days <= LONGEST_DAYS:
        raise BadParameter("days", days, f"1 to {LONGEST_DAYS}")
    if not 1 <= most_answers <= MOST_ANSWERS:
        raise BadParameter("most_answers", most_answers, f"1 to {MOST_ANSWERS}")
    plain = " ".join(label.split())
    if not (len(plain) <= LABEL_CHARACTERS and plain.isprintable()):
        raise BadParameter("label", label, f"at most {LABEL_CHARACTERS} visible characters")
    return plain


def read_left_out(text: str) -> frozenset[int]:
    """Numbers of answers, with spaces or commas between; raises BadParameter."""
    try:
        return frozenset(int(word) for word in text.replace(",", " ").split())
    except ValueError:
        raise BadParameter("leave_out", text, "numbers of answers, with spaces or commas between") from None
