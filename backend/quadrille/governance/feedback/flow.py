"""The journey of end users' feedback: somebody answers by a link, its partner reads and signs for what came."""

import hashlib
import secrets
import time
from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session, col, select

from quadrille.chain.deployment import Chain
from quadrille.chain.typed_data import TypedData, attestation_message, typed_digest
from quadrille.chain.wallet_signature import is_signed_by
from quadrille.config import Settings
from quadrille.db import hold
from quadrille.errors import NotAllowed, Refused, TooMany
from quadrille.governance.feedback.answers import (
    Said,
    Tally,
    commitment_of,
    read_answer,
    root_of,
    statement_of,
    tally_of,
)
from quadrille.governance.feedback.link_rules import ANSWERS_AN_HOUR, HOUR_SECONDS, WHY_CLOSED, Standing
from quadrille.governance.feedback.partners import count_of, link_of, own_link, standing_now
from quadrille.governance.feedback.rights import partner_of, refuse_own_project
from quadrille.governance.feedback.tables import AnswerAttestation, EndUserAnswer, FeedbackLink
from quadrille.languages.words import said
from quadrille.people.persons import addresses_of
from quadrille.people.tables import Person
from quadrille.types import Address, Hash32, Timestamp

ASK_FOR_ANOTHER = "Ask whoever gave it to you for another."


@dataclass(frozen=True, slots=True)
class Batch:
    """Answers that a partner is about to sign for. `last` is the number of the newest one that was looked at."""

    project: str
    organisation: str
    answers: Sequence[EndUserAnswer]
    last: int

    @property
    def tally(self) -> Tally:
        """How many said what."""
        return tally_of(one.works for one in self.answers)

    @property
    def root(self) -> Hash32:
        """What stands for all of them."""
        return root_of(Hash32(one.commitment) for one in self.answers)


def url_of(settings: Settings, token: str) -> str:
    """The link of a token, as it is given to people."""
    return f"{settings.public_url.rstrip('/')}/feedback/{token}"


def invitation(session: Session, token: str) -> tuple[FeedbackLink, bool]:
    """The link of a token, and whether it takes an answer now; raises NotFound."""
    link = link_of(session, token)
    return link, standing_now(session, link, Timestamp(int(time.time()))) is Standing.OPEN


def answer(session: Session, token: str, works: str, text: str, form: str = "") -> EndUserAnswer:
    """Keep what somebody answers by a link; nothing else of them. The same form again is the same answer. Committed.

    form     a random text that the page gave out with its form; "" from a program
    raises   BadParameter for what is no answer, NotFound for no link, Refused for one that is over, TooMany
    """
    said = read_answer(works, text)
    link = link_of(session, token)
    # Several at once are counted one after the other.
    hold(session, f"feedback link {link.id}")
    form_hash = hashlib.sha256(form.encode(errors="surrogatepass")).hexdigest() if form else None
    known = session.exec(select(EndUserAnswer).where(EndUserAnswer.form_hash == form_hash)).first() if form else None
    if known is not None:
        return known
    now = Timestamp(int(time.time()))
    # Check: the link takes answers.
    _require_open(session, link, now)
    # Effect: the answer under a salted hash.
    kept = _keep(session, link, said, now, form_hash)
    session.commit()
    return kept


def waiting(session: Session, person: Person, link_number: int) -> list[EndUserAnswer]:
    """The answers of one's own link that nobody has signed for, oldest first; raises NotFound."""
    link = own_link(session, person, link_number)
    query = select(EndUserAnswer).where(EndUserAnswer.link_id == link.id, col(EndUserAnswer.attestation_id).is_(None))
    return list(session.exec(query.order_by(col(EndUserAnswer.id))))


def batch_of(
    session: Session, person: Person, link_number: int, left_out: frozenset[int] = frozenset(), last: int | None = None
) -> Batch:
    """What a partner signs for: all that waits up to number `last`, without those left out.

    last     None for all there is now
    raises   NotFound for another's link, NotAllowed for who is no partner any more, Refused for nothing or one's own
    """
    link = own_link(session, person, link_number)
    partner = partner_of(session, person, link.project_slug)
    refuse_own_project(session, person, link.project_slug)
    waits = [one for one in waiting(session, person, link_number) if last is None or (one.id or 0) <= last]
    chosen = [one for one in waits if one.id not in left_out]
    if not chosen:
        raise Refused("No answer of this link waits for a signature.", "Come back when somebody has answered.")
    return Batch(link.project_slug, partner.organisation, chosen, waits[-1].id or 0)


def words_to_sign(chain: Chain, batch: Batch) -> TypedData:
    """What the partner's wallet signs (EIP-712) for a batch; anybody can make it again from the attestation."""
    return message_of(chain, batch.organisation, batch.project, batch.tally, batch.root)


def message_of(chain: Chain, organisation: str, project: str, tally: Tally, root: Hash32) -> TypedData:
    """The words of one attestation; `root` stands where of other works the hash of their content stands."""
    return attestation_message(
        chain.client.chain_id,
        chain.badge.address,
        statement_of(project, tally),
        {
            "kind": "end users' feedback",
            "project": project,
            "contributor": organisation,
            "title": str(tally),
            "link": f"/projects/{project}/feedback",
        },
        root,
    )


def attest(
    session: Session,
    chain: Chain,
    person: Person,
    link_number: int,
    left_out: frozenset[int],
    last: int,
    signed: tuple[Address, str],
) -> AnswerAttestation:
    """Make answers count, by the partner's wallet and its signature. Committed.

    raises   what `batch_of` does; NotAllowed when the wallet is not the partner's or did not sign these words
    """
    wallet, signature = signed
    batch = batch_of(session, person, link_number, left_out, last)
    # Check: it is their wallet.
    if wallet not in addresses_of(session, person):
        raise NotAllowed(
            said("The wallet {wallet} is not {pseudonym}'s.", wallet=wallet, pseudonym=person.pseudonym),
            "Sign with one of yours, or link this.",
        )
    session.commit()
    # Check: it signed. A contract is asked while the database is let go.
    if not is_signed_by(chain.client, wallet, typed_digest(words_to_sign(chain, batch)), signature):
        raise NotAllowed(
            said("{wallet} did not sign these {answers} answers.", wallet=wallet, answers=batch.tally.all),
            "Ask for the words again, and sign those.",
        )
    return _count(session, person, link_number, batch, signed)


def _count(
    session: Session, person: Person, link_number: int, batch: Batch, signed: tuple[Address, str]
) -> AnswerAttestation:
    hold(session, f"feedback link {link_number}")
    session.expire_all()
    # Check: nothing was signed for twice, and the partnership has not ended meanwhile.
    partner = partner_of(session, person, batch.project)
    if any(one.attestation_id is not None for one in batch.answers):
        raise Refused("Some of these answers were signed for meanwhile.", "Ask for the words again, and sign those.")
    assert person.id is not None
    assert partner.id is not None
    made = AnswerAttestation(
        partner_id=partner.id,
        person_id=person.id,
        project_slug=batch.project,
        **batch.tally._asdict(),
        root=batch.root,
        wallet=signed[0],
        signature=signed[1],
        made_at=int(time.time()),
    )
    session.add(made)
    session.flush()
    for one in batch.answers:
        one.attestation_id = made.id
        session.add(one)
    session.commit()
    return made


def _require_open(session: Session, link: FeedbackLink, now: Timestamp) -> None:
    standing = standing_now(session, link, now)
    if standing is not Standing.OPEN:
        raise Refused(WHY_CLOSED[standing], ASK_FOR_ANOTHER)
    if count_of(session, link, now - HOUR_SECONDS) >= ANSWERS_AN_HOUR:
        oldest = select(EndUserAnswer.at).where(
            EndUserAnswer.link_id == link.id, col(EndUserAnswer.at) > now - HOUR_SECONDS
        )
        first = session.exec(oldest.order_by(col(EndUserAnswer.at)).limit(1)).one()
        raise TooMany("answers by one link", ANSWERS_AN_HOUR, HOUR_SECONDS, max(1, first + HOUR_SECONDS - now))


def _keep(session: Session, link: FeedbackLink, said: Said, now: Timestamp, form_hash: str | None) -> EndUserAnswer:
    salt = secrets.token_bytes(32)
    assert link.id is not None
    kept = EndUserAnswer(
        link_id=link.id,
        works=said.works,
        text=said.text,
        salt="0x" + salt.hex(),
        commitment=commitment_of(link.project_slug, said, now, salt),
        at=now,
        form_hash=form_hash,
    )
    session.add(kept)
    session.flush()
    return kept
