"""Reads one work's file, and seals a work.

The file is one JSON object: `kind`, `project`, `contributor` (a pseudonym), `title`, `proofs`, and what the kind needs:

    translation, documentation   link, content_hash (0x and SHA-256 of what was delivered), languages (BCP 47)
    code                         repository, commit_id (SHA-1), commit (the raw object: `git cat-file commit ID`)
    mentoring                    module, held_at (unix seconds), minutes

A proof is `{"role": "maintainer" or "mentee", "wallet": address, "signature": 0x...}`: a wallet's signature of the
words that `statement.py` makes of the work. Anything else is refused, by file and field.

The seal is keccak256(salt || document), as of a review. The document is the work as canonical JSON. Of the signatures
it has hashes only: wallets and signatures are other people's, and go when those are erased.
"""

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass

from eth_hash.auto import keccak

from quadrille.errors import MalformedFile
from quadrille.screening.works.fields import Fields
from quadrille.types import Address, Hash32, Timestamp

FILE_MAX_BYTES = 262_144
"""A commit of git is some hundred bytes; its author can write at length, and twenty contract signatures fit too."""

COMMIT_MAX_CHARACTERS = 65_536
TITLE_MAX_CHARACTERS, LINK_MAX_CHARACTERS, NAME_MAX_CHARACTERS = 200, 500, 64
MODULE_MAX_CHARACTERS = 64

MOST_PROOFS = 20
"""A mentoring of some twenty people is a lecture; and each signature may be a call to a contract."""

MOST_LANGUAGES = 20

SIGNATURE_MAX_CHARACTERS = 16_386
"""0x and 8192 bytes, the most that is asked of a wallet's contract (`chain/wallet_signature.py`)."""

LATEST_TIMESTAMP = 4_102_444_800
"""2100-01-01 in seconds; today in milliseconds is four hundred times as much."""

MOST_MINUTES = 1_440
"""Of one session as it can be written down: a day. What counts is for `module_record.py` to say."""

DOCUMENT_FORMAT = "quadrille-work-1"

ROLES = ("maintainer", "mentee")

LANGUAGE = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*")
"""The form of a language tag (RFC 5646, section 2.1), without the rare private and grandfathered ones."""

LINK = re.compile(r"https://[^\s/?#]+\.[^\s]+")
HASH = re.compile(r"0x[0-9a-f]{64}")
COMMIT_ID = re.compile(r"[0-9a-f]{40}")
WALLET = re.compile(r"0x[0-9a-fA-F]{40}")
SIGNATURE = re.compile(r"0x([0-9a-fA-F]{2})+")
MODULE = re.compile(r"[a-z0-9][a-z0-9._/-]*")

COMMON = {"kind", "project", "contributor", "title", "proofs"}


@dataclass(frozen=True, slots=True)
class Delivered:
    """A text that was delivered: where it is, and what it is to the byte."""

    link: str
    content_hash: Hash32
    languages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Commit:
    """A commit: the raw object as text, and the id that is claimed for it."""

    repository: str
    commit_id: str
    text: str


@dataclass(frozen=True, slots=True)
class Session:
    """A session of a mentoring module."""

    module: str
    held_at: Timestamp
    minutes: int

    @property
    def ends_at(self) -> Timestamp:
        """When it was over."""
        return Timestamp(self.held_at + self.minutes * 60)


@dataclass(frozen=True, slots=True)
class Proof:
    """A wallet's signature of the work's statement for this role; whether it is good is not known yet."""

    role: str
    wallet: Address
    signature: str


@dataclass(frozen=True, slots=True)
class Work:
    """One work of one person for one project. `contributor` is a pseudonym, `project` a slug of the catalogue."""

    kind: str
    project: str
    contributor: str
    title: str
    details: Delivered | Commit | Session
    proofs: tuple[Proof, ...]

    @property
    def link(self) -> str:
        """Where the work can be looked at; of a commit the repository and its id, of a session the module."""
        if isinstance(self.details, Delivered):
            return self.details.link
        if isinstance(self.details, Commit):
            return f"{self.details.repository}#{self.details.commit_id}"
        return self.details.module

    @property
    def content_hash(self) -> Hash32:
        """SHA-256 of what the work is: the delivered bytes, the raw commit, or the session's record."""
        if isinstance(self.details, Delivered):
            return self.details.content_hash
        if isinstance(self.details, Commit):
            return _sha256(self.details.text)
        return _sha256(f"{self.details.module}\n{self.details.held_at}\n{self.details.minutes}")


OWN_FIELDS = {
    "translation": {"link", "content_hash", "languages"},
    "documentation": {"link", "content_hash", "languages"},
    "code": {"repository", "commit_id", "commit"},
    "mentoring": {"module", "held_at", "minutes"},
}


def parse(content: bytes, file: str, kind: str | None = None) -> Work:
    """The work in one file; its project as written there.

    kind     what the file has to be of, or is of where it does not say; None for whatever it says
    raises   MalformedFile naming file, field, reason and remedy
    """
    fields = Fields.load(content, file, FILE_MAX_BYTES)
    said = fields.one_of("kind", tuple(READ), default=kind)
    if kind is not None and said != kind:
        raise MalformedFile(file, 0, "kind", f"{said}, not {kind}.", f"Leave it out, or hand it in as {said}.")
    fields.allow((COMMON | OWN_FIELDS[said]) - ({"kind"} if "kind" not in fields.values else set()))
    return Work(
        kind=said,
        project=fields.line("project", TITLE_MAX_CHARACTERS),
        contributor=fields.line("contributor", NAME_MAX_CHARACTERS),
        title=fields.line("title", TITLE_MAX_CHARACTERS),
        details=READ[said](fields),
        proofs=tuple(_proof(one) for one in fields.objects("proofs", MOST_PROOFS)),
    )


def _delivered(fields: Fields) -> Delivered:
    return Delivered(
        link=fields.matching("link", LINK, LINK_MAX_CHARACTERS, "a link that starts with https://"),
        content_hash=Hash32(fields.matching("content_hash", HASH, 66, "0x and SHA-256 in 64 lower-case hex digits")),
        languages=fields.matches("languages", LANGUAGE, MOST_LANGUAGES, 'language tags such as "fr" or "pt-BR"'),
    )


def _commit(fields: Fields) -> Commit:
    return Commit(
        repository=fields.matching("repository", LINK, LINK_MAX_CHARACTERS, "a link that starts with https://"),
        commit_id=fields.matching("commit_id", COMMIT_ID, 40, "the commit's SHA-1, 40 lower-case hex digits"),
        text=fields.text("commit", COMMIT_MAX_CHARACTERS),
    )


def _session(fields: Fields) -> Session:
    needed = "the module's id: lower-case letters, digits, dot, hyphen, underscore and slash"
    return Session(
        module=fields.matching("module", MODULE, MODULE_MAX_CHARACTERS, needed),
        held_at=Timestamp(fields.whole("held_at", 1, LATEST_TIMESTAMP)),
        minutes=fields.whole("minutes", 1, MOST_MINUTES),
    )


def _proof(fields: Fields) -> Proof:
    fields.allow({"role", "wallet", "signature"})
    return Proof(
        role=fields.one_of("role", ROLES),
        wallet=Address(fields.matching("wallet", WALLET, 42, "0x and 40 hex digits")),
        signature=fields.matching("signature", SIGNATURE, SIGNATURE_MAX_CHARACTERS, "0x and hex digits"),
    )


READ: dict[str, Callable[[Fields], Delivered | Commit | Session]] = {
    "translation": _delivered,
    "documentation": _delivered,
    "code": _commit,
    "mentoring": _session,
}
"""How each kind's own fields are read."""


def work_document(work: Work) -> bytes:
    """The work as canonical JSON: keys sorted, no space, UTF-8; equal works give equal bytes."""
    signed = [{"role": one.role, "signature_hash": _keccak(bytes.fromhex(one.signature[2:]))} for one in work.proofs]
    document = {
        "contributor": work.contributor,
        "format": DOCUMENT_FORMAT,
        "kind": work.kind,
        "project": work.project,
        "proofs": sorted(signed, key=lambda one: (one["role"], one["signature_hash"])),
        "title": work.title,
        **_details(work.details),
    }
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def evidence_hash(work: Work, salt: bytes) -> Hash32:
    """keccak256(salt || document), published with the badge."""
    return _keccak(salt + work_document(work))


def _details(details: Delivered | Commit | Session) -> dict[str, object]:
    if isinstance(details, Delivered):
        languages = list(details.languages)
        return {"link": details.link, "content_hash": details.content_hash, "languages": languages}
    if isinstance(details, Commit):
        return {"repository": details.repository, "commit_id": details.commit_id, "commit": details.text}
    return {"module": details.module, "held_at": details.held_at, "minutes": details.minutes}


def _sha256(text: str) -> Hash32:
    return Hash32("0x" + hashlib.sha256(text.encode()).hexdigest())


def _keccak(content: bytes) -> Hash32:
    return Hash32("0x" + keccak(content).hex())
