"""The reviewer's journey: hand in a review, have the effort verified, get a voucher, claim the badge, read it back."""

import json
from dataclasses import dataclass

from sqlmodel import Session

from quadrille.catalog.registry import slug_of
from quadrille.catalog.standard import current_standard
from quadrille.chain.badge import Badge, Voucher
from quadrille.chain.calls import Call, Event, Mined
from quadrille.chain.deployment import Chain
from quadrille.chain.intent import Intent, transaction_intent
from quadrille.chain.outbox.sending import send_entry
from quadrille.chain.signers import signer_for
from quadrille.chain.typed_data import voucher_message
from quadrille.db import hold
from quadrille.errors import NotFound, Refused
from quadrille.languages.moments import Moment
from quadrille.languages.words import said
from quadrille.people.affiliation_rules import refuse_own_review
from quadrille.people.affiliations import claims_of
from quadrille.people.persons import find_or_add
from quadrille.people.tables import Person
from quadrille.screening import contributions, review_file
from quadrille.screening.issuing import IssueCarrier, badge_work
from quadrille.screening.judging import verification
from quadrille.screening.judging.answers import Review as ParsedReview
from quadrille.screening.promising import ClaimOffer, deed_of, number_of, promise
from quadrille.screening.tables import Contribution, Review
from quadrille.types import Address, ContributionNumber, Hash32, KindId, Timestamp

VOUCHER_SECONDS = 3_600
"""A voucher lives an hour: long enough for any wallet, short enough that a wrong wallet is no lasting harm."""


@dataclass(frozen=True, slots=True)
class HandedIn:
    """What came of a review: the verdict, and the claim code, which is kept nowhere, when it earned a badge now."""

    review: Review
    contribution: Contribution | None
    claim_code: str | None

    @property
    def reasons(self) -> list[dict[str, str]]:
        """Why, in words, each with its remedy."""
        return list(json.loads(self.review.reasons))


@dataclass(frozen=True, slots=True)
class IssuedBadge:
    """A badge as the chain tells it: the log of its issue, and the live badge unless it has ended."""

    issue: Event
    badge: Badge | None


@dataclass(frozen=True, slots=True)
class ListedBadge:
    """A badge in a list. `holder` is who has it now, None when it has ended."""

    number: ContributionNumber
    kind: KindId
    holder: Address | None


def read_review(content: bytes, file_name: str) -> ParsedReview:
    """The review in a file, its questions and its project by the catalogue's own names; raises MalformedFile."""
    return review_file.parse(content, file_name, current_standard().indicator_of_question, slug_of)


def hand_in_review(session: Session, content: bytes, file_name: str) -> HandedIn:
    """Take a review, judge the effort behind it, and give it a number when it is verified.

    The same review again changes nothing and gives the same verdict, without a claim code. Raises MalformedFile when
    it cannot be read, Refused when the person handed in another review of the nominee with the same time, or is
    affiliated with the nominee.
    """
    parsed = read_review(content, file_name)
    # Numbers are dense, so they are given out one by one.
    hold(session, "contribution numbers")
    person = find_or_add(session, parsed.reviewer)
    # Check: nobody hands in as somebody who was erased.
    contributions.refuse_erased(person)
    # Check: this review is not here yet.
    known = contributions.review_of(session, person, parsed)
    if known is not None:
        _refuse_other_content(known, parsed)
        return HandedIn(known, contributions.contribution_of(session, known), None)
    # Check: nobody reviews what they have a part in. Who comes to have one later keeps what they did before.
    refuse_own_review(person.pseudonym, parsed.project, claims_of(session, person))
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
    """What this claim code is for, and whether its badge is out; raises NotFound."""
    return _offer(session, chain, contributions.contribution_by_code(session, code))


def _offer(session: Session, chain: Chain, contribution: Contribution) -> ClaimOffer:
    source = contributions.source_of(session, contribution)
    person = session.get_one(Person, contribution.person_id)
    # The database is let go before the chain is asked, which may take its time.
    session.commit()
    if not chain.badge.is_used(number_of(contribution)):
        return ClaimOffer(contribution, source, person, is_claimed=False, is_number_lost=False)
    # The number counts as claimed only if what has it is what we meant.
    is_ours = chain.badge.issue_of(number_of(contribution)).args["evidenceHash"] == contribution.evidence_hash
    return ClaimOffer(contribution, source, person, is_claimed=is_ours, is_number_lost=not is_ours)


def issue_voucher(session: Session, chain: Chain, code: str, wallet: Address) -> tuple[Voucher, str]:
    """A voucher for `wallet` to claim the badge of this code, and the voucher signer's signature.

    Asking again gives the same voucher while it lives. Raises NotFound, or Refused when the badge is out or the
    person's badges belong to another wallet.
    """
    offer = look_at_claim(session, chain, code)
    now = chain.client.block().at
    # Check, and effect: the person's badges are promised to this wallet and no other.
    contribution = promise(session, chain, offer, wallet, now)
    # Decide: the living voucher again, or a new one.
    if contribution.voucher_wallet != wallet or (contribution.voucher_deadline or 0) <= now:
        contribution.voucher_wallet = wallet
        contribution.voucher_valid_from, contribution.voucher_deadline = now, now + VOUCHER_SECONDS
    session.add(contribution)
    session.commit()
    voucher = _voucher(chain, contribution)
    return voucher, _sign_voucher(chain, voucher)


def send_badge(session: Session, chain: Chain, code: str, wallet: Address) -> tuple[ContributionNumber, Mined]:
    """Have the issuer send the badge of this code to `wallet`, at the issuer's cost; its number and the transaction.

    For whoever has an address and no coins. Badges that several ask for at once leave in one transaction. Raises
    NotFound, or Refused as `issue_voucher` does.
    """
    offer = look_at_claim(session, chain, code)
    return number_of(offer.contribution), _issue(session, chain, offer, wallet)


def issue_badge(session: Session, chain: Chain, number: ContributionNumber, wallet: Address) -> Mined:
    """The same by the operator's own decision, for a contribution by its number."""
    return _issue(session, chain, _offer(session, chain, contributions.get_contribution(session, number)), wallet)


def _issue(session: Session, chain: Chain, offer: ClaimOffer, wallet: Address) -> Mined:
    contribution = promise(session, chain, offer, wallet, chain.client.block().at)
    # Effect: until the outbox is done with it, the badge can still come to this wallet.
    contribution.voucher_wallet, contribution.is_queued = wallet, True
    session.add(contribution)
    # Interaction: the outbox keeps it before it is sent, and follows it until it is final.
    work = badge_work(contribution, wallet, Hash32(contribution.evidence_hash))
    return send_entry(session, chain, "issuer", work.key, IssueCarrier(chain), work.entry)


def claim_call(session: Session, chain: Chain, code: str, wallet: Address) -> tuple[Call, Voucher]:
    """The transaction that claims the badge of this code, for `wallet` or anybody else to send."""
    voucher, signature = issue_voucher(session, chain, code, wallet)
    return chain.badge.claim(voucher, signature), voucher


def claim_intent(session: Session, chain: Chain, code: str, wallet: Address) -> Intent:
    """What `wallet` has to sign to claim the badge of this code."""
    call, voucher = claim_call(session, chain, code, wallet)
    contribution = contributions.get_contribution(session, voucher.number)
    deed = deed_of(contributions.source_of(session, contribution))
    summary = said(
        "Claim badge {number} for your {deed} {project_slug}. It cannot be sold.",
        number=voucher.number,
        deed=deed,
        project_slug=contribution.project_slug,
    )
    return transaction_intent(chain.client, call, wallet, summary, voucher.deadline)


def read_badge(chain: Chain, number: ContributionNumber) -> IssuedBadge:
    """The badge as the chain has it; raises NotFound when this number was never issued."""
    issue = chain.badge.issue_of(number)
    try:
        return IssuedBadge(issue, chain.badge.badge_of(number))
    except NotFound:
        return IssuedBadge(issue, None)


def list_badges(chain: Chain, holder: Address | None = None) -> list[ListedBadge]:
    """Every badge that was issued, oldest first, or those that one holder has now."""
    holders = chain.badge.holders()
    listed = [
        ListedBadge(issue.args["number"], issue.args["kind"], holders[issue.args["number"]])
        for issue in chain.badge.issued()
    ]
    return [badge for badge in listed if holder in (None, badge.holder)]


def _refuse_other_content(known: Review, parsed: ParsedReview) -> None:
    if review_file.evidence_hash(parsed, bytes.fromhex(known.salt[2:])) != known.evidence_hash:
        raise Refused(
            said(
                "{reviewer} has handed in another review of {project} with the time {submitted_at}.",
                reviewer=parsed.reviewer,
                project=parsed.project,
                submitted_at=Moment(parsed.submitted_at),
            ),
            "Give the corrected review a time of its own; nothing is overwritten.",
        )


def _voucher(chain: Chain, contribution: Contribution) -> Voucher:
    assert contribution.voucher_wallet is not None
    assert contribution.voucher_valid_from is not None
    assert contribution.voucher_deadline is not None
    return Voucher(
        issuer=signer_for(chain.client.settings, "voucher").address,
        to=Address(contribution.voucher_wallet),
        number=number_of(contribution),
        kind=KindId(contribution.kind),
        evidence_hash=Hash32(contribution.evidence_hash),
        valid_from=Timestamp(contribution.voucher_valid_from),
        deadline=Timestamp(contribution.voucher_deadline),
    )


def _sign_voucher(chain: Chain, voucher: Voucher) -> str:
    message = voucher_message(chain.client.chain_id, chain.badge.address, voucher)
    return signer_for(chain.client.settings, "voucher").sign_typed_data(message)
