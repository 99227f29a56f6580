"""Badges over HTTP: claimed, issued, looked at, given up, revoked, moved; every decision is in `flow` and `keeping`."""

from dataclasses import asdict, replace
from typing import Annotated, Any

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field

from quadrille.body import Body
from quadrille.chain.badge import Move
from quadrille.chain.calls import Event
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.intent import Intent, Receipt, receipt, transaction_intent
from quadrille.errors import NotFound
from quadrille.languages.words import said
from quadrille.paging import AfterNumber, Limit, NextPageDep
from quadrille.routing import OPERATOR_ONLY, ChainDep, MaybePersonDep, SessionDep
from quadrille.screening import credential, flow, keeping, proof, snapshot
from quadrille.screening.keeping import RecoveryStep, Standing, Step
from quadrille.screening.recognising import recognise
from quadrille.types import ADDRESS, NOBODY, ContributionNumber, Timestamp

router = APIRouter(prefix="/api/v1", tags=["badges"])

MOST_MOVED = 100
"""Badges in one move: some 6 million gas."""

SIGNATURE_CHARACTERS = 2_002
"""0x and a kilobyte: a Safe of ten owners signs with 650 bytes."""

HEX = "^0x([0-9a-fA-F]{2})*$"

Number = Annotated[int, Path(ge=1, le=2**63 - 1)]


class ClaimRequest(Body):
    """Who wants to claim what."""

    code: str = Field(min_length=1, max_length=64)
    wallet: str = Field(pattern=ADDRESS)


class RevocationView(BaseModel):
    """What the badge's issuer has announced."""

    due_at: int
    reason: int
    is_appealed: bool


class BadgeView(BaseModel):
    """A badge as the chain has it; without weight once it has lapsed or ended, and then with its last known holder."""

    number: int
    holder: str
    kind: int
    kind_name: str
    weight: int
    issuer: str
    evidence_hash: str
    is_live: bool
    issued_at: int | None
    held_since: int | None
    lapses_at: int | None
    revocation: RevocationView | None
    transaction: str


class StepRequest(Body):
    """What a wallet wants to do about a badge."""

    wallet: str = Field(pattern=ADDRESS)


class RevocationRequest(Body):
    """Why a badge is to be taken back: a code of the deployment's rules."""

    reason: int = Field(ge=0, le=65_535)


class RecoveryRequest(Body):
    """What a wallet wants to do about the badges of a lost wallet, and which wallet is to have them.

    target   without one, the wallet that signs: it asks for itself
    """

    wallet: str = Field(pattern=ADDRESS)
    source: str = Field(pattern=ADDRESS)
    target: str | None = Field(default=None, pattern=ADDRESS)


class GuardianRequest(Body):
    """Whom a wallet names to approve a recovery of its badges; the zero address is nobody."""

    wallet: str = Field(pattern=ADDRESS)
    guardian: str = Field(pattern=ADDRESS)


class MoveRequest(Body):
    """Which badges are to move between two wallets that both sign; all when none is named."""

    source: str = Field(pattern=ADDRESS)
    target: str = Field(pattern=ADDRESS)
    numbers: list[Annotated[int, Field(ge=1, le=2**63 - 1)]] = Field(default=[], max_length=MOST_MOVED)


class SignedMove(MoveRequest):
    """The same with both signatures, and the wallet that sends it."""

    deadline: int = Field(ge=0, lt=2**48)
    source_signature: str = Field(max_length=SIGNATURE_CHARACTERS, pattern=HEX)
    target_signature: str = Field(max_length=SIGNATURE_CHARACTERS, pattern=HEX)
    wallet: str = Field(pattern=ADDRESS)


@router.post("/intents/claim")
def intend_claim(body: ClaimRequest, session: SessionDep, chain: ChainDep, person: MaybePersonDep) -> Intent:
    """What the wallet has to sign to claim the badge of this code."""
    recognise(session, body.code, person)
    return flow.claim_intent(session, chain, body.code, checked_address(body.wallet))


@router.post("/badges", status_code=201)
def send_badge(body: ClaimRequest, session: SessionDep, chain: ChainDep, person: MaybePersonDep) -> Receipt:
    """Have the issuer send the badge of this code to a wallet; its holder pays nothing."""
    recognise(session, body.code, person)
    number, done = flow.send_badge(session, chain, body.code, checked_address(body.wallet))
    return receipt(said("Badge {number} is held by {wallet}.", number=number, wallet=body.wallet), done)


@router.get("/badges")
def list_badges(
    chain: ChainDep,
    next_page: NextPageDep,
    holder: Annotated[str | None, Query(pattern=ADDRESS)] = None,
    after: AfterNumber = 0,
    limit: Limit = 50,
) -> list[dict[str, Any]]:
    """Badges that were issued, by number, or those that one holder has now."""
    listed = sorted(flow.list_badges(chain, checked_address(holder) if holder else None), key=_number)
    found = next_page.cut([badge for badge in listed if badge.number > after][: limit + 1], limit, _number)
    return [{"number": badge.number, "holder": badge.holder, "kind": badge.kind} for badge in found]


@router.get("/badges/{number}")
def read_badge(number: Number, chain: ChainDep) -> BadgeView:
    """One badge, from the chain."""
    return view_badge(chain, ContributionNumber(number))


@router.get("/badges/{number}/proof")
def prove_badge(number: Number, chain: ChainDep) -> dict[str, Any]:
    """The badge recomputed from the event of its issue to the token, step by step; `badge verify` needs no server."""
    return asdict(proof.prove(chain.badge, ContributionNumber(number), None))


@router.get("/badges/{number}/credential")
def export_badge(number: Number, chain: ChainDep) -> dict[str, str]:
    """The badge as an Open Badges 3.0 credential, a signed JWT."""
    key_file = chain.client.settings.credential_key_file
    return {"credential": credential.export(chain.badge, ContributionNumber(number), key_file)}


@router.get("/snapshot")
def snapshot_settings(chain: ChainDep) -> dict[str, Any]:
    """The settings with which Snapshot counts badges."""
    return snapshot.settings_of(chain.client.chain_id, chain.badge.address, "Quadrille")


@router.post("/contributions/{number}/badge", status_code=201, dependencies=OPERATOR_ONLY)
def issue_badge(number: Number, body: StepRequest, session: SessionDep, chain: ChainDep) -> Receipt:
    """Have the issuer give this contribution's badge to a wallet, by the operator's own decision."""
    done = flow.issue_badge(session, chain, ContributionNumber(number), checked_address(body.wallet))
    return receipt(said("Badge {number} is held by {wallet}.", number=number, wallet=body.wallet), done)


@router.post("/badges/{number}/revocation", status_code=201, dependencies=OPERATOR_ONLY)
def announce_revocation(number: Number, body: RevocationRequest, session: SessionDep, chain: ChainDep) -> Receipt:
    """Have the badge's own issuer announce that it wants the badge back."""
    done = keeping.announce_revocation(session, chain, ContributionNumber(number), body.reason)
    return receipt(said("The revocation of badge {number} is announced.", number=number), done)


@router.delete("/badges/{number}/revocation", dependencies=OPERATOR_ONLY)
def drop_revocation(number: Number, session: SessionDep, chain: ChainDep) -> Receipt:
    """Have the badge's own issuer give up what it announced."""
    done = keeping.drop_revocation(session, chain, ContributionNumber(number))
    return receipt(said("The revocation of badge {number} is given up.", number=number), done)


@router.post("/intents/badges/{number}/{step}")
def intend_step(number: Number, step: Step, body: StepRequest, chain: ChainDep) -> Intent:
    """What the wallet has to sign to give a badge up, end its vote, or act in its revocation."""
    return keeping.step_intent(chain, step, ContributionNumber(number), checked_address(body.wallet))


@router.post("/intents/recovery/{recovery_step}")
def intend_recovery(recovery_step: RecoveryStep, body: RecoveryRequest, chain: ChainDep) -> Intent:
    """What the wallet has to sign to ask for, approve, stop or complete the recovery of a lost wallet's badges."""
    wallets = [checked_address(text) for text in (body.source, body.target or body.wallet, body.wallet)]
    return keeping.recovery_intent(chain, recovery_step, *wallets)


@router.post("/intents/guardian")
def intend_guardian(body: GuardianRequest, chain: ChainDep) -> Intent:
    """What the wallet has to sign to name who may approve a recovery of its badges, should it be lost."""
    guardian = checked_address(body.guardian)
    summary = (
        said("Let nobody but governance approve a recovery of your badges.")
        if guardian == NOBODY
        else said("Let {guardian} approve a recovery of your badges, should this wallet be lost.", guardian=guardian)
    )
    return transaction_intent(chain.client, chain.badge.name_guardian(guardian), checked_address(body.wallet), summary)


@router.post("/intents/move")
def intend_move(body: MoveRequest, chain: ChainDep) -> Intent:
    """What both wallets have to sign so that badges move from one to the other at once."""
    return keeping.move_intent(chain, _move_of(chain, body))


@router.post("/intents/move/signed")
def intend_signed_move(body: SignedMove, chain: ChainDep) -> Intent:
    """What any wallet has to send, once both have signed."""
    agreed = replace(_move_of(chain, body), deadline=Timestamp(body.deadline))
    call = chain.badge.move_badges(agreed, body.source_signature, body.target_signature)
    badges = ", ".join(map(str, agreed.numbers))
    summary = said(
        "Move badges {badges} from {source} to {target}.", badges=badges, source=agreed.source, target=agreed.target
    )
    return transaction_intent(chain.client, call, checked_address(body.wallet), summary, agreed.deadline)


def view_badge(chain: Chain, number: ContributionNumber) -> BadgeView:
    """The badge as JSON; raises NotFound when this number was never issued."""
    issue = flow.read_badge(chain, number).issue
    try:
        return _view_live(issue, keeping.standing_of(chain, number))
    except NotFound:
        return _view_ended(chain, issue)


def _number(badge: flow.ListedBadge) -> int:
    return badge.number


def _view_live(issue: Event, standing: Standing) -> BadgeView:
    badge, pending = standing.badge, standing.revocation
    return BadgeView(
        number=badge.number,
        holder=badge.holder,
        kind=badge.kind,
        kind_name=standing.kind.name,
        weight=badge.weight,
        issuer=badge.issuer,
        evidence_hash=issue.args["evidenceHash"],
        is_live=True,
        issued_at=badge.issued_at,
        held_since=badge.held_since,
        lapses_at=standing.lapses_at,
        revocation=RevocationView(**asdict(pending)) if pending else None,
        transaction=issue.transaction,
    )


def _view_ended(chain: Chain, issue: Event) -> BadgeView:
    return BadgeView(
        number=issue.args["number"],
        holder=issue.args["holder"],
        kind=issue.args["kind"],
        kind_name=chain.badge.kind_of(issue.args["kind"]).name,
        weight=0,
        issuer=issue.args["issuer"],
        evidence_hash=issue.args["evidenceHash"],
        is_live=False,
        issued_at=None,
        held_since=None,
        lapses_at=None,
        revocation=None,
        transaction=issue.transaction,
    )


def _move_of(chain: Chain, body: MoveRequest) -> Move:
    wallets = checked_address(body.source), checked_address(body.target)
    return keeping.agreed_move(chain, *wallets, [ContributionNumber(number) for number in body.numbers])
