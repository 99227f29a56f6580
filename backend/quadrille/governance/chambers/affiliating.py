"""Affiliations on the chain: who says that they belong to a project, who says so of others, and who rules."""

from dataclasses import dataclass

from sqlmodel import Session

from quadrille.catalog.catalog import get_project
from quadrille.chain.affiliation_registry import NO_END, Allegation, Declaration, OnChainAffiliation
from quadrille.chain.calls import Call, Mined
from quadrille.chain.chamber_messages import declaration_message, dispute_message
from quadrille.chain.deployment import Chain
from quadrille.chain.intent import Intent, signature_intent, transaction_intent
from quadrille.chain.outbox.sending import send
from quadrille.governance.chambers.naming import project_key
from quadrille.governance.proposals.actions import Actions, actions_of
from quadrille.languages.words import said
from quadrille.types import Address, Timestamp

SIGN_WITHIN_SECONDS = 3_600
"""How long what was prepared can be handed in."""


@dataclass(frozen=True, slots=True)
class AffiliationStanding:
    """A wallet and a project as the chain has them, and the latest case between them, if any."""

    is_affiliated: bool
    known: OnChainAffiliation
    case: Allegation | None

    @property
    def declared_until(self) -> int | None:
        """Until when the wallet's own word counts; None without end, 0 never."""
        return None if self.known.declared_until == NO_END else self.known.declared_until


def standing_of(session: Session, chain: Chain, slug: str, wallet: Address) -> AffiliationStanding:
    """Where a wallet and a project stand; raises NotFound for a project that is not in the catalogue."""
    get_project(session, slug)
    registry, project = chain.affiliation_registry, project_key(slug)
    known = registry.affiliation_of(project, wallet)
    case = registry.allegation_of(known.case) if known.case else None
    return AffiliationStanding(registry.is_affiliated(project, wallet), known, case)


def declaration_for(session: Session, chain: Chain, slug: str, wallet: Address) -> Declaration:
    """The wallet's word for it to sign; it counts from now, for an hour. Raises NotFound."""
    get_project(session, slug)
    now = chain.client.block().at
    return Declaration(wallet, project_key(slug), now, Timestamp(now + SIGN_WITHIN_SECONDS))


def declaration_intent(session: Session, chain: Chain, slug: str, wallet: Address) -> Intent:
    """What the wallet signs to say that it belongs to a project; handed in at `/api/v1/chamber-affiliations`."""
    meant = declaration_for(session, chain, slug, wallet)
    message = declaration_message(chain.client.chain_id, chain.affiliation_registry.address, meant)
    summary = said("Say that {wallet} belongs to {slug}: it then does not decide on it.", wallet=wallet, slug=slug)
    intent = signature_intent(message, summary, "/api/v1/chamber-affiliations", meant.deadline)
    return intent.model_copy(update={"handed_back": {"signed_at": meant.signed_at, "deadline": meant.deadline}})


def declare(session: Session, chain: Chain, declaration: Declaration, signature: str) -> Mined:
    """Hand in what a wallet signed, at the operator's cost; raises ContractReverted."""
    registry = chain.affiliation_registry
    key = f"affiliations {registry.address} {declaration.wallet} {declaration.project} {declaration.signed_at}"
    return send(session, chain, "operator", key, registry.declare_signed(declaration, signature))


def step_intent(chain: Chain, wallet: Address, call: Call, words: str) -> Intent:
    """What a wallet signs and pays for to withdraw, allege or dispute; raises ContractReverted."""
    return transaction_intent(chain.client, call, wallet, words)


def dispute_intent(chain: Chain, case: int) -> Intent:
    """What the wallet of a case signs to dispute it; raises NotFound."""
    chain.affiliation_registry.allegation_of(case)
    deadline = Timestamp(chain.client.block().at + SIGN_WITHIN_SECONDS)
    message = dispute_message(chain.client.chain_id, chain.affiliation_registry.address, case, deadline)
    complete = f"/api/v1/chamber-affiliations/cases/{case}/dispute"
    intent = signature_intent(
        message, said("Dispute case {case}: only a ruling makes it count.", case=case), complete, deadline
    )
    return intent.model_copy(update={"handed_back": {"deadline": deadline}})


def dispute(session: Session, chain: Chain, case: int, deadline: Timestamp, signature: str) -> Mined:
    """Hand in a signed dispute, at the operator's cost; raises NotFound, ContractReverted."""
    registry = chain.affiliation_registry
    registry.allegation_of(case)
    key = f"affiliations {registry.address} dispute {case}"
    return send(session, chain, "operator", key, registry.dispute_signed(case, deadline, signature))


def ruling_actions(chain: Chain, case: int, is_upheld: bool) -> Actions:
    """What badge holders propose to rule on a disputed case; raises NotFound."""
    chain.affiliation_registry.allegation_of(case)
    return actions_of(chain.affiliation_registry.rule(case, is_upheld))
