"""Headers that every answer has.

No CORS header (Access-Control-...) is among them: without one, a browser lets no page of another site read an answer,
and programs, which are not bound by that, need none.
"""

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from quadrille.config import Settings
from quadrille.web.layout import CONTENT_SECURITY_POLICY

SECURITY = {
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "x-content-type-options": "nosniff",
    # A claim code stands in its page's address: no other site is told where a reader came from.
    "referrer-policy": "no-referrer",
    # For browsers that do not know the policy's frame-ancestors.
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}
"""As the OWASP HTTP headers cheat sheet has them; wallets live in extensions, and need none of what is switched off."""

HSTS = "max-age=31536000"
"""A year, as hstspreload.org asks; not for subdomains, which may be somebody else's."""

STATIC = "/static/"


class Secured:
    """Add the security headers, and say what may be kept of an answer that does not say so itself."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self.always = dict(SECURITY)
        if settings.public_url.startswith("https://"):
            self.always["strict-transport-security"] = HSTS

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, and add the headers to the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        is_somebodys = any(name in (b"authorization", b"cookie") for name, _ in scope["headers"])

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self.always)
                if not scope["path"].startswith(STATIC):
                    _say_what_may_be_kept(headers, is_somebodys)
            await send(message)

        await self.app(scope, receive, secured)


def _say_what_may_be_kept(headers: MutableHeaders, is_somebodys: bool) -> None:
    # RFC 9111: what was told to somebody is kept nowhere; the rest may be, but is asked for again each time.
    headers.setdefault("cache-control", "no-store" if is_somebodys else "no-cache")
    headers.add_vary_header("Authorization")
    headers.add_vary_header("Cookie")
