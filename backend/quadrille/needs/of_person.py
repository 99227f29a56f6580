"""What somebody is needed for as themselves: what is said of their affiliations, answers that wait for a signature."""

from collections.abc import Iterator

from sqlmodel import Session, col, func, select

from quadrille.catalog.catalog import list_projects, name_of
from quadrille.chain.deployment import Chain
from quadrille.chain.states import AllegationState
from quadrille.governance.chambers.naming import project_key
from quadrille.governance.feedback.tables import EndUserAnswer, FeedbackLink
from quadrille.languages.words import said, said_many
from quadrille.needs.need import Need, NeedKind, named
from quadrille.people.challenges import State, challenges_of, claim_of
from quadrille.people.tables import Person
from quadrille.types import Address, Hash32


def own_needs(session: Session, chain: Chain, person: Person, wallets: list[Address]) -> Iterator[Need]:
    """Challenges about this person, allegations about their wallets, and feedback that waits for their signature."""
    for row, about in challenges_of(session, person):
        if row.state == State.OPEN and about.id == person.id:
            subject = named(claim_of(row).subject.name)
            if row.affiliation_id is None:
                words = said("Somebody says that you belong to {subject}; the operator decides.", subject=subject)
            else:
                words = said("Somebody doubts that you belong to {subject}; the operator decides.", subject=subject)
            yield Need(NeedKind.CHALLENGE, words, f"/me#challenge-{row.id}")
    yield from _allegations(session, chain, wallets)
    yield from _feedback(session, person)


def _allegations(session: Session, chain: Chain, wallets: list[Address]) -> Iterator[Need]:
    registry = chain.affiliation_registry
    for wallet in wallets:
        for event in registry.alleged(wallet=wallet):
            case = registry.allegation_of(event.args["id"])
            if case.state is AllegationState.ALLEGED:
                words = said(
                    "Somebody says that a wallet of yours belongs to {project}; dispute it if that is wrong.",
                    project=_project(session, case.project),
                )
                stands_from = registry.affiliation_of(case.project, wallet).stands_from or None
                yield Need(NeedKind.CHALLENGE, words, f"/chambers#case-{case.id}", stands_from)


def _feedback(session: Session, person: Person) -> Iterator[Need]:
    query = (
        select(FeedbackLink.project_slug, func.count())
        .join(EndUserAnswer, col(EndUserAnswer.link_id) == col(FeedbackLink.id))
        .where(FeedbackLink.person_id == person.id, col(EndUserAnswer.attestation_id).is_(None))
        .group_by(col(FeedbackLink.project_slug))
    )
    for slug, count in session.exec(query.order_by(col(FeedbackLink.project_slug))):
        words = said_many(
            "{count} answer of users of {project} waits for your signature.",
            "{count} answers of users of {project} wait for your signature.",
            count,
            project=named(name_of(session, slug)),
        )
        yield Need(NeedKind.FEEDBACK, words, f"/my-feedback#{slug}")


def _project(session: Session, key: Hash32) -> str:
    known = (row for row in list_projects(session) if project_key(row.slug) == key)
    return next((named(row.name) for row in known), "a project that is not in the catalogue")
