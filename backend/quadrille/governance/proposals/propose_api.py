"""Intents to propose what badge holders can decide of badges, votes, rounds and the Standard."""

import re
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BeforeValidator, Field

from quadrille.body import Body
from quadrille.chain.badge import Kind
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.governor import bound
from quadrille.chain.intent import Intent
from quadrille.governance import flow
from quadrille.governance.proposals.actions import DESCRIPTION_CHARACTERS, Actions
from quadrille.governance.proposals.badges import (
    MOST_CHAMBER,
    MOST_KIND,
    MOST_LEVEL,
    MOST_REASON,
    MOST_WEIGHT,
    issuer_actions,
    kind_actions,
    recovery_actions,
    revocation_actions,
)
from quadrille.governance.proposals.opening import opening_actions, read_opening
from quadrille.governance.proposals.parameters import NAMES, parameter_actions, parameter_named
from quadrille.governance.proposals.standard import HASH, adoption_actions
from quadrille.governance.proposals.statement import statement_actions
from quadrille.governance.recount.logs import Which
from quadrille.governance.recount.reading import GovernanceLogs
from quadrille.governance.recount.replaying import replay
from quadrille.routing import ChainDep
from quadrille.types import ADDRESS, DIGITS, ROW_MAX, ContributionNumber, Hash32, KindId

router = APIRouter(prefix="/api/v1/intents/propose", tags=["governance"])

MOST_FIELDS = 8
"""Three belong into the document of a round; which is too much or missing, its reader says."""


def _from_a_form(value: Any) -> Any:
    """A page's form knows text alone."""
    return int(value) if isinstance(value, str) and re.match(DIGITS, value) else value


Account = Annotated[str, Field(pattern=ADDRESS)]
Weight = Annotated[int, Field(ge=0, le=MOST_WEIGHT)]


class Proposed(Body):
    """Who proposes, and what the proposal says of itself."""

    wallet: Account
    description: str = Field(min_length=1, max_length=DESCRIPTION_CHARACTERS)

    def intent(self, chain: Chain, actions: Actions) -> Intent:
        """What the wallet has to sign."""
        return flow.propose_intent(chain, checked_address(self.wallet), actions, self.description)


class OpeningRequest(Proposed):
    """A round that the treasury opens, as `quadrille rounds terms` writes it."""

    opening: dict[str, Any] = Field(max_length=MOST_FIELDS)


class IssuerRequest(Proposed):
    """An issuer of badges; 0 takes its right away."""

    issuer: Account
    weight_per_week: Weight


class KindRequest(Proposed):
    """A new kind of badges; 0 of `max_per_holder` is any number, of `term_seconds` for ever."""

    kind: int = Field(ge=0, le=MOST_KIND)
    name: str = Field(min_length=1, max_length=64)
    level: int = Field(default=1, ge=0, le=MOST_LEVEL)
    chamber: int = Field(ge=0, le=MOST_CHAMBER)
    weight: int = Field(default=1, ge=1, le=MOST_WEIGHT)
    max_per_holder: Weight = 0
    term_seconds: Weight = 0


class RevocationRequest(Proposed):
    """A badge that is to go, with the code of the reason."""

    number: int = Field(ge=0, le=ROW_MAX)
    reason: int = Field(ge=0, le=MOST_REASON)


class RecoveryRequest(Proposed):
    """Badges of a lost wallet that follow their holder to the one that asked for them."""

    source: Account
    target: Account


class ParameterRequest(Proposed):
    """Another number of how proposals are decided."""

    parameter: Literal[tuple(NAMES)]  # type: ignore[valid-type]
    value: Annotated[int, Field(ge=0, lt=2**40), BeforeValidator(_from_a_form)]


class AdoptionRequest(Proposed):
    """An announced change of the Standard."""

    document: str = Field(pattern=HASH)


@router.post("/opening")
def intend_opening(body: OpeningRequest, chain: ChainDep) -> Intent:
    """What the wallet has to sign to propose that the treasury opens a round."""
    return body.intent(chain, opening_actions(chain, read_opening(body.opening)))


@router.post("/issuer")
def intend_issuer(body: IssuerRequest, chain: ChainDep) -> Intent:
    """What the wallet has to sign to propose an issuer of badges, another limit of one, or its end."""
    return body.intent(chain, issuer_actions(chain, checked_address(body.issuer), body.weight_per_week))


@router.post("/kind")
def intend_kind(body: KindRequest, chain: ChainDep) -> Intent:
    """What the wallet has to sign to propose a new kind of badges."""
    limits = body.weight, body.max_per_holder, body.term_seconds
    kind = Kind(KindId(body.kind), body.name, body.level, body.chamber, *limits, is_open=True)
    return body.intent(chain, kind_actions(chain, kind))


@router.post("/revocation")
def intend_revocation(body: RevocationRequest, chain: ChainDep) -> Intent:
    """What the wallet has to sign to propose that a badge goes."""
    return body.intent(chain, revocation_actions(chain, ContributionNumber(body.number), body.reason))


@router.post("/recovery")
def intend_recovery(body: RecoveryRequest, chain: ChainDep) -> Intent:
    """What the wallet has to sign to propose that badges follow their holder to another wallet."""
    return body.intent(chain, recovery_actions(chain, checked_address(body.source), checked_address(body.target)))


@router.post("/parameter")
def intend_parameter(body: ParameterRequest, chain: ChainDep) -> Intent:
    """What the wallet has to sign to propose another rule of deciding; notices tell which past votes it had changed."""
    which = parameter_named(body.parameter)
    intent = body.intent(chain, parameter_actions(chain, which, body.value))
    past = replay(GovernanceLogs(chain.governor), Which(which), body.value)
    changed = [f"Proposal {one.proposal}: {one.ended}; under this rule {one.would_end}." for one in past if one.differs]
    told = f"Of {len(past)} past votes, {len(changed)} would have ended otherwise."
    return intent.model_copy(update={"notices": [told, *changed]})


@router.post("/text")
def intend_text(body: Proposed, chain: ChainDep) -> Intent:
    """What the wallet has to sign to propose a decision in words alone."""
    return body.intent(chain, statement_actions(chain.treasury.address))


@router.post("/adoption")
def intend_adoption(body: AdoptionRequest, chain: ChainDep) -> Intent:
    """What the wallet has to sign to propose that an announced change of the Standard holds."""
    words = bound(body.description, checked_address(body.wallet))
    return body.intent(chain, adoption_actions(chain, Hash32(body.document), words))
