"""A contract of a stranger's that answers like a round and lies: whoever looks at it gets an answer, never a fault."""

import json

import pytest

from chain.answers import assert_secured
from quadrille.chain import build
from quadrille.chain.calls import Call
from quadrille.rounds.configuration import Configuration
from quadrille.types import Address

SOURCE = """// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

contract Impostor {
    struct Config {
        address operator;
        address governance;
        uint48 opensAt;
        uint48 closesAt;
        uint32 donationDelaySeconds;
        uint32 objectionSeconds;
        uint32 deadManSeconds;
        bytes32 configHash;
    }

    struct Result {
        bytes32 root;
        uint256 total;
        bytes32 bundleHash;
        bytes32 digest;
        uint48 publishedAt;
        uint48 finalisableAt;
        bool finalised;
    }

    event RoundOpened(bytes32 indexed configHash, string configuration);
    event ProjectAdmitted(uint32 indexed projectId, address indexed payee, string slug);
    event CartDonated(uint256 indexed cart, address indexed donor, uint256[] words);
    event PoolFunded(address indexed sponsor, uint256 amount);

    string private text;
    uint256 private lie;
    uint48 private madeAt = uint48(block.timestamp);

    constructor(string memory text_, uint256 lie_) {
        (text, lie) = (text_, lie_);
        emit RoundOpened(keccak256(bytes(text_)), text_);
        emit ProjectAdmitted(0, msg.sender, "wellspring-map");
        if (lie_ == 1) emit ProjectAdmitted(0, address(0), "wellspring-map");
        if (lie_ == 2) emit ProjectAdmitted(1, address(1), string(bytes(hex"3c7363726970743eff0a2c00")));
        if (lie_ == 3) emit ProjectAdmitted(type(uint32).max, address(1), "");
        uint256[] memory words = new uint256[](2);
        (words[0], words[1]) = (100, lie_ == 4 ? type(uint256).max : 200);
        emit CartDonated(0, msg.sender, words);
        emit CartDonated(lie_ == 5 ? 7 : 1, address(1), words);
        if (lie_ == 6) for (uint256 i = 0; i < 3; ++i) emit PoolFunded(msg.sender, type(uint256).max);
        emit PoolFunded(msg.sender, 1000);
    }

    function config() external view returns (Config memory found) {
        found.opensAt = 1;
        found.closesAt = lie == 7 ? type(uint48).max : madeAt;
        found.configHash = lie == 8 ? bytes32(0) : keccak256(bytes(text));
    }

    function status() external view returns (uint8) {
        return lie == 9 ? 99 : 3;
    }

    function result() external view returns (Result memory found) {
        found.publishedAt = lie == 10 ? type(uint48).max : 3;
        found.finalisableAt = type(uint48).max;
        found.finalised = lie == 11;
    }

    function pool() external pure returns (uint256) { return type(uint256).max; }
    function digest() external pure returns (bytes32) { return bytes32(0); }
    function projectOf(uint32) external pure returns (address, uint112, bool) { return (address(1), 1, false); }
    function isMatchingClaimed(uint256) external pure returns (bool) { return false; }
}
"""
HONEST = Configuration.of("Learning and water", "qf", {}).as_text()


@pytest.fixture(scope="module")
def impostor():
    """The compiled impostor: ABI and creation code."""
    settings = build.compiler_input()["settings"] | {"outputSelection": {"*": {"*": build.OUTPUTS}}}
    request = {"language": "Solidity", "sources": {"Impostor.sol": {"content": SOURCE}}, "settings": settings}
    body = build.run_compiler(request)["contracts"]["Impostor.sol"]["Impostor"]
    return body["abi"], "0x" + body["evm"]["bytecode"]["object"]


def made(world, impostor, text: str, lie: int) -> Address:
    abi, code = impostor
    factory = world.chain.client.w3.eth.contract(abi=abi, bytecode=code)
    call = Call("Impostor", None, str(factory.constructor(text, lie).data_in_transaction))
    return world.chain.client.send_from(world.somebody(), call).created


def look_at(api, address):
    """Ask everything about it; the status of the first answer."""
    statuses = []
    for path in (
        f"/api/v1/rounds/{address}",
        f"/api/v1/rounds/{address}/verify",
        f"/rounds/{address}",
    ):
        answer = api.get(path)
        statuses.append(answer.status_code)
        assert answer.status_code < 500, f"{path} gave {answer.status_code}: {answer.text}"
        assert "<script>" not in answer.text or answer.headers["content-type"] != "text/html; charset=utf-8"
        assert_secured(answer)
    return statuses[0]


LIES = {
    1: "two projects with one index",
    2: "a project whose name is no name",
    3: "a project out of order",
    4: "a gift to no project",
    8: "another configuration than that of the hash",
    9: "a state that there is not",
}


def test_a_round_that_lies_about_anything_is_answered(world, api, impostor, subtests):
    for lie in range(12):
        with subtests.test(f"{lie}: {LIES.get(lie)}"):
            status = look_at(api, made(world, impostor, HONEST, lie))
            assert (status in (404, 409)) == (lie in LIES)


def test_a_round_with_any_configuration_is_answered(world, api, impostor, subtests):
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
    ):
        with subtests.test(text[:40]):
            look_at(api, made(world, impostor, text, 0))
