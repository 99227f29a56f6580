"""Speak to each request in the language of who asks."""

from http.cookies import SimpleCookie
from urllib.parse import parse_qsl

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quadrille.languages.spoken import WISH, chosen, speaking

COOKIE = "quadrille-language"
KEPT_SECONDS = 31_536_000
"""A year; it says nothing of a person but this choice."""


class Spoken:
    """Choose the language of an answer by `?lang=`, the choice made before, or Accept-Language; keep a choice."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on in the language chosen, and say in the answer which one it was."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        asked, headers = scope["query_string"].decode("latin-1"), Headers(scope=scope)
        wished = dict(parse_qsl(asked)).get(WISH, "")
        remembered = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
        language = chosen(wished, remembered, headers.get("accept-language", ""))

        async def named(message: Message) -> None:
            if message["type"] == "http.response.start":
                _name(MutableHeaders(scope=message), language, is_wished=wished == language)
            await send(message)

        with speaking(language, asked):
            await self.app(scope, receive, named)


def _name(headers: MutableHeaders, language: str, is_wished: bool) -> None:
    headers["content-language"] = language
    headers.add_vary_header("Accept-Language")
    if is_wished:
        choice = SimpleCookie({COOKIE: language})
        choice[COOKIE].update({"path": "/", "max-age": str(KEPT_SECONDS), "samesite": "Lax", "httponly": "yes"})
        headers.append("set-cookie", choice[COOKIE].OutputString())
