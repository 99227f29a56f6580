"""Clients that others wrote sign what our contract accepts, and read a badge knowing only the standards."""

import json
from dataclasses import replace
from functools import partial
from xml.etree import ElementTree

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from eth_hash.auto import keccak
from eth_utils.abi import function_signature_to_4byte_selector
from hypothesis import example, given
from hypothesis import strategies as st

from clients.process import Clients
from conftest import World
from quadrille.chain.accounts import account_of
from quadrille.chain.badge import Move, Voucher
from quadrille.chain.badge_kinds import REVIEWER
from quadrille.chain.governor import Ballot
from quadrille.chain.intent import signature_intent
from quadrille.chain.states import Support
from quadrille.chain.typed_data import TypedData, ballot_message, move_message, sign, voucher_message
from quadrille.types import Address, ContributionNumber, Hash32, KindId, Timestamp

SIGNERS = ("ethers", "viem", "metamask")
READERS = ("ethers", "viem")

KEY = "0x" + "5e" * 32
ANY = Address("0x5FbDB2315678afecb367f032d93F642f64180aa3")
UINT48, UINT64, UINT256 = (st.integers(0, 2**bits - 1) for bits in (48, 64, 256))
CHAINS = st.integers(1, 2**63)
ADDRESSES = st.binary(min_size=20, max_size=20).map(lambda raw: Address("0x" + raw.hex()))
HASHES = st.binary(min_size=32, max_size=32).map(lambda raw: Hash32("0x" + raw.hex()))
KINDS = st.integers(0, 2**16 - 1)
VOUCHERS = st.builds(Voucher, ADDRESSES, ADDRESSES, UINT64, KINDS, HASHES, UINT48, UINT48)
MOVES = st.builds(Move, ADDRESSES, ADDRESSES, st.lists(UINT64, max_size=5).map(tuple), UINT48)

ODD = ContributionNumber(2**53 + 1)
"""The first number that JavaScript would round to another."""

HIGHEST = Voucher(
    issuer=ANY,
    to=ANY,
    number=ContributionNumber(2**64 - 1),
    kind=KindId(2**16 - 1),
    evidence_hash=Hash32("0x" + "ff" * 32),
    valid_from=Timestamp(0),
    deadline=Timestamp(2**48 - 1),
)

HOSTILE_NAME = """"}</text><script>&amp;\\' ☃ 𝔘"""
SVG = "{http://www.w3.org/2000/svg}"
DRAWN = {"svg", "rect", "ellipse", "circle", "text"}
BY_HOLDER_AND_ISSUER = "2"
"""Who may end a badge, as ERC-5484 numbers it (`Both`)."""

STANDARDS = {
    "ERC-165": ["supportsInterface(bytes4)"],
    "ERC-721": [
        "balanceOf(address)",
        "ownerOf(uint256)",
        "safeTransferFrom(address,address,uint256,bytes)",
        "safeTransferFrom(address,address,uint256)",
        "transferFrom(address,address,uint256)",
        "approve(address,uint256)",
        "setApprovalForAll(address,bool)",
        "getApproved(uint256)",
        "isApprovedForAll(address,address)",
    ],
    "ERC-721 metadata": ["name()", "symbol()", "tokenURI(uint256)"],
    "ERC-5192": ["locked(uint256)"],
    "ERC-5267": ["eip712Domain()"],
    "ERC-5484": ["burnAuth(uint256)"],
    "ERC-5805": [
        "getVotes(address)",
        "getPastVotes(address,uint256)",
        "getPastTotalSupply(uint256)",
        "delegates(address)",
        "delegate(address)",
        "delegateBySig(address,uint256,uint256,uint8,bytes32,bytes32)",
    ],
    "ERC-6372": ["clock()", "CLOCK_MODE()"],
}
OTHERS = {
    "ERC-721 enumerable": ["totalSupply()", "tokenOfOwnerByIndex(address,uint256)", "tokenByIndex(uint256)"],
    "ERC-1271": ["isValidSignature(bytes32,bytes)"],
    "ERC-2981": ["royaltyInfo(uint256,uint256)"],
}


def as_a_wallet_gets_it(message: TypedData) -> str:
    return json.dumps(signature_intent(message, "", "").typed_data)


def digest(message: TypedData) -> str:
    signable = encode_typed_data(full_message=message)
    return "0x" + keccak(b"\x19" + signable.version + signable.header + signable.body).hex()


def assert_all_sign_alike(clients: Clients, message: TypedData) -> None:
    text = as_a_wallet_gets_it(message)
    digests = {client: clients.ask(client, "digest", text) for client in SIGNERS}
    assert digests == dict.fromkeys(SIGNERS, digest(message))
    signatures = {client: clients.ask(client, "sign", text, KEY) for client in SIGNERS}
    assert signatures == dict.fromkeys(SIGNERS, sign(Account.from_key(KEY), message))


@given(voucher=VOUCHERS, chain_id=CHAINS, badge=ADDRESSES)
@example(voucher=HIGHEST, chain_id=1, badge=ANY)
@example(voucher=replace(HIGHEST, number=ODD), chain_id=2**63, badge=ANY)
def test_every_client_signs_a_voucher_as_we_do(clients, voucher, chain_id, badge):
    assert_all_sign_alike(clients, voucher_message(chain_id, badge, voucher))


@given(move=MOVES, chain_id=CHAINS, badge=ADDRESSES)
@example(move=Move(ANY, ANY, (ODD, HIGHEST.number), HIGHEST.deadline), chain_id=1, badge=ANY)
def test_every_client_signs_a_move_as_we_do(clients, move, chain_id, badge):
    assert_all_sign_alike(clients, move_message(chain_id, badge, move))


@given(proposal=UINT256, support=st.sampled_from(Support), voter=ADDRESSES, times=st.integers(0, 2**48 - 1))
@example(proposal=2**256 - 1, support=Support.ABSTAIN, voter=ANY, times=2**48 - 1)
def test_every_client_signs_a_ballot_as_we_do(clients, proposal, support, voter, times):
    ballot = Ballot(proposal, support, voter, Timestamp(times), Timestamp(times))
    assert_all_sign_alike(clients, ballot_message(31337, ANY, ballot))


def voucher_for(world: World, number: int, kind: KindId = REVIEWER.id) -> Voucher:
    issuer, holder = account_of(world.settings, "voucher"), world.somebody()
    return replace(
        HIGHEST,
        issuer=Address(issuer.address),
        to=Address(holder.address),
        number=ContributionNumber(number),
        kind=kind,
        valid_from=world.now(),
    )


def message_of(world: World, voucher: Voucher) -> TypedData:
    return voucher_message(world.chain.client.chain_id, world.chain.badge.address, voucher)


def claim(world: World, voucher: Voucher, signature: str) -> None:
    world.chain.client.send_from(world.somebody(), world.chain.badge.claim(voucher, signature))


def claimed(world: World, voucher: Voucher) -> Voucher:
    claim(world, voucher, sign(account_of(world.settings, "voucher"), message_of(world, voucher)))
    return voucher


@pytest.mark.parametrize("client", SIGNERS)
@pytest.mark.parametrize("number", [7, ODD, HIGHEST.number])
def test_a_client_computes_the_digest_of_the_contract(world, clients, client, number):
    for voucher in (voucher_for(world, number), replace(HIGHEST, number=number)):
        text = as_a_wallet_gets_it(message_of(world, voucher))
        assert clients.ask(client, "digest", text) == world.chain.badge.voucher_digest(voucher)


def test_vouchers_that_each_client_signed_are_redeemed(world, clients):
    key = account_of(world.settings, "voucher").key.to_0x_hex()
    for client, number in zip(SIGNERS, (7, ODD, HIGHEST.number), strict=True):
        voucher = voucher_for(world, number)
        claim(world, voucher, clients.ask(client, "sign", as_a_wallet_gets_it(message_of(world, voucher)), key))
        assert world.chain.badge.badge_of(voucher.number).holder == voucher.to


@pytest.mark.parametrize("client", READERS)
@pytest.mark.parametrize("number", [7, HIGHEST.number])
def test_a_client_that_knows_only_the_standards_reads_a_badge(world, clients, client, number):
    voucher = claimed(world, voucher_for(world, number))
    read = partial(clients.ask, client, "read", world.anvil.url, world.chain.badge.address)
    assert (read("name"), read("symbol")) == ("Contribution Badge", "BADGE")
    assert read("ownerOf", str(number)) == voucher.to
    assert (read("balanceOf", voucher.to), read("getVotes", voucher.to)) == ("1", str(REVIEWER.weight))
    assert read("locked", str(number)) is True
    assert read("burnAuth", str(number)) == BY_HOLDER_AND_ISSUER
    assert read("CLOCK_MODE") == "mode=timestamp"


def opened(clients: Clients, uri: str, media_type: str) -> str:
    found = clients.ask("browser", "open", uri)
    assert found["type"] == media_type
    return str(found["text"])


@pytest.mark.parametrize("client", READERS)
@pytest.mark.parametrize("name", ["Reviewer", HOSTILE_NAME])
def test_a_client_reads_metadata_and_picture_without_a_server(world, clients, client, name):
    kind = replace(REVIEWER, id=HIGHEST.kind, name=name)
    world.chain.client.send_from(account_of(world.settings, "admin"), world.chain.badge.register_kind(kind))
    claimed(world, voucher_for(world, HIGHEST.number, kind.id))
    uri = clients.ask(client, "read", world.anvil.url, world.chain.badge.address, "tokenURI", str(HIGHEST.number))
    metadata = json.loads(opened(clients, uri, "application/json"))
    assert metadata["name"] == f"{name} #{HIGHEST.number}"
    picture = ElementTree.fromstring(opened(clients, metadata["image"], "image/svg+xml"))
    assert {element.tag.removeprefix(SVG) for element in picture.iter()} == DRAWN
    assert name in [element.text for element in picture.iter(f"{SVG}text")]


def interface_id(signatures: list[str]) -> str:
    word = 0
    for signature in signatures:
        word ^= int.from_bytes(function_signature_to_4byte_selector(signature))
    return f"0x{word:08x}"


@pytest.mark.parametrize("client", READERS)
def test_a_client_finds_the_standards_that_the_badge_follows_and_no_others(world, clients, client):
    supports = partial(clients.ask, client, "read", world.anvil.url, world.chain.badge.address, "supportsInterface")
    asked = {name: interface_id(signatures) for name, signatures in (STANDARDS | OTHERS).items()}
    assert [name for name, interface in asked.items() if supports(interface)] == list(STANDARDS)
    assert supports("0xffffffff") is False


@pytest.mark.parametrize("client", READERS)
def test_a_client_reads_the_domain_that_vouchers_are_signed_in(world, clients, client):
    read = clients.ask(client, "readDomain", world.anvil.url, world.chain.badge.address)
    used = message_of(world, HIGHEST)["domain"]
    assert {key: read[key] for key in used} == {**used, "chainId": str(used["chainId"])}
    # Bits for name, version, chain and contract; none for a salt.
    assert (read["fields"], read["extensions"]) == ("0x0f", [])
