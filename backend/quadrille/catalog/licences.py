"""Which licences a field names, and what the SPDX list says of them: pure, without the network.

The list comes with `license-expression`, in the version that the lock file pins; not the parser, because that one takes
`MIT ISC` for an expression and fails with AssertionError at `( OR MIT`. Expressions are read, and identifiers compared
without regard to case, as the SPDX specification has it (its annex on licence expressions).
"""

import re
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from license_expression import get_license_index

EXPRESSION_CHARACTERS = 400
"""Longer ones are not read: the longest in the published catalogues has 19 characters."""

_TOKEN = re.compile(r"[()]|[^\s()]+")
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:+-]*")
_OPERAND_ENDS = frozenset({"licence", "exception", ")"})
_FOLLOWS = {
    "(": frozenset({"(", "AND", "OR"}),
    ")": _OPERAND_ENDS,
    "AND": _OPERAND_ENDS,
    "OR": _OPERAND_ENDS,
    "WITH": frozenset({"licence"}),
    "licence": frozenset({"(", "AND", "OR", "WITH"}),
}
"""What a token may stand after; an expression begins as one in brackets does."""

NOT_SPDX = frozenset({"BSD-2", "GPL", "GPL 2.0", "GPL 2.0+", "Assembly-exception", "Verbatim-man-pages"})
"""Other people's names for licences that stand in the library's list among the old identifiers; SPDX never had them."""


class LicenceFault(StrEnum):
    """What can be wrong with an identifier."""

    UNREADABLE = "unreadable"
    UNKNOWN = "unknown"
    SPELLING = "spelling"


class LicenceFinding(NamedTuple):
    """One identifier with a fault; `better` is what SPDX would have instead, empty when that is not known."""

    fault: LicenceFault
    identifier: str
    better: str


class _Listed(NamedTuple):
    """An identifier as SPDX writes it; `is_deprecated` when SPDX has a newer way to say it."""

    identifier: str
    is_exception: bool
    is_deprecated: bool


class _Named(NamedTuple):
    """An identifier in an expression; `is_exception` when it stands after WITH."""

    identifier: str
    is_exception: bool


def judge_licence(text: str) -> tuple[LicenceFinding, ...]:
    """What is wrong with an SPDX expression such as `MIT` or `GPL-2.0-only WITH Classpath-exception-2.0`, in its order.

    Empty when every identifier is on the list and written as there. One that SPDX has deprecated, such as `GPL-3.0`, is
    no fault: it names a licence, and the forms of the published catalogues offer nothing newer. Never raises.
    """
    named = _named_in(text)
    if not named:
        return (LicenceFinding(LicenceFault.UNREADABLE, text, _by_letters().get(_letters(text), "")),)
    return tuple(finding for one in named if (finding := _judge(one)))


def _named_in(text: str) -> list[_Named]:
    """The identifiers of an expression, once each; none when it is no expression."""
    named: list[_Named] = []
    depth, before = 0, "("
    for token in _TOKEN.findall(text[: EXPRESSION_CHARACTERS + 1]):
        kind = token.upper() if token.upper() in _FOLLOWS else "licence"
        if before not in _FOLLOWS[kind]:
            return []
        depth += (kind == "(") - (kind == ")")
        if depth < 0 or (kind == "licence" and not _IDENTIFIER.fullmatch(token)):
            return []
        if kind == "licence":
            named.append(_Named(token, before == "WITH"))
            kind = "exception" if before == "WITH" else kind
        before = kind
    is_whole = depth == 0 and before in _FOLLOWS["AND"] and len(text) <= EXPRESSION_CHARACTERS
    return list(dict.fromkeys(named)) if is_whole else []


def _judge(named: _Named) -> LicenceFinding | None:
    identifier = named.identifier
    # `+` means "or later" after any identifier; for some, SPDX has listed the two together.
    listed = _list().get(identifier.lower()) or _list().get(identifier.removesuffix("+").lower())
    if listed is None or listed.is_exception != named.is_exception:
        better = "" if listed else _by_letters().get(_letters(identifier), "")
        return LicenceFinding(LicenceFault.UNKNOWN, identifier, better)
    if listed.identifier.removesuffix("+") != identifier.removesuffix("+"):
        return LicenceFinding(LicenceFault.SPELLING, identifier, listed.identifier)
    return None


@cache
def _list() -> dict[str, _Listed]:
    """Every SPDX identifier of a licence or an exception, by its lower case."""
    found: dict[str, _Listed] = {}
    for row in get_license_index():
        current, is_exception = row.get("spdx_license_key") or "", bool(row["is_exception"])
        is_listed = bool(current) and not current.startswith("LicenseRef-")
        if is_listed:
            # The library says so of a licence that its own list dropped; for listed ones, SPDX dropped it too.
            found[current.lower()] = _Listed(current, is_exception, bool(row["is_deprecated"]))
        for old in row.get("other_spdx_license_keys", []):
            if not old.startswith("LicenseRef-") and old not in NOT_SPDX:
                found.setdefault(old.lower(), _Listed(old, is_exception, True))
    return found


@cache
def _by_letters() -> dict[str, str]:
    """Current identifiers by their letters and digits alone, so that `Apache 2.0` finds `Apache-2.0`."""
    return {_letters(row.identifier): row.identifier for row in _list().values() if not row.is_deprecated}


def _letters(text: str) -> str:
    words = "".join(sign for sign in text[:EXPRESSION_CHARACTERS].lower() if sign.isalnum())
    return words.replace("license", "").replace("licence", "")
