"""Long lists in pages: the next page begins after the last thing of this one, whatever was added or taken out since.

Not by counting from the beginning (OFFSET): that skips or repeats things when the list changes, and reads all before.
"""

from collections.abc import Callable, Iterable, Sequence
from itertools import dropwhile, islice
from typing import Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import Depends, Query, Request, Response

from quadrille.errors import NotFound
from quadrille.types import DIGITS, ROW_MAX

MOST = 100
"""Things in a page: some 50 kB of the longest."""

Item = TypeVar("Item")
Limit = Annotated[int, Query(ge=1, le=MOST, description="How many at most.")]
AfterRow = Annotated[int, Query(ge=0, le=ROW_MAX, description="The number after which the page begins.")]
AfterNumber = Annotated[int, Query(ge=0, le=2**63 - 1, description="The number after which the page begins.")]
AfterId = Annotated[str | None, Query(pattern=DIGITS, description="The id after which the page begins.")]
AfterAddress = Annotated[str | None, Query(pattern="^0x[0-9a-fA-F]{40}$", description="The last address before it.")]


class NextPage:
    """Says where the list goes on, in the answer's `Link` (RFC 8288)."""

    def __init__(self, request: Request, response: Response) -> None:
        self._request, self._response = request, response

    def cut(self, found: Sequence[Item], limit: int, key: Callable[[Item], object]) -> Sequence[Item]:
        """The page of what was found, up to one more than `limit`; that one shows that there is a next page."""
        page = found[:limit]
        if len(found) > limit:
            others = [pair for pair in self._request.query_params.multi_items() if pair[0] != "after"]
            query = urlencode([*others, ("after", str(key(page[-1])))])
            self._response.headers["link"] = f'<{self._request.url.path}?{query}>; rel="next"'
        return page


NextPageDep = Annotated[NextPage, Depends()]


def following(items: Iterable[Item], after: object, key: Callable[[Item], object], limit: int) -> list[Item]:
    """The first `limit` + 1 of a list's items behind the one with this key, or from the beginning when it is None.

    For lists whose order is another than that of their keys; raises NotFound when none has the key.
    """
    if after is None:
        return list(islice(items, limit + 1))
    rest = dropwhile(lambda item: key(item) != after, items)
    if next(rest, None) is None:
        raise NotFound("place in this list called", after, "Begin again without `after`.")
    return list(islice(rest, limit + 1))
