"""The real pilot, replayed into badges: each review handed in, each verified one claimed with a key of its reviewer."""

from collections import Counter

from sqlmodel import select

from journeys import claim_all_badges, pilot_reviews
from quadrille.people.tables import Person
from quadrille.screening import contributions, flow
from quadrille.screening.judging.replay import replay
from quadrille.screening.replay_command import read_all
from quadrille.screening.tables import Contribution
from quadrille.types import ContributionNumber
from real_data import shared


def test_the_pilots_reviews_become_badges_and_only_the_verified_ones(world, session):
    wallets = claim_all_badges(world, session, pilot_reviews())
    verified = [(review, person) for review, person, _ in contributions.list_reviews(session) if review.is_verified]
    assert len(verified) == 36
    assert wallets.keys() == {person.pseudonym for _, person in verified}

    # One badge for one person's work on one nominee, in the order in which they came, each to its reviewer.
    assert len({(review.person_id, review.project_slug) for review, _ in verified}) == 36
    held = Counter(badge.holder for badge in flow.list_badges(world.chain))
    assert held == Counter(wallets[person.pseudonym].address for _, person in verified)
    names = {person.id: person.pseudonym for person in session.exec(select(Person))}
    for contribution in session.exec(select(Contribution)):
        badge = world.chain.badge.badge_of(ContributionNumber(contribution.number))
        assert badge.holder == wallets[names[contribution.person_id]].address
        issue = world.chain.badge.issue_of(ContributionNumber(contribution.number))
        assert issue.args["evidenceHash"] == contribution.evidence_hash


def test_handing_the_pilot_in_agrees_with_replaying_it_offline(session):
    reviews, problems = read_all(sorted(shared("data", "pilot-reviews").glob("*.json")), {})
    assert problems == []
    offline = {
        (review.project, review.reviewer, review.submitted_at)
        for review, found in zip(reviews, replay(reviews).verdicts, strict=True)
        if found.is_verified
    }
    for name, content in pilot_reviews():
        flow.hand_in_review(session, content, name)
    kept = contributions.list_reviews(session)
    here = {(row.project_slug, person.pseudonym, row.submitted_at) for row, person, _ in kept if row.is_verified}
    assert here == offline
