"""What each safety of a donation costs: the same donation on the same chain, and once more without it.

Ours is compiled again with one thing taken out, and put where the round's code is. What is taken out is found by its
words; when these have changed, the measurement stops.
"""

from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from gas_code import compiled
from gas_cost import people
from gas_ground import Meter, Metered, metered_chain
from gas_round_ground import (
    OPENING_DAY,
    OPERATOR,
    PUBLISHED,
    WATCH,
    Stage,
    code_of,
    staged,
    undone,
    words,
)
from gas_round_ours import admit

from quadrille.chain.build import ROOT
from quadrille.types import Address

ROUNDS = ROOT / "contracts" / "rounds"

CLONE_DIGITS = 2 * 0x2D
"""Hex digits of a clone's own code; its terms follow."""

PLACE = 0x6000
"""Where the terms of a round are that is no clone: behind any code that EIP-170 allows."""


@dataclass(frozen=True)
class Safety:
    """Something that a donation could do without.

    changes   what one file says, and what it says without the safety
    """

    name: str
    file: str
    changes: dict[str, str]
    is_clone: bool = True

    def code(self, meter: Meter) -> str:
        """What a round runs without it."""
        path = ROUNDS / self.file
        text = path.read_text(encoding="utf-8")
        for had, has in self.changes.items():
            assert text.count(had) == 1, f"{self.file} does not say {had!r} once: correct {Path(__file__).name}"
            text = text.replace(had, has)
        made = compiled([ROUNDS / "PublishedRound.sol"], {path: text})["PublishedRound"]
        return code_of(meter, meter.create(OPERATOR, made["abi"], made["bytecode"]).address)


SAFETIES = (
    Safety("hash of the cart, which binds its refund", "PublishedRound.sol", {"_cartHashes[cart] = cartHash;": ""}),
    Safety(
        "running digest, which binds a result to all carts",
        "PublishedRound.sol",
        {"_digest = keccak256(abi.encode(_digest, cartHash));": ""},
    ),
    Safety(
        "clone, whose rules nobody can change",
        "RoundTerms.sol",
        {"CODE_BYTES = 0x2d;": f"CODE_BYTES = {PLACE:#x};"},
        is_clone=False,
    ),
    Safety(
        "weighing, which undoes transfers of another amount",
        "RoundMoney.sol",
        {
            "uint256 needed = IERC20(token).balanceOf(address(this)) + amount;": "",
            "_requireExactly(token, needed);": "",
        },
    ),
    Safety(
        "guard against calls from within",
        "RoundIntake.sol",
        {"external payable nonReentrant returns (uint256 cart)": "external payable returns (uint256 cart)"},
    ),
    Safety("pause, by the guardian", "RoundIntake.sol", {"_requireNoPause(totals);": ""}),
)


def costs_of_safety() -> dict[str, int]:
    """Gas that each adds to one donation of an ERC-20 in published mode."""
    with metered_chain(WATCH) as meter:
        stage = staged(meter)
        round_, _ = stage.open(PUBLISHED, token=stage.token.address)
        early, donor, payee = islice(people(), 3)
        for project in (0, 1):
            admit([round_], project, payee)
        stage.enrich([early, donor], [round_.address])
        meter.begin_day(OPENING_DAY)
        round_.cost(early, "donate", words([1]))
        whole = donation(round_, donor)
        return {safety.name: whole - without(stage, round_, donor, safety) for safety in SAFETIES}


def donation(round_: Metered, donor: Address) -> int:
    """Gas of a donation that has not happened afterwards."""
    with undone(round_.meter):
        return round_.cost(donor, "donate", words([1]))


def without(stage: Stage, round_: Metered, donor: Address, safety: Safety) -> int:
    """Gas of the same donation without this safety."""
    meter = stage.meter
    with undone(meter):
        target, code = str(stage.factory.read("implementation", PUBLISHED)), safety.code(meter)
        if not safety.is_clone:
            terms = code_of(meter, round_.address)[2 + CLONE_DIGITS :]
            target, code = round_.address, code.ljust(2 + 2 * PLACE, "0") + terms
        meter.anvil.rpc("anvil_setCode", target, code)
        return donation(round_, donor)
