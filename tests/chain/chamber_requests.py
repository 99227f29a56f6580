"""Chambers at work, and requests about them that are right: for tests that then make them wrong."""

from dataclasses import dataclass
from typing import Any

from eth_account.signers.local import LocalAccount
from sqlmodel import Session

from conftest import World
from quadrille.chain.badge_kinds import Chamber
from quadrille.chain.states import FeedbackKind
from quadrille.chain.typed_data import sign
from quadrille.governance.chambers import ballots
from quadrille.governance.chambers.feedback import flow
from quadrille.governance.chambers.naming import project_key
from quadrille.types import NO_HASH, Hash32, Timestamp
from seat_steps import PROJECT, Holder, fill_chambers

SALT = Hash32("0x" + "5a" * 32)
SIGNATURE = "0x" + "ab" * 65


@dataclass(frozen=True)
class ChamberStage:
    """A seat, a ballot that its holder opened, what they said of a project, and a case about them."""

    holder: Holder
    feedback: Hash32

    def path(self) -> dict[str, str]:
        """What stands in addresses."""
        return {"ballot": "1", "seat": str(self.holder.number), "feedback": self.feedback, "case": "1"}

    def bodies(self, world: World, round_address: str) -> dict[str, Any]:
        """What stands in bodies, by route."""
        wallet = {"wallet": self.holder.address}
        about, now = {**wallet, "project": PROJECT}, world.now()
        signed = {"deadline": now + 60, "signature": SIGNATURE}
        backing = {"seat": self.holder.number, **signed}
        said = {"text": "It finds water.", "salt": SALT}
        vote = {**wallet, "ballot": 1, "choice": "for"}
        feedback = {**about, "kind": "remark", **said, "backings": [backing]}
        return {
            "/api/v1/chambers/seats": {"seats": [self.holder.number]},
            "/api/v1/intents/chamber-vote": vote,
            "/api/v1/chamber-votes": {**vote, **backing},
            "/api/v1/intents/chamber-ballot": {
                **about,
                "words": "Shall we?",
                "salt": SALT,
                "closes_at": now + 86_400,
            },
            "/api/v1/chamber-ballots": {"round": round_address, "project": PROJECT, "closes_at": now + 86_400},
            "/api/v1/chamber-ballots/{ballot}/words": said,
            "/api/v1/intents/seat-feedback": feedback,
            "/api/v1/seat-feedback": {**feedback, **backing},
            "/api/v1/intents/seat-backing": {**wallet, "feedback": self.feedback},
            "/api/v1/seat-feedback/{feedback}/renewals": {"backings": [backing]},
            "/api/v1/intents/seat-feedback-answer": {**wallet, "feedback": self.feedback, **said},
            "/api/v1/intents/seat-feedback-resolution": {**wallet, "feedback": self.feedback},
            "/api/v1/seat-feedback/{feedback}/texts": said,
            "/api/v1/intents/chamber-affiliation/declare": about,
            "/api/v1/intents/chamber-affiliation/withdraw": about,
            "/api/v1/chamber-affiliations": {**about, "signed_at": now, **signed},
            "/api/v1/intents/chamber-allegation": {
                **about,
                "accused": self.holder.address,
                "evidence_hash": SALT,
            },
            "/api/v1/chamber-affiliations/cases/{case}/dispute": signed,
        }


def chamber_stage(world: World, session: Session, words: str) -> ChamberStage:
    """Everything once, `words` wherever somebody can write; an hour goes by. The project is in the catalogue."""
    holder, other = fill_chambers(world, session, (Chamber.END_USERS,), each=2)
    closes_at = Timestamp(world.now() + 20 * 86_400)
    _send(world, holder.wallet, ballots.open_call(world.chain, project_key("anything"), NO_HASH, closes_at))
    said = flow.prepare(session, world.chain, holder.address, PROJECT, FeedbackKind.CONCERN, (words, SALT))
    feedback, _ = flow.raise_signed(session, world.chain, said, sign(holder.wallet, flow.message_of(world.chain, said)))
    registry = world.chain.affiliation_registry
    _send(world, other.wallet, registry.allege(holder.address, project_key(PROJECT), SALT))
    return ChamberStage(holder, feedback)


def _send(world: World, account: LocalAccount, call: Any) -> None:
    world.chain.client.send_from(account, call)
