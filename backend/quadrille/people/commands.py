"""Persons on the operator's command line."""

import typer

from quadrille.people import affiliation_commands, contact_commands, evidence_commands, wallet_commands

app = typer.Typer(no_args_is_help=True, help="Persons: wallets, affiliations, evidence, export, erasure.")
app.add_typer(wallet_commands.app)
app.add_typer(affiliation_commands.app)
app.add_typer(contact_commands.app)
app.add_typer(evidence_commands.app)
