"""What a proposal changes of how decisions are taken: from what to what, and which past votes that had changed."""

from dataclasses import dataclass

from quadrille.chain.deployment import Chain
from quadrille.chain.governor import Action, Proposal
from quadrille.chain.states import Parameter, ProposalState
from quadrille.errors import BadParameter
from quadrille.governance.recount.logs import Which
from quadrille.governance.recount.reading import GovernanceLogs
from quadrille.governance.recount.replaying import Replayed, replay


@dataclass(frozen=True, slots=True)
class RuleChange:
    """One number of governance's, as it is (or was before the proposal was carried out) and as it becomes.

    past   the votes that are over, without this proposal's own
    """

    parameter: Parameter
    before: int
    after: int
    past: tuple[Replayed, ...]

    @property
    def turned(self) -> list[Replayed]:
        """The past votes that would have ended otherwise."""
        return [one for one in self.past if one.differs]


def rule_changes(chain: Chain, proposal: Proposal, state: ProposalState) -> list[RuleChange]:
    """Every change of a rule that the proposal's calls ask for."""
    wanted = [found for action in proposal.actions if (found := _wanted(chain, action))]
    if not wanted:
        return []
    logs = GovernanceLogs(chain.governor)
    return [_change(chain, logs, proposal, state, one) for one in wanted]


def change_to(chain: Chain, parameter: Parameter, value: int) -> RuleChange:
    """A change that nobody has proposed yet."""
    past = replay(GovernanceLogs(chain.governor), Which(parameter), value)
    return RuleChange(parameter, chain.governor.parameter(parameter), value, tuple(past))


def _wanted(chain: Chain, action: Action) -> tuple[Parameter, int] | None:
    if action.target != chain.governor.address:
        return None
    try:
        told = chain.governor.arguments_of(action.calldata)
        return Parameter[told["which"].upper()], told["value"]
    except (BadParameter, KeyError):
        return None


def _change(
    chain: Chain, logs: GovernanceLogs, proposal: Proposal, state: ProposalState, wanted: tuple[Parameter, int]
) -> RuleChange:
    parameter, value = wanted
    before = chain.governor.parameter(parameter)
    if state is ProposalState.EXECUTED:
        before = _before_it(chain, proposal, parameter, value, before)
    past = [one for one in replay(logs, Which(parameter), value) if one.proposal != proposal.id]
    return RuleChange(parameter, before, value, tuple(past))


def _before_it(chain: Chain, proposal: Proposal, parameter: Parameter, value: int, now: int) -> int:
    """What it was before this proposal was carried out, as the event of that very transaction tells."""
    (done,) = [one for one in chain.governor.events("ProposalExecuted") if one.args["proposalId"] == proposal.id]
    for event in chain.governor.events("ParameterSet"):
        same = (event.args["parameter"], event.args["current"], event.transaction) == (
            parameter,
            value,
            done.transaction,
        )
        if same:
            return int(event.args["previous"])
    return now
