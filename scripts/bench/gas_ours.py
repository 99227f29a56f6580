"""The gas of our badge: the rows that everybody has, and those that only ours has."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice

from gas_cost import Rows, cost_of, people, some
from gas_ground import Meter, accounts, metered_chain
from gas_rows import first_rows, further_rows
from gas_tokens import Tokens

from quadrille.chain.artifacts import artifact
from quadrille.chain.badge import BadgeContract, Kind
from quadrille.chain.deployment import Deployment, GovernanceParameters, deploy
from quadrille.chain.signers import KeySigner
from quadrille.types import Address, KindId

ADMIN, ISSUER, VOUCHER_SIGNER, GUARDIAN, RELAYER = islice(accounts("role"), 5)

SEAT = Kind(KindId(2), "Seat", level=1, chamber=5, weight=1, max_per_holder=1, term_seconds=0, is_open=True)
"""A kind of which one holder has one badge at the most."""

WEIGHT_PER_WEEK = 1_000_000
"""More than is issued here: the limit itself is always on."""

CAPPED = ", one per holder"

COINS = hex(10**18)


def our_rows() -> Rows:
    """The rows of ours alone, on a chain of their own."""
    with metered_chain(Address(GUARDIAN.address)) as meter:
        return rows_of_ours(meter)


def rows_of_ours(meter: Meter) -> Rows:
    """All rows of ours. The chain must be new, or addresses and so signatures differ.

    A further row is one line: a name, and `cost_of` the gas of each of its transactions. `ours.cost` sends any
    function of the contract from any account.
    """
    ours, new = deployed(meter), people()
    return first_rows(ours, new) | further_rows(ours, new) | capped_rows(ours, new) | ending_rows(ours, new)


def capped_rows(ours: Tokens, new: Iterator[Address]) -> Rows:
    """The first rows again, where badges of a holder are counted."""
    seats = replace(ours, kind=SEAT.id)
    return {row + CAPPED: cost for row, cost in first_rows(seats, new).items()}


def ending_rows(ours: Tokens, new: Iterator[Address]) -> Rows:
    """The other ways in which a badge ends, of holders with one badge."""
    revoked, burning = some(new), some(new)
    for holder in (*revoked, *burning):
        ours.issue([holder])
    numbers = [ours.newest[holder] for holder in revoked]
    issuer, guardian = Address(ISSUER.address), Address(GUARDIAN.address)
    return {
        "revocation announced by the issuer": cost_of(
            [ours.cost(issuer, "announceRevocation", number, 1) for number in numbers]
        ),
        "revocation confirmed by the guardian": cost_of(
            [ours.cost(guardian, "confirmRevocation", number) for number in numbers]
        ),
        "burned by its holder": cost_of([ours.cost(holder, "burn", ours.newest[holder]) for holder in burning]),
    }


def deployed(meter: Meter) -> Tokens:
    """Our badges as they are always deployed."""
    return badges_of(meter, contracts(meter))


def contracts(meter: Meter) -> Deployment:
    """Our contracts as they are always deployed."""
    meter.anvil.rpc("anvil_setBalance", ADMIN.address, COINS)
    issuers = [Address(ISSUER.address), Address(VOUCHER_SIGNER.address)]
    return deploy(meter.client, KeySigner(ADMIN), issuers, GovernanceParameters())


def badges_of(meter: Meter, deployment: Deployment) -> Tokens:
    """Badges with two kinds; governance sets them up and revokes."""
    contract = meter.contract(deployment.badge, artifact("ContributionBadge").abi)
    relayer = Address(RELAYER.address)
    ours = Tokens(meter, contract, ISSUER, deployment.treasury, relayer)
    badge = BadgeContract(meter.client, deployment.badge)
    for call in (badge.register_kind(SEAT), badge.set_issuer(Address(ISSUER.address), WEIGHT_PER_WEEK)):
        meter.cost(deployment.treasury, deployment.badge, call.data)
    return ours
