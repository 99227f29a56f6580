"""Whoever only looks reads the chain at one block."""

from starlette.types import ASGIApp, Receive, Scope, Send

from quadrille.chain.one_block import at_one_block
from quadrille.gate.crossing import SAFE


class Looking:
    """Let the requests that change nothing share what the node says while no block comes."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on."""
        if scope["type"] != "http" or scope["method"] not in SAFE:
            await self.app(scope, receive, send)
            return
        with at_one_block():
            await self.app(scope, receive, send)
