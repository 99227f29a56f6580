"""What a round promises before the first donation: title, mechanism, parameters; its hash is on the chain."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from eth_hash.auto import keccak

from quadrille.errors import BadInput, BadParameter
from quadrille.rounds.matching.mechanisms import MECHANISMS, match_donations
from quadrille.types import Hash32

TITLE_CHARACTERS = 200


@dataclass(frozen=True, slots=True)
class Configuration:
    """The rules of one round; `params` holds every parameter of the mechanism as text, the defaults too.

    mechanism_version   of the mechanism in this program, as text
    """

    title: str
    mechanism: str
    mechanism_version: str
    params: Mapping[str, str]

    @classmethod
    def of(cls, title: str, mechanism: str, params: Mapping[str, str]) -> Self:
        """The rules with every default filled in; raises BadParameter for a bad title or an unknown rule."""
        if not (isinstance(title, str) and 0 < len(title) <= TITLE_CHARACTERS and title.isprintable()):
            raise BadParameter("title", title, f"1 to {TITLE_CHARACTERS} characters on one line")
        params = match_donations(mechanism, [], 0, params).params
        return cls(title, mechanism, str(MECHANISMS[mechanism].version), params)

    @classmethod
    def from_text(cls, text: str) -> Self:
        """The rules of a canonical text.

        Raises BadInput when it is not exactly what `as_text` would make, or names another version of the mechanism.
        """
        try:
            document: dict[str, Any] = json.loads(text)
            version = document["mechanism_version"]
            found = cls.of(document["title"], document["mechanism"], document["params"])
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as problem:
            raise BadInput("The round's configuration cannot be read.", "It was not made by this program.") from problem
        if isinstance(version, str) and version != found.mechanism_version:
            raise BadInput(
                f"The round is matched by {found.mechanism}, version {version[:20]!r}; here is version "
                f"{found.mechanism_version}.",
                "Use the version of this program that has it.",
            )
        if found.as_text() != text:
            raise BadInput("The round's configuration is not in canonical form.", "It was not made by this program.")
        return found

    def as_text(self) -> str:
        """Canonical JSON: sorted names, no spaces, ASCII; the same rules always give the same bytes."""
        document = {
            "mechanism": self.mechanism,
            "mechanism_version": self.mechanism_version,
            "params": dict(self.params),
            "title": self.title,
        }
        return json.dumps(document, sort_keys=True, separators=(",", ":"))

    @property
    def hash(self) -> Hash32:
        """keccak256 of the canonical text, as the contract has it."""
        return Hash32("0x" + keccak(self.as_text().encode()).hex())
