"""Steps of end users' feedback: a partner of a project, a link, people who answer, a signature."""

from dataclasses import dataclass

from eth_account.signers.local import LocalAccount
from sqlmodel import Session

from conftest import World
from quadrille.chain.typed_data import sign
from quadrille.governance.feedback import flow, partners
from quadrille.governance.feedback.tables import AnswerAttestation, FeedbackLink
from quadrille.people.affiliation_rules import Claim, Role, Subject, SubjectKind
from quadrille.people.affiliations import DeclaredBy, declare
from quadrille.people.persons import find_or_add, link_wallet
from quadrille.people.tables import Person
from quadrille.types import Address

PROJECT = "wellspring-map"
ORGANISATION = "Wells for All"

SAID = [("yes", "It finds water."), ("yes", ""), ("partly", "Slow in the rain."), ("no", "No map of my village.")]
"""What four people answer."""


@dataclass(frozen=True)
class Partner:
    """A person with a wallet who puts the project into practice."""

    person: Person
    wallet: LocalAccount

    @property
    def address(self) -> Address:
        return Address(self.wallet.address)


def partner(world: World, session: Session, name: str = "paula", project: str = PROJECT) -> Partner:
    """Somebody with a linked wallet, named by the operator."""
    found = Partner(find_or_add(session, name), world.somebody())
    link_wallet(session, found.person, found.address)
    session.commit()
    partners.name_partner(session, project, found.person, ORGANISATION)
    return found


def maintainer(
    session: Session, name: str = "bruno", by: DeclaredBy = DeclaredBy.OPERATOR, project: str = PROJECT
) -> Person:
    """Somebody who is noted as the project's maintainer."""
    person = find_or_add(session, name)
    declare(session, person, Claim(Subject(SubjectKind.PROJECT, project), Role.MAINTAINER), by)
    session.commit()
    return person


def link(session: Session, one: Partner, most_answers: int = 10) -> tuple[FeedbackLink, str]:
    """A link of a week."""
    return partners.make_link(session, one.person, PROJECT, "Clinic", 7, most_answers)


def answers(session: Session, token: str) -> list[int]:
    """Four people answer; the numbers of what they said."""
    return [flow.answer(session, token, works, text).id or 0 for works, text in SAID]


def attest(
    world: World, session: Session, one: Partner, number: int, left_out: frozenset[int] = frozenset()
) -> AnswerAttestation:
    """The partner signs for what waits."""
    batch = flow.batch_of(session, one.person, number, left_out)
    signed = one.address, sign(one.wallet, flow.words_to_sign(world.chain, batch))
    return flow.attest(session, world.chain, one.person, number, left_out, batch.last, signed)
