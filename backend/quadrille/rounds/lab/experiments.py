"""What a cheat wins: attacks on a round, and what each brings under a rule.

An attacker has a budget, spread over k wallets as evenly as whole units allow; everybody else gives as they did. Every
wallet counts in full, as if nobody had noticed. The three attacks:

    split   The attacker likes one project, the target. Honest: one wallet gives the whole budget to it. Attack: k
            wallets share the budget and give to it alone. Gain: what the target is matched with more than before.
            Under `qf` its raw grows by 2 * S * (sqrt(k * B) - sqrt(B)) + (k - 1) * B, with S the sum of the other
            donors' roots and B the budget.
    ring    The attackers own three new projects, to which nobody else gives. Each wallet gives equal parts to all
            three. Gain: everything that the three are matched with, since without the attack they are not there.
    chain   The same three projects in a circle, but each wallet gives halves to two neighbours, and the next wallet to
            the next two: that looks like different people with something in common.

What is given to one's own projects comes back, so the gain is what a ring or a chain takes out of the round. Fake
projects that colluders share are the attack of Buterin, "Pairwise coordination subsidies" (2019), by which k wallets
can draw a raw of at most k * (k - 1) * M from `pairwise`, on all projects together. `cocm` rests on another idea
(Miller, Weyl, Erichsen, "Beyond collusion resistance", 2022): who gives alike knows each other, who gives to different
projects does not. A chain is made to differ.
"""

from collections.abc import Collection, Iterator, Sequence
from enum import StrEnum
from typing import NamedTuple

from quadrille.rounds.lab.given import Given
from quadrille.rounds.lab.rules import Rule
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.outcome import Matching
from quadrille.types import BPS_ONE

RING_PROJECTS = 3
"""The fewest with which neighbours in a circle differ."""


class Attack(StrEnum):
    """How wallets give; defined above."""

    SPLIT = "split"
    RING = "ring"
    CHAIN = "chain"


class Plan(NamedTuple):
    """Who attacks: the project to split for, the money, and names that nobody in the round has."""

    target: str
    budget_units: int
    wallet: str
    ring: tuple[str, ...]


class Gain(NamedTuple):
    """What an attack brought under a rule: the attacker's projects' match before and after."""

    attack: Attack
    wallets: int
    rule: str
    honest_units: int
    attack_units: int
    spent_units: int

    @property
    def gain_units(self) -> int:
        """What the attacker's projects are matched with more; below zero when the attack costs."""
        return self.attack_units - self.honest_units

    @property
    def per_unit_bps(self) -> int:
        """The gain for each unit spent, 10 000 for one, rounded down."""
        return self.gain_units * BPS_ONE // self.spent_units


def plan(given: Given, target: str, budget_units: int) -> Plan:
    """An attack with names that are not taken."""
    wallet = _new_name("attacker", given.projects_by_donor)
    ring = _new_name("ring", given.gifts)
    return Plan(target, budget_units, wallet, tuple(f"{ring} {number}" for number in range(RING_PROJECTS)))


def typical_target(matching: Matching) -> str:
    """The project in the middle of those that are matched, by match; of all when none is; "" when there is none."""
    matched = [row for row in matching.projects if row.match_units] or matching.projects
    by_match = sorted(matched, key=lambda row: -row.match_units)
    return by_match[(len(by_match) - 1) // 2].project if by_match else ""


def is_affordable(attack: Attack, wallets: int, budget_units: int) -> bool:
    """Whether every wallet has a unit for each project that it is to give to."""
    parts = {Attack.SPLIT: 1, Attack.RING: RING_PROJECTS, Attack.CHAIN: 2}
    return budget_units // wallets >= parts[attack]


def gains(given: Given, pool_units: int, plan: Plan, rules: Sequence[Rule], wallets: Sequence[int]) -> Iterator[Gain]:
    """Match the round again with each attack that the budget allows, under each rule."""
    alone = [Donation(plan.wallet, plan.target, plan.budget_units)]
    for rule in rules:
        honest = _matched(rule, given, pool_units, alone, {plan.target})
        for attack in Attack:
            before, projects = (honest, {plan.target}) if attack is Attack.SPLIT else (0, set(plan.ring))
            for count in wallets:
                if is_affordable(attack, count, plan.budget_units):
                    after = _matched(rule, given, pool_units, attacking(attack, plan, count), projects)
                    yield Gain(attack, count, rule.name, before, after, plan.budget_units)


def attacking(attack: Attack, plan: Plan, wallets: int) -> list[Donation]:
    """What the attacker's wallets give."""
    return [
        Donation(f"{plan.wallet} {number}", project, units)
        for number, purse in enumerate(_parts(plan.budget_units, wallets))
        for project, units in _spent(attack, plan, number, purse)
    ]


def _spent(attack: Attack, plan: Plan, number: int, purse_units: int) -> Iterator[tuple[str, int]]:
    if attack is Attack.SPLIT:
        projects: tuple[str, ...] = (plan.target,)
    elif attack is Attack.RING:
        projects = plan.ring
    else:
        projects = (plan.ring[number % RING_PROJECTS], plan.ring[(number + 1) % RING_PROJECTS])
    return zip(projects, _parts(purse_units, len(projects)), strict=True)


def _parts(units: int, parts: int) -> list[int]:
    """Cut a sum in equal parts, the first ones larger by a unit where it does not divide."""
    each, more = divmod(units, parts)
    return [each + (number < more) for number in range(parts)]


def _matched(rule: Rule, given: Given, pool_units: int, attack: Sequence[Donation], projects: Collection[str]) -> int:
    matching = rule.share((*given.donations, *attack), pool_units)
    return sum(row.match_units for row in matching.projects if row.project in projects)


def _new_name(word: str, taken: Collection[str]) -> str:
    while any(name.startswith(word) for name in taken):
        word += "*"
    return word
