"""What the sources of a nominee say of it, put beside the indicator of the Standard that it speaks to. Pure."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

INDICATOR_OF = {
    "SDGs": 1,
    "sdgs": 1,
    "license": 2,
    "openlicenses": 2,
    "clearOwnership": 3,
    "platformIndependence": 4,
    "documentation": 5,
    "NonPII": 6,
    "privacy": 7,
    "standards": 8,
    "doNoHarm": 9,
}
"""The indicator's number, by the field of a document (`registry.py` tells its formats)."""

MOST_CLAIMS = 40
"""Of one indicator; the longest in the published formats has 24."""

CLAIM_CHARACTERS = 600
"""A longer text is cut here; the whole one is in the snapshot."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One thing that a source says: in which field, such as `doNoHarm.dataPrivacySecurity`, and what."""

    field: str
    text: str

    @property
    def is_link(self) -> bool:
        """Whether it is an address of the web and nothing else."""
        return is_link(self.text)


def claims_in(documents: Mapping[str, Any]) -> dict[int, list[Claim]]:
    """What documents, by their format, say under each indicator; one without a word is not in it."""
    found: dict[int, list[Claim]] = {}
    for document in documents.values():
        for field, value in document.items() if isinstance(document, dict) else ():
            if field in INDICATOR_OF:
                found.setdefault(INDICATOR_OF[field], []).extend(_claims(field, value))
    return {number: _once(said)[:MOST_CLAIMS] for number, said in sorted(found.items()) if said}


def is_link(text: str) -> bool:
    """Whether a text can stand behind a link: http or https, and no space in it."""
    return text.startswith(("https://", "http://")) and not any(sign.isspace() for sign in text)


def organisations_in(documents: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Who stands behind it, as name, website and what they are to it; the last two may be empty."""
    found: dict[str, tuple[str, str, str]] = {}
    for document in documents.values():
        listed = document.get("organizations") if isinstance(document, dict) else None
        for one in listed if isinstance(listed, list) else ():
            name, website, kind = (_text(one, key) for key in ("name", "website", "org_type"))
            if name:
                found.setdefault(name, (name, website if is_link(website) else "", kind))
    return list(found.values())


def kinds_in(documents: Mapping[str, Any]) -> list[str]:
    """What it is: software, data, content, an AI model; as its sources call it."""
    lists = [
        document.get(key)
        for document in documents.values()
        if isinstance(document, dict)
        for key in ("type", "categories")
    ]
    return list(dict.fromkeys(kind for one in lists if isinstance(one, list) for kind in one if isinstance(kind, str)))


def _claims(field: str, value: Any) -> Iterator[Claim]:
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _claims(f"{field}.{key}", inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _claims(field, inner)
    elif value not in (None, "") and str(value).strip():
        yield Claim(field[:CLAIM_CHARACTERS], str(value).strip()[:CLAIM_CHARACTERS])


def _once(said: Iterable[Claim]) -> list[Claim]:
    return list(dict.fromkeys(said))


def _text(value: Any, key: str) -> str:
    text = value.get(key) if isinstance(value, dict) else None
    return text.strip() if isinstance(text, str) else ""
