"""Issuing badges: the outbox with all that it keeps, next to plain web3.py that sends one and awaits its receipt."""

import secrets
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ground import Ground, ground, memory_mb, tell, timed
from sqlmodel import Session, func, select
from web3 import HTTPProvider, Web3

from quadrille.chain.accounts import account_of
from quadrille.chain.artifacts import artifact
from quadrille.chain.outbox.queue import Work, enqueue
from quadrille.chain.outbox.sender import Sender
from quadrille.chain.outbox.sending import desk_of
from quadrille.chain.outbox.tables import OutboxRow, TransactionRow, TransactionState
from quadrille.chain.signers import signer_for
from quadrille.db import writing
from quadrille.screening.issuing import IssueCarrier

BADGES = 10_000
ONE_BY_ONE = 500
"""As many as the plain way issues here: its rate does not change with their number."""

TARGET = 20
BLOCK_SECONDS = 0.02


def entries(first: int, count: int) -> list[dict[str, Any]]:
    """Badges for as many new holders."""
    holders = [Web3.to_checksum_address(secrets.token_hex(20)) for _ in range(count)]
    return [
        {"number": number, "to": holder, "kind": 1, "evidence_hash": f"0x{number:064x}"}
        for number, holder in enumerate(holders, first)
    ]


def one_by_one(here: Ground, badges: list[dict[str, Any]]) -> None:
    """What a program does that knows web3.py and nothing else."""
    w3 = Web3(HTTPProvider(here.anvil.url))
    contract = w3.eth.contract(here.chain.badge.address, abi=artifact("ContributionBadge").abi)
    account = account_of(here.chain.client.settings, "issuer")
    for entry in badges:
        issue = (entry["number"], entry["to"], entry["kind"], entry["evidence_hash"])
        transaction = contract.functions.issueBatch([issue]).build_transaction(
            {"from": account.address, "nonce": w3.eth.get_transaction_count(account.address), "gas": 300_000}
        )
        sent = w3.eth.send_raw_transaction(account.sign_transaction(transaction).raw_transaction)
        assert w3.eth.wait_for_transaction_receipt(sent, poll_latency=0.001)["status"] == 1


def through_the_outbox(here: Ground, badges: list[dict[str, Any]]) -> None:
    """Queue them, as the flow does, and step until every one is final."""
    desk = desk_of(here.engine, here.chain, "issuer", IssueCarrier(here.chain))
    with writing(here.engine) as session:
        works = [Work(f"badge {entry['number']}", "issue", entry) for entry in badges]
        enqueue(session, desk.client, desk.sender, works)
        session.commit()
    sender = Sender(desk)
    with blocks(here):
        while left(here):
            sender.step()


@contextmanager
def blocks(here: Ground) -> Iterator[None]:
    """A block every now and then: Anvil leaves what arrives while it mines for the next one."""
    done = threading.Event()

    def mine() -> None:
        while not done.wait(BLOCK_SECONDS):
            here.anvil.rpc("evm_mine")

    thread = threading.Thread(target=mine)
    thread.start()
    yield
    done.set()
    thread.join()


def left(here: Ground) -> int:
    """Works that are not final."""
    with Session(here.engine) as session:
        query = select(func.count()).select_from(OutboxRow).join(TransactionRow)
        done = session.exec(query.where(TransactionRow.state == TransactionState.FINAL)).one()
        refused = session.exec(select(func.count()).where(OutboxRow.refused.is_not(None))).one()  # type: ignore[union-attr]
    if refused:
        sys.exit(f"{refused} works were refused.")
    return BADGES - done


def main() -> None:
    """Measure both on one chain, and print them side by side."""
    with ground() as here:
        settings = here.chain.client.settings
        issuer, admin = signer_for(settings, "issuer"), signer_for(settings, "admin")
        here.chain.client.send_from(admin, here.chain.badge.set_issuer(issuer.address, 2**31))
        few, many = entries(1, ONE_BY_ONE), entries(ONE_BY_ONE + 1, BADGES)
        plain = ONE_BY_ONE / timed(lambda: one_by_one(here, few))
        before = memory_mb()
        ours = BADGES / timed(lambda: through_the_outbox(here, many))
        issued = len(here.chain.badge.issued())
    assert issued == BADGES + ONE_BY_ONE, issued
    tell(
        f"Badges until final ({BADGES:,} through the outbox, {ONE_BY_ONE} one by one; target {TARGET} times)",
        [
            ("way", "badges/s", "ratio", "most memory"),
            ("web3.py, one by one, waiting for each receipt", f"{plain:,.0f}", "1", f"{before:,.0f} MB"),
            ("the outbox, in batches", f"{ours:,.0f}", f"{ours / plain:.1f}", f"{memory_mb():,.0f} MB"),
        ],
    )


if __name__ == "__main__":
    main()
