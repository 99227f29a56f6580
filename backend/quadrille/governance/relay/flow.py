"""From a signed ballot to a receipt at once; handing it in is the outbox's, which loses nothing."""

from sqlmodel import Session

from quadrille.chain.alarms import require_calm
from quadrille.chain.deployment import Chain
from quadrille.chain.governor import SignedBallot
from quadrille.chain.outbox.queue import Work, enqueue
from quadrille.db import engine_of, reading
from quadrille.governance.relay.checking import require_ballot, require_none
from quadrille.governance.relay.log import append, find, hold_lists, newest_version, our_relay, used
from quadrille.governance.relay.papers import ReceiptPaper
from quadrille.governance.relay.quotas import CONTRACT_GAS, KEY_GAS, require_room
from quadrille.governance.relay.refusals import on_its_way
from quadrille.governance.relay.signing import digest_of, give_receipt, is_by_key
from quadrille.governance.relaying import BallotCarrier, ballot_entry
from quadrille.types import Address, Hash32, Timestamp


def receive(session: Session, chain: Chain, signed: SignedBallot) -> ReceiptPaper:
    """Take a signed ballot and answer with our receipt at once: it will be handed in, whatever happens here.

    session   committed here: the ballot, its position and the work that hands it in become durable together
    raises    NotFound for an unknown proposal; Refused with a reason and a remedy, TooMany when we do not pay for it:
              then nothing is kept. The same ballot again is answered with the same receipt.
    """
    relay, digest = our_relay(chain), digest_of(chain, signed.ballot)
    with reading(engine_of(session)) as before:
        known = find(before, relay, digest)
    if known is not None:
        return give_receipt(chain, known)
    # Check: it would count now. The chain is asked before the database is held.
    voter = require_ballot(chain, signed)
    hold_lists(session, relay)
    row = find(session, relay, digest)
    if row is None:
        # Check: what is known of the chain is not in doubt.
        require_calm(session)
        # Check: it is newer than what is on its way, and we pay for one more of this voter.
        most_gas = KEY_GAS if is_by_key(chain, signed) else CONTRACT_GAS
        _require_room(session, chain, (voter.proposal, voter.address), signed.ballot.version, most_gas, voter.now)
        # Effect: its place in the list, and the work that hands it in.
        row = append(session, relay, signed, digest, most_gas, voter.now)
        work = Work(ballot_key(chain, digest), BallotCarrier.kind, ballot_entry(signed))
        enqueue(session, chain.client, relay.relay, [work])
    session.commit()
    return give_receipt(chain, row)


def require_taken(session: Session, chain: Chain, proposal: int, voter: Address, version: Timestamp) -> None:
    """Raise Refused or TooMany when we would not pay for a ballot that nobody has signed yet."""
    _require_room(session, chain, (proposal, voter), version, KEY_GAS, chain.client.block().at)


def _require_room(
    session: Session, chain: Chain, of: tuple[int, Address], version: Timestamp, most_gas: int, now: Timestamp
) -> None:
    relay, (_, voter) = our_relay(chain), of
    newest = newest_version(session, relay, *of)
    if newest >= version:
        require_none([on_its_way(voter, newest)])
    require_room(used(session, relay, *of, now), voter, most_gas, chain.client.settings.relay_gas_per_day, now)


def ballot_key(chain: Chain, digest: Hash32) -> str:
    """The work that hands in this ballot, by its own name."""
    return f"governor {chain.governor.address} ballot {digest}"
