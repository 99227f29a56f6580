"""By which 32 bytes the chambers' contracts know a project, an application and a text. Pure."""

from eth_abi.abi import encode
from eth_hash.auto import keccak

from quadrille.types import Address, Hash32


def project_key(slug: str) -> Hash32:
    """A project of the catalogue: keccak256 of its slug."""
    return _hash(keccak(slug.encode()))


def admission_subject(round_: Address, index: int, edition: int) -> Hash32:
    """An edition of an application to a round, as ChamberBallot computes it."""
    return _hash(keccak(encode(["address", "uint32", "uint32"], [round_, index, edition])))


def text_hash_of(text: str, salt: Hash32) -> Hash32:
    """What stands for a text on the chain: keccak256(salt || text), so that nobody can try texts against it."""
    return _hash(keccak(bytes.fromhex(salt[2:]) + text.encode()))


def _hash(raw: bytes) -> Hash32:
    return Hash32("0x" + raw.hex())
