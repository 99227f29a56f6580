"""The journey of a seat's feedback: raised by signature at our cost, answered, settled, an objection kept up."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session

from quadrille.catalog.catalog import get_project
from quadrille.chain.calls import Call, Event, Mined
from quadrille.chain.chamber_messages import backing_message, seat_feedback_message
from quadrille.chain.deployment import Chain
from quadrille.chain.hashes import hash_bytes, hash_text
from quadrille.chain.outbox.sending import send
from quadrille.chain.remedies import REMEDIES
from quadrille.chain.standing_feedback import FeedbackEntry, SeatFeedback, SignedBacking
from quadrille.chain.states import FeedbackKind, FeedbackState, word_of
from quadrille.chain.typed_data import TypedData
from quadrille.errors import ContractReverted, NotFound, Refused
from quadrille.governance.chambers import texts
from quadrille.governance.chambers.naming import project_key, text_hash_of
from quadrille.governance.chambers.refusals import cause_of
from quadrille.governance.chambers.seats import chamber_name
from quadrille.languages.words import said
from quadrille.types import Address, ContributionNumber, Hash32, Timestamp

KINDS = {kind.name.lower(): kind for kind in FeedbackKind}
"""What a person says, and what the contract counts."""

SIGN_WITHIN_SECONDS = 3_600
"""How long what was prepared can be handed in."""

BACK_WITHIN_SECONDS = 7 * 86_400
"""The same for a signature under an objection, which waits for others of its chamber."""


@dataclass(frozen=True, slots=True)
class Said:
    """What a seat is about to say of a project, and the text that stands behind its hash."""

    feedback: SeatFeedback
    text: str
    salt: Hash32
    deadline: Timestamp


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered; `text` is "" where nobody told us."""

    text_hash: Hash32
    text: str
    answerer: Address


@dataclass(frozen=True, slots=True)
class Standing:
    """Feedback as it is now; `text` is "" where nobody told us, or it was erased."""

    id: Hash32
    entry: FeedbackEntry
    holder: Address
    text_hash: Hash32
    text: str
    answers: tuple[Answer, ...]

    @property
    def chamber(self) -> str:
        """The chamber by name."""
        return chamber_name(self.entry.chamber)


def prepare(
    session: Session,
    chain: Chain,
    wallet: Address,
    slug: str,
    kind: FeedbackKind,
    words: tuple[str, Hash32],
    backings: Sequence[SignedBacking] = (),
) -> Said:
    """What the holder of a seat signs to say `words` (text and salt) of a project.

    Raises NotFound for a project that is not in the catalogue, BadParameter for what is no text, Refused with cause
    and remedy when it could not be raised.
    """
    get_project(session, slug)
    feedback = feedback_of(chain, wallet, slug, kind, words)
    # Check: the contract would take it from the holder's own hand.
    with _in_words():
        chain.client.gas_limit(chain.standing_feedback.raise_own(feedback, backings), wallet)
    deadline = Timestamp(chain.client.block().at + SIGN_WITHIN_SECONDS)
    return Said(feedback, texts.read_text(words[0]), words[1], deadline)


def feedback_of(
    chain: Chain, wallet: Address, slug: str, kind: FeedbackKind, words: tuple[str, Hash32]
) -> SeatFeedback:
    """What `prepare` would have signed, whether or not it could be raised; raises Refused without a live seat."""
    text_hash = text_hash_of(texts.read_text(words[0]), words[1])
    return SeatFeedback(_seat_of(chain, wallet), project_key(slug), kind, text_hash)


def said_again(seat: int, slug: str, kind: str, words: tuple[str, Hash32], deadline: int) -> Said:
    """What was prepared, as it comes back with its signature; raises BadParameter for what is no text."""
    text, salt = texts.read_text(words[0]), words[1]
    feedback = SeatFeedback(ContributionNumber(seat), project_key(slug), KINDS[kind], text_hash_of(text, salt))
    return Said(feedback, text, salt, Timestamp(deadline))


def message_of(chain: Chain, said: Said) -> TypedData:
    """What the holder signs."""
    return seat_feedback_message(chain.client.chain_id, chain.standing_feedback.address, said.feedback, said.deadline)


def raise_signed(
    session: Session, chain: Chain, said: Said, signature: str, backings: Sequence[SignedBacking] = ()
) -> tuple[Hash32, Mined]:
    """Raise feedback that was signed, and keep its text, at the operator's cost; its id. Again, the same transaction.

    Raises Refused with cause and remedy: then nothing is kept.
    """
    contract = chain.standing_feedback
    id_ = contract.id_of(said.feedback)
    with _in_words():
        call = contract.raise_signed(said.feedback, said.deadline, signature, backings)
        holder = chain.chamber_ballot.seat_of(said.feedback.seat).holder
        texts.keep(session, chain, said.text, said.salt, holder)
        return id_, send(session, chain, "operator", f"feedback {contract.address} raise {id_}", call)


def backing_for(chain: Chain, wallet: Address, id_: Hash32) -> tuple[TypedData, ContributionNumber, Timestamp]:
    """What the holder of a seat signs under an objection: to raise it, or to keep it up; seat and deadline.

    Raises Refused when the wallet has no live seat, or the objection is settled.
    """
    seat, deadline = _seat_of(chain, wallet), Timestamp(chain.client.block().at + BACK_WITHIN_SECONDS)
    term = _term_of(chain, id_)
    message = backing_message(chain.client.chain_id, chain.standing_feedback.address, seat, id_, term, deadline)
    return message, seat, deadline


def renew(session: Session, chain: Chain, id_: Hash32, backings: Sequence[SignedBacking]) -> Mined:
    """Keep an objection up for 30 days, at the operator's cost; raises NotFound, Refused without a quorum."""
    contract = chain.standing_feedback
    ends_at = contract.feedback_of(id_).ends_at
    rising = sorted({one.seat: one for one in backings}.values(), key=lambda one: one.seat)
    with _in_words():
        key = f"feedback {contract.address} renew {id_} from {ends_at}"
        return send(session, chain, "operator", key, contract.renew(id_, rising))


def answer_call(chain: Chain, wallet: Address, id_: Hash32, words: tuple[str, Hash32]) -> Call:
    """The call by which who speaks for the project answers; `words` are text and salt. Raises NotFound."""
    chain.standing_feedback.feedback_of(id_)
    text_hash = text_hash_of(texts.read_text(words[0]), words[1])
    number, _, _ = chain.chamber_ballot.read("seatOfHolder", wallet)
    return chain.standing_feedback.answer(id_, text_hash, ContributionNumber(number))


def resolve_call(chain: Chain, id_: Hash32) -> Call:
    """The call by which who raised it, governance or guardian settles it. Raises NotFound."""
    chain.standing_feedback.feedback_of(id_)
    return chain.standing_feedback.resolve(id_)


def publish(session: Session, chain: Chain, id_: Hash32, text: str, salt: Hash32) -> Hash32:
    """Keep the text of feedback that was sent without us, or of an answer; raises NotFound, Refused. Committed."""
    (event,) = _event_of(chain, id_)
    said = [(hash_text(event.args["textHash"]), event.args["holder"])]
    said += [(hash_text(one.args["textHash"]), one.args["answerer"]) for one in chain.standing_feedback.answers(id_)]
    return texts.publish(session, chain, text, salt, said)


def standing_of(session: Session, chain: Chain, id_: Hash32) -> Standing:
    """Feedback as it is now; raises NotFound."""
    (event,) = _event_of(chain, id_)
    return _standing(session, chain, event)


def standings(session: Session, chain: Chain, slug: str) -> list[Standing]:
    """All feedback of seats on a project, oldest first."""
    events = chain.standing_feedback.raised(project=hash_bytes(project_key(slug)))
    return [_standing(session, chain, event) for event in events]


def signed_rows(_session: Session, chain: Chain, slug: str) -> list[tuple[str, str, Timestamp]]:
    """Chamber, kind with its state, and moment of everything that seats said of a project."""
    rows = []
    for event in chain.standing_feedback.raised(project=hash_bytes(project_key(slug))):
        entry = chain.standing_feedback.feedback_of(hash_text(event.args["id"]))
        said = f"{entry.kind.name.lower()} {entry.state.name.lower()}"
        rows.append((chamber_name(entry.chamber), said, entry.raised_at))
    return rows


def _standing(session: Session, chain: Chain, event: Event) -> Standing:
    id_, text_hash = hash_text(event.args["id"]), hash_text(event.args["textHash"])
    answers = [
        Answer(hash_text(one.args["textHash"]), _text(session, chain, one), one.args["answerer"])
        for one in chain.standing_feedback.answers(id_)
    ]
    entry, text = chain.standing_feedback.feedback_of(id_), _text(session, chain, event)
    return Standing(id_, entry, event.args["holder"], text_hash, text, tuple(answers))


def _text(session: Session, chain: Chain, event: Event) -> str:
    return texts.text_of(session, chain, hash_text(event.args["textHash"]))


def _event_of(chain: Chain, id_: Hash32) -> list[Event]:
    found = chain.standing_feedback.raised(id=hash_bytes(id_))
    if not found:
        raise NotFound("feedback of a seat", id_)
    return found


def _term_of(chain: Chain, id_: Hash32) -> Timestamp:
    """The end that a renewal moves; 0 for an objection that is only being raised."""
    try:
        entry = chain.standing_feedback.feedback_of(id_)
    except NotFound:
        return Timestamp(0)
    is_open = entry.state in (FeedbackState.RAISED, FeedbackState.ANSWERED)
    if entry.kind is not FeedbackKind.OBJECTION or not is_open:
        had = said("{kind} that is {state}", kind=word_of(entry.kind), state=word_of(entry.state))
        raise Refused(
            said("{number} is a {had}; only an open objection is kept up.", number=id_, had=had), "Raise another."
        )
    return entry.ends_at


def _seat_of(chain: Chain, wallet: Address) -> ContributionNumber:
    number, _, is_live = chain.chamber_ballot.read("seatOfHolder", wallet)
    if not is_live:
        raise Refused(said("{wallet} has no live seat in a chamber.", wallet=wallet), REMEDIES["ChamberBallotNoSeat"])
    return ContributionNumber(number)


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn a refusal of the contract into one with its cause in words."""
    try:
        yield
    except ContractReverted as problem:
        raise Refused(cause_of(problem.name, problem.arguments), problem.remedy) from problem
