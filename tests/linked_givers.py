"""A round in which who gives is known: linked wallets, a maintainer, strangers. What several tutorials begin with."""

from dataclasses import dataclass
from pathlib import Path

from eth_account.signers.local import LocalAccount
from sqlmodel import Session

from conftest import ETHER, World
from journeys import close_round, import_demo_projects, open_round, quadrille, take_in
from quadrille.people.affiliation_rules import read_claim
from quadrille.people.affiliations import DeclaredBy, declare
from quadrille.people.persons import add_person, link_wallet
from quadrille.rounds import flow
from quadrille.types import Address, Wei

POOL = Wei(3 * ETHER)
OWN, OTHER = "wellspring-map", "clinic-daybook"


@dataclass(frozen=True)
class Given:
    """A closed round: two wallets of ann's, one of the maintainer's, two of strangers; who gave what to whom."""

    address: Address
    ann: tuple[Address, Address]
    maintainer: Address
    strangers: tuple[Address, Address]


def give_linked(world: World, session: Session) -> Given:
    """Ann linked both her wallets; the maintainer of one project said so; all five gave to both projects."""
    import_demo_projects(session)
    address = open_round(world, session, pool_wei=POOL)
    for slug in (OWN, OTHER):
        take_in(world, session, address, slug, Address(world.somebody(ether=0).address))
    wallets: list[LocalAccount] = [world.somebody() for _ in range(5)]
    first, second, theirs, *strangers = (Address(wallet.address) for wallet in wallets)
    ann, maintainer = add_person(session), add_person(session)
    for person, wallet in ((ann, first), (ann, second), (maintainer, theirs)):
        link_wallet(session, person, wallet)
    declare(session, maintainer, read_claim(OWN, None, "maintainer"), DeclaredBy.PERSON)
    session.commit()
    round_ = world.chain.round(address)
    world.pass_time_until(round_.terms.opens_at)
    for wallet, amount in zip(wallets, (9, 16, 25, 4, 36), strict=True):
        items = [(OWN, Wei(amount * 10**14)), (OTHER, Wei(amount * 10**14))]
        world.chain.client.send_from(wallet, flow.donate_call(round_, items))
    close_round(world, address)
    return Given(address, (first, second), theirs, (strangers[0], strangers[1]))


def write_table(given: Given, folder: Path) -> Path:
    """The table of the round, as the operator has it written."""
    path = folder / "table.csv"
    made = quadrille("rounds", "persons", given.address, "--out", path)
    assert made == {"file": str(path), "persons": 2, "wallets": 3, "own_project": 1}
    return path


def kept_table(world: World, given: Given) -> Path:
    """This machine's copy of what was committed."""
    (path,) = (world.settings.bundle_folder / given.address).glob("coefficients-*.csv")
    return path
