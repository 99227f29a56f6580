"""The reviewer's journey: hand in a review, have the effort verified, get a voucher, claim the badge, read it back."""

import json
from dataclasses import dataclass

from sqlmodel import Session, select

from quadrille.catalog.registry import slug_of
from quadrille.catalog.standard import current_standard
from quadrille.chain.accounts import account_of
from quadrille.chain.badge import Badge, Voucher
from quadrille.chain.calls import Call, Event
from quadrille.chain.deployment import Chain
from quadrille.chain.intent import Intent, transaction_intent
from quadrille.chain.typed_data import sign, voucher_message
from quadrille.errors import NotFound, Refused
from quadrille.people.persons import bind_badge_wallet, find_or_add
from quadrille.people.tables import Person
from quadrille.screening import contributions, review_file, verification
from quadrille.screening.tables import Contribution, Review
from quadrille.types import Address, ContributionNumber, Hash32, KindId, Timestamp

VOUCHER_SECONDS = 3_600
"""A voucher lives an hour: long enough for any wallet, short enough that a wrong wallet is no lasting harm."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What came of a review: the verdict, and the claim code when it earned a badge now."""

    review: Review
    contribution: Contribution | None
    claim_code: str | None

    @property
    def reasons(self) -> list[dict[str, str]]:
        """Why, in words, each with its remedy."""
        return list(json.loads(self.review.reasons))


@dataclass(frozen=True, slots=True)
class ClaimOffer:
    """What a claim code opens: whose contribution it is, and whether its badge is out."""

    contribution: Contribution
    review: Review
    person: Person
    is_claimed: bool


@dataclass(frozen=True, slots=True)
class IssuedBadge:
    """A badge as the chain tells it: the log of its issue, and the live badge unless it has ended."""

    issue: Event
    badge: Badge | None


def hand_in_review(session: Session, content: bytes, file_name: str) -> HandedIn:
    """Take a review, judge the effort behind it, and give it a number when it is verified.

    The same review again changes nothing and gives the same verdict, without a claim code.
    Raises MalformedFile when it cannot be read.
    """
    parsed = review_file.parse(content, file_name, current_standard().indicator_of_question, slug_of)
    person = find_or_add(session, parsed.reviewer)
    # Check: this review is not here yet.
    known = session.exec(
        select(Review).where(
            Review.person_id == person.id,
            Review.project_slug == parsed.project,
            Review.submitted_at == parsed.submitted_at,
        )
    ).one_or_none()
    if known is not None:
        return HandedIn(known, contributions.contribution_of(session, known), None)
    # Decide: was there effort?
    verdict = verification.verdict(parsed)
    # Effect: keep the review under a salted hash, and its contribution under the next number.
    review = contributions.keep_review(session, person, parsed, verdict)
    contribution, code = None, None
    if verdict.is_verified and not contributions.has_contribution(session, review):
        contribution, code = contributions.add_contribution(session, review)
    session.commit()
    return HandedIn(review, contribution, code)


def look_at_claim(session: Session, chain: Chain, code: str) -> ClaimOffer:
    """What this claim code is for; raises NotFound."""
    contribution = contributions.contribution_by_code(session, code)
    review = session.get_one(Review, contribution.review_id)
    person = session.get_one(Person, contribution.person_id)
    return ClaimOffer(contribution, review, person, chain.badge.is_used(_number(contribution)))


def issue_voucher(session: Session, chain: Chain, code: str, wallet: Address) -> tuple[Voucher, str]:
    """A voucher for `wallet` to claim the badge of this code, and the issuer's signature.

    Asking again gives the same voucher while it lives. Raises NotFound, or Refused when the badge is out or the
    person's badges belong to another wallet.
    """
    contribution = contributions.contribution_by_code(session, code)
    person = session.get_one(Person, contribution.person_id)
    review = session.get_one(Review, contribution.review_id)
    now = chain.client.block().at
    # Check: each number has one badge, ever.
    if chain.badge.is_used(_number(contribution)):
        raise Refused(f"Badge {contribution.number} has been claimed.", f"Look at /badges/{contribution.number}.")
    # Check: nothing of this person is, or can still come, in another wallet.
    _refuse_second_wallet(session, chain, person, wallet, now)
    # Decide: the living voucher again, or a new one.
    if contribution.voucher_wallet != wallet or (contribution.voucher_deadline or 0) <= now:
        contribution.voucher_wallet = wallet
        contribution.voucher_valid_from, contribution.voucher_deadline = now, now + VOUCHER_SECONDS
    # Effect: remember whom it was promised to.
    bind_badge_wallet(session, person, wallet)
    session.add(contribution)
    voucher = _voucher(chain, contribution, review)
    session.commit()
    return voucher, _sign_voucher(chain, voucher)


def claim_call(session: Session, chain: Chain, code: str, wallet: Address) -> tuple[Call, Voucher]:
    """The transaction that claims the badge of this code, for `wallet` or anybody else to send."""
    voucher, signature = issue_voucher(session, chain, code, wallet)
    return chain.badge.claim(voucher, signature), voucher


def claim_intent(session: Session, chain: Chain, code: str, wallet: Address) -> Intent:
    """What `wallet` has to sign to claim the badge of this code."""
    call, voucher = claim_call(session, chain, code, wallet)
    project = contributions.get_contribution(session, voucher.number).project_slug
    summary = f"Claim badge {voucher.number} for your review of {project}. It cannot be sold or moved."
    return transaction_intent(chain.client, call, wallet, summary, voucher.deadline)


def read_badge(chain: Chain, number: ContributionNumber) -> IssuedBadge:
    """The badge as the chain has it; raises NotFound when this number was never issued."""
    issue = next((event for event in chain.badge.issued() if event.args["number"] == number), None)
    if issue is None:
        raise NotFound("badge", number, "A badge appears here once it is claimed.")
    try:
        return IssuedBadge(issue, chain.badge.badge_of(number))
    except NotFound:
        return IssuedBadge(issue, None)


def list_badges(chain: Chain, holder: Address | None = None) -> list[Event]:
    """The issue of every badge, oldest first, or of one holder's."""
    return [event for event in chain.badge.issued() if holder in (None, event.args["holder"])]


def _refuse_second_wallet(session: Session, chain: Chain, person: Person, wallet: Address, now: Timestamp) -> None:
    for other in session.exec(select(Contribution).where(Contribution.person_id == person.id)):
        if other.voucher_wallet in (None, wallet):
            continue
        if chain.badge.is_used(_number(other)) or (other.voucher_deadline or 0) > now:
            raise Refused(
                f"{person.pseudonym} claims badges with the wallet {other.voucher_wallet}, not {wallet}.",
                "Use that wallet; an unused voucher lapses within the hour.",
            )


def _voucher(chain: Chain, contribution: Contribution, review: Review) -> Voucher:
    assert contribution.voucher_wallet is not None
    assert contribution.voucher_valid_from is not None
    assert contribution.voucher_deadline is not None
    return Voucher(
        issuer=Address(account_of(chain.client.settings, "issuer").address),
        to=Address(contribution.voucher_wallet),
        number=_number(contribution),
        kind=KindId(contribution.kind),
        evidence_hash=Hash32(review.evidence_hash),
        valid_from=Timestamp(contribution.voucher_valid_from),
        deadline=Timestamp(contribution.voucher_deadline),
    )


def _sign_voucher(chain: Chain, voucher: Voucher) -> str:
    message = voucher_message(chain.client.chain_id, chain.badge.address, voucher)
    return sign(account_of(chain.client.settings, "issuer"), message)


def _number(contribution: Contribution) -> ContributionNumber:
    return ContributionNumber(contribution.number)
