"""What a project says it spent on raising money for a round: its own word, shown as that."""

import time
from enum import StrEnum

from sqlmodel import Session, col, select

from quadrille.chain.deployment import Chain
from quadrille.errors import BadParameter, Refused
from quadrille.governance.feedback.answers import plain_text
from quadrille.governance.feedback.rights import require_maintainer
from quadrille.governance.feedback.tables import DeclaredSpending
from quadrille.languages.words import said
from quadrille.people.tables import Person
from quadrille.types import AMOUNT_BITS, Address

WORDS_CHARACTERS = 500

MOST_DECLARATIONS = 50
"""Of one project for one round: a figure is mended a few times, and the list stays short enough to be read."""


class DeclaredAs(StrEnum):
    """Whose word a figure is."""

    MAINTAINER = "maintainer"
    OPERATOR = "operator"


def declare_spending(
    session: Session, chain: Chain, person: Person | None, project: str, address: Address, amount_units: int, words: str
) -> DeclaredSpending:
    """Note what was spent on raising money for a round; a later figure takes the place of this one. Committed.

    person         a maintainer of the project; None for the operator, who may for every project
    amount_units   base units of the round's token
    raises         NotAllowed for who is no maintainer, WrongChain for no round of ours, Refused for a project that
                   never applied to it, BadParameter for an amount or words out of bounds
    """
    if person is not None:
        require_maintainer(session, person, project)
    plain = plain_text(words)
    if not 1 <= len(plain) <= WORDS_CHARACTERS:
        raise BadParameter("words", f"{len(plain)} characters", f"1 to {WORDS_CHARACTERS} characters: on what it went")
    if not 0 <= amount_units < 2**AMOUNT_BITS:
        raise BadParameter("amount_units", amount_units, f"0 or more, below 2^{AMOUNT_BITS}")
    session.commit()
    # Check: it had a part in this round. The node is asked while the database is let go.
    _require_applied(chain, project, address)
    if len(declarations(session, chain, project, address)) >= MOST_DECLARATIONS:
        raise Refused(
            said(
                "{project} has declared {most_declarations} figures for this round.",
                project=project,
                most_declarations=MOST_DECLARATIONS,
            ),
            "Ask the operator.",
        )
    made = DeclaredSpending(
        project_slug=project,
        round_address=address,
        genesis_hash=chain.client.genesis_hash,
        amount_units=amount_units,
        words=plain,
        declared_by=DeclaredAs.OPERATOR if person is None else DeclaredAs.MAINTAINER,
        person_id=None if person is None else person.id,
        declared_at=int(time.time()),
    )
    session.add(made)
    session.commit()
    return made


def declarations(
    session: Session,
    chain: Chain,
    project: str,
    address: Address | None = None,
    after: int = 0,
    limit: int | None = None,
) -> list[DeclaredSpending]:
    """What a project declared on this chain, oldest first: the last of each round counts.

    after, limit   the first `limit` of those whose number is above `after`
    """
    query = select(DeclaredSpending).where(
        DeclaredSpending.project_slug == project,
        DeclaredSpending.genesis_hash == chain.client.genesis_hash,
        col(DeclaredSpending.id) > after,
    )
    if address is not None:
        query = query.where(DeclaredSpending.round_address == address)
    return list(session.exec(query.order_by(col(DeclaredSpending.id)).limit(limit)))


def _require_applied(chain: Chain, project: str, address: Address) -> None:
    if not any(one.name == project for one in chain.round(address).applications()):
        raise Refused(
            said("{project} has not applied to the round {address}.", project=project, address=address),
            "Name a round that it had a part in.",
        )
