"""What a round promises before the first donation: title, mechanism, parameters; its hash is on the chain."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from eth_hash.auto import keccak

from quadrille.errors import BadInput, BadParameter
from quadrille.rounds.matching.mechanisms import match_donations
from quadrille.types import Hash32

TITLE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Configuration:
    """The rules of one round; `params` holds every parameter of the mechanism as text, the defaults too."""

    title: str
    mechanism: str
    params: Mapping[str, str]

    @classmethod
    def of(cls, title: str, mechanism: str, params: Mapping[str, str]) -> Self:
        """The rules with every default filled in; raises BadParameter for a bad title or an unknown rule."""
        if not (isinstance(title, str) and 0 < len(title) <= TITLE_CHARACTERS and title.isprintable()):
            raise BadParameter("title", title, f"1 to {TITLE_CHARACTERS} characters on one line")
        return cls(title, mechanism, match_donations(mechanism, [], 0, params).params)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The rules of a canonical text; raises BadInput when it is not exactly what `as_text` would make."""
        try:
            document: dict[str, Any] = json.loads(text)
            found = cls.of(document["title"], document["mechanism"], document["params"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
            raise BadInput("The round's configuration cannot be read.", "It was not made by this program.") from problem
        if found.as_text() != text:
            raise BadInput("The round's configuration is not in canonical form.", "It was not made by this program.")
        return found

    def as_text(self) -> str:
        """Canonical JSON: sorted names, no spaces, ASCII; the same rules always give the same bytes."""
        document = {"mechanism": self.mechanism, "params": dict(self.params), "title": self.title}
        return json.dumps(document, sort_keys=True, separators=(",", ":"))

    @property
    def hash(self) -> Hash32:
        """keccak256 of the canonical text, as the contract has it."""
        return Hash32("0x" + keccak(self.as_text().encode()).hex())
