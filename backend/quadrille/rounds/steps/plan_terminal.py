"""How a command shows a plan, rehearses it, or sends it: nothing is sent without --yes."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from inspect import Parameter, Signature, signature
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from sqlmodel import Session

from quadrille.chain.calls import Mined
from quadrille.chain.deployment import Chain, connect
from quadrille.chain.signers import signer_for
from quadrille.config import Role, Settings
from quadrille.db import open_session
from quadrille.errors import Refused
from quadrille.rounds.steps.plan import Plan, carry_out, try_out
from quadrille.rounds.steps.rehearsing import rehearse
from quadrille.terminal import Json, keystore_account, print_json, show_record, show_table, told
from quadrille.types import Address, Timestamp

Yes = Annotated[bool, typer.Option("--yes", help="Send it. Without, it is only tried and told.")]
Wallet = Annotated[
    Path | None,
    typer.Option(
        "--keystore",
        help="Encrypted key file of whoever sends it, instead of this server's key; its passphrase is asked, or "
        "QUADRILLE_PASSPHRASE.",
        dir_okay=False,
    ),
]
RoundAddress = Annotated[str, typer.Argument(metavar="ROUND", help="The round's address.")]

Make = Callable[[Session, Chain, Address], Plan]
"""Makes the plan, from the database, the chain, and who would send it."""

Ended = TypeVar("Ended")

More = Callable[[Session, Chain, list[Mined]], dict[str, Any]]
"""What to keep and to tell besides, once the plan was sent."""

NOT_SENT = "Nothing was sent. Add --yes to send it; `quadrille rounds rehearse ...` shows what it would change."

_rehearsing: ContextVar[tuple[Timestamp | None] | None] = ContextVar("rehearsing", default=None)


@contextmanager
def rehearsing(at: Timestamp | None) -> Iterator[None]:
    """Within: commands rehearse what they would send, as of this time."""
    token = _rehearsing.set((at,))
    try:
        yield
    finally:
        _rehearsing.reset(token)


@dataclass(frozen=True, slots=True)
class Doing:
    """What a command would do: its plan, with whose key where no wallet is named, and what to keep and tell besides."""

    make: Make
    role: Role = "operator"
    more: More | None = None


def sends(command: Callable[..., Doing]) -> Callable[..., None]:
    """The command that shows, rehearses or sends what `command` says, with the options that all such commands have."""

    def run(*, keystore: Wallet = None, yes: Yes = False, as_json: Json = False, **asked: Any) -> None:
        _do(command(**asked), keystore, yes, as_json)

    return joined(run, command)


def joined(run: Callable[..., Ended], command: Callable[..., Any]) -> Callable[..., Ended]:
    """`run` with the name, the words and the parameters of `command` before its own keyword-only ones."""
    own, more = signature(command).parameters, signature(run).parameters
    options = [one for one in more.values() if one.kind is Parameter.KEYWORD_ONLY]
    # What typer looks at: the name and the words of the command, its own parameters, then those of all.
    run.__name__, run.__doc__ = command.__name__, command.__doc__
    run.__signature__ = Signature([*own.values(), *options])  # type: ignore[attr-defined]
    run.__annotations__ |= {name: one.annotation for name, one in own.items()}
    return run


def _do(doing: Doing, keystore: Path | None, yes: bool, as_json: bool) -> None:
    # A rehearsal comes before --yes: it sends nothing in any case.
    settings = Settings()
    wallet = None if keystore is None else keystore_account(keystore)
    with open_session(settings) as session:
        chain = connect(settings)
        sender = Address(wallet.address) if wallet else signer_for(settings, doing.role).address
        plan = doing.make(session, chain, sender)
        rehearsed = _rehearsing.get()
        if rehearsed is not None:
            _show_rehearsal(plan, chain, sender, rehearsed[0], as_json)
        elif yes:
            done = carry_out(session, chain, plan, wallet)
            _show_sent(plan, done, doing.more(session, chain, done) if doing.more else {}, as_json)
        else:
            _show_plan(plan, chain, sender, as_json)


def _show_plan(plan: Plan, chain: Chain, sender: Address, as_json: bool) -> None:
    rows = [tried.as_document() for tried in try_out(chain.client, plan, sender)]
    if as_json:
        print_json({"sent": False, "summary": plan.summary, "sender": sender, "steps": rows, "notices": plan.notices})
        return
    show_record({"would": plan.summary, "sender": sender}, as_json=False)
    show_table(rows, as_json=False, title="Steps")
    _tell([*plan.notices, NOT_SENT])


def _show_sent(plan: Plan, done: list[Mined], more: dict[str, Any], as_json: bool) -> None:
    rows = [{"step": mined.what, **told(mined)} for mined in done]
    if as_json:
        print_json({"sent": True, "summary": plan.summary, **more, "steps": rows, "notices": plan.notices})
        return
    show_record({"did": plan.summary, **more}, as_json=False)
    show_table(rows, as_json=False, title="Transactions")
    _tell(plan.notices)


def _show_rehearsal(plan: Plan, chain: Chain, sender: Address, at: Timestamp | None, as_json: bool) -> None:
    rehearsal = rehearse(chain.client, plan, sender, at)
    if as_json:
        print_json({"sent": False, "summary": plan.summary, **rehearsal.as_document(), "notices": plan.notices})
    else:
        show_record({"rehearsed": plan.summary, "sender": sender}, as_json=False)
        for title, rows in rehearsal.rows():
            show_table(rows, as_json=False, title=title)
        _tell([*plan.notices, "It was rehearsed on a copy of the chain; nothing was sent."])
    if rehearsal.refused:
        raise Refused(f"The rehearsal broke off: {rehearsal.refused}", "Nothing was sent.")


def _tell(notices: "list[str] | tuple[str, ...]") -> None:
    for notice in notices:
        typer.echo(notice)
