"""What a reviewer is given for a review: the receipt's form, read and written. Pure.

A receipt is one JSON object: the format, the fields below by their own names, the server's signature over them
(`chain/typed_data.py`, receipt_message), and perhaps the proof that the commitment is in its day, once that is over.
The signature covers every field but the proof, which proves itself.
"""

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import Any

from quadrille.errors import MalformedFile
from quadrille.languages.moments import Moment
from quadrille.screening.receipts.commitments import LATEST_DAY, Committed, ends_at
from quadrille.strict_json import unique_keys
from quadrille.types import ROW_MAX, Address, Hash32, Timestamp

FORMAT = "quadrille-receipt-1"

FILE_MAX_BYTES = 65_536
"""Texts of at most some kilobytes, and a proof of at most 64 hashes of 66 characters."""

TEXT_MAX_CHARACTERS = 2_000
PROOF_MAX_HASHES = 64
"""A tree of so many levels has more leaves than there are positions."""

REMEDY = "Give the receipt as it was handed out."

_HASH = re.compile("0x[0-9a-f]{64}")
_SIGNATURE = re.compile("0x[0-9a-f]{130}")
_ADDRESS = re.compile("0x[0-9a-fA-F]{40}")

LARGEST = {
    "screening": ROW_MAX,
    "version": ROW_MAX,
    "position": 2**63 - 1,
    "day": LATEST_DAY,
    "submitted_at": 2**48 - 1,
    "chain_id": 2**63 - 1,
}
"""The integers of a receipt, each from 0: what our rows, and the message's types, can hold."""

TEXTS = ("nominee", "reviewer", "server", "next")
PATTERNS = {"snapshot_hash": _HASH, "commitment": _HASH, "review_log": _ADDRESS, "signature": _SIGNATURE}


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the server says that it took.

    screening      its number here, and `nominee` the slug in the catalogue
    snapshot_hash  of the nominee as it was when the screening opened
    reviewer       a pseudonym
    version        which of the reviewer's versions, from 1
    commitment     keccak256(salt || document)
    position, day  where the commitment is in the log
    submitted_at   unix seconds
    chain_id       of the chain where the contract `review_log` gets the days' roots
    server         the address where the log can be read
    next           what happens next, in words
    """

    screening: int
    nominee: str
    snapshot_hash: Hash32
    reviewer: str
    version: int
    commitment: Hash32
    position: int
    day: int
    submitted_at: Timestamp
    chain_id: int
    review_log: Address
    server: str
    next: str

    @property
    def item(self) -> Committed:
        """Commitment and position, as they are in the day's tree."""
        return Committed(self.position, self.commitment)

    def as_fields(self) -> dict[str, Any]:
        """The fields by their names, as they are signed."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class SignedReceipt:
    """A receipt and the server's signature; `proof` is None as long as nobody has added it."""

    receipt: Receipt
    signature: str
    proof: tuple[Hash32, ...] | None = None

    def as_document(self) -> dict[str, Any]:
        """The JSON object that the reviewer keeps."""
        proof = {} if self.proof is None else {"proof": list(self.proof)}
        return {"format": FORMAT, **self.receipt.as_fields(), "signature": self.signature, **proof}

    def as_file(self) -> bytes:
        """The same as the bytes of a file."""
        return json.dumps(self.as_document(), ensure_ascii=False, indent=1).encode() + b"\n"


def next_words(day: int) -> str:
    """What happens next with a review of this day."""
    return (
        f"This day ends at {Moment(ends_at(day))}; then its root is published on the chain. Keep this file, and run "
        "`quadrille screening receipt verify FILE` afterwards: it proves that your review is in the log, unchanged."
    )


def read_receipt(content: bytes, file: str) -> SignedReceipt:
    """The receipt in a file of this name; raises MalformedFile naming the field."""
    if len(content) > FILE_MAX_BYTES:
        raise MalformedFile(file, 0, "", f"{len(content)} bytes; at most {FILE_MAX_BYTES} are read.", REMEDY)
    try:
        document = json.loads(content.decode("utf-8-sig"), object_pairs_hook=unique_keys)
    except (ValueError, RecursionError) as problem:
        raise MalformedFile(file, 0, "", "not a JSON object that can be read.", REMEDY) from problem
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise MalformedFile(file, 0, "format", f"{FORMAT} was expected.", REMEDY)
    names = [field.name for field in fields(Receipt)]
    wrong = sorted({"format", "signature", *names} ^ (document.keys() - {"proof"}))
    if wrong:
        reason = "no such field of a receipt." if wrong[0] in document else "missing."
        raise MalformedFile(file, 0, wrong[0][:80], reason, REMEDY)
    for name in document.keys() - {"format"}:
        if not _is_right(name, document[name]):
            raise MalformedFile(file, 0, name, f"{_needed(name)} was expected.", REMEDY)
    proof = tuple(document["proof"]) if "proof" in document else None
    return SignedReceipt(Receipt(**{name: document[name] for name in names}), document["signature"], proof)


def _is_right(name: str, value: object) -> bool:
    if name in LARGEST:
        return type(value) is int and 0 <= value <= LARGEST[name]
    if name == "proof":
        return isinstance(value, list) and len(value) <= PROOF_MAX_HASHES and all(map(_is_hash, value))
    if not isinstance(value, str):
        return False
    return _is_text(value) if name in TEXTS else PATTERNS[name].fullmatch(value) is not None


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None


def _is_text(value: str) -> bool:
    # A half of a surrogate pair has no UTF-8, and so no signature.
    return len(value) <= TEXT_MAX_CHARACTERS and not re.search("[\x00\ud800-\udfff]", value)


def _needed(name: str) -> str:
    if name in LARGEST:
        return f"a whole number from 0 to {LARGEST[name]}"
    if name == "proof":
        return f"a list of at most {PROOF_MAX_HASHES} hashes, 0x and 64 small hex digits"
    return f"a text of at most {TEXT_MAX_CHARACTERS} characters" if name in TEXTS else f"hex, {PATTERNS[name].pattern},"
