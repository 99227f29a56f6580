"""What is settled at a block is asked once while it is the newest, and never longer."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web3.types import RPCEndpoint, RPCResponse

from quadrille.chain import one_block
from quadrille.chain.one_block import OneBlock, at_one_block

CALL = RPCEndpoint("eth_call")


class Node:
    """A chain on which a read answers how often it was written to; it counts the questions."""

    def __init__(self) -> None:
        self.blocks, self.written, self.asked = [0], {0: 0}, list[str]()

    def mine(self) -> None:
        block = max(self.written) + 1
        self.written[block] = self.written[self.blocks[-1]] + 1
        self.blocks.append(block)

    def fork(self) -> None:
        del self.blocks[1:]

    def ask(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        self.asked.append(method)
        block = self.blocks[-1]
        result: Any = {"hash": hex(block)} if method == "eth_getBlockByNumber" else self.written[block]
        return {"jsonrpc": "2.0", "id": len(self.asked), "result": result}


def call(node: OneBlock, what: str = "0x01", tag: str = "latest") -> Any:
    return node.answer(CALL, [{"data": what}, tag])["result"]


def test_who_is_not_only_looking_asks_each_time():
    node = Node()
    kept = OneBlock(node.ask)
    for _ in range(3):
        call(kept)
    assert node.asked == ["eth_call"] * 3


def test_the_same_question_is_asked_once_and_the_next_visit_asks_only_for_the_newest_block():
    node = Node()
    kept = OneBlock(node.ask)
    for visit in (1, 2, 3):
        with at_one_block():
            assert [call(kept), call(kept), call(kept, "0x02")] == [0, 0, 0]
        assert node.asked.count("eth_call") == 2
        assert node.asked.count("eth_getBlockByNumber") == visit


@given(st.lists(st.sampled_from(["mine", "fork", "visit", "read"]), max_size=40))
def test_each_visit_reads_what_the_newest_block_says_however_blocks_come_and_go(steps):
    node = Node()
    kept = OneBlock(node.ask)
    for step in steps:
        if step == "visit":
            with at_one_block():
                assert call(kept) == node.written[node.blocks[-1]]
        elif step == "read":
            assert call(kept) == node.written[node.blocks[-1]]
        else:
            getattr(node, step)()


def test_one_visit_reads_one_thing_the_same_while_blocks_come():
    node = Node()
    kept = OneBlock(node.ask)
    with at_one_block():
        before = call(kept)
        node.mine()
        assert call(kept) == before
    with at_one_block():
        assert call(kept) == before + 1


@pytest.mark.parametrize("tag", ["pending", "safe", "finalized"])
def test_what_moves_while_no_block_comes_is_asked_each_time(tag):
    node = Node()
    kept = OneBlock(node.ask)
    with at_one_block():
        for _ in range(2):
            call(kept, tag=tag)
    assert node.asked == ["eth_call"] * 2


def test_whoever_sends_something_in_between_sees_what_became_of_it():
    node = Node()
    kept = OneBlock(node.ask)
    with at_one_block():
        assert call(kept) == 0
        kept.answer(RPCEndpoint("eth_sendRawTransaction"), ["0x"])
        node.mine()
        assert call(kept) == 1


def test_two_nodes_are_not_mixed_up():
    first, second = Node(), Node()
    second.mine()
    with at_one_block():
        assert [call(OneBlock(one.ask)) for one in (first, second)] == [0, 1]


@pytest.mark.parametrize(("code", "asked"), [(one_block.REVERTED, 1), (-32_000, 2), (-32_005, 2)])
def test_of_errors_only_a_contract_s_own_refusal_is_kept(code, asked):
    questions = []

    def ask(method: RPCEndpoint, params: Any) -> RPCResponse:
        if method != CALL:
            return {"jsonrpc": "2.0", "id": 1, "result": {"hash": "0x1"}}
        questions.append(params)
        return {"jsonrpc": "2.0", "id": 1, "error": {"code": code, "message": "no"}}

    kept = OneBlock(ask)
    with at_one_block():
        for _ in range(2):
            assert kept.answer(CALL, ["0x01"])["error"]["code"] == code
    assert len(questions) == asked


def test_a_node_without_a_newest_block_keeps_nothing_from_visit_to_visit():
    questions = []

    def ask(method: RPCEndpoint, _params: Any) -> RPCResponse:
        questions.append(method)
        return {"jsonrpc": "2.0", "id": 1, "result": None if method == "eth_getBlockByNumber" else "0x"}

    kept = OneBlock(ask)
    for _ in range(2):
        with at_one_block():
            kept.answer(CALL, ["0x01"])
    assert questions.count(CALL) == 2


def test_answers_over_the_bound_are_given_and_not_kept(monkeypatch):
    monkeypatch.setattr(one_block, "MOST_BYTES", 300)
    node = Node()
    kept = OneBlock(node.ask)
    for _ in range(2):
        with at_one_block():
            assert [call(kept, f"0x{number:064x}") for number in range(5)] == [0] * 5
    assert 5 < node.asked.count("eth_call") < 10
