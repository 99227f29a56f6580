"""Which votes of a Gitcoin round counted, and how much: from votes to a donations file that `match` reads.

As far as the files that are given tell it, in the round's own order:

    application   unknown, or not APPROVED: the vote is dropped
    recipient     paid to another address than the application's: dropped, since anybody could send anywhere
    minimum       worth less than the minimum, vote by vote: it counts with 0
    coefficient   the one in the export; from the donor's score, 0 without one; 1 where neither is given
    override      replaces whatever was found, by the vote's id

A vote of 0 stays in the file: its donor was counted among the contributors. A round applied coefficients vote by vote,
rounding each down; where a donor's votes for a project had different ones, or the rounding of their sum would differ by
a unit, what counted is written as the amount with the coefficient 10 000: these votes are *folded*.
Source: gitcoinco/grants-stack-indexer, src/calculator/votes.ts.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from quadrille.rounds.history.foreign_table import Row
from quadrille.rounds.history.gitcoin_votes import Vote, cut_to_bps, read_coefficient
from quadrille.rounds.history.scores import Score, ScoreRule
from quadrille.rounds.matching.donation import Donation, count
from quadrille.strict_csv import to_csv
from quadrille.types import BPS_ONE

APPROVED = "APPROVED"

RECIPIENT = {"recipient": ("metadata", "application", "recipient")}
"""Where an application in JSON says to whom votes are paid."""


class Application(NamedTuple):
    """What an export says of one application; what it does not say is None, and is not asked for."""

    status: str | None
    recipient: str | None


class Dropped(NamedTuple):
    """A vote that is not in the donations, and why."""

    line: int
    id: str | None
    reason: str


@dataclass(frozen=True, slots=True)
class VoteRules:
    """What is known of a round besides its votes; None where nothing is, or was asked."""

    minimum_usd: Fraction | None = None
    applications: Mapping[str, Application] | None = None
    scores: Mapping[str, Score] | None = None
    score_rule: ScoreRule = field(default_factory=ScoreRule)
    overrides: Mapping[str, int] | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """The donations of a round, and what became of the votes that are not there in full.

    reduced            votes by the reason why they count less than in full
    folded             votes whose amount is what counted of them
    unused_overrides   ids of overrides that no vote has
    """

    donations: list[Donation]
    dropped: list[Dropped]
    reduced: Mapping[str, int]
    folded: int
    unused_overrides: list[str]


def count_votes(votes: Iterable[Vote], rules: VoteRules) -> Counted:
    """Decide on every vote; raises MalformedFile when a rule asks for a field that a vote does not have."""
    kept: list[Donation] = []
    dropped: list[Dropped] = []
    reduced: Counter[str] = Counter()
    used: set[str] = set()
    for vote in votes:
        if reason := _why_dropped(vote, rules.applications):
            dropped.append(Dropped(vote.row.line, vote.id, reason))
            continue
        coefficient_bps, reason = _coefficient(vote, rules)
        if rules.overrides is not None and (named := vote.row.needed("id")) in rules.overrides:
            used.add(named)
            coefficient_bps, reason = rules.overrides[named], "override"
        if coefficient_bps < BPS_ONE:
            reduced[reason] += 1
        kept.append(Donation(vote.donor, vote.project, vote.amount_units, coefficient_bps))
    donations, folded = _fold(kept)
    return Counted(donations, dropped, dict(reduced), folded, sorted(set(rules.overrides or ()) - used))


def read_applications(rows: Iterable[Row]) -> dict[str, Application]:
    """Read applications by their id, and by their project's where that has only one.

    raises   MalformedFile, also for an id that stands twice
    """
    found: dict[str, Application] = {}
    by_project: defaultdict[str, list[Application]] = defaultdict(list)
    for row in rows:
        name = row.needed(row.first_of("applicationId", "id"))
        if name in found:
            raise row.flaw("id", f"{name[:80]} stands in an earlier row too")
        found[name] = Application(row.fields.get("status"), row.fields.get("recipient"))
        by_project[row.fields.get("projectId", name)].append(found[name])
    alone = {project: theirs[0] for project, theirs in by_project.items() if len(theirs) == 1}
    return {**alone, **found}


def read_overrides(rows: Iterable[Row]) -> dict[str, int]:
    """Read coefficients by a vote's id, in basis points; raises MalformedFile, also for an id that stands twice."""
    found: dict[str, int] = {}
    for row in rows:
        if (name := row.needed("id")) in found:
            raise row.flaw("id", f"{name[:80]} stands in an earlier row too")
        found[name] = row.read("coefficient", read_coefficient)
    return found


def donations_file(donations: Iterable[Donation]) -> bytes:
    """The donations as CSV in their order, the coefficients only where somebody has less than the full one."""
    rows = list(donations)
    columns = ["donor", "project", "amount", "coefficient_bps"]
    width = 4 if any(row.coefficient_bps != BPS_ONE for row in rows) else 3
    return to_csv(columns[:width], (row[:width] for row in rows))


def _why_dropped(vote: Vote, applications: Mapping[str, Application] | None) -> str:
    if applications is None:
        return ""
    application = applications.get(vote.project)
    if application is None:
        return f"no application {vote.project}"
    if application.status not in {None, APPROVED}:
        return f"application {vote.project} is {application.status}, not {APPROVED}"
    recipient, paid_to = application.recipient, vote.paid_to
    if recipient is not None and paid_to is not None and recipient.lower() != paid_to.lower():
        return f"paid to {paid_to}, not to the recipient {recipient}"
    return ""


def _coefficient(vote: Vote, rules: VoteRules) -> tuple[int, str]:
    if rules.minimum_usd is not None:
        vote.row.needed("amountUSD")
        if (vote.amount_usd or 0) < rules.minimum_usd:
            return 0, "under the minimum"
    if rules.scores is not None:
        score = rules.scores.get(vote.donor)
        return (0, "no score") if score is None else (_score_bps(score, rules.score_rule), "score")
    return (BPS_ONE, "") if vote.coefficient_bps is None else (vote.coefficient_bps, "coefficient in the export")


def _score_bps(score: Score, rule: ScoreRule) -> int:
    """The coefficient as Grants Stack computed it, in doubles, so that what it paid comes out."""
    exact = rule.coefficient_bps(score.value)
    if exact in {0, BPS_ONE}:
        return exact
    zero, full, least = float(rule.zero_below), float(rule.full_from), rule.least_bps / 100
    return cut_to_bps((least + (100 - least) * (float(score.text) - zero) / (full - zero)) / 100)


def _fold(kept: list[Donation]) -> tuple[list[Donation], int]:
    pairs: defaultdict[tuple[str, str], list[Donation]] = defaultdict(list)
    for gift in kept:
        pairs[gift.donor, gift.project].append(gift)
    uneven = {pair for pair, gifts in pairs.items() if len(gifts) > 1 and not _is_even(gifts)}
    folded = [
        Donation(gift.donor, gift.project, count(gift.amount_units, gift.coefficient_bps))
        if (gift.donor, gift.project) in uneven
        else gift
        for gift in kept
    ]
    return folded, sum(len(pairs[pair]) for pair in uneven)


def _is_even(gifts: list[Donation]) -> bool:
    """Whether one coefficient for the sum gives what it gave vote by vote."""
    one_by_one = sum(count(gift.amount_units, gift.coefficient_bps) for gift in gifts)
    first_bps = gifts[0].coefficient_bps
    has_one = all(gift.coefficient_bps == first_bps for gift in gifts)
    return has_one and count(sum(gift.amount_units for gift in gifts), first_bps) == one_by_one
