"""How long an address, how many headers and how long a body may be, how deep its JSON, how long it may take to come."""

import re

import anyio
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quadrille.gate.crossing import SAFE

ADDRESS_BYTES = 8_192
"""RFC 9110, 4.1 asks to take 8 000 octets at least; the longest of ours has some hundred."""

HEADERS = 100
"""Browsers send some twenty, proxies add some; Apache's own bound is 100."""

BODY_BYTES = 2 * 1_048_576
"""The longest body that is read at all; a review, the longest that is meant, has its own limit below."""

BODY_SECONDS = 60
"""2 MiB over a slow mobile line (300 kbit/s); who sends more slowly than that holds a connection for nothing."""

DEPTH = 32
"""Levels of JSON; the deepest body of ours has four, a review's answers some ten."""

TEXTS = re.compile(rb'"(?:[^"\\]|\\.?)*+(?:"|\Z)', re.DOTALL)
"""JSON's texts; one without an end goes to the end, so that this takes time in proportion to the body."""

BRACKETS = re.compile(rb"[\[\]{}]")


class Sizes:
    """Let a request through only whole, and only when it is no longer and no deeper than anything meant."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Read the body, and pass on; raises HTTPException for what is too long, too deep or too slow."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        check_head(scope)
        check_declared(headers)
        if scope["method"] in SAFE:
            await self.app(scope, receive, send)
            return
        body = await read_body(receive)
        if body is None:
            # Whoever asked has gone.
            return
        if _is_json(headers):
            check_json(body)
        await self.app(scope, replayed(body, receive), send)


def check_head(scope: Scope) -> None:
    """Raise HTTPException for an address or headers that are too long."""
    if len(scope.get("raw_path") or scope["path"].encode()) + len(scope["query_string"]) > ADDRESS_BYTES:
        raise HTTPException(414, f"The address has more than {ADDRESS_BYTES} bytes.")
    if len(scope["headers"]) > HEADERS:
        raise HTTPException(431, f"The request has more than {HEADERS} headers.")


def check_declared(headers: Headers) -> None:
    """Raise HTTPException for a body that says it is too long, before any of it is read."""
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length[:20]) > BODY_BYTES:
        raise HTTPException(413, f"The body has {length[:20]} bytes; at most {BODY_BYTES} are read. Send less at once.")


async def read_body(receive: Receive) -> bytes | None:
    """The whole body; None when the connection ends before it. Raises HTTPException when it is too long or too slow."""
    body = bytearray()
    with anyio.move_on_after(BODY_SECONDS) as clock:
        while True:
            message = await receive()
            if message["type"] == "http.disconnect":
                return None
            body += message.get("body", b"")
            if len(body) > BODY_BYTES:
                raise HTTPException(413, f"At most {BODY_BYTES} bytes of a body are read. Send less at once.")
            if not message.get("more_body", False):
                break
    if clock.cancelled_caught:
        raise HTTPException(408, f"The body did not arrive within {BODY_SECONDS} seconds.")
    return bytes(body)


def replayed(body: bytes, receive: Receive) -> Receive:
    """A body that was read already, for whoever reads it next; what comes after it is the connection's."""
    is_read = False

    async def again() -> Message:
        nonlocal is_read
        if is_read:
            return await receive()
        is_read = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def check_json(body: bytes) -> None:
    """Raise HTTPException for JSON that is not UTF-8 (RFC 8259, 8.1) or nested too deeply, before it is parsed."""
    # Python's parser would take UTF-16 and UTF-32 as well; both of them have zero bytes.
    if b"\0" in body:
        raise HTTPException(400, "The body is no JSON in UTF-8.")
    if depth_of(body) > DEPTH:
        raise HTTPException(400, f"The JSON is nested more than {DEPTH} levels deep.")


def depth_of(document: bytes) -> int:
    """How many brackets of a JSON document are open at once at most; texts do not count. Takes time in proportion."""
    deepest = depth = 0
    for bracket in BRACKETS.findall(TEXTS.sub(b"", document)):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
        if deepest > DEPTH:
            break
    return deepest


def _is_json(headers: Headers) -> bool:
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    return kind == "application/json" or kind.endswith("+json")
