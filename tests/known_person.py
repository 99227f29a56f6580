"""A person of whom everything is known that can be kept, each with words that stand nowhere else."""

import json
import time
from dataclasses import dataclass

from eth_account import Account
from sqlmodel import Session

from quadrille.config import Settings
from quadrille.people.affiliation_rules import Claim, Role, Subject, SubjectKind
from quadrille.people.affiliations import DeclaredBy, declare
from quadrille.people.challenges import challenge_missing
from quadrille.people.contacts import leave_contact
from quadrille.people.persons import bind_badge_wallet, find_or_add, link_wallet
from quadrille.people.secret import Use, keyed_hash
from quadrille.people.sessions import start_session
from quadrille.people.tables import MailIdentity, MailLink, Person, UniquenessEvidence
from quadrille.screening import flow
from quadrille.screening.flow import HandedIn
from quadrille.types import Address

CONTACT_SECRET = "1f" * 32
CONTACT_PUBLIC = "2bd3950461202e242f2bae83c077119d5ba4ae300583d7ebb7923b226d853343"

PSEUDONYM = "zaffre-quokka"
MAIL = "zaffre.quokka@mailbox.example"
CONTACT = "+000 5550 zaffre telephone"
COMMENT = "The zaffre licence text stands in the repository, at https://zaffre.example/licence since 2019."
OTHER_COMMENT = "Zaffre data can be exported as CSV by whoever signs in, which I tried twice in March."
GROUNDS_ABOUT = "zaffre grounds that somebody gave"
GROUNDS_BY = "zaffre grounds of their own"
ORGANISATION = "Zaffre Foundation"
REFERENCE = "zaffre-reference-1"
SOURCE = "zaffre-scores"
MAILED_TOKEN = "zaffre-mailed-token"


@dataclass(frozen=True)
class Known:
    """The person, somebody else, and what was told or made once."""

    person: Person
    other: Person
    handed_in: HandedIn
    salt: str
    badge_wallet: Address
    linked_wallet: Address
    token: str
    mail_hash: str

    def planted(self) -> dict[tuple[str, str], str]:
        """What stands in a column, or what its hash or seal is of: by table and column, in words found nowhere else."""
        assert self.handed_in.claim_code is not None
        return {
            ("person", "pseudonym"): PSEUDONYM,
            ("person", "badge_wallet"): self.badge_wallet,
            ("linked_wallet", "address"): self.linked_wallet,
            ("linked_wallet", "consent"): "zaffre-signature",
            ("mail_identity", "mail_hash"): MAIL,
            ("mail_link", "token_hash"): MAILED_TOKEN,
            ("sign_in_session", "token_hash"): self.token,
            ("sign_in_session", "client"): "Zaffre browser",
            ("affiliation", "subject"): ORGANISATION,
            ("affiliation_challenge", "subject"): "Zaffre Institute",
            ("affiliation_challenge", "grounds"): GROUNDS_ABOUT,
            ("uniqueness_evidence", "reference"): REFERENCE,
            ("sealed_contact", "sealed"): CONTACT,
            ("review", "document"): COMMENT,
            ("review", "salt"): self.salt,
            ("contribution", "claim_code_hash"): self.handed_in.claim_code,
        }


def review(reviewer: str = PSEUDONYM, project: str = "Mojaloop") -> tuple[str, bytes]:
    """A review with evidence of its own."""
    answers = {
        "license": {"answer": True, "comment": COMMENT, "confidence": 4},
        "SDG[0]": {"answer": True, "comment": OTHER_COMMENT, "confidence": 5},
    }
    document = {**answers, "user": reviewer, "timestamp": 1_617_713_695, "project": project}
    return f"mojaloop_{reviewer}.json", json.dumps(document).encode()


def known_person(session: Session, settings: Settings) -> Known:
    """Everything that can be kept, kept of one person; committed. `settings` need a contact key."""
    name, content = review()
    handed_in = flow.hand_in_review(session, content, name)
    person, other = find_or_add(session, PSEUDONYM), find_or_add(session, "somebody-else")
    badge_wallet, linked_wallet = (Address(Account.create().address) for _ in range(2))
    bind_badge_wallet(session, person, badge_wallet)
    link_wallet(session, person, linked_wallet, {"wallet": "zaffre-signature"})
    mail_hash = keyed_hash(settings, Use.MAIL, MAIL)
    now = int(time.time())
    session.add(MailIdentity(mail_hash=mail_hash, person_id=person.id))
    token_hash = keyed_hash(settings, Use.MAIL, MAILED_TOKEN)
    session.add(MailLink(token_hash=token_hash, mail_hash=mail_hash, browser_hash="b" * 64, expires_at=now + 900))
    session.add(
        UniquenessEvidence(
            address=linked_wallet, source=SOURCE, score="21.5", observed_at=now - 60, reference=REFERENCE
        )
    )
    _affiliate(session, person, other)
    leave_contact(session, settings, person, CONTACT)
    token = start_session(session, person, linked_wallet, "Zaffre browser")
    session.commit()
    return Known(person, other, handed_in, handed_in.review.salt, badge_wallet, linked_wallet, token, mail_hash)


def _affiliate(session: Session, person: Person, other: Person) -> None:
    declare(session, person, _claim(ORGANISATION), DeclaredBy.PERSON)
    challenge_missing(session, other, person, _claim("Zaffre Institute"), GROUNDS_ABOUT)
    challenge_missing(session, person, other, _claim("Another Institute"), GROUNDS_BY)


def _claim(organisation: str) -> Claim:
    return Claim(Subject(SubjectKind.ORGANISATION, organisation), Role.STAFF)
