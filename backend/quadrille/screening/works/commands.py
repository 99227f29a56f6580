"""Works besides reviews on the operator's command line, and the SSH keys of those who commit."""

import json
from pathlib import Path
from typing import Annotated, Any

import typer

from quadrille.chain.deployment import connect
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter, MalformedFile
from quadrille.people.persons import get_person
from quadrille.screening.works import flow, keys
from quadrille.screening.works.tables import ContributorKey
from quadrille.screening.works.verifiers import VERIFIERS
from quadrille.terminal import Json, print_json, read_file, show_record, show_table
from quadrille.types import ROW_MAX

app = typer.Typer(no_args_is_help=True, help="Translations, documentation, code and mentoring, and what they earned.")

WorkFile = Annotated[Path, typer.Argument(help="The work's file.", exists=True, dir_okay=False)]
Kind = Annotated[str | None, typer.Option(help="One of `work kinds`, where the file does not say it.")]
Pseudonym = Annotated[str, typer.Argument(metavar="PSEUDONYM")]


@app.command("hand-in")
def hand_in(file: WorkFile, kind: Kind = None, as_json: Json = False) -> None:
    """Hand in a work; prints its verdict, and the claim code when it earned a badge."""
    settings = Settings()
    with open_session(settings) as session:
        done = flow.hand_in_work(session, connect(settings), read_file(file), file.name, _known(kind))
    record = {
        "kind": done.parsed.kind,
        "project": done.parsed.project,
        "contributor": done.parsed.contributor,
        "verdict": done.outcome,
        "contribution": done.contribution.number if done.contribution else None,
        "claim_code": done.claim_code,
        "reasons": " ".join(f"{reason['words']} {reason['remedy']}".strip() for reason in done.reasons),
    }
    show_record(record, as_json)


@app.command()
def words(file: WorkFile, kind: Kind = None, as_json: Json = False) -> None:
    """Print what the witnesses of a work sign (EIP-712), by role; the file may have no proofs yet."""
    chain = connect(Settings())
    asked = flow.words_to_sign(chain, flow.read_work(read_file(file), file.name, _known(kind)))
    if as_json:
        print_json(asked)
        return
    for role, message in asked.items():
        show_record({"role": role, "words": json.dumps(message, ensure_ascii=False)}, as_json)


@app.command("kinds")
def list_kinds(as_json: Json = False) -> None:
    """The kinds of works, what each needs, and the badge it earns."""
    rows = [
        {
            "kind": row.kind,
            "badge": flow.CRAFT_OF[row.craft].levels[0].name,
            "signed_by": ", ".join(sorted(row.asks)),
            "needs": row.needs,
        }
        for row in VERIFIERS.values()
    ]
    show_table(rows, as_json, title="Kinds of works")


@app.command("list")
def list_works(as_json: Json = False) -> None:
    """Every verified work with what it earned."""
    with open_session(Settings()) as session:
        rows = [
            {
                "work": work.id,
                "kind": work.kind,
                "project": work.project_slug,
                "contributor": person.pseudonym,
                "contribution": contribution.number if contribution else None,
            }
            for work, person, contribution in flow.list_works(session)
        ]
    show_table(rows, as_json, title="Works")


@app.command("keys")
def list_keys(pseudonym: Pseudonym, as_json: Json = False) -> None:
    """A person's SSH keys."""
    with open_session(Settings()) as session:
        rows = [_row(row) for row in keys.list_keys(session, get_person(session, pseudonym))]
    show_table(rows, as_json, title="Keys")


@app.command("add-key")
def add_key(
    pseudonym: Pseudonym,
    signature: Annotated[
        Path | None, typer.Option(help="The signature of the words.", exists=True, dir_okay=False)
    ] = None,
    as_json: Json = False,
) -> None:
    """Register the SSH key of a person's commits. First without a signature: it prints the words that the key signs."""
    settings = Settings()
    chain = connect(settings)
    with open_session(settings) as session:
        person = get_person(session, pseudonym)
        if signature is None:
            _show_words(keys.words_for(chain, person), as_json)
            return
        try:
            text = read_file(signature).decode()
        except UnicodeDecodeError as problem:
            raise MalformedFile(str(signature), 0, "", "not an armoured signature.") from problem
        show_record(_row(keys.add_key(session, chain, person, text)), as_json)


@app.command("end-key")
def end_key(
    pseudonym: Pseudonym,
    key: Annotated[int, typer.Argument(min=1, max=ROW_MAX, help="As `work keys` prints it.")],
    as_json: Json = False,
) -> None:
    """End a key: commits signed with it count no more. What was earned stays."""
    with open_session(Settings()) as session:
        show_record(_row(keys.end_key(session, get_person(session, pseudonym), key)), as_json)


def _known(kind: str | None) -> str | None:
    if kind is not None and kind not in VERIFIERS:
        raise BadParameter("--kind", kind, f"one of {', '.join(VERIFIERS)}")
    return kind


def _show_words(text: str, as_json: bool) -> None:
    """The words to the letter, so that they can go into a file."""
    if as_json:
        print_json({"namespace": keys.NAMESPACE, "words": text})
    else:
        typer.echo(text, nl=False)


def _row(row: ContributorKey) -> dict[str, Any]:
    return {"key": row.id, "added_at": row.added_at, "ended_at": row.ended_at, "public_key": row.public_key}
