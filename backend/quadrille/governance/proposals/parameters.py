"""How badge holders decide, as they may change it themselves."""

from quadrille.chain.deployment import Chain
from quadrille.chain.states import Parameter
from quadrille.errors import BadParameter, Refused
from quadrille.governance.proposals.actions import Actions, actions_of
from quadrille.languages.words import marked, said
from quadrille.types import BPS_ONE

NAMES = {one.name.lower().replace("_", "-"): one for one in Parameter}
"""By the names that people use."""

DAY = 86_400
MOST_VOTING_SECONDS = 18 * DAY
"""Delay and two periods together: voting with all that prolongs it."""

BOUNDS = {
    Parameter.VOTING_DELAY: (0, MOST_VOTING_SECONDS),
    Parameter.VOTING_PERIOD: (60, MOST_VOTING_SECONDS),
    Parameter.PROPOSAL_THRESHOLD: (1, 2**32 - 1),
    Parameter.QUORUM_BPS: (1, BPS_ONE // 2),
    Parameter.MATURITY: (1, 365 * DAY),
    Parameter.FLIP_WINDOW: (0, MOST_VOTING_SECONDS),
}
"""Least and most of each, those of `GovernorParameters.sol`: nobody but an executed proposal can try them there."""

WORDS = {
    Parameter.VOTING_DELAY: marked("Voting on a proposal opens {value} seconds after it was made."),
    Parameter.VOTING_PERIOD: marked("Voting on a proposal takes {value} seconds."),
    Parameter.PROPOSAL_THRESHOLD: marked("Whoever has {value} votes can propose."),
    Parameter.QUORUM_BPS: marked("For and abstain together need {value} of 10000 parts of all votes."),
    Parameter.MATURITY: marked("A badge counts on proposals made {value} seconds after it was given, or later."),
    Parameter.FLIP_WINDOW: marked("When the outcome changes late, voting goes on for {value} seconds."),
}
"""What each says, with its value."""


def parameter_named(name: str) -> Parameter:
    """The parameter that people call so; raises BadParameter."""
    if name not in NAMES:
        raise BadParameter("parameter", name, ", ".join(NAMES))
    return NAMES[name]


def parameter_actions(chain: Chain, which: Parameter, value: int) -> Actions:
    """Change one number of how decisions are taken.

    Raises BadParameter for a value that the governor would not take, Refused for what changes nothing.
    """
    least, most = BOUNDS[which]
    if not least <= value <= most:
        raise BadParameter(which.name.lower(), value, f"from {least} to {most}")
    if chain.governor.parameter(which) == value:
        raise Refused(said("It is {value} already.", value=value), "There is nothing to decide.")
    _require_short(chain, which, value)
    return actions_of(chain.governor.set_parameter(which, value))


def _require_short(chain: Chain, which: Parameter, value: int) -> None:
    times = {one: chain.governor.parameter(one) for one in (Parameter.VOTING_DELAY, Parameter.VOTING_PERIOD)}
    times |= {which: value} if which in times else {}
    needed = times[Parameter.VOTING_DELAY] + 2 * times[Parameter.VOTING_PERIOD]
    if needed > MOST_VOTING_SECONDS:
        raise Refused(
            said(
                "Voting could take {needed} seconds, delay and all that prolongs it; the most is "
                "{most_voting_seconds}.",
                needed=needed,
                most_voting_seconds=MOST_VOTING_SECONDS,
            ),
            "Choose less, so that a vote is over before a revocation is due that was announced against its voters.",
        )
