"""A work besides a review: handed in, verified by its kind's verifier, given a number and a badge as a review is."""

import json
import secrets
import time
from dataclasses import asdict, dataclass

from sqlmodel import Session, col, select

from quadrille.catalog.registry import slug_of
from quadrille.chain.badge_kinds import CRAFTS
from quadrille.chain.deployment import Chain
from quadrille.db import hold
from quadrille.errors import Refused
from quadrille.languages.words import said
from quadrille.people.persons import find_or_add
from quadrille.people.secret import Use, keyed_hash
from quadrille.people.tables import Person
from quadrille.screening import contributions
from quadrille.screening.judging.verification import Verdict
from quadrille.screening.tables import Contribution
from quadrille.screening.works import work_file
from quadrille.screening.works.facts import good_proofs, load_facts, signer_rows, words_of
from quadrille.screening.works.tables import Work
from quadrille.screening.works.verifiers import VERIFIERS
from quadrille.types import Timestamp

CRAFT_OF = {craft.name: craft for craft in CRAFTS}


@dataclass(frozen=True, slots=True)
class HandedInWork:
    """What came of a work: the verdict's reasons, and, when it was verified, the work and what it earned.

    claim_code   None when nothing was earned now
    """

    parsed: work_file.Work
    outcome: str
    reasons: list[dict[str, str]]
    work: Work | None
    contribution: Contribution | None
    claim_code: str | None


def read_work(content: bytes, file_name: str, kind: str | None = None) -> work_file.Work:
    """The work in a file, its project by the catalogue's own name; raises MalformedFile."""
    parsed = work_file.parse(content, file_name, kind)
    return work_file.Work(
        parsed.kind, slug_of(parsed.project), parsed.contributor, parsed.title, parsed.details, parsed.proofs
    )


def words_to_sign(chain: Chain, parsed: work_file.Work) -> dict[str, dict[str, object]]:
    """By role, what a witness of this work has to sign (EIP-712)."""
    return {role: words_of(chain, parsed, role) for role in VERIFIERS[parsed.kind].asks}


def hand_in_work(
    session: Session, chain: Chain, content: bytes, file_name: str, kind: str | None = None
) -> HandedInWork:
    """Take a work, have its kind's verifier judge it, and give it a number when it is verified.

    One that is not verified leaves nothing behind: its verdict says what is missing, and it can be handed in again. The
    same work of the same person again changes nothing, and has no claim code. Raises MalformedFile when it cannot be
    read, BadParameter for an address that is none, Refused when the work earned another person's badge.
    """
    parsed = read_work(content, file_name, kind)
    # A contract that has to be asked for its signature may take its time: nothing is held for it.
    proofs = good_proofs(chain, parsed)
    now_at = chain.client.block().at
    # Numbers are dense, so they are given out one by one; and of two works that exclude one another, one is first.
    hold(session, "contribution numbers")
    person = find_or_add(session, parsed.contributor)
    # Check: nobody hands in as somebody who was erased.
    contributions.refuse_erased(person)
    # Check: this work has earned nothing yet.
    key_hash = _key_hash(chain, parsed, person)
    known = session.exec(select(Work).where(Work.key_hash == key_hash)).one_or_none()
    if known is not None:
        return _known(session, parsed, person, known)
    # Decide: does it hold what its kind asks for?
    facts = load_facts(session, parsed, person, proofs, now_at)
    verdict = VERIFIERS[parsed.kind].verify(parsed, facts)
    if not verdict.is_verified:
        session.rollback()
        return HandedInWork(parsed, verdict.outcome, _told(verdict), None, None, None)
    # Effect: the work under a salted hash, who vouched for it, and its contribution under the next number.
    work = _keep(session, parsed, person, key_hash, verdict)
    assert work.id is not None
    session.add_all(signer_rows(work.id, proofs, facts.signed))
    contribution, code = contributions.add_contribution(session, work, CRAFT_OF[VERIFIERS[parsed.kind].craft])
    session.commit()
    return HandedInWork(parsed, verdict.outcome, _told(verdict), work, contribution, code)


def list_works(
    session: Session, after: int = 0, limit: int | None = None
) -> list[tuple[Work, Person, Contribution | None]]:
    """Verified works with whose they are and what they earned, oldest first; all, or `limit` behind number `after`."""
    rows = session.exec(
        select(Work, Person, Contribution)
        .join(Person, col(Person.id) == col(Work.person_id))
        .join(Contribution, col(Contribution.work_id) == col(Work.id))
        .where(col(Work.id) > after)
        .order_by(col(Work.id))
        .limit(limit)
    )
    return [(work, person, contribution) for work, person, contribution in rows]


def _key_hash(chain: Chain, parsed: work_file.Work, person: Person) -> str:
    assert person.id is not None
    return keyed_hash(chain.client.settings, Use.WORKS, VERIFIERS[parsed.kind].key(parsed, person.id))


def _known(session: Session, parsed: work_file.Work, person: Person, known: Work) -> HandedInWork:
    if known.person_id != person.id or known.kind != parsed.kind:
        session.rollback()
        raise Refused(
            said("This {name} has earned a badge already.", name=VERIFIERS[known.kind].name),
            "One work earns one badge, for one person.",
        )
    contribution = contributions.contribution_of(session, known)
    session.commit()
    return HandedInWork(parsed, "verified", json.loads(known.reasons), known, contribution, None)


def _keep(session: Session, parsed: work_file.Work, person: Person, key_hash: str, verdict: Verdict) -> Work:
    salt = secrets.token_bytes(32)
    held = parsed.details if isinstance(parsed.details, work_file.Session) else None
    assert person.id is not None
    work = Work(
        kind=parsed.kind,
        key_hash=key_hash,
        person_id=person.id,
        project_slug=parsed.project,
        handed_in_at=Timestamp(int(time.time())),
        starts_at=held.held_at if held else None,
        ends_at=held.ends_at if held else None,
        document=work_file.work_document(parsed).decode(),
        salt="0x" + salt.hex(),
        evidence_hash=work_file.evidence_hash(parsed, salt),
        reasons=json.dumps(_told(verdict)),
    )
    session.add(work)
    session.flush()
    return work


def _told(verdict: Verdict) -> list[dict[str, str]]:
    return [asdict(reason) for reason in verdict.reasons]
