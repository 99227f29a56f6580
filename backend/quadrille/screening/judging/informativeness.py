"""How much a reviewer's answers tell about a nominee: agreement with peers on the same questions, less the agreement
that the same habits would give on different ones.

It is the multi-task mechanism of Dasgupta and Ghosh (2013), in the form of Shnayder, Agarwal, Frongillo and Parkes
(2016) for agreeing signals, summed over all peers and all pairs of questions instead of drawn pairs:

    bonus    how often peers gave the same answer to the same question
    penalty  how often they would if each question were paired with every other: the product of the shares
    score    (bonus - penalty) / (1 - what peers' own shares would agree), drawn towards 0 when the answers are few

Somebody who always says Yes scores exactly 0 whatever the majority says, and so does a coin on average. Where it
departs: the mechanism pays for the score, which would make a careful minority poorer. Here it only raises a score
(`verification.py`) and decides nothing, since whole groups can agree beforehand on answers that vary.
"""

import math
from collections.abc import Mapping, Sequence

from quadrille.types import BPS_ONE

SHRINKAGE_ANSWERS = 20
"""So many answers count half: the standard error of one nominee's eight answers is a third."""


def informative_bps(questions: Sequence[Mapping[str, str]]) -> dict[str, int]:
    """How informative each reviewer is, 0..10 000; 5 000 says nothing, as always-Yes does.

    questions   for each, who answered what; those with one answer tell nothing
    """
    shared = [answers for answers in questions if len(answers) > 1]
    sums: dict[str, list[tuple[str, Mapping[str, int], int]]] = {}
    for answers in shared:
        counts: dict[str, int] = {}
        for value in answers.values():
            counts[value] = counts.get(value, 0) + 1
        for reviewer, value in answers.items():
            sums.setdefault(reviewer, []).append((value, counts, len(answers) - 1))
    return {reviewer: _bps(mine) for reviewer, mine in sums.items()}


def _bps(mine: Sequence[tuple[str, Mapping[str, int], int]]) -> int:
    """mine   for each of somebody's answers: its value, how often each was given, and how many peers there are."""
    size = len(mine)
    own: dict[str, int] = {}
    peers: dict[str, list[float]] = {}
    for value, counts, others in mine:
        own[value] = own.get(value, 0) + 1
        for said, count in counts.items():
            peers.setdefault(said, []).append((count - (said == value)) / others)
    bonus = math.fsum((counts[value] - 1) / others for value, counts, others in mine) / size
    shares = {said: math.fsum(parts) / size for said, parts in peers.items()}
    penalty = math.fsum(own[value] / size * shares[value] for value in own)
    by_habit = math.fsum(share * share for share in shares.values())
    if by_habit >= 1:
        return BPS_ONE // 2
    score = (bonus - penalty) / (1 - by_habit) * size / (size + SHRINKAGE_ANSWERS)
    return round(BPS_ONE / 2 * (1 + max(-1.0, min(1.0, score))))
