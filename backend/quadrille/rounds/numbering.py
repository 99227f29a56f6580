"""What a round is called in the addresses of our pages: its number in the list of this server, which stays."""

from sqlmodel import Session

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.errors import NotFound
from quadrille.languages.words import said
from quadrille.rounds.listing import list_rounds
from quadrille.rounds.tables import Round
from quadrille.types import Address

REFERENCE = r"^([1-9][0-9]{0,8}|0x[0-9a-fA-F]{40})$"
"""A round's number, or its address."""


def address_of(session: Session, chain: Chain, reference: str) -> Address:
    """Where the round is: of a number in our list, or of an address, which need not be in it.

    Raises NotFound for a number that no round has, BadParameter for a mistyped address.
    """
    if not reference.isdecimal():
        return checked_address(reference)
    known = list_rounds(session, chain)
    for row in known:
        if row.number == int(reference):
            return checked_address(row.address)
    raise NotFound("round", reference, said("This server has {count} rounds, counted from 1.", count=len(known)))


def listed(session: Session, chain: Chain, address: Address) -> Round:
    """The round as it stands in our list; raises NotFound for one that does not."""
    for row in list_rounds(session, chain):
        if checked_address(row.address) == address:
            return row
    raise NotFound("round", address, said("Only rounds of this server have a number."))


def number_of(session: Session, chain: Chain, address: Address) -> int:
    """The number of a round; raises NotFound for one that is not in our list."""
    return listed(session, chain, address).number


def path_of(session: Session, chain: Chain, address: Address) -> str:
    """The address of a round's page: by its number, or by itself where the round is not in our list."""
    try:
        return f"/rounds/{number_of(session, chain, address)}"
    except NotFound:
        return f"/rounds/{address}"
