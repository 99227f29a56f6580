"""A node that says what a test tells it to: silence, garbage, errors. For what no honest chain can be made to do."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar


@contextmanager
def lying_node(status: int, body: bytes, honest: dict[str, Any] | None = None) -> Iterator[str]:
    """The address of a node that answers every call with `status` and `body`, but methods of `honest` truly."""

    class Answer(BaseHTTPRequestHandler):
        protocol_version: ClassVar[str] = "HTTP/1.1"

        def do_POST(self) -> None:
            asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
            truth = (honest or {}).get(asked["method"])
            answer = json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": truth}).encode()
            code, content = (status, body) if truth is None else (200, answer)
            self.send_response(code)
            self.send_header("content-length", str(len(content)))
            self.send_header("connection", "close")
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
