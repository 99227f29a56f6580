"""`quadrille rounds new`: a round's rules and terms."""

from pathlib import Path
from typing import Annotated, Any, Literal

import typer
from sqlmodel import Session

from quadrille.chain.calls import Mined
from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.terms import LATEST, LONGEST
from quadrille.chain.states import Leftover, RoundMode
from quadrille.errors import BadParameter
from quadrille.rounds import flow
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.listing import keep_round
from quadrille.rounds.money.gift_text import read_amount
from quadrille.rounds.offline.match_command import read_params
from quadrille.rounds.opening.opening import BOND_WEI, DAY, Opening
from quadrille.rounds.steps.plan import Plan
from quadrille.rounds.steps.plan_terminal import Doing, joined, sends
from quadrille.terminal import read_file
from quadrille.types import NOBODY, Address, Timestamp

Moment = Annotated[int, typer.Option(min=0, max=LATEST, help="Unix seconds.")]
Seconds = Annotated[int, typer.Option(min=0, max=LONGEST)]
Least1 = Annotated[int, typer.Option(min=1, max=LONGEST)]
Decision = Annotated[int | None, typer.Option(min=1, max=LONGEST, help="Default: what governance needs.")]
Claim = Annotated[int | None, typer.Option(min=1, max=LONGEST, help="Default: as long as is needed.")]
Account = Annotated[str | None, typer.Option(metavar="ADDRESS")]
Token = Annotated[str, typer.Option(metavar="ADDRESS", help="An ERC-20 that governance allowed; else coins.")]
Bond = Annotated[str, typer.Option(metavar="WEI", help="What an objection costs until it is ruled on.")]
Reviewers = Annotated[list[str] | None, typer.Option(metavar="ADDRESS", help="Default: the operator.")]
ByGovernance = Annotated[bool, typer.Option(help="No reviewers: governance decides each application.")]
Threshold = Annotated[int | None, typer.Option(min=1, max=32, help="Reviewers who decide; default: more than half.")]
Persons = Annotated[Path | None, typer.Option(metavar="FILE", help="Plain mode: who is matched, an address a line.")]
ModeName = Annotated[
    Literal["published", "plain"], typer.Option(help="Who keeps the result: a publisher, or the contract.")
]
LeftoverName = Annotated[Literal["sponsors", "treasury"], typer.Option(help="Who has what the result leaves.")]


def asked_opening(
    title: str,
    opens_at: Moment,
    closes_at: Moment,
    mechanism: Annotated[str, typer.Option(help="How the pool is shared.")] = "qf",
    param: Annotated[list[str] | None, typer.Option(metavar="KEY=VALUE")] = None,
    mode: ModeName = "published",
    token: Token = NOBODY,
    donation_delay_seconds: Seconds = 3 * DAY,
    objection_seconds: Least1 = 5 * DAY,
    decision_seconds: Decision = None,
    dead_man_seconds: Least1 = 90 * DAY,
    claim_seconds: Claim = None,
    payee_delay_seconds: Seconds = 3 * DAY,
    hold_seconds: Seconds = 14 * DAY,
    pause_seconds: Seconds = 3 * DAY,
    extension_seconds: Seconds = 14 * DAY,
    leftover: LeftoverName = "sponsors",
    bond_wei: Bond = str(BOND_WEI),
    reviewer: Reviewers = None,
    by_governance: ByGovernance = False,
    threshold: Threshold = None,
    publisher: Account = None,
    committer: Account = None,
    guardian: Account = None,
    badge: Account = None,
    persons: Persons = None,
) -> tuple[Configuration, Opening]:
    """Open a round; its rules and terms can never change, its close can only move to later."""
    rules = Configuration.of(title, mechanism, read_params(param or []))
    chosen = Opening(
        opens_at=Timestamp(opens_at),
        closes_at=Timestamp(closes_at),
        mode=RoundMode[mode.upper()],
        token=checked_address(token),
        donation_delay_seconds=donation_delay_seconds,
        objection_seconds=objection_seconds,
        decision_seconds=decision_seconds,
        dead_man_seconds=dead_man_seconds,
        claim_seconds=claim_seconds,
        payee_delay_seconds=payee_delay_seconds,
        hold_seconds=hold_seconds,
        pause_seconds=pause_seconds,
        extension_seconds=extension_seconds,
        leftover=Leftover[leftover.upper()],
        bond_wei=read_amount(bond_wei),
        reviewers=() if by_governance else _addresses(reviewer) if reviewer else None,
        threshold=threshold,
        publisher=_address(publisher),
        committer=_address(committer),
        guardian=_address(guardian),
        badge=_address(badge),
        persons=() if persons is None else read_persons(persons),
    )

    return rules, chosen


def _opening(**asked: Any) -> Doing:
    rules, chosen = asked_opening(**asked)

    def plan(_: Session, chain: Chain, operator: Address) -> Plan:
        return flow.plan_opening_by(chain, rules, chosen, operator)

    def keep(session: Session, chain: Chain, done: list[Mined]) -> dict[str, str]:
        return {"round": keep_round(session, chain, rules, done[0]).address, "config_hash": rules.hash}

    return Doing(plan, more=keep)


open_round = sends(joined(_opening, asked_opening))


def read_persons(file: Path) -> tuple[Address, ...]:
    """The addresses of a file, one on each line; raises BadParameter for a line that is none, or comes twice."""
    lines = read_file(file).decode("utf-8", errors="replace").split()
    persons = _addresses(lines)
    if len(set(persons)) < len(persons):
        raise BadParameter("--persons", str(file), "each address once")
    return persons


def _addresses(texts: list[str]) -> tuple[Address, ...]:
    return tuple(checked_address(text) for text in texts)


def _address(text: str | None) -> Address | None:
    return None if text is None else checked_address(text)
