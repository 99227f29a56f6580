"""What a proposal can be about: money for a round, a decision in a round, a token for rounds.

Each answers the actions that the treasury carries out, checked now so that nobody votes for what cannot be done.
"""

from quadrille.chain.calls import Call
from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.governor import Action
from quadrille.chain.token import TokenContract
from quadrille.errors import BadParameter, Refused
from quadrille.governance.round_actions import Hold, RoundAction, funding_calls
from quadrille.types import Address, Timestamp, Wei

Actions = tuple[Action, ...]
"""The calls of a proposal, in their order."""


def actions_of(*calls: Call) -> Actions:
    """Calls as the timelock makes them."""
    return tuple(Action(call.to, call.value_wei, call.data) for call in calls if call.to is not None)


def funding_actions(chain: Chain, round_address: Address, amount_wei: Wei) -> Actions:
    """Pay base units of a round's asset from the treasury into its pool.

    Raises WrongChain for what is no round of ours, BadParameter for nothing, Refused for what comes too late or is
    more than the treasury has.
    """
    round_ = chain.round(round_address)
    # Check: the round can still take it when the decision is carried out.
    _require_in_time(
        chain,
        f"The round {round_address} takes deposits until",
        round_.closes_at(),
        "Propose to fund a round that closes later.",
    )
    # Check: the treasury has it now.
    if amount_wei <= 0:
        raise BadParameter("amount", amount_wei, "more than 0 base units")
    had_wei, asset = _held(chain, round_)
    if had_wei < amount_wei:
        raise Refused(
            f"The treasury {chain.treasury.address} has {had_wei} {asset}, the proposal needs {amount_wei}.",
            "Propose less, or send the treasury more.",
        )
    return actions_of(*funding_calls(round_, amount_wei))


def round_actions(chain: Chain, round_address: Address, action: RoundAction) -> Actions:
    """A step in a round that is governance's.

    Raises WrongChain for what is no round of ours, ContractReverted or Refused for what the round would not take.
    """
    round_ = chain.round(round_address)
    call = action.call(round_)
    # Check: the round would take it now; the limit of a hold counts from when it is carried out.
    if isinstance(action, Hold):
        _require_hold(chain, round_, action)
    else:
        chain.client.gas_limit(call, chain.treasury.address)
    # Check: and still when the decision is carried out.
    if ends := action.ends(round_):
        _require_in_time(chain, *ends, "By then it goes on by itself; a vote would come too late.")
    return actions_of(call)


def token_actions(chain: Chain, token: Address, allowed: bool) -> Actions:
    """Let rounds be in a token, or no more; open ones keep theirs. Raises Refused for what changes nothing."""
    # Check: it is a token as far as can be seen.
    if allowed and not chain.client.has_code(token):
        raise Refused(f"There is no contract at {token}.", "Check the token's address.")
    # Check: it changes something.
    if chain.round_factory.is_allowed(token) == allowed:
        raise Refused(f"Rounds may {'' if allowed else 'not '}be in {token} already.", "There is nothing to decide.")
    return actions_of(chain.round_factory.allow_token(token, allowed))


def earliest_at(chain: Chain) -> Timestamp:
    """When what is proposed now can be carried out, if everybody acts at the first moment."""
    waits_seconds = chain.governor.seconds_to_decide() + chain.treasury.minimum_delay_seconds()
    return Timestamp(chain.client.block().at + waits_seconds)


def _require_in_time(chain: Chain, what: str, ends_at: Timestamp, remedy: str) -> None:
    can_at = earliest_at(chain)
    if can_at >= ends_at:
        raise Refused(
            f"{what} {ends_at}; a decision can be carried out from {can_at} at the earliest (unix seconds).", remedy
        )


def _require_hold(chain: Chain, round_: AnyRound, hold: Hold) -> None:
    if round_.project(hold.project).held_until:
        raise Refused(f"Project {hold.project} was held before.", "That can be done once; the round can be cancelled.")
    latest_at = earliest_at(chain) + round_.terms.hold_seconds
    if hold.until > latest_at:
        raise BadParameter("until", hold.until, f"at most {latest_at} (unix seconds): as long as a hold may last")


def _held(chain: Chain, round_: AnyRound) -> tuple[Wei, str]:
    """What the treasury has of a round's asset, and what that is counted in."""
    if round_.is_native:
        return chain.client.balance_wei(chain.treasury.address), "wei"
    token = TokenContract(chain.client, round_.terms.token)
    return token.balance_of(chain.treasury.address), f"base units of the token {token.address}"
