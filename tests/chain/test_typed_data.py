"""What is signed off the chain is what the contracts check on it: the same digest, field by field."""

import re
from dataclasses import replace

import pytest
from eth_abi import encode
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_hash.auto import keccak
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ballots import propose_funding, signed_ballot
from conftest import ETHER
from journeys import open_round
from quadrille.chain.accounts import account_of
from quadrille.chain.badge import Voucher
from quadrille.chain.badge_kinds import REVIEWER
from quadrille.chain.governor import Ballot, SignedBallot, Support
from quadrille.chain.typed_data import ballot_message, receipt_message, sign, signer_of, voucher_message
from quadrille.errors import ContractReverted
from quadrille.governance import flow as governance
from quadrille.types import Address, ContributionNumber, Hash32, KindId, Timestamp, Wei

BALLOT = b"Ballot(uint256 proposalId,uint8 support,address voter,uint48 version,uint48 deadline)"
DOMAIN = b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"
VOTER = Account.from_key("0x" + "5e" * 32)

ADDRESSES = st.integers(1, 2**160 - 1).map(lambda number: Account.from_key(keccak(number.to_bytes(20))).address)
UINT48, UINT256 = st.integers(0, 2**48 - 1), st.integers(0, 2**256 - 1)
VOUCHERS = st.builds(
    Voucher,
    issuer=ADDRESSES,
    to=ADDRESSES,
    number=st.integers(0, 2**64 - 1),
    kind=st.integers(0, 2**16 - 1),
    evidence_hash=st.binary(min_size=32, max_size=32).map(lambda word: "0x" + word.hex()),
    valid_from=UINT48,
    deadline=UINT48,
)


def digest(message):
    signable = encode_typed_data(full_message=message)
    return "0x" + keccak(b"\x19" + signable.version + signable.header + signable.body).hex()


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(voucher=VOUCHERS)
def test_a_voucher_of_any_fields_has_the_digest_of_the_contract(world, voucher):
    badge = world.chain.badge
    message = voucher_message(world.chain.client.chain_id, badge.address, voucher)
    assert digest(message) == badge.voucher_digest(voucher)


@hypothesis_settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(proposal=UINT256, support=st.sampled_from(Support), voter=ADDRESSES, version=UINT48, deadline=UINT48)
def test_a_ballot_of_any_fields_has_the_digest_of_the_contract(world, proposal, support, voter, version, deadline):
    governor, ballot = world.chain.governor, Ballot(proposal, support, voter, version, deadline)
    message = ballot_message(world.chain.client.chain_id, governor.address, ballot)
    assert digest(message) == "0x" + governor.read("ballotDigest", SignedBallot(ballot, "0x").as_tuple()).hex()


@given(UINT256, st.sampled_from(Support), ADDRESSES, UINT48, UINT48, st.integers(1, 2**64))
def test_a_ballot_has_the_digest_that_eip_712_writes_down(proposal, support, voter, version, deadline, chain_id):
    governor = Address("0x5FbDB2315678afecb367f032d93F642f64180aa3")
    domain = [keccak(DOMAIN), keccak(b"BadgeGovernor"), keccak(b"1"), chain_id, governor]
    separator = keccak(encode(["bytes32", "bytes32", "bytes32", "uint256", "address"], domain))
    fields = [keccak(BALLOT), proposal, support, voter, version, deadline]
    struct = keccak(encode(["bytes32", "uint256", "uint8", "address", "uint48", "uint48"], fields))
    message = ballot_message(chain_id, governor, Ballot(proposal, support, voter, version, deadline))
    assert digest(message) == "0x" + keccak(b"\x19\x01" + separator + struct).hex()


RECEIPT = (
    b"ReviewReceipt(uint64 screening,string nominee,bytes32 snapshotHash,string reviewer,uint32 version,"
    b"bytes32 commitment,uint64 position,uint32 day,uint48 submittedAt,string server,string next)"
)
RECEIPT_FIELDS = (
    *("screening", "nominee", "snapshot_hash", "reviewer", "version", "commitment"),
    *("position", "day", "submitted_at", "server", "next"),
)
LETTERS = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)
RECEIPTS = st.fixed_dictionaries(
    {
        "screening": st.integers(0, 2**64 - 1),
        "nominee": LETTERS,
        "snapshot_hash": st.binary(min_size=32, max_size=32).map(lambda word: "0x" + word.hex()),
        "reviewer": LETTERS,
        "version": st.integers(0, 2**32 - 1),
        "commitment": st.binary(min_size=32, max_size=32).map(lambda word: "0x" + word.hex()),
        "position": st.integers(0, 2**64 - 1),
        "day": st.integers(0, 2**32 - 1),
        "submitted_at": UINT48,
        "server": LETTERS,
        "next": LETTERS,
    }
)


def word_of(value: int | str) -> bytes:
    """Numbers as they are, hashes as they are, other texts by their hashes."""
    if isinstance(value, int):
        return value.to_bytes(32)
    return bytes.fromhex(value[2:]) if re.fullmatch("0x[0-9a-f]{64}", value) else keccak(value.encode())


@given(receipt=RECEIPTS, review_log=ADDRESSES, chain_id=st.integers(1, 2**64))
def test_a_receipt_has_the_digest_that_eip_712_writes_down(receipt, review_log, chain_id):
    domain = [keccak(DOMAIN), keccak(b"Quadrille"), keccak(b"1"), chain_id, review_log]
    separator = keccak(encode(["bytes32", "bytes32", "bytes32", "uint256", "address"], domain))
    words = [keccak(RECEIPT), *(word_of(receipt[name]) for name in RECEIPT_FIELDS)]
    struct = keccak(b"".join(words))
    message = receipt_message(chain_id, Address(review_log), receipt)
    assert digest(message) == "0x" + keccak(b"\x19\x01" + separator + struct).hex()


def voucher_for(world, holder, number=7):
    now = world.now()
    issuer = Address(account_of(world.settings, "voucher").address)
    evidence = Hash32("0x" + "ab" * 32)
    holder = Address(holder.address)
    times = Timestamp(now), Timestamp(now + 600)
    return Voucher(issuer, holder, ContributionNumber(number), REVIEWER.id, evidence, *times)


def signed(world, voucher, key=None):
    message = voucher_message(world.chain.client.chain_id, world.chain.badge.address, voucher)
    return sign(key or account_of(world.settings, "voucher"), message)


def test_a_signed_voucher_is_redeemed(world):
    holder = world.somebody()
    voucher = voucher_for(world, holder)
    world.chain.client.send_from(holder, world.chain.badge.claim(voucher, signed(world, voucher)))
    assert world.chain.badge.badge_of(voucher.number).holder == holder.address


@pytest.mark.parametrize("field", ["to", "number", "kind", "evidence_hash", "valid_from", "deadline"])
def test_a_voucher_changed_in_any_field_after_signing_is_refused(world, field):
    holder = world.somebody()
    voucher = voucher_for(world, holder)
    other = {
        "to": world.somebody().address,
        "number": voucher.number + 1,
        "kind": KindId(voucher.kind + 1),
        "evidence_hash": Hash32("0x" + "cd" * 32),
        "valid_from": voucher.valid_from - 1,
        "deadline": voucher.deadline + 1,
    }
    changed = replace(voucher, **{field: other[field]})
    with pytest.raises(ContractReverted):
        world.chain.client.send_from(holder, world.chain.badge.claim(changed, signed(world, voucher)))


@pytest.mark.parametrize("place", ["chain", "contract", "key"])
def test_a_voucher_signed_for_another_chain_contract_or_by_another_key_is_refused(world, place):
    holder = world.somebody()
    voucher = voucher_for(world, holder)
    chain_id = world.chain.client.chain_id + (place == "chain")
    contract = world.chain.governor.address if place == "contract" else world.chain.badge.address
    key = holder if place == "key" else account_of(world.settings, "voucher")
    signature = sign(key, voucher_message(chain_id, contract, voucher))
    with pytest.raises(ContractReverted):
        world.chain.client.send_from(holder, world.chain.badge.claim(voucher, signature))


@pytest.fixture
def proposal(world, session):
    """A proposal open to votes, and its proposer, who has a badge."""
    holder = world.somebody()
    voucher = voucher_for(world, holder)
    world.chain.client.send_from(holder, world.chain.badge.claim(voucher, signed(world, voucher)))
    world.pass_time(1)
    world.give(world.chain.treasury.address, Wei(ETHER))
    round_address = open_round(world, session, closes_in=30 * 86_400)
    return propose_funding(world, holder, round_address, ETHER, "Fund it"), holder


@pytest.mark.parametrize("support", list(Support))
def test_a_signed_ballot_is_counted_as_it_says(world, proposal, support):
    number, holder = proposal
    ballot = signed_ballot(world, number, support, holder)
    world.chain.client.send_from(world.somebody(), world.chain.governor.cast_ballot(ballot))
    tally = world.chain.governor.tally_of(number)
    assert (tally.against, tally.support, tally.abstain) == tuple(int(support is one) for one in Support)


@pytest.mark.parametrize("wrong", ["support", "version", "deadline", "chain", "contract", "voter"])
def test_a_ballot_signed_with_anything_else_is_refused(world, proposal, wrong):
    number, holder = proposal
    stranger = Address(world.somebody().address)
    meant = governance.ballot(world.chain, number, Support.FOR, Address(holder.address))
    message = ballot_message(
        world.chain.client.chain_id + (wrong == "chain"),
        world.chain.badge.address if wrong == "contract" else world.chain.governor.address,
        Ballot(
            number,
            Support.AGAINST if wrong == "support" else Support.FOR,
            stranger if wrong == "voter" else meant.voter,
            Timestamp(meant.version - (wrong == "version")),
            Timestamp(meant.deadline + (wrong == "deadline")),
        ),
    )
    call = world.chain.governor.cast_ballot(SignedBallot(meant, sign(holder, message)))
    with pytest.raises(ContractReverted, match="GovernorInvalidSignature"):
        world.chain.client.gas_limit(call, stranger)


def test_the_signer_of_a_message_is_who_signed_it():
    ballot = Ballot(7, Support.FOR, Address(VOTER.address), Timestamp(1), Timestamp(2))
    message = ballot_message(1, Address("0x" + "11" * 20), ballot)
    assert signer_of(message, sign(VOTER, message)) == VOTER.address
