"""JSON-RPC as it is on the wire: what is no answer to the question is no answer."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from quadrille.chain.rpc import Rpc
from quadrille.errors import ChainUnreachable, NodeRefused


@contextmanager
def node(reply) -> Iterator[Rpc]:
    """A node whose answer to a request is what `reply` makes of it: text, or what JSON can hold."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            made = reply(json.loads(self.rfile.read(int(self.headers["content-length"]))))
            content = made if isinstance(made, bytes) else json.dumps(made).encode()
            self.send_response(200)
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield Rpc(f"http://127.0.0.1:{server.server_address[1]}", "http://node", 5)
    server.shutdown()
    server.server_close()
    thread.join()


def answer(asked, **changes):
    return {"jsonrpc": "2.0", "id": asked["id"], "result": asked["method"]} | changes


CALLS = [("one", []), ("two", []), ("three", [])]


def test_a_batch_answered_in_any_order_is_given_back_in_ours():
    with node(lambda asked: [answer(one) for one in reversed(asked)]) as rpc:
        assert rpc.batch(CALLS) == ["one", "two", "three"]


def test_what_the_node_refuses_of_a_batch_stands_in_its_place():
    refusal = {"error": {"code": -32000, "message": "no."}}

    def reply(asked):
        return [answer(asked[0]), {"jsonrpc": "2.0", "id": asked[1]["id"], **refusal}, answer(asked[2])]

    with node(reply) as rpc:
        first, second, third = rpc.batch(CALLS)
    assert (first, third) == ("one", "three")
    assert isinstance(second, NodeRefused)
    assert (second.code, second.words) == (-32000, "no")


@pytest.mark.parametrize(
    "reply",
    [
        lambda asked: [answer(one) for one in asked[:-1]],
        lambda asked: [answer(one, id=place) for place, one in enumerate(asked)],
        lambda asked: [answer(asked[0])] * 3,
        lambda asked: answer(asked[0]),
        lambda _: b"<html>bad gateway</html>",
        lambda asked: json.dumps([answer(one) for one in asked]).encode()[:-9],
        lambda _: [None, 7, "text"],
        lambda asked: [{"jsonrpc": "2.0", "id": one["id"]} for one in asked],
    ],
)
def test_a_part_of_an_answer_or_one_to_another_question_is_none(reply):
    with node(reply) as rpc, pytest.raises(ChainUnreachable):
        rpc.batch(CALLS)


def test_two_processes_do_not_ask_under_the_same_ids():
    seen: list[int] = []
    with (
        node(lambda asked: seen.append(asked["id"]) or answer(asked)) as first,
        node(lambda asked: seen.append(asked["id"]) or answer(asked)) as second,
    ):
        for rpc in (first, second):
            assert [rpc.call("one"), rpc.call("two")] == ["one", "two"]
    assert len(set(seen)) == 4


def test_nothing_asked_asks_nothing():
    assert Rpc("http://127.0.0.1:1", "http://node", 1).batch([]) == []
