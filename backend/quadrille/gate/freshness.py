"""ETag and If-None-Match (RFC 9110, 8.8.3 and 13.1.2): whoever has an answer already is not sent it again."""

from hashlib import sha256

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COMPRESSED_FROM = 500
"""Bytes from which `GZipMiddleware` compresses, as it is set up in `app.py`."""

ON_304 = ("cache-control", "content-location", "date", "etag", "expires", "vary", "link")
"""What RFC 9110, 15.4.5 wants in a 304, and the link to the next page."""


class Fresh:
    """Tag the JSON of a GET by its content, and answer 304 to whoever names the tag.

    Stands inside of the compression, whose bytes differ from time to time. A strong tag belongs to the bytes that are
    sent, so what will be compressed has a tag of its own.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and tag the answer."""
        if scope["type"] != "http" or scope["method"] != "GET" or not scope["path"].startswith("/api/v1/"):
            await self.app(scope, receive, send)
            return
        await self.app(scope, receive, _Tagging(Headers(scope=scope), send).send)


class _Tagging:
    def __init__(self, asked: Headers, send: Send) -> None:
        self._asked, self._send = asked, send
        self._start: Message | None = None
        self._body = bytearray()

    async def send(self, message: Message) -> None:
        """Hold a JSON answer until it is whole; let everything else pass."""
        if message["type"] == "http.response.start" and _is_tagged(message):
            self._start = message
        elif self._start is None:
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._send_whole(self._start, bytes(self._body))

    async def _send_whole(self, start: Message, body: bytes) -> None:
        headers = MutableHeaders(scope=start)
        headers["etag"] = tag = self._tag(body)
        if _names(self._asked.get("if-none-match", ""), tag):
            start["status"], body = 304, b""
            start["headers"] = [(name, value) for name, value in start["headers"] if name.decode() in ON_304]
        await self._send(start)
        await self._send({"type": "http.response.body", "body": body, "more_body": False})

    def _tag(self, body: bytes) -> str:
        is_compressed = "gzip" in self._asked.get("accept-encoding", "") and len(body) >= COMPRESSED_FROM
        return f'"{sha256(body).hexdigest()}{"-gzip" if is_compressed else ""}"'


def _is_tagged(start: Message) -> bool:
    return start["status"] == 200 and Headers(raw=start["headers"]).get("content-type", "").startswith(
        "application/json"
    )


def _names(if_none_match: str, tag: str) -> bool:
    # RFC 9110, 13.1.2: compared weakly, so a W/ that a proxy put before it does not count.
    given = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return "*" in given or tag in given
