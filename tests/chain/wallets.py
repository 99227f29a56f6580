"""Wallets that are contracts, for tests: compiled when they are first needed."""

from functools import cache
from typing import Any

from conftest import World
from quadrille.chain.build import ROOT, compiler_input, run_compiler

UNIT = "tests/contracts/Wallets.sol"


@cache
def compiled() -> dict[str, Any]:
    request = compiler_input()
    request["sources"] = {UNIT: {"content": (ROOT / UNIT).read_text(encoding="utf-8")}}
    request["settings"]["outputSelection"] = {UNIT: {"*": ["abi", "evm.bytecode.object"]}}
    return dict(run_compiler(request)["contracts"][UNIT])


def deployed(world: World, name: str, *arguments: Any) -> Any:
    """A contract of this name on the chain."""
    w3, body = world.chain.client.w3, compiled()[name]
    made = w3.eth.contract(abi=body["abi"], bytecode=body["evm"]["bytecode"]["object"])
    transaction = made.constructor(*arguments).transact({"from": w3.eth.accounts[9]})
    receipt = w3.eth.wait_for_transaction_receipt(transaction)
    return w3.eth.contract(receipt["contractAddress"], abi=body["abi"])
