"""The operator of a round, and the senders of its keys: what a person at the command line does, again and again."""

import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.outbox.sender import Sender
from quadrille.chain.outbox.sending import desk_of
from quadrille.chain.states import RoundStatus
from quadrille.db import writing
from quadrille.errors import QuadrilleError
from quadrille.rounds import flow
from quadrille.rounds.money import paying
from quadrille.rounds.outcome.coefficients import COEFFICIENTS, Coefficients, read_coefficients
from quadrille.rounds.projects.roster import read_roster
from quadrille.rounds.steps.plan import Plan, carry_out
from quadrille.types import NO_HASH, Address

PAUSE_SECONDS = 0.05


class Operator:
    """Closes, publishes, finalises and pays. It remembers nothing: whatever is next is asked of the chain."""

    def __init__(self, engine: Engine, chain: Chain, address: Address, seed: int, slice_payees: int) -> None:
        self._engine, self._chain, self._address, self._slice = engine, chain, address, slice_payees
        self._random = random.Random(seed)
        self._agenda: list[Callable[[], Plan]] = []
        self._bundles = chain.client.settings.bundle_folder

    def step(self) -> bool:
        """Do what comes next."""
        round_ = self._chain.round(self._address)
        assert isinstance(round_, PublishedRound)
        status = round_.status()
        if status is RoundStatus.CLOSED:
            self._decide(round_)
        elif status is RoundStatus.PUBLISHED:
            self._carry_out(lambda session: flow.finalise(session, self._chain, self._address))
        elif status is RoundStatus.FINALISED:
            self._pay(round_)
        time.sleep(PAUSE_SECONDS)
        return True

    def _decide(self, round_: PublishedRound) -> None:
        if round_.coefficients_commitment() == NO_HASH:
            table = self._table()
            self._carry_out(lambda session: flow.close(session, self._chain, self._address, self._bundles, table))
        else:
            self._carry_out(lambda session: flow.publish(session, self._chain, self._address, self._bundles).plan)

    def _pay(self, round_: PublishedRound) -> None:
        """One payment after another in any order; what fails comes again after the others."""
        if not self._agenda:
            self._agenda = self._payments(round_)
        do = self._agenda.pop()
        try:
            self._carry_out(lambda _: do())
        except QuadrilleError:
            self._agenda.insert(0, do)
            if self._random.random() < 0.1:
                self._agenda.clear()
            raise

    def _payments(self, round_: PublishedRound) -> list[Callable[[], Plan]]:
        names, sponsors = sorted(read_roster(round_).slugs), round_.sponsors()
        agenda: list[Callable[[], Plan]] = [partial(paying.push, self._chain, self._address, self._slice)]
        agenda += [partial(paying.claim, self._chain, self._address, name) for name in names]
        agenda += [partial(paying.reclaim, self._chain, self._address, sponsor) for sponsor in sponsors]
        return self._random.sample(agenda, len(agenda))

    def _carry_out(self, make: Callable[..., Plan]) -> None:
        with writing(self._engine) as session:
            carry_out(session, self._chain, make(session))

    def _table(self) -> Coefficients:
        with (Path(self._bundles) / COEFFICIENTS).open("rb") as file:
            return read_coefficients(file, COEFFICIENTS)


class Senders:
    """Sends what the keys of a round have queued, in turn."""

    def __init__(self, engine: Engine, chain: Chain) -> None:
        self._senders = [Sender(desk_of(engine, chain, role)) for role in ("operator", "committer")]

    def step(self) -> bool:
        """Do what can be done now; whether there was anything."""
        found = [sender.step() for sender in self._senders]
        return any(found)
