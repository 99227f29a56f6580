"""Whether a badge is what it is said to be, from the evidence to the token; needs a node's address and nothing else.

A reviewer gets an evidence file: the document that was sealed and its salt, as `{"document": text, "salt": "0x..."}`.
Everything on the chain is read at one block; what is found is as true as the node that was asked.
"""

import json
import re
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any

from eth_hash.auto import keccak

from quadrille.chain.badge import Badge, BadgeContract
from quadrille.chain.calls import Event
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import load
from quadrille.config import Settings
from quadrille.errors import ContractReverted, MalformedFile, NotFound, QuadrilleError, WrongChain
from quadrille.languages.words import said
from quadrille.screening.tables import Review
from quadrille.screening.works.tables import Work
from quadrille.strict_json import unique_keys
from quadrille.types import NOBODY, Address, BlockNumber, BlockStamp, ContributionNumber, Hash32, KindId, Timestamp

EVIDENCE_MAX_BYTES = 4_000_000
"""A review is read up to a megabyte; escaped as JSON in JSON it can take some times as much."""

UNTOLD_END = "ended, and no event says how"

ERASED_REMEDY = (
    "It was erased at its author's wish; who kept the evidence file can prove the badge with it still: "
    "`quadrille badge verify --evidence FILE`."
)

_SALT = re.compile("0x[0-9a-fA-F]{64}")


class Outcome(StrEnum):
    """How a step came out."""

    MATCHES = "matches"
    DIFFERS = "differs"
    NOT_CHECKED = "not checked"


@dataclass(frozen=True, slots=True)
class Step:
    """One comparison: what follows from the step before, and what was found."""

    name: str
    expected: str
    found: str
    outcome: Outcome


@dataclass(frozen=True, slots=True)
class Evidence:
    """A document as it was sealed, and the salt it was sealed with."""

    document: bytes
    salt: bytes

    @property
    def hash(self) -> Hash32:
        """keccak256(salt || document), as it is published with the badge."""
        return Hash32("0x" + keccak(self.salt + self.document).hex())


@dataclass(frozen=True, slots=True)
class BadgeProof:
    """What was found of one badge at one block. `holder` is None when it has ended, then `weight` is 0."""

    chain_id: int
    contract: Address
    number: ContributionNumber
    block: BlockStamp
    transaction: Hash32
    evidence_hash: Hash32
    kind: KindId
    kind_name: str
    holder: Address | None
    weight: int
    state: str
    """`live`, `lapsed`, `burnt`, or `revoked for reason N`."""
    steps: tuple[Step, ...]

    @property
    def holds(self) -> bool:
        """Whether nothing that was checked differs; evidence that nobody gave was not checked."""
        return self.first_difference is None

    @property
    def first_difference(self) -> Step | None:
        """The first step that differs, if any."""
        return next((step for step in self.steps if step.outcome is Outcome.DIFFERS), None)


def evidence_file(source: Review | Work) -> bytes:
    """What a person is given so that they can prove their badge: the sealed document and its salt, as JSON.

    raises  NotFound when the review or other work was erased
    """
    if source.is_erased:
        raise NotFound(
            said("evidence of {words}", words="work" if isinstance(source, Work) else "review"),
            source.id,
            ERASED_REMEDY,
        )
    content = {"document": source.document, "salt": source.salt}
    return json.dumps(content, ensure_ascii=False, indent=1).encode() + b"\n"


def read_evidence(content: bytes, file: str) -> Evidence:
    """The evidence in a file of this name; raises MalformedFile."""
    if len(content) > EVIDENCE_MAX_BYTES:
        raise MalformedFile(file, 0, "", f"{len(content)} bytes; at most {EVIDENCE_MAX_BYTES} are read.")
    try:
        fields = json.loads(content.decode("utf-8-sig"), object_pairs_hook=unique_keys)
        document, salt = _document_and_salt(fields)
        return Evidence(document.encode(), bytes.fromhex(salt[2:]))
    except (ValueError, RecursionError) as problem:
        # A lone surrogate and what is not UTF-8 are among the ValueErrors.
        remedy = 'Give the file as it was handed out: {"document": text, "salt": "0x and 64 hex digits"}.'
        raise MalformedFile(file, 0, "", "not an evidence file.", remedy) from problem


def badge_at(rpc_url: str | None, address: str | None) -> BadgeContract:
    """The badge contract at this address on the node's chain, whichever that is; raises WrongChain when there is none.

    rpc_url   None is the setting's
    address   None is the deployment file's
    """
    settings = Settings()
    if rpc_url is not None:
        settings = settings.model_copy(update={"rpc_url": rpc_url})
    contract = checked_address(address) if address is not None else load(settings.deployment_file).badge
    client = Client(settings, any_chain=True)
    # From the first block: who has nothing but an address does not know where the badges begin.
    found = BadgeContract(client, contract, BlockNumber(0))
    try:
        found.is_used(ContributionNumber(0))
    except (ContractReverted, WrongChain) as problem:
        raise WrongChain(
            f"There is no badge contract at {contract} on chain {client.chain_id}.", "Check the contract's address."
        ) from problem
    return found


def prove(badge: BadgeContract, number: ContributionNumber, evidence: Evidence | None = None) -> BadgeProof:
    """Follow one badge from its evidence over its issue to the token, and compare at each step.

    raises  NotFound when this number was never issued, WrongChain when the node shows no log of its issue
    """
    trail = _trail(badge, number)
    issue, token = trail.issues[0], trail.token
    published = Hash32("0x" + issue.args["evidenceHash"].hex())
    return BadgeProof(
        chain_id=badge.client.chain_id,
        contract=badge.address,
        number=number,
        block=trail.block,
        transaction=issue.transaction,
        evidence_hash=published,
        kind=KindId(issue.args["kind"]),
        kind_name=badge.kind_of(KindId(issue.args["kind"])).name,
        holder=token.holder if token else None,
        weight=token.weight if token else 0,
        state=trail.state,
        steps=(
            _evidence_step(evidence, published),
            *_issue_steps(trail),
            *(_token_steps(trail, token, badge.client.block(issue.block_number).at) if token else _end_steps(trail)),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Trail:
    """All that the chain tells of one badge at one block: at least one issue, transfers oldest first."""

    block: BlockStamp
    issues: list[Event]
    moves: list[Event]
    token: Badge | None
    state: str


def _trail(badge: BadgeContract, number: ContributionNumber) -> _Trail:
    block = badge.client.block()
    issues = badge.events("BadgeIssued", block, number=number)
    if not issues:
        raise _not_issued(badge, number, block)
    token = _token(badge, number, block)
    ends = [
        event
        for name in ("BadgeLapsed", "BadgeRevoked", "BadgeBurned")
        for event in badge.events(name, block, number=number)
    ]
    return _Trail(block, issues, badge.events("Transfer", block, tokenId=number), token, _state(token, ends))


def _not_issued(badge: BadgeContract, number: ContributionNumber, block: BlockStamp) -> QuadrilleError:
    if badge.read("isUsed", number, at=block):
        return WrongChain(
            f"Badge {number} was issued, but {badge.client.node} shows no log of it.", "Ask a node that keeps all logs."
        )
    return NotFound("badge", number, "A badge appears here once it is claimed.")


def _token(badge: BadgeContract, number: ContributionNumber, block: BlockStamp) -> Badge | None:
    """The live token; None when it has ended."""
    try:
        return Badge(number, *badge.read("badgeOf", number, at=block))
    except ContractReverted:
        # It refuses for no other reason, and some nodes keep back which it was.
        return None


def _state(token: Badge | None, ends: list[Event]) -> str:
    told = {event.name: event for event in ends}
    if token is not None:
        return "lapsed" if "BadgeLapsed" in told else "live"
    if "BadgeRevoked" in told:
        return f"revoked for reason {told['BadgeRevoked'].args['reason']}"
    return "burnt" if "BadgeBurned" in told else UNTOLD_END


def _evidence_step(evidence: Evidence | None, published: Hash32) -> Step:
    if evidence is None:
        return Step("evidence -> hash", "", published, Outcome.NOT_CHECKED)
    return _compared("evidence -> hash", evidence.hash, published)


def _issue_steps(trail: _Trail) -> list[Step]:
    issue, first = trail.issues[0], trail.moves[0] if trail.moves else None
    made = (first.args["from"], first.args["to"], first.transaction) if first else None
    return [
        _compared("number -> issues", 1, len(trail.issues)),
        _compared("issue -> first transfer", (NOBODY, issue.args["holder"], issue.transaction), made),
    ]


def _token_steps(trail: _Trail, token: Badge, issued_at: Timestamp) -> list[Step]:
    issued = trail.issues[0].args
    return [
        _compared("last transfer -> holder", _last_holder(trail), token.holder),
        _compared("issue -> kind", issued["kind"], token.kind),
        _compared("issue -> weight", 0 if trail.state == "lapsed" else issued["weight"], token.weight),
        _compared("issue -> issuer", issued["issuer"], token.issuer),
        _compared("issue -> time", issued_at, token.issued_at),
    ]


def _end_steps(trail: _Trail) -> list[Step]:
    end = Step("end -> event", "burnt or revoked", trail.state, Outcome.MATCHES)
    return [
        _compared("last transfer -> nobody", _last_holder(trail), NOBODY),
        replace(end, outcome=Outcome.DIFFERS) if trail.state == UNTOLD_END else end,
    ]


def _last_holder(trail: _Trail) -> Address | None:
    return Address(trail.moves[-1].args["to"]) if trail.moves else None


def _compared(name: str, expected: object, found: object) -> Step:
    return Step(name, _words(expected), _words(found), Outcome.MATCHES if expected == found else Outcome.DIFFERS)


def _words(value: object) -> str:
    return " ".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _document_and_salt(fields: Any) -> tuple[str, str]:
    if not isinstance(fields, dict) or fields.keys() != {"document", "salt"}:
        raise ValueError("document and salt were expected")
    document, salt = fields["document"], fields["salt"]
    if not isinstance(document, str) or not isinstance(salt, str) or not _SALT.fullmatch(salt):
        raise ValueError("a text and 32 bytes as hex were expected")
    return document, salt
