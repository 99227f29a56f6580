"""What rounds need: money that a project has not got, results to be computed again, gifts; and the operator's steps."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlmodel import Session

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.states import RoundMode, RoundStatus
from quadrille.errors import Mismatch, Refused, WrongChain
from quadrille.languages.words import marked, said
from quadrille.needs.need import Need, NeedKind, named
from quadrille.people.affiliations import maintains
from quadrille.people.tables import Person
from quadrille.rounds.course.position import Position, read_position
from quadrille.rounds.listing import list_rounds
from quadrille.rounds.money.paying import claim
from quadrille.rounds.projects.roster import read_roster
from quadrille.types import Address

NEWEST = 10
"""Rounds that are looked at: each is asked of the chain."""

PAYING = (RoundStatus.CLOSED, RoundStatus.PUBLISHED, RoundStatus.OBJECTED, RoundStatus.FINALISED)
"""Where a project can have money to come; what it was given is its own whatever becomes of the result."""

CLOSE_BOOKS = marked("The round “{title}” is over: close its books.")
PUBLISH = marked("The books of the round “{title}” are closed: publish its result.")
FINALISE = marked("Nobody's objection is open: make the result of the round “{title}” final.")
PAY = marked("The round “{title}” still owes money: pay its projects.")


class NumberedRound(NamedTuple):
    """A round of this server, with its number, its title, and where it stands."""

    number: int
    title: str
    address: Address
    position: Position

    @property
    def url(self) -> str:
        """Its page."""
        return f"/rounds/{self.number}"


def newest_rounds(session: Session, chain: Chain) -> list[NumberedRound]:
    """The newest rounds, where they stand now."""
    found = []
    for row in list_rounds(session, chain)[-NEWEST:]:
        address = checked_address(row.address)
        found.append(NumberedRound(row.number, named(row.title), address, read_position(chain.round(address))))
    return found


def open_rounds(rounds: list[NumberedRound]) -> Iterator[Need]:
    """Rounds that anybody can give to, or whose result anybody can check."""
    for one in rounds:
        if one.position.status is RoundStatus.OPEN and not one.position.is_paused:
            words = said("Give to projects in the round “{title}”.", title=one.title)
            yield Need(NeedKind.GIVE, words, one.url, one.position.closes_at)
        elif one.position.status is RoundStatus.PUBLISHED and _final_from(one) > one.position.at.at:
            words = said("Check the result of the round “{title}” before it is final.", title=one.title)
            yield Need(NeedKind.CHECK, words, one.url, _final_from(one))


def payouts(
    session: Session, chain: Chain, person: Person, wallets: list[Address], rounds: list[NumberedRound]
) -> Iterator[Need]:
    """Rounds in which a project that this person maintains, or is paid for, has something to come."""
    for one in rounds:
        if one.position.status not in PAYING or not one.position.owed_units:
            continue
        try:
            projects = read_roster(chain.round(one.address)).admitted
        except WrongChain:
            continue
        for project in projects:
            is_theirs = project.payee in wallets or maintains(session, person, project.slug)
            if is_theirs and _has_something(chain, one.address, project.slug):
                words = said("Have {project} paid from the round “{title}”.", project=project.slug, title=one.title)
                yield Need(NeedKind.PAYOUT, words, f"{one.url}#{project.slug}")


def operators_rounds(rounds: list[NumberedRound]) -> Iterator[Need]:
    """The steps of rounds that wait for their operator."""
    for one in rounds:
        words = _operators_step(one.position)
        if words:
            yield Need(NeedKind.OPERATE, said(words, title=one.title), "/ops#round-" + str(one.number), _until(one))


def _operators_step(position: Position) -> str:
    if position.status is RoundStatus.CLOSED:
        if position.mode is RoundMode.PLAIN:
            final_from = position.closes_at + position.terms.objection_seconds
            return FINALISE if final_from <= position.at.at else ""
        return PUBLISH if any(one.is_committed for one in position.of_result) else CLOSE_BOOKS
    if position.status is RoundStatus.PUBLISHED:
        is_due = any(one.final_from <= position.at.at for one in position.of_result)
        return FINALISE if is_due else ""
    return PAY if position.status is RoundStatus.FINALISED and position.owed_units else ""


def _until(one: NumberedRound) -> int | None:
    if one.position.status is not RoundStatus.CLOSED:
        return None
    return next((result.dead_man_at for result in one.position.of_result), None)


def _final_from(one: NumberedRound) -> int:
    return max((result.final_from for result in one.position.of_result), default=0)


def _has_something(chain: Chain, address: Address, slug: str) -> bool:
    try:
        return bool(claim(chain, address, slug).steps)
    except (Mismatch, Refused):
        # Where the result is doubted, its page says so; nobody is told to take money from it.
        return False
