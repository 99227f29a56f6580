"""Who may issue badges, which kinds there are, which badge goes, whose badges may follow them to another wallet."""

from quadrille.chain.badge import Kind
from quadrille.chain.deployment import Chain
from quadrille.errors import NotFound, Refused
from quadrille.governance.proposals.actions import Actions, tried
from quadrille.languages.words import said
from quadrille.types import Address, ContributionNumber

MOST_WEIGHT, MOST_KIND, MOST_REASON, MOST_LEVEL, MOST_CHAMBER = 2**32 - 1, 2**16 - 1, 2**16 - 1, 2**8 - 1, 7
"""What the badge can hold of a weight or a term in seconds, a kind's number, a reason, a level, a chamber."""

MOST_NUMBER = 2**64 - 1


def issuer_actions(chain: Chain, issuer: Address, weight_per_week: int) -> Actions:
    """Let an account issue so much weight a week; 0 takes its right away. Raises Refused for what changes nothing."""
    had, _ = chain.badge.read("issuerBudget", issuer)
    if had == weight_per_week:
        raise Refused(
            said("{issuer} may issue {had} weight a week already.", issuer=issuer, had=had),
            "There is nothing to decide.",
        )
    return tried(chain, chain.badge.set_issuer(issuer, weight_per_week))


def kind_actions(chain: Chain, kind: Kind) -> Actions:
    """Register a kind of badges, for good; raises ContractReverted for one that cannot be."""
    return tried(chain, chain.badge.register_kind(kind))


def revocation_actions(chain: Chain, number: ContributionNumber, reason: int) -> Actions:
    """Take a badge away; raises NotFound when it is not there. reason: a code of the rules, told on the chain."""
    chain.badge.badge_of(number)
    return tried(chain, chain.badge.revoke(number, reason))


def recovery_actions(chain: Chain, source: Address, target: Address) -> Actions:
    """Let the badges of a lost wallet follow their holder, who has asked for it from `target`.

    The old wallet can stop it for days after it was decided. Raises NotFound when nobody asked, Refused for nothing.
    """
    chain.badge.recovery_of(source, target)
    if chain.badge.count_of(source) == 0:
        raise NotFound("badge of", source, "There is nothing to recover.")
    return tried(chain, chain.badge.approve_recovery(source, target))
