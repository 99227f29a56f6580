"""What voters read of a proposal is what it calls, whatever its description says and however strange the call is."""

import pytest

from journeys import open_round
from quadrille.chain.governor import Action
from quadrille.chain.token import TokenContract
from quadrille.governance.proposals.words import action_in_words
from quadrille.types import Address, Timestamp, Wei

STRANGER = Address("0x000000000000000000000000000000000000dEaD")


def words(world, call, value_wei=0):
    return action_in_words(world.chain, Action(call.to, Wei(value_wei or call.value_wei), call.data))[1]


def test_every_step_of_governance_s_is_told(world, session):
    round_ = world.chain.round(open_round(world, session))
    told = {
        words(world, call).replace(round_.address, "R").replace(STRANGER, "S")
        for call in (
            round_.fund(Wei(5)),
            round_.rule(2),
            round_.name_publisher(STRANGER),
            round_.release(3),
            round_.resume_intake(),
            round_.review(3, 2, True, "{good} %s"),
            round_.review(3, 2, False, "bad"),
            round_.cancel(),
            round_.hold(3, Timestamp(9), "why"),
            world.chain.round_factory.allow_token(STRANGER, True),
            world.chain.round_factory.allow_token(STRANGER, False),
            TokenContract(world.chain.client, STRANGER).approve(round_.address, Wei(5)),
        )
    }
    assert told == {
        "The treasury pays 5 base units into the matching pool of the round R.",
        "In the round R, the objection to the result is frivolous.",
        "In the round R, S publishes from now on.",
        "In the round R, the hold of project 3 ends.",
        "In the round R, the pause of donations and deposits ends.",
        "In the round R, edition 2 of project 3 is admitted: {good} %s",
        "In the round R, edition 2 of project 3 is rejected: bad",
        "The round R is ended: before its close everybody is paid back, after it the pool goes back.",
        "In the round R, project 3 is not paid until 1 January 1970, 00:00:09 UTC: why",
        "Rounds may be opened in the token S.",
        "Rounds may no longer be opened in the token S; those that are open go on.",
        "R may take 5 base units of the token S from the treasury.",
    }


def test_coins_that_are_sent_along_are_told(world, session):
    round_ = world.chain.round(open_round(world, session))
    assert words(world, round_.cancel(), 7).endswith("It sends 7 wei.")
    assert words(world, round_.fund(Wei(5)), 7).endswith("It sends 7 wei.")


def test_what_else_our_contracts_can_be_asked_is_told_with_its_arguments(world):
    call = world.chain.treasury.grant_role("PROPOSER_ROLE", STRANGER)
    assert f"calls grantRole(bytes32,address) of {world.chain.treasury.address} with role 0x" in words(world, call)
    assert f"account {STRANGER}." in words(world, call)


@pytest.mark.parametrize("tail", ["", "00", "ff" * 31, "ff" * 32, "00" * 31 + "09"])
def test_a_call_that_no_contract_takes_is_told_as_it_is(world, session, tail):
    round_ = world.chain.round(open_round(world, session))
    for target in (round_.address, world.chain.round_factory.address, world.chain.badge.address, STRANGER):
        # `rule` is one of the round's.
        for calldata in ("0x" + tail, round_.rule(0).data[:10] + tail):
            function, told = action_in_words(world.chain, Action(target, Wei(1), calldata))
            assert function
            assert target in told
