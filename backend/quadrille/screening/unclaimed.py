"""A badge that its person keeps without a wallet: the credential of a contribution whose badge is not on the chain yet.

It names no person, no wallet and no claim code. Who earned it is whoever can show the evidence; the same code claims
the badge on the chain at any later time.
"""

from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.chain.signers import signer_for
from quadrille.errors import Refused
from quadrille.languages.words import said
from quadrille.screening import credential, flow
from quadrille.screening.promising import ClaimOffer, number_of
from quadrille.screening.tables import Review
from quadrille.types import Hash32, KindId, Timestamp


def credential_by_code(session: Session, chain: Chain, code: str) -> tuple[int, str]:
    """The number, and the signed Open Badges credential, of what this code claims: of the badge once it is out.

    raises  NotFound for an unknown code, or a badge that has ended; Refused when its review counts no longer
    """
    offer = flow.look_at_claim(session, chain, code)
    key_file = chain.client.settings.credential_key_file
    if offer.is_claimed:
        return offer.contribution.number, credential.export(chain.badge, number_of(offer.contribution), key_file)
    # Check: what it would say is still so.
    if isinstance(offer.source, Review) and not offer.source.is_verified:
        raise Refused(
            said("The review behind badge {number} counts no longer.", number=offer.contribution.number),
            "Its verdict says why; its author can appeal.",
        )
    return offer.contribution.number, credential.export_unclaimed(facts_of_offer(chain, offer), key_file)


def facts_of_offer(chain: Chain, offer: ClaimOffer) -> credential.BadgeFacts:
    """What a credential says of a badge that waits to be claimed."""
    kind = chain.badge.kind_of(KindId(offer.contribution.kind))
    return credential.BadgeFacts(
        number=number_of(offer.contribution),
        holder=None,
        kind=kind.id,
        kind_name=kind.name,
        level=kind.level,
        evidence_hash=Hash32(offer.contribution.evidence_hash),
        issued_at=Timestamp(offer.contribution.verified_at),
        issuer=signer_for(chain.client.settings, "voucher").address,
        chain_id=chain.client.chain_id,
        contract=chain.badge.address,
    )
