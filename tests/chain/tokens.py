"""A token for tests, compiled when it is first needed, and a round that is in it."""

from functools import cache
from typing import Any

from eth_account.signers.local import LocalAccount
from sqlmodel import Session

from conftest import World
from journeys import open_round
from quadrille.chain.build import ROOT, compiler_input, run_compiler
from quadrille.types import Address

UNIT = "tests/contracts/Tokens.sol"


@cache
def _compiled() -> dict[str, Any]:
    request = compiler_input()
    request["sources"] = {UNIT: {"content": (ROOT / UNIT).read_text(encoding="utf-8")}}
    request["settings"]["outputSelection"] = {UNIT: {"*": ["abi", "evm.bytecode.object"]}}
    return dict(run_compiler(request)["contracts"][UNIT]["GoodToken"])


def token_round(world: World, session: Session, units: int) -> tuple[Address, LocalAccount, Address]:
    """A token of six decimals that governance allows, somebody who has so many units, and a round in it."""
    w3, body, donor = world.chain.client.w3, _compiled(), world.somebody()
    made = w3.eth.contract(abi=body["abi"], bytecode=body["evm"]["bytecode"]["object"])
    rich = {"from": w3.eth.accounts[9]}
    receipt = w3.eth.wait_for_transaction_receipt(made.constructor(6).transact(rich))
    token = Address(receipt["contractAddress"])
    minted = w3.eth.contract(token, abi=body["abi"]).functions.mint(donor.address, units).transact(rich)
    w3.eth.wait_for_transaction_receipt(minted)
    _governance_allows(world, token)
    return token, donor, open_round(world, session, token=token)


def _governance_allows(world: World, token: Address) -> None:
    treasury, call = world.chain.treasury.address, world.chain.round_factory.allow_token(token, True)
    world.give(treasury, 10**18)
    world.anvil.rpc("anvil_impersonateAccount", treasury)
    sent = world.anvil.rpc("eth_sendTransaction", {"from": treasury, "to": call.to, "data": call.data})
    world.chain.client.wait(call.what, sent)
