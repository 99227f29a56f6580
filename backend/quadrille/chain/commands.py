"""A local chain, our contracts on any chain, and key files, on the command line."""

import signal
import threading
from pathlib import Path
from typing import Annotated

import typer
from eth_account import Account

from quadrille.chain.accounts import save
from quadrille.chain.anvil import Anvil
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import (
    ISSUER_WEIGHT_PER_WEEK,
    Chain,
    GovernanceParameters,
    connect,
    deploy,
    load,
)
from quadrille.chain.signers import signer_for
from quadrille.config import DEVELOPMENT_CHAIN_ID, Settings
from quadrille.errors import Misconfigured, Refused, WrongChain
from quadrille.terminal import Json, ask_passphrase, keystore_account, show_record, told
from quadrille.types import Address

app = typer.Typer(no_args_is_help=True, help="A local chain, and our contracts on any chain.")
wallet_app = typer.Typer(no_args_is_help=True, help="Encrypted key files.")

SLOW = GovernanceParameters()
"""The defaults, for people who have other things to do."""

MOST = 2**32 - 1
"""What the contracts hold of a duration (uint32), and more than anybody waits."""

FAST = GovernanceParameters(60, 3_600, 60, maturity_seconds=1, flip_window_seconds=600)
"""For a local chain, where nobody wants to wait for days."""


@app.command()
def start(
    port: Annotated[int, typer.Option(min=0, max=65_535, help="0 takes any free one.")] = 8545,
    state: Annotated[Path | None, typer.Option(help="File in which the chain outlives the process.")] = None,
) -> None:
    """Start a local Anvil chain, deploy on it when it is new, and run until Ctrl-C.

    Its clock goes on like any other; `chain advance` moves it further, `chain give` makes coins.
    """
    usual = Settings(chain_id=DEVELOPMENT_CHAIN_ID)
    _keep_other_deployments(usual)
    with Anvil(port=port, state=state) as anvil:
        settings = Settings(rpc_url=anvil.url, chain_id=DEVELOPMENT_CHAIN_ID)
        client = Client(settings)
        if client.block().number == 0:
            _deploy(settings, client, FAST, _issuers(settings))
        else:
            _find_again(settings, client)
        anvil.let_time_go_on()
        show_record({"rpc_url": anvil.url, "deployment": str(settings.deployment_file)}, as_json=False)
        if usual.rpc_url != anvil.url:
            typer.echo(f"In other terminals: export QUADRILLE_RPC_URL={anvil.url}")
        wait_for_interrupt()


@app.command("deploy")
def deploy_contracts(
    voting_delay_seconds: Annotated[int, typer.Option(min=0, max=MOST)] = SLOW.voting_delay_seconds,
    voting_period_seconds: Annotated[int, typer.Option(min=1, max=MOST)] = SLOW.voting_period_seconds,
    timelock_delay_seconds: Annotated[int, typer.Option(min=0, max=MOST)] = SLOW.timelock_delay_seconds,
    proposal_threshold: Annotated[int, typer.Option(min=1, max=MOST)] = SLOW.proposal_threshold,
    quorum_bps: Annotated[int, typer.Option(min=1, max=5_000, help="10 000 is all weight.")] = SLOW.quorum_bps,
    maturity_seconds: Annotated[int, typer.Option(min=1, max=MOST)] = SLOW.maturity_seconds,
    flip_window_seconds: Annotated[int, typer.Option(min=0, max=MOST)] = SLOW.flip_window_seconds,
    life_seconds: Annotated[int, typer.Option(min=1, max=MOST)] = SLOW.life_seconds,
    issuer: Annotated[str | None, typer.Option(help="Address of the issuer, whose key can then be elsewhere.")] = None,
    voucher: Annotated[str | None, typer.Option(help="Address of the voucher signer, likewise.")] = None,
    as_json: Json = False,
) -> None:
    """Deploy badge, governor, treasury and review log with the admin's key, and write the deployment file."""
    settings = Settings()
    if settings.deployment_file.exists():
        raise Refused(
            f"{settings.deployment_file} names a deployment already.",
            "Move it away first, or set QUADRILLE_DEPLOYMENT_FILE to a new file.",
        )
    parameters = GovernanceParameters(
        voting_delay_seconds,
        voting_period_seconds,
        timelock_delay_seconds,
        proposal_threshold,
        quorum_bps,
        maturity_seconds,
        flip_window_seconds,
        life_seconds,
    )
    _deploy(settings, Client(settings), parameters, _issuers(settings, issuer, voucher))
    show_record({"deployment": str(settings.deployment_file)}, as_json)


@app.command("issuer")
def set_issuer(
    address: str,
    weight_per_week: Annotated[
        int, typer.Option(min=0, max=MOST, help="The most it may issue in a week; 0 takes its right away.")
    ] = ISSUER_WEIGHT_PER_WEEK,
    as_json: Json = False,
) -> None:
    """Let an address issue badges or sign vouchers, limit it anew, or take that right away, with the admin's key."""
    settings = Settings()
    chain, issuer = connect(settings), checked_address(address)
    done = chain.client.send_from(signer_for(settings, "admin"), chain.badge.set_issuer(issuer, weight_per_week))
    show_record({"issuer": issuer, "weight_per_week": weight_per_week, **told(done)}, as_json)


@app.command()
def advance(seconds: Annotated[int, typer.Argument(min=1, max=MOST)], as_json: Json = False) -> None:
    """Move the local chain's clock forward; refused on every other chain."""
    client = _local_chain()
    client.rpc("evm_increaseTime", seconds)
    client.rpc("evm_mine")
    show_record({"chain_time": client.block().at}, as_json)


@app.command()
def give(
    address: str,
    ether: Annotated[int, typer.Option(min=1, max=10**9, help="How much, in whole ether.")] = 10,
    as_json: Json = False,
) -> None:
    """Give an address coins out of nothing on the local chain; refused on every other chain."""
    holder, client = checked_address(address), _local_chain()
    balance_wei = client.balance_wei(holder) + ether * 10**18
    client.rpc("anvil_setBalance", holder, hex(balance_wei))
    show_record({"address": holder, "balance_wei": str(balance_wei)}, as_json)


@wallet_app.command()
def new(keystore: Path, as_json: Json = False) -> None:
    """Make a new key, and write it encrypted to a file that only its owner can read."""
    account = Account.create()
    save(account, keystore, ask_passphrase("New passphrase", twice=True))
    show_record({"address": account.address, "keystore": str(keystore)}, as_json)


@wallet_app.command()
def show(keystore: Path, as_json: Json = False) -> None:
    """The address and balance of a key file."""
    account = keystore_account(keystore)
    balance_wei = Client(Settings()).balance_wei(Address(account.address))
    show_record({"address": account.address, "balance_wei": str(balance_wei)}, as_json)


def wait_for_interrupt() -> None:
    """Return on Ctrl-C or when the process is asked to end."""
    done = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: done.set())
    signal.signal(signal.SIGINT, lambda *_: done.set())
    done.wait()


def _local_chain() -> Client:
    settings = Settings()
    if not settings.is_development:
        raise Refused(
            f"Chain {settings.chain_id} is not a local one.", "Only there can time be moved and coins be made."
        )
    return Client(settings)


def _keep_other_deployments(settings: Settings) -> None:
    # A local chain is new each time, and its deployment no loss; any other chain's is.
    if settings.deployment_file.exists() and load(settings.deployment_file).chain_id != DEVELOPMENT_CHAIN_ID:
        raise Refused(
            f"{settings.deployment_file} names a deployment on another chain.",
            "Move it away first, or set QUADRILLE_DEPLOYMENT_FILE to a new file.",
        )


def _find_again(settings: Settings, client: Client) -> None:
    # A kept chain has its contracts; without the file that names them nobody finds them.
    try:
        Chain(client, load(settings.deployment_file))
    except (Misconfigured, WrongChain) as problem:
        raise Misconfigured(
            f"The kept chain goes on, but its contracts are not found: {problem.cause}",
            "Set QUADRILLE_DEPLOYMENT_FILE to the file it was deployed with, or name a new file with --state.",
        ) from problem


def _issuers(settings: Settings, issuer: str | None = None, voucher: str | None = None) -> list[Address]:
    """The two that may issue badges; an address that is given spares this machine the key."""
    return [
        checked_address(issuer) if issuer else signer_for(settings, "issuer").address,
        checked_address(voucher) if voucher else signer_for(settings, "voucher").address,
    ]


def _deploy(settings: Settings, client: Client, parameters: GovernanceParameters, issuers: list[Address]) -> None:
    made = deploy(
        client,
        signer_for(settings, "admin"),
        issuers,
        parameters,
        told=lambda what, done: typer.echo(f"{what}  gas {done.gas_used}  {done.transaction}", err=True),
    )
    made.save(settings.deployment_file)
