"""One thing that needs somebody, and the order in which they are shown. Pure."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from quadrille.languages.words import marked

LONGEST_NAME = 120
"""Characters of a name that others chose: as many as a line holds."""

UNSEEN = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]+")
"""Line breaks, control characters, and marks that turn or hide the words around them."""


class NeedKind(StrEnum):
    """What somebody is needed for, the most personal first: of two that are due together, the first is shown first."""

    SEAT = "seat"
    """A review for whose panel the lot chose them, or that they took."""
    CONFIRMATION = "confirmation"
    """Evidence that a second reviewer looks up."""
    ANSWER = "answer"
    """A question that a screening asks the maintainers of its project."""
    EXPERT = "expert"
    """Questions, audits and appeals that wait for an expert."""
    CLAIM = "claim"
    """A badge that was earned and not claimed."""
    VOTE = "vote"
    """A proposal on which a vote of theirs counts, and none was cast."""
    YOUNG = "young"
    """A proposal on which their badges are too young to count: nothing to do, and good to know."""
    BALLOT = "ballot"
    """A ballot of the chambers on which their seat has not voted."""
    CHALLENGE = "challenge"
    """Somebody says that their affiliations are wrong or not all."""
    FEEDBACK = "feedback"
    """Answers of end users that wait for their partner's signature."""
    PAYOUT = "payout"
    """Money of a round that a project of theirs has not got yet."""
    OPERATE = "operate"
    """A step that is the operator's."""
    REVIEW = "review"
    """A nominee that anybody may review."""
    CHECK = "check"
    """A round's result that anybody can compute again, and object to."""
    GIVE = "give"
    """A round that takes donations."""
    CARRY = "carry"
    """A proposal that passed, which anybody may carry on."""


KIND_WORDS = {
    NeedKind.SEAT: marked("Your review"),
    NeedKind.CONFIRMATION: marked("Evidence to look up"),
    NeedKind.ANSWER: marked("Question to you"),
    NeedKind.EXPERT: marked("For an expert"),
    NeedKind.CLAIM: marked("Badge to claim"),
    NeedKind.VOTE: marked("Vote"),
    NeedKind.YOUNG: marked("Not yet"),
    NeedKind.BALLOT: marked("Ballot of your chamber"),
    NeedKind.CHALLENGE: marked("About you"),
    NeedKind.FEEDBACK: marked("Feedback to sign for"),
    NeedKind.PAYOUT: marked("Payout"),
    NeedKind.OPERATE: marked("For the operator"),
    NeedKind.REVIEW: marked("Review"),
    NeedKind.CHECK: marked("Result to check"),
    NeedKind.GIVE: marked("Round"),
    NeedKind.CARRY: marked("To carry out"),
}
"""What each is called beside its words."""

_ORDER = {kind: place for place, kind in enumerate(NeedKind)}


@dataclass(frozen=True, slots=True)
class Need:
    """Something to do: in words (best `said`, so that faces can translate them), where, and until when.

    due_at   unix seconds; None where nothing ends it
    """

    kind: NeedKind
    words: str
    url: str
    due_at: int | None = None

    @property
    def key(self) -> str:
        """The same for the same thing, whenever it is asked for and in whichever language it is told."""
        return f"{self.kind} {self.url}"


def in_order(needs: Iterable[Need]) -> list[Need]:
    """What ends first comes first, then what has no end, by kind; the same thing once."""
    once = {need.key: need for need in needs}
    return sorted(once.values(), key=lambda need: (need.due_at is None, need.due_at or 0, _ORDER[need.kind], need.url))


def named(text: str) -> str:
    """A name that others chose, on one line, without what is not seen, and no longer than a line."""
    plain = UNSEEN.sub(" ", text.encode(errors="replace").decode()).strip()
    return plain if len(plain) <= LONGEST_NAME else f"{plain[: LONGEST_NAME - 1]}…"
