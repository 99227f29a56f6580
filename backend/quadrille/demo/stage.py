"""What the demo runs on: a chain of its own whose clock it moves, a new database, and people with wallets."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from eth_account import Account
from eth_account.signers.local import LocalAccount
from pydantic import SecretStr
from sqlmodel import Session

from quadrille.chain.anvil import Anvil
from quadrille.chain.calls import Call, Mined
from quadrille.chain.client import Client
from quadrille.chain.deployment import Chain, GovernanceParameters, deploy
from quadrille.chain.signers import signer_for
from quadrille.config import DEVELOPMENT_CHAIN_ID, KEY_SETTINGS, Settings
from quadrille.db import make_engine, migrate, writing
from quadrille.types import Address, Timestamp, Wei

ETHER = 10**18

PACE = GovernanceParameters(
    voting_delay_seconds=60,
    voting_period_seconds=3_600,
    timelock_delay_seconds=600,
    maturity_seconds=60,
    flip_window_seconds=600,
    acting_seconds=600,
)
"""An hour to vote instead of a week: the demo moves the chain's clock, and says so."""


@dataclass
class Stage:
    """The chain, the database session, everybody's wallet, and somebody who tells what happens."""

    anvil: Anvil
    chain: Chain
    session: Session
    settings: Settings
    tell: Callable[[str], None]
    wallets: dict[str, LocalAccount] = field(default_factory=dict)
    gas_of: dict[str, list[int]] = field(default_factory=dict)
    left_code: str = ""
    """The claim code of the badge that is left for the visitor."""

    def wallet(self, who: str) -> LocalAccount:
        """The wallet of a person of the story, made and given coins for gas when they first appear."""
        if who not in self.wallets:
            self.wallets[who] = Account.create()
            self.give(Address(self.wallets[who].address), Wei(10 * ETHER))
        return self.wallets[who]

    def give(self, address: Address, amount_wei: Wei) -> None:
        """Coins from nowhere, as only a local chain can."""
        self.anvil.rpc("anvil_setBalance", address, hex(self.chain.client.balance_wei(address) + amount_wei))

    def send(self, who: str, call: Call) -> Mined:
        """A transaction from a person's own wallet."""
        return self.chain.client.send_from(self.wallet(who), call)

    def done(self, who: str, what: str, mined: Mined) -> None:
        """Tell who did what, with the transaction that proves it and its gas."""
        self.gas_of.setdefault(mined.what, []).append(mined.gas_used)
        self.tell(f"  {who:<19} {what}")
        self.tell(f"  {'':<19} transaction {mined.transaction}  gas {mined.gas_used:,}")

    def tell_gas(self) -> None:
        """Tell what each kind of step cost, least and most."""
        self.tell(f"\nWhat it cost\n  {'step':<42} {'times':>5} {'least gas':>10} {'most gas':>10}")
        for what, gas in self.gas_of.items():
            self.tell(f"  {what:<42} {len(gas):>5} {min(gas):>10,} {max(gas):>10,}")

    def wait_until(self, moment: int, why: str) -> None:
        """Move the chain's clock; the demo waits for nothing else."""
        now = self.chain.client.block().at
        if moment > now:
            self.tell(f"  ... {_duration(moment - now)} pass: {why}")
            self.anvil.rpc("evm_setNextBlockTimestamp", moment)
            self.anvil.rpc("evm_mine")

    def now(self) -> Timestamp:
        """The chain's time."""
        return self.chain.client.block().at


@contextmanager
def set_stage(
    folder: Path, port: int, public_url: str, operator_token: str, tell: Callable[[str], None]
) -> Iterator[Stage]:
    """A new chain with our contracts and an empty database, both in `folder`; its pages will be at `public_url`."""
    with Anvil(port=port) as anvil:
        settings = Settings(
            rpc_url=anvil.url,
            chain_id=DEVELOPMENT_CHAIN_ID,
            # Whatever a shell's settings say: this chain has no blocks to wait for, and nobody else's node.
            finality_blocks=0,
            public_rpc_url=None,
            public_url=public_url,
            database_url=f"sqlite:///{folder}/quadrille.db",
            deployment_file=folder / "deployment.json",
            bundle_folder=folder / "bundles",
            secret_file=folder / "secret.txt",
            credential_key_file=folder / "credential_key.pem",
            operator_token=SecretStr(operator_token),
            **dict.fromkeys(KEY_SETTINGS),
        )
        client = Client(settings)
        issuers = [signer_for(settings, role).address for role in ("issuer", "voucher")]
        tell("The contracts are deployed")
        deployment = deploy(client, signer_for(settings, "admin"), issuers, PACE, partial(_tell_contract, tell))
        deployment.save(settings.deployment_file)
        migrate(settings.database_url)
        engine = make_engine(settings.database_url)
        with writing(engine) as session:
            yield Stage(anvil, Chain(client, deployment), session, settings, tell)
        engine.dispose()


def ether(amount_wei: int) -> str:
    """An amount for people, exact: 1.5 ETH, or 5 wei where zeros would hide the figure."""
    if 0 < amount_wei < 10**9:
        return f"{amount_wei} wei"
    whole, fraction = divmod(amount_wei, ETHER)
    return f"{whole}.{fraction:018}".rstrip("0").rstrip(".") + " ETH"


def _tell_contract(tell: Callable[[str], None], what: str, mined: Mined) -> None:
    if mined.created:
        tell(f"  {what.removesuffix('.constructor'):<19} {mined.created}  gas {mined.gas_used:,}")


def _duration(seconds: int) -> str:
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{round(seconds / length)} {unit}"
    return f"{seconds} seconds"
