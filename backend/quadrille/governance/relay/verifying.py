"""Whether a relay kept what its receipt says: the ballot is listed, and it is a vote.

Needs a node's address; whoever keeps the list is asked for one leaf at the most, and not believed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from quadrille.chain.ballot_log import BallotLogContract
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.governor import GovernorContract
from quadrille.errors import ContractReverted, Mismatch, WrongChain
from quadrille.governance.relay.papers import ReceiptPaper
from quadrille.languages.moments import Moment
from quadrille.types import NO_HASH, Address, Hash32

YOURSELF = "Cast the ballot yourself while votes are taken: `quadrille governance cast FILE --keystore FILE`."
KEEP = "Keep the receipt: with it anybody can prove on the chain that the relay left the ballot out."


class Listed(NamedTuple):
    """What a list has at one position, and the proof of that."""

    digest: Hash32
    proof: Sequence[Hash32]


@dataclass(frozen=True, slots=True)
class Kept:
    """What was found of a receipt that was kept so far.

    vote        counted, replaced, or not yet: what the chain has of the ballot
    list        listed, or not yet: what the relay has committed
    """

    vote: str
    list: str


def log_at(client: Client, address: Address) -> BallotLogContract:
    """The ballot log at this address; raises WrongChain when there is none."""
    found = BallotLogContract(client, address)
    try:
        found.governor_address()
    except (ContractReverted, WrongChain) as problem:
        words = f"There is no ballot log at {address} on chain {client.chain_id}."
        raise WrongChain(words, "Check the address and the node.") from problem
    return found


def verify(paper: ReceiptPaper, log: BallotLogContract, listed_at: Callable[[int], Listed]) -> Kept:
    """Check vote and list against the chain.

    listed_at   what the list has at a position, from wherever; asked only when the list is that long
    raises      WrongChain for a receipt of elsewhere; Mismatch for a ballot that was left out, or is late
    """
    _require_its_log(paper, log)
    # What can be proven comes first, then what the voter can still mend.
    listed = _list(paper, log, listed_at)
    return Kept(_vote(paper, GovernorContract(log.client, log.governor_address())), listed)


def _list(paper: ReceiptPaper, log: BallotLogContract, listed_at: Callable[[int], Listed]) -> str:
    relay, receipt = checked_address(paper.relay), paper.receipt()
    had = log.list_of(relay, receipt.proposal)
    if had.count <= receipt.position:
        # Check: the list can still come to it.
        if log.is_omitted(relay, receipt, paper.signature, NO_HASH, []):
            raise Mismatch("The relay's list", f"{had.count} ballots", f"one at position {receipt.position}", KEEP)
        return "not yet"
    listed = listed_at(receipt.position)
    # Check: what is at its position is it. The contract judges, by the proof.
    if log.is_omitted(relay, receipt, paper.signature, listed.digest, listed.proof):
        raise Mismatch(f"Position {receipt.position} of the list", listed.digest, receipt.digest, KEEP)
    return "listed"


def _require_its_log(paper: ReceiptPaper, log: BallotLogContract) -> None:
    chain_id, governor = paper.ballot.chain_id, checked_address(paper.ballot.governor)
    if chain_id != log.client.chain_id:
        cause = f"The receipt is of chain {chain_id}, the node {log.client.node} has {log.client.chain_id}."
        raise WrongChain(cause, "Name a node of the receipt's chain with --rpc.")
    if (checked_address(paper.ballot_log), governor) != (log.address, log.governor_address()):
        remedy = "A receipt of another log proves nothing about this one; ask for one of this log."
        raise Mismatch("The receipt's ballot log", paper.ballot_log, log.address, remedy)


def _vote(paper: ReceiptPaper, governor: GovernorContract) -> str:
    meant = paper.ballot.signed().ballot
    vote = governor.vote_of(meant.proposal, meant.voter)
    if vote.version >= meant.version:
        return "counted" if (vote.version, vote.support) == (meant.version, meant.support) else "replaced"
    # Check: the relay is not late with it.
    now = governor.client.block().at
    if now >= paper.cast_by:
        late = f"one by {Moment(paper.cast_by)}, and it is {Moment(now)}"
        raise Mismatch(f"The vote of {meant.voter}", "none", late, YOURSELF)
    return "not yet"
