"""What becomes of a badge, on the command line: given up, lapsed, revoked, moved. Whoever has the right signs."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from eth_account.signers.local import LocalAccount
from sqlmodel import Session

from quadrille.chain.calls import Mined
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain, connect
from quadrille.chain.typed_data import sign as sign_message
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.screening import keeping
from quadrille.screening.keeping import RecoveryStep, Step
from quadrille.terminal import Json, Keystore, keystore_account, show_record, told
from quadrille.types import Address, ContributionNumber

app = typer.Typer(no_args_is_help=True)
revoke_app = typer.Typer(no_args_is_help=True, help="Take a badge back: announced, then confirmed or due.")
recover_app = typer.Typer(no_args_is_help=True, help="Move badges to another wallet of their holder.")
app.add_typer(revoke_app, name="revoke")
app.add_typer(recover_app, name="recover")

Number = Annotated[int, typer.Argument(min=1, max=2**63 - 1, help="The contribution's number, and the badge's.")]
Source = Annotated[str, typer.Argument(help="The wallet that has the badges.")]
Target = Annotated[str, typer.Argument(help="The wallet that is to have them.")]
Numbers = Annotated[list[int] | None, typer.Option("--badge", min=1, help="A badge's number; all when none is named.")]


@app.command()
def burn(number: Number, keystore: Keystore, as_json: Json = False) -> None:
    """Give up one's own badge and its vote, for good."""
    _take_step(Step.BURN, number, keystore, as_json)


@app.command()
def lapse(number: Number, keystore: Keystore, as_json: Json = False) -> None:
    """End the vote of a badge whose term is over; anybody may."""
    _take_step(Step.LAPSE, number, keystore, as_json)


@revoke_app.command()
def announce(
    number: Number,
    reason: Annotated[int, typer.Option(min=0, max=65_535, help="The code of the reason in your rules.")],
    as_json: Json = False,
) -> None:
    """Have the badge's own issuer announce that it wants the badge back; it is due after 21 days."""
    _have_issuer_do(
        lambda session, chain: keeping.announce_revocation(session, chain, ContributionNumber(number), reason), as_json
    )


@revoke_app.command()
def drop(
    number: Number,
    keystore: Annotated[Path | None, typer.Option(help="The guardian's key file; else the issuer's own key.")] = None,
    as_json: Json = False,
) -> None:
    """Give up an announced revocation."""
    if keystore is None:
        _have_issuer_do(
            lambda session, chain: keeping.drop_revocation(session, chain, ContributionNumber(number)), as_json
        )
    else:
        _take_step(Step.DROP, number, keystore, as_json)


@revoke_app.command()
def appeal(number: Number, keystore: Keystore, as_json: Json = False) -> None:
    """Appeal as the holder: only guardian or governance can revoke the badge then."""
    _take_step(Step.APPEAL, number, keystore, as_json)


@revoke_app.command()
def confirm(number: Number, keystore: Keystore, as_json: Json = False) -> None:
    """Revoke at once what the issuer wants back, as the guardian."""
    _take_step(Step.CONFIRM, number, keystore, as_json)


@revoke_app.command()
def complete(number: Number, keystore: Keystore, as_json: Json = False) -> None:
    """Revoke what is due and was not appealed; anybody may."""
    _take_step(Step.COMPLETE, number, keystore, as_json)


@recover_app.command()
def move(
    keystore: Annotated[Path, typer.Option(help="Key file of the wallet that has the badges.", dir_okay=False)],
    to_keystore: Annotated[Path, typer.Option(help="Key file of the wallet that is to have them.", dir_okay=False)],
    badge: Numbers = None,
    as_json: Json = False,
) -> None:
    """Move badges at once, signed by both wallets; the new one pays."""
    source, target = keystore_account(keystore), keystore_account(to_keystore)
    chain = connect(Settings())
    agreed = keeping.agreed_move(chain, Address(source.address), Address(target.address), _numbers(badge))
    message = keeping.message_of_move(chain, agreed)
    call = chain.badge.move_badges(agreed, sign_message(source, message), sign_message(target, message))
    done = chain.client.send_from(target, call)
    show_record({"badges": list(agreed.numbers), "holder": target.address, **told(done)}, as_json)


@recover_app.command()
def guardian(friend: str, keystore: Keystore, as_json: Json = False) -> None:
    """Name who may approve a recovery of your badges; 0x and forty zeros is nobody."""
    chain = connect(Settings())
    done = chain.client.send_from(keystore_account(keystore), chain.badge.name_guardian(checked_address(friend)))
    show_record({"guardian": friend, **told(done)}, as_json)


@recover_app.command()
def request(source: Source, keystore: Keystore, as_json: Json = False) -> None:
    """Ask for the badges of a lost wallet, with the key of the new one."""
    account = keystore_account(keystore)
    _recover(RecoveryStep.REQUEST, source, account.address, account, [], as_json)


@recover_app.command()
def approve(source: Source, target: Target, keystore: Keystore, as_json: Json = False) -> None:
    """Approve a recovery as the guardian that the holder named; it can be stopped for 7 days."""
    _recover(RecoveryStep.APPROVE, source, target, keystore_account(keystore), [], as_json)


@recover_app.command()
def stop(source: Source, target: Target, keystore: Keystore, as_json: Json = False) -> None:
    """Stop a recovery, with the key of either wallet."""
    _recover(RecoveryStep.STOP, source, target, keystore_account(keystore), [], as_json)


@recover_app.command()
def take(source: Source, keystore: Keystore, badge: Numbers = None, as_json: Json = False) -> None:
    """Take the badges of an approved recovery, with the key of the new wallet."""
    account = keystore_account(keystore)
    _recover(RecoveryStep.COMPLETE, source, account.address, account, _numbers(badge), as_json)


def _take_step(step: Step, number: int, keystore: Path, as_json: bool) -> None:
    account, chain = keystore_account(keystore), connect(Settings())
    done = chain.client.send_from(account, keeping.step_call(chain, step, ContributionNumber(number)))
    show_record({"badge": number, "step": step, **told(done)}, as_json)


def _have_issuer_do(do: Callable[[Session, Chain], Mined], as_json: bool) -> None:
    settings = Settings()
    with open_session(settings) as session:
        show_record(told(do(session, connect(settings))), as_json)


def _recover(
    step: RecoveryStep,
    source: str,
    target: str,
    account: LocalAccount,
    numbers: list[ContributionNumber],
    as_json: bool,
) -> None:
    chain = connect(Settings())
    wallets = checked_address(source), checked_address(target)
    done = chain.client.send_from(account, keeping.recovery_call(chain, step, *wallets, numbers))
    show_record({"from": wallets[0], "to": wallets[1], "step": step, **told(done)}, as_json)


def _numbers(listed: list[int] | None) -> list[ContributionNumber]:
    return [ContributionNumber(number) for number in listed or []]
