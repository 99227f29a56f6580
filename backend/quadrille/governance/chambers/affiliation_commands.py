"""Affiliations on the chain on the command line: declare, withdraw, allege, dispute, rule."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer
from eth_hash.auto import keccak

from quadrille.chain.calls import Call
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain, connect
from quadrille.chain.hashes import hash_text
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.governance import flow as governance
from quadrille.governance.chambers import affiliating
from quadrille.governance.chambers.naming import project_key
from quadrille.terminal import Json, Keystore, keystore_account, read_file, show_record, told
from quadrille.types import Address

Slug = Annotated[str, typer.Argument(metavar="PROJECT", help="Slug of the project.")]
Wallet = Annotated[str, typer.Argument(metavar="WALLET", help="The wallet's address.")]
Case = Annotated[int, typer.Argument(min=1, max=2**40, help="The case's number.")]


def affiliation(project: Slug, wallet: Wallet, as_json: Json = False) -> None:
    """Whether a wallet belongs to a project, by its own word or an allegation that counts."""
    settings = Settings()
    with open_session(settings) as session:
        found = affiliating.standing_of(session, connect(settings), project, checked_address(wallet))
    case = {"state": found.case.state.name.lower(), "since": found.case.since} if found.case else {}
    declared = {"declared_until": found.declared_until, "case": found.known.case}
    show_record({"is_affiliated": found.is_affiliated, **declared, **case}, as_json)


def declare(project: Slug, keystore: Keystore, as_json: Json = False) -> None:
    """Say that one's own wallet belongs to a project: its seat then does not decide on it."""
    _send(keystore, lambda chain: chain.affiliation_registry.declare(project_key(project)), as_json)


def withdraw(project: Slug, keystore: Keystore, as_json: Json = False) -> None:
    """Take back what one declared; it counts for 30 more days."""
    _send(keystore, lambda chain: chain.affiliation_registry.withdraw(project_key(project)), as_json)


def allege(
    wallet: Wallet,
    project: Slug,
    evidence: Annotated[
        Path, typer.Option(metavar="FILE", dir_okay=False, help="The evidence; only its hash goes on the chain.")
    ],
    keystore: Keystore,
    as_json: Json = False,
) -> None:
    """Allege that a wallet belongs to a project; for a badge holder."""
    hash_, accused = hash_text(keccak(read_file(evidence))), checked_address(wallet)
    chain, account = connect(Settings()), keystore_account(keystore)
    registry = chain.affiliation_registry
    done = chain.client.send_from(account, registry.allege(accused, project_key(project), hash_))
    case = registry.affiliation_of(project_key(project), accused).case
    show_record({"case": case, "evidence_hash": hash_, **told(done)}, as_json)


def dispute(case: Case, keystore: Keystore, as_json: Json = False) -> None:
    """Dispute what is alleged of one's own wallet: only a ruling then makes it count."""
    _send(keystore, lambda chain: chain.affiliation_registry.dispute(case), as_json)


def rule(
    case: Case,
    upheld: Annotated[bool, typer.Option("--upheld/--dismissed", help="Whether it counts.")],
    keystore: Keystore,
    propose: Annotated[str | None, typer.Option(help="Propose it to the badge holders, with these words.")] = None,
    as_json: Json = False,
) -> None:
    """Rule on a disputed case: as guardian at once, or as a proposal to governance."""
    if propose is None:
        _send(keystore, lambda chain: chain.affiliation_registry.rule(case, upheld), as_json)
        return
    chain, account = connect(Settings()), keystore_account(keystore)
    actions = affiliating.ruling_actions(chain, case, upheld)
    call, proposal = governance.propose(chain, Address(account.address), actions, propose)
    show_record({"proposal": str(proposal), **told(chain.client.send_from(account, call))}, as_json)


def lift(case: Case, keystore: Keystore, as_json: Json = False) -> None:
    """End an allegation that stands or is not disputed, as guardian."""
    _send(keystore, lambda chain: chain.affiliation_registry.lift(case), as_json)


def _send(keystore: Path, call: Callable[[Chain], Call], as_json: bool) -> None:
    chain, account = connect(Settings()), keystore_account(keystore)
    show_record(told(chain.client.send_from(account, call(chain))), as_json)


COMMANDS: dict[str, Callable[..., None]] = {
    "affiliation": affiliation,
    "declare": declare,
    "withdraw": withdraw,
    "allege": allege,
    "dispute": dispute,
    "rule": rule,
    "lift": lift,
}
"""By the names that people type."""
