"""Asking for one step and waiting until it is in a block: for whoever has a person waiting.

Whoever waits does the sending: nothing depends on a worker being there, and what several ask for at once leaves
together. A worker goes on with whatever was left behind.
"""

import time

from sqlalchemy import Engine
from sqlmodel import Session

from quadrille.chain.alarms import require_calm
from quadrille.chain.calls import Call, Mined, mined
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.outbox.carriers import CallCarrier, Carrier, Entry, call_entry
from quadrille.chain.outbox.desk import (
    BUMP_SECONDS,
    LOCAL_BUMP_SECONDS,
    LOCAL_RESEND_SECONDS,
    RESEND_SECONDS,
    Desk,
)
from quadrille.chain.outbox.evidence import gather
from quadrille.chain.outbox.queue import Work, enqueue, transaction_of, work_of
from quadrille.chain.outbox.sender import Sender
from quadrille.chain.outbox.settling import mark_of, stands
from quadrille.chain.outbox.tables import OutboxRow, TransactionRow, TransactionState
from quadrille.chain.policy import Policy
from quadrille.chain.signers import signer_for
from quadrille.config import Role
from quadrille.db import engine_of, reading
from quadrille.errors import ChainUnreachable, NotMinedYet, Refused, TransactionFailed
from quadrille.types import Address, BlockNumber, Hash32, Wei

MAY_CREATE: tuple[Role, ...] = ("admin",)
"""The roles whose keys make contracts."""

WAIT_SECONDS = 120
"""Ten slots of Ethereum; what is not mined by then goes on without whoever asked."""


def desk_of(engine: Engine, chain: Chain, role: Role, *carriers: Carrier) -> Desk:
    """The desk of one of our roles, which sends calls and whatever else these carriers carry."""
    settings = chain.client.settings
    by_kind: dict[str, Carrier] = {carrier.kind: carrier for carrier in (CallCarrier(), *carriers)}
    is_local = settings.is_development
    return Desk(
        engine,
        chain.client,
        signer_for(settings, role),
        by_kind,
        _policy(chain, role),
        chain.round_factory.is_round,
        LOCAL_RESEND_SECONDS if is_local else RESEND_SECONDS,
        LOCAL_BUMP_SECONDS if is_local else BUMP_SECONDS,
    )


def _policy(chain: Chain, role: Role) -> Policy:
    """What this role's key may sign: for our contracts, and whom the settings name."""
    settings = chain.client.settings
    receivers = (*chain.deployment.contracts, *settings.also_receivers)
    return Policy(
        frozenset(checked_address(one) for one in receivers),
        role in MAY_CREATE,
        Wei(settings.max_fee_wei),
        Wei(settings.minimum_balance_wei),
    )


def send(session: Session, chain: Chain, role: Role, key: str, call: Call) -> Mined:
    """Have one call done once, whatever happens, and wait until it is mined; see `send_entry`."""
    return send_entry(session, chain, role, key, CallCarrier(), call_entry(call))


def send_entry(session: Session, chain: Chain, role: Role, key: str, carrier: Carrier, entry: Entry) -> Mined:
    """Have one step done once, whatever happens, and wait until it is mined.

    key       the step's own name ("round 0x... publish ..."); the same key is never done twice
    session   committed here: what the flow wrote and the step that follows from it become durable together
    raises    ContractReverted or another Refused, before anything is kept; TransactionFailed, when it was mined but
              reverted; NotMinedYet
    """
    engine = engine_of(session)
    desk = desk_of(engine, chain, role, carrier)
    if not _is_under_way(session, desk, key):
        # Check: what is known of the chain is not in doubt.
        require_calm(session)
        # Check: it would succeed, and can be paid for; else nothing is kept.
        _try_out(desk, carrier.call([entry]))
        enqueue(session, desk.client, desk.sender, [Work(key, carrier.kind, entry)])
        _ask_again(session, desk, key)
    session.commit()
    return _follow(desk, key)


def is_kept(session: Session, chain: Chain, key: str) -> bool:
    """Whether this step was asked for before, so that `send` answers with its own transaction."""
    return work_of(session, chain.client, key) is not None


def _is_under_way(session: Session, desk: Desk, key: str) -> bool:
    work = work_of(session, desk.client, key)
    if work is None or work.refused is None:
        return work is not None
    transaction = transaction_of(session, work)
    if transaction is None or transaction.state is not TransactionState.FAILED:
        return transaction is not None
    # A failure could still become a success in another block: is its own still on the chain?
    mark = mark_of(transaction)
    return not stands(mark, gather(desk, [], [mark.number]))


def _try_out(desk: Desk, call: Call) -> None:
    desk.policy_for(call.to).require_receiver(call.what, call.to, call.value_wei)
    gas = desk.client.gas_limit(call, desk.sender)
    desk.client.require_coins(desk.sender, call, gas * desk.client.gas_price_wei())


def _ask_again(session: Session, desk: Desk, key: str) -> None:
    """A step that failed for good changed nothing: under its own key it may be tried once more."""
    work = work_of(session, desk.client, key)
    assert work is not None
    if work.refused is not None:
        work.refused = work.waits = work.transaction_id = work.place = None
        work.tries = 0
        session.add(work)


def _follow(desk: Desk, key: str) -> Mined:
    sender, until = Sender(desk), time.monotonic() + WAIT_SECONDS
    while True:
        problem = _step(sender)
        with reading(desk.engine) as session:
            work = work_of(session, desk.client, key)
            assert work is not None
            transaction = transaction_of(session, work)
        done = _by_another_hand(desk, work) or _outcome(work, transaction)
        if done is not None:
            return done
        if problem is not None:
            raise problem
        if time.monotonic() > until:
            raise NotMinedYet(
                work.key.partition(":")[2], _hash(transaction) or f"({work.waits or 'not signed yet'})", WAIT_SECONDS
            )
        time.sleep(desk.client.poll_seconds)


def _step(sender: Sender) -> ChainUnreachable | None:
    try:
        sender.step()
    except ChainUnreachable as problem:
        return problem
    return None


def _by_another_hand(desk: Desk, work: OutboxRow) -> Mined | None:
    receipt = desk.client.receipt(Hash32(work.done_hash)) if work.done_hash else None
    return mined(work.kind, receipt) if receipt is not None else None


def _outcome(work: OutboxRow, transaction: TransactionRow | None) -> Mined | None:
    """The mined step; None while there is none. Raises Refused or TransactionFailed when there will be none."""
    if transaction is not None and transaction.succeeded is False:
        reason = f"was reverted in block {transaction.block_number}"
        raise TransactionFailed(transaction.what, _hash(transaction), reason)
    if work.refused is not None:
        raise Refused(work.refused, "Nothing of this step was changed.")
    if transaction is None or transaction.block_number is None:
        return None
    assert transaction.gas_used is not None
    assert transaction.block_hash is not None
    return Mined(
        transaction.what,
        _hash(transaction),
        transaction.gas_used,
        BlockNumber(transaction.block_number),
        Hash32(transaction.block_hash),
        Address(transaction.created) if transaction.created else None,
    )


def _hash(transaction: TransactionRow | None) -> Hash32:
    return Hash32(transaction.transaction_hash or "") if transaction else Hash32("")
