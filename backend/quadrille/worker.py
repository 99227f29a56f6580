"""`quadrille worker`: goes on with whatever nobody waits for, until Ctrl-C; any number of them may run."""

import logging
import threading
from typing import Protocol

import typer
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from quadrille.chain.commands import wait_for_interrupt
from quadrille.chain.deployment import Chain, connect
from quadrille.chain.outbox.sender import Sender
from quadrille.chain.outbox.sending import desk_of
from quadrille.chain.text import for_a_log
from quadrille.config import Role, Settings
from quadrille.db import make_engine, migrate
from quadrille.errors import QuadrilleError
from quadrille.gate.faults import where_of
from quadrille.governance.chambers.carrying import VoteSending
from quadrille.governance.chambers.tending import Tending
from quadrille.governance.relay.closing import Closing, relay_desk
from quadrille.governance.trimming import Trimming
from quadrille.notices.digesting import NoticeSending
from quadrille.people.mail import LocalBox
from quadrille.privacy.retention import Purging
from quadrille.readiness import followers
from quadrille.rounds.listing import Listing
from quadrille.screening.issuing import IssueCarrier
from quadrille.screening.panels.clock import PanelClock
from quadrille.screening.process.deadlines import ScreeningClock
from quadrille.screening.receipts.rooting import DayRootCarrier, Rooting

log = logging.getLogger(__name__)

FIRST_PAUSE_SECONDS, LONGEST_PAUSE_SECONDS = 0.2, 30.0
"""After a failure, doubled each time: a node that is down is not asked more often than twice a minute."""


class Stepping(Protocol):
    """Whatever does a little at a time and can be stopped after any of it."""

    def step(self) -> bool:
        """Do a little; whether there may be more at once."""


class Worker:
    """Runs senders and followers, one thread for each, until it is stopped.

    box   where the mails of a local chain without a mail server are shown, when this process shows them
    """

    def __init__(self, engine: Engine, chain: Chain, box: LocalBox | None = None) -> None:
        self.chain = chain
        self._stopping = threading.Event()
        parts = jobs(engine, chain, box)
        self._threads = [
            threading.Thread(target=self._run, args=(name, part), name=name) for name, part in parts.items()
        ]

    def start(self) -> None:
        """Begin, in the background."""
        for thread in self._threads:
            thread.start()

    def silent(self) -> list[str]:
        """The names of those that do not run although nobody stopped them."""
        return [] if self._stopping.is_set() else [one.name for one in self._threads if not one.is_alive()]

    def stop(self) -> None:
        """End after the step at hand."""
        self._stopping.set()
        for thread in self._threads:
            thread.join()

    def _run(self, name: str, part: Stepping) -> None:
        pause = FIRST_PAUSE_SECONDS
        while not self._stopping.is_set():
            has_more = _step(name, part)
            if has_more is None:
                # Nothing was lost: the step is done again, whatever stopped it.
                self._stopping.wait(pause)
                pause = min(2 * pause, LONGEST_PAUSE_SECONDS)
                continue
            pause = FIRST_PAUSE_SECONDS
            if not has_more:
                self._stopping.wait(self.chain.client.idle_seconds)


def _step(name: str, part: Stepping) -> bool | None:
    """Whether there may be more to do at once; None when the step could not be done."""
    try:
        return part.step()
    except (QuadrilleError, OperationalError) as problem:
        is_ours = isinstance(problem, QuadrilleError)
        log.warning("%s: %s", name, for_a_log(str(problem)) if is_ours else "the database is busy")
    except Exception as fault:  # noqa: BLE001 (logged without its words, which may hold a wallet)
        # A fault of ours must not end this thread while everybody believes that it runs.
        log.error("%s failed\n%s", name, where_of(fault))
    return None


def jobs(engine: Engine, chain: Chain, box: LocalBox | None = None) -> dict[str, Stepping]:
    """Everything that goes on in the background, by name: here the rooms are put together."""
    # The committer's key is another person's, and mostly on another machine.
    here: tuple[Role, ...] = ("committer",) if chain.client.settings.has_key("committer") else ()
    return {
        "issuer's sender": Sender(desk_of(engine, chain, "issuer", IssueCarrier(chain), DayRootCarrier(chain))),
        "operator's sender": Sender(relay_desk(engine, chain)),
        **{f"{role}'s sender": Sender(desk_of(engine, chain, role)) for role in here},
        "purging": Purging(engine),
        "deadlines of screenings": ScreeningClock(engine),
        "panels": PanelClock(engine, chain),
        "day roots": Rooting(engine, chain),
        "ballot lists": Closing(engine, chain),
        "votes of badges that are gone": Trimming(engine, chain),
        "votes of chambers": VoteSending(engine, chain),
        "chambers": Tending(engine, chain),
        "rounds": Listing(engine, chain),
        "notices": NoticeSending(engine, chain, box),
        **{f"follower of {follower.book.copies.room}": follower for follower in followers(engine, chain)},
    }


def worker() -> None:
    """Send what is queued, follow the chain and ring alarms until Ctrl-C. `serve` does the same beside its pages."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(message)s")
    settings = Settings()
    migrate(settings.database_url)
    engine = make_engine(settings.database_url)
    running = Worker(engine, connect(settings))
    running.start()
    typer.echo("working; Ctrl-C ends it")
    wait_for_interrupt()
    running.stop()
    engine.dispose()
