"""A contract of a stranger's that answers like a round and lies: whoever looks at it gets an answer, never a fault.

The server knows its own rounds, and refuses every other. Whoever verifies has nothing but an address and a node.
"""

import json

import pytest
from eth_hash.auto import keccak

from chain.answers import assert_secured
from journeys import exit_code, open_round
from quadrille.chain import build
from quadrille.chain.calls import Call
from quadrille.chain.contract import checked_address
from quadrille.chain.funding_round.terms import CLONE_BYTES
from quadrille.rounds.configuration import Configuration
from quadrille.types import Address

SOURCE = """// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

contract Impostor {
    struct Result {
        bytes32 root;
        bytes32 rest;
        bytes32 bundleHash;
        uint256 total;
        uint256 finalisableAt;
        uint256 objectedAt;
        uint256 stopLeftSeconds;
        uint256 lapsesAt;
    }

    event RoundOpened(bytes32 indexed configHash, string configuration);
    event ProjectApplied(
        uint32 indexed projectId, address indexed applicant, uint32 edition, address payee, string name, bytes32 hash
    );
    event ApplicationReviewed(
        uint32 indexed projectId, address indexed reviewer, uint32 edition, bool admitted, string reason
    );
    event ApplicationDecided(uint32 indexed projectId, uint32 edition, bool admitted);
    event PayeeChanged(uint32 indexed projectId, address indexed payee);
    event CartDonated(uint256 indexed cart, address indexed donor, uint256[] words);
    event PoolFunded(address indexed sponsor, uint256 amount);
    event ResultPublished(
        bytes32 indexed root,
        bytes32 listHash,
        uint256 total,
        bytes32 bundleHash,
        bytes32 digest,
        bytes32 coefficients,
        uint256 finalisableAt
    );

    uint256 private lie;
    uint256 private madeAt;

    function begin(string calldata text, uint256 lie_) external {
        (lie, madeAt) = (lie_, block.timestamp);
        emit RoundOpened(keccak256(bytes(text)), text);
        enter(0, "wellspring-map");
        if (lie_ == 1) enter(0, "wellspring-map");
        if (lie_ == 2) enter(1, string(bytes(hex"3c7363726970743eff0a2c00")));
        if (lie_ == 3) enter(type(uint32).max, "");
        if (lie_ == 12) emit ApplicationDecided(7, 1, true);
        if (lie_ == 13) emit ApplicationReviewed(7, msg.sender, 1, true, "x");
        if (lie_ == 14) emit PayeeChanged(7, address(0));
        uint256[] memory words = new uint256[](2);
        (words[0], words[1]) = (100, lie_ == 4 ? type(uint256).max : 200);
        emit CartDonated(0, msg.sender, words);
        emit CartDonated(lie_ == 5 ? 7 : 1, address(1), words);
        if (lie_ == 6) for (uint256 i = 0; i < 3; ++i) emit PoolFunded(msg.sender, type(uint256).max);
        emit PoolFunded(msg.sender, 1000);
        if (lie_ != 10) emit ResultPublished(0, 0, type(uint256).max, 0, 0, lie_ == 11 ? bytes32("x") : NOBODY, 3);
    }

    // What is committed where everybody counts in full.
    bytes32 private constant NOBODY = sha256("wallet,person,coefficient_bps,project,reason\\n");

    function enter(uint32 id, string memory name) private {
        emit ProjectApplied(id, msg.sender, 1, address(1), name, 0);
        emit ApplicationReviewed(id, msg.sender, 1, true, name);
        emit ApplicationDecided(id, 1, true);
    }

    function closesAt() external view returns (uint256) {
        return lie == 7 ? type(uint256).max : madeAt;
    }

    function status() external view returns (uint256) {
        return lie == 8 ? type(uint256).max : lie == 9 ? 99 : lie >= 15 ? 5 : 3;
    }

    function result() external view returns (Result memory found) {
        found.finalisableAt = type(uint256).max;
    }

    function totalRaw() external view returns (uint256) {
        require(lie >= 15);
        return 7;
    }

    function giftOf(address, uint32) external view returns (uint256, bool) {
        require(lie == 15);
        return (type(uint256).max, true);
    }

    function matchOf(uint32) external pure returns (uint256) { return type(uint256).max; }
}
"""
HONEST = Configuration.of("Learning and water", "qf", {"cap_bps": "4000"}).as_text()
CONFIG_HASH = CLONE_BYTES + 7 * 32
"""Where the hash of its rules stands in the code of a round."""


@pytest.fixture(scope="module")
def impostor():
    """The compiled impostor: ABI and creation code."""
    settings = build.compiler_input()["settings"] | {"outputSelection": {"*": {"*": build.OUTPUTS}}}
    request = {"language": "Solidity", "sources": {"Impostor.sol": {"content": SOURCE}}, "settings": settings}
    body = build.run_compiler(request)["contracts"]["Impostor.sol"]["Impostor"]
    return body["abi"], "0x" + body["evm"]["bytecode"]["object"]


@pytest.fixture
def make(world, session, impostor):
    """Makes an impostor with the terms of a round of ours, its text, and a lie; its address."""
    abi, code = impostor
    stranger, ours = world.somebody(), open_round(world, session)
    created = world.chain.client.send_from(stranger, Call("Impostor", None, code)).created
    # The code of a minimal clone, with another contract behind it.
    real = bytes.fromhex(world.anvil.rpc("eth_getCode", ours, "latest")[2:])
    places = iter(range(1, 1_000))

    def made(text: str, lie: int) -> Address:
        address = checked_address(f"0x{next(places):039}f")
        clone = real[:10] + bytes.fromhex(created[2:]) + real[30:CONFIG_HASH] + keccak(text.encode("utf-8", "replace"))
        world.anvil.rpc("anvil_setCode", address, "0x" + (clone + real[CONFIG_HASH + 32 :]).hex())
        begin = world.chain.client.w3.eth.contract(address, abi=abi).functions.begin(text, lie)
        world.chain.client.send_from(stranger, Call("begin", address, begin._encode_transaction_data()))
        return address

    return made


def look_at(world, api, address):
    """Ask everything about it; the code with which the command ends that verifies it."""
    for path in (
        f"/api/v1/rounds/{address}",
        f"/api/v1/rounds/{address}/verify",
        f"/api/v1/rounds/{address}/applications",
        f"/api/v1/rounds/{address}/bundle/result.csv",
        f"/api/v1/rounds/{address}/exports/csv",
        f"/rounds/{address}",
        f"/rounds/{address}/estimate",
    ):
        answer = api.get(path)
        assert answer.status_code == 404, f"{path} gave {answer.status_code}: {answer.text}"
        assert "no funding round of ours" in answer.text
        assert_secured(answer)
    assert exit_code("rounds", "status", address) == 4
    return exit_code("verify", "--round", address, "--rpc", world.settings.rpc_url)


LIES = {
    1: "a project that applied twice",
    2: "a project whose name is no name",
    3: "a project out of order",
    4: "a gift to no project",
    5: "a cart out of order",
    6: "a pool of more than there can be",
    7: "a close that never comes",
    8: "a state that is no number",
    9: "a state that there is not",
    10: "a result that was never published",
    11: "coefficients that nobody has",
    12: "a decision on who did not apply",
    13: "a word on who did not apply",
    14: "a payee of who did not apply",
    15: "a plain round with gifts of its own",
    16: "a plain round that tells of no gifts",
}


def test_a_round_that_lies_about_anything_is_answered(world, api, make, subtests):
    for lie in (0, *LIES):
        with subtests.test(f"{lie}: {LIES.get(lie)}"):
            # None of them is a round of ours; nothing of what they say is found equal.
            assert look_at(world, api, make(HONEST, lie)) in (3, 4, 5)


def test_a_round_with_any_configuration_is_answered(world, api, make, subtests):
    rules = json.loads(HONEST)
    for text in (
        "",
        "{}",
        "\0",
        "[" * 20_000,
        json.dumps({**rules, "title": "<script>alert(1)</script>"}, sort_keys=True, separators=(",", ":")),
        json.dumps({**rules, "title": "\ud800"}, sort_keys=True, separators=(",", ":")),
        json.dumps({**rules, "params": {**rules["params"], "cap_bps": "9" * 5_000}}, sort_keys=True),
        json.dumps({**rules, "title": "x" * 20_000}, sort_keys=True, separators=(",", ":")),
        HONEST.replace("4000", "4001"),
    ):
        with subtests.test(text[:40]):
            assert look_at(world, api, make(text, 0)) in (2, 3, 4, 5)


def test_code_that_is_no_round_s_is_answered(world, session):
    real = bytes.fromhex(world.anvil.rpc("eth_getCode", open_round(world, session), "latest")[2:])
    choices = CLONE_BYTES + 4 * 32 + 20
    for code in (real[:-1], real[:CLONE_BYTES], real[:choices] + b"\xff" * 12 + real[choices + 12 :], b"\xfe"):
        world.anvil.rpc("anvil_setCode", "0x" + "0f" * 20, "0x" + code.hex())
        assert exit_code("verify", "--round", "0x" + "0f" * 20, "--rpc", world.settings.rpc_url) == 4
