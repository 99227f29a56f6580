"""`quadrille chambers feedback`: what seats say of a project."""

import json
from pathlib import Path
from secrets import token_hex
from typing import Annotated

import typer

from quadrille.chain.deployment import connect
from quadrille.chain.standing_feedback import SignedBacking
from quadrille.chain.typed_data import sign
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter, MalformedFile
from quadrille.governance.chambers import texts
from quadrille.governance.chambers.feedback import flow
from quadrille.governance.chambers.feedback.api import BackingPaper, feedback_view
from quadrille.terminal import Json, Keystore, keystore_account, read_file, show_record, show_table, told
from quadrille.types import Address, Hash32

app = typer.Typer(no_args_is_help=True, help="What seats say of a project, and what became of it.")

Id = Annotated[str, typer.Argument(metavar="ID", help="0x and 64 hex digits.")]
Backed = Annotated[
    list[Path] | None, typer.Option("--backing", metavar="FILE", dir_okay=False, help="A signature made with `back`.")
]


@app.command("raise")
def raise_feedback(
    project: Annotated[str, typer.Argument(help="Slug of the project.")],
    kind: Annotated[str, typer.Argument(help="remark, concern or objection")],
    words: Annotated[str, typer.Argument(help="What is said; everybody reads it.")],
    keystore: Keystore,
    backing: Backed = None,
    salt: Annotated[str | None, typer.Option(help="Of `--only-id`; else a random one is taken.")] = None,
    only_id: Annotated[bool, typer.Option("--only-id", help="Tell the id that others back, and its salt.")] = False,
    as_json: Json = False,
) -> None:
    """Say something of a project with one's own seat; it costs the holder nothing."""
    if kind not in flow.KINDS:
        raise BadParameter("kind", kind, "remark, concern or objection")
    settings, account = Settings(), keystore_account(keystore)
    chain, said_with = connect(settings), (words, _hash(salt or "0x" + token_hex(32)))
    with open_session(settings) as session:
        wallet, backings = Address(account.address), _read(backing)
        if only_id:
            feedback = flow.feedback_of(chain, wallet, project, flow.KINDS[kind], said_with)
            show_record({"feedback": chain.standing_feedback.id_of(feedback), "salt": said_with[1]}, as_json)
            return
        said = flow.prepare(session, chain, wallet, project, flow.KINDS[kind], said_with, backings)
        signature = sign(account, flow.message_of(chain, said))
        id_, done = flow.raise_signed(session, chain, said, signature, backings)
    show_record({"feedback": id_, **told(done)}, as_json)


@app.command("list")
def list_feedback(project: Annotated[str, typer.Argument(help="Slug of the project.")], as_json: Json = False) -> None:
    """All that seats said of a project."""
    settings = Settings()
    with open_session(settings) as session:
        rows = [feedback_view(one).model_dump() for one in flow.standings(session, connect(settings), project)]
    show_table(rows, as_json, title=f"Feedback on {project}")


@app.command()
def show(feedback: Id, as_json: Json = False) -> None:
    """One feedback of a seat."""
    settings = Settings()
    with open_session(settings) as session:
        found = feedback_view(flow.standing_of(session, connect(settings), _hash(feedback)))
    show_record(found.model_dump(), as_json)


@app.command()
def back(
    feedback: Id,
    keystore: Keystore,
    save: Annotated[Path, typer.Option(metavar="FILE", help="Where the signature is kept.")],
    as_json: Json = False,
) -> None:
    """Sign under an objection of one's chamber, and keep that in a file for whoever collects."""
    account, chain = keystore_account(keystore), connect(Settings())
    message, seat, deadline = flow.backing_for(chain, Address(account.address), _hash(feedback))
    paper = BackingPaper(seat=seat, deadline=deadline, signature=sign(account, message))
    save.write_text(json.dumps(paper.model_dump()) + "\n", encoding="utf-8")
    show_record({"seat": seat, "deadline": deadline, "saved": str(save)}, as_json)


@app.command()
def renew(feedback: Id, backing: Backed = None, as_json: Json = False) -> None:
    """Keep an objection up for 30 days more, with the signatures of its chamber's quorum."""
    settings = Settings()
    with open_session(settings) as session:
        done = flow.renew(session, connect(settings), _hash(feedback), _read(backing))
    show_record(told(done), as_json)


@app.command()
def answer(
    feedback: Id,
    words: Annotated[str, typer.Argument(help="What is answered; everybody reads it.")],
    keystore: Keystore,
    as_json: Json = False,
) -> None:
    """Answer for the project, with one's own wallet, which pays for it."""
    settings, account = Settings(), keystore_account(keystore)
    chain, id_, salt = connect(settings), _hash(feedback), Hash32("0x" + token_hex(32))
    call = flow.answer_call(chain, Address(account.address), id_, (words, salt))
    done = chain.client.send_from(account, call)
    with open_session(settings) as session:
        flow.publish(session, chain, id_, words, salt)
    show_record(told(done), as_json)


@app.command()
def resolve(feedback: Id, keystore: Keystore, as_json: Json = False) -> None:
    """Settle what one's own seat raised, with one's own wallet, which pays for it."""
    chain, account = connect(Settings()), keystore_account(keystore)
    show_record(told(chain.client.send_from(account, flow.resolve_call(chain, _hash(feedback)))), as_json)


@app.command()
def erase(text_hash: Id, as_json: Json = False) -> None:
    """Take a text away from this server, for good; its hash stays on the chain and tells nothing."""
    settings = Settings()
    with open_session(settings) as session:
        texts.erase_text(session, connect(settings), _hash(text_hash))
    show_record({"erased": text_hash}, as_json)


def _hash(text: str) -> Hash32:
    is_hash = len(text) == 66 and text.startswith("0x") and not set(text[2:]) - set("0123456789abcdef")
    if not is_hash:
        raise BadParameter("id", text, "0x and 64 lower-case hex digits")
    return Hash32(text)


def _read(files: list[Path] | None) -> list[SignedBacking]:
    found = []
    for file in files or []:
        try:
            found.append(BackingPaper.model_validate_json(read_file(file)).backing())
        except ValueError as problem:
            raise MalformedFile(file.name, 0, "", "is no signature under an objection.", "Make it with `back`.") from (
                problem
            )
    return sorted(found, key=lambda one: one.seat)
