"""The log of reviews over HTTP, for anybody: commitments tell nothing of who wrote what."""

from typing import Annotated

from fastapi import APIRouter, Path
from pydantic import BaseModel

from quadrille.errors import NotFound
from quadrille.languages.moments import Moment
from quadrille.routing import ChainDep, SessionDep
from quadrille.screening.receipts import log
from quadrille.screening.receipts.commitments import LATEST_DAY, ends_at
from quadrille.screening.receipts.day_log import DayLog, Hash, day_log
from quadrille.screening.receipts.tables import ClosedDay
from quadrille.types import Hash32

router = APIRouter(prefix="/api/v1/reviews", tags=["screening"])

Day = Annotated[int, Path(ge=0, le=LATEST_DAY, description="Days since 1970-01-01, UTC.")]
Commitment = Annotated[str, Path(pattern="^0x[0-9a-f]{64}$", description="As the receipt has it.")]


class Proof(BaseModel):
    """What proves that a commitment is in its day: append it to the receipt as `proof`."""

    commitment: Hash
    position: int
    day: int
    root: Hash
    proof: list[Hash]


@router.get("/log/{day}")
def read_day(day: Day, session: SessionDep, chain: ChainDep) -> DayLog:
    """A day of the log: every commitment, the root over them, and whether the chain has it."""
    return day_log(session, chain.deployment, day)


@router.get("/commitments/{commitment}")
def prove_commitment(commitment: Commitment, session: SessionDep) -> Proof:
    """The Merkle proof of one commitment, once its day is closed."""
    found = log.proof_of(session, Hash32(commitment))
    if session.get(ClosedDay, found.row.day) is None:
        words = f"Day {found.row.day} ends at {Moment(ends_at(found.row.day))}; ask again after."
        raise NotFound("proof yet of", commitment, words)
    return Proof(
        commitment=found.row.commitment,
        position=found.row.position,
        day=found.row.day,
        root=found.root,
        proof=list(found.proof),
    )
