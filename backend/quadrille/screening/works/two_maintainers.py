"""Maintainers vouch for a work: two for a translation or documentation, one beside the proof of any other work.

Counted are persons, not wallets: somebody who signs with each of three wallets is one. The contributor is nobody's
witness for themselves, also where they maintain the project; and neither is whoever has another part in the work.
"""

from collections.abc import Collection

from quadrille.languages.words import said
from quadrille.screening.judging.reasons import Reason
from quadrille.screening.judging.verification import Verdict
from quadrille.screening.works.counted import MAINTAINERS_SIGNED
from quadrille.screening.works.findings import Facts, Signed, verdict_of
from quadrille.screening.works.work_file import Work

MAINTAINERS = 2
"""So that nobody alone, however well placed, makes votes by signing."""


def two_maintainers(work: Work, facts: Facts) -> Verdict:
    """Whether two different maintainers of the project, neither the contributor, signed for the work."""
    return verdict_of([maintainers(work, facts, MAINTAINERS)])


def maintainers(work: Work, facts: Facts, needed: int, taken: Collection[int] = ()) -> Reason:
    """Whether so many maintainers signed; `taken` are persons who have another part in the work."""
    signed = [one for one in facts.signed if one.role == "maintainer"]
    problems = [(one, _problem(one, facts, taken)) for one in signed]
    persons = {one.person for one, problem in problems if not problem}
    words = said(MAINTAINERS_SIGNED, project=work.project, count=len(persons), needed=needed)
    if len(persons) >= needed:
        return Reason("maintainers", words)
    doubts = sorted(f" {one.wallet} does not count: {problem}." for one, problem in problems if problem)
    remedy = f"Have {needed - len(persons)} more sign the words; the operator notes who maintains a project."
    return Reason("too_few_maintainers", words + "".join(doubts), remedy)


def _problem(one: Signed, facts: Facts, taken: Collection[int]) -> str:
    """Why a signature does not count, "" when it does."""
    if not one.is_good:
        return "it did not sign these words"
    if one.person is None:
        return "it is linked to nobody here"
    if one.person == facts.contributor:
        return "it is the contributor's own"
    if one.person in taken:
        return "its person has another part in this work"
    if not one.is_maintainer:
        return "the operator has not noted its person as owner or maintainer"
    return ""
