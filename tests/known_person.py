"""A person of whom everything is known that can be kept, each with words that stand nowhere else."""

import json
import time
from dataclasses import asdict, dataclass

from eth_account import Account
from sqlmodel import Session

from quadrille.config import Settings
from quadrille.governance.chambers.tables import SeatText
from quadrille.governance.feedback.tables import (
    AnswerAttestation,
    DeclaredSpending,
    FeedbackLink,
    ImplementingPartner,
)
from quadrille.notices.letters import Written
from quadrille.notices.outgoing import queue_letter
from quadrille.notices.sealed import seal
from quadrille.notices.subscribing import row_name
from quadrille.notices.tables import NoticeSubscription
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
from quadrille.screening.judging.panel import RULE
from quadrille.screening.panels.tables import Confirmation, DraftAnswer, Panel, PendingReview, ReviewerProfile, Seat
from quadrille.screening.process.tables import Appeal, Expert, Screening
from quadrille.screening.tables import Review
from quadrille.screening.works.tables import ContributorKey, Work, WorkSigner
from quadrille.types import Address, Timestamp

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
APPEAL = "zaffre grounds of an appeal"
REVIEW_SIGNATURE = "zaffre-review-signature"
ACCOUNT = "github.com/zaffre"
DRAFT = "zaffre words of a draft"
PENDING = "zaffre words to be signed"
LOOKED_UP = "zaffre words on what was looked up"
OTHER_REVIEW = {
    "answers": {"2.1": {"answer": True, "comment": "A page of somebody else's.", "confidence": 4, "indicator": 2}},
    "project": "mojaloop",
    "reviewer": "somebody-else",
    "seconds_taken": None,
}
WORK = "The zaffre handbook in French"
WORK_KEY = "commit zaffre"
WORK_SIGNATURE = "zaffre-work-signature"
PUBLIC_KEY = "ssh-ed25519 zaffre-public-key"
ASKED_FOR = "Zaffre Partners"
LABEL = "zaffre clinic"
INVITATION = "zaffre-invitation"
ATTESTED = "zaffre-attestation-signature"
SPENT_ON = "zaffre leaflets"
SEAT_WORDS = "It finds no zaffre."
NOTICED = "zaffre.notices@mailbox.example"
TOLD_OF = "seat /review/zaffre"


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
            ("appeal", "grounds"): APPEAL,
            ("review", "signature"): REVIEW_SIGNATURE,
            ("reviewer_profile", "accounts"): ACCOUNT,
            ("draft_answer", "comment"): DRAFT,
            ("pending_review", "document"): PENDING,
            ("confirmation", "words"): LOOKED_UP,
            ("work", "document"): WORK,
            ("work", "key_hash"): WORK_KEY,
            ("work_signer", "signature"): WORK_SIGNATURE,
            ("contributor_key", "public_key"): PUBLIC_KEY,
            ("implementing_partner", "organisation"): ASKED_FOR,
            ("feedback_link", "label"): LABEL,
            ("feedback_link", "token_hash"): INVITATION,
            ("answer_attestation", "signature"): ATTESTED,
            ("declared_spending", "words"): SPENT_ON,
            ("seat_text", "text"): SEAT_WORDS,
            ("notice_subscription", "address_sealed"): NOTICED,
            ("notice_subscription", "told"): TOLD_OF,
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
    _work(session, settings, person, other)
    _appeal(session, handed_in, now)
    _panel(session, handed_in, other, now)
    _feedback(session, settings, person, now)
    _seat(session, linked_wallet, now)
    _notices(session, settings, person, now)
    leave_contact(session, settings, person, CONTACT)
    token = start_session(session, person, linked_wallet, "Zaffre browser")
    session.commit()
    return Known(person, other, handed_in, handed_in.review.salt, badge_wallet, linked_wallet, token, mail_hash)


def _feedback(session: Session, settings: Settings, person: Person, now: int) -> None:
    """A partnership of theirs with a link and a signature, and what they declared."""
    theirs = {"person_id": person.id or 0, "project_slug": "mojaloop"}
    partner = ImplementingPartner(**theirs, organisation=ASKED_FOR, named_at=now)
    session.add(partner)
    session.flush()
    asked = {**theirs, "partner_id": partner.id or 0, "made_at": now}
    token_hash = keyed_hash(settings, Use.MAIL, INVITATION)
    link = FeedbackLink(**asked, token_hash=token_hash, label=LABEL, most_answers=5, expires_at=now + 900)
    signed = AnswerAttestation(
        **asked, yes=1, partly=0, no=0, root="0x" + "17" * 32, wallet="0x" + "18" * 20, signature=ATTESTED
    )
    declared = DeclaredSpending(
        **theirs,
        round_address="0x" + "19" * 20,
        genesis_hash="0x" + "1a" * 32,
        amount_units=5,
        words=SPENT_ON,
        declared_by="maintainer",
        declared_at=now,
    )
    session.add_all((link, signed, declared))


def _notices(session: Session, settings: Settings, person: Person, now: int) -> None:
    """Notices that they asked for, and a mail on its way."""
    row = NoticeSubscription(
        person_id=person.id or 0,
        address_sealed="",
        mail_hash=keyed_hash(settings, Use.MAIL, NOTICED),
        kinds=["votes"],
        language="en",
        asked_at=now,
        confirmed_at=now,
        told=[TOLD_OF],
    )
    row.address_sealed = seal(settings, row_name(row), NOTICED)
    session.add(row)
    session.flush()
    queue_letter(session, settings, row, "day 1", Written("zaffre", NOTICED), Timestamp(now))


def _seat(session: Session, wallet: Address, now: int) -> None:
    """What they said with a seat."""
    hashes = {"genesis_hash": "0x" + "1a" * 32, "commitment": "0x" + "1b" * 32, "salt": "0x" + "1c" * 32}
    session.add(SeatText(**hashes, wallet=wallet, text=SEAT_WORDS, kept_at=now))


def _appeal(session: Session, handed_in: HandedIn, now: int) -> None:
    """An appeal of theirs, and the right of an expert."""
    review = handed_in.review
    appeal = Appeal(person_id=review.person_id, review_id=review.id, by="reviewer", grounds=APPEAL, made_at=now)
    session.add_all((appeal, Expert(person_id=review.person_id, named_at=now)))


def _panel(session: Session, handed_in: HandedIn, other: Person, now: int) -> None:
    """A seat with a draft, a signed review, and somebody else's evidence that they looked up."""
    review, moment = handed_in.review, Timestamp(now)
    review.wallet, review.signature = "0x" + "11" * 20, REVIEW_SIGNATURE
    screening = Screening(
        project_slug="mojaloop",
        standard_version="1.1.6",
        snapshot=json.dumps({"project": {}, "documents": {}}),
        snapshot_hash="0x" + "12" * 32,
        state="first_review",
        state_since_at=now,
        opened_at=now,
        asked=["2.1"],
        seed_block=1,
    )
    session.add(screening)
    session.flush()
    assert screening.id is not None
    place = {"screening_id": screening.id, "person_id": review.person_id}
    looked_up = Review(
        person_id=other.id or 0,
        project_slug="mojaloop",
        submitted_at=now,
        document=json.dumps({**OTHER_REVIEW, "submitted_at": now}),
        salt="0x" + "13" * 32,
        evidence_hash="0x" + "13" * 32,
        is_verified=False,
        reasons="[]",
        screening_id=screening.id,
    )
    session.add_all((looked_up, review))
    session.flush()
    pending = {"document": PENDING, "salt": "0x" + "14" * 32, "commitment": "0x" + "15" * 32}
    asked = {"asked_at": now, "due_at": now + 900, "done_at": now, "finding": "supports", "words": LOOKED_UP}
    session.add_all(
        (
            ReviewerProfile(
                person_id=review.person_id, accounts=[ACCOUNT], minutes_per_week=6, is_available=True, changed_at=now
            ),
            Panel(screening_id=screening.id, pool_digest="0x" + "16" * 32, opened_at=now, **asdict(RULE)),
            Seat(**place, is_assigned=False, offered_at=now, state="offered"),
            DraftAnswer(**place, question="2.1", comment=DRAFT, saved_at=now),
            PendingReview(**place, version=1, submitted_at=moment, **pending),
            Confirmation(review_id=looked_up.id or 0, question="2.1", person_id=review.person_id, **asked),
        )
    )


def _work(session: Session, settings: Settings, person: Person, other: Person) -> None:
    """A work of theirs, one of somebody else's that they vouched for, and a key of their commits."""
    assert person.id is not None
    for author, title in ((person, WORK), (other, "Another handbook")):
        work = Work(
            kind="translation",
            key_hash=keyed_hash(settings, Use.WORKS, f"{WORK_KEY} of {author.id}"),
            person_id=author.id or 0,
            project_slug="mojaloop",
            handed_in_at=int(time.time()),
            document=json.dumps({"title": title}),
            salt="0x" + f"{author.id:02x}" * 32,
            evidence_hash="0x" + f"{author.id:02x}" * 32,
            reasons="[]",
        )
        session.add(work)
        session.flush()
    session.add(
        WorkSigner(work_id=work.id or 0, person_id=person.id, role="maintainer", wallet="0x", signature=WORK_SIGNATURE)
    )
    session.add(ContributorKey(person_id=person.id, public_key=PUBLIC_KEY, proof="zaffre-proof", added_at=1))


def _affiliate(session: Session, person: Person, other: Person) -> None:
    declare(session, person, _claim(ORGANISATION), DeclaredBy.PERSON)
    challenge_missing(session, other, person, _claim("Zaffre Institute"), GROUNDS_ABOUT)
    challenge_missing(session, person, other, _claim("Another Institute"), GROUNDS_BY)


def _claim(organisation: str) -> Claim:
    return Claim(Subject(SubjectKind.ORGANISATION, organisation), Role.STAFF)
