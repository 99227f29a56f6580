"""How a rule of deciding, its change and what that had changed of past votes are told on a page."""

from collections.abc import Mapping
from typing import Any

from quadrille.chain.states import Parameter
from quadrille.governance.recount.replaying import FAILED, NOT_MADE, PASSED
from quadrille.governance.rule_changes import RuleChange
from quadrille.languages.words import ngettext, said, told
from quadrille.web.values import duration, percent_bps, units

RULES = {
    Parameter.VOTING_DELAY: said("Time before voting opens"),
    Parameter.VOTING_PERIOD: said("Time for voting"),
    Parameter.PROPOSAL_THRESHOLD: said("Votes needed to propose"),
    Parameter.QUORUM_BPS: said("Quorum, as a share of all votes"),
    Parameter.MATURITY: said("Age of a badge before it counts"),
    Parameter.FLIP_WINDOW: said("Further time after a late change of the outcome"),
}

ENDED = {PASSED: said("passed"), FAILED: said("failed"), NOT_MADE: said("was not made")}


def value_in_words(parameter: Parameter, value: int) -> str:
    """A rule's number as people say it: a time, a share or votes."""
    if parameter is Parameter.PROPOSAL_THRESHOLD:
        return ngettext("%(count)s vote", "%(count)s votes", value) % {"count": units(value, 0)}
    return percent_bps(value) if parameter is Parameter.QUORUM_BPS else duration(value)


def view_change(change: RuleChange, numbers: Mapping[int, int]) -> dict[str, Any]:
    """A change as a page shows it. numbers: of proposals, by their ids."""
    return {
        "name": RULES[change.parameter],
        "parameter": change.parameter.name.lower().replace("_", "-"),
        "value": change.after,
        "before": value_in_words(change.parameter, change.before),
        "after": value_in_words(change.parameter, change.after),
        "past": len(change.past),
        "turned": [
            {"number": numbers[one.proposal], "ended": told(ENDED[one.ended]), "would_end": told(ENDED[one.would_end])}
            for one in change.turned
        ],
    }
