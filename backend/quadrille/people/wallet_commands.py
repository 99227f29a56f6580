"""A person's wallets on the operator's command line."""

from typing import Annotated, Any

import typer
from sqlmodel import Session

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import connect
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter
from quadrille.people.linking import link_signed, link_typed_data
from quadrille.people.persons import get_person, unlink_wallet, wallets_of
from quadrille.people.tables import Person
from quadrille.terminal import Json, print_json, show_record
from quadrille.types import NOBODY, Timestamp

app = typer.Typer(no_args_is_help=True)

Pseudonym = Annotated[str, typer.Argument(help="What the person is called here.")]
Wallet = Annotated[str, typer.Argument(help="The wallet's address.")]


@app.command()
def show(pseudonym: Pseudonym, as_json: Json = False) -> None:
    """A person's wallets."""
    with open_session(Settings()) as session:
        show_record(_record(session, get_person(session, pseudonym)), as_json)


@app.command()
def link(
    pseudonym: Pseudonym,
    wallet: Wallet,
    known: Annotated[str, typer.Option(help="A wallet that is theirs already; none for their first.")] = NOBODY,
    deadline: Annotated[int | None, typer.Option(help="As the words that were signed have it.")] = None,
    signature: Annotated[str, typer.Option(help="Of the new wallet.")] = "",
    known_signature: Annotated[str, typer.Option(help="Of the known one.")] = "0x",
    as_json: Json = False,
) -> None:
    """Link a wallet to a person. First without signatures: it prints the words that both wallets sign (EIP-712)."""
    settings = Settings()
    chain = connect(settings)
    wallets = checked_address(wallet), checked_address(known)
    with open_session(settings) as session:
        person = get_person(session, pseudonym)
        if not signature:
            print_json(link_typed_data(session, chain, person, *wallets))
            return
        if deadline is None:
            raise BadParameter("--deadline", None, "the deadline in the words that were signed")
        link_signed(session, chain, person, *wallets, Timestamp(deadline), (signature, known_signature))
        show_record(_record(session, person), as_json)


@app.command()
def unlink(pseudonym: Pseudonym, wallet: Wallet, as_json: Json = False) -> None:
    """End the link of a wallet. In rounds that it took part in, it still counts as this person's."""
    with open_session(Settings()) as session:
        person = get_person(session, pseudonym)
        unlink_wallet(session, person, checked_address(wallet))
        session.commit()
        show_record(_record(session, person), as_json)


def _record(session: Session, person: Person) -> dict[str, Any]:
    linked = [found.address for found in wallets_of(session, person)]
    return {"person": person.pseudonym, "badge_wallet": person.badge_wallet, "wallets": ", ".join(linked) or None}
