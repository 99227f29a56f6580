"""Whoever signs for one of our roles: a key in this process, or anything else that keeps a key elsewhere."""

from typing import Any, Protocol

from eth_account.signers.local import LocalAccount

from quadrille.chain.accounts import account_of
from quadrille.config import Role, Settings
from quadrille.types import Address, Hash32


class Signer(Protocol):
    """All that sending and vouching ask of a key; docs/signers.md shows one that keeps it elsewhere."""

    @property
    def address(self) -> Address:
        """Whose signatures these are."""

    def sign_transaction(self, fields: dict[str, Any]) -> tuple[str, Hash32]:
        """The raw bytes of an EIP-1559 transaction as 0x hex, and its hash."""

    def sign_typed_data(self, message: dict[str, Any]) -> str:
        """An EIP-712 signature of a whole message (types, primaryType, domain, message): 65 bytes as 0x hex, low s."""


class KeySigner:
    """A key in this process; what is printed of it is its address."""

    def __init__(self, account: LocalAccount) -> None:
        self._account = account
        self.address = Address(account.address)

    def __repr__(self) -> str:
        return f"KeySigner({self.address})"

    def sign_transaction(self, fields: dict[str, Any]) -> tuple[str, Hash32]:
        """The raw bytes of an EIP-1559 transaction as 0x hex, and its hash."""
        signed = self._account.sign_transaction(fields)
        return signed.raw_transaction.to_0x_hex(), Hash32(signed.hash.to_0x_hex())

    def sign_typed_data(self, message: dict[str, Any]) -> str:
        """An EIP-712 signature, 65 bytes as 0x hex."""
        return self._account.sign_typed_data(full_message=message).signature.to_0x_hex()


def signer_for(settings: Settings, role: Role) -> Signer:
    """The signer of one of our roles, the only place that chooses one; raises Misconfigured."""
    return KeySigner(account_of(settings, role))


def as_signer(key: LocalAccount | Signer) -> Signer:
    """A person's account as a signer; a signer as it is."""
    return KeySigner(key) if isinstance(key, LocalAccount) else key
