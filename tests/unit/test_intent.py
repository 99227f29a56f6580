"""What a wallet is asked to sign: it goes through JSON and a browser, and comes out as the same digest."""

import json

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from hypothesis import given
from hypothesis import strategies as st

from quadrille.chain.badge import Voucher
from quadrille.chain.governor import Ballot
from quadrille.chain.intent import JSON_SAFE_INTEGER, signature_intent
from quadrille.chain.states import Support
from quadrille.chain.typed_data import ballot_message, sign, signer_of, voucher_message
from quadrille.types import Address, ContributionNumber, Hash32, KindId, Timestamp

GOVERNOR = Address("0x5FbDB2315678afecb367f032d93F642f64180aa3")
WALLET = Account.from_key("0x" + "5e" * 32)
VOTER = Address(WALLET.address)
UINT256 = st.integers(0, 2**256 - 1)
TIMES = st.integers(0, 2**48 - 1)


def through_a_browser(message):
    """As an intent leaves the server, is read by JavaScript, and is handed to the wallet."""
    intent = signature_intent(message, "Vote", "/api/v1/ballots")
    text = intent.model_dump_json()
    return json.loads(text, parse_int=lambda digits: int(float(digits)))["typed_data"]


def digest(message):
    signable = encode_typed_data(full_message=message)
    return signable.header + signable.body


def asked(proposal, support=Support.FOR, version=1, deadline=2, chain_id=1):
    ballot = Ballot(proposal, support, VOTER, Timestamp(version), Timestamp(deadline))
    return ballot_message(chain_id, GOVERNOR, ballot)


@given(UINT256, st.sampled_from(Support), TIMES, TIMES, st.integers(1, 2**53))
def test_a_ballot_of_any_numbers_comes_through_json_with_its_digest(proposal, support, version, deadline, chain_id):
    message = asked(proposal, support, version, deadline, chain_id)
    assert digest(through_a_browser(message)) == digest(message)


@given(number=st.integers(0, 2**64 - 1), kind=st.integers(0, 2**16 - 1), times=st.integers(0, 2**48 - 1))
def test_a_voucher_of_any_numbers_comes_through_json_with_its_digest(number, kind, times):
    voucher = Voucher(
        VOTER,
        VOTER,
        ContributionNumber(number),
        KindId(kind),
        Hash32("0x" + "ab" * 32),
        Timestamp(times),
        Timestamp(times),
    )
    message = voucher_message(31_337, GOVERNOR, voucher)
    assert digest(through_a_browser(message)) == digest(message)


def test_what_is_signed_in_the_browser_recovers_to_the_signer():
    message = asked(2**255 + 1)
    assert signer_of(message, sign(WALLET, through_a_browser(message))) == VOTER


@given(UINT256)
def test_no_number_in_the_json_is_larger_than_javascript_can_hold(proposal):
    intent = signature_intent(asked(proposal), "Vote", "/api/v1/ballots")
    numbers = []
    json.loads(intent.model_dump_json(), parse_int=lambda digits: numbers.append(int(digits)))
    assert max(numbers) < JSON_SAFE_INTEGER


@pytest.mark.parametrize(
    ("proposal", "shown"),
    [
        (0, 0),
        (JSON_SAFE_INTEGER - 1, JSON_SAFE_INTEGER - 1),
        (JSON_SAFE_INTEGER, str(JSON_SAFE_INTEGER)),
        (2**256 - 1, str(2**256 - 1)),
    ],
)
def test_a_number_that_javascript_would_round_is_text(proposal, shown):
    message = asked(proposal)
    typed_data = signature_intent(message, "Vote", "/").typed_data
    assert typed_data is not None
    assert typed_data["message"]["proposalId"] == shown


def test_a_signature_costs_nothing_and_says_where_it_goes():
    intent = signature_intent(asked(7), "Vote for", "/api/v1/ballots", Timestamp(9))
    assert (intent.kind, intent.cost.wei, intent.cost.gas) == ("signature", "0", 0)
    assert (intent.complete, intent.expires_at, intent.transaction) == ("/api/v1/ballots", 9, None)
