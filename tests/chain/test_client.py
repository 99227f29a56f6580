"""One node of one chain: the right one or a clear no, errors in words, and reads that belong to one block."""

import random
from dataclasses import replace

import pytest
from eth_account import Account
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from chain.lying_node import lying_node
from conftest import ETHER
from quadrille.chain.anvil import Anvil
from quadrille.chain.badge import BadgeContract
from quadrille.chain.calls import Call
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.config import Settings
from quadrille.errors import (
    BadParameter,
    ChainError,
    ChainUnreachable,
    ContractReverted,
    NotMinedYet,
    Refused,
    TransactionFailed,
    WrongChain,
)
from quadrille.types import Address, BlockNumber, Hash32, ProjectIndex, Timestamp, Wei

NOWHERE = Address("0x00000000000000000000000000000000000000F0")
MIXED = "0x5FbDB2315678afecb367f032d93F642f64180aa3"


def pay(to: Address, amount_wei: int) -> Call:
    return Call("payment", to, "0x", Wei(amount_wei))


def test_another_chain_than_the_one_that_is_set_is_refused_and_both_are_named(world):
    other = world.settings.model_copy(update={"chain_id": 10})
    with pytest.raises(WrongChain, match=r"is chain 31337, but QUADRILLE_CHAIN_ID is 10"):
        Client(other)
    assert Client(other, any_chain=True).chain_id == 31_337


def test_a_node_that_is_not_there_is_named_by_its_host_alone():
    settings = Settings(rpc_url="http://somebody:hunter2@127.0.0.1:1/v3/hunter2?key=hunter2")
    with pytest.raises(ChainUnreachable, match=r"The chain at http://127\.0\.0\.1:1 does not answer") as refusal:
        Client(settings)
    assert "hunter2" not in str(refusal.value)
    assert refusal.value.remedy


@pytest.mark.parametrize("url", ["", "nonsense", "http://", "http://[", "ftp://127.0.0.1", "http://127.0.0.1:port"])
def test_what_is_no_address_of_a_node_is_unreachable(url):
    with pytest.raises(ChainUnreachable):
        Client(Settings().model_copy(update={"rpc_url": url}))


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, b"oops"),
        (200, b""),
        (200, b"<html>We are back soon</html>"),
        (200, b'{"jsonrpc":"2.0","id":0,"res'),
        (200, b"\xff\xfe"),
        (200, b"[]"),
        (200, b"{}"),
        (200, b'{"jsonrpc":"2.0","id":987,"result":"0x7a69"}'),
        (200, b'{"jsonrpc":"2.0","id":0,"error":"no"}'),
    ],
)
def test_a_node_that_answers_rubbish_is_unreachable(status, body):
    with lying_node(status, body) as url, pytest.raises(ChainUnreachable):
        Client(Settings(rpc_url=url))


def test_an_error_of_the_node_is_told_in_its_own_words():
    body = b'{"jsonrpc":"2.0","id":null,"error":{"code":-32005,"message":"daily limit reached"}}'
    with lying_node(200, body) as url, pytest.raises(ChainError, match=f"{url} refused: daily limit reached"):
        Client(Settings(rpc_url=url))


def test_a_method_that_the_node_does_not_have_is_refused_in_its_words(world):
    with pytest.raises(ChainError, match="eth_nothing was refused by the node: Method not found"):
        world.chain.client.rpc("eth_nothing")


def test_no_contract_at_an_address_is_said(world):
    with pytest.raises(WrongChain, match=f"no funding round of ours at {NOWHERE} on chain 31337"):
        world.chain.round(NOWHERE)
    with pytest.raises(WrongChain, match=r"ContributionBadge\.getVotes"):
        BadgeContract(world.chain.client, NOWHERE).votes_of(NOWHERE)


def test_a_contract_that_is_no_round_is_told_from_one(world):
    impostor = PublishedRound(world.chain.client, world.chain.badge.address)
    for look in (impostor.configuration, lambda: impostor.terms):
        with pytest.raises(WrongChain, match="is no funding round"):
            look()


@pytest.mark.parametrize("address", [MIXED, MIXED.lower(), "0x" + MIXED[2:].upper()])
def test_an_address_is_taken_in_eip_55_form_or_in_one_case(address):
    assert checked_address(address) == MIXED


@pytest.mark.parametrize(
    "text",
    [
        "",
        "0x",
        "alice",
        "alice.eth",
        MIXED[2:],
        MIXED[:-1],
        MIXED + "0",
        MIXED[:-1] + "g",
        " " + MIXED,
        MIXED + "\n",
        "0X" + MIXED[2:].lower(),
        MIXED.replace("F", "f", 1),
        "0x" + "٣" * 40,
        "\0" * 42,
    ],
)
def test_what_is_no_address_is_refused(text):
    with pytest.raises(BadParameter, match="address is"):
        checked_address(text)


def test_a_refused_call_is_decoded_with_name_and_arguments(world):
    stranger = world.somebody()
    call = world.chain.badge.set_issuer(Address(stranger.address), 7)
    with pytest.raises(ContractReverted) as refusal:
        world.chain.client.send_from(stranger, call)
    assert (refusal.value.contract, refusal.value.call) == ("ContributionBadge", "setIssuer")
    assert refusal.value.name.startswith("ContributionBadge")
    assert stranger.address in refusal.value.arguments.values()


def test_a_refused_read_is_decoded_with_name_and_arguments(world):
    with pytest.raises(ContractReverted) as refusal:
        world.chain.governor.state_of(7)
    assert (refusal.value.name, refusal.value.arguments) == ("GovernorNonexistentProposal", {"proposalId": 7})


@pytest.mark.parametrize("amount_wei", [5 * ETHER + 1, 2**200])
def test_who_cannot_pay_is_told_what_they_have_and_what_is_needed(world, amount_wei):
    poor = world.somebody(ether=5)
    with pytest.raises(Refused, match=rf"has {5 * ETHER} wei, but payment needs {amount_wei} wei") as refusal:
        world.chain.client.send_from(poor, pay(NOWHERE, amount_wei))
    assert poor.address in refusal.value.cause


def test_who_can_pay_the_sum_but_not_the_gas_is_told_before_anything_is_signed(world):
    poor = world.somebody(ether=5)
    with pytest.raises(Refused, match=rf"has {5 * ETHER} wei, but payment needs {5 * ETHER} wei and \d+ for gas"):
        world.chain.client.send_from(poor, pay(NOWHERE, 5 * ETHER))
    assert world.chain.client.next_nonce(Address(poor.address)) == 0


def test_a_payment_arrives_to_the_wei(world):
    rich = world.somebody()
    done = world.chain.client.send_from(rich, pay(NOWHERE, 7))
    assert world.chain.client.balance_wei(NOWHERE) == 7
    assert world.chain.client.block(done.block_number).hash == done.block_hash


def test_a_transaction_that_reverts_on_the_chain_is_a_failure_and_names_itself(world):
    stranger = world.somebody()
    call = world.chain.badge.burn(1)
    with pytest.raises(TransactionFailed, match=r"ContributionBadge\.burn: transaction 0x[0-9a-f]{64} was reverted"):
        world.chain.client.send_from(stranger, call, gas=200_000)


def test_a_transaction_that_nobody_mines_is_given_up_in_time(world):
    client, rich = world.chain.client, world.somebody()
    world.anvil.rpc("evm_setAutomine", False)
    raw, transaction = client.sign(rich, pay(NOWHERE, 1), 0, 21_000)
    client.broadcast(raw, transaction)
    with pytest.raises(NotMinedYet, match="was not mined within 0 s"):
        client.wait("payment", transaction, seconds=0.1)


def test_the_same_bytes_twice_are_no_error_but_other_bytes_that_are_refused_are(world):
    client, rich = world.chain.client, world.somebody()
    raw, transaction = client.sign(rich, pay(NOWHERE, 1), 0, 21_000)
    for _ in range(2):
        client.broadcast(raw, transaction)
    client.wait("payment", transaction)
    client.broadcast(raw, transaction)
    assert client.balance_wei(NOWHERE) == 1
    other_raw, other = client.sign(rich, pay(NOWHERE, 2), 0, 21_000)
    with pytest.raises(ChainError, match="refused: nonce too low"):
        client.broadcast(other_raw, other)


def test_logs_up_to_a_block_that_left_the_chain_are_refused(world):
    client = world.chain.client
    world.chain.client.send_from(world.somebody(), pay(NOWHERE, 1))
    until = client.block()
    assert world.chain.badge.events("IssuerSet", until)
    world.anvil.rpc("anvil_reorg", 1, [])
    assert client.block(until.number).hash != until.hash
    with pytest.raises(ChainError, match=rf"Block {until.number} .* left the chain"):
        world.chain.badge.events("IssuerSet", until)


def test_logs_up_to_a_block_that_is_no_longer_there_are_refused(world):
    client = world.chain.client
    world.anvil.rpc("anvil_mine", 3)
    until = client.block()
    world.anvil.rpc("anvil_rollback", 2)
    with pytest.raises(ChainError):
        world.chain.badge.events("IssuerSet", until)


def test_logs_after_the_block_that_is_asked_are_not_given(world):
    before = world.chain.client.block()
    deployer = world.settings.key_of("admin").get_secret_value()
    issuer = Address(world.somebody().address)
    world.chain.client.send_from(Account.from_key(deployer), world.chain.badge.set_issuer(issuer, 7))
    assert len(world.chain.badge.events("IssuerSet")) == len(world.chain.badge.events("IssuerSet", before)) + 1


@pytest.fixture(scope="module")
def uneven():
    """A chain whose blocks come after one second, or after a day, or anything between."""
    seeded = random.Random(7)
    with Anvil() as anvil:
        for _ in range(40):
            last = int(anvil.rpc("eth_getBlockByNumber", "latest", False)["timestamp"], 16)
            anvil.rpc("evm_setNextBlockTimestamp", last + seeded.choice([1, 2, 12, 3_600, 86_400]))
            anvil.rpc("evm_mine")
        client = Client(Settings(rpc_url=anvil.url))
        yield client, [client.block(number) for number in range(client.block().number + 1)]


@hypothesis_settings(max_examples=60)
@given(data=st.data())
def test_the_first_block_at_a_moment_is_the_first(uneven, data):
    client, blocks = uneven
    newest = data.draw(st.sampled_from(blocks))
    near = data.draw(st.sampled_from(blocks[: newest.number + 1])).at + data.draw(st.integers(-2, 2))
    moment = Timestamp(min(near, newest.at))
    assert client.first_block_at(moment, newest) == next(block for block in blocks if block.at >= moment)


@pytest.mark.parametrize(("finality", "depth"), [(None, 0), (0, 0), (1, 1), (40, 40), (1_000, 40)])
def test_the_final_block_lies_as_deep_as_is_set(uneven, finality, depth):
    client, blocks = uneven
    careful = Client(client.settings.model_copy(update={"finality_blocks": finality}))
    assert careful.final_block() == blocks[len(blocks) - 1 - depth]


@pytest.mark.parametrize("amount", [0, -1, 2**112, 2**112 + 5, 2**256])
def test_a_donation_that_would_spill_over_into_another_project_is_refused(world, amount):
    round_ = PublishedRound(world.chain.client, NOWHERE)
    with pytest.raises(BadParameter, match="amount"):
        round_.donate([(ProjectIndex(0), Wei(amount))])


def test_a_stamp_is_of_its_block(world):
    newest = world.chain.client.block()
    assert world.chain.client.block(newest.number) == newest
    assert world.chain.client.block(BlockNumber(0)).hash == world.chain.client.genesis_hash
    assert replace(newest, hash=Hash32("0x" + "00" * 32)) != newest
