"""A ready-made proposal before anybody signs it: what was filled in, what that would do, and who may propose it."""

from dataclasses import dataclass

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.states import Parameter
from quadrille.chain.token import TokenContract
from quadrille.errors import BadParameter
from quadrille.governance.proposals.actions import Actions
from quadrille.governance.proposals.funding import funding_actions
from quadrille.governance.proposals.parameters import parameter_actions, parameter_named
from quadrille.governance.proposals.statement import statement_actions
from quadrille.governance.recount.explaining import Power, explain
from quadrille.languages.moments import Moment
from quadrille.languages.words import said
from quadrille.types import UINT256_MAX, Address, Wei

COIN_DECIMALS = 18


@dataclass(frozen=True, slots=True)
class Draft:
    """What a proposal would be: the route of its intent below `/api/v1/intents/`, its own fields, its calls.

    arguments   of the command, besides the words
    """

    route: str
    fields: dict[str, str]
    actions: Actions
    arguments: str


@dataclass(frozen=True, slots=True)
class Proposer:
    """What somebody's wallet has and what proposing needs; `refusal` is cause and remedy, None for who may."""

    power: Power
    needed: int
    refusal: tuple[str, str] | None


def proposer_of(chain: Chain, wallet: Address) -> Proposer:
    """Whether a wallet may propose now, and why not."""
    power, needed = explain(chain.governor, wallet), chain.governor.parameter(Parameter.PROPOSAL_THRESHOLD)
    if power.contract_votes >= needed:
        return Proposer(power, needed, None)
    cause = said(
        "{wallet} has {had} votes that are old enough; to propose takes {needed}.",
        wallet=wallet,
        had=power.contract_votes,
        needed=needed,
    )
    young = [line["counts_from"] for line in power.badges if line["is"] == "too young"]
    remedy = said("Verified work earns a badge; or ask a badge holder to propose it.")
    if young:
        remedy = said("Wait until your badge counts, from {from_at} on.", from_at=Moment(min(young)))
    return Proposer(power, needed, (cause, remedy))


def draft_words(chain: Chain) -> Draft:
    """A decision in words alone."""
    return Draft("propose/text", {}, statement_actions(chain.treasury.address), "propose-text")


def draft_funding(chain: Chain, round_address: str, amount: str) -> Draft:
    """Money for a round, the amount in whole coins or tokens as people write it; raises as `funding_actions`."""
    address = checked_address(round_address)
    amount_wei = Wei(base_units(amount, _decimals(chain.round(address))))
    fields = {"round": address, "amount_wei": str(amount_wei)}
    arguments = f"propose --round {address} --amount-wei {amount_wei}"
    return Draft("propose", fields, funding_actions(chain, address, amount_wei), arguments)


def draft_rule(chain: Chain, parameter: str, value: str) -> Draft:
    """Another number of how decisions are taken, in seconds, votes or parts of 10000; raises as `parameter_actions`."""
    if not (value.isascii() and value.isdecimal() and len(value) <= 13):
        raise BadParameter("value", value, "a whole number")
    actions = parameter_actions(chain, parameter_named(parameter), int(value))
    fields = {"parameter": parameter, "value": str(int(value))}
    return Draft("propose/parameter", fields, actions, f"propose-parameter {parameter} {int(value)}")


def base_units(amount: str, decimals: int) -> int:
    """Decimal text as base units, exactly: "1.5" of 18 decimals; raises BadParameter."""
    whole, _, fraction = amount.strip().partition(".")
    digits = whole + fraction
    if not (digits.isascii() and digits.isdecimal() and len(fraction) <= decimals and len(whole) <= 60):
        raise BadParameter("amount", amount, f"a number like 1.5, with at most {decimals} decimals")
    return min(int((whole or "0") + fraction.ljust(decimals, "0")), UINT256_MAX)


def _decimals(round_: AnyRound) -> int:
    return COIN_DECIMALS if round_.is_native else TokenContract(round_.client, round_.terms.token).decimals()
