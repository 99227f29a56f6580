"""How a command tells of a rehearsal."""

import typer

from quadrille.errors import Refused
from quadrille.governance.rehearsal.rehearsing import ProposalRehearsal
from quadrille.terminal import print_json, printable, show_record, show_table


def show_rehearsal(rehearsal: ProposalRehearsal, as_json: bool, would: str = "") -> None:
    """Print it, after what the proposal's calls say they do; raises Refused where it broke off."""
    told = rehearsal.as_document()
    if as_json:
        print_json({"sent": False, "would": would, **told})
    else:
        said = {"would": would} if would else {}
        show_record({"rehearsed": told["proposal"], **said, "at": told["at"]}, as_json=False)
        show_table(told["steps"], as_json=False, title="Steps, as if all had voted for it")
        show_table(told["changes"], as_json=False, title="Balances that differ")
        for words in rehearsal.events:
            typer.echo(printable(words).encode())
        typer.echo("It was rehearsed on a copy of the chain; nothing was sent.")
    if rehearsal.refused:
        raise Refused(f"The rehearsal broke off: {rehearsal.refused}", "Nothing was sent.")
