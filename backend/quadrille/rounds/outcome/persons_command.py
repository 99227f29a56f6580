"""`quadrille rounds persons`: who counts as one donor in a round, and who gave to their own project.

From what persons told this server: wallets that they linked, projects that they said or were found to have a part in.
Whatever lived at any moment of the round counts. The file is published with the result, and a donor can see in it that
wallets of theirs are told to be one person's; linking says so.
"""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain, connect
from quadrille.config import Settings
from quadrille.db import open_session
from quadrille.errors import BadParameter
from quadrille.people.affiliations import own_projects_between
from quadrille.people.persons import persons_between
from quadrille.rounds.bundle.bundle import coefficients_csv
from quadrille.rounds.outcome.coefficients import OWN_PROJECT, Coefficients, table_of
from quadrille.rounds.reading import newest_facts
from quadrille.rounds.result import donations_of
from quadrille.terminal import Json, show_record, show_table
from quadrille.types import Address


def coefficients_of(session: Session, chain: Chain, address: Address) -> Coefficients:
    """The table of a round from this server's data; while the round is open, as it would be if it closed now."""
    round_ = chain.round(address)
    opens_at, closes_at = round_.terms.opens_at, round_.closes_at()
    gifts = donations_of(newest_facts(round_))
    donors = {Address(gift.donor) for gift in gifts}
    person_of = persons_between(session, donors, opens_at, closes_at)
    own = own_projects_between(session, person_of.values(), opens_at, closes_at)
    whose = {str(wallet): person for wallet, person in person_of.items()}
    return table_of({(gift.donor, gift.project) for gift in gifts}, whose, own)


def persons(
    round_address: Annotated[str, typer.Argument(metavar="ROUND", help="The round's address.")],
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Write coefficients.csv here.")] = None,
    as_json: Json = False,
) -> None:
    """Which wallets of a round are one person's, and whose gifts went to their own project: `coefficients.csv`.

    Look at it, then: rounds close ROUND --coefficients FILE.
    """
    settings = Settings()
    with open_session(settings) as session:
        table = coefficients_of(session, connect(settings), checked_address(round_address))
    if out is None:
        show_table([row._asdict() for row in table], as_json, title="Coefficients")
        return
    try:
        out.write_bytes(coefficients_csv(table))
    except OSError as problem:
        raise BadParameter("--out", str(out), f"a file that can be written ({problem.strerror})") from problem
    wallets, people = {row.wallet for row in table}, {row.person for row in table}
    own = sum(row.reason == OWN_PROJECT for row in table)
    show_record({"file": str(out), "persons": len(people), "wallets": len(wallets), "own_project": own}, as_json)
