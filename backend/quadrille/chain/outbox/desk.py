"""What one signer's sending stands on, handed from step to step."""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from sqlalchemy import Engine
from sqlmodel import Session, select
from sqlmodel.sql.expression import SelectOfScalar

from quadrille.chain.client import Client
from quadrille.chain.outbox.carriers import Carrier
from quadrille.chain.outbox.tables import TransactionRow, TransactionState
from quadrille.chain.policy import Policy
from quadrille.chain.signers import Signer
from quadrille.db import hold, writing
from quadrille.types import Address

IN_FLIGHT = 64
"""Unmined transactions of one sender at once, at the most: what geth's pool keeps of one account for certain."""

LOCAL_RESEND_SECONDS, RESEND_SECONDS = 1, 20
"""How long bytes that were sent may stay unmined before they are sent again."""

LOCAL_BUMP_SECONDS, BUMP_SECONDS = 10, 90
"""How long the next nonce may stay unmined before it pays more; seven slots of Ethereum."""


@dataclass(frozen=True, slots=True)
class Desk:
    """One signer, its chain, its database, and what it may do."""

    engine: Engine
    client: Client
    signer: Signer
    carriers: Mapping[str, Carrier]
    policy: Policy
    is_round: Callable[[Address], bool]
    resend_seconds: float = field(default=RESEND_SECONDS)
    bump_seconds: float = field(default=BUMP_SECONDS)

    @property
    def sender(self) -> Address:
        """Whose nonces these are."""
        return self.signer.address

    def policy_for(self, to: Address | None) -> Policy:
        """What may be signed when `to` is called: the rounds of our factory are ours too, though made since."""
        if to is None or to in self.policy.receivers or not self.is_round(to):
            return self.policy
        return replace(self.policy, receivers=self.policy.receivers | {to})

    def transactions(self, *states: TransactionState) -> SelectOfScalar[TransactionRow]:
        """A query for this sender's transactions on this chain in one of these states, by nonce."""
        return (
            select(TransactionRow)
            .where(
                TransactionRow.genesis_hash == self.client.genesis_hash,
                TransactionRow.sender == self.sender,
                TransactionRow.state.in_(states),  # type: ignore[attr-defined]
            )
            .order_by(TransactionRow.nonce)  # type: ignore[arg-type]
        )

    @contextmanager
    def alone(self) -> Iterator[Session]:
        """A session in which nobody else allots a nonce of this sender or settles its works; commit before it ends."""
        with writing(self.engine) as session:
            hold(session, f"outbox {self.client.genesis_hash} {self.sender}")
            yield session


def now() -> int:
    """Unix seconds of this machine; for waiting, never for deciding about money."""
    return int(time.time())
