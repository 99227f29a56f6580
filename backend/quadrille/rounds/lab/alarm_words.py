"""Who gets nothing, and why, in words."""

from quadrille.rounds.lab.alarm import Alarm, Why
from quadrille.rounds.lab.examination import Examination
from quadrille.rounds.lab.plain import Money, counted, listed, name, paragraph

BECAUSE = {
    Why.ZERO_COEFFICIENTS: "all its donors have the coefficient 0",
    Why.NOTHING_COUNTS: "no gift counts: each is 0 after its coefficient, or under the minimum",
    Why.LONE_DONOR: "only one donor counts, and a lone donor is not matched",
    Why.GAVE_TO_IT_ALONE: "all its donors gave to it alone",
    Why.ONE_INSIDE_THE_OTHER: "no two of its donors each gave to a project where the other gave nothing",
    Why.ALL_FAMILIAR: "under og-harsh donors who share a project add nothing, and its donors share this one",
    Why.NO_CAP: "the cap is less than a unit",
    Why.ROUNDED: "its part is less than a unit",
    Why.LITTLE: "the match is less than 1 % of that under qf",
}


def alarm_lines(found: Examination, told: Money) -> list[str]:
    """By rule and reason: how many projects, how much qf would give them, and the worst cases by name."""
    lines = ["WHO GETS NOTHING, OR NEARLY NOTHING, and why"]
    total = counted(len(found.given.gifts), "project")
    seen: dict[tuple[tuple[str, Why], ...], str] = {}
    for rule in (one.rule.name for one in found.compared):
        alarms = [alarm for alarm in found.alarms if alarm.rule == rule]
        same = seen.setdefault(tuple((alarm.project, alarm.why) for alarm in alarms), rule)
        if not alarms:
            lines += ["", f"{rule}: every project gets something."]
        elif same != rule:
            lines += ["", f"{rule}: the same {len(alarms):,} as under {same}."]
        else:
            lines += ["", f"{rule}: {len(alarms):,} of {total}."]
            for why in sorted({alarm.why for alarm in alarms}, key=list(Why).index):
                lines += _reason_lines(why, [alarm for alarm in alarms if alarm.why is why], told)
    return lines


def _reason_lines(why: Why, alarms: list[Alarm], told: Money) -> list[str]:
    lost = sum(alarm.qf_units for alarm in alarms)
    under_qf = f" Under qf: {told.share(lost)} % of the pool." if lost else ""
    names = listed([_named(alarm) for alarm in alarms])
    return paragraph(f"{len(alarms):,} because {BECAUSE[why]}: {names}.{under_qf}", "  - ", "    ")


def _named(alarm: Alarm) -> str:
    return name(alarm.project) + (f" ({alarm.donors:,} donors)" if alarm.donors > 1 else "")
