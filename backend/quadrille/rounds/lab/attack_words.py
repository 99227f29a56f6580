"""What a cheat wins, in words and columns."""

from collections.abc import Sequence

from quadrille.rounds.lab.examination import Examination
from quadrille.rounds.lab.experiments import RING_PROJECTS, Attack, Gain
from quadrille.rounds.lab.plain import WIDTH, Money, counted, name, paragraph
from quadrille.rounds.offline.matching_report import aligned, columns

SAID = {
    Attack.SPLIT: "split: one donor gives it all to {target}, from several wallets instead of one. {target} gains:",
    Attack.RING: f"ring: several wallets give alike to the same {RING_PROJECTS} fake projects, which get:",
    Attack.CHAIN: "chain: the same, but each wallet gives to another two of the three, as strangers would; they get:",
}


def attack_lines(found: Examination, told: Money) -> list[str]:
    """A table for each attack: a rule a line, numbers of wallets side by side."""
    attacks = found.attacks
    head = ["WHAT A CHEAT WINS, and how much for each unit spent", ""]
    if not attacks.wallets:
        return [*head, "Nothing was tried, since the round is large. --wallets 10 tries attacks with 10 wallets."]
    if not attacks.gains:
        return [*head, "Nothing was tried: the attacker's budget has no unit for each wallet. --budget gives another."]
    lines = paragraph(
        f"The attacker spends {told.amount(attacks.budget_units)}, what the median donor gave unless --budget says "
        "otherwise; everybody else gives as they did. Every wallet counts in full, as if nobody had noticed: linked "
        "wallets and coefficients are there to prevent that."
    )
    for attack in Attack:
        lines += ["", *_attack_lines(attack, [one for one in attacks.gains if one.attack is attack], found, told)]
    if attacks.left_out:
        left_out = " and ".join(map(str, attacks.left_out))
        lines += ["", *paragraph(f"The round is large: {left_out} wallets were not tried. --wallets tries them.")]
    return [*head, *lines]


def _attack_lines(attack: Attack, gains: Sequence[Gain], found: Examination, told: Money) -> list[str]:
    title = paragraph(SAID[attack].format(target=name(found.attacks.target)), others="    ")
    wallets = sorted({gain.wallets for gain in gains})
    if not wallets:
        return [*title, "    not tried: the budget has no unit for each gift"]
    by_rule = {one.rule.name: [gain for gain in gains if gain.rule == one.rule.name] for one in found.compared}
    head = ("", *(counted(count, "wallet") for count in wallets))
    table = aligned([head, *((f"    {rule}", *(_cell(gain, told) for gain in of)) for rule, of in by_rule.items())])
    if max(map(columns, table)) > WIDTH:
        # Large numbers do not fit side by side.
        table = aligned([(f"    {gain.rule}, {gain.wallets:,} wallets", _cell(gain, told)) for gain in gains])
    return [*title, *table, *paragraph(_verdict(gains, max(wallets), told), "    ", "    ")]


def _cell(gain: Gain, told: Money) -> str:
    return f"{told.amount(gain.gain_units)} ({told.times(gain.gain_units, gain.spent_units)} x)"


def _verdict(gains: Sequence[Gain], wallets: int, told: Money) -> str:
    of_all = [gain for gain in gains if gain.wallets == wallets]
    worst = max(of_all, key=lambda gain: gain.gain_units)
    safe = [gain.rule for gain in of_all if gain.gain_units <= 0]
    if len(safe) == len(of_all):
        return "It pays under no rule."
    times = told.times(worst.gain_units, worst.spent_units)
    pays = f"With {wallets:,} wallets it pays most under {worst.rule}, {times} for each unit"
    return f"{pays}, and not at all under {', '.join(safe)}." if safe else f"{pays}."
