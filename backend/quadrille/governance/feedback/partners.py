"""Implementing partners: named and ended by the operator, and what they may give to users: links."""

import hashlib
import secrets
import time

from sqlalchemy import func
from sqlmodel import Session, col, select

from quadrille.catalog.catalog import get_project
from quadrille.db import hold
from quadrille.errors import NotFound, Refused
from quadrille.governance.feedback import link_rules
from quadrille.governance.feedback.link_rules import Standing
from quadrille.governance.feedback.rights import partner_of, refuse_own_project
from quadrille.governance.feedback.tables import EndUserAnswer, FeedbackLink, ImplementingPartner
from quadrille.languages.words import said
from quadrille.people.affiliation_rules import read_subject
from quadrille.people.tables import Person
from quadrille.types import Timestamp

TOKEN_BYTES = 16
"""128 bits: nobody guesses one, and its picture stays coarse enough for an old telephone."""


def name_partner(session: Session, project: str, person: Person, organisation: str) -> ImplementingPartner:
    """Note who puts a project into practice; the live row again when it is noted. Committed.

    Raises NotFound for a project that the catalogue does not have, Refused for a person's own project.
    """
    get_project(session, project)
    name = read_subject(None, organisation).name
    hold(session, f"partners of {project}")
    # Check: nobody stands for what users say of their own project.
    refuse_own_project(session, person, project)
    for row, other in list_partners(session, project):
        if other.id == person.id and row.ended_at is None:
            return row
    assert person.id is not None
    made = ImplementingPartner(person_id=person.id, project_slug=project, organisation=name, named_at=int(time.time()))
    session.add(made)
    session.commit()
    return made


def end_partner(session: Session, project: str, number: int) -> ImplementingPartner:
    """End a partnership, and its links with it; what they attested still counts. Committed; raises NotFound."""
    hold(session, f"partners of {project}")
    row = session.get(ImplementingPartner, number)
    if row is None or row.project_slug != project or row.ended_at is not None:
        raise NotFound(
            "live partner",
            number,
            said("`quadrille feedback partners {project}` names those there are.", project=project),
        )
    row.ended_at = int(time.time())
    session.add(row)
    links = select(FeedbackLink).where(FeedbackLink.partner_id == row.id, col(FeedbackLink.revoked_at).is_(None))
    for link in session.exec(links):
        link.revoked_at = row.ended_at
        session.add(link)
    session.commit()
    return row


def list_partners(
    session: Session, project: str, after: int = 0, limit: int | None = None
) -> list[tuple[ImplementingPartner, Person]]:
    """A project's partners with who they are, also ended ones, oldest first; without who was erased.

    after, limit   the first `limit` of those whose number is above `after`
    """
    query = (
        select(ImplementingPartner, Person)
        .join(Person, col(Person.id) == col(ImplementingPartner.person_id))
        .where(
            ImplementingPartner.project_slug == project,
            col(Person.erased_at).is_(None),
            col(ImplementingPartner.id) > after,
        )
    )
    query = query.order_by(col(ImplementingPartner.id)).limit(limit)
    return [(row, person) for row, person in session.exec(query)]


def partnerships_of(session: Session, person: Person) -> list[ImplementingPartner]:
    """Of which projects somebody is a partner now."""
    query = select(ImplementingPartner).where(
        ImplementingPartner.person_id == person.id, col(ImplementingPartner.ended_at).is_(None)
    )
    return list(session.exec(query.order_by(col(ImplementingPartner.project_slug))))


def make_link(
    session: Session, person: Person, project: str, label: str, days: int, most_answers: int
) -> tuple[FeedbackLink, str]:
    """A new link for users of a project, and its token, which is told this once. Committed.

    raises   BadParameter for a wish out of bounds, NotAllowed for who is no partner, Refused for too many live links
    """
    plain = link_rules.check_wish(label, days, most_answers)
    hold(session, f"feedback links of person {person.id}")
    partner = partner_of(session, person, project)
    refuse_own_project(session, person, project)
    now = Timestamp(int(time.time()))
    # Check: one partner cannot fill the table.
    live = [link for link in _links(session, partner) if link.revoked_at is None and now < link.expires_at]
    if len(live) >= link_rules.MOST_LIVE_LINKS:
        raise Refused(
            said("{count} links of yours for {project} are live.", count=len(live), project=project),
            "Revoke one that is not needed any more.",
        )
    assert person.id is not None
    assert partner.id is not None
    token = secrets.token_hex(TOKEN_BYTES)
    link = FeedbackLink(
        partner_id=partner.id,
        person_id=person.id,
        project_slug=project,
        token_hash=_hash(token),
        label=plain,
        most_answers=most_answers,
        made_at=now,
        expires_at=now + days * link_rules.DAY,
    )
    session.add(link)
    session.commit()
    return link, token


def revoke_link(session: Session, person: Person, number: int) -> FeedbackLink:
    """End a link of one's own; what came by it stays. Again, it changes nothing. Committed; raises NotFound."""
    link = own_link(session, person, number)
    link.revoked_at = link.revoked_at or int(time.time())
    session.add(link)
    session.commit()
    return link


def own_link(session: Session, person: Person, number: int) -> FeedbackLink:
    """A link that somebody made; raises NotFound, also for another's."""
    link = session.get(FeedbackLink, number)
    if link is None or link.person_id != person.id:
        raise NotFound("feedback link of yours", number)
    return link


def own_links(session: Session, person: Person, after: int = 0, limit: int | None = None) -> list[FeedbackLink]:
    """The links that somebody made, oldest first; all, or the first `limit` of those with a number above `after`."""
    query = select(FeedbackLink).where(FeedbackLink.person_id == person.id, col(FeedbackLink.id) > after)
    return list(session.exec(query.order_by(col(FeedbackLink.id)).limit(limit)))


def newest_links(session: Session, person: Person, limit: int) -> list[FeedbackLink]:
    """The links that somebody made last, newest first."""
    query = select(FeedbackLink).where(FeedbackLink.person_id == person.id)
    return list(session.exec(query.order_by(col(FeedbackLink.id).desc()).limit(limit)))


def link_of(session: Session, token: str) -> FeedbackLink:
    """The link of this token, open or not; raises NotFound."""
    found = session.exec(select(FeedbackLink).where(FeedbackLink.token_hash == _hash(token))).one_or_none()
    if found is None:
        # The token is not said again: it may be nearly right.
        raise NotFound("feedback link", "like this", "Ask whoever gave it to you for it once more.")
    return found


def standing_now(session: Session, link: FeedbackLink, now: Timestamp) -> Standing:
    """Whether a link takes an answer at this moment."""
    return link_rules.standing_of(now, link.revoked_at, link.expires_at, count_of(session, link), link.most_answers)


def count_of(session: Session, link: FeedbackLink, since: int = 0) -> int:
    """How many answers came by a link, later than `since`."""
    query = select(func.count()).where(col(EndUserAnswer.link_id) == link.id, col(EndUserAnswer.at) > since)
    return int(session.exec(query).one())


def _links(session: Session, partner: ImplementingPartner) -> list[FeedbackLink]:
    return list(session.exec(select(FeedbackLink).where(FeedbackLink.partner_id == partner.id)))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode(errors="surrogatepass")).hexdigest()
