"""What a giver needs before a donation or a deposit: enough of the asset, and in a token's round an allowance."""

from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.token import TokenContract
from quadrille.errors import LacksFunds
from quadrille.languages.words import said
from quadrille.rounds.steps.plan import Step
from quadrille.types import Address, Wei


def require_asset(chain: Chain, round_: AnyRound, giver: Address, amount_wei: Wei) -> tuple[Step, ...]:
    """The step that lets the round take a token, where one is needed; raises LacksFunds when the giver has less."""
    if round_.is_native:
        return ()
    token = TokenContract(chain.client, round_.terms.token)
    had = token.balance_of(giver)
    if had < amount_wei:
        raise LacksFunds(
            said(
                "{giver} has {had} base units of the token {address}, but {amount_wei} are to be given.",
                giver=giver,
                had=had,
                address=token.address,
                amount_wei=amount_wei,
            ),
            "Get more of it, or lower the amount.",
        )
    if token.allowance(giver, round_.address) >= amount_wei:
        return ()
    words = f"Let the round take {amount_wei} base units of the token {token.address}"
    # What the giver had when it was allowed: the next gift of the same amount needs an allowance of its own.
    key = f"round {round_.address} allow {giver} {had}"
    return (Step(words, token.approve(round_.address, amount_wei), key),)
