"""What badge holders can decide in a round: each is a call that the round takes from the treasury.

To build a call needs a node only, so that whoever signs a proposal can build it anew.
"""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from quadrille.chain.calls import Call
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.funding_round.terms import LATEST
from quadrille.chain.funding_round.words import MOST_PROJECT
from quadrille.chain.states import Ruling
from quadrille.errors import BadParameter, Refused
from quadrille.governance.proposals.actions import Actions, actions_of, earliest_at, require_in_time
from quadrille.languages.moments import Moment
from quadrille.languages.words import said
from quadrille.types import Address, ProjectIndex, Timestamp

RULINGS = {ruling.name.lower(): ruling for ruling in Ruling}
"""What a person says of an objection, and what the contract counts."""

MOST = {"project": MOST_PROJECT, "until": LATEST}
"""The contract's bounds."""


class RoundAction(ABC):
    """One step in a round that is governance's."""

    @abstractmethod
    def call(self, round_: AnyRound) -> Call:
        """The call that the treasury makes; raises Refused where a round of this mode has no such step."""

    def ends(self, _round: AnyRound) -> tuple[str, Timestamp] | None:
        """Until when the round takes it, with words for that; None when it does not end by itself."""
        return None


@dataclass(frozen=True, slots=True)
class Rule(RoundAction):
    """Rule on the open objection: upheld throws the result out, frivolous keeps the bond."""

    ruling: Ruling

    def call(self, round_: AnyRound) -> Call:
        """See RoundAction."""
        return _published(round_).rule(self.ruling)

    def ends(self, round_: AnyRound) -> tuple[str, Timestamp]:
        """When the objection is dismissed for want of a ruling."""
        result = _published(round_).result()
        return "The objection can be ruled on until", Timestamp(result.objected_at + result.stop_left_seconds)


@dataclass(frozen=True, slots=True)
class NamePublisher(RoundAction):
    """Name who publishes from now on, after two upheld objections."""

    account: Address

    def call(self, round_: AnyRound) -> Call:
        """See RoundAction."""
        return _published(round_).name_publisher(self.account)


@dataclass(frozen=True, slots=True)
class Release(RoundAction):
    """End the hold of a project's payments."""

    project: ProjectIndex

    def call(self, round_: AnyRound) -> Call:
        """See RoundAction."""
        return round_.release(self.project)

    def ends(self, round_: AnyRound) -> tuple[str, Timestamp]:
        """When the hold is over anyway."""
        return f"Project {self.project} is held until", round_.project(self.project).held_until


@dataclass(frozen=True, slots=True)
class Resume(RoundAction):
    """End the pause of donations and deposits."""

    def call(self, round_: AnyRound) -> Call:
        """See RoundAction."""
        return round_.resume_intake()

    def ends(self, round_: AnyRound) -> tuple[str, Timestamp]:
        """When the pause is over anyway."""
        return "Donations and deposits are paused until", round_.paused_until()


@dataclass(frozen=True, slots=True)
class Admit(RoundAction):
    """Admit a project, where the round has no reviewers: the edition that is there now."""

    project: ProjectIndex
    reason: str

    def call(self, round_: AnyRound) -> Call:
        """See RoundAction."""
        return _review(round_, self.project, True, self.reason)

    def ends(self, round_: AnyRound) -> tuple[str, Timestamp]:
        """The round's close."""
        return "Applications are decided until", round_.closes_at()


@dataclass(frozen=True, slots=True)
class Reject(Admit):
    """Reject a project, where the round has no reviewers: the edition that is there now."""

    def call(self, round_: AnyRound) -> Call:
        """See RoundAction."""
        return _review(round_, self.project, False, self.reason)


@dataclass(frozen=True, slots=True)
class Cancel(RoundAction):
    """End the round: before the close everybody is paid back, after it the pool alone goes back."""

    def call(self, round_: AnyRound) -> Call:
        """See RoundAction."""
        return round_.cancel()


@dataclass(frozen=True, slots=True)
class Hold(RoundAction):
    """Hold a project's payments until then, once."""

    project: ProjectIndex
    until: Timestamp
    reason: str

    def call(self, round_: AnyRound) -> Call:
        """See RoundAction."""
        return round_.hold(self.project, self.until, self.reason)

    def ends(self, round_: AnyRound) -> tuple[str, Timestamp]:
        """The hold's own end: by then it must have begun."""
        return "The hold would last until", self.until


ACTIONS: dict[str, type[RoundAction]] = {
    "rule": Rule,
    "name-publisher": NamePublisher,
    "release": Release,
    "resume": Resume,
    "admit": Admit,
    "reject": Reject,
    "cancel": Cancel,
    "hold": Hold,
}
"""By the names that people use."""


def round_action(name: str, said: Mapping[str, Any]) -> RoundAction:
    """The action of this name; `said` has what a person said of each field, None where they said nothing.

    Raises BadParameter for an unknown name, for what the action needs and has not, for what it does not take, and
    for what cannot be.
    """
    if name not in ACTIONS:
        raise BadParameter("action", name, ", ".join(ACTIONS))
    taken = {field.name for field in fields(ACTIONS[name])}  # type: ignore[arg-type]
    for field, value in said.items():
        if (field in taken) != (value is not None):
            raise BadParameter(field, value, f"{'given' if field in taken else 'left out'} for the action {name}")
    return ACTIONS[name](**{field: _meant(field, said[field]) for field in taken})


def round_actions(chain: Chain, round_address: Address, action: RoundAction) -> Actions:
    """A step in a round that is governance's.

    Raises WrongChain for what is no round of ours, ContractReverted or Refused for what the round would not take.
    """
    round_ = chain.round(round_address)
    call = action.call(round_)
    # Check: the round would take it now; the limit of a hold counts from when it is carried out.
    if isinstance(action, Hold):
        _require_hold(chain, round_, action)
    else:
        chain.client.gas_limit(call, chain.treasury.address)
    # Check: and still when the decision is carried out.
    if ends := action.ends(round_):
        require_in_time(chain, *ends, "By then it goes on by itself; a vote would come too late.")
    return actions_of(call)


def _meant(field: str, value: Any) -> Any:
    if field == "account":
        return checked_address(value)
    if field == "ruling" and value not in RULINGS:
        raise BadParameter(field, value, ", ".join(RULINGS))
    if field in MOST and not 0 <= value <= MOST[field]:
        raise BadParameter(field, value, f"from 0 to {MOST[field]}")
    return RULINGS[value] if field == "ruling" else value


def _review(round_: AnyRound, project: ProjectIndex, is_admitted: bool, reason: str) -> Call:
    # What the applicant changes after the proposal was not decided on.
    return round_.review(project, round_.project(project).edition, is_admitted, reason)


def _published(round_: AnyRound) -> PublishedRound:
    if isinstance(round_, PublishedRound):
        return round_
    raise Refused(
        said("The round {address} keeps its result itself.", address=round_.address),
        "There is no publisher, and nothing to rule on.",
    )


def _require_hold(chain: Chain, round_: AnyRound, hold: Hold) -> None:
    if round_.project(hold.project).held_until:
        raise Refused(
            said("Project {project} was held before.", project=hold.project),
            "That can be done once; the round can be cancelled.",
        )
    latest_at = earliest_at(chain) + round_.terms.hold_seconds
    if hold.until > latest_at:
        needed = f"at most {latest_at} ({Moment(latest_at)}): as long as a hold may last"
        raise BadParameter("until", hold.until, needed)
