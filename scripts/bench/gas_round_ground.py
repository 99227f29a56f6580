"""Where rounds are measured: their factory, a token, terms, projects, and donors with money."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from itertools import islice
from typing import Any

from eth_abi.abi import encode
from eth_hash.auto import keccak
from gas_code import PEERS, compiled
from gas_ground import BEGINNING, Meter, Metered, accounts, evidence_hash
from gas_ours import deployed
from gas_tokens import Tokens

from quadrille.chain.artifacts import artifact
from quadrille.chain.build import ROOT
from quadrille.chain.contract import checked_address
from quadrille.types import Address, ContributionNumber, Hash32

OPERATOR, PUBLISHER, COMMITTER, WATCH, APPLICANT, SPONSOR, ANYBODY, RITA, ROSA, RUTH = (
    Address(account.address) for account in islice(accounts("round"), 10)
)
"""WATCH is the guardian; the last three review."""

NATIVE = Address("0x" + "00" * 20)
PUBLISHED, PLAIN = 0, 1
"""Modes of the factory."""

OPENING_DAY, CLOSING_DAY, OBJECTION_DAYS, CLAIM_DAYS = 1, 8, 2, 100
FINAL_DAY = CLOSING_DAY + OBJECTION_DAYS + 1
LAPSE_DAY = CLOSING_DAY + CLAIM_DAYS

DAY = 86_400
DECISION_SECONDS = 5 * DAY

RULES = "rule: text\n" * 30
"""330 bytes: a title, a mechanism and its parameters, policies."""

FORTUNE_UNITS = 10**30
AMOUNT_UNITS = 0x1122334455667788
"""Of every donation and payment: about 1.2 tokens, without a zero byte."""

COEFFICIENTS, BUNDLE = (evidence_hash(ContributionNumber(1), salt) for salt in (1, 2))

REFUSING_PAYEE = checked_address("0x" + keccak(b"refused")[-20:].hex())
"""The account that RefusingToken refuses."""

REVERTS, BURNS_ALL = "0x5f5ffd", "0xfe"
"""Code that says no at once, and code that uses up all gas it is given."""

TERMS: dict[str, Any] = {
    "token": NATIVE,
    "opensAt": BEGINNING + OPENING_DAY * DAY,
    "closesAt": BEGINNING + CLOSING_DAY * DAY,
    "capBps": 10_000,
    "operator": OPERATOR,
    "donationDelaySeconds": 3 * DAY,
    "objectionSeconds": OBJECTION_DAYS * DAY,
    "decisionSeconds": DECISION_SECONDS,
    "publisher": PUBLISHER,
    "deadManSeconds": 30 * DAY,
    "claimSeconds": CLAIM_DAYS * DAY,
    "payeeDelaySeconds": 4 * DAY,
    "committer": COMMITTER,
    "holdSeconds": 10 * DAY,
    "pauseSeconds": 3 * DAY,
    "extensionSeconds": 7 * DAY,
    "guardian": WATCH,
    "threshold": 2,
    "saturation": 0,
    "leftover": 0,
    "governance": NATIVE,
    "bond": 10**17,
    "badge": NATIVE,
    "minimum": 0,
    "configHash": keccak(RULES.encode()),
    "gateRoot": bytes(32),
    "reviewers": [RITA, ROSA, RUTH],
}
"""All of a round's terms, as tests/contracts/RoundFixture.sol has them; governance, token and gate are each round's."""


@dataclass(frozen=True)
class Stage:
    """The factory, a token that it allows, and badges by which donors are matched."""

    meter: Meter
    badges: Tokens
    factory: Metered
    token: Metered

    def open(self, mode: int, **terms: Any) -> tuple[Metered, int]:
        """A new round and the gas of its transaction."""
        asked = {**TERMS, "governance": self.badges.authority, **terms}
        data = self.factory.data("open", mode, asked, RULES)
        receipt = self.meter.send(OPERATOR, self.factory.address, data)
        # RoundMade, of the factory, comes first; the round is its first topic.
        address = checked_address("0x" + receipt["logs"][0]["topics"][1][-40:])
        name = "PlainRound" if mode == PLAIN else "PublishedRound"
        round_ = Metered(self.meter, self.meter.contract(address, artifact(name).abi))
        return round_, int(receipt["gasUsed"], 16)

    def enrich(self, donors: Sequence[Address], spenders: Sequence[Address]) -> None:
        """Give donors more than they will spend, in both coins, and let the spenders take of it."""
        for donor in donors:
            self.meter.anvil.rpc("anvil_setBalance", donor, hex(FORTUNE_UNITS))
            self.token.cost(donor, "mint", donor, FORTUNE_UNITS)
            for spender in spenders:
                self.token.cost(donor, "approve", spender, FORTUNE_UNITS // 10)

    def refuse(self, code: str) -> None:
        """From now on REFUSING_PAYEE takes neither the token nor coins; on coins this is what it does."""
        made = token_code()["RefusingToken"]
        refusing = self.meter.create(OPERATOR, made["abi"], made["bytecode"])
        self.meter.anvil.rpc("anvil_setCode", self.token.address, code_of(self.meter, refusing.address))
        self.meter.anvil.rpc("anvil_setCode", REFUSING_PAYEE, code)


@dataclass(frozen=True)
class Rounds:
    """Rounds with admitted projects and a pool, and people with money.

    published, native, plain, listed    in the token, in coins, with donors by badge, with donors by list
    """

    stage: Stage
    published: Metered
    native: Metered
    plain: Metered
    listed: Metered
    payees: Sequence[Address]
    donors: Sequence[Address]
    matched: Sequence[Address]


def staged(meter: Meter) -> Stage:
    """Everything that rounds stand on. The chain must be new."""
    badges = deployed(meter)
    made = token_code()["GoodToken"]
    token = Metered(meter, meter.create(OPERATOR, made["abi"], made["bytecode"], encode(["uint8"], [18])))
    modes = [created(meter, name).address for name in ("PublishedRound", "PlainRound")]
    terms = encode(
        ["address", "uint256", "address", "address"], [badges.authority, DECISION_SECONDS, modes[0], modes[1]]
    )
    factory = created(meter, "RoundFactory", terms)
    factory.cost(badges.authority, "allowToken", token.address, True)
    return Stage(meter, badges, factory, token)


@cache
def token_code() -> dict[str, dict[str, Any]]:
    """ABI and bytecode of the tokens, by name."""
    return compiled([ROOT / "tests" / "contracts" / "Tokens.sol", PEERS / "rounds" / "RefusingToken.sol"])


def created(meter: Meter, name: str, arguments: bytes = b"") -> Metered:
    """A new contract of ours."""
    made = artifact(name)
    return Metered(meter, meter.create(OPERATOR, made.abi, made.bytecode, arguments))


def code_of(meter: Meter, address: str) -> str:
    """What runs at an address."""
    return str(meter.anvil.rpc("eth_getCode", address, "latest"))


def words(projects: Sequence[int]) -> list[int]:
    """A cart, or a list, with the same amount for each of these projects."""
    return [project << 112 | AMOUNT_UNITS for project in projects]


def hash_bytes(text: Hash32) -> bytes:
    """A hash as the ABI takes it."""
    return bytes.fromhex(text[2:])


@contextmanager
def undone(meter: Meter) -> Iterator[None]:
    """Whatever happens within has not happened afterwards."""
    mark = meter.anvil.snapshot()
    yield
    meter.anvil.revert(mark)
