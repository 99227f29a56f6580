"""What the chain lets a wallet do. No table of ours gives a right that the chain does not."""

from enum import StrEnum

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.signers import signer_for
from quadrille.types import Address


class ChainRole(StrEnum):
    """A right that contracts of ours know."""

    HOLDER = "holder"
    """Has votes in the DAO."""

    ISSUER = "issuer"
    """May give badges, up to a weight a week."""

    REGISTRAR = "registrar"
    """May set kinds of badges and issuers, beside governance."""

    GUARDIAN = "guardian"
    """May confirm or drop what an issuer wants revoked."""

    OPERATOR = "operator"
    """Runs rounds of this server: with its key, or with a wallet that its settings name."""


def roles_of(chain: Chain, wallet: Address) -> frozenset[ChainRole]:
    """Every role that this wallet has now; raises ChainUnreachable when the node does not answer."""
    badge = chain.badge
    found = {
        ChainRole.HOLDER: badge.votes_of(wallet) > 0,
        ChainRole.ISSUER: badge.is_issuer(wallet),
        ChainRole.REGISTRAR: badge.authority("registrar") == wallet,
        ChainRole.GUARDIAN: badge.authority("guardian") == wallet,
        ChainRole.OPERATOR: is_operator(chain, wallet),
    }
    return frozenset(role for role, has_it in found.items() if has_it)


def is_operator(chain: Chain, wallet: Address) -> bool:
    """Whether rounds of this server can name this wallet as their operator; the node need not be asked."""
    return wallet in operators_of(chain)


def operators_of(chain: Chain) -> list[Address]:
    """In whose name rounds of this server are opened: its own account, and the wallets of QUADRILLE_ALSO_OPERATORS."""
    settings = chain.client.settings
    return [signer_for(settings, "operator").address, *map(checked_address, settings.also_operators)]
