"""An explanation for a person, as lines, and for a program, as a document in which every integer is text. Pure."""

from typing import Any

from quadrille.rounds.lab.plain import paragraph
from quadrille.rounds.matching.outcome import Matching, ProjectMatch
from quadrille.rounds.matching.sharing import RAW_FRACTION_BITS
from quadrille.rounds.offline.matching_report import printable
from quadrille.rounds.why.steps import Step, steps_of, why_nothing
from quadrille.rounds.why.why import DonorWhy, Effect, PersonGift, ProjectWhy
from quadrille.types import BPS_ONE

MOST_GIFTS = 20
"""So many gifts a page of words names; the document has all."""

INDENT = " " * 4


def project_lines(why: ProjectWhy) -> list[str]:
    """One project's way in words and numbers."""
    rules = why.calculation.rules
    lines = [f"{printable(why.row.project)} in {rules.title!r}, amounts in base units", ""]
    for step in steps_of(why):
        lines += [f"{step.name:<17}{step.units:>30,}", *paragraph(step.words, INDENT, INDENT)]
    notable = [gift for gift in why.gifts if gift.coefficient_bps < BPS_ONE or gift.counted_units == 0]
    linked = [gift for gift in why.gifts if len(gift.wallets) > 1 and gift not in notable]
    others = len(why.gifts) - len(notable) - len(linked)
    if notable or linked:
        lines += ["", "who counts otherwise than one wallet in full"]
        lines += [line for gift in (notable + linked)[:MOST_GIFTS] for line in _gift_lines(gift)]
        if len(notable + linked) > MOST_GIFTS:
            lines.append(f"  and {len(notable + linked) - MOST_GIFTS:,} more; --json has all")
        lines.append(f"  {others:,} more with one wallet each, in full")
    return lines


def donor_lines(why: DonorWhy, only: str | None = None) -> list[str]:
    """What became of a donor's gifts in words and numbers; of one project, or of all."""
    alone = "a person of their own" if len(why.wallets) == 1 else f"{len(why.wallets)} wallets of one person"
    lines = [
        f"{printable(why.wallet)} is {'counted' if why.is_counted else 'not counted'}, as {alone}",
        *(f"{INDENT}{printable(wallet)}" for wallet in why.wallets if len(why.wallets) > 1),
    ]
    for gift in why.gifts:
        if only in (None, gift.project):
            lines += ["", *_donor_gift_lines(why, gift)]
    changed = [
        effect for project, effect in why.effects.items() if only in (None, project) and effect.match_added_units
    ]
    changes = [f"{effect.match_added_units:>+30,}  {printable(effect.with_them.project)}" for effect in changed]
    if only is None and (left := why.calculation.matching.left_units - why.without.left_units):
        changes.append(f"{left:>+30,}  left of the pool")
    return [*lines, "", "what their presence changes, by project, to the unit", *(changes or [f"{INDENT}nothing"])]


def project_document(why: ProjectWhy) -> dict[str, Any]:
    """The same for a program."""
    matching = why.calculation.matching
    return {
        **_round_document(why.calculation.matching, why.calculation.rules.mechanism_version),
        **_row_document(why.row),
        "full_match": str(why.row.raw >> RAW_FRACTION_BITS),
        "all_raw": str(sum(row.raw for row in matching.projects)),
        "cap": str(matching.cap_units),
        "nothing_because": why_nothing(why),
        "steps": [_step_document(step) for step in steps_of(why)],
        "persons": [_gift_document(gift) for gift in why.gifts],
    }


def donor_document(why: DonorWhy, only: str | None = None) -> dict[str, Any]:
    """The same for a program."""
    matching = why.calculation.matching
    return {
        **_round_document(matching, why.calculation.rules.mechanism_version),
        "wallet": why.wallet,
        "person": why.person,
        "wallets": list(why.wallets),
        "is_counted": why.is_counted,
        "gifts": [
            {**_gift_document(gift), **_effect_document(why.effects[gift.project])}
            for gift in why.gifts
            if only in (None, gift.project)
        ],
        "changes": [
            {"project": project, **_effect_document(effect)}
            for project, effect in why.effects.items()
            if only in (None, project)
        ],
        "left": str(matching.left_units),
        "left_without": str(why.without.left_units),
    }


def _gift_lines(gift: PersonGift) -> list[str]:
    wallets = f" with {len(gift.wallets)} wallets" if len(gift.wallets) > 1 else ""
    counts = f"{gift.counted_units:,} of {gift.given_units:,} at {gift.coefficient_bps:,} of 10,000"
    return [f"  {printable(gift.person)}{wallets}", *paragraph(f"{counts}: {_reasons(gift)}", INDENT, INDENT)]


def _donor_gift_lines(why: DonorWhy, gift: PersonGift) -> list[str]:
    effect = why.effects[gift.project]
    amounts = [f"{INDENT}{units:,} by {printable(wallet)}" for wallet, units in gift.amounts[:MOST_GIFTS]]
    more = len(gift.amounts) - MOST_GIFTS
    counts = f"coefficient {gift.coefficient_bps:,} of 10,000 ({_reasons(gift)}): {gift.counted_units:,} counts"
    return [
        f"to {printable(gift.project)}: {gift.given_units:,}",
        *amounts,
        *([f"{INDENT}and {more:,} more"] if more > 0 else []),
        *paragraph(f"{counts}; it is the project's in any case", INDENT, INDENT),
        f"{INDENT}full match {effect.raw_added >> RAW_FRACTION_BITS:+,}, match {effect.match_added_units:+,}",
    ]


def _reasons(gift: PersonGift) -> str:
    return "; ".join(printable(reason, 200) for reason in gift.reasons) or "no reason is given"


def _round_document(matching: Matching, version: str) -> dict[str, Any]:
    return {
        "mechanism": matching.mechanism,
        "mechanism_version": version,
        "params": dict(matching.params),
        "pool": str(matching.pool_units),
        "paid": str(matching.paid_units),
    }


def _row_document(row: ProjectMatch) -> dict[str, Any]:
    return {
        "project": row.project,
        "donors": str(row.donors),
        "given": str(row.given_units),
        "raw": str(row.raw),
        "match": str(row.match_units),
    }


def _step_document(step: Step) -> dict[str, str]:
    return {"step": step.name, "units": str(step.units), "words": step.words}


def _gift_document(gift: PersonGift) -> dict[str, Any]:
    return {
        "project": gift.project,
        "person": gift.person,
        "wallets": list(gift.wallets),
        "donations": [{"wallet": wallet, "amount": str(units)} for wallet, units in gift.amounts],
        "given": str(gift.given_units),
        "coefficient_bps": str(gift.coefficient_bps),
        "counted": str(gift.counted_units),
        "reasons": list(gift.reasons),
    }


def _effect_document(effect: Effect) -> dict[str, str]:
    return {
        "raw": str(effect.with_them.raw),
        "raw_without": str(effect.without.raw),
        "match": str(effect.with_them.match_units),
        "match_without": str(effect.without.match_units),
        "match_added": str(effect.match_added_units),
    }
