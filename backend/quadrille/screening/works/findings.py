"""What a verifier sees of a work besides its file, and how its findings become a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass

from quadrille.screening.judging.reasons import Reason
from quadrille.screening.judging.verification import Outcome, Verdict
from quadrille.types import BPS_ONE, Address, Bps, Timestamp


@dataclass(frozen=True, slots=True)
class Signed:
    """A proof of the work, looked at: whether the wallet signed the statement, and whose wallet it is.

    person          None when the wallet is nobody's here
    is_maintainer   they own or maintain the project by the operator's word or an upheld challenge; a person's own word
                    gives no such right
    """

    role: str
    wallet: Address
    is_good: bool
    person: int | None
    is_maintainer: bool


@dataclass(frozen=True, slots=True)
class Booked:
    """A session that counted already, as mentor or as mentee."""

    person: int
    starts_at: Timestamp
    ends_at: Timestamp


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a work besides what stands in its file.

    contributor    the number of the person whose work it is
    repositories   of the project, as the catalogue has them
    keys           SSH public keys that the contributor showed to be theirs
    booked         sessions of the contributor and of all who signed
    """

    contributor: int
    now_at: Timestamp
    signed: tuple[Signed, ...] = ()
    repositories: frozenset[str] = frozenset()
    keys: frozenset[str] = frozenset()
    booked: tuple[Booked, ...] = ()


def verdict_of(reasons: Sequence[Reason]) -> Verdict:
    """Verified when no finding has a remedy, partly when some have, not verified when all have."""
    good = sum(not reason.remedy for reason in reasons)
    outcome = Outcome.PARTLY if good else Outcome.NOT_VERIFIED
    if good == len(reasons):
        outcome = Outcome.VERIFIED
    return Verdict(outcome, Bps(BPS_ONE * good // len(reasons)), tuple(reasons))
