"""The calls of a proposal, and when they can be carried out."""

from quadrille.chain.calls import Call
from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Action
from quadrille.errors import Refused
from quadrille.languages.moments import Moment
from quadrille.languages.words import said
from quadrille.types import Timestamp

Actions = tuple[Action, ...]
"""The calls of a proposal, in their order."""

DESCRIPTION_CHARACTERS = 10_000
"""Of what a proposal says of itself, on the chain."""


def actions_of(*calls: Call) -> Actions:
    """Calls as the timelock makes them."""
    return tuple(Action(call.to, call.value_wei, call.data) for call in calls if call.to is not None)


def tried(chain: Chain, *calls: Call) -> Actions:
    """The same, each tried now as the treasury's; raises ContractReverted for what would be refused."""
    for call in calls:
        chain.client.gas_limit(call, chain.treasury.address)
    return actions_of(*calls)


def earliest_at(chain: Chain) -> Timestamp:
    """When what is proposed now can be carried out, if everybody acts at the first moment."""
    waits_seconds = chain.governor.seconds_to_decide() + chain.treasury.minimum_delay_seconds()
    return Timestamp(chain.client.block().at + waits_seconds)


def require_in_time(chain: Chain, what: str, ends_at: Timestamp, remedy: str) -> None:
    """Raise Refused when a decision would come at `ends_at` or later; `what` says what ends then."""
    can_at = earliest_at(chain)
    if can_at >= ends_at:
        raise Refused(
            said(
                "{what} {ends_at}; a decision can be carried out from {can_at} at the earliest.",
                what=what,
                ends_at=Moment(ends_at),
                can_at=Moment(can_at),
            ),
            remedy,
        )
