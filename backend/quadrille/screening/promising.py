"""A badge is promised to one wallet: that of its person, with a number that is free, and one for the same work."""

from dataclasses import dataclass

from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.db import hold
from quadrille.errors import Refused
from quadrille.languages.words import said
from quadrille.people.persons import bind_badge_wallet
from quadrille.people.tables import Person
from quadrille.screening import contributions
from quadrille.screening.tables import Contribution, Review
from quadrille.screening.works.tables import Work
from quadrille.screening.works.verifiers import VERIFIERS
from quadrille.types import Address, ContributionNumber, Timestamp


@dataclass(frozen=True, slots=True)
class ClaimOffer:
    """What a claim code opens: whose contribution it is, and whether its badge is out.

    source           the review or other work that earned it
    is_number_lost   another badge has the number: this database is younger than the chain, or was restored
    """

    contribution: Contribution
    source: Review | Work
    person: Person
    is_claimed: bool
    is_number_lost: bool


def number_of(contribution: Contribution) -> ContributionNumber:
    """The number of a contribution and of its badge, as the chain takes it."""
    return ContributionNumber(contribution.number)


def deed_of(source: Review | Work) -> str:
    """What was done, in words before a project's name: "review of", "translation for"."""
    return f"{VERIFIERS[source.kind].name} for" if isinstance(source, Work) else "review of"


def promise(session: Session, chain: Chain, offer: ClaimOffer, wallet: Address, now: Timestamp) -> Contribution:
    """Bind the person's badges to `wallet`, and give the contribution a number that is free; not yet committed.

    Raises Refused when the badge is out, the person's badges belong to another wallet, or the wallet has one for a
    review of the same nominee.
    """
    contribution, person = offer.contribution, offer.person
    # Check: a contribution has one badge, ever.
    if offer.is_claimed and not contribution.is_queued:
        raise Refused(
            said("Badge {number} has been claimed.", number=contribution.number),
            said("Look at /badges/{number}.", number=contribution.number),
        )
    # Check: what it was given for still counts; a second reviewer or an expert may have found otherwise.
    if isinstance(offer.source, Review) and not offer.source.is_verified:
        raise Refused(
            said(
                "The review behind badge {number} counts no longer: it is {outcome}.",
                number=contribution.number,
                outcome=offer.source.outcome,
            ),
            "Its verdict says why; its author can appeal.",
        )
    # Check: nothing of this person is in another wallet; what can still come there is checked with the database held.
    arrived = _arrived(session, chain, person, wallet)
    _refuse_second_badge(session, chain, contribution, wallet, now)
    lost_below = chain.badge.highest_number() if offer.is_number_lost else None
    hold(session, f"person {person.id}")
    # Check: they were not erased meanwhile.
    session.refresh(person)
    contributions.refuse_erased(person)
    _refuse_second_wallet(contributions.contributions_of(session, person), arrived, person, wallet, now)
    # Effect: remember whom it was promised to.
    if lost_below is not None and not contribution.is_queued:
        contributions.renumber(session, contribution, above=lost_below)
    bind_badge_wallet(session, person, wallet)
    return contribution


def _arrived(session: Session, chain: Chain, person: Person, wallet: Address) -> dict[int, bool]:
    """Badges that were promised to another wallet and are out: whether they have been moved to this one since."""
    promised = [
        other for other in contributions.contributions_of(session, person) if other.voucher_wallet not in (None, wallet)
    ]
    session.commit()
    out = [number_of(other) for other in promised if chain.badge.is_used(number_of(other))]
    return {number: chain.badge.is_held(number, wallet) for number in out}


def _refuse_second_badge(
    session: Session, chain: Chain, contribution: Contribution, wallet: Address, now: Timestamp
) -> None:
    """One badge for one person's reviews of one nominee, also for somebody who was erased and began anew."""
    if contribution.review_id is None:
        # Other works earn once by a key of their own, whoever hands them in.
        return
    # Whose the wallet was is forgotten; which nominee a number is about, and who has its badge, is not.
    before = contributions.earned_by_erased(session, contribution.project_slug)
    session.commit()
    for other in before:
        is_coming = other.voucher_wallet == wallet and (other.is_queued or (other.voucher_deadline or 0) > now)
        if is_coming or chain.badge.is_held(number_of(other), wallet):
            raise Refused(
                said(
                    "The wallet {wallet} has badge {number} for a review of {project_slug} already.",
                    wallet=wallet,
                    number=other.number,
                    project_slug=other.project_slug,
                ),
                "A second review is welcome; it earns no second vote.",
            )


def _refuse_second_wallet(
    others: list[Contribution], arrived: dict[int, bool], person: Person, wallet: Address, now: Timestamp
) -> None:
    for other in others:
        can_still_come = other.is_queued or (other.voucher_deadline or 0) > now
        is_elsewhere = not arrived[other.number] if other.number in arrived else can_still_come
        if other.voucher_wallet not in (None, wallet) and is_elsewhere:
            raise Refused(
                said(
                    "{pseudonym} claims badges with the wallet {voucher_wallet}, not {wallet}.",
                    pseudonym=person.pseudonym,
                    voucher_wallet=other.voucher_wallet,
                    wallet=wallet,
                ),
                "Use that wallet, or move its badges first; an unused voucher lapses within the hour.",
            )
