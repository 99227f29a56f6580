"""`POST /api/v1/rounds`: a round's rules and terms."""

from dataclasses import fields
from typing import Annotated, Any, Literal

from pydantic import Field

from quadrille.chain.contract import checked_address
from quadrille.chain.funding_round.terms import LATEST, LONGEST
from quadrille.chain.signers import signer_for
from quadrille.chain.states import Leftover, RoundMode
from quadrille.errors import BadParameter
from quadrille.rounds import flow
from quadrille.rounds.configuration import TITLE_CHARACTERS, Configuration
from quadrille.rounds.listing import keep_round
from quadrille.rounds.money.gift_text import read_amount
from quadrille.rounds.opening.opening import BOND_WEI, Opening
from quadrille.rounds.steps.plan import carry_out
from quadrille.rounds.steps.plan_api import HandDep, StepAnswer, StepRequest, steps_router
from quadrille.types import ADDRESS, DIGITS

router = steps_router()

DEFAULT: dict[str, Any] = {field.name: field.default for field in fields(Opening)}

Name = Annotated[str, Field(max_length=40)]
Value = Annotated[str, Field(max_length=100)]
Moment = Annotated[int, Field(ge=0, le=LATEST, description="Unix seconds.")]
Seconds = Annotated[int, Field(ge=0, le=LONGEST)]
Least1 = Annotated[int, Field(ge=1, le=LONGEST)]
Account = Annotated[str, Field(pattern=ADDRESS)]

ACCOUNTS = ("token", "publisher", "committer", "guardian", "badge")
LISTS = ("reviewers", "persons")


class NewRound(StepRequest):
    """Rules and terms of a round; none can change once it is open, but its close can move to later.

    What is left out is as `quadrille rounds new` has it: `decision_seconds` and `claim_seconds` as long as is needed;
    operator as the only reviewer and as publisher; our committer, guardian and badge; the coin. `reviewers` []:
    governance decides each application. `persons`: who is matched in plain mode, instead of the badge's holders.
    """

    title: str = Field(min_length=1, max_length=TITLE_CHARACTERS)
    mechanism: str = Field(default="qf", max_length=40)
    params: dict[Name, Value] = Field(default_factory=dict, max_length=20)
    opens_at: Moment
    closes_at: Moment
    mode: Literal["published", "plain"] = "published"
    token: Account | None = None
    donation_delay_seconds: Seconds = DEFAULT["donation_delay_seconds"]
    objection_seconds: Least1 = DEFAULT["objection_seconds"]
    decision_seconds: Least1 | None = None
    dead_man_seconds: Least1 = DEFAULT["dead_man_seconds"]
    claim_seconds: Least1 | None = None
    payee_delay_seconds: Seconds = DEFAULT["payee_delay_seconds"]
    hold_seconds: Seconds = DEFAULT["hold_seconds"]
    pause_seconds: Seconds = DEFAULT["pause_seconds"]
    extension_seconds: Seconds = DEFAULT["extension_seconds"]
    leftover: Literal["sponsors", "treasury"] = "sponsors"
    bond_wei: str = Field(default=str(BOND_WEI), pattern=DIGITS)
    reviewers: list[Account] | None = Field(default=None, max_length=32)
    threshold: int | None = Field(default=None, ge=1, le=32)
    publisher: Account | None = None
    committer: Account | None = None
    guardian: Account | None = None
    badge: Account | None = None
    persons: list[Account] = Field(default_factory=list, max_length=10_000)

    def rules(self) -> Configuration:
        """What people read; raises BadParameter."""
        return Configuration.of(self.title, self.mechanism, self.params)

    def chosen(self) -> Opening:
        """The choices; raises BadParameter for an address that is mistyped, or a person who comes twice."""
        chosen: dict[str, Any] = self.model_dump(include=set(DEFAULT), exclude_none=True)
        chosen |= {name: checked_address(chosen[name]) for name in ACCOUNTS if name in chosen}
        chosen |= {name: tuple(map(checked_address, chosen[name])) for name in LISTS if name in chosen}
        chosen["mode"], chosen["leftover"] = RoundMode[self.mode.upper()], Leftover[self.leftover.upper()]
        chosen["bond_wei"] = read_amount(self.bond_wei)
        if len(set(chosen["persons"])) < len(chosen["persons"]):
            raise BadParameter("persons", f"{len(chosen['persons'])} addresses", "each address once")
        return Opening(**chosen)


@router.post("")
def open_round(body: NewRound, hand: HandDep) -> StepAnswer:
    """Open a round."""
    chain, rules, chosen = hand.chain, body.rules(), body.chosen()
    plan = flow.plan_opening_by(chain, rules, chosen, signer_for(hand.settings, "operator").address)
    if not body.yes:
        return hand.do(plan, False, config_hash=rules.hash)
    done = carry_out(hand.session, chain, plan)
    opened = keep_round(hand.session, chain, rules, done[0])
    return hand.sent(plan, done, round=opened.address, config_hash=rules.hash)
