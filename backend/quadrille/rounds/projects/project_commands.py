"""Projects of a round on the command line: they apply, reviewers decide, and each says where it is paid."""

from pathlib import Path
from typing import Annotated

import typer

from quadrille.chain.contract import checked_address
from quadrille.rounds import flow
from quadrille.rounds.opening.opening_command import read_persons
from quadrille.rounds.projects import taking_part
from quadrille.rounds.steps.plan_terminal import Doing, RoundAddress, sends

Project = Annotated[str, typer.Argument(help="Slug of the project.")]
Reason = Annotated[str, typer.Option(help="Why; everybody can read it.")]


@sends
def apply(
    round_address: RoundAddress,
    project: Annotated[str, typer.Argument(help="Slug of a project in the catalogue.")],
    payee: Annotated[str, typer.Option(help="Address that is paid.")],
) -> Doing:
    """Apply for a project of the catalogue; again, while it is not admitted, for a new review."""
    address, paid = checked_address(round_address), checked_address(payee)
    return Doing(lambda session, chain, applicant: flow.apply(session, chain, address, project, paid, applicant))


@sends
def admit(
    round_address: RoundAddress,
    project: Project,
    reason: Reason,
) -> Doing:
    """Say yes to an application, as a reviewer of the round."""
    return _reviewed(round_address, project, True, reason)


@sends
def reject(
    round_address: RoundAddress,
    project: Project,
    reason: Reason,
) -> Doing:
    """Say no to an application, as a reviewer of the round."""
    return _reviewed(round_address, project, False, reason)


@sends
def payee(
    round_address: RoundAddress,
    project: Project,
    to: Annotated[str | None, typer.Option(help="Announce this address; without, complete what was announced.")] = None,
    keep: Annotated[bool, typer.Option(help="Stop what was announced.")] = False,
) -> Doing:
    """Change where a project is paid: announced by its account, completed by anybody after the delay."""
    address, wanted = checked_address(round_address), None if to is None else checked_address(to)
    return Doing(lambda _, chain, __: taking_part.change_payee(chain, address, project, wanted, keep))


@sends
def enrol(
    round_address: RoundAddress,
    person: Annotated[str, typer.Argument(metavar="ADDRESS", help="Whose gifts count from now on.")],
    persons: Annotated[Path, typer.Option(metavar="FILE", help="The list that the round was opened with.")],
) -> Doing:
    """Let somebody on the list of a plain round in, before they give."""
    address, account, listed = checked_address(round_address), checked_address(person), read_persons(persons)
    return Doing(lambda _, chain, __: taking_part.enrol(chain, address, listed, account))


def _reviewed(round_address: str, project: str, admitted: bool, reason: str) -> Doing:
    address = checked_address(round_address)
    return Doing(lambda _, chain, __: flow.review(chain, address, project, admitted, reason))


COMMANDS = {"enrol": enrol, "apply": apply, "admit": admit, "reject": reject, "payee": payee}
