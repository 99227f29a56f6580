"""Receipts signed by this server's voucher signer, and whether one was."""

from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError

from quadrille.chain.badge import BadgeContract
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.signers import signer_for
from quadrille.chain.typed_data import receipt_message, signer_of
from quadrille.errors import Mismatch
from quadrille.screening.receipts.receipt import Receipt, SignedReceipt, next_words
from quadrille.screening.receipts.tables import CommittedReview
from quadrille.types import Address, Hash32, Timestamp

NOT_OURS = "It was changed after it was signed, or never given out: trust nothing in it, and ask who gave it to you."


def give_receipt(
    chain: Chain,
    row: CommittedReview,
    *,
    screening: int,
    nominee: str,
    snapshot_hash: Hash32,
    reviewer: str,
    version: int,
    submitted_at: Timestamp,
) -> SignedReceipt:
    """The receipt of a commitment in the log, signed. The same row again gives the same receipt."""
    return sign_receipt(
        chain,
        Receipt(
            screening=screening,
            nominee=nominee,
            snapshot_hash=snapshot_hash,
            reviewer=reviewer,
            version=version,
            commitment=Hash32(row.commitment),
            position=row.position,
            day=row.day,
            submitted_at=submitted_at,
            chain_id=chain.client.chain_id,
            review_log=chain.review_log.address,
            server=chain.client.settings.public_url,
            next=next_words(row.day),
        ),
    )


def sign_receipt(chain: Chain, receipt: Receipt) -> SignedReceipt:
    """The receipt with the voucher signer's signature, without a proof."""
    message = receipt_message(receipt.chain_id, receipt.review_log, receipt.as_fields())
    return SignedReceipt(receipt, signer_for(chain.client.settings, "voucher").sign_typed_data(message))


def require_signed(signed: SignedReceipt, badge: BadgeContract) -> Address:
    """Who signed this receipt: somebody who has ever been allowed to issue these badges; raises Mismatch.

    Ever, not now: a receipt outlives the key that signed it.
    """
    receipt = signed.receipt
    message = receipt_message(receipt.chain_id, checked_address(receipt.review_log), receipt.as_fields())
    try:
        signer = signer_of(message, signed.signature)
    except (BadSignature, ValidationError, ValueError) as problem:
        raise Mismatch("The receipt's signature", signed.signature, "no key's signature", NOT_OURS) from problem
    if not any(event.args["weightPerWeek"] for event in badge.events("IssuerSet", issuer=signer)):
        raise Mismatch("The receipt's signer", signer, "none that may issue these badges", NOT_OURS)
    return signer
