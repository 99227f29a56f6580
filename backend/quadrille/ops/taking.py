"""Whose step it is: the account that a round takes a step from, and whether this server has the key of it."""

from dataclasses import asdict, dataclass
from typing import Any

from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.signers import signer_for
from quadrille.config import Role
from quadrille.types import NOBODY, Address


@dataclass(frozen=True, slots=True)
class Taker:
    """Who takes a step.

    account    NOBODY where the round's terms name nobody, such as a guardian
    is_alone   the contract lets nobody else
    has_key    this server can send it
    """

    account: Address
    is_alone: bool
    has_key: bool

    def as_document(self) -> dict[str, Any]:
        """For the template."""
        return {**asdict(self), "is_somebody": self.account != NOBODY}


def taker_of(chain: Chain, round_: AnyRound, step: str) -> Taker:
    """Who takes this step by the round's terms; our own account where anybody may. Raises ChainError."""
    role: Role = "committer" if step == "close" else "operator"
    settings = chain.client.settings
    own = signer_for(settings, role).address if settings.has_key(role) else None
    named = _named(round_, step, own)
    account = named or own or signer_for(settings, "operator").address
    return Taker(account, named is not None, own == account)


def _named(round_: AnyRound, step: str, own: Address | None) -> Address | None:
    terms = round_.terms
    if step == "review":
        return own if own in terms.reviewers else next(iter(terms.reviewers), None)
    if step == "publish" and isinstance(round_, PublishedRound):
        # Governance may have named another than the terms do.
        return round_.publisher()
    return {
        "close": terms.committer,
        "extend": terms.operator,
        "cancel": terms.operator,
        "pause": terms.guardian,
        "hold": terms.guardian,
    }.get(step)
