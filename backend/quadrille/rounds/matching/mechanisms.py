"""Every mechanism by its name, all behind one signature."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from quadrille.errors import BadParameter
from quadrille.rounds.matching.cocm import CocmParameters, match_cocm
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.gitcoin_linear import GitcoinLinearParameters, match_gitcoin_linear
from quadrille.rounds.matching.outcome import Matching
from quadrille.rounds.matching.pairwise import PairwiseParameters, match_pairwise
from quadrille.rounds.matching.parameters import Parameters
from quadrille.rounds.matching.qf import QfParameters
from quadrille.rounds.matching.qf_columns import match_qf_fast
from quadrille.rounds.matching.sharing import share_anew


class Mechanism(NamedTuple):
    """A rule: what it may be told, and how it shares a pool among the projects that were given to.

    version   raised whenever the same donations would be matched otherwise; rounds name it, so that none is recomputed
              by a rule that it did not promise
    """

    parameters: type[Parameters]
    match: Callable[[Iterable[Donation], int, Any], Matching]
    version: int = 1


MECHANISMS: Mapping[str, Mechanism] = {
    found.parameters.mechanism: found
    for found in (
        Mechanism(QfParameters, match_qf_fast),
        Mechanism(PairwiseParameters, match_pairwise),
        Mechanism(CocmParameters, match_cocm),
        Mechanism(GitcoinLinearParameters, match_gitcoin_linear),
    )
}


def match_anew(matching: Matching, donations: Iterable[Donation], params: Mapping[str, str]) -> Matching:
    """What `match_donations` gives of the same donations and pool when only saturation or cap are told otherwise.

    donations   those that the matching is of; read by `gitcoin-linear` alone, which does not share by `sharing.py`
    """
    parameters = MECHANISMS[matching.mechanism].parameters.from_text(params)
    if isinstance(parameters, QfParameters | PairwiseParameters | CocmParameters):
        return share_anew(matching, parameters, parameters.saturation, parameters.cap_bps)
    return match_donations(matching.mechanism, donations, matching.pool_units, params)


def match_donations(
    mechanism: str, donations: Iterable[Donation], pool_units: int, params: Mapping[str, str]
) -> Matching:
    """Share a pool by the mechanism of that name, its parameters given as text.

    raises     BadParameter for an unknown mechanism or parameter, before the first donation is read
    """
    if mechanism not in MECHANISMS:
        raise BadParameter("mechanism", mechanism, f"one of {', '.join(MECHANISMS)}")
    found = MECHANISMS[mechanism]
    return found.match(donations, pool_units, found.parameters.from_text(params))
