"""What holders of seats sign off the chain is what the chambers' contracts check on it: the same digest."""

from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from chain.test_typed_data import ADDRESSES, UINT48
from quadrille.chain.affiliation_registry import Declaration
from quadrille.chain.chamber_ballot import ChamberVote
from quadrille.chain.chamber_messages import (
    backing_message,
    chamber_vote_message,
    declaration_message,
    dispute_message,
    seat_feedback_message,
)
from quadrille.chain.standing_feedback import SeatFeedback
from quadrille.chain.states import FeedbackKind, Support
from quadrille.chain.typed_data import typed_digest

UINT64 = st.integers(0, 2**64 - 1)
HASHES = st.binary(min_size=32, max_size=32).map(lambda word: "0x" + word.hex())
VOTES = st.builds(ChamberVote, UINT64, UINT64, st.sampled_from(Support), UINT48)
FEEDBACKS = st.builds(SeatFeedback, UINT64, HASHES, st.sampled_from(FeedbackKind), HASHES)
DECLARATIONS = st.builds(Declaration, ADDRESSES, HASHES, UINT48, UINT48)

some = hypothesis_settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])


@some
@given(vote=VOTES)
def test_a_vote_of_any_fields_has_the_digest_of_the_contract(world, vote):
    contract = world.chain.chamber_ballot
    message = chamber_vote_message(world.chain.client.chain_id, contract.address, vote)
    assert typed_digest(message) == contract.vote_digest(vote)


@some
@given(feedback=FEEDBACKS, deadline=UINT48)
def test_feedback_of_any_fields_has_the_digest_of_the_contract(world, feedback, deadline):
    contract = world.chain.standing_feedback
    message = seat_feedback_message(world.chain.client.chain_id, contract.address, feedback, deadline)
    assert typed_digest(message) == contract.feedback_digest(feedback, deadline)


@some
@given(seat=UINT64, id_=HASHES, term=UINT48, deadline=UINT48)
def test_a_backing_of_any_fields_has_the_digest_of_the_contract(world, seat, id_, term, deadline):
    contract = world.chain.standing_feedback
    message = backing_message(world.chain.client.chain_id, contract.address, seat, id_, term, deadline)
    assert typed_digest(message) == contract.backing_digest(seat, id_, term, deadline)


@some
@given(declaration=DECLARATIONS)
def test_a_declaration_of_any_fields_has_the_digest_of_the_contract(world, declaration):
    contract = world.chain.affiliation_registry
    message = declaration_message(world.chain.client.chain_id, contract.address, declaration)
    assert typed_digest(message) == contract.declaration_digest(declaration)


@some
@given(case=UINT64, deadline=UINT48)
def test_a_dispute_of_any_case_has_the_digest_of_the_contract(world, case, deadline):
    contract = world.chain.affiliation_registry
    message = dispute_message(world.chain.client.chain_id, contract.address, case, deadline)
    assert typed_digest(message) == contract.dispute_digest(case, deadline)
