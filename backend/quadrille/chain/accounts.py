"""Keys: ours from the settings, a person's from an encrypted keystore file."""

import json
import os
from pathlib import Path

from eth_account import Account
from eth_account.signers.local import LocalAccount

from quadrille.config import Role, Settings
from quadrille.errors import Misconfigured


def account_of(settings: Settings, role: Role) -> LocalAccount:
    """The account of one of our roles; raises Misconfigured, without the key, when its setting is none."""
    try:
        return _local(Account.from_key(settings.key_of(role).get_secret_value()))
    except ValueError:
        # `from None`: the library's message may quote the key.
        raise Misconfigured(f"QUADRILLE_{role.upper()}_KEY is no private key.", "Give 0x and 64 hex digits.") from None


def unlock(keystore: Path, passphrase: str) -> LocalAccount:
    """The account of an encrypted keystore file (Web3 Secret Storage, version 3)."""
    try:
        content = json.loads(keystore.read_text(encoding="utf-8"))
        return _local(Account.from_key(Account.decrypt(content, passphrase)))
    except OSError as problem:
        raise Misconfigured(f"{keystore} cannot be read ({problem.strerror}).", "Name a keystore file.") from problem
    except (ValueError, KeyError, TypeError, NotImplementedError):
        raise Misconfigured(
            f"{keystore} is not a keystore, or the passphrase is wrong.", "Check both and try again."
        ) from None


def save(account: LocalAccount, keystore: Path, passphrase: str) -> None:
    """Write the account's key, encrypted, to a new file that only its owner can read; raises Misconfigured."""
    # Encrypted first, and taken away when it cannot be written: there is a whole key file or none.
    content = json.dumps(account.encrypt(passphrase))
    descriptor = _create(keystore)
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(content)
    except OSError as problem:
        keystore.unlink()
        raise _not_made(keystore, problem) from problem


def _create(keystore: Path) -> int:
    try:
        return os.open(keystore, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as problem:
        raise Misconfigured(f"{keystore} exists already.", "Name a new file; keys are never overwritten.") from problem
    except OSError as problem:
        raise _not_made(keystore, problem) from problem


def _not_made(keystore: Path, problem: OSError) -> Misconfigured:
    return Misconfigured(f"{keystore} cannot be made ({problem.strerror}).", "Name another file.")


def _local(account: object) -> LocalAccount:
    assert isinstance(account, LocalAccount)
    return account
