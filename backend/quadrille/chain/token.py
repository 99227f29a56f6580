"""An ERC-20 token, typed: as much of it as rounds need."""

from typing import Any

from quadrille.chain.calls import Call
from quadrille.chain.contract import Contract
from quadrille.types import Address, Wei

FUNCTIONS = (
    ("approve", ("address", "uint256"), "bool"),
    ("balanceOf", ("address",), "uint256"),
    ("allowance", ("address", "address"), "uint256"),
    ("symbol", (), "string"),
    ("decimals", (), "uint8"),
)
"""Name, arguments and answer of what is asked of a token (ERC-20)."""


class TokenContract(Contract):
    """Balances, allowances, and what people call it."""

    name = "ERC20"

    @classmethod
    def abi(cls) -> list[dict[str, Any]]:
        """What a token can be asked; none of ours is compiled, since anybody's may be."""
        return [
            {
                "type": "function",
                "name": name,
                "stateMutability": "nonpayable" if name == "approve" else "view",
                "inputs": [{"name": f"argument{place}", "type": kind} for place, kind in enumerate(arguments)],
                "outputs": [{"name": "", "type": answer}],
            }
            for name, arguments, answer in FUNCTIONS
        ]

    def approve(self, spender: Address, amount_wei: Wei) -> Call:
        """Let `spender` take so many base units."""
        return self.call("approve", spender, amount_wei)

    def balance_of(self, account: Address) -> Wei:
        """Base units that an account has."""
        return Wei(self.read("balanceOf", account))

    def allowance(self, owner: Address, spender: Address) -> Wei:
        """Base units that `spender` may still take from `owner`."""
        return Wei(self.read("allowance", owner, spender))

    def symbol(self) -> str:
        """What people call it."""
        return str(self.read("symbol"))

    def decimals(self) -> int:
        """How many decimals of a coin a base unit is."""
        return int(self.read("decimals"))
