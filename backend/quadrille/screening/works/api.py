"""Works besides reviews over HTTP, and the keys that sign commits; every decision is in `flow` and `keys`."""

import json
from http import HTTPStatus
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from quadrille.body import Body, read_body
from quadrille.chain.deployment import Chain
from quadrille.chain.typed_data import TypedData
from quadrille.paging import AfterRow, Limit, NextPageDep
from quadrille.people.tables import Person
from quadrille.routing import OPERATOR_ONLY, ChainDep, PersonDep, SessionDep
from quadrille.screening.works import flow, keys
from quadrille.screening.works.tables import ContributorKey
from quadrille.screening.works.verifiers import VERIFIERS
from quadrille.screening.works.work_file import FILE_MAX_BYTES
from quadrille.types import ROW_MAX

router = APIRouter(prefix="/api/v1", tags=["works"])

SIGNATURE_CHARACTERS = 2_000
"""An armoured signature by a key that is taken has some 300."""

FileName = Annotated[str, Query(max_length=200)]
KeyNumber = Annotated[int, Path(ge=1, le=ROW_MAX)]


class KindView(BaseModel):
    """A kind of work, and what it needs."""

    kind: str
    name: str
    needs: str
    badge: str
    roles: list[str]


class WorkVerdict(BaseModel):
    """What came of a work; `outcome` is verified, partly or not verified, and only the first leaves anything behind."""

    kind: str
    project: str
    outcome: str
    reasons: list[dict[str, str]]
    work: int | None
    evidence_hash: str | None
    contribution: int | None
    claim_code: str | None


class KeyView(BaseModel):
    """An SSH key of one's own; times in unix seconds, `ended_at` null while it counts."""

    key: int
    public_key: str
    added_at: int
    ended_at: int | None


class KeysView(BaseModel):
    """One's own keys, and the words to sign with another: `ssh-keygen -Y sign -n quadrille -f KEY FILE`."""

    words: str
    keys: list[KeyView]


class NewKey(Body):
    """A key's signature of the words, armoured as ssh-keygen writes it."""

    signature: str = Field(min_length=1, max_length=SIGNATURE_CHARACTERS)


async def read_work(request: Request) -> bytes:
    """The body as it came; raises BadParameter as soon as it is too long."""
    return await read_body(request, FILE_MAX_BYTES)


WORK_FORM = {
    "requestBody": {
        "required": True,
        "content": {"application/json": {"schema": {"type": "object", "maxProperties": 20}}},
    }
}
"""For the API's description alone: the body is read as it came, so that a flaw is told by its field."""

WorkFile = Annotated[bytes, Depends(read_work)]


@router.get("/works/kinds")
def list_kinds() -> list[KindView]:
    """The kinds of works that earn badges besides reviews."""
    return [
        KindView(
            kind=row.kind,
            name=row.name,
            needs=row.needs,
            badge=flow.CRAFT_OF[row.craft].levels[0].name,
            roles=sorted(row.asks),
        )
        for row in VERIFIERS.values()
    ]


@router.post("/intents/attestation", openapi_extra=WORK_FORM)
def intend_attestation(chain: ChainDep, content: WorkFile, file_name: FileName = "work.json") -> dict[str, TypedData]:
    """What the witnesses of a work have to sign (EIP-712), by role, from its file with no proofs yet."""
    return flow.words_to_sign(chain, flow.read_work(content, file_name))


@router.post("/works", status_code=201, dependencies=OPERATOR_ONLY, openapi_extra=WORK_FORM)
def hand_in_work(
    session: SessionDep, chain: ChainDep, response: Response, content: WorkFile, file_name: FileName = "work.json"
) -> WorkVerdict:
    """Hand in one work's file (the body, as it is); the answer carries the claim code once, when it earned a badge.

    200, not 201, for one that is not verified: nothing is kept of it.
    """
    done = flow.hand_in_work(session, chain, content, file_name)
    if done.work is None:
        response.status_code = HTTPStatus.OK
    return WorkVerdict(
        kind=done.parsed.kind,
        project=done.parsed.project,
        outcome=done.outcome,
        reasons=done.reasons,
        work=done.work.id if done.work else None,
        evidence_hash=done.work.evidence_hash if done.work else None,
        contribution=done.contribution.number if done.contribution else None,
        claim_code=done.claim_code,
    )


@router.get("/works", dependencies=OPERATOR_ONLY)
def list_works(
    session: SessionDep, next_page: NextPageDep, after: AfterRow = 0, limit: Limit = 50
) -> list[dict[str, Any]]:
    """Verified works, oldest first."""
    found = flow.list_works(session, after, limit + 1)
    return [
        {
            "work": work.id,
            "kind": work.kind,
            "project": work.project_slug,
            "contributor": person.pseudonym,
            "reasons": json.loads(work.reasons),
            "contribution": contribution.number if contribution else None,
        }
        for work, person, contribution in next_page.cut(found, limit, lambda row: row[0].id)
    ]


@router.get("/me/keys")
def list_own_keys(session: SessionDep, chain: ChainDep, person: PersonDep) -> KeysView:
    """The SSH keys with which one signs commits, and the words to sign with a new one."""
    return _keys(session, chain, person)


@router.post("/me/keys", status_code=201)
def add_own_key(body: NewKey, session: SessionDep, chain: ChainDep, person: PersonDep) -> KeyView:
    """Register the key that signed the words."""
    return _key(keys.add_key(session, chain, person, body.signature))


@router.delete("/me/keys/{key}")
def end_own_key(key: KeyNumber, session: SessionDep, person: PersonDep) -> KeyView:
    """End a key: commits signed with it count no more. What was earned stays."""
    return _key(keys.end_key(session, person, key))


def _keys(session: SessionDep, chain: Chain, person: Person) -> KeysView:
    return KeysView(words=keys.words_for(chain, person), keys=[_key(row) for row in keys.list_keys(session, person)])


def _key(row: ContributorKey) -> KeyView:
    return KeyView(key=row.id or 0, public_key=row.public_key, added_at=row.added_at, ended_at=row.ended_at)
