"""Settings: read once from the environment (`QUADRILLE_...`) and `.env`, then passed down.

Anvil's public development keys are the default on the local chain and refused on every other.
"""

from pathlib import Path
from typing import Any, Literal, Self, get_args

from pydantic import Field, SecretStr, ValidationError, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

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

Role = Literal["admin", "issuer", "operator"]
ROLES: tuple[Role, ...] = get_args(Role)

TOKEN_CHARACTERS = 16
"""The shortest operator's token: 16 random letters and digits have 95 bits."""

DEFAULT_FINALITY_BLOCKS = 64
"""Two epochs of Ethereum (32 slots each), after which its consensus calls a block final."""


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
    chain_id: int = Field(default=DEVELOPMENT_CHAIN_ID, gt=0)
    finality_blocks: int | None = Field(default=None, ge=0)
    deployment_file: Path = Path("deployment.json")
    bundle_folder: Path = Path("bundles")
    public_rpc_url: str | None = None
    public_url: str = "http://127.0.0.1:8000"
    admin_key: SecretStr | None = None
    issuer_key: SecretStr | None = None
    operator_key: SecretStr | None = None
    operator_token: SecretStr | None = Field(default=None, min_length=TOKEN_CHARACTERS)

    def __init__(self, **values: Any) -> None:
        """Read what is not given from the environment; raises Misconfigured, naming settings but no values."""
        try:
            super().__init__(**values)
        except ValidationError as problem:
            flaws = "; ".join(f"{_variable(flaw['loc'])}{_words(flaw['msg'])}" for flaw in problem.errors())
            # `from None`: what was given may be a secret.
            raise Misconfigured(
                f"The settings cannot be used. {flaws}.", "Correct them, or see .env.example."
            ) from None
        except UnicodeDecodeError:
            raise Misconfigured("The file .env is not UTF-8.", "Save it as UTF-8.") from None

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

    def key_of(self, role: Role) -> SecretStr:
        """The private key of a role; on the local chain a public one when none is set. Raises Misconfigured."""
        key: SecretStr | None = getattr(self, f"{role}_key")
        if key is not None:
            return key
        if self.is_development:
            return SecretStr(DEVELOPMENT_KEYS[ROLES.index(role)])
        raise Misconfigured(
            f"QUADRILLE_{role.upper()}_KEY is not set.", f"Set the {role}'s private key to do this step."
        )

    @model_validator(mode="after")
    def refuse_development_keys_elsewhere(self) -> Self:
        """Refuse to start with a key that everybody has, unless the chain is the local one."""
        if self.is_development:
            return self
        public = {key.removeprefix("0x") for key in DEVELOPMENT_KEYS}
        for role in ROLES:
            key: SecretStr | None = getattr(self, f"{role}_key")
            if key is not None and key.get_secret_value().lower().removeprefix("0x") in public:
                raise ValueError(
                    f"QUADRILLE_{role.upper()}_KEY is a public development key, but the chain id is {self.chain_id}; "
                    "set a key of your own"
                )
        return self


def _variable(place: tuple[int | str, ...]) -> str:
    return f"QUADRILLE_{str(place[0]).upper()}: " if place else ""


def _words(message: str) -> str:
    return message.removeprefix("Value error, ")
