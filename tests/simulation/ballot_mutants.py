"""Wrong relays, on purpose: a judge that acquits them is no judge."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Engine
from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.chain.governor import SignedBallot
from quadrille.governance.relay import flow, log
from quadrille.governance.relay.ballot_tree import BallotTree
from quadrille.governance.relay.checking import voter_of
from quadrille.governance.relay.refusals import Voter
from quadrille.governance.relay.tables import ReceivedBallot
from quadrille.types import Hash32


def queue_afterwards(_engine: Engine) -> None:
    """A ballot is taken first, and queued once that is durable."""
    honest = flow.enqueue  # type: ignore[attr-defined]

    def enqueue(session: Session, *given: Any) -> None:
        session.commit()
        honest(session, *given)

    flow.enqueue = enqueue  # type: ignore[attr-defined,assignment]


def take_anything(_engine: Engine) -> None:
    """Whatever is handed in gets a receipt."""

    def require_ballot(chain: Chain, signed: SignedBallot) -> Voter:
        return voter_of(chain, signed.ballot.proposal, signed.ballot.voter)

    flow.require_ballot = require_ballot  # type: ignore[attr-defined]


def list_others(_engine: Engine) -> None:
    """In place of the first ballot against, the committed list has another one twice."""

    def tree_of(rows: Sequence[ReceivedBallot]) -> BallotTree:
        digests = [Hash32(row.digest) for row in rows]
        against = next((place for place, row in enumerate(rows) if row.support == 0), 0)
        digests[against] = digests[against - 1]
        return BallotTree(digests)

    log.tree_of = tree_of


BROKEN_OFF, GREEDY, PARTIAL = "broken off", "greedy", "partial"

BALLOT_MUTANTS: Mapping[str, Callable[[Engine], None]] = {
    BROKEN_OFF: queue_afterwards,
    GREEDY: take_anything,
    PARTIAL: list_others,
}
