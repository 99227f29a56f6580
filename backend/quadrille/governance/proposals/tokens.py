"""Which tokens rounds may be in."""

from quadrille.chain.deployment import Chain
from quadrille.errors import Refused
from quadrille.governance.proposals.actions import Actions, actions_of
from quadrille.languages.words import marked, said
from quadrille.types import Address


def token_actions(chain: Chain, token: Address, allowed: bool) -> Actions:
    """Let rounds be in a token, or no more; open ones keep theirs. Raises Refused for what changes nothing."""
    # Check: it is a token as far as can be seen.
    if allowed and not chain.client.code(token):
        raise Refused(said("There is no contract at {token}.", token=token), "Check the token's address.")
    # Check: it changes something.
    if chain.round_factory.is_allowed(token) == allowed:
        yes, no = marked("Rounds may be in {token} already."), marked("Rounds may not be in {token} already.")
        raise Refused(said(yes if allowed else no, token=token), "There is nothing to decide.")
    return actions_of(chain.round_factory.allow_token(token, allowed))
