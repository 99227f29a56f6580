"""The three reasons as one JSON document: amounts as decimal text, what is not known as null."""

from dataclasses import asdict
from typing import Any

from quadrille.reasons.raising import Ratio, RoundMoney, TokenMoney, over_rounds
from quadrille.reasons.reading import Reasons
from quadrille.reasons.relevance import QuarterOfFeedback


def document_of(reasons: Reasons) -> dict[str, Any]:
    """Ready for JSON."""
    relevance, people = reasons.relevance, reasons.people
    return {
        "project": reasons.project.slug,
        "name": reasons.project.name,
        "relevance": {
            "signed": {"roles": relevance.by_role, "quarters": [_said(one) for one in relevance.signed]},
            "end_users": {
                "attested": relevance.counted._asdict(),
                "unattested": relevance.unsigned._asdict(),
                "quarters": [_said(one) for one in relevance.answers],
            },
        },
        "technical": {
            "came": people.came,
            "stayed": people.stayed,
            "quarters": [{**asdict(one), "quarter": str(one.quarter)} for one in people.quarters],
        },
        "financial": {
            "rounds": [_round(one) for one in reasons.rounds],
            "tokens": [_token(one) for one in over_rounds(reasons.rounds)],
        },
    }


def _said(one: QuarterOfFeedback) -> dict[str, Any]:
    return {"quarter": str(one.quarter), "roles": one.counts}


def _round(one: RoundMoney) -> dict[str, Any]:
    return {
        "round": one.address,
        "title": one.title,
        "status": one.status,
        "token": None if one.is_native else one.token,
        "donated": str(one.donated_units),
        "matched": _text(one.matched_units),
        "paid": _text(one.paid_units),
        "raised": _text(one.raised_units),
        "declared": _text(one.declared_units),
        "declared_by": one.declared_by or None,
        "declared_words": one.declared_words,
        "gas": one.gas,
        "gas_most_wei": str(one.gas_most_wei),
        "gas_share": str(one.gas_share_units),
        "spent": _text(one.spent_units),
        "ratio": None if one.ratio is None else _ratio(one.ratio),
    }


def _token(one: TokenMoney) -> dict[str, Any]:
    is_some = bool(one.counted)
    return {
        "symbol": one.symbol,
        "rounds_over": one.rounds,
        "rounds_counted": one.counted,
        "ratio": _ratio(one.ratio) if is_some else None,
    }


def _ratio(one: Ratio) -> dict[str, str | None]:
    return {"raised": str(one.raised_units), "spent": str(one.spent_units), "decimal": one.decimal}


def _text(units: int | None) -> str | None:
    return None if units is None else str(units)
