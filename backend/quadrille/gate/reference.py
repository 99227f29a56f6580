"""A reference for every request: who meets a problem names it, and the log has it beside what went wrong."""

import re
import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = b"x-request-id"

OWN = re.compile(rb"[A-Za-z0-9._-]{1,64}")
"""A client's own reference; anything else could break a line of the log, or be no header at all."""

REFERENCE_BYTES = 8
"""64 random bits: no two requests of a server share one."""


class Referenced:
    """Give each request its reference, and say it in the answer's `X-Request-ID`."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Choose the reference, and pass on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        reference = _chosen(scope)
        scope.setdefault("state", {})["reference"] = reference

        async def send_with_it(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["x-request-id"] = reference
            await send(message)

        await self.app(scope, receive, send_with_it)


def reference_of(scope: Scope) -> str:
    """The reference of the request at hand."""
    found: str = scope["state"]["reference"]
    return found


def _chosen(scope: Scope) -> str:
    given = [value for name, value in scope["headers"] if name == HEADER]
    if len(given) == 1 and OWN.fullmatch(given[0]):
        return str(given[0], "ascii")
    return secrets.token_hex(REFERENCE_BYTES)
