"""One more wallet of a person's: the new one and one that is known as theirs sign the same words, then it is linked."""

import time

from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.chain.typed_data import TypedData, link_message, typed_digest
from quadrille.chain.wallet_signature import is_signed_by
from quadrille.errors import BadParameter, NotAllowed, Refused
from quadrille.languages.words import said
from quadrille.people.persons import addresses_of, link_wallet
from quadrille.people.tables import LinkedWallet, Person
from quadrille.types import NOBODY, Address, Timestamp

LINK_SECONDS = 3_600
"""An hour: the two wallets may be on two devices."""

MOST_WALLETS = 50
"""Linked to one person; more than anybody gives from, and a bound for what a round has to look up."""


def link_typed_data(session: Session, chain: Chain, person: Person, wallet: Address, known: Address) -> TypedData:
    """What both wallets sign; raises NotAllowed when `known` is not the person's.

    known   the zero address for the first wallet of somebody who came by e-mail
    """
    _check_known(session, person, known)
    deadline = Timestamp(int(time.time()) + LINK_SECONDS)
    return _message(chain, person, wallet, known, deadline)


def link_signed(
    session: Session,
    chain: Chain,
    person: Person,
    wallet: Address,
    known: Address,
    deadline: Timestamp,
    signatures: tuple[str, str],
) -> LinkedWallet:
    """Link a wallet by both signatures, the new wallet's first; the second is "" for a first wallet.

    raises  NotAllowed when one is missing or wrong, Refused when it is too late or the wallet is another person's
    """
    now = int(time.time())
    # Check: the words are about this person, and still count.
    _check_known(session, person, known)
    if not now < deadline <= now + LINK_SECONDS:
        raise Refused("These signatures do not count any more.", "Ask for new words, and sign those.")
    session.commit()
    # Check: both wallets agree. A contract is asked while the database is let go.
    digest = typed_digest(_message(chain, person, wallet, known, deadline))
    for signer, signature in ((wallet, signatures[0]), (known, signatures[1])):
        if signer != NOBODY and not is_signed_by(chain.client, signer, digest, signature):
            raise NotAllowed(
                said("The wallet {signer} did not sign this link.", signer=signer), "Sign it with both wallets."
            )
    # Effect: the link, with what proves it.
    if len(addresses_of(session, person)) >= MOST_WALLETS:
        raise Refused(
            said("{pseudonym} has {most_wallets} wallets.", pseudonym=person.pseudonym, most_wallets=MOST_WALLETS),
            "End a link that is not needed any more.",
        )
    consent = {"known": known, "deadline": str(deadline), "wallet_signature": signatures[0]}
    linked = link_wallet(session, person, wallet, {**consent, "known_signature": signatures[1]})
    session.commit()
    return linked


def _check_known(session: Session, person: Person, known: Address) -> None:
    own = addresses_of(session, person)
    if known == NOBODY and own:
        raise BadParameter("known_wallet", known, f"one of {person.pseudonym}'s own wallets")
    if known != NOBODY and known not in own:
        raise NotAllowed(
            said("The wallet {known} is not {pseudonym}'s.", known=known, pseudonym=person.pseudonym),
            "Name one that is.",
        )


def _message(chain: Chain, person: Person, wallet: Address, known: Address, deadline: Timestamp) -> TypedData:
    return link_message(chain.client.chain_id, chain.badge.address, person.pseudonym, wallet, known, deadline)
