"""A badge as an Open Badges 3.0 credential, which anybody can check with no chain and no server of ours.

The credential says what was issued; whether the badge still counts is the chain's to say. It is signed as a VC-JWT
(Open Badges 3.0, section 8.2) with an Ed25519 key of the deployment, whose did:key names the issuer.
"""

import os
import shlex
import stat
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from jwt.algorithms import OKPAlgorithm

from quadrille.chain.badge import BadgeContract
from quadrille.errors import Misconfigured
from quadrille.types import Address, ContributionNumber, Hash32, KindId, Timestamp

CONTEXT = (
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
)
"""The first two contexts, in this order, are required by Open Badges 3.0."""

ISSUER_NAME = "Quadrille"

DESCRIPTION = "A verified contribution to digital public goods, recognised with a badge that cannot be transferred."

CRITERIA = "A contribution was handed in and its evidence was verified. The badge was then issued on the chain."

CRITERIA_UNCLAIMED = (
    "A contribution was handed in and its evidence was verified. Its badge waits on the chain to be claimed; whoever "
    "can show the document and salt of this evidence is who earned it."
)

EVIDENCE = "keccak256(salt || document): whoever was given both can recompute it. It was published with the badge."

ED25519_PUBLIC = b"\xed\x01"
"""How multicodec marks the 32 bytes of an Ed25519 public key."""

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

SETTING = "QUADRILLE_CREDENTIAL_KEY_FILE"

OTHERS = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class BadgeFacts:
    """What a credential says of a badge. `issuer` is the account that gave it, `contract` the badge contract.

    holder      None while it is unclaimed; `issuer` is then who would give it
    issued_at   of an unclaimed one, when the contribution was verified
    """

    number: ContributionNumber
    holder: Address | None
    kind: KindId
    kind_name: str
    level: int
    evidence_hash: Hash32
    issued_at: Timestamp
    issuer: Address
    chain_id: int
    contract: Address


@dataclass(frozen=True, slots=True)
class CredentialIssuer:
    """Who signs credentials; what is printed of it is public."""

    did: str
    key: Ed25519PrivateKey = field(repr=False)


def facts_of(badge: BadgeContract, number: ContributionNumber) -> BadgeFacts:
    """What the chain knows of a live badge; raises NotFound when there is none of this number."""
    live = badge.badge_of(number)
    kind = badge.kind_of(live.kind)
    return BadgeFacts(
        number=number,
        holder=live.holder,
        kind=live.kind,
        kind_name=kind.name,
        level=kind.level,
        evidence_hash=badge.issue_of(number).args["evidenceHash"],
        issued_at=live.issued_at,
        issuer=live.issuer,
        chain_id=badge.client.chain_id,
        contract=badge.address,
    )


def credential_of(facts: BadgeFacts, issuer_did: str) -> dict[str, Any]:
    """The badge as an OpenBadgeCredential (W3C Verifiable Credentials 2.0), not signed yet.

    Accounts are did:pkh, the badge is named by its CAIP-19 asset id; the kind's name is only ever a value.
    """
    return {
        "@context": list(CONTEXT),
        "id": _badge_id(facts),
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.kind_name,
        "issuer": {"id": issuer_did, "type": ["Profile"], "name": ISSUER_NAME},
        "validFrom": datetime.fromtimestamp(facts.issued_at, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "credentialSubject": _subject(facts),
        "evidence": [
            {
                "id": _evidence_id(facts),
                "type": ["Evidence"],
                "name": "Hash of the evidence",
                "description": EVIDENCE,
            }
        ],
    }


def sign(credential: dict[str, Any], issuer: CredentialIssuer) -> str:
    """The credential as a compact VC-JWT; the same badge gives the same text, since EdDSA draws no random number."""
    starts_at = int(datetime.fromisoformat(credential["validFrom"]).timestamp())
    claims = {"iss": issuer.did, "jti": credential["id"], "nbf": starts_at}
    # Nobody's account is named while the badge is unclaimed.
    subject = credential["credentialSubject"]
    claims |= {"sub": subject["id"]} if "id" in subject else {}
    public = OKPAlgorithm.to_jwk(issuer.key.public_key(), as_dict=True)
    return jwt.encode(credential | claims, issuer.key, algorithm="EdDSA", headers={"typ": "JWT", "jwk": public})


def export(badge: BadgeContract, number: ContributionNumber, key_file: Path) -> str:
    """The VC-JWT of a live badge; raises NotFound, or Misconfigured when the key cannot be used."""
    facts = facts_of(badge, number)
    issuer = credential_issuer(key_file)
    return sign(credential_of(facts, issuer.did), issuer)


def export_unclaimed(facts: BadgeFacts, key_file: Path) -> str:
    """The VC-JWT of a badge that nobody has claimed yet; raises Misconfigured when the key cannot be used."""
    issuer = credential_issuer(key_file)
    return sign(credential_of(facts, issuer.did), issuer)


def credential_issuer(key_file: Path) -> CredentialIssuer:
    """The issuer whose key is in this file; the key is made there when it is first asked for. Raises Misconfigured."""
    try:
        _make(key_file)
    except FileExistsError:
        pass
    except OSError as problem:
        raise _unusable(f"cannot be made ({problem.strerror})", "Name a file in a folder of this user.") from problem
    key = _read(key_file)
    return CredentialIssuer(did_key(key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)), key)


def did_key(public_key: bytes) -> str:
    """The did:key of an Ed25519 public key of 32 bytes: multicodec, then base58btc."""
    number, digits = int.from_bytes(ED25519_PUBLIC + public_key), ""
    while number:
        number, digit = divmod(number, len(BASE58))
        digits = BASE58[digit] + digits
    return f"did:key:z{digits}"


def _subject(facts: BadgeFacts) -> dict[str, Any]:
    kind = f"urn:caip-10:{_account(facts, facts.contract)}:kind:{facts.kind}"
    return {
        **_recipient(facts),
        "type": ["AchievementSubject"],
        # Open Badges' word for who assessed the achievement, when that is not who signs the credential.
        "source": {"id": f"did:pkh:{_account(facts, facts.issuer)}", "type": ["Profile"]},
        "achievement": {
            "id": kind,
            "type": ["Achievement"],
            "achievementType": "Badge",
            "name": facts.kind_name,
            "description": DESCRIPTION,
            "criteria": {"narrative": CRITERIA if facts.holder else CRITERIA_UNCLAIMED},
            "resultDescription": [
                {
                    "id": f"{kind}:level",
                    "type": ["ResultDescription"],
                    "name": "Level",
                    "resultType": "PerformanceLevel",
                }
            ],
        },
        "result": [{"type": ["Result"], "resultDescription": f"{kind}:level", "value": str(facts.level)}],
    }


def _recipient(facts: BadgeFacts) -> dict[str, Any]:
    """Who earned it: a wallet, or before there is one whoever has the evidence. No name and no claim code is told."""
    if facts.holder is not None:
        return {"id": f"did:pkh:{_account(facts, facts.holder)}"}
    known_by = {"type": "IdentityObject", "hashed": False, "identityHash": _evidence_id(facts)}
    return {"identifier": [{**known_by, "identityType": "identifier"}]}


def _evidence_id(facts: BadgeFacts) -> str:
    return f"urn:keccak256:{facts.evidence_hash.removeprefix('0x')}"


def _account(facts: BadgeFacts, address: Address) -> str:
    """An account's CAIP-10 id."""
    return f"eip155:{facts.chain_id}:{address}"


def _badge_id(facts: BadgeFacts) -> str:
    """The token's CAIP-19 id, as a URN; what is unclaimed has no token, and perhaps another number one day."""
    if facts.holder is None:
        return f"urn:caip-10:{_account(facts, facts.contract)}:evidence:{facts.evidence_hash.removeprefix('0x')}"
    return f"urn:caip-19:eip155:{facts.chain_id}/erc721:{facts.contract}/{facts.number}"


def _make(key_file: Path) -> None:
    """Write a new key to a new file that only its owner can use; raises OSError, FileExistsError when there is one."""
    content = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    descriptor = os.open(key_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
    except OSError:
        key_file.unlink()
        raise


def _read(key_file: Path) -> Ed25519PrivateKey:
    try:
        with key_file.open("rb") as file:
            mode, content = os.fstat(file.fileno()).st_mode, file.read()
    except OSError as problem:
        raise _unusable(f"cannot be read ({problem.strerror})", "Let this user read it.") from problem
    if os.name == "posix" and mode & OTHERS:
        remedy = f"Run: chmod 600 {shlex.quote(str(key_file))}"
        raise _unusable(f"is open to others, with mode {stat.S_IMODE(mode):04o}", remedy)
    try:
        key = load_pem_private_key(content, password=None)
    except (ValueError, TypeError):
        # What is raised is let go here: it may tell of the key.
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise _unusable("holds no Ed25519 key in PEM without a passphrase", "Restore it, or name a new file.")
    return key


def _unusable(flaw: str, remedy: str) -> Misconfigured:
    return Misconfigured(f"The file that {SETTING} names {flaw}.", remedy)
