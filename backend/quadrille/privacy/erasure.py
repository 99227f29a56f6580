"""Erasing a person: over all rooms, in one transaction, and without breaking a root, a receipt or a badge.

A badge carries keccak256(salt || review). With the review erased and the salt kept, anybody who has the database could
try texts against the hash; so both go, and what is left tells nothing. The hash, the number, the verdict and the badge
stay, and whoever kept their evidence file proves their badge with it as before.

The badge's wallet is forgotten although the chain has it: here it would tie to one another what a person handed in and
never claimed, the projects they are affiliated with, and the wallets that they linked. What the pair was for is kept in
other ways. A running round still counts the wallets together, by links that have ended; and a nominee's second badge is
refused to a wallet that has one (`screening.flow`), which the chain shows by itself.
"""

import secrets
import time

from sqlalchemy import CursorResult, Engine, Executable, or_
from sqlmodel import Session, col, delete, select, update

from quadrille.db import drop_older_pages, hold
from quadrille.errors import BadInput
from quadrille.governance.chambers.texts import erase_texts_of
from quadrille.governance.feedback.erasing import erase_from_feedback
from quadrille.languages.words import marked, said
from quadrille.notices.tables import NoticeMail, NoticeSubscription
from quadrille.people.challenges import State
from quadrille.people.persons import addresses_of, hold_wallet
from quadrille.people.tables import (
    Affiliation,
    AffiliationChallenge,
    LinkedWallet,
    MailIdentity,
    MailLink,
    Person,
    SealedContact,
    SignInSession,
    UniquenessEvidence,
)
from quadrille.privacy.export import own_wallets
from quadrille.screening.panels.erasing import erase_from_panels
from quadrille.screening.process.tables import Appeal, Expert
from quadrille.screening.tables import Contribution, Review
from quadrille.screening.works.tables import ContributorKey, Work, WorkSigner

Counts = dict[str, int]
"""How many of each were erased, by a word for people."""

GOES = marked(
    "The pseudonym, and your page here; the texts, answers and salts of your reviews and other works; what you signed "
    "of others' works; the keys of your commits; your sessions; how you sign in by e-mail; your contact; the wallets "
    "you linked, with their signatures; your notices by e-mail and the address they go to; what you signed of end "
    "users' answers, and for whom you asked them; what you said with a seat; your affiliations; what was said in "
    "challenges by you or about you, and in your appeals; that you are an expert; scores of your wallets. "
    "Claim codes that you did not use stop working for ever: claim first what you want to keep."
)

STAYS = marked(
    "On the chain: your wallets' badges, votes and donations, and the hash of each review or other work, which tells "
    "nothing without its text and salt. Here: that somebody reviewed or worked for this project then, or vouched for "
    "somebody's work, and what it earned, without a name; and in the "
    "audit, which rows somebody with your number changed, without what stood in them. For a year: which wallets and "
    "affiliations belonged together, without a name, because rounds may still count on it. Outside of this server: "
    "evidence files and exports that were downloaded."
)

OPERATORS_PART = marked(
    "Delete what is not in the database too: the file of a review or other work where it was handed in from (to hand "
    "it in again brings it back), backups once their time is over, and mail. PostgreSQL keeps old rows until they are "
    "overwritten: run VACUUM FULL on the tables review, work, work_signer, contributor_key, person and sealed_contact, "
    "and let archived logs (WAL) run out."
)


def erase_confirmed(session: Session, person: Person, confirm: str) -> Counts:
    """Erase somebody who typed their own pseudonym; raises BadInput for anything else. Committed, and overwritten."""
    own = session.get_one(Person, person.id)
    if confirm.strip() != own.pseudonym:
        raise BadInput(
            "What was typed is not your pseudonym; nothing was erased.",
            said("Type {pseudonym}.", pseudonym=own.pseudonym),
        )
    counts = erase(session, own)
    session.commit()
    engine = session.get_bind()
    assert isinstance(engine, Engine)
    drop_older_pages(engine)
    return counts


def erase(session: Session, person: Person) -> Counts:
    """Erase a person; again, it changes nothing. Not yet committed.

    After the commit, `db.drop_older_pages` empties what SQLite still has of the pages before.
    """
    # In this order, as whoever promises a badge does.
    hold(session, f"person {person.id}")
    hold(session, "contribution numbers")
    session.refresh(person)
    wallets = addresses_of(session, person)
    for wallet in sorted(wallets):
        hold_wallet(session, wallet)
    now = int(time.time())
    counts = {
        **_erase_texts(session, person),
        **_erase_signatures(session, person),
        **_erase_appeals(session, person, now),
        **erase_from_panels(session, person),
        **erase_from_feedback(session, person, now),
        "seat_texts": erase_texts_of(session, wallets),
        **_erase_ways_in(session, person),
        **_erase_evidence(session, person),
        **_end_ties(session, person, now),
    }
    _end_claims(session, person, now)
    if person.erased_at is None:
        person.pseudonym, person.badge_wallet, person.erased_at = f"erased-{secrets.token_hex(8)}", None, now
        person.shows_page = False
    session.add(person)
    session.flush()
    return counts


def _erase_texts(session: Session, person: Person) -> Counts:
    """The texts and salts of reviews and other works, and what was said in challenges."""
    reviews = update(Review).where(col(Review.person_id) == person.id, col(Review.document) != "")
    concerned = or_(
        col(AffiliationChallenge.person_id) == person.id, col(AffiliationChallenge.challenger_id) == person.id
    )
    said = or_(col(AffiliationChallenge.grounds) != "", col(AffiliationChallenge.decision) != "")
    challenges = update(AffiliationChallenge).where(concerned, said)
    works = update(Work).where(col(Work.person_id) == person.id, col(Work.document) != "")
    return {
        "reviews": changed_rows(session, reviews.values(document="", salt="", reasons="[]")),
        "works": changed_rows(session, works.values(document="", salt="", reasons="[]")),
        "challenges": changed_rows(session, challenges.values(grounds="", decision="")),
    }


def _erase_signatures(session: Session, person: Person) -> Counts:
    """What they signed of others' works, and the keys of their commits; that they vouched stays without a wallet."""
    signed = update(WorkSigner).where(col(WorkSigner.person_id) == person.id, col(WorkSigner.signature) != "")
    return {
        "signatures": changed_rows(session, signed.values(wallet="", signature="")),
        "keys": changed_rows(session, delete(ContributorKey).where(col(ContributorKey.person_id) == person.id)),
    }


def _erase_appeals(session: Session, person: Person, now: int) -> Counts:
    """What was said in their appeals, of which the open ones are dropped; and that they are an expert."""
    theirs = col(Appeal.person_id) == person.id
    dropped = update(Appeal).where(theirs, col(Appeal.state) == "open").values(state="dismissed", decided_at=now)
    changed_rows(session, dropped)
    said = update(Appeal).where(theirs, or_(col(Appeal.grounds) != "", col(Appeal.decision) != ""))
    return {
        "appeals": changed_rows(session, said.values(grounds="", decision="")),
        "experts": changed_rows(session, delete(Expert).where(col(Expert.person_id) == person.id)),
    }


def _erase_ways_in(session: Session, person: Person) -> Counts:
    """Sessions and everything about e-mail, and the contact."""
    hashes = select(MailIdentity.mail_hash).where(MailIdentity.person_id == person.id)
    changed_rows(session, delete(MailLink).where(col(MailLink.mail_hash).in_(hashes)))
    return {
        "sessions": changed_rows(session, delete(SignInSession).where(col(SignInSession.person_id) == person.id)),
        "mail_addresses": changed_rows(session, delete(MailIdentity).where(col(MailIdentity.person_id) == person.id)),
        # Mails first: they name their subscription.
        "mails": changed_rows(session, delete(NoticeMail).where(col(NoticeMail.person_id) == person.id)),
        "notices": changed_rows(
            session, delete(NoticeSubscription).where(col(NoticeSubscription.person_id) == person.id)
        ),
        "contacts": changed_rows(session, delete(SealedContact).where(col(SealedContact.person_id) == person.id)),
    }


def _erase_evidence(session: Session, person: Person) -> Counts:
    """What sources said of wallets that are theirs, or were and are nobody's now."""
    found = delete(UniquenessEvidence).where(col(UniquenessEvidence.address).in_(own_wallets(session, person)))
    return {"scores": changed_rows(session, found)}


def _end_ties(session: Session, person: Person, now: int) -> Counts:
    """End links and affiliations; `retention.purge` deletes them once no round can count on them."""
    assert person.id is not None
    live = col(LinkedWallet.ended_at).is_(None)
    is_linked = select(LinkedWallet).where(LinkedWallet.address == person.badge_wallet, live)
    if person.badge_wallet is not None and session.exec(is_linked).first() is None:
        # It counted as theirs until now.
        session.add(LinkedWallet(person_id=person.id, address=person.badge_wallet, linked_at=person.made_at))
        session.flush()
    theirs = col(LinkedWallet.person_id) == person.id
    changed_rows(session, update(LinkedWallet).where(theirs).values(consent=None))
    open_ones = or_(
        col(AffiliationChallenge.person_id) == person.id, col(AffiliationChallenge.challenger_id) == person.id
    )
    is_open = col(AffiliationChallenge.state) == State.OPEN
    dropped = update(AffiliationChallenge).where(open_ones, is_open).values(state=State.DISMISSED, decided_at=now)
    changed_rows(session, dropped)
    affiliations = update(Affiliation).where(
        col(Affiliation.person_id) == person.id, col(Affiliation.ended_at).is_(None)
    )
    return {
        "wallets": changed_rows(session, update(LinkedWallet).where(theirs, live).values(ended_at=now)),
        "affiliations": changed_rows(session, affiliations.values(ended_at=now)),
    }


def _end_claims(session: Session, person: Person, now: int) -> None:
    """Make every claim code stop, and forget the wallets that a badge can no longer come to."""
    for contribution in session.exec(select(Contribution).where(Contribution.person_id == person.id)):
        if person.erased_at is None:
            # No code has this hash: a code's is SHA-256 of 128 random bits.
            contribution.claim_code_hash = secrets.token_hex(32)
        can_still_come = contribution.is_queued or (contribution.voucher_deadline or 0) > now
        if not can_still_come:
            contribution.voucher_wallet = None
            contribution.voucher_valid_from = contribution.voucher_deadline = None
        session.add(contribution)


def changed_rows(session: Session, statement: Executable) -> int:
    """Run a statement, and say how many rows it wrote or took away."""
    done = session.execute(statement)
    assert isinstance(done, CursorResult)
    return int(done.rowcount)
