"""EIP-712: one function for each message that somebody signs; the digest equals the contract's."""

from collections.abc import Mapping
from typing import Any

from eth_account import Account
from eth_account.messages import SignableMessage, encode_defunct, encode_typed_data
from eth_account.signers.local import LocalAccount
from eth_hash.auto import keccak

from quadrille.chain.badge import Move, Voucher
from quadrille.chain.ballot_log import BallotReceipt
from quadrille.chain.governor import Ballot
from quadrille.types import Address, Hash32, Timestamp

TypedData = dict[str, Any]

DOMAIN = [
    {"name": "name", "type": "string"},
    {"name": "version", "type": "string"},
    {"name": "chainId", "type": "uint256"},
    {"name": "verifyingContract", "type": "address"},
]


def voucher_message(chain_id: int, badge: Address, voucher: Voucher) -> TypedData:
    """The issuer's permission to claim one badge."""
    return typed_message(
        "ContributionBadge",
        chain_id,
        badge,
        "Voucher",
        {
            "issuer": ("address", voucher.issuer),
            "to": ("address", voucher.to),
            "number": ("uint64", voucher.number),
            "kind": ("uint16", voucher.kind),
            "evidenceHash": ("bytes32", voucher.evidence_hash),
            "validFrom": ("uint48", voucher.valid_from),
            "deadline": ("uint48", voucher.deadline),
        },
    )


def move_message(chain_id: int, badge: Address, move: Move) -> TypedData:
    """Two wallets' agreement to move badges from one to the other."""
    return typed_message(
        "ContributionBadge",
        chain_id,
        badge,
        "Move",
        {
            "from": ("address", move.source),
            "to": ("address", move.target),
            "numbers": ("uint64[]", list(move.numbers)),
            "deadline": ("uint48", move.deadline),
        },
    )


def ballot_message(chain_id: int, governor: Address, ballot: Ballot) -> TypedData:
    """A holder's vote, to be sent by anyone before its deadline."""
    return typed_message(
        "BadgeGovernor",
        chain_id,
        governor,
        "Ballot",
        {
            "proposalId": ("uint256", ballot.proposal),
            "support": ("uint8", int(ballot.support)),
            "voter": ("address", ballot.voter),
            "version": ("uint48", ballot.version),
            "deadline": ("uint48", ballot.deadline),
        },
    )


def ballot_receipt_message(chain_id: int, ballot_log: Address, receipt: BallotReceipt) -> TypedData:
    """A relay's statement that it took a ballot; whoever has it can prove on the chain that the ballot was left out."""
    return typed_message(
        "BallotLog",
        chain_id,
        ballot_log,
        "BallotReceipt",
        {
            "proposalId": ("uint256", receipt.proposal),
            "voter": ("address", receipt.voter),
            "ballotDigest": ("bytes32", receipt.digest),
            "position": ("uint64", receipt.position),
            "receivedAt": ("uint48", receipt.received_at),
            "castBy": ("uint48", receipt.cast_by),
        },
    )


def link_message(
    chain_id: int, badge: Address, person: str, wallet: Address, known: Address, deadline: Timestamp
) -> TypedData:
    """Two wallets' statement that the same person has both; no contract reads it, and it counts before `deadline`.

    person   the pseudonym, so that a signature is worth nothing in another person's hands
    known    a wallet that is the person's already; the zero address for their first
    """
    return typed_message(
        "Quadrille",
        chain_id,
        badge,
        "WalletLink",
        {
            "person": ("string", person),
            "wallet": ("address", wallet),
            "knownWallet": ("address", known),
            "deadline": ("uint48", deadline),
        },
    )


def review_message(chain_id: int, badge: Address, review: Mapping[str, Any]) -> TypedData:
    """A reviewer's statement that a review is theirs; no contract reads it. `review` has the fields by their own names.

    Six lines that a person can read, and what binds them to every word that was answered.
    """
    return typed_message(
        "Quadrille",
        chain_id,
        badge,
        "Review",
        {
            "nominee": ("string", review["nominee"]),
            "standard": ("string", review["standard"]),
            "screening": ("uint64", review["screening"]),
            "answers": ("string", review["answers"]),
            "version": ("uint32", review["version"]),
            "next": ("string", review["next"]),
            "commitment": ("bytes32", review["commitment"]),
        },
    )


def receipt_message(chain_id: int, review_log: Address, receipt: Mapping[str, Any]) -> TypedData:
    """This server's statement that it took a review; no contract reads it. `receipt` has the fields by their own names.

    Whoever may issue the badges of this review log signs it.
    """
    return typed_message(
        "Quadrille",
        chain_id,
        review_log,
        "ReviewReceipt",
        {
            "screening": ("uint64", receipt["screening"]),
            "nominee": ("string", receipt["nominee"]),
            "snapshotHash": ("bytes32", receipt["snapshot_hash"]),
            "reviewer": ("string", receipt["reviewer"]),
            "version": ("uint32", receipt["version"]),
            "commitment": ("bytes32", receipt["commitment"]),
            "position": ("uint64", receipt["position"]),
            "day": ("uint32", receipt["day"]),
            "submittedAt": ("uint48", receipt["submitted_at"]),
            "server": ("string", receipt["server"]),
            "next": ("string", receipt["next"]),
        },
    )


def attestation_message(
    chain_id: int, badge: Address, statement: str, about: Mapping[str, str], content_hash: Hash32
) -> TypedData:
    """A witness's statement about somebody's work; no contract reads it, and it counts for as long as it is true.

    statement     what the witness says, in a sentence that their wallet shows them
    about         kind, project, contributor (a pseudonym), title and link of the work
    content_hash  SHA-256 of what the work is
    """
    fields = {name: ("string", about[name]) for name in ("kind", "project", "contributor", "title", "link")}
    return typed_message(
        "Quadrille",
        chain_id,
        badge,
        "Attestation",
        {"statement": ("string", statement), **fields, "contentHash": ("bytes32", content_hash)},
    )


def typed_message(
    name: str, chain_id: int, contract: Address, kind: str, fields: dict[str, tuple[str, Any]]
) -> TypedData:
    """What is signed for a contract: its EIP-712 name, the message's own type, and its fields with theirs."""
    return {
        "types": {
            "EIP712Domain": DOMAIN,
            kind: [{"name": field, "type": solidity} for field, (solidity, _) in fields.items()],
        },
        "primaryType": kind,
        "domain": {"name": name, "version": "1", "chainId": chain_id, "verifyingContract": contract},
        "message": {field: value for field, (_, value) in fields.items()},
    }


def sign(account: LocalAccount, message: TypedData) -> str:
    """The account's signature, 65 bytes as 0x text."""
    return account.sign_message(encode_typed_data(full_message=message)).signature.to_0x_hex()


def signer_of(message: TypedData, signature: str) -> Address:
    """The key that made this signature."""
    return Address(Account.recover_message(encode_typed_data(full_message=message), signature=signature))


def typed_digest(message: TypedData) -> Hash32:
    """What is signed of typed data (EIP-712, version 0x01)."""
    return _digest(encode_typed_data(full_message=message))


def text_digest(text: str) -> Hash32:
    """What is signed of a text (EIP-191, version 0x45: `personal_sign`)."""
    return _digest(encode_defunct(text=text))


def _digest(content: SignableMessage) -> Hash32:
    return Hash32("0x" + keccak(b"\x19" + content.version + content.header + content.body).hex())
