"""Receipts signed with the relay's key, and whether one was."""

from eth_keys.exceptions import BadSignature
from eth_utils.exceptions import ValidationError

from quadrille.chain.ballot_log import BallotReceipt
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Ballot, SignedBallot
from quadrille.chain.signers import signer_for
from quadrille.chain.typed_data import TypedData, ballot_message, ballot_receipt_message, signer_of, typed_digest
from quadrille.chain.wallet_signature import HALF_ORDER, SIGNATURE_BYTES
from quadrille.errors import Mismatch
from quadrille.governance.relay.log import signed_ballot
from quadrille.governance.relay.papers import ReceiptPaper, ballot_paper
from quadrille.governance.relay.tables import ReceivedBallot
from quadrille.types import Address, Hash32, Timestamp

CAST_SECONDS = 300
"""By when a ballot that was taken is in a block: 25 slots of Ethereum, and the outbox pays more after 7."""

NOT_ITS = "It was changed after it was signed, or never given out: trust nothing in it, and ask who gave it to you."


def give_receipt(chain: Chain, row: ReceivedBallot) -> ReceiptPaper:
    """The receipt of a ballot in our list, signed. The same row again gives the same receipt."""
    signed = signed_ballot(row)
    times = Timestamp(row.received_at), Timestamp(min(row.received_at + CAST_SECONDS, row.deadline))
    receipt = BallotReceipt(row.proposal, Address(row.voter), Hash32(row.digest), row.position, *times)
    settings, message = chain.client.settings, _message(chain.client.chain_id, Address(row.ballot_log), receipt)
    signer = signer_for(settings, "operator")
    return ReceiptPaper(
        ballot=ballot_paper(chain.client.chain_id, chain.governor.address, signed),
        ballot_log=row.ballot_log,
        relay=signer.address,
        digest=row.digest,
        position=row.position,
        received_at=receipt.received_at,
        cast_by=receipt.cast_by,
        server=settings.public_url,
        signature=signer.sign_typed_data(message),
    )


def digest_of(chain: Chain, ballot: Ballot) -> Hash32:
    """What the voter of a ballot signs."""
    return typed_digest(ballot_message(chain.client.chain_id, chain.governor.address, ballot))


def is_by_key(chain: Chain, signed: SignedBallot) -> bool:
    """Whether the voter's key made the signature, in the one form in which the governor asks no contract."""
    content = bytes.fromhex(signed.signature.removeprefix("0x"))
    message = ballot_message(chain.client.chain_id, chain.governor.address, signed.ballot)
    is_plain = len(content) == SIGNATURE_BYTES and int.from_bytes(content[32:64]) <= HALF_ORDER
    return is_plain and content[64] in (27, 28) and _key_of(message, signed.signature) == signed.ballot.voter


def require_sound(paper: ReceiptPaper) -> None:
    """Raise Mismatch unless the receipt is of this ballot, and its relay's key signed it. Asks nobody.

    A relay that is a contract signs otherwise: the ballot log itself judges its receipts.
    """
    meant = paper.ballot.signed().ballot
    digest = typed_digest(ballot_message(paper.ballot.chain_id, checked_address(paper.ballot.governor), meant))
    if digest != paper.digest:
        raise Mismatch("The receipt's ballot", paper.digest, digest, NOT_ITS)
    signer = _key_of(message_of(paper), paper.signature)
    if signer != checked_address(paper.relay):
        raise Mismatch("The receipt's signer", paper.relay, signer or "no key", NOT_ITS)


def message_of(paper: ReceiptPaper) -> TypedData:
    """What the relay signed."""
    return _message(paper.ballot.chain_id, checked_address(paper.ballot_log), paper.receipt())


def _message(chain_id: int, ballot_log: Address, receipt: BallotReceipt) -> TypedData:
    return ballot_receipt_message(chain_id, ballot_log, receipt)


def _key_of(message: TypedData, signature: str) -> Address | None:
    try:
        return signer_of(message, signature)
    except (BadSignature, ValidationError, ValueError):
        return None
