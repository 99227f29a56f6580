"""A node between ours and a real chain, which changes what a test tells it to: a proxy that lags, lies or refuses."""

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import requests

Ask = Callable[[str, list[Any]], Any]
"""What the chain truly answers to a method and its parameters."""

Rule = Callable[[str, list[Any], Ask], Any]
"""What the relay answers instead; it raises NodeSays for an error."""


class NodeSays(Exception):
    """An error of JSON-RPC, in the relay's answer."""


class Silence(Exception):
    """The relay closes the connection without an answer."""


@contextmanager
def relay_node(url: str, rule: Rule) -> Iterator[str]:
    """The address of a relay to the node at `url`, which answers every call as the rule says."""

    def ask(method: str, params: list[Any]) -> Any:
        body = {"jsonrpc": "2.0", "id": 0, "method": method, "params": params}
        answer = requests.post(url, json=body, timeout=30).json()
        if "error" in answer:
            raise NodeSays(answer["error"]["message"])
        return answer["result"]

    def answer_to(call: dict[str, Any]) -> dict[str, Any]:
        try:
            result = {"result": rule(call["method"], call["params"], ask)}
        except NodeSays as error:
            result = {"error": {"code": -32000, "message": str(error)}}
        return {"jsonrpc": "2.0", "id": call["id"], **result}

    class Answer(BaseHTTPRequestHandler):
        protocol_version: ClassVar[str] = "HTTP/1.1"
        # Head and body in one piece: the second would else wait for the first to be acknowledged.
        wbufsize: ClassVar[int] = -1

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            try:
                answer = [answer_to(call) for call in asked] if isinstance(asked, list) else answer_to(asked)
            except Silence:
                self.close_connection = True
                return
            content = json.dumps(answer).encode()
            self.send_response(200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def honest(method: str, params: list[Any], ask: Ask) -> Any:
    """A rule that changes nothing."""
    return ask(method, params)
