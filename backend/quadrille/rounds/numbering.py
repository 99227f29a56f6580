"""What a round is called in the addresses of our pages: its place in the list of this server, counted from 1.

Rounds stand in the order in which they were opened, and none ever leaves the list: a number once given stays.
"""

from sqlmodel import Session

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.errors import NotFound
from quadrille.languages.words import said
from quadrille.rounds.flow import list_rounds
from quadrille.types import Address

REFERENCE = r"^([1-9][0-9]{0,8}|0x[0-9a-fA-F]{40})$"
"""A round's number, or its address."""


def address_of(session: Session, chain: Chain, reference: str) -> Address:
    """Where the round is: of a number in our list, or of an address, which need not be in it.

    Raises NotFound for a number that no round has, BadParameter for a mistyped address.
    """
    if not reference.isdecimal():
        return checked_address(reference)
    known = _listed(session, chain)
    if not 1 <= int(reference) <= len(known):
        raise NotFound("round", reference, said("This server has {count} rounds, counted from 1.", count=len(known)))
    return known[int(reference) - 1]


def number_of(session: Session, chain: Chain, address: Address) -> int:
    """The place of a round in our list; raises NotFound for a round that this server did not open."""
    known = _listed(session, chain)
    if address not in known:
        raise NotFound("round", address, said("Only rounds that were opened with this server have a number."))
    return known.index(address) + 1


def path_of(session: Session, chain: Chain, address: Address) -> str:
    """The address of a round's page: by its number, or by itself where the round is not in our list."""
    known = _listed(session, chain)
    return f"/rounds/{known.index(address) + 1 if address in known else address}"


def _listed(session: Session, chain: Chain) -> list[Address]:
    return [checked_address(row.address) for row in list_rounds(session, chain)]
