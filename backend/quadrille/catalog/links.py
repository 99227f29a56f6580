"""What is wrong with the form of a link: pure, and nothing is ever asked over the network.

Texts hold links among words, several to a field, with commas and brackets around them. What claims to be a link is
what begins with http or https and a slash, or nearly so. The form is that of RFC 3986, section 3, as far as a person
who follows the link would notice: a path in any script is let pass, as browsers do (RFC 3987).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_SCHEME = r"(?:h{1,2}t{1,3}p{0,2}s{0,2}|ttps?)"
_SEPARATOR = r"(?::[/\\]+|:\s{1,3}/{1,3}|//)"
_CANDIDATE = re.compile(
    rf"""(?<![a-z0-9])(?P<scheme>{_SCHEME})(?P<separator>{_SEPARATOR})(?P<rest>(?:(?![,;]{{1,4}}https?:)[^\s<>"])*)""",
    re.IGNORECASE,
)
_AFTER = ".,;:!?'’‘”“»«*`…"
"""What may stand directly after a link and is no part of it."""
_OPENS = {")": "(", "]": "[", "}": "{"}
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\ufffd\x00-\x1f\x7f]")
_RUN_TOGETHER = re.compile(r"[\w.)\]]https?://", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\[\d{1,3}\]\Z")
_HOST = re.compile(r"(?:[\w-]{1,63}\.)+(?:xn--[\w-]{1,59}|[^\W\d_]{2,63})\.?", re.IGNORECASE)
_HOST_OF_NUMBERS = re.compile(r"\d{1,3}(?:\.\d{1,3}){3}|\[[0-9a-f:.]{2,45}\]|localhost", re.IGNORECASE)
_GAP = re.compile(r"[{}$*|%]|\[[^\]]*[g-z]", re.IGNORECASE)
"""In the place of a host: a gap to fill in, as in https://{host}/. Such a text is a pattern, no link."""
_BARE = re.compile(r"(?<![\w@./-])(?:[a-z0-9][a-z0-9-]{0,62}\.)+[a-z]{2,63}(?![\w@])", re.IGNORECASE)
_SEPARATES = re.compile(r"(?:\s|[,;|]|\band\b)+", re.IGNORECASE)

HOST_CHARACTERS = 300
"""As much of a link is looked through for its host: a name has at most 253 (RFC 1035), and a port may follow."""

PORTS = 65_535
"""The highest port there is (RFC 793: 16 bits)."""


class Link(NamedTuple):
    """Something in a text that claims to be a link; `fault` says what is wrong with it, empty when nothing is."""

    text: str
    fault: str


def links_in(text: str) -> Iterator[Link]:
    """Everything in a text that claims to be a link, in its order."""
    for found in _CANDIDATE.finditer(text):
        rest = _trim(found["rest"])
        host = re.split(r"[/?#]", rest[:HOST_CHARACTERS], maxsplit=1)[0]
        is_words = found["separator"] == "//" and "." not in host  # "HTTP//HTTPS": two protocols
        is_pattern = bool(_GAP.search(host)) or (not host and text[found.end() : found.end() + 1] == "<")
        if not is_words and not is_pattern:
            link = f"{found['scheme']}{found['separator']}{rest}"
            scheme = _fault_of_scheme(found["scheme"], found["separator"])
            yield Link(link, scheme or _fault_of_host(host) or _fault_of_text(rest))


def has_link(text: str) -> bool:
    """Whether a text holds a link, or the bare name of a host."""
    return any(True for _ in links_in(text)) or bare_host(text) != ""


def bare_host(text: str) -> str:
    """The first name of a host that stands alone, such as `docs.example.org`; empty when there is none."""
    found = _BARE.search(text)
    return found[0] if found else ""


def rest_of_address(text: str) -> str:
    """What stands in a field for addresses besides links and what separates them; empty when nothing does."""
    return _SEPARATES.sub(" ", _CANDIDATE.sub(" ", text)).strip(" .()<>")


def _fault_of_scheme(scheme: str, separator: str) -> str:
    if scheme.lower() not in ("http", "https"):
        return f"{scheme}: is not http: or https:"
    if separator == "//":
        return "the colon after the scheme is missing"
    if any(sign.isspace() for sign in separator):
        return "there is a space inside"
    return "" if separator == "://" else "the scheme is not followed by ://"


def _fault_of_host(host: str) -> str:
    if not host:
        return "it names no host"
    if host.lower().rstrip(":") in ("http", "https"):
        return "the scheme is there twice"
    name, _, port = host.rpartition("@")[2].partition(":") if "[" not in host else (host, "", "")
    if not (_HOST.fullmatch(name) or _HOST_OF_NUMBERS.fullmatch(name)):
        return f"{name[:60]!r} is not the name of a host"
    if port and not (port.isascii() and port.isdigit() and len(port) <= 5 and int(port) <= PORTS):
        return f"{port[:20]!r} is not a port"
    return ""


def _fault_of_text(rest: str) -> str:
    if _INVISIBLE.search(rest):
        return "there is an invisible character inside"
    if "\\" in rest:
        return "there is a backslash inside"
    if _RUN_TOGETHER.search(rest):
        return "another link runs into it"
    if _FOOTNOTE.search(rest):
        return "the number of a footnote is left on it"
    if rest.count("(") != rest.count(")"):
        return "a bracket in it is never closed"
    return ""


def _trim(rest: str) -> str:
    """The link without the sentence around it: it ends before a bracket that it did not open, and before marks."""
    opened: list[str] = []
    for place, sign in enumerate(rest):
        if sign in "([{":
            opened.append(sign)
        elif sign in _OPENS and (not opened or opened.pop() != _OPENS[sign]):
            rest = rest[:place]
            break
    return rest.rstrip(_AFTER)
