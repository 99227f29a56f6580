"""What is read at one block is asked of the node once: by a request, and by all that come before the next block.

A read's answer is settled by the block it is read at. So a page that asks for a round's terms five times has them from
the node once, and the next visitor costs it one question: whether there is a newer block. Whoever sends stays outside.
"""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from web3.types import RPCEndpoint, RPCResponse

HEAD = (RPCEndpoint("eth_getBlockByNumber"), ["latest", False])
"""The question for the newest block, as web3 asks it."""

SETTLED = frozenset(
    {
        *("eth_call", "eth_getLogs", "eth_getCode", "eth_getStorageAt", "eth_getBalance"),
        *("eth_getBlockByNumber", "eth_getBlockByHash"),
    }
)
"""Reads whose answer the newest block decides, unless they name one of `MOVING`."""

MOVING = ('"pending"', '"safe"', '"finalized"')
"""Tags of blocks that change while the newest block does not."""

REVERTED = 3
"""The error of a call that its contract refused, as nodes number it: an answer like any other."""

MOST_BYTES = 16 * 2**20
"""Of answers at one block, on the wire; as Python's objects some six times that. A site looked at whole has 3 MB."""

Ask = Callable[[RPCEndpoint, Any], RPCResponse]

_looks: ContextVar[dict["OneBlock", "_Answers"] | None] = ContextVar("looks", default=None)


@contextmanager
def at_one_block() -> Iterator[None]:
    """Within it, reads of each node are as of its newest block when the first was made, or of a later one."""
    token = _looks.set({})
    try:
        yield
    finally:
        _looks.reset(token)


class OneBlock:
    """Asks one node, and keeps what is settled for those within `at_one_block`."""

    def __init__(self, ask: Ask) -> None:
        """ask: how the node is asked."""
        self._ask, self._newest = ask, _Answers(None)

    def answer(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """The node's answer, from now or from before; of errors only a contract's own refusal is kept."""
        looks = _looks.get()
        if looks is None:
            return self._ask(method, params)
        asked = json.dumps([method, params], default=str)
        if method not in SETTLED or any(tag in asked for tag in MOVING):
            # It may have sent something: whether there is a newer block is asked anew.
            looks.pop(self, None)
            return self._ask(method, params)
        if self not in looks:
            looks[self] = self._at_newest()
        return looks[self].get(asked) or looks[self].keep(asked, self._ask(method, params))

    def _at_newest(self) -> "_Answers":
        head = self._ask(*HEAD)
        block: Any = head.get("result")
        hash_ = block.get("hash") if isinstance(block, dict) else None
        # Another thread may put an older block's answers in its place meanwhile: what is returned is of this one.
        newest = self._newest
        if hash_ is None or hash_ != newest.block_hash:
            newest = _Answers(hash_)
            newest.keep(json.dumps(HEAD), head)
            self._newest = newest
        return newest


class _Answers:
    """By question, at one block; a request that began at an older one goes on with its own."""

    def __init__(self, block_hash: str | None) -> None:
        self.block_hash, self._kept, self._bytes = block_hash, dict[str, RPCResponse](), 0

    def get(self, asked: str) -> RPCResponse | None:
        """The answer to this question, if it is kept."""
        return self._kept.get(asked)

    def keep(self, asked: str, answer: RPCResponse) -> RPCResponse:
        """The answer, kept when it is one that lasts and there is room."""
        if answer.get("result") is not None or _is_refusal(answer.get("error")):
            self._bytes += len(asked) + len(json.dumps(answer))
            if self._bytes <= MOST_BYTES:
                self._kept[asked] = answer
        return answer


def _is_refusal(error: Any) -> bool:
    return isinstance(error, dict) and error.get("code") == REVERTED
