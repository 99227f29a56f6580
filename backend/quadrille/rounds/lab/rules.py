"""The rules that a round is looked at under: each a mechanism, and what it is told so that all can be compared.

What a parameter says is said to every mechanism in its own words: `saturation=scale` is `ignore_saturation=true` for
`gitcoin-linear`, and a cap, elsewhere a part of the pool, is in units there.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from typing import NamedTuple

from quadrille.errors import BadParameter
from quadrille.rounds.matching.cocm import CocmParameters, Variant
from quadrille.rounds.matching.donation import Donation
from quadrille.rounds.matching.mechanisms import MECHANISMS, match_anew, match_donations
from quadrille.rounds.matching.outcome import Matching
from quadrille.rounds.matching.pairwise import PairwiseParameters
from quadrille.rounds.matching.sharing import Saturation
from quadrille.types import BPS_ONE

YARDSTICK = "qf"
"""What every other rule is held against."""

SAID = ("saturation", "cap_bps", "minimum_units", "m_units", "variant", "unit")
"""What the lab can be told."""


class Rule(NamedTuple):
    """A mechanism with its parameters, as text, under a name of its own."""

    name: str
    mechanism: str
    params: Mapping[str, str]

    def share(self, donations: Iterable[Donation], pool_units: int) -> Matching:
        """Share the pool by this rule; raises BadParameter for a value that it cannot take."""
        return match_donations(self.mechanism, donations, pool_units, self.params)

    def share_anew(self, matching: Matching, donations: Iterable[Donation]) -> Matching:
        """The same for what was matched by this rule told another saturation."""
        return match_anew(matching, donations, self.params)


@dataclass(frozen=True)
class Setting:
    """What all rules are told.

    texts          parameters as text, of those in SAID, not checked otherwise
    saturation     scale unless told, so that every rule shares out the same sum
    common         M of `pairwise` and the cap, read by the mechanism that has both
    unit           base units of a whole token, for `cocm` and for people
    all_variants   each variant of `cocm` is a rule, not one alone
    """

    texts: Mapping[str, str]
    saturation: Saturation
    common: PairwiseParameters
    unit: int
    all_variants: bool

    def with_other_saturation(self) -> "Setting":
        """The same with keep for scale, and scale for keep."""
        is_scaled = self.saturation is Saturation.SCALE
        return replace(self, saturation=Saturation.KEEP if is_scaled else Saturation.SCALE)


def setting(texts: Mapping[str, str], typical_gift_units: int, *, all_variants: bool) -> Setting:
    """Read what somebody wants all rules to be told; M is what is typically given, unless it is said.

    raises     BadParameter for a parameter that the lab does not have, or a saturation, cap, M or unit that is none
    """
    for name in sorted(texts.keys() - set(SAID)):
        raise BadParameter("a parameter of the lab", name, f"one of {', '.join(SAID)}")
    if all_variants and "variant" in texts:
        raise BadParameter("variant", texts["variant"], "left out, since all variants are asked for")
    # A round in which nothing counts has nothing typical, and there is no M of 0.
    defaults = {"m_units": str(max(typical_gift_units, 1)), "saturation": str(Saturation.SCALE)}
    said = {**defaults, **texts}
    known = _names(PairwiseParameters) & said.keys()
    common = PairwiseParameters.from_text({name: said[name] for name in sorted(known)})
    unit = CocmParameters.from_text({"unit": texts["unit"]} if "unit" in texts else {}).unit
    return Setting(texts, common.saturation, common, unit, all_variants)


def rules(setting: Setting, pool_units: int) -> tuple[Rule, ...]:
    """Every rule in the order of a report; the first is the yardstick."""
    told = {**setting.texts, "m_units": str(setting.common.m_units), "saturation": str(setting.saturation)}
    told["ignore_saturation"] = str(setting.saturation is Saturation.SCALE).lower()
    if setting.common.cap_bps < BPS_ONE:
        told["cap_units"] = str(pool_units * setting.common.cap_bps // BPS_ONE)
    cocm = [Rule("cocm", "cocm", told)]
    if setting.all_variants:
        cocm = [Rule(f"cocm {variant}", "cocm", {**told, "variant": str(variant)}) for variant in Variant]
    wanted = [Rule(YARDSTICK, YARDSTICK, told), Rule("pairwise", "pairwise", told), *cocm]
    wanted.append(Rule("gitcoin-linear", "gitcoin-linear", told))
    return tuple(_told_what_it_knows(rule) for rule in wanted)


def _told_what_it_knows(rule: Rule) -> Rule:
    known = _names(MECHANISMS[rule.mechanism].parameters)
    return rule._replace(params={name: text for name, text in rule.params.items() if name in known})


def _names(parameters: type) -> set[str]:
    return {one.name for one in fields(parameters)}
