"""web3's connection, with what it leaves out: an answer counts only for the question that was asked."""

import json
import threading
from collections.abc import Mapping
from itertools import count
from secrets import randbelow
from typing import Any

from web3 import HTTPProvider
from web3.exceptions import BadResponseFormat
from web3.types import RPCEndpoint, RPCResponse

from quadrille.chain.one_block import OneBlock

FIRST_IDS = 2**32
"""Questions are counted from a random number below this: what answers another process's question fits none of ours."""


def question_ids() -> "count[int]":
    """Ids for questions, which no other process is likely to use at the same time."""
    return count(randbelow(FIRST_IDS))


class CheckedProvider(HTTPProvider):
    """Compares the id of each answer with that of its question, which a broken balancer mixes up."""

    def __init__(self, url: str, seconds: float) -> None:
        super().__init__(url, request_kwargs={"timeout": seconds})
        self.request_counter = question_ids()
        self._asked = threading.local()
        self._one_block = OneBlock(self._ask)

    def encode_rpc_request(self, method: RPCEndpoint, params: Any) -> bytes:
        """The question as it goes out."""
        request = super().encode_rpc_request(method, params)
        self._asked.id = json.loads(request)["id"]
        return request

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        """The answer to the question; raises BadResponseFormat for one to another."""
        return self._one_block.answer(method, params)

    def _ask(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        response = super().make_request(method, params)
        if not isinstance(response, dict) or not is_answer(response, self._asked.id):
            raise BadResponseFormat("an answer to another question")
        return response


def is_answer(response: Mapping[str, Any], id_: object) -> bool:
    """Whether this answers the question of that id; who could not read the question answers an error without one."""
    had = response.get("id")
    return had == id_ or (had is None and "error" in response)
