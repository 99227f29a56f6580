"""Idempotency-Key: a request that is sent again is done once (draft-ietf-httpapi-idempotency-key-header-07)."""

import logging
import re

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quadrille.config import Settings
from quadrille.errors import BadInput
from quadrille.gate import keeping
from quadrille.gate.network import client_network
from quadrille.gate.rates import SIGN_IN
from quadrille.gate.sealing import Answer, Ask
from quadrille.gate.sizes import read_body, replayed
from quadrille.people.cookies import UNSAFE, token_of

log = logging.getLogger(__name__)

KEY = re.compile(r"[\x21-\x7e](?:[\x20-\x7e]{0,253}[\x21-\x7e])?")
"""1 to 255 printable ASCII characters; the draft's quoted form is taken as it is."""

ANSWER_BYTES = 65_536
"""The longest answer that is kept; the longest of ours, a move of a hundred badges, has some 15 kB."""

NOT_KEPT = frozenset({401, 403, 408, 413, 429})
"""These say that nothing was tried; a repeat with the right to it, or later, is tried."""


class Repeats:
    """Answer a repeat as the first one was answered, with `Idempotency-Replayed: true`.

    Kept for a day: every answer below 500 that is not longer than ANSWER_BYTES, sets no cookie and is none of NOT_KEPT.
    """

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Run the first one, and answer a repeat; raises BadInput and StillRunning."""
        key = _key_of(scope)
        if key is None:
            await self.app(scope, receive, send)
            return
        body = await read_body(receive)
        if body is None:
            return
        ask = Ask.of(self._actor(scope), scope["method"], _target(scope), key, body)
        known = await run_in_threadpool(keeping.begin, scope["app"].state.engine, ask)
        if known is not None:
            await _replay(known)(scope, receive, send)
            return
        heard = _Heard(send)
        try:
            await self.app(scope, replayed(body, receive), heard.send)
        finally:
            # Also when it failed: then nothing is kept, and a repeat runs again.
            await run_in_threadpool(_end, scope["app"].state.engine, ask, heard.answer())
        await heard.pass_on()

    def _actor(self, scope: Scope) -> str:
        request = Request(scope)
        token, _ = token_of(self.settings, request.headers, request.cookies)
        if given := token or request.headers.get("authorization", ""):
            return f"credential {given}"
        return f"network {client_network(scope, self.settings.proxies)}"


class _Heard:
    """Holds an answer back until it is kept: whoever has it can rely on hearing it again."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._held: list[Message] = []
        self._bytes = 0
        self._is_whole = False

    async def send(self, message: Message) -> None:
        """Take one message of the answer; pass on what is too long to be kept."""
        self._held.append(message)
        self._bytes += len(message.get("body", b""))
        self._is_whole = message["type"] == "http.response.body" and not message.get("more_body", False)
        if self._bytes > ANSWER_BYTES:
            await self.pass_on()

    async def pass_on(self) -> None:
        """Send what is held."""
        held, self._held = self._held, []
        for message in held:
            await self._send(message)

    def answer(self) -> Answer | None:
        """What is to be kept; None when nothing is."""
        if not self._is_whole or self._bytes > ANSWER_BYTES:
            return None
        status, headers = self._held[0]["status"], Headers(raw=self._held[0]["headers"])
        if status >= 500 or status in NOT_KEPT or "set-cookie" in headers:
            return None
        body = b"".join(message.get("body", b"") for message in self._held[1:])
        return Answer(status, headers.get("content-type", ""), body)


def _end(engine: Engine, ask: Ask, answer: Answer | None) -> None:
    try:
        if answer is None:
            keeping.release(engine, ask)
        else:
            keeping.finish(engine, ask, answer)
    except SQLAlchemyError as problem:
        # What was done is done, and is answered; a repeat runs again when the lease is over.
        log.warning("the answer of a request was not kept for its repeats (%s)", type(problem).__name__)


def _key_of(scope: Scope) -> str | None:
    """The key of a request that may carry one; raises BadInput when it has no form."""
    if scope["type"] != "http" or scope["method"] not in UNSAFE or not scope["path"].startswith("/api/v1/"):
        return None
    # A sign-in works once by itself, and what it answers is kept nowhere.
    if scope["path"].startswith(SIGN_IN):
        return None
    given = Headers(scope=scope).getlist("idempotency-key")
    if not given:
        return None
    if len(given) > 1 or not KEY.fullmatch(given[0]):
        raise BadInput(
            "The Idempotency-Key is not 1 to 255 printable ASCII characters.", "Send one key, a UUID for example."
        )
    return given[0]


def _target(scope: Scope) -> str:
    return f"{scope['path']}?{scope['query_string'].decode('latin-1')}"


def _replay(known: Answer) -> Response:
    headers = {"idempotency-replayed": "true"} | ({"content-type": known.media_type} if known.media_type else {})
    return Response(known.body, known.status, headers)
