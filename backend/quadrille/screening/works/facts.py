"""What is known of a work from the database and of its signatures; the chain is asked where a wallet is a contract."""

from collections.abc import Sequence

from sqlmodel import Session, col, or_, select

from quadrille.catalog.tables import Project
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.typed_data import TypedData, attestation_message, typed_digest
from quadrille.chain.wallet_signature import is_signed_by
from quadrille.people.affiliations import maintains
from quadrille.people.persons import person_of_wallet
from quadrille.people.tables import Person
from quadrille.screening.works.findings import Booked, Facts, Signed
from quadrille.screening.works.keys import keys_of
from quadrille.screening.works.tables import Work, WorkSigner
from quadrille.screening.works.verifiers import VERIFIERS
from quadrille.screening.works.work_file import Proof
from quadrille.screening.works.work_file import Work as Parsed
from quadrille.types import Timestamp


def words_of(chain: Chain, parsed: Parsed, role: str) -> TypedData:
    """What a witness signs (EIP-712) to say this of a work; raises KeyError for a role that the kind has not."""
    says = VERIFIERS[parsed.kind].asks[role](parsed)
    return attestation_message(
        chain.client.chain_id,
        chain.badge.address,
        says,
        {
            "kind": parsed.kind,
            "project": parsed.project,
            "contributor": parsed.contributor,
            "title": parsed.title,
            "link": parsed.link,
        },
        parsed.content_hash,
    )


def good_proofs(chain: Chain, parsed: Parsed) -> dict[Proof, bool]:
    """Of each proof, whether its wallet signed; raises BadParameter for an address that is none."""
    return {proof: _is_good(chain, parsed, proof) for proof in parsed.proofs}


def _is_good(chain: Chain, parsed: Parsed, proof: Proof) -> bool:
    if proof.role not in VERIFIERS[parsed.kind].asks:
        return False
    digest = typed_digest(words_of(chain, parsed, proof.role))
    return is_signed_by(chain.client, checked_address(proof.wallet), digest, proof.signature)


def load_facts(
    session: Session, parsed: Parsed, contributor: Person, proofs: dict[Proof, bool], now_at: Timestamp
) -> Facts:
    """What the database knows about a work whose signatures were looked at."""
    assert contributor.id is not None
    signed = tuple(_signed(session, parsed.project, proof, is_good) for proof, is_good in proofs.items())
    persons = {contributor.id, *(one.person for one in signed if one.person is not None)}
    project = session.get(Project, parsed.project)
    return Facts(
        contributor=contributor.id,
        now_at=now_at,
        signed=signed,
        repositories=frozenset(project.repositories if project else ()),
        keys=keys_of(session, contributor),
        booked=tuple(_booked(session, sorted(persons))),
    )


def _signed(session: Session, project: str, proof: Proof, is_good: bool) -> Signed:
    wallet = checked_address(proof.wallet)
    person = person_of_wallet(session, wallet)
    is_maintainer = person is not None and maintains(session, person, project)
    return Signed(proof.role, wallet, is_good, person.id if person else None, is_maintainer)


def _booked(session: Session, persons: Sequence[int]) -> list[Booked]:
    """Sessions that counted, of these persons as mentor or as mentee."""
    found = []
    signed = select(WorkSigner.work_id).where(WorkSigner.role == "mentee")
    for person in persons:
        theirs = or_(Work.person_id == person, col(Work.id).in_(signed.where(WorkSigner.person_id == person)))
        for work in session.exec(select(Work).where(col(Work.starts_at).is_not(None), theirs)):
            assert work.starts_at is not None
            assert work.ends_at is not None
            found.append(Booked(person, Timestamp(work.starts_at), Timestamp(work.ends_at)))
    return found


def signer_rows(work_id: int, proofs: dict[Proof, bool], signed: Sequence[Signed]) -> list[WorkSigner]:
    """A row for each person who signed, once in each role."""
    rows: dict[tuple[int, str], WorkSigner] = {}
    for (proof, is_good), one in zip(proofs.items(), signed, strict=True):
        if is_good and one.person is not None:
            row = WorkSigner(
                work_id=work_id, person_id=one.person, role=one.role, wallet=one.wallet, signature=proof.signature
            )
            rows.setdefault((one.person, one.role), row)
    return list(rows.values())
