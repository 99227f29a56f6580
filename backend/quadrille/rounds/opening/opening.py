"""What an operator chooses when a round is opened, and the terms that follow: every default in one place."""

from dataclasses import dataclass

from quadrille.chain.contract import checked_address
from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.terms import Terms
from quadrille.chain.signers import signer_for
from quadrille.chain.states import Leftover, RoundMode, Saturation
from quadrille.errors import BadParameter, Mismatch
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.opening.gate_list import gate_tree
from quadrille.types import BPS_ONE, NO_HASH, NOBODY, Address, Timestamp, Wei

DAY = 86_400

BOND_WEI = Wei(10**16)
"""A hundredth of a coin: some hours' work for who objects for nothing, and comes back to everybody else."""

MOST_PUBLICATIONS = 5
"""How often a result can be published: MOST_PUBLICATIONS of `TermRules.sol`."""

LEAST_CLAIM_SECONDS = 30 * DAY
"""What a project has at least after the longest hold: LEAST_CLAIM_SECONDS of `TermRules.sol`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """The choices. Durations in seconds; those from the close are `donation_delay`, `dead_man` and `claim`.

    decision, claim   None: as long as governance needs at the most; as long as everything before can take
    reviewers         None: the operator alone; (): governance decides each application
    threshold         how many reviewers decide; None: more than half
    publisher         who publishes; None: the operator
    committer         who fixes the coefficients; None: our committer's key
    badge             who may object, and in plain mode is matched; None: our badge
    persons           in plain mode: who is matched instead of badge holders
    """

    opens_at: Timestamp
    closes_at: Timestamp
    mode: RoundMode = RoundMode.PUBLISHED
    token: Address = NOBODY
    donation_delay_seconds: int = 3 * DAY
    objection_seconds: int = 5 * DAY
    decision_seconds: int | None = None
    dead_man_seconds: int = 90 * DAY
    claim_seconds: int | None = None
    payee_delay_seconds: int = 3 * DAY
    hold_seconds: int = 14 * DAY
    pause_seconds: int = 3 * DAY
    extension_seconds: int = 14 * DAY
    leftover: Leftover = Leftover.SPONSORS
    bond_wei: Wei = BOND_WEI
    reviewers: tuple[Address, ...] | None = None
    threshold: int | None = None
    publisher: Address | None = None
    committer: Address | None = None
    guardian: Address | None = None
    badge: Address | None = None
    persons: tuple[Address, ...] = ()


def terms_of(chain: Chain, rules: Configuration, chosen: Opening, operator: Address) -> Terms:
    """The terms of a round of these rules; raises BadParameter for a mode that cannot have them.

    operator   who opens it
    """
    require_mode(rules, chosen.mode)
    settings = chain.client.settings
    reviewers = (operator,) if chosen.reviewers is None else chosen.reviewers
    needed = len(reviewers) // 2 + 1 if reviewers else 0
    decision = chosen.decision_seconds
    if decision is None:
        # A round's window for a decision is at least a second.
        decision = max(chain.round_factory.least_decision_seconds(), 1)
    return Terms(
        token=chosen.token,
        opens_at=chosen.opens_at,
        closes_at=chosen.closes_at,
        cap_bps=int(rules.params.get("cap_bps", BPS_ONE)),
        operator=operator,
        donation_delay_seconds=chosen.donation_delay_seconds,
        objection_seconds=chosen.objection_seconds,
        decision_seconds=decision,
        publisher=chosen.publisher or operator,
        dead_man_seconds=chosen.dead_man_seconds,
        claim_seconds=chosen.claim_seconds or max(180 * DAY, least_claim_seconds(chosen, decision)),
        payee_delay_seconds=chosen.payee_delay_seconds,
        committer=chosen.committer or signer_for(settings, "committer").address,
        hold_seconds=chosen.hold_seconds,
        pause_seconds=chosen.pause_seconds,
        extension_seconds=chosen.extension_seconds,
        guardian=chosen.guardian or checked_address(settings.guardian or NOBODY),
        threshold=needed if chosen.threshold is None else chosen.threshold,
        saturation=Saturation[rules.params.get("saturation", "keep").upper()],
        leftover=chosen.leftover,
        governance=chain.treasury.address,
        bond_wei=chosen.bond_wei,
        badge=chosen.badge or chain.badge.address,
        minimum_wei=Wei(int(rules.params.get("minimum_units", 0))),
        config_hash=rules.hash,
        gate_root=gate_tree(chosen.persons).root if chosen.persons else NO_HASH,
        reviewers=reviewers,
    )


def least_claim_seconds(chosen: Opening, decision_seconds: int) -> int:
    """The shortest time to claim that the contract takes: after the longest way to a final result, and to a payment."""
    decided = chosen.dead_man_seconds + chosen.objection_seconds + MOST_PUBLICATIONS * decision_seconds
    released = chosen.donation_delay_seconds + chosen.payee_delay_seconds + 2 * chosen.hold_seconds
    return max(decided, released + LEAST_CLAIM_SECONDS)


def require_mode(rules: Configuration, mode: RoundMode) -> None:
    """Raise BadParameter for rules that the contract of this mode does not calculate."""
    if mode is RoundMode.PLAIN and rules.mechanism != "qf":
        raise BadParameter("mechanism", rules.mechanism, "qf in plain mode, which the contract calculates itself")


def require_agreement(rules: Configuration, terms: Terms) -> None:
    """Raise Mismatch where the text of a round's rules and its terms say different things."""
    said = {
        "configuration hash": (terms.config_hash, rules.hash),
        "cap_bps": (terms.cap_bps, int(rules.params.get("cap_bps", BPS_ONE))),
        "saturation": (terms.saturation.name.lower(), rules.params.get("saturation", "keep")),
        "minimum_units": (terms.minimum_wei, int(rules.params.get("minimum_units", 0))),
    }
    for name, (term, text) in said.items():
        if term != text:
            raise Mismatch(name, str(term), str(text))
