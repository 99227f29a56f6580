"""Another site's page cannot make a visitor's browser change anything here."""

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from quadrille.config import Settings
from quadrille.errors import NotAllowed

SAFE = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""

REMEDY = "Do this on this server's own pages, or send `Authorization: Bearer ...`."


class Crossing:
    """Refuse what a browser says another site has sent."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        # A proxy in front may say another Host than the one that people see.
        self.own_host = urlsplit(settings.public_url).netloc.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what comes from our own pages or from a program; raises NotAllowed."""
        if scope["type"] == "http" and scope["method"] not in SAFE:
            check_crossing(Headers(scope=scope), self.own_host)
        await self.app(scope, receive, send)


def check_crossing(headers: Headers, own_host: str) -> None:
    """Raise NotAllowed when a browser says that these headers come from another site's page.

    A program says nothing of the kind, and passes: it has no visitor whose rights it could misuse.
    """
    # No browser adds this header by itself, and no other site's script may without our consent.
    if "authorization" in headers:
        return
    # Check: what the browser itself says of the two sites (W3C Fetch Metadata).
    relation = headers.get("sec-fetch-site", "")
    if relation == "cross-site":
        raise NotAllowed("This request comes from a page of another site.", REMEDY)
    # Check: the page's own origin (RFC 6454). It is "null" for a form of ours too, since we send no referrer.
    origin = headers.get("origin", "")
    if origin == "null":
        if relation not in ("same-origin", "none") and "cookie" in headers:
            raise NotAllowed("This request does not say which site's page it comes from.", REMEDY)
    elif origin and urlsplit(origin).netloc.lower() not in (headers.get("host", "").lower(), own_host):
        raise NotAllowed("This request comes from a page of another site.", REMEDY)
