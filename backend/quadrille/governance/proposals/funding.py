"""Money for a round, from the treasury."""

from quadrille.chain.calls import Call
from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.token import TokenContract
from quadrille.errors import BadParameter, Refused
from quadrille.governance.proposals.actions import Actions, actions_of, require_in_time
from quadrille.languages.words import said
from quadrille.types import Address, Wei


def funding_calls(round_: AnyRound, amount_wei: Wei) -> list[Call]:
    """The calls that pay base units from the treasury into the pool; a token's round is first allowed to take them."""
    fund = round_.fund(amount_wei)
    if round_.is_native:
        return [fund]
    return [TokenContract(round_.client, round_.terms.token).approve(round_.address, amount_wei), fund]


def funding_actions(chain: Chain, round_address: Address, amount_wei: Wei) -> Actions:
    """Pay base units of a round's asset from the treasury into its pool.

    Raises WrongChain for what is no round of ours, BadParameter for nothing, Refused for what comes too late or is
    more than the treasury has.
    """
    round_ = chain.round(round_address)
    # Check: the round can still take it when the decision is carried out.
    require_in_time(
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
            said(
                "The treasury {address} has {had_wei} {asset}, the proposal needs {amount_wei}.",
                address=chain.treasury.address,
                had_wei=had_wei,
                asset=asset,
                amount_wei=amount_wei,
            ),
            "Propose less, or send the treasury more.",
        )
    return actions_of(*funding_calls(round_, amount_wei))


def _held(chain: Chain, round_: AnyRound) -> tuple[Wei, str]:
    """What the treasury has of a round's asset, and what that is counted in."""
    if round_.is_native:
        return chain.client.balance_wei(chain.treasury.address), "wei"
    token = TokenContract(chain.client, round_.terms.token)
    return token.balance_of(chain.treasury.address), f"base units of the token {token.address}"
