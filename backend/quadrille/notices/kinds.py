"""What one can be told of by e-mail, in groups that a person chooses from."""

from quadrille.languages.words import marked
from quadrille.needs.need import Need, NeedKind

GROUPS: dict[str, tuple[frozenset[NeedKind], str]] = {
    "reviews": (
        frozenset({NeedKind.SEAT, NeedKind.CONFIRMATION, NeedKind.ANSWER, NeedKind.EXPERT}),
        marked("Reviews that you were drawn for, evidence to look up, questions to answer"),
    ),
    "badges": (frozenset({NeedKind.CLAIM}), marked("Badges that you can claim")),
    "votes": (frozenset({NeedKind.VOTE, NeedKind.BALLOT}), marked("Proposals and ballots on which your vote counts")),
    "money": (
        frozenset({NeedKind.PAYOUT, NeedKind.FEEDBACK}),
        marked("Payouts of your projects, and feedback that waits for your signature"),
    ),
    "affiliations": (frozenset({NeedKind.CHALLENGE}), marked("What others say of your affiliations")),
}
"""By the name that is kept: the kinds in it, and what a form says."""


def wanted(needs: list[Need], groups: list[str]) -> list[Need]:
    """Those of somebody's needs that are in the groups they chose."""
    kinds = {kind for group in groups for kind in GROUPS.get(group, (frozenset(), ""))[0]}
    return [need for need in needs if need.kind in kinds]
