"""Keys: ours from keystores and settings, a person's from an encrypted keystore file.

Errors are raised after what was caught is let go: the libraries' own hold keys and passphrases.
"""

import json
import os
import shlex
import stat
from pathlib import Path

from eth_account import Account
from eth_account.signers.local import LocalAccount

from quadrille.config import KeySource, Role, Settings, is_development_key
from quadrille.errors import Misconfigured

OTHERS = stat.S_IRWXG | stat.S_IRWXO

BROKEN = (
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    AssertionError,
    ArithmeticError,
    NotImplementedError,
    RecursionError,
)
"""What eth-keyfile raises over a keystore that is none, or not this passphrase's."""


def account_of(settings: Settings, role: Role) -> LocalAccount:
    """The account of one of our roles: of its keystore, else of its key, else a public one on the local chain.

    A keystore is opened once for these settings, since that takes a second. Raises Misconfigured.
    """
    source = settings.key_source_of(role)
    account = settings.opened_keys.get(source) or _open(settings, source)
    if is_development_key(account.key.hex()) and not settings.is_development:
        raise Misconfigured(
            f"The {role}'s key is a public development key, but the chain id is {settings.chain_id}.",
            "Make a key of your own: `quadrille wallet new`.",
        )
    settings.opened_keys[source] = account
    return _local(account)


def unlock(keystore: Path, passphrase: str) -> LocalAccount:
    """The account of an encrypted keystore file (Web3 Secret Storage, version 3)."""
    try:
        content = keystore.read_bytes()
    except OSError as problem:
        raise Misconfigured(f"{keystore} cannot be read ({problem.strerror}).", "Name a keystore file.") from problem
    account = _decrypted(content, passphrase)
    if account is None:
        raise Misconfigured(f"{keystore} is not a keystore, or the passphrase is wrong.", "Check both and try again.")
    return account


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


def _open(settings: Settings, source: KeySource) -> LocalAccount:
    if source.keystore is None:
        account = _account(settings.key_of(source.role).get_secret_value())
        flaw, remedy = f"{source.variable('key')} is no private key.", "Give 0x and 64 hex digits."
    else:
        account = _decrypted(_read_own(source.keystore, source.variable("keystore")), _passphrase(source))
        flaw = f"What {source.variable('keystore')} names is not a keystore, or the passphrase is another one's."
        remedy = "Check both: `quadrille wallet show` with the same file and passphrase."
    if account is None:
        raise Misconfigured(flaw, remedy)
    return account


def _passphrase(source: KeySource) -> str:
    if source.passphrase_file is None:
        assert source.passphrase is not None
        return source.passphrase.get_secret_value()
    variable = source.variable("passphrase_file")
    content = _read_own(source.passphrase_file, variable)
    # Editors and `echo` end the line, which nobody means as part of a passphrase.
    text = content.decode("utf-8", errors="replace").rstrip("\r\n")
    if not text or "\N{REPLACEMENT CHARACTER}" in text:
        raise Misconfigured(f"The file of {variable} holds no passphrase.", "Write it there as one line of UTF-8.")
    return text


def _read_own(path: Path, variable: str) -> bytes:
    """The content of a file that nobody else can use; raises Misconfigured."""
    try:
        with path.open("rb") as file:
            mode, content = os.fstat(file.fileno()).st_mode, file.read()
    except (OSError, ValueError) as problem:
        # The path is not told: somebody may have set the secret itself where its file belongs.
        reason = getattr(problem, "strerror", None) or "not a path"
        flaw = Misconfigured(f"The file that {variable} names cannot be read ({reason}).", "Name a file of this user.")
    else:
        if os.name != "posix" or not mode & OTHERS:
            return content
        what = f"{path} ({variable}) is open to others, with mode {stat.S_IMODE(mode):04o}."
        flaw = Misconfigured(what, f"Run: chmod 600 {shlex.quote(str(path))}")
    raise flaw


def _decrypted(content: bytes, passphrase: str) -> LocalAccount | None:
    """The account of a keystore; None when it is none or does not open."""
    try:
        return _account(Account.decrypt(json.loads(content), passphrase))
    except BROKEN:
        return None


def _account(key: str | bytes) -> LocalAccount | None:
    """The account of a private key; None when it is none."""
    try:
        return _local(Account.from_key(key))
    except ValueError:
        return None


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
