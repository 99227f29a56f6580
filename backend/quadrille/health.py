"""What other machines ask: is this process alive, and can it be relied on now?"""

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse

from quadrille.readiness import Readiness, readiness_of
from quadrille.routing import ChainDep

router = APIRouter(tags=["health"])


@router.get("/healthz")
def is_alive() -> dict[str, str]:
    """Answers as long as the process does; asks neither the chain nor the database."""
    return {"status": "alive"}


@router.get("/readyz", responses={503: {"description": "Not ready, and why.", "content": {"application/json": {}}}})
def is_ready(request: Request, chain: ChainDep) -> JSONResponse:
    """200 when copies keep up, nothing waits too long and no alarm is open; else 503 with the problems."""
    found = readiness_of(request.app.state.engine, chain)
    return JSONResponse(view(found), 503 if found.problems else 200)


def view(found: Readiness) -> dict[str, Any]:
    """The figures as JSON; amounts as decimal text."""
    return {
        "is_ready": not found.problems,
        "problems": found.problems,
        "rooms": {
            room.room: {
                "head": room.head,
                "followed": room.followed,
                "final": room.final,
                "lag_blocks": room.lag_blocks,
                "is_halted": room.is_halted,
            }
            for room in found.rooms
        },
        "outbox": {
            "queued": found.outbox.queued,
            "under_way": found.outbox.under_way,
            "oldest_unsent_at": found.outbox.oldest_unsent_at,
        },
        "signers": {
            role: {"address": address, "balance_wei": str(wei)} for role, (address, wei) in found.balances_wei.items()
        },
    }
