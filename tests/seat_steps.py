"""Chambers as tests fill them: seats from badges that the issuer gives, a round that asks them, votes by signature."""

from collections.abc import Iterable
from dataclasses import dataclass

from eth_account.signers.local import LocalAccount
from sqlmodel import Session

from conftest import World
from journeys import open_round
from quadrille.chain.badge import Issue
from quadrille.chain.badge_kinds import CHAMBER_NAMES, SEATS, Chamber
from quadrille.chain.calls import Mined
from quadrille.chain.chamber_ballot import SignedChamberVote
from quadrille.chain.outbox.sender import Sender
from quadrille.chain.outbox.sending import desk_of
from quadrille.chain.signers import signer_for
from quadrille.chain.states import Support
from quadrille.chain.typed_data import sign
from quadrille.db import make_engine
from quadrille.governance.chambers import ballots, seats, voting
from quadrille.governance.chambers.carrying import VoteSending
from quadrille.rounds import flow as rounds
from quadrille.types import Address, ContributionNumber, Hash32, Timestamp

FIRST = 10_000
"""Numbers of seats' badges in tests: above those of contributions."""

MATURITY = 3_600
PROJECT = "wellspring-map"


@dataclass(frozen=True)
class Holder:
    """Somebody with a seat."""

    number: ContributionNumber
    wallet: LocalAccount
    chamber: Chamber

    @property
    def address(self) -> Address:
        return Address(self.wallet.address)


def give_badges(world: World, chambers: Iterable[Chamber], each: int = 5, first: int = FIRST) -> list[Holder]:
    """Badges of seats' kinds for so many new wallets in each chamber; nobody has taken them yet."""
    kinds = {Chamber(kind.chamber): kind for kind in SEATS}
    wanted = [chamber for chamber in chambers for _ in range(each)]
    found = [
        Holder(ContributionNumber(first + place), world.somebody(), chamber) for place, chamber in enumerate(wanted)
    ]
    issues = [Issue(one.number, one.address, kinds[one.chamber].id, evidence(one.number)) for one in found]
    world.chain.client.send_from(signer_for(world.settings, "issuer"), world.chain.badge.issue_batch(issues))
    return found


def fill_chambers(
    world: World, session: Session, chambers: Iterable[Chamber] = tuple(CHAMBER_NAMES), each: int = 5
) -> list[Holder]:
    """Seats in each of these chambers, mature and taken."""
    found = give_badges(world, chambers, each)
    world.pass_time(MATURITY)
    seats.take(session, world.chain, [one.number for one in found])
    return found


def evidence(number: int) -> Hash32:
    """What a seat's badge is given for, in tests."""
    return Hash32("0x" + number.to_bytes(32).hex())


def asked_round(world: World, session: Session) -> Address:
    """A round whose only reviewers are the chambers."""
    return open_round(world, session, closes_in=30 * 86_400, reviewers=(world.chain.chamber_ballot.address,))


def applied(world: World, session: Session, slug: str = PROJECT) -> Address:
    """The same, and a project has applied."""
    address, applicant = asked_round(world, session), world.somebody()
    payee = Address(world.somebody().address)
    (step,) = rounds.apply(session, world.chain, address, slug, payee, Address(applicant.address)).steps
    session.commit()
    world.chain.client.send_from(applicant, step.call)
    return address


def opened(world: World, session: Session, address: Address, days: int = 7) -> int:
    """A ballot on the project's application."""
    closes_at = Timestamp(world.now() + days * 86_400)
    number, _ = ballots.open_admission(session, world.chain, address, PROJECT, closes_at)
    return number


def signed_vote(
    world: World, ballot: int, support: Support, holder: Holder, by: LocalAccount | None = None
) -> SignedChamberVote:
    """A seat's vote as it can be signed now; by another's key where `by` is given."""
    meant = voting.vote_for(world.chain, ballot, holder.address, support)
    return SignedChamberVote(meant, sign(by or holder.wallet, voting.message_of(world.chain, meant)))


def vote(world: World, session: Session, ballot: int, support: Support, holder: Holder) -> Mined:
    """A holder signs, and somebody else pays for handing it in."""
    return voting.relay_vote(session, world.chain, signed_vote(world, ballot, support, holder))


def send_votes(world: World, session: Session) -> None:
    """What a worker does with the votes that wait, until they are in blocks."""
    # What was read must not keep the database from the sender.
    session.commit()
    engine = make_engine(world.settings.database_url)
    while VoteSending(engine, world.chain).step():
        pass
    Sender(desk_of(engine, world.chain, "operator")).step()
    engine.dispose()
