"""What becomes of a badge once it is out: given up, lapsed, revoked, or moved to another wallet of its holder.

Whoever has the right signs with a wallet of their own; only what an issuer does goes through our outbox.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlmodel import Session

from quadrille.chain.badge import Badge, Kind, Move, Revocation
from quadrille.chain.calls import Call, Mined
from quadrille.chain.deployment import Chain
from quadrille.chain.intent import Intent, signature_intent, transaction_intent
from quadrille.chain.outbox.sending import send
from quadrille.chain.signers import signer_for
from quadrille.chain.typed_data import TypedData, move_message
from quadrille.config import Role
from quadrille.errors import NotFound, Refused
from quadrille.languages.words import marked, said
from quadrille.types import Address, ContributionNumber, KindId, Timestamp

MOVE_SECONDS = 86_400
"""A move is signed by two wallets, perhaps on two machines: a day is enough, and short for a paper that gets lost."""

ISSUING_ROLES: tuple[Role, ...] = ("issuer", "voucher")
"""Whose keys badges of ours are issued with."""


class Step(StrEnum):
    """What a wallet can do about one badge; who may is the contract's to say."""

    BURN = "burn"
    LAPSE = "lapse"
    APPEAL = "appeal"
    CONFIRM = "confirm"
    COMPLETE = "complete"
    DROP = "drop"


SUMMARIES = {
    Step.BURN: marked("Give up badge {number} and its vote, for good."),
    Step.LAPSE: marked("End the vote of badge {number}, whose term is over. The badge stays."),
    Step.APPEAL: marked(
        "Appeal against the revocation of badge {number}: only guardian or governance can revoke it then."
    ),
    Step.CONFIRM: marked("Revoke badge {number} at once, as its issuer wants."),
    Step.COMPLETE: marked("Revoke badge {number}: its revocation is due and was not appealed."),
    Step.DROP: marked("Give up the revocation of badge {number}."),
}


class RecoveryStep(StrEnum):
    """What can be done about the badges of a lost wallet."""

    REQUEST = "request"
    APPROVE = "approve"
    STOP = "stop"
    COMPLETE = "complete"


RECOVERY_SUMMARIES = {
    RecoveryStep.REQUEST: marked("Ask for the badges of {source} to come to {target}."),
    RecoveryStep.APPROVE: marked(
        "Approve that the badges of {source} come to {target}, in 7 days unless it is stopped."
    ),
    RecoveryStep.STOP: marked("Stop the recovery of the badges of {source} to {target}."),
    RecoveryStep.COMPLETE: marked("Take the badges of {source} into {target}; their votes begin anew."),
}


@dataclass(frozen=True, slots=True)
class Standing:
    """A live badge, its kind, and what is about to become of it."""

    badge: Badge
    kind: Kind
    revocation: Revocation | None
    lapses_at: Timestamp | None


def standing_of(chain: Chain, number: ContributionNumber) -> Standing:
    """How a live badge stands; raises NotFound when there is none of this number."""
    badge = chain.badge.badge_of(number)
    kind = chain.badge.kind_of(KindId(badge.kind))
    has_end = kind.term_seconds > 0 and badge.weight > 0
    lapses_at = Timestamp(badge.issued_at + kind.term_seconds) if has_end else None
    try:
        return Standing(badge, kind, chain.badge.revocation_of(number), lapses_at)
    except NotFound:
        return Standing(badge, kind, None, lapses_at)


def step_call(chain: Chain, step: Step, number: ContributionNumber) -> Call:
    """The transaction of this step."""
    calls = {
        Step.BURN: chain.badge.burn,
        Step.LAPSE: chain.badge.lapse,
        Step.APPEAL: chain.badge.appeal_revocation,
        Step.CONFIRM: chain.badge.confirm_revocation,
        Step.COMPLETE: chain.badge.complete_revocation,
        Step.DROP: chain.badge.drop_revocation,
    }
    return calls[step](number)


def step_intent(chain: Chain, step: Step, number: ContributionNumber, wallet: Address) -> Intent:
    """What `wallet` has to sign for this step; raises ContractReverted when the contract will refuse it."""
    summary = said(SUMMARIES[step], number=number)
    return transaction_intent(chain.client, step_call(chain, step, number), wallet, summary)


def announce_revocation(session: Session, chain: Chain, number: ContributionNumber, reason: int) -> Mined:
    """Have the badge's own issuer announce that it wants the badge back; raises Refused when that is no key of ours."""
    role = _issuing_role(chain, number)
    # The same badge may be announced again after it was given up: each time is a step of its own.
    before = len(chain.badge.events("RevocationAnnounced", number=number))
    key = f"revocation {before + 1} of badge {number}"
    return send(session, chain, role, key, chain.badge.announce_revocation(number, reason))


def drop_revocation(session: Session, chain: Chain, number: ContributionNumber) -> Mined:
    """Have the badge's own issuer give up what it announced."""
    role = _issuing_role(chain, number)
    announced = len(chain.badge.events("RevocationAnnounced", number=number))
    key = f"revocation {announced} of badge {number} dropped"
    return send(session, chain, role, key, chain.badge.drop_revocation(number))


def agreed_move(chain: Chain, source: Address, target: Address, numbers: Sequence[ContributionNumber]) -> Move:
    """A move to be signed by both wallets within a day, of these badges or of all that `source` has."""
    listed = tuple(numbers) or tuple(chain.badge.badges_of(source))
    if not listed:
        raise NotFound("live badge of wallet", source)
    return Move(source, target, listed, Timestamp(chain.client.block().at + MOVE_SECONDS))


def message_of_move(chain: Chain, move: Move) -> TypedData:
    """What both wallets sign."""
    return move_message(chain.client.chain_id, chain.badge.address, move)


def move_intent(chain: Chain, move: Move) -> Intent:
    """What both wallets have to sign so that the badges move at once."""
    badges = ", ".join(map(str, move.numbers))
    summary = said(
        "Move badges {badges} from {source} to {target}; their votes begin anew.",
        badges=badges,
        source=move.source,
        target=move.target,
    )
    return signature_intent(message_of_move(chain, move), summary, "/api/v1/intents/move/signed", move.deadline)


def recovery_call(
    chain: Chain,
    step: RecoveryStep,
    source: Address,
    target: Address,
    numbers: Sequence[ContributionNumber] = (),
) -> Call:
    """The transaction of this step; `numbers` are what is taken, all that `source` has when none are named."""
    if step is RecoveryStep.REQUEST:
        return chain.badge.request_recovery(source)
    if step is RecoveryStep.APPROVE:
        return chain.badge.approve_recovery(source, target)
    if step is RecoveryStep.STOP:
        return chain.badge.stop_recovery(source, target)
    return chain.badge.complete_recovery(source, list(numbers) or chain.badge.badges_of(source))


def recovery_intent(chain: Chain, step: RecoveryStep, source: Address, target: Address, wallet: Address) -> Intent:
    """What `wallet` has to sign for this step; raises ContractReverted when the contract will refuse it."""
    summary = said(RECOVERY_SUMMARIES[step], source=source, target=target)
    return transaction_intent(chain.client, recovery_call(chain, step, source, target), wallet, summary)


def _issuing_role(chain: Chain, number: ContributionNumber) -> Role:
    issuer = chain.badge.badge_of(number).issuer
    for role in ISSUING_ROLES:
        if signer_for(chain.client.settings, role).address == issuer:
            return role
    raise Refused(
        said(
            "Badge {number} was issued by {issuer}, which is no key of this deployment.", number=number, issuer=issuer
        ),
        "Its own issuer, or governance, can revoke it.",
    )
