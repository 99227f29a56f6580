"""What can be moved, held or ended, each within the limits that the round was opened with."""

from quadrille.chain.deployment import Chain
from quadrille.chain.states import RoundStatus
from quadrille.languages.moments import Moment
from quadrille.languages.words import said
from quadrille.rounds.projects.roster import read_roster
from quadrille.rounds.steps.plan import Plan, Step
from quadrille.types import Address, Timestamp


def extend(chain: Chain, address: Address, closes_at: Timestamp) -> Plan:
    """Move the close to a later time; the operator, before it."""
    round_ = chain.round(address)
    words = said(
        "Move the close from {closes_at} to {later}",
        closes_at=Moment(round_.closes_at()),
        later=Moment(closes_at),
    )
    return Plan(
        said("{words}.", words=words), "operator", (Step(words, round_.extend(closes_at), f"round {address} extend"),)
    )


def cancel(chain: Chain, address: Address) -> Plan:
    """End the round: before the close donors and sponsors are paid back, after it the pool alone goes back."""
    round_ = chain.round(address)
    is_open = round_.status() in (RoundStatus.PENDING, RoundStatus.OPEN)
    words = "End the round; " + ("everybody is paid back" if is_open else "the pool goes back, donations stay")
    notices = ("Then pay back with `quadrille rounds refund` and `quadrille rounds reclaim`; anybody can.",)
    return Plan(
        said("{words}.", words=words), "operator", (Step(words, round_.cancel(), f"round {address} cancel"),), notices
    )


def hold(chain: Chain, address: Address, slug: str, until: Timestamp, reason: str) -> Plan:
    """Hold a project's payments, once, with a reason that everybody can read; guardian or governance."""
    round_ = chain.round(address)
    index = read_roster(round_).applied_as(slug)
    words = said("Hold the payments of {slug} until {until}: {reason}", slug=slug, until=Moment(until), reason=reason)
    notices = ("It only delays: afterwards the project is paid, also when nobody does anything.",)
    step = Step(words, round_.hold(index, until, reason), f"round {address} hold")
    return Plan(words, "operator", (step,), notices)


def pause(chain: Chain, address: Address, until: Timestamp, reason: str) -> Plan:
    """Stop donations and deposits for a while, once; the guardian. The close moves by as much."""
    round_ = chain.round(address)
    words = said("Stop donations and deposits until {until}: {reason}", until=Moment(until), reason=reason)
    step = Step(words, round_.pause_intake(until, reason), f"round {address} pause")
    return Plan(words, "operator", (step,), ("Claims and refunds go on.",))


def appeal(chain: Chain, address: Address, slug: str, statement: str) -> Plan:
    """Tell governance what a held project says to it; its account or its payee."""
    round_ = chain.round(address)
    index = read_roster(round_).applied_as(slug)
    words = said("{slug} appeals against the hold: {statement}", slug=slug, statement=statement)
    step = Step(words, round_.appeal(index, statement), f"round {address} appeal")
    return Plan(words, "operator", (step,))
