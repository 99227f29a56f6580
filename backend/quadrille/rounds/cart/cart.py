"""A cart: the projects that a visitor chose in a round, with the amounts as they were typed.

It is kept in a cookie of the visitor's own browser, one for each round: so it needs no account and no script, survives
a reload, the way to a project's own page and back, and whatever a wallet does, and this server keeps nothing of it.
A query in the address would be lost with every link that is followed.
"""

import re
from collections.abc import Iterable, Mapping
from urllib.parse import parse_qsl, urlencode

from quadrille.errors import BadParameter, Refused
from quadrille.languages.words import said
from quadrille.types import Address, ProjectIndex

MOST_ITEMS = 100
"""Projects of one donation: what `intent_api` takes, some three million gas."""

LONGEST_AMOUNT = 40
"""Characters of an amount: more than any that can be given, in coins."""

LONGEST_COOKIE = 3_800
"""Characters; browsers drop a cookie above 4096 with its name (RFC 6265bis, 5.5)."""

PROJECT = re.compile(r"[0-9]{1,10}")

Cart = Mapping[ProjectIndex, str]
"""The amount typed for each project, by its id; "" where none was typed yet."""


def cookie_of(address: Address) -> str:
    """The name of the cookie that keeps the cart of a round."""
    return f"quadrille-cart-{address[2:12].lower()}"


def read_cart(text: str) -> Cart:
    """The cart of a cookie; what is none of ours is left out."""
    pairs = parse_qsl(text[:LONGEST_COOKIE], keep_blank_values=True, max_num_fields=None)
    kept = {ProjectIndex(int(index)): typed[:LONGEST_AMOUNT] for index, typed in pairs if PROJECT.fullmatch(index)}
    return dict(list(kept.items())[:MOST_ITEMS])


def written(cart: Cart) -> str:
    """The cart as a cookie keeps it; raises Refused for more than one donation can hold."""
    text = urlencode([(str(index), typed) for index, typed in cart.items()])
    if len(cart) > MOST_ITEMS or len(text) > LONGEST_COOKIE:
        raise Refused(
            said("A cart holds {most} projects at the most.", most=MOST_ITEMS),
            said("Give to these first, then choose others."),
        )
    return text


def with_chosen(cart: Cart, chosen: Iterable[ProjectIndex], shown: Iterable[ProjectIndex]) -> Cart:
    """The cart once somebody ticked `chosen` of the projects `shown`: amounts that were typed stay."""
    wanted, offered = list(chosen), set(shown)
    kept = {index: typed for index, typed in cart.items() if index not in offered or index in wanted}
    return {**kept, **{index: "" for index in wanted if index not in kept}}


def as_text(items: Iterable[tuple[str, str]]) -> str:
    """Projects by slug and amounts in coins, as the form hands them to the intent."""
    return urlencode(list(items))


def from_text(text: str) -> list[tuple[str, str]]:
    """The same back; raises BadParameter for what is none, or holds nothing."""
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=True, max_num_fields=MOST_ITEMS)
    except ValueError as problem:
        raise BadParameter("cart", text, "project=amount, up to 100 of them, joined by &") from problem
    return pairs
