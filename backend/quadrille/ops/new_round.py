"""The form of a new round: what it asks, with every default, and what is wrong with what was filled in."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any
from urllib.parse import urlencode

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from quadrille.chain.deployment import Chain
from quadrille.errors import BadParameter, QuadrilleError
from quadrille.languages.words import said
from quadrille.ops.steps import read_moment
from quadrille.rounds import flow
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.opening.opening import DAY, Opening
from quadrille.rounds.opening.opening_api import DEFAULT, NewRound
from quadrille.rounds.steps.plan import Tried, try_out
from quadrille.types import Address, Timestamp

Line = Annotated[str, Field(max_length=200)]
Lines = Annotated[str, Field(max_length=1_500)]

MANY_PARAMETERS = 20

TYPED = ("title", "mechanism", "mode", "leftover")
ACCOUNTS = ("token", "publisher", "committer", "guardian")
DAYS = ("objection", "donation_delay", "dead_man", "payee_delay", "hold", "pause", "extension")


def _days(name: str) -> str:
    return str(DEFAULT[f"{name}_seconds"] // DAY)


class RoundForm(BaseModel):
    """What stands in the form, all of it text; durations in days. An address may say more, such as a language."""

    model_config = ConfigDict(extra="ignore")

    do: Annotated[str, Field(pattern="^(check|rehearse|send)$")] = "check"
    title: Line = ""
    mechanism: Line = "qf"
    params: Lines = ""
    opens_at: Line = ""
    closes_at: Line = ""
    mode: Line = "published"
    token: Line = ""
    objection: Line = _days("objection")
    donation_delay: Line = _days("donation_delay")
    dead_man: Line = _days("dead_man")
    payee_delay: Line = _days("payee_delay")
    hold: Line = _days("hold")
    pause: Line = _days("pause")
    extension: Line = _days("extension")
    leftover: Line = "sponsors"
    bond_wei: Line = str(DEFAULT["bond_wei"])
    reviewers: Lines = ""
    by_governance: Line = ""
    publisher: Line = ""
    committer: Line = ""
    guardian: Line = ""

    @property
    def query(self) -> str:
        """The form as the query of an address: what differs from a form that is empty."""
        return urlencode(self.model_dump(exclude_defaults=True, exclude={"do", "form_token"}))

    @property
    def is_begun(self) -> bool:
        """Whether anything was filled in."""
        return bool(self.query)


class SentForm(RoundForm):
    """The form as a page sends it: nothing in it that nobody asked for."""

    model_config = ConfigDict(extra="forbid", strict=True)

    form_token: Line = ""


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong, and what to do; `name` is the field, "" for the whole."""

    name: str
    cause: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Checked:
    """What comes of a form: rules and choices where it can be read, and what opening it would take."""

    flaws: tuple[Flaw, ...]
    rules: Configuration | None = None
    chosen: Opening | None = None
    tried: tuple[Tried, ...] = ()
    summary: str = ""


def suggested(now: Timestamp) -> RoundForm:
    """An empty form with times that could do: from tomorrow on, for two weeks."""
    first = now - now % DAY + DAY
    return RoundForm(opens_at=_minute(first), closes_at=_minute(first + 14 * DAY))


def read_form(form: RoundForm) -> tuple[Configuration, Opening]:
    """The rules and the choices; raises BadParameter for the first field that cannot be read."""
    values: dict[str, Any] = {name: getattr(form, name).strip() for name in TYPED}
    values |= {name: getattr(form, name).strip() for name in ACCOUNTS if getattr(form, name).strip()}
    values |= {f"{name}_seconds": _read_days(name, getattr(form, name)) for name in DAYS}
    values |= {name: read_moment(name, getattr(form, name)) for name in ("opens_at", "closes_at")}
    values |= {"params": _params(form.params), "bond_wei": form.bond_wei.strip()}
    if form.by_governance:
        values["reviewers"] = []
    elif form.reviewers.split():
        values["reviewers"] = form.reviewers.split()
    try:
        asked = NewRound.model_validate(values)
    except ValidationError as problem:
        flaw = problem.errors()[0]
        name = str(flaw["loc"][0]).removesuffix("_seconds")
        raise BadParameter(name, flaw["input"], flaw["msg"].lower()) from problem
    return asked.rules(), asked.chosen()


def check(chain: Chain, form: RoundForm, operator: Address) -> Checked:
    """Read the form and try the opening without sending it; what is wrong is told, not raised."""
    try:
        rules, chosen = read_form(form)
    except QuadrilleError as problem:
        return Checked((_flaw(problem),))
    flaws = tuple(_doubts(chosen, chain.client.block().at))
    try:
        plan = flow.plan_opening_by(chain, rules, chosen, operator)
        tried = try_out(chain.client, plan, operator)
    except QuadrilleError as problem:
        return Checked((*flaws, _flaw(problem)), rules, chosen)
    return Checked(flaws, rules, chosen, tuple(tried), plan.summary)


def _flaw(problem: QuadrilleError) -> Flaw:
    name = problem.name if isinstance(problem, BadParameter) else ""
    return Flaw(name if name in RoundForm.model_fields else "", problem.cause, problem.remedy)


def _doubts(chosen: Opening, now: Timestamp) -> list[Flaw]:
    found = []
    if chosen.opens_at < now:
        cause, remedy = said("This opening is over already."), said("Choose a time to come, in UTC.")
        found.append(Flaw("opens_at", cause, remedy))
    if chosen.closes_at <= chosen.opens_at:
        cause, remedy = said("The round would close before it opens."), said("Choose a later close.")
        found.append(Flaw("closes_at", cause, remedy))
    return found


def _read_days(name: str, text: str) -> int:
    if not text.strip().isascii() or not text.strip().isdecimal() or len(text.strip()) > len("36500"):
        raise BadParameter(name, text, "a whole number of days")
    return int(text) * DAY


def _params(text: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        name, is_said, value = line.partition("=")
        if not is_said or name.strip() in found or len(found) >= MANY_PARAMETERS:
            raise BadParameter("params", line, "one name=value on each line, each name once")
        found[name.strip()] = value.strip()
    return found


def _minute(at: int) -> str:
    return f"{datetime.fromtimestamp(at, UTC):%Y-%m-%dT%H:%M}"
