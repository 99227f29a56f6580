"""Whose votes a page explains: the wallet that is named, else one of who is signed in."""

from sqlmodel import Session

from quadrille.chain.contract import checked_address
from quadrille.errors import BadParameter
from quadrille.people.persons import addresses_of
from quadrille.people.sessions import SignedIn
from quadrille.types import Address


def voter_of(session: Session, signed_in: SignedIn | None, wallet: str) -> tuple[Address | None, str]:
    """The wallet, if any, and what is wrong with the address that was given."""
    if wallet:
        try:
            return checked_address(wallet.strip()), ""
        except BadParameter as problem:
            return None, problem.cause
    if signed_in is None:
        return None, ""
    if signed_in.session.wallet is not None:
        return Address(signed_in.session.wallet), ""
    return next(iter(addresses_of(session, signed_in.person)), None), ""
