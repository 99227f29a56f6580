"""Taking part besides an application: where a project is paid, and in a plain round who is let in."""

from collections.abc import Sequence

from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.plain import PlainRound
from quadrille.errors import BadParameter, Mismatch, Refused
from quadrille.languages.moments import Moment
from quadrille.languages.words import said
from quadrille.rounds.opening.gate_list import gate_proof, gate_tree
from quadrille.rounds.projects.roster import read_roster
from quadrille.rounds.steps.plan import Plan, Step
from quadrille.types import NO_HASH, NOBODY, Address


def change_payee(chain: Chain, address: Address, slug: str, payee: Address | None, keep: bool) -> Plan:
    """Announce a payee, complete the announced one (`payee` is None), or stop it (`keep`); raises NotFound."""
    if keep and payee is not None:
        raise BadParameter("--keep", "with --to", "one of both")
    round_ = chain.round(address)
    index = read_roster(round_).applied_as(slug)
    now = round_.project(index)
    if payee is not None:
        words = said(
            "Announce that {slug} is paid to {payee} from {payee_delay_seconds} seconds after",
            slug=slug,
            payee=payee,
            payee_delay_seconds=round_.terms.payee_delay_seconds,
        )
        call = round_.announce_payee(index, payee)
    elif keep:
        words = said("Stop the change; {slug} stays with {payee}", slug=slug, payee=now.payee)
        call = round_.keep_payee(index)
    else:
        words = said("Pay {slug} to {payee} from now on", slug=slug, payee=now.next_payee)
        call = round_.complete_payee(index)
    announced = f"Announced now: {now.next_payee}, from {Moment(now.next_payee_at)}."
    notices = () if now.next_payee == NOBODY else (announced,)
    # What was stopped or done before can be announced again.
    before = sum(len(round_.events(name, projectId=index)) for name in ("PayeeKept", "PayeeChanged"))
    key = f"round {address} payee {index} {now.next_payee} {now.next_payee_at} after {before}"
    return Plan(said("{words}.", words=words), "operator", (Step(words, call, key),), notices)


def enrol(chain: Chain, address: Address, persons: Sequence[Address], person: Address) -> Plan:
    """Show that somebody is on the list of a plain round, so that their gifts count from then on; anybody may.

    persons   the whole list that the round was opened with, in any order

    Raises Refused for a round without a list, Mismatch for another list, NotFound for who is not on it.
    """
    round_ = chain.round(address)
    if not isinstance(round_, PlainRound) or round_.terms.gate_root == NO_HASH:
        raise Refused(said("The round {address} has no list of persons.", address=address), "Nobody has to be let in.")
    # Check: it is the list whose root the round carries.
    root = gate_tree(persons).root
    if root != round_.terms.gate_root:
        raise Mismatch("root of the list of persons", round_.terms.gate_root, root, "Get the list of the round.")
    call = round_.enrol(person, gate_proof(persons, person))
    step = Step(said("Let {person} in", person=person), call, f"round {address} enrol {person}")
    return Plan(said("Let {person} in: from now on, their gifts count.", person=person), "operator", (step,))
