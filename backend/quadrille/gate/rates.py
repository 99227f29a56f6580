"""How many requests a minute one network address and one person may send; counted in each process for itself.

With several processes behind one address, each lets this many through: the bounds keep a server up, they sell nothing.
"""

import math
import time
from typing import Literal

from fastapi import Request
from limits import RateLimitItemPerMinute
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from quadrille.config import Settings
from quadrille.errors import TooMany
from quadrille.gate.crossing import SAFE
from quadrille.gate.network import client_network
from quadrille.gate.window import BoundedMemory

Class = Literal["reads", "writes", "sign-ins"]

PUBLIC: dict[Class, int] = {"reads": 6_000, "writes": 600, "sign-ins": 30}
"""100 reads a second are ten busy people behind one address; 30 sign-ins a class that signs in together."""

DEVELOPMENT: dict[Class, int | None] = {"reads": None, "writes": None, "sign-ins": 120}
"""On the local chain nobody needs protection from themselves; sign-ins stay bounded, so that demos show it."""

SIGN_IN = ("/api/v1/sign-in", "/sign-in")

WINDOW_SECONDS = 60


class Rates:
    """Counts requests by class, for network addresses and for persons."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        defaults = DEVELOPMENT if settings.is_development else PUBLIC
        wanted: dict[Class, int | None] = {
            "reads": settings.reads_per_minute,
            "writes": settings.writes_per_minute,
            "sign-ins": settings.sign_ins_per_minute,
        }
        most = {kind: wanted[kind] or defaults[kind] for kind in wanted}
        self._items = {kind: RateLimitItemPerMinute(number) for kind, number in most.items() if number}
        self._windows = MovingWindowRateLimiter(BoundedMemory())

    def count_address(self, scope: Scope) -> None:
        """Count this request for its network address; raises TooMany."""
        kind = class_of(scope["method"], scope["path"])
        if kind in self._items:
            self._count(kind, "address", client_network(scope, self.settings.proxies))

    def count_person(self, request: Request, person_id: int) -> None:
        """Count this request for the person who sends it, from wherever; raises TooMany."""
        kind = class_of(request.method, request.url.path)
        if kind in self._items:
            self._count(kind, "person", str(person_id))

    def _count(self, kind: Class, of: str, who: str) -> None:
        item = self._items[kind]
        if self._windows.hit(item, kind, of, who):
            return
        frees_at = self._windows.get_window_stats(item, kind, of, who).reset_time
        raise TooMany(kind, item.amount, WINDOW_SECONDS, max(1, math.ceil(frees_at - time.time())))


class Counted:
    """Let through only as many requests of one network address as its class allows."""

    def __init__(self, app: ASGIApp, rates: Rates) -> None:
        self.app, self.rates = app, rates

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count, and pass on; raises TooMany."""
        if scope["type"] == "http":
            self.rates.count_address(scope)
        await self.app(scope, receive, send)


def class_of(method: str, path: str) -> Class:
    """What a request counts as."""
    if path.startswith(SIGN_IN):
        return "sign-ins"
    return "reads" if method in SAFE else "writes"
