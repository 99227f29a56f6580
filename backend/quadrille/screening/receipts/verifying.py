"""Whether a receipt holds: signed by whom it should be, and its commitment under its day's root on the chain.

Needs a node's address; the server that gave the receipt is asked for a list at the most, and not believed.
"""

from collections.abc import Callable
from dataclasses import dataclass

from quadrille.chain.badge import BadgeContract
from quadrille.chain.client import Client
from quadrille.chain.review_log import DayRoot, ReviewLogContract
from quadrille.errors import ContractReverted, Mismatch, NotFound, WrongChain
from quadrille.languages.moments import Moment
from quadrille.screening.receipts.commitments import ends_at, is_included
from quadrille.screening.receipts.day_log import DayLog
from quadrille.screening.receipts.receipt import Receipt, SignedReceipt
from quadrille.screening.receipts.signing import require_signed
from quadrille.types import Address, BlockNumber, BlockStamp, Hash32

DROPPED = (
    "Whoever keeps the log has dropped or changed the review after it was taken. Keep the receipt: it is the proof. "
    "Show it to the DAO, whose governance can name another publisher."
)


@dataclass(frozen=True, slots=True)
class Verified:
    """What was found of a receipt that holds.

    root, count  of the day, on the chain; `is_final` when the chain can no longer take them back
    """

    signer: Address
    root: Hash32
    count: int
    is_final: bool


def log_at(client: Client, address: Address) -> ReviewLogContract:
    """The review log at this address; raises WrongChain when there is none."""
    found = ReviewLogContract(client, address, BlockNumber(0))
    try:
        found.latest_day()
    except (ContractReverted, WrongChain) as problem:
        raise WrongChain(
            f"There is no review log at {address} on chain {client.chain_id}.", "Check the address and the node."
        ) from problem
    return found


def verify(signed: SignedReceipt, log: ReviewLogContract, day_log_of: Callable[[int], DayLog]) -> Verified:
    """Check signature, day and inclusion, against one block.

    day_log_of  gives a day's commitments, from wherever; asked only when the receipt carries no proof
    raises      WrongChain, Mismatch naming what differs, NotFound as long as the day has no root
    """
    receipt, client = signed.receipt, log.client
    # Check: the receipt is about this log.
    _require_its_log(receipt, log)
    # Check: somebody signed it who may.
    signer = require_signed(signed, BadgeContract(client, log.badge_address(), BlockNumber(0)))
    # Check: its day has a root, at one block.
    block = client.block()
    root = _published(receipt, log, block)
    # Check: what it was given for is under that root.
    if signed.proof is not None:
        _require_proof(receipt, signed.proof, root)
    else:
        _require_listed(receipt, day_log_of(receipt.day), root)
    return Verified(signer, root.root, root.count, _is_final(receipt.day, root, log))


def _require_its_log(receipt: Receipt, log: ReviewLogContract) -> None:
    if receipt.chain_id != log.client.chain_id:
        raise WrongChain(
            f"The receipt is of chain {receipt.chain_id}, the node {log.client.node} has {log.client.chain_id}.",
            "Name a node of the receipt's chain with --rpc.",
        )
    if receipt.review_log.lower() != log.address.lower():
        remedy = "A receipt of another log proves nothing about this one; ask for one of this log."
        raise Mismatch("The receipt's review log", receipt.review_log, log.address, remedy)


def _published(receipt: Receipt, log: ReviewLogContract, block: BlockStamp) -> DayRoot:
    day, latest = receipt.day, log.latest_day(block)
    try:
        return log.day_of(day, block)
    except NotFound:
        if latest > day:
            # No day is ever filled in behind a later one.
            raise Mismatch(f"Day {day} on the chain", f"no root, and one for day {latest}", "a root", DROPPED) from None
        raise NotFound("root on the chain yet of day", day, _when(day, block)) from None


def _when(day: int, block: BlockStamp) -> str:
    ends = Moment(ends_at(day))
    if block.at < ends:
        return f"The day ends at {ends}; look again after."
    return f"The day ended at {ends}: look again in an hour, then ask the operator why it is late."


def _require_proof(receipt: Receipt, proof: tuple[Hash32, ...], root: DayRoot) -> None:
    if not is_included(root.root, receipt.item, proof):
        words = f"none that has commitment {receipt.item.commitment} at position {receipt.item.position} by this proof"
        remedy = f"Take the proof out of the file and look again: the log is asked then. If it stays: {DROPPED}"
        raise Mismatch(f"The root of day {receipt.day}", root.root, words, remedy)


def _require_listed(receipt: Receipt, listed: DayLog, root: DayRoot) -> None:
    # Check: the list is the one that was published, to the last commitment; then what is not in it was left out.
    had = listed.tree().root if listed.commitments else "that of a day without reviews"
    if listed.day != receipt.day or had != root.root:
        remedy = f"The log that was read is not the one that was published. {DROPPED}"
        raise Mismatch(f"The root of day {receipt.day}", root.root, had, remedy)
    if receipt.item not in listed.items():
        what = f"Commitment {receipt.item.commitment} at position {receipt.item.position} of day {receipt.day}"
        raise Mismatch(what, "not in the log", "in the receipt", DROPPED)


def _is_final(day: int, root: DayRoot, log: ReviewLogContract) -> bool:
    try:
        return log.day_of(day, log.client.final_block()) == root
    except (NotFound, WrongChain):
        # Before the contract was made there is nothing at its address.
        return False
