"""Everything that the lab finds out about one round, and its published form."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from quadrille.errors import BadParameter
from quadrille.rounds.lab.alarm import Alarm, alarms
from quadrille.rounds.lab.comparison import Compared, Moves, compare, moves
from quadrille.rounds.lab.experiments import Gain, gains, plan, typical_target
from quadrille.rounds.lab.given import Given
from quadrille.rounds.lab.rules import Setting, setting
from quadrille.types import BPS_ONE

WALLETS = (2, 10, 100)
"""How many an attacker comes with, unless somebody asks for other numbers."""

MANY_GIFTS, VERY_MANY_GIFTS = 50_000, 300_000
"""Each attack matches the round once more. In a round with many gifts only the middle number is tried, with very many
none, unless asked for."""


class Asked(NamedTuple):
    """What somebody wants to know; what is empty or none is chosen from the round.

    texts          parameters for all rules, see `rules.SAID`
    all_variants   every variant of `cocm`, not one
    wallets        how many an attacker comes with, two or more
    target         the project that a split is for
    budget_units   what an attacker spends
    """

    texts: Mapping[str, str] = {}
    all_variants: bool = False
    wallets: tuple[int, ...] = ()
    target: str = ""
    budget_units: int | None = None


class Attacks(NamedTuple):
    """Which attacks were tried, and what they brought.

    target      the project of the split; "" in a round without projects, where nothing is tried
    wallets     numbers of wallets that were tried, where the budget has a unit for each gift
    left_out    numbers that were not, because the round is large
    """

    target: str
    budget_units: int
    wallets: tuple[int, ...]
    left_out: tuple[int, ...]
    gains: tuple[Gain, ...]


class Examination(NamedTuple):
    """One round under every rule, the yardstick first in `compared` and absent from `moves`."""

    given: Given
    pool_units: int
    setting: Setting
    compared: tuple[Compared, ...]
    moves: tuple[Moves, ...]
    attacks: Attacks
    alarms: tuple[Alarm, ...]


def examine(given: Given, pool_units: int, asked: Asked) -> Examination:
    """Match the round under every rule, attack it, and look who gets nothing.

    raises     BadParameter for a parameter that a rule cannot take, or a target that is not in the round
    """
    if asked.target and asked.target not in given.gifts:
        raise BadParameter("--target", asked.target, "a project of the donations file")
    told = setting(asked.texts, given.median_gift_units, all_variants=asked.all_variants)
    compared = compare(given, pool_units, told)
    yardstick = compared[0].matching
    return Examination(
        given,
        pool_units,
        told,
        compared,
        tuple(moves(one.rule.name, yardstick, one.matching) for one in compared[1:]),
        _attack(given, pool_units, asked, compared),
        tuple(alarm for one in compared for alarm in alarms(given, one.rule, one.matching, yardstick)),
    )


def as_document(found: Examination) -> dict[str, Any]:
    """The published form, ready for JSON: every integer a decimal string."""
    given, attacks = found.given, found.attacks
    m_units, median = found.setting.common.m_units, given.median_gift_units
    return {
        "pool": str(found.pool_units),
        "given": str(given.given_units),
        "donors": str(given.donors),
        "donors_who_count": str(len(given.projects_by_donor)),
        "median_gift": str(median),
        "median_donor": str(given.median_donor_units),
        "m_units": str(m_units),
        "m_of_median_gift_bps": str(m_units * BPS_ONE // max(median, 1)),
        "saturation": str(found.setting.saturation),
        "rules": [
            {
                "rule": one.rule.name,
                "matching": one.matching.as_document(),
                "with_other_saturation": one.otherwise.as_document(),
            }
            for one in found.compared
        ],
        "moves": [_moves_document(one) for one in found.moves],
        "attacks": {
            "target": attacks.target,
            "budget": str(attacks.budget_units),
            "wallets": [str(count) for count in attacks.wallets],
            "wallets_left_out": [str(count) for count in attacks.left_out],
            "gains": [_gain_document(one) for one in attacks.gains],
        },
        "alarms": [_alarm_document(one) for one in found.alarms],
    }


def _attack(given: Given, pool_units: int, asked: Asked, compared: tuple[Compared, ...]) -> Attacks:
    target = asked.target or typical_target(compared[0].matching)
    budget_units = given.median_donor_units if asked.budget_units is None else asked.budget_units
    wallets = asked.wallets or _usual_wallets(len(given.donations))
    left_out = () if asked.wallets else tuple(count for count in WALLETS if count not in wallets)
    attack = plan(given, target, budget_units)
    found = gains(given, pool_units, attack, [one.rule for one in compared], wallets) if target else ()
    return Attacks(target, budget_units, wallets, left_out, tuple(found))


def _usual_wallets(gifts: int) -> tuple[int, ...]:
    if gifts > VERY_MANY_GIFTS:
        return ()
    return WALLETS if gifts <= MANY_GIFTS else WALLETS[1:2]


def _moves_document(one: Moves) -> dict[str, Any]:
    return {
        "rule": one.rule,
        "gained": str(one.gained_units),
        "lost": str(one.lost_units),
        "most": one.most and {"project": one.most.project, "units": str(one.most.units)},
        "least": one.least and {"project": one.least.project, "units": str(one.least.units)},
        "ranks_changed": str(one.ranks_changed),
    }


def _gain_document(one: Gain) -> dict[str, str]:
    return {
        "attack": str(one.attack),
        "wallets": str(one.wallets),
        "rule": one.rule,
        "honest": str(one.honest_units),
        "attacked": str(one.attack_units),
        "gain": str(one.gain_units),
        "spent": str(one.spent_units),
        "gain_per_unit_bps": str(one.per_unit_bps),
    }


def _alarm_document(one: Alarm) -> dict[str, str]:
    return {
        "rule": one.rule,
        "project": one.project,
        "why": str(one.why),
        "donors": str(one.donors),
        "alone": str(one.alone),
        "match": str(one.match_units),
        "qf_match": str(one.qf_units),
    }
