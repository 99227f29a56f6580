"""Settings: read once from the environment (`QUADRILLE_...`) and `.env`, then passed down.

Anvil's public development keys are the default on the local chain and refused on every other.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal, Self, get_args

from pydantic import (
    AnyUrl,
    Field,
    NameEmail,
    Secret,
    SecretStr,
    UrlConstraints,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from quadrille.errors import Misconfigured

DEVELOPMENT_CHAIN_ID = 31_337
"""Anvil's and Hardhat's chain id; a development key is worth nothing there."""

# The first ten accounts of the mnemonic "test test ... junk" that Anvil publishes: everybody has these keys.
DEVELOPMENT_KEYS = (
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
    "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
    "0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
    "0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba",
    "0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e",
    "0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356",
    "0xdbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97",
    "0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6",
)

Role = Literal["admin", "issuer", "operator", "voucher", "committer"]
"""Who signs what: docs/signers.md. A new role comes last, since its place chooses its development key."""
ROLES: tuple[Role, ...] = get_args(Role)

KEY_SETTINGS = tuple(
    f"{role}_{part}" for role in ROLES for part in ("keystore", "passphrase_file", "passphrase", "key")
)
"""The settings that say where the roles' keys are."""

TOKEN_CHARACTERS = 16
"""The shortest operator's token: 16 random letters and digits have 95 bits."""

DEFAULT_FINALITY_BLOCKS = 64
"""Two epochs of Ethereum (32 slots each), after which its consensus calls a block final."""

DEFAULT_MAX_FEE_WEI = 500 * 10**9
"""500 gwei for a unit of gas: a badge of 200 000 gas then costs 0.1 ether, and nothing of ours is worth more haste."""

DEFAULT_RELAY_GAS_PER_DAY = 300_000_000
"""Units of gas for other people's ballots: of 3 000 keys; at 1 gwei, some 0.2 ether a day."""

ADDRESS = re.compile("0x[0-9a-fA-F]{40}")

SmtpUrl = Annotated[AnyUrl, UrlConstraints(allowed_schemes=["smtp", "smtps", "smtp+starttls"], host_required=True)]
"""A mail server: without TLS, within TLS (RFC 8314), or with TLS begun on the connection (RFC 3207)."""


@dataclass(frozen=True, slots=True)
class KeySource:
    """What the settings say of one role's key."""

    role: Role
    keystore: Path | None
    passphrase_file: Path | None
    passphrase: SecretStr | None
    key: SecretStr | None

    def variable(self, part: str) -> str:
        """The environment's name of one of these settings."""
        return f"QUADRILLE_{self.role}_{part}".upper()

    def doubts(self) -> Iterator[str]:
        """Why it is not clear which key is meant, or how its keystore opens; nothing when it is."""
        keystore, key = self.variable("keystore"), self.variable("key")
        file, passphrase = self.variable("passphrase_file"), self.variable("passphrase")
        if self.keystore and self.key:
            yield f"{keystore} and {key} are both set; keep one of them"
        if self.passphrase_file and self.passphrase:
            yield f"{file} and {passphrase} are both set; keep one of them"
        if self.keystore and not (self.passphrase_file or self.passphrase):
            yield f"{keystore} is set without its passphrase; set {file} or {passphrase}"
        if not self.keystore and (self.passphrase_file or self.passphrase):
            yield f"{file if self.passphrase_file else passphrase} is set without {keystore}; set both or neither"


class Settings(BaseSettings):
    """What a deployment can change. Secrets are never printed."""

    model_config = SettingsConfigDict(
        env_prefix="QUADRILLE_",
        env_file=".env",
        env_file_encoding="utf-8",
        # An empty line in `.env` sets nothing: least of all an operator's token that everybody has.
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        hide_input_in_errors=True,
    )

    database_url: str = "sqlite:///quadrille.db"
    rpc_url: str = "http://127.0.0.1:8545"
    rpc_seconds: float = Field(default=30, gt=0)
    chain_id: int = Field(default=DEVELOPMENT_CHAIN_ID, gt=0)
    finality_blocks: int | None = Field(default=None, ge=0)
    deployment_file: Path = Path("deployment.json")
    bundle_folder: Path = Path("bundles")
    credential_key_file: Path = Path("credential_key.pem")
    public_rpc_url: str | None = None
    public_url: str = "http://127.0.0.1:8000"
    smtp_url: Secret[SmtpUrl] | None = None
    mail_from: NameEmail | None = None
    secret_file: Path = Path("secret.txt")
    admin_keystore: Path | None = None
    admin_passphrase_file: Path | None = None
    admin_passphrase: SecretStr | None = None
    admin_key: SecretStr | None = None
    issuer_keystore: Path | None = None
    issuer_passphrase_file: Path | None = None
    issuer_passphrase: SecretStr | None = None
    issuer_key: SecretStr | None = None
    operator_keystore: Path | None = None
    operator_passphrase_file: Path | None = None
    operator_passphrase: SecretStr | None = None
    operator_key: SecretStr | None = None
    voucher_keystore: Path | None = None
    voucher_passphrase_file: Path | None = None
    voucher_passphrase: SecretStr | None = None
    voucher_key: SecretStr | None = None
    committer_keystore: Path | None = None
    committer_passphrase_file: Path | None = None
    committer_passphrase: SecretStr | None = None
    committer_key: SecretStr | None = None
    registrar: str | None = Field(default=None, pattern="^0x[0-9a-fA-F]{40}$")
    guardian: str | None = Field(default=None, pattern="^0x[0-9a-fA-F]{40}$")
    also_receivers: Annotated[tuple[str, ...], NoDecode] = ()
    also_operators: Annotated[tuple[str, ...], NoDecode] = ()
    max_fee_wei: int = Field(default=DEFAULT_MAX_FEE_WEI, gt=0)
    minimum_balance_wei: int = Field(default=0, ge=0)
    relay_gas_per_day: int = Field(default=DEFAULT_RELAY_GAS_PER_DAY, ge=0)
    operator_token: SecretStr | None = Field(default=None, min_length=TOKEN_CHARACTERS)
    contact_key: str | None = Field(default=None, pattern="^[0-9a-fA-F]{64}$")
    reads_per_minute: int | None = Field(default=None, ge=1)
    writes_per_minute: int | None = Field(default=None, ge=1)
    sign_ins_per_minute: int | None = Field(default=None, ge=1)
    proxies: int = Field(default=0, ge=0, le=10)
    # The reasons for these four stand in `screening/judging/panel.py`.
    panel_first: int = Field(default=2, ge=2, le=20)
    panel_cap: int = Field(default=5, ge=2, le=50)
    panel_sure_yes_bps: int = Field(default=9_400, ge=6_000, le=9_990)
    panel_sure_no_bps: int = Field(default=9_200, ge=6_000, le=9_990)

    def __init__(self, **values: Any) -> None:
        """Read what is not given from the environment; raises Misconfigured, naming settings but no values."""
        try:
            super().__init__(**values)
        except ValidationError as problem:
            flaws = "; ".join(f"{_variable(flaw['loc'])}{_words(flaw['msg'])}" for flaw in problem.errors())
            refusal = Misconfigured(f"The settings cannot be used. {flaws}.", "Correct them, or see .env.example.")
        except UnicodeDecodeError:
            refusal = Misconfigured("The file .env is not UTF-8.", "Save it as UTF-8.")
        else:
            return
        # Out here, since an error remembers the one it was raised in: that holds what was given, which may be secret.
        raise refusal

    @property
    def is_development(self) -> bool:
        """Whether this is the local chain, where keys are public and time can be moved."""
        return self.chain_id == DEVELOPMENT_CHAIN_ID

    @property
    def blocks_until_final(self) -> int:
        """How many blocks must lie on top before money is decided on one; 0 on the local chain."""
        if self.finality_blocks is not None:
            return self.finality_blocks
        return 0 if self.is_development else DEFAULT_FINALITY_BLOCKS

    @cached_property
    def opened_keys(self) -> dict[KeySource, Any]:
        """What was decrypted for these settings; kept with them, so that it goes when they go."""
        return {}

    def key_source_of(self, role: Role) -> KeySource:
        """Where the key of a role is."""
        parts = ("keystore", "passphrase_file", "passphrase", "key")
        return KeySource(role, **{part: getattr(self, f"{role}_{part}") for part in parts})

    def has_key(self, role: Role) -> bool:
        """Whether this process can sign for a role."""
        source = self.key_source_of(role)
        return self.is_development or bool(source.keystore or source.key)

    def key_of(self, role: Role) -> SecretStr:
        """The plain private key of a role; on the local chain a public one when none is set. Raises Misconfigured."""
        source = self.key_source_of(role)
        if source.key is not None:
            return source.key
        if self.is_development:
            return SecretStr(DEVELOPMENT_KEYS[ROLES.index(role)])
        raise Misconfigured(
            f"Neither {source.variable('keystore')} nor {source.variable('key')} is set.",
            f"Set the {role}'s keystore to do this step.",
        )

    @field_validator("also_receivers", "also_operators", mode="before")
    @classmethod
    def read_list(cls, value: Any) -> Any:
        """Take `A,B` or `["A", "B"]` from the environment."""
        if not isinstance(value, str):
            return value
        if value.lstrip().startswith("["):
            return json.loads(value)
        return [part.strip() for part in value.split(",") if part.strip()]

    @field_validator("also_receivers", "also_operators")
    @classmethod
    def refuse_what_is_no_address(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        """Refuse to start with a receiver that nothing could be sent to, or an operator that nobody can be."""
        for one in value:
            if not ADDRESS.fullmatch(one):
                raise ValueError(f"{one!r} is no address; give 0x and 40 hex digits for each, with commas between")
        return value

    @field_validator("smtp_url")
    @classmethod
    def refuse_an_open_password(cls, value: Secret[AnyUrl] | None) -> Secret[AnyUrl] | None:
        """Refuse to send the mail server's password where others on the way can read it."""
        if value is not None and value.get_secret_value().scheme == "smtp" and value.get_secret_value().username:
            raise ValueError("a password needs TLS; begin with smtps:// or smtp+starttls://")
        return value

    @field_validator("mail_from")
    @classmethod
    def refuse_a_sender_in_another_script(cls, value: NameEmail | None) -> NameEmail | None:
        """Refuse a sender that many mail servers cannot take (RFC 6531); the name before it may be in any script."""
        if value is not None and not value.email.isascii():
            raise ValueError("the address has letters outside ASCII; give one without")
        return value

    @model_validator(mode="after")
    def refuse_a_panel_that_never_begins(self) -> Self:
        """Refuse a cap below the number that a panel begins with."""
        if self.panel_cap < self.panel_first:
            raise ValueError(f"panel_cap is {self.panel_cap}, below panel_first, {self.panel_first}; raise it")
        return self

    @model_validator(mode="after")
    def refuse_mail_from_nobody(self) -> Self:
        """Refuse to start with a mail server and nobody to send as."""
        if self.smtp_url is not None and self.mail_from is None:
            raise ValueError("QUADRILLE_SMTP_URL is set without QUADRILLE_MAIL_FROM; set both")
        return self

    @model_validator(mode="after")
    def refuse_keys_in_doubt(self) -> Self:
        """Refuse to start when it is not clear which key is meant, rather than sign with another."""
        if doubts := [doubt for role in ROLES for doubt in self.key_source_of(role).doubts()]:
            raise ValueError("; ".join(doubts))
        return self

    @model_validator(mode="after")
    def refuse_development_keys_elsewhere(self) -> Self:
        """Refuse to start with a key that everybody has, unless the chain is the local one."""
        for role in ROLES:
            source = self.key_source_of(role)
            if source.key is not None and not self.is_development and is_development_key(source.key.get_secret_value()):
                raise ValueError(
                    f"{source.variable('key')} is a public development key, but the chain id is {self.chain_id}; "
                    "set a key of your own"
                )
        return self


def is_development_key(key: str) -> bool:
    """Whether everybody has this key, in whichever case its hex is."""
    return f"0x{key.lower().removeprefix('0x')}" in DEVELOPMENT_KEYS


def _variable(place: tuple[int | str, ...]) -> str:
    return f"QUADRILLE_{str(place[0]).upper()}: " if place else ""


def _words(message: str) -> str:
    return message.removeprefix("Value error, ")
