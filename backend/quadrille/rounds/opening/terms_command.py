"""`quadrille rounds terms`: what a round is made with that badge holders open, for their proposal."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer

from quadrille.chain.deployment import connect
from quadrille.chain.signers import signer_for
from quadrille.config import Settings
from quadrille.errors import Misconfigured
from quadrille.rounds.opening.opening import require_agreement, terms_of
from quadrille.rounds.opening.opening_command import asked_opening
from quadrille.rounds.steps.plan_terminal import joined
from quadrille.terminal import Json, show_record

File = Annotated[Path, typer.Argument(metavar="FILE", help="Where to write it.", dir_okay=False)]


def _write(*, file: File, as_json: Json = False, **asked: Any) -> None:
    rules, chosen = asked_opening(**asked)
    settings = Settings()
    chain = connect(settings)
    # Only who opens a round is its operator. Badge holders meet too seldom to review and to publish: unless somebody
    # else is named, that stays with the key of the rounds' operator.
    ours = terms_of(chain, rules, chosen, signer_for(settings, "operator").address)
    terms = replace(ours, operator=chain.treasury.address)
    require_agreement(rules, terms)
    document = {"mode": chosen.mode.name.lower(), "configuration": rules.as_text(), "terms": terms.as_document()}
    try:
        file.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    except OSError as problem:
        raise Misconfigured(f"{file} cannot be written ({problem.strerror}).", "Name a file in a folder.") from problem
    show_record({"terms": str(file), "operator": terms.operator, "publisher": terms.publisher}, as_json)


write_terms = joined(_write, asked_opening)
write_terms.__doc__ = """Write rules and terms of a round that the treasury opens, for `governance propose-opening`.

Everything is chosen as with `rounds new`; its operator is the treasury.
"""
