"""A site on which everything has happened: the demo's three journeys, and whatever they leave out, by the real flows.

It is on a chain of its own, made once, and nothing on it changes while it is looked at.
"""

import json
import socket
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import uvicorn
from eth_account.signers.local import LocalAccount
from sqlmodel import select

from ballots import propose_funding, vote
from browser.look.hostile import MARKUP, PROJECTS, PSEUDONYM, TEXT, TITLE
from conftest import ETHER, World
from feedback_steps import answers, attest, link, partner
from journeys import close_round, do, fill_round, import_demo_projects, open_round, publish, take_in
from panel_steps import fill, offered, submit, tick
from quadrille.app import make_app
from quadrille.catalog.catalog import import_file
from quadrille.catalog.registry import slug_of
from quadrille.chain.badge_kinds import Chamber
from quadrille.chain.states import FeedbackKind, Support
from quadrille.chain.typed_data import sign
from quadrille.db import make_engine
from quadrille.demo.command import play
from quadrille.demo.stage import Stage, set_stage
from quadrille.governance.chambers import ballots, seats
from quadrille.governance.chambers.feedback import flow as seat_feedback
from quadrille.people.persons import find_or_add
from quadrille.people.sessions import start_session
from quadrille.people.tables import Person
from quadrille.people.visibility import show_page
from quadrille.readiness import followers
from quadrille.rounds import flow as rounds
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.numbering import number_of
from quadrille.rounds.opening.opening import Opening, terms_of
from quadrille.rounds.outcome import objecting
from quadrille.screening.panels.tables import Confirmation
from quadrille.screening.process.flow import open_screening
from quadrille.screening.tables import Review
from quadrille.types import Address, Hash32, Timestamp, Wei
from seat_steps import asked_round, give_badges
from seat_steps import vote as seat_votes

DAY = 86_400
NOMINEE = "clinic-daybook"
OPERATOR_TOKEN = "the operator's token of the populated site"


@dataclass
class Populated:
    """The address of the site, what stands on it by name, and the cookies of everybody who is signed in."""

    site: str
    stage: Stage
    known: dict[str, str] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)

    def cookies(self, face: str) -> list[dict[str, str]]:
        """What keeps somebody signed in; of "anybody", nothing."""
        token = self.tokens.get(face)
        return [{"name": "quadrille", "value": token, "url": self.site}] if token else []


@contextmanager
def populated_site() -> Iterator[Populated]:
    """Make it all, and serve it."""
    listener = socket.create_server(("127.0.0.1", 0))
    site = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with (
        tempfile.TemporaryDirectory(prefix="quadrille-") as folder,
        set_stage(Path(folder), 0, site, OPERATOR_TOKEN, lambda _: None) as stage,
    ):
        stage.anvil.rpc("anvil_setBlockTimestampInterval", 1)
        made = Populated(site, stage)
        _populate(made, World(stage.anvil, stage.chain, stage.settings, Path(folder)))
        server = uvicorn.Server(uvicorn.Config(make_app(stage.settings, stage.chain), log_level="warning"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield made
        server.should_exit = True
        thread.join()
        listener.close()


def _populate(made: Populated, world: World) -> None:
    stage = made.stage
    made.known["paid round"] = play(stage)
    made.known["claim"] = stage.left_code
    _bring_in_hostile_projects(stage)
    _screen(made, world)
    _collect_feedback(made, world)
    _seat_chambers(made, world)
    _run_rounds(made, world)
    # Last: what is voted on now would be over after a round.
    _decide(made, world)
    _sign_in(made, world)
    stage.session.commit()
    engine = make_engine(stage.settings.database_url)
    for follower in followers(engine, stage.chain):
        while follower.step():
            pass
    engine.dispose()


def _bring_in_hostile_projects(stage: Stage) -> None:
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(PROJECTS, file)
        file.flush()
        import_file(stage.session, Path(file.name))
    stage.session.commit()


def _screen(made: Populated, world: World) -> None:
    """A second screening: one review is in and waits for those who look it up, another is being written."""
    session = made.stage.session
    screening = open_screening(session, NOMINEE)
    tick(world, session, blocks=0)
    tick(world, session)
    tick(world, session)
    first, second = (session.get_one(Person, seat.person_id) for seat in offered(session, screening)[:2])
    submit(session, world.chain, first, screening, noes=["2.1"], comment=TEXT[:2_000])
    fill(session, second, screening, answer="not_sure", comment=TEXT[:2_000])
    tick(world, session)
    waiting = session.exec(select(Confirmation).where(Confirmation.done_at == None)).first()  # noqa: E711 (SQL)
    assert waiting is not None
    looks_up = session.get_one(Person, waiting.person_id)
    review = session.exec(select(Review).where(Review.person_id == first.id)).all()[-1]
    made.known |= {"screening": str(screening.id), "confirmation": str(waiting.id), "review": str(review.id)}
    for face, person in {"submitted": first, "reviewer": second, "second": looks_up}.items():
        made.tokens[face] = start_session(session, person)
    show_page(session, first, True)
    made.known["person"] = first.pseudonym
    session.commit()


def _collect_feedback(made: Populated, world: World) -> None:
    session = made.stage.session
    paula = partner(world, session)
    asked, invitation = link(session, paula)
    answers(session, invitation)
    attest(world, session, paula, asked.id or 0)
    made.known["invitation"] = invitation
    made.tokens["partner"] = start_session(session, paula.person, paula.address)
    session.commit()


def _seat_chambers(made: Populated, world: World) -> None:
    """Seats, a ballot that some have voted in, and a concern that somebody raised in words meant to harm."""
    session, chain = made.stage.session, world.chain
    holders = give_badges(world, (Chamber.END_USERS, Chamber.MAINTAINERS), each=3)
    world.pass_time(32 * DAY)
    seats.take(session, chain, [one.number for one in holders])
    address, applicant = asked_round(world, session), world.somebody()
    wallet = Address(applicant.address)
    (applying,) = rounds.apply(session, chain, address, "wellspring-map", wallet, wallet).steps
    session.commit()
    chain.client.send_from(applicant, applying.call)
    number, _ = ballots.open_admission(session, chain, address, "wellspring-map", Timestamp(world.now() + 7 * DAY))
    for holder, support in zip(holders, (Support.FOR, Support.AGAINST, Support.ABSTAIN), strict=False):
        seat_votes(world, session, number, support, holder)
    said = seat_feedback.prepare(
        session, chain, holders[0].address, "wellspring-map", FeedbackKind.CONCERN,
        (TEXT[:500], Hash32("0x" + "5a" * 32)), (),
    )  # fmt: skip
    signature = sign(holders[0].wallet, seat_feedback.message_of(chain, said))
    seat_feedback.raise_signed(session, chain, said, signature, ())
    made.known |= {"ballot": str(number), "asked round": address}


def _decide(made: Populated, world: World) -> None:
    """Beside the demo's decision, which was carried out: one that found no support, and one that is voted on."""
    session, holders = made.stage.session, _holders(made, world)
    address = open_round(world, session)
    world.give(world.chain.treasury.address, Wei(ETHER))
    lost = propose_funding(world, holders[0], address, ETHER // 3, "Fund it twice\n\nBecause once is not enough.")
    vote(world, session, lost, Support.AGAINST, holders[0])
    world.pass_time_until(world.chain.governor.closes_at(lost) + 1)
    words = f"{MARKUP}\n\n{TEXT[:8_000]}"
    running = propose_funding(world, holders[0], address, ETHER // 2, words)
    vote(world, session, running, Support.FOR, holders[0])
    vote(world, session, running, Support.AGAINST, holders[1])
    made.known["holder"] = holders[0].address


def _holders(made: Populated, world: World) -> list[LocalAccount]:
    """Whoever of the story has badges that count."""
    return [one for one in made.stage.wallets.values() if world.chain.badge.votes_of(Address(one.address))]


def _run_rounds(made: Populated, world: World) -> None:
    """A round that is open to checks and objected to; then one that takes gifts, with hostile names in it."""
    session = made.stage.session
    payees = {slug: world.somebody(ether=1) for slug in import_demo_projects(session)}
    checked = open_round(world, session, pool_wei=3 * ETHER)
    fill_round(world, session, checked, payees)
    close_round(world, checked)
    publish(world, session, checked)
    objector = next(iter(_holders(made, world)))
    plan = objecting.object_to(world.chain, checked, Address(objector.address), MARKUP)
    do(world, session, plan, objector)
    running = _titled_round(made, world)
    for project in PROJECTS:
        take_in(world, session, running, slug_of(project["name"]), Address(objector.address))
    fill_round(world, session, running, payees)
    hostile = slug_of(PROJECTS[0]["name"])
    rounds_here = {"checked round": checked, "open round": running, "paid round": Address(made.known["paid round"])}
    made.known |= {name: str(number_of(session, world.chain, one)) for name, one in rounds_here.items()}
    made.known["hostile project"] = hostile


def _titled_round(made: Populated, world: World) -> Address:
    """A round whose title means harm; it takes gifts for a month."""
    chain, opens_at = world.chain, world.now() + 60
    opening = Opening(opens_at=Timestamp(opens_at), closes_at=Timestamp(opens_at + 30 * DAY), donation_delay_seconds=0)
    text = Configuration.of(TITLE, "pairwise", {"m_units": str(ETHER)})
    terms = terms_of(chain, text, opening, world.operator_address)
    row, _ = rounds.open_round(made.stage.session, chain, text, terms)
    world.operator_sends(chain.round(Address(row.address)).fund(Wei(2 * ETHER)))
    return Address(row.address)


def _sign_in(made: Populated, world: World) -> None:
    session = made.stage.session
    nobody_else = find_or_add(session, PSEUDONYM)
    show_page(session, nobody_else, True)
    made.tokens["hostile"] = start_session(session, nobody_else)
    made.known["hostile person"] = nobody_else.pseudonym
    made.known["donor"] = next(iter(made.stage.wallets.values())).address
    operator = find_or_add(session, "operator")
    made.tokens["operator"] = start_session(session, operator, world.operator_address)
