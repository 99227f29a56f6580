"""Taking away what is over: once an hour by the worker, or by `quadrille people purge`. The register says the times."""

import time

from sqlalchemy import Engine, Executable, or_
from sqlmodel import Session, col, delete, select, update

from quadrille.db import writing
from quadrille.gate.tables import KeptAnswer
from quadrille.governance.feedback.tables import EndUserAnswer
from quadrille.notices.tables import NoticeMail, NoticeSubscription
from quadrille.people.mail_sign_in import HOUR_SECONDS, LINK_SECONDS
from quadrille.people.sessions import IDLE_SECONDS
from quadrille.people.tables import (
    Affiliation,
    AffiliationChallenge,
    LinkedWallet,
    MailLink,
    Person,
    SignInSession,
    UsedNonce,
)
from quadrille.privacy.erasure import changed_rows
from quadrille.privacy.register import seconds_kept
from quadrille.screening.tables import Contribution
from quadrille.types import Timestamp

PAUSE_SECONDS = 3_600
"""Nothing that is over is used any more; an hour later is soon enough for it to go."""


class Purging:
    """The worker's part that purges, at most once an hour."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._next_at = 0.0

    def step(self) -> bool:
        """Purge when an hour has passed; there is never more to do at once."""
        if time.monotonic() >= self._next_at:
            with writing(self.engine) as session:
                purge(session, Timestamp(int(time.time())))
                session.commit()
            self._next_at = time.monotonic() + PAUSE_SECONDS
        return False


def purge(session: Session, now: Timestamp) -> dict[str, int]:
    """Take away everything whose time is over, and say how many of each. Not yet committed."""
    return {name: changed_rows(session, statement) for name, statement in _over(now).items()}


def _over(now: Timestamp) -> dict[str, Executable]:
    """What is over, by a word for people; in an order in which no row loses what it refers to."""
    long_erased = col(Person.erased_at) <= now - seconds_kept("affiliation", "subject")
    forgotten = select(Person.id).where(long_erased)
    erased = select(Person.id).where(col(Person.erased_at).is_not(None))
    decided = now - seconds_kept("affiliation_challenge", "grounds")
    lapsed = or_(col(Contribution.voucher_deadline).is_(None), col(Contribution.voucher_deadline) <= now)
    return {
        "nonces": delete(UsedNonce).where(col(UsedNonce.expires_at) <= now),
        # A link that is over still counts among the mails of its hour.
        "mail_links": delete(MailLink).where(col(MailLink.expires_at) <= now - HOUR_SECONDS + LINK_SECONDS),
        "sessions": delete(SignInSession).where(
            or_(col(SignInSession.expires_at) <= now, col(SignInSession.seen_at) <= now - IDLE_SECONDS)
        ),
        "kept_answers": delete(KeptAnswer).where(col(KeptAnswer.expires_at) <= now),
        **_notices_over(now),
        "links": delete(LinkedWallet).where(
            col(LinkedWallet.ended_at) <= now - seconds_kept("linked_wallet", "address")
        ),
        "grounds": update(AffiliationChallenge)
        .where(col(AffiliationChallenge.decided_at) <= decided, col(AffiliationChallenge.grounds) != "")
        .values(grounds=""),
        "challenges": delete(AffiliationChallenge).where(col(AffiliationChallenge.person_id).in_(forgotten)),
        "affiliations": delete(Affiliation).where(col(Affiliation.person_id).in_(forgotten)),
        "answers": delete(EndUserAnswer).where(
            col(EndUserAnswer.attestation_id).is_(None),
            col(EndUserAnswer.at) <= now - seconds_kept("end_user_answer", "text"),
        ),
        "promises": update(Contribution)
        .where(
            col(Contribution.person_id).in_(erased),
            col(Contribution.voucher_wallet).is_not(None),
            col(Contribution.is_queued).is_(False),
            lapsed,
        )
        .values(voucher_wallet=None, voucher_valid_from=None, voucher_deadline=None),
    }


def _notices_over(now: Timestamp) -> dict[str, Executable]:
    """Mails of long ago, and subscriptions that were stopped or never confirmed, with what was mailed for them."""
    unwanted = (
        col(NoticeSubscription.confirmed_at).is_(None),
        col(NoticeSubscription.asked_at) <= now - seconds_kept("notice_subscription", "address_sealed"),
    )
    theirs = select(NoticeSubscription.id).where(*unwanted)
    is_old = col(NoticeMail.made_at) <= now - seconds_kept("notice_mail", "content_sealed")
    return {
        "notice_mails": delete(NoticeMail).where(or_(is_old, col(NoticeMail.subscription_id).in_(theirs))),
        "notices": delete(NoticeSubscription).where(*unwanted),
    }
