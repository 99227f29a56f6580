"""What people read when a contract refuses."""

from dataclasses import replace
from inspect import getmembers, isclass

import pytest
from eth_abi.abi import encode
from eth_utils.abi import abi_to_signature, function_signature_to_4byte_selector
from typer.main import get_command
from web3.exceptions import ContractLogicError

from conftest import ETHER
from journeys import close_round, open_round
from quadrille.chain import states
from quadrille.chain.artifacts import artifact
from quadrille.chain.funding_round.terms import Terms
from quadrille.chain.remedies import DELAYS, REMEDIES
from quadrille.chain.reverts import CONTRACTS, STATES, TOKEN_ERRORS, decode_revert, words_of_revert
from quadrille.cli import build
from quadrille.errors import ContractReverted
from quadrille.types import Address, ProjectIndex, Wei

ROUNDS = ("RoundFactory", "PublishedRound", "PlainRound")
OF_CHAMBERS = ("ChamberBallot", "StandingFeedback", "AffiliationRegistry", "StandardLog")


def errors_of(*contracts):
    """The ABI entries of every custom error, by name."""
    return {entry["name"]: entry for name in contracts for entry in artifact(name).abi if entry["type"] == "error"}


def refused_with(entry, values):
    """The data with which a contract refuses, as a node gives it."""
    kinds = [argument["type"] for argument in entry["inputs"]]
    selector = function_signature_to_4byte_selector(abi_to_signature(entry))
    return "0x" + (selector + encode(kinds, values)).hex()


def sample(argument):
    """A value of an argument's type: `fund` where a function is told, the last state where one is."""
    if argument.get("internalType") in STATES:
        return max(STATES[argument["internalType"]])
    kinds = {
        "address": "0x" + "ab" * 20,
        "bytes4": function_signature_to_4byte_selector("fund(uint256)"),
        "bytes32": b"\1" * 32,
        "string": "text",
        "bool": True,
    }
    return kinds.get(argument["type"], 7)


def test_every_remedy_belongs_to_an_error_of_our_contracts():
    assert set(REMEDIES) <= {*errors_of(*CONTRACTS), *(entry["name"] for entry in TOKEN_ERRORS)}


@pytest.mark.parametrize("entry", errors_of(*ROUNDS).values(), ids=lambda entry: entry["name"])
def test_every_error_of_a_round_is_told_in_words_with_a_remedy(entry):
    values = [sample(argument) for argument in entry["inputs"]]
    name, arguments = decode_revert(ContractLogicError("refused", refused_with(entry, values)))
    assert name == entry["name"]
    assert list(arguments) == [argument["name"] for argument in entry["inputs"]]
    remedy = REMEDIES[name]
    assert remedy[0].isupper()
    assert remedy.endswith(".")
    for argument in entry["inputs"]:
        told = arguments[argument["name"]]
        if argument["type"] == "bytes4":
            assert told == "fund"
        if argument["internalType"].startswith("enum "):
            assert told == max(STATES[argument["internalType"]]).name.lower()


@pytest.mark.parametrize("name", [name for name in errors_of(*OF_CHAMBERS) if name.startswith(OF_CHAMBERS)])
def test_every_error_of_the_chambers_has_a_remedy(name):
    assert REMEDIES[name].endswith(".")


def test_a_remedy_names_only_commands_that_there_are():
    for remedy in REMEDIES.values():
        for command in remedy.split("`")[1::2]:
            words = command.split()
            if words[0] != "quadrille":
                continue
            found = get_command(build(words[1]))
            for word in words[1:]:
                found = found.commands[word]


def test_every_enumeration_of_our_contracts_is_known_by_name():
    inputs = (
        argument
        for name in CONTRACTS
        for entry in artifact(name).abi
        for argument in entry.get("inputs", ())
        if argument.get("internalType", "").startswith(("enum IRound", "enum IP"))
    )
    assert {argument["internalType"] for argument in inputs} <= set(STATES)
    assert {kind.__name__ for _, kind in getmembers(states, isclass)} >= {kind.__name__ for kind in STATES.values()}


def test_a_bad_delay_is_told_by_its_name():
    seconds = [field for field in Terms.__dataclass_fields__ if field.endswith("_seconds")]
    assert len(seconds) == len(DELAYS)
    for place, (field, told) in enumerate(zip(seconds, DELAYS, strict=True)):
        entry = errors_of("RoundFactory")["QuadraticFundingRoundBadDelay"]
        _, arguments = decode_revert(ContractLogicError("refused", refused_with(entry, [place, 1, 2, 3])))
        assert arguments == {"place": told, "had": 1, "least": 2, "most": 3}
        assert field.split("_")[0] in told.replace("-", " ") or field == "decision_seconds"


@pytest.mark.parametrize("tail", ["", "00", "zz", "ff" * 500])
def test_what_a_hostile_token_says_is_told_as_it_is(tail):
    selector = refused_with(TOKEN_ERRORS[0], ["0x" + "ab" * 20, 1, 2])[:10]
    assert decode_revert(ContractLogicError("no", selector + tail)) == ("Reverted", {"reason": "no"})


def test_a_token_that_is_not_allowed_to_be_taken_is_told_with_what_to_do():
    data = refused_with(TOKEN_ERRORS[1], ["0x" + "ab" * 20, 1, 2])
    assert "Let the round take the token first" in words_of_revert(data)


def test_a_refusal_names_function_and_state_in_words(world, session):
    address = open_round(world, session, pool_wei=ETHER)
    close_round(world, address)
    with pytest.raises(ContractReverted) as refusal:
        world.operator_sends(world.chain.round(address).fund(Wei(1)))
    assert refusal.value.name == "QuadraticFundingRoundWrongStatus"
    assert refusal.value.arguments == {"call": "fund", "had": "closed"}
    assert "fund was refused" in str(refusal.value)


def test_whoever_may_not_is_told_who_may(world, session):
    round_ = world.chain.round(open_round(world, session))
    stranger = Address(world.somebody().address)
    with pytest.raises(ContractReverted, match="NotAllowed") as refusal:
        world.chain.client.gas_limit(round_.release(ProjectIndex(0)), stranger)
    assert refusal.value.arguments["needed"] == world.chain.treasury.address
    assert refusal.value.arguments["call"] == "release"
    assert "by a proposal" in refusal.value.remedy
    with pytest.raises(ContractReverted, match="UnknownProject") as refusal:
        round_.project(ProjectIndex(3))
    assert refusal.value.arguments == {"projectId": 3, "count": 0}


def test_a_round_is_refused_with_the_delay_that_does_not_fit(world, session):
    made = world.chain.round(open_round(world, session))
    terms = replace(made.terms, objection_seconds=0)
    with pytest.raises(ContractReverted, match="place objection window, had 0, least 1"):
        world.operator_sends(world.chain.round_factory.open(made.mode, terms, made.configuration()))
    terms = replace(made.terms, token=world.chain.badge.address)
    with pytest.raises(ContractReverted, match="TokenNotAllowed") as refusal:
        world.operator_sends(world.chain.round_factory.open(made.mode, terms, made.configuration()))
    assert "propose-token" in refusal.value.remedy
