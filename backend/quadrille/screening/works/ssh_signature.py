"""SSH signatures of files and commits (OpenSSH's format SSHSIG, `PROTOCOL.sshsig`), with Ed25519 and ECDSA on P-256.

The curve is the library's work; here is the envelope, read without tolerance: nothing after its end, no other version,
namespace or hash than was asked for.
"""

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ec import ECDSA, SECP256R1, EllipticCurvePublicKey
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import load_ssh_public_key

from quadrille.errors import BadParameter

ARMOUR = re.compile(r"-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n*")

MAGIC = b"SSHSIG"
VERSION = 1

HASHES = {b"sha256": hashlib.sha256, b"sha512": hashlib.sha512}
"""Both that the format allows."""

KEYS = (b"ssh-ed25519", b"ecdsa-sha2-nistp256")
"""Keys of a fixed length that are made today; RSA's would need rules on length and padding of their own."""

NEEDED = "a signature by `ssh-keygen -Y sign`, with an Ed25519 or ECDSA P-256 key"


@dataclass(frozen=True, slots=True)
class SshSignature:
    """A signature as it was read; that it is well formed says nothing of whether it is good.

    public_key   as in `authorized_keys`, without a comment
    """

    public_key: str
    namespace: str
    hash_name: bytes
    algorithm: bytes
    value: bytes


class _Reader:
    """Strings of SSH (RFC 4251, section 5), one after the other; raises ValueError beyond the end."""

    def __init__(self, content: bytes) -> None:
        self._rest = content

    def take(self, count: int) -> bytes:
        """So many bytes."""
        if len(self._rest) < count:
            raise ValueError("too short")
        taken, self._rest = self._rest[:count], self._rest[count:]
        return taken

    def string(self) -> bytes:
        """A string with its length before it."""
        return self.take(int.from_bytes(self.take(4)))

    def end(self) -> None:
        """Nothing more may stand here."""
        if self._rest:
            raise ValueError("something stands behind the end")


def read(text: str) -> SshSignature:
    """The signature in an armoured text; raises BadParameter."""
    found = ARMOUR.fullmatch(text.replace("\r\n", "\n"))
    try:
        if not found:
            raise ValueError("no armour")
        encoded = found[1].replace("\n", "")
        content = base64.b64decode(encoded, validate=True)
        # The last sign has bits that are left over; only one way of writing them is taken.
        if base64.b64encode(content).decode() != encoded:
            raise ValueError("another spelling")
        return _read(content)
    except (ValueError, binascii.Error) as problem:
        raise BadParameter("signature", text[:60], NEEDED) from problem


def _read(content: bytes) -> SshSignature:
    reader = _Reader(content)
    if reader.take(len(MAGIC)) != MAGIC or int.from_bytes(reader.take(4)) != VERSION:
        raise ValueError("another format")
    key, namespace, reserved, hash_name, signature = (reader.string() for _ in range(5))
    reader.end()
    inner = _Reader(signature)
    algorithm, value = inner.string(), inner.string()
    inner.end()
    kind = _Reader(key).string()
    if reserved or hash_name not in HASHES or kind not in KEYS or kind != algorithm:
        raise ValueError("a kind of signature that is not taken")
    public_key = f"{kind.decode()} {base64.b64encode(key).decode()}"
    return SshSignature(public_key, namespace.decode(), hash_name, algorithm, value)


def is_signature_of(signature: SshSignature, content: bytes, namespace: str) -> bool:
    """Whether the signature's own key signed this content for this namespace."""
    if signature.namespace != namespace:
        return False
    digest = HASHES[signature.hash_name](content).digest()
    parts = (namespace.encode(), b"", signature.hash_name, digest)
    signed = MAGIC + b"".join(len(part).to_bytes(4) + part for part in parts)
    try:
        _verify(signature, signed)
    except (InvalidSignature, UnsupportedAlgorithm, NotImplementedError, ValueError):
        # The library has not implemented compressed points, and says so by that error.
        return False
    return True


def _verify(signature: SshSignature, signed: bytes) -> None:
    """Raises InvalidSignature, or ValueError for a key or numbers that are none."""
    key = load_ssh_public_key(signature.public_key.encode())
    if isinstance(key, Ed25519PublicKey):
        key.verify(signature.value, signed)
    elif isinstance(key, EllipticCurvePublicKey) and isinstance(key.curve, SECP256R1):
        reader = _Reader(signature.value)
        r, s = (int.from_bytes(reader.string(), signed=True) for _ in range(2))
        reader.end()
        key.verify(encode_dss_signature(r, s), signed, ECDSA(SHA256()))
    else:
        raise ValueError("a kind of key that is not taken")
