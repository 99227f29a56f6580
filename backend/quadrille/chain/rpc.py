"""JSON-RPC as it is on the wire: one call or many in one request, and whatever is no answer told apart from one.

Why not web3 here: it refuses raw transactions in a batch, and spends more time on formatting a log than on reading it.
"""

import json
import threading
from collections.abc import Sequence
from typing import Any

import requests

from quadrille.chain.provider import is_answer, question_ids
from quadrille.errors import ChainUnreachable, NodeRefused

Request = tuple[str, Sequence[Any]]
"""A method and its parameters."""


class Rpc:
    """A node's address, and a connection that each thread keeps."""

    def __init__(self, url: str, node: str, seconds: float) -> None:
        """node: the address as it may be told. seconds: how long an answer may take."""
        self.url, self.node, self.seconds = url, node, seconds
        self._ids, self._threads = question_ids(), threading.local()

    def call(self, method: str, *params: Any) -> Any:
        """The result of one call; raises NodeRefused with the node's words, ChainUnreachable without a true answer."""
        id_ = next(self._ids)
        answer = self._exchange({"jsonrpc": "2.0", "id": id_, "method": method, "params": params})
        result = self._result(answer, id_, method)
        if isinstance(result, NodeRefused):
            raise result
        return result

    def batch(self, calls: Sequence[Request]) -> list[Any]:
        """The results of many calls in one request, in their order; what the node refused is a NodeRefused in the list.

        Raises ChainUnreachable when any answer is missing: a part of an answer is none.
        """
        if not calls:
            return []
        ids = [next(self._ids) for _ in calls]
        body = [
            {"jsonrpc": "2.0", "id": id_, "method": method, "params": params}
            for id_, (method, params) in zip(ids, calls, strict=True)
        ]
        answers = self._exchange(body)
        if not isinstance(answers, list):
            # A node may refuse the batch as a whole.
            raise self._garbage("no list of answers")
        by_id = {answer.get("id"): answer for answer in answers if isinstance(answer, dict)}
        return [self._result(by_id.get(id_), id_, method) for id_, (method, _) in zip(ids, calls, strict=True)]

    def _exchange(self, body: Any) -> Any:
        try:
            answer = self._session().post(self.url, data=json.dumps(body), timeout=self.seconds)
            answer.raise_for_status()
            return json.loads(answer.content)
        except (requests.RequestException, ValueError) as problem:
            raise ChainUnreachable(self.node, type(problem).__name__) from problem

    def _result(self, answer: Any, id_: int, method: str) -> Any:
        if not isinstance(answer, dict) or not is_answer(answer, id_):
            raise self._garbage("an answer to another question")
        error = answer.get("error")
        if error is not None:
            return self._refusal(method, error)
        if "result" not in answer:
            raise self._garbage("neither a result nor an error")
        return answer["result"]

    def _refusal(self, method: str, error: Any) -> NodeRefused:
        if not isinstance(error, dict):
            return NodeRefused(self.node, method, 0, str(error))
        code = error.get("code")
        words = str(error.get("message", error)).removesuffix(".")
        return NodeRefused(self.node, method, code if isinstance(code, int) else 0, words)

    def _garbage(self, what: str) -> ChainUnreachable:
        return ChainUnreachable(self.node, what)

    def _session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._threads, "session", None)
        if session is None:
            session = self._threads.session = requests.Session()
            session.headers["content-type"] = "application/json"
        return session
