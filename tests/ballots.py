"""Proposals and votes as tests make them: a holder proposes, holders sign, and somebody else hands it in."""

from eth_account.signers.local import LocalAccount
from sqlmodel import Session

from conftest import World
from quadrille.chain.ballot_log import BallotReceipt
from quadrille.chain.calls import Call, Mined
from quadrille.chain.governor import SignedBallot
from quadrille.chain.states import Support
from quadrille.chain.typed_data import ballot_message, ballot_receipt_message, sign, typed_digest
from quadrille.db import make_engine
from quadrille.governance import flow
from quadrille.governance.relay import sending
from quadrille.governance.relay.closing import relay_desk
from quadrille.governance.relay.papers import ReceiptPaper, ballot_paper
from quadrille.types import Address, Timestamp, Wei


def funding(
    world: World, proposer: LocalAccount, round_address: Address, amount_wei: int, words: str
) -> tuple[Call, int]:
    """The call by which this holder proposes to fund a round, and the proposal's id."""
    return flow.propose_funding(world.chain, Address(proposer.address), round_address, Wei(amount_wei), words)


def propose_funding(world: World, proposer: LocalAccount, round_address: Address, amount_wei: int, words: str) -> int:
    """A proposal to fund a round that takes votes now."""
    call, proposal = funding(world, proposer, round_address, amount_wei, words)
    world.chain.client.send_from(proposer, call)
    world.pass_time_until(flow.get_proposal(world.chain, proposal).opens_at + 1)
    return proposal


def signed_ballot(
    world: World, proposal: int, support: Support, holder: LocalAccount, by: LocalAccount | None = None
) -> SignedBallot:
    """A ballot of this holder as it can be signed now; by another's key where `by` is given."""
    meant = flow.ballot(world.chain, proposal, support, Address(holder.address))
    message = ballot_message(world.chain.client.chain_id, world.chain.governor.address, meant)
    return SignedBallot(meant, sign(by or holder, message))


def send_waiting(world: World) -> None:
    """What a worker does with the ballots that were taken and the lists that are closed."""
    engine = make_engine(world.settings.database_url)
    assert not any(sending.send_waiting(relay_desk(engine, world.chain), 60))
    engine.dispose()


def receipt_by(relay: LocalAccount, governor: Address, signed: SignedBallot, at: int) -> ReceiptPaper:
    """What a relay with this key could give for a ballot, on the local chain; its log is anywhere."""
    meant, digest = signed.ballot, typed_digest(ballot_message(31_337, governor, signed.ballot))
    said = BallotReceipt(meant.proposal, meant.voter, digest, 0, Timestamp(at), Timestamp(at + 300))
    return ReceiptPaper(
        ballot=ballot_paper(31_337, governor, signed),
        ballot_log=governor,
        relay=relay.address,
        digest=digest,
        position=0,
        received_at=said.received_at,
        cast_by=said.cast_by,
        server="https://relay.example",
        signature=sign(relay, ballot_receipt_message(31_337, governor, said)),
    )


def vote(world: World, session: Session, proposal: int, support: Support, holder: LocalAccount) -> Mined:
    """A holder signs, and somebody else pays for handing it in."""
    return flow.relay_ballot(session, world.chain, signed_ballot(world, proposal, support, holder))
