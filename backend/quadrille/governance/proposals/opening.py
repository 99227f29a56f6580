"""A round that the treasury opens: badge holders are its operator, and may choose who else decides in it."""

from dataclasses import dataclass
from typing import Any

from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.terms import Terms, read_terms
from quadrille.chain.states import RoundMode
from quadrille.errors import BadParameter, Refused
from quadrille.governance.proposals.actions import Actions, require_in_time, tried
from quadrille.languages.words import said
from quadrille.types import Address

FIELDS = {"mode", "configuration", "terms"}
MOST_BYTES = 100_000
"""Of a file of terms; 32 reviewers and a round's rules are a tenth of that."""


@dataclass(frozen=True, slots=True)
class NewRound:
    """What a round is made with; `configuration` is the text of its rules."""

    mode: RoundMode
    terms: Terms
    configuration: str


def read_opening(document: Any) -> NewRound:
    """A file that `quadrille rounds terms` wrote, as JSON; raises BadParameter for what is missing or wrong."""
    if not isinstance(document, dict) or set(document) != FIELDS:
        raise BadParameter("document", document, f"an object of {', '.join(sorted(FIELDS))}")
    mode, text = document["mode"], document["configuration"]
    words = [one.name.lower() for one in RoundMode]
    if mode not in words:
        raise BadParameter("mode", mode, " or ".join(words))
    # Half of a pair of UTF-16 can stand in JSON, and in no contract.
    if not isinstance(text, str) or text != text.encode(errors="replace").decode():
        raise BadParameter("configuration", text, "the text of the round's rules")
    return NewRound(RoundMode[mode.upper()], read_terms(document["terms"]), text)


def opening_actions(chain: Chain, made: NewRound) -> Actions:
    """Open a round with these terms, whose operator is the treasury.

    Raises Refused for another operator or governance, or when the round would close before it can be opened,
    ContractReverted for terms that cannot work.
    """
    require_treasury(made.terms, chain.treasury.address)
    require_in_time(
        chain,
        "The round closes at",
        made.terms.closes_at,
        "Choose a later close: nobody can give to a round that is not open yet.",
    )
    return tried(chain, chain.round_factory.open(made.mode, made.terms, made.configuration))


def require_treasury(terms: Terms, treasury: Address) -> None:
    """Raise Refused unless operator and governance are the treasury, which alone can open such a round."""
    for name in ("operator", "governance"):
        had = getattr(terms, name)
        if had != treasury:
            raise Refused(
                said(
                    "The terms name {had} as {name}, and the treasury {treasury} would open the round.",
                    had=had,
                    name=name,
                    treasury=treasury,
                ),
                "Write the terms anew with `quadrille rounds terms`, or name the treasury there.",
            )
