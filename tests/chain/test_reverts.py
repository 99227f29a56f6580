"""What people read when a contract refuses."""

import pytest

from conftest import ETHER
from journeys import close_round, open_round
from quadrille.chain.artifacts import artifact
from quadrille.chain.reverts import CONTRACTS, REMEDIES
from quadrille.errors import ContractReverted
from quadrille.types import Address, Wei


def test_every_remedy_belongs_to_an_error_of_our_contracts():
    known = {entry["name"] for name in CONTRACTS for entry in artifact(name).abi if entry["type"] == "error"}
    assert set(REMEDIES) <= known


def test_a_refusal_names_function_and_state_in_words(world, session):
    address = open_round(world, session, pool_wei=ETHER)
    close_round(world, address)
    sponsor = Address(world.somebody().address)
    with pytest.raises(ContractReverted) as refusal:
        world.operator_sends(world.chain.round(address).fund(Wei(1)))
    assert refusal.value.name == "QuadraticFundingRoundWrongStatus"
    assert refusal.value.arguments == {"call": "fund", "had": "closed"}
    assert "fund was refused" in str(refusal.value)
    with pytest.raises(ContractReverted, match="NotOperator") as refusal:
        world.chain.client.gas_limit(world.chain.round(address).admit(sponsor, "late"), sponsor)
    assert refusal.value.arguments["caller"] == sponsor
