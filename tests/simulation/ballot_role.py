"""Those who hand in ballots, as people do at a relay, and the worker's part that closes its lists."""

import random
import sys
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import Engine

from quadrille.chain.deployment import Chain
from quadrille.chain.outbox.sender import Sender
from quadrille.db import writing
from quadrille.governance.relay import closing
from quadrille.governance.relay.closing import Closing
from quadrille.governance.relay.flow import receive
from quadrille.governance.relay.papers import BallotPaper
from simulation.ballot_world import keep_receipt, read_ballots, read_receipts

PAUSE_SECONDS = 0.01
REST_SECONDS = 0.5
"""Before those who were refused come again."""

SENDING_SECONDS, CLOSING_SECONDS = 0.5, 1.0
AGAIN = 0.05
"""How often somebody who has a receipt asks for it once more."""


class HandingIn:
    """Everybody hands in what they have no receipt for, again and again; over once all have one."""

    def __init__(self, engine: Engine, chain: Chain, folder: Path, seed: int) -> None:
        self._engine, self._chain, self._folder, self._random = engine, chain, folder, random.Random(seed)
        self._ballots = read_ballots(folder)
        self._waiting: list[BallotPaper] = []

    def step(self) -> bool:
        """Hand in one, and keep the receipt; raises as `receive` when it is refused."""
        if not self._waiting:
            time.sleep(REST_SECONDS)
            self._waiting = self._without_receipt()
        paper = self._waiting.pop()
        with writing(self._engine) as session:
            receipt = receive(session, self._chain, paper.signed())
        keep_receipt(self._folder, receipt)
        if self._random.random() < AGAIN:
            self._waiting.append(paper)
        time.sleep(PAUSE_SECONDS)
        return True

    def _without_receipt(self) -> list[BallotPaper]:
        """In any order; but who thinks again mostly does so later."""
        had = {receipt.ballot.signature for receipt in read_receipts(self._folder)}
        waiting = [paper for paper in self._ballots if paper.signature not in had]
        if not waiting:
            sys.exit(0)
        ((first, _),) = Counter(paper.version for paper in waiting).most_common(1)
        # Taken from the end.
        return sorted(waiting, key=lambda paper: self._random.random() + 0.6 * (paper.version == first))


class Unhurried:
    """Does one step of a sender at a time, and leaves the machine to the voters in between: batches grow meanwhile."""

    def __init__(self, sender: Sender) -> None:
        self._sender = sender

    def step(self) -> bool:
        """One step, and a pause; never more at once."""
        self._sender.step()
        time.sleep(SENDING_SECONDS)
        return False


def closer(engine: Engine, chain: Chain) -> Closing:
    """Looks for votes that are over, more often than the real one."""
    closing.PAUSE_SECONDS = CLOSING_SECONDS  # type: ignore[assignment]
    return Closing(engine, chain)
