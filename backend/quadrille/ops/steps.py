"""The steps of the operator's that a page offers: what each asks for, and the plan that it makes of it."""

import io
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import NamedTuple

from sqlmodel import Session

from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.plain import PlainRound
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.funding_round.words import gifts
from quadrille.errors import BadParameter, Refused
from quadrille.languages.words import marked, said
from quadrille.rounds import flow
from quadrille.rounds.course import stopping
from quadrille.rounds.money import paying
from quadrille.rounds.outcome.coefficients import COEFFICIENTS, Coefficients, read_coefficients
from quadrille.rounds.projects.roster import read_roster
from quadrille.rounds.steps.plan import Plan, Step
from quadrille.types import NO_HASH, Address, ProjectIndex, Timestamp

AT_ONCE = 50
"""Transactions of one press of a button; what is left over is offered again."""

MINUTE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?")
"""What a browser's field for a moment gives."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a form or a request says besides the step; what a step does not need is empty."""

    until: str = ""
    reason: str = ""
    project: str = ""
    coefficients: str = ""
    admitted: str = ""

    def moment(self) -> Timestamp:
        """The time that is meant, in UTC; raises BadParameter."""
        return read_moment("until", self.until)

    def words(self) -> str:
        """The reason; raises BadParameter when there is none."""
        if not self.reason.strip():
            raise BadParameter("reason", None, "given: everybody can read it")
        return self.reason.strip()

    def slug(self) -> str:
        """The project; raises BadParameter when there is none."""
        if not self.project.strip():
            raise BadParameter("project", None, "a project of the round")
        return self.project.strip()

    def table(self) -> Coefficients | None:
        """The rows of `coefficients.csv`; None when none were given. Raises MalformedFile."""
        text = self.coefficients.replace("\r\n", "\n").strip("\n")
        if not text.strip():
            return None
        return read_coefficients(io.BytesIO(f"{text}\n".encode(errors="replace")), COEFFICIENTS)


def read_moment(name: str, text: str) -> Timestamp:
    """A moment as a browser's form gives it, taken as UTC; raises BadParameter."""
    needed = "a day and a time in UTC, as 2026-12-31T18:00"
    if not MINUTE.fullmatch(text):
        raise BadParameter(name, text or None, needed)
    try:
        return Timestamp(int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()))
    except ValueError as problem:
        raise BadParameter(name, text, needed) from problem


Make = Callable[[Session, Chain, Address, Asked], Plan]


class OperatorStep(NamedTuple):
    """A step: its name on the button, and how its plan is made."""

    title: str
    make: Make


def _close(session: Session, chain: Chain, address: Address, asked: Asked) -> Plan:
    return flow.close(session, chain, address, chain.client.settings.bundle_folder, asked.table() or ())


def _publish(session: Session, chain: Chain, address: Address, asked: Asked) -> Plan:
    return flow.publish(session, chain, address, chain.client.settings.bundle_folder, asked.table()).plan


def _review(_: Session, chain: Chain, address: Address, asked: Asked) -> Plan:
    return flow.review(chain, address, asked.slug(), asked.admitted == "yes", asked.words())


def _gifts(_: Session, chain: Chain, address: Address, __: Asked) -> Plan:
    round_ = chain.round(address)
    steps = tuple(
        Step(
            said("Pay {slug} what it was given", slug=project.slug),
            round_.claim_donations(project.index),
            f"round {address} {project.slug} donations",
        )
        for project in read_roster(round_).admitted
        if round_.has_donations_to_claim(project.index)
    )[:AT_ONCE]
    return _plan(said("Pay the projects what they were given."), steps)


def _refund(_: Session, chain: Chain, address: Address, __: Asked) -> Plan:
    round_ = chain.round(address)
    if isinstance(round_, PublishedRound):
        kept = [cart for cart in range(len(round_.carts())) if round_.cart_hash_of(cart) != NO_HASH]
        steps = [step for cart in kept[:AT_ONCE] for step in paying.refund(chain, address, cart).steps]
    else:
        steps = list(_refunds_by_donor(round_))[:AT_ONCE]
    return _plan(said("Give donors back what is theirs."), tuple(steps))


def _refunds_by_donor(round_: PlainRound) -> Iterator[Step]:
    """A plain round sums a donor's gifts: whoever gave in several carts is paid back once for all of them."""
    back = {event.args["donor"] for event in round_.events("GiftRefunded")}
    given: dict[Address, dict[ProjectIndex, None]] = {}
    for donor, words in round_.carts():
        given.setdefault(donor, {}).update(dict.fromkeys(index for index, _ in gifts(words)))
    for donor, indices in given.items():
        if donor not in back:
            call = round_.refund(donor, list(indices))
            yield Step(
                said("Give {donor} back what is theirs", donor=donor), call, f"round {round_.address} back {donor}"
            )


def _reclaim(_: Session, chain: Chain, address: Address, __: Asked) -> Plan:
    round_ = chain.round(address)
    sponsors = dict.fromkeys(round_.sponsors())
    back = {event.args["account"] for event in round_.events("DepositReturned")}
    due = [account for account in sponsors if account not in back][:AT_ONCE]
    steps = [step for account in due for step in paying.reclaim(chain, address, account).steps]
    return _plan(said("Send the sponsors what is left for them."), tuple(steps))


def _plan(summary: str, steps: tuple[Step, ...]) -> Plan:
    if not steps:
        raise Refused(said("There is nothing left to do here."), said("Reload the page to see how things stand."))
    return Plan(summary, "operator", steps)


STEPS: dict[str, OperatorStep] = {
    "review": OperatorStep(marked("Decide an application"), _review),
    "close": OperatorStep(marked("Close the books"), _close),
    "publish": OperatorStep(marked("Publish the result"), _publish),
    "finalise": OperatorStep(
        marked("Make the result final"), lambda session, chain, address, _: flow.finalise(session, chain, address)
    ),
    "push": OperatorStep(marked("Pay the matching"), lambda _, chain, address, __: paying.push(chain, address)),
    "gifts": OperatorStep(marked("Pay what was given"), _gifts),
    "claim": OperatorStep(
        marked("Pay one project"), lambda _, chain, address, asked: paying.claim(chain, address, asked.slug())
    ),
    "extend": OperatorStep(
        marked("Move the close to later"),
        lambda _, chain, address, asked: stopping.extend(chain, address, asked.moment()),
    ),
    "pause": OperatorStep(
        marked("Pause donations"),
        lambda _, chain, address, asked: stopping.pause(chain, address, asked.moment(), asked.words()),
    ),
    "hold": OperatorStep(
        marked("Hold a project’s payments"),
        lambda _, chain, address, asked: stopping.hold(chain, address, asked.slug(), asked.moment(), asked.words()),
    ),
    "cancel": OperatorStep(marked("Cancel the round"), lambda _, chain, address, __: stopping.cancel(chain, address)),
    "refund": OperatorStep(marked("Pay donors back"), _refund),
    "reclaim": OperatorStep(marked("Pay sponsors back"), _reclaim),
}
"""By the name in the page's address."""
