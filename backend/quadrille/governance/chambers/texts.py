"""Texts behind hashes on the chain: kept once the chain has their hash, shown to everybody, erased when asked."""

import time
from collections.abc import Iterable

from sqlmodel import Session, col, select

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.errors import BadParameter, NotFound, Refused
from quadrille.governance.chambers.naming import text_hash_of
from quadrille.governance.chambers.tables import SeatText
from quadrille.governance.feedback.answers import plain_text
from quadrille.languages.words import said
from quadrille.types import NOBODY, Address, Hash32

MOST_CHARACTERS = 2_000
"""Some 350 words: what is said of a project in one piece."""

SALT = "^0x[0-9a-f]{64}$"
"""32 bytes that the writer's program chooses at random."""


def read_text(text: str) -> str:
    """A text in its one form, of which the hash is made; raises BadParameter when it is empty or too long."""
    plain = plain_text(text)
    if not 0 < len(plain) <= MOST_CHARACTERS:
        raise BadParameter("text", f"{len(plain)} characters", f"1 to {MOST_CHARACTERS}")
    return plain


def keep(session: Session, chain: Chain, text: str, salt: Hash32, wallet: Address) -> Hash32:
    """Keep a text under its hash; again, it changes nothing. Not yet committed. Raises Refused for an erased one.

    The caller has seen that the wallet signed the hash, or that the chain has it of this wallet.
    """
    plain = read_text(text)
    hash_ = text_hash_of(plain, salt)
    known = row_of(session, chain, hash_)
    if known is not None and known.erased_at is not None:
        raise Refused("This text was erased, and does not come back.", "")
    if known is None:
        session.add(
            SeatText(
                genesis_hash=chain.client.genesis_hash,
                commitment=hash_,
                wallet=wallet,
                salt=salt,
                text=plain,
                kept_at=int(time.time()),
            )
        )
        session.flush()
    return hash_


def text_of(session: Session, chain: Chain, hash_: Hash32) -> str:
    """The text of a hash; "" when nobody told us or it was erased."""
    row = row_of(session, chain, hash_)
    return row.text if row else ""


def row_of(session: Session, chain: Chain, hash_: Hash32) -> SeatText | None:
    """What is kept of a hash, if anything."""
    query = select(SeatText).where(
        SeatText.genesis_hash == chain.client.genesis_hash, SeatText.commitment == hash_.lower()
    )
    return session.exec(query).one_or_none()


def publish(session: Session, chain: Chain, text: str, salt: Hash32, by: Iterable[tuple[Hash32, Address]]) -> Hash32:
    """Keep a text whose hash is one of those that the chain has, with who said it. Committed; raises Refused."""
    hash_ = text_hash_of(read_text(text), salt)
    for known, wallet in by:
        if known == hash_:
            keep(session, chain, text, salt, checked_address(wallet))
            session.commit()
            return hash_
    raise Refused(said("The chain has no {hash} here.", hash=hash_), "Give text and salt exactly as they were hashed.")


def erase_text(session: Session, chain: Chain, hash_: Hash32) -> None:
    """Take a text away, for the operator: its hash stays on the chain and tells nothing. Raises NotFound. Committed."""
    row = row_of(session, chain, hash_)
    if row is None:
        raise NotFound("text of a seat", hash_)
    _erase(row)
    session.add(row)
    session.commit()


def erase_texts_of(session: Session, wallets: Iterable[Address]) -> int:
    """Take away what these wallets wrote; how many texts. Not yet committed."""
    rows = texts_of(session, wallets)
    for row in rows:
        _erase(row)
        session.add(row)
    return len(rows)


def texts_of(session: Session, wallets: Iterable[Address]) -> list[SeatText]:
    """What these wallets wrote and nobody erased, oldest first."""
    query = select(SeatText).where(col(SeatText.wallet).in_(list(wallets)), col(SeatText.erased_at).is_(None))
    return list(session.exec(query.order_by(col(SeatText.id))))


def _erase(row: SeatText) -> None:
    row.text, row.salt, row.wallet = "", "", NOBODY
    row.erased_at = row.erased_at or int(time.time())
