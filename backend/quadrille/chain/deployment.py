"""Which contracts are ours on which chain: made once, kept in a file, checked at every start."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

from quadrille.chain.affiliation_registry import AffiliationRegistryContract
from quadrille.chain.badge import BadgeContract
from quadrille.chain.badge_kinds import KINDS, MAKERS
from quadrille.chain.ballot_log import BallotLogContract
from quadrille.chain.calls import Call, Mined
from quadrille.chain.chamber_ballot import CHAMBERS, ChamberBallotContract
from quadrille.chain.chamber_rules import ChamberRules, FeedbackRules
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address, deployment_call
from quadrille.chain.funding_round.at import AnyRound, round_at
from quadrille.chain.funding_round.factory import FactoryContract
from quadrille.chain.governor import GovernorContract
from quadrille.chain.policy import Policy
from quadrille.chain.review_log import ReviewLogContract
from quadrille.chain.signers import Signer
from quadrille.chain.standard_log import StandardLogContract
from quadrille.chain.standing_feedback import StandingFeedbackContract
from quadrille.chain.treasury import TreasuryContract
from quadrille.config import Settings
from quadrille.errors import BadParameter, Misconfigured, Refused, WrongChain
from quadrille.types import NOBODY, Address, BlockNumber, Hash32, Wei


@dataclass(frozen=True, slots=True)
class GovernanceParameters:
    """How decisions are taken.

    quorum_bps            of all badge weight at the snapshot, rounded up: for and abstain together need it
    maturity_seconds      how long a badge is held before it counts: longer than a screening can be appealed (30 days)
    flip_window_seconds   how long voting goes on at least after the outcome changed, until twice its period is over
    life_seconds          how long a decision can be queued, and then carried out
    guardian_seconds      how long the guardian can stop a decision; by then badge holders can look after themselves
    acting_seconds        what people have in all to notice, to propose, and to carry out what was decided
    chambers, feedback    how chambers decide, and when they may object
    """

    voting_delay_seconds: int = 86_400
    voting_period_seconds: int = 7 * 86_400
    timelock_delay_seconds: int = 2 * 86_400
    proposal_threshold: int = 1
    quorum_bps: int = 2_000
    maturity_seconds: int = 31 * 86_400
    flip_window_seconds: int = 86_400
    life_seconds: int = 14 * 86_400
    guardian_seconds: int = 365 * 86_400
    acting_seconds: int = 3 * 86_400
    chambers: ChamberRules = field(default_factory=ChamberRules)
    feedback: FeedbackRules = field(default_factory=FeedbackRules)

    @property
    def values(self) -> list[int]:
        """What governance can change, in the order of the governor's `Parameter`."""
        return [
            self.voting_delay_seconds,
            self.voting_period_seconds,
            self.proposal_threshold,
            self.quorum_bps,
            self.maturity_seconds,
            self.flip_window_seconds,
        ]

    @property
    def longest_decision_seconds(self) -> int:
        """From an objection to what governance says of it; every round must leave as long."""
        # Late changes of the outcome prolong a vote to twice its period at the most.
        voting = self.voting_delay_seconds + 2 * self.voting_period_seconds
        return voting + self.timelock_delay_seconds + self.acting_seconds


GOVERNORS = ("PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE")
"""The timelock's roles, which the governor alone has."""

ISSUER_WEIGHT_PER_WEEK = 1_000
"""A first limit for each issuer's key: the pilot's busiest week had fewer reviews than a tenth of it."""


LATER = (
    *("review_log", "round_factory", "ballot_log"),
    *("affiliation_registry", "chamber_ballot", "standing_feedback", "standard_log"),
)
"""Those that earlier versions did not have, in the order in which they came."""

OURS = ("badge", "governor", "treasury", *LATER)
"""Our contracts, by their names in a deployment."""


@dataclass(frozen=True, slots=True)
class Deployment:
    """Where our contracts are."""

    chain_id: int
    genesis_hash: Hash32
    block_number: BlockNumber
    badge: Address
    governor: Address
    treasury: Address
    review_log: Address
    round_factory: Address
    ballot_log: Address
    affiliation_registry: Address
    chamber_ballot: Address
    standing_feedback: Address
    standard_log: Address

    @property
    def contracts(self) -> tuple[Address, ...]:
        """Our contracts' addresses."""
        return tuple(getattr(self, name) for name in OURS)

    def save(self, path: Path) -> None:
        """Write it as JSON, whole or not at all."""
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = path.with_suffix(".tmp")
        temporary.write_text(json.dumps(asdict(self), indent=2) + "\n", encoding="utf-8")
        temporary.replace(path)


def load(path: Path) -> Deployment:
    """The deployment in this file; raises Misconfigured when there is none."""
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        _require_whole(path, document)
        ours = {name: checked_address(document[name]) for name in OURS}
        return Deployment(**{**document, **ours})
    except FileNotFoundError as problem:
        raise Misconfigured(
            f"There is no deployment file {path}.",
            "Run `quadrille chain deploy`, or set QUADRILLE_DEPLOYMENT_FILE.",
        ) from problem
    except OSError as problem:
        raise Misconfigured(f"{path} cannot be read ({problem.strerror}).", "Let this user read it.") from problem
    except (ValueError, TypeError, KeyError, RecursionError, BadParameter) as problem:
        raise Misconfigured(f"{path} is not a deployment file.", "Deploy again, or restore it.") from problem


def _require_whole(path: Path, document: Any) -> None:
    """Raise Misconfigured for a deployment that an earlier version made, which had fewer contracts."""
    missing = [name for name in LATER if name not in document]
    if missing and {*document} | {*missing} == {field.name for field in fields(Deployment)}:
        raise Misconfigured(
            f"{path} is of before there was a {missing[0].replace('_', ' ')}.",
            "Deploy again: move the file away, then `quadrille chain deploy`. Badges of before stay where they are.",
        )


class Chain:
    """A node, and our contracts on it."""

    def __init__(self, client: Client, deployment: Deployment) -> None:
        """Raises WrongChain when the deployment is of another chain or its contracts are not there."""
        self.client, self.deployment = client, deployment
        self._check()
        since = deployment.block_number
        self.badge = BadgeContract(client, deployment.badge, since)
        self.governor = GovernorContract(client, deployment.governor, since)
        self.treasury = TreasuryContract(client, deployment.treasury, since)
        self.review_log = ReviewLogContract(client, deployment.review_log, since)
        self.round_factory = FactoryContract(client, deployment.round_factory, since)
        self.ballot_log = BallotLogContract(client, deployment.ballot_log, since)
        self.affiliation_registry = AffiliationRegistryContract(client, deployment.affiliation_registry, since)
        self.chamber_ballot = ChamberBallotContract(client, deployment.chamber_ballot, since)
        self.standing_feedback = StandingFeedbackContract(client, deployment.standing_feedback, since)
        self.standard_log = StandardLogContract(client, deployment.standard_log, since)
        self._rounds: dict[tuple[Address, bytes], AnyRound] = {}

    def round(self, address: Address) -> AnyRound:
        """The funding round at this address; raises WrongChain for one that our factory did not make."""
        if not self.round_factory.is_round(address):
            raise WrongChain(
                f"There is no funding round of ours at {address} on chain {self.client.chain_id}.",
                f"Check the round's address; ours are made by the factory {self.round_factory.address}.",
            )
        # Its mode and its terms stand in its code, which a fork can put another round's in the place of.
        kept = (address, self.client.code(address))
        if kept not in self._rounds:
            self._rounds[kept] = round_at(self.client, address, self.deployment.block_number)
        return self._rounds[kept]

    def _check(self) -> None:
        had = (self.client.chain_id, self.client.genesis_hash)
        if had != (self.deployment.chain_id, self.deployment.genesis_hash):
            raise WrongChain(
                f"The deployment is of chain {self.deployment.chain_id} with genesis {self.deployment.genesis_hash}, "
                f"the node has {had[0]} with {had[1]}.",
                "Connect to that chain, or deploy on this one.",
            )
        for name in OURS:
            address = getattr(self.deployment, name)
            if not self.client.code(address):
                raise WrongChain(f"There is no {name.replace('_', ' ')} at {address}.", "Deploy again.")


def connect(settings: Settings) -> Chain:
    """The chain of these settings with our contracts on it."""
    return Chain(Client(settings), load(settings.deployment_file))


def deploy(
    client: Client,
    admin: Signer,
    issuers: Sequence[Address],
    parameters: GovernanceParameters,
    told: Callable[[str, Mined], None] = lambda _what, _mined: None,
) -> Deployment:
    """Make badge, governor, treasury, logs, factory of rounds, chambers; the admin's key keeps nothing.

    issuers   of issuer and voucher signer: each has a limit of its own, and can be removed alone. The first also
              publishes the days' roots
    told      hears of each transaction as it is mined
    raises    Refused before anything is sent when two of them share a key, or gas costs more than our keys may pay
    """
    _require_keys_apart([admin.address, *issuers])
    since = client.block().number
    send = _sending(client, admin, told)

    def make(name: str, *arguments: Any) -> Address:
        created = send(deployment_call(name, client, *arguments)).created
        assert created is not None
        return created

    # Only the governor, once it is there, proposes and executes: it refuses what has expired or is not what it was.
    treasury = make("Treasury", parameters.timelock_delay_seconds, [], [], admin.address)
    guardian = checked_address(client.settings.guardian or NOBODY)
    badge = make("ContributionBadge", treasury, admin.address, guardian)
    guarded_until = client.block().at + parameters.guardian_seconds
    governor = make(
        "BadgeGovernor", badge, treasury, parameters.values, guardian, guarded_until, parameters.life_seconds
    )
    logs = make("ReviewLog", badge, issuers[0]), make("BallotLog", governor), make("StandardLog", badge, governor)
    modes = make("PublishedRound"), make("PlainRound")
    factory = make("RoundFactory", treasury, parameters.longest_decision_seconds, *modes)
    chambers = _chambers(make, parameters, badge, factory, issuers[0])
    review_log, ballot_log, standard_log = logs
    ours = badge, governor, treasury, review_log, factory, ballot_log, *chambers, standard_log
    made = Deployment(client.chain_id, client.genesis_hash, since, *ours)
    for call in _settings(client, made, issuers):
        send(call)
    send(TreasuryContract(client, treasury).renounce_role("DEFAULT_ADMIN_ROLE", admin.address))
    return made


def _settings(client: Client, made: Deployment, issuers: Sequence[Address]) -> Iterator[Call]:
    """What is set once all contracts are there, before the admin gives its right up."""
    badges, treasury = BadgeContract(client, made.badge), TreasuryContract(client, made.treasury)
    yield from (badges.register_kind(kind) for kind in KINDS)
    yield from (badges.set_issuer(issuer, ISSUER_WEIGHT_PER_WEEK) for issuer in issuers)
    yield badges.set_registrar(checked_address(client.settings.registrar or NOBODY))
    yield ChamberBallotContract(client, made.chamber_ballot).set_feedback(made.standing_feedback)
    yield from (treasury.grant_role(role, made.governor) for role in GOVERNORS)


def _chambers(
    make: Callable[..., Address], parameters: GovernanceParameters, badge: Address, factory: Address, issuer: Address
) -> tuple[Address, Address, Address]:
    """Affiliations, seats with ballots, and feedback: each reads the ones before, ballots read feedback too."""
    affiliations = make("AffiliationRegistry", badge)
    # The issuer's badges alone are seats, until governance names others: vouchers are for anybody's work.
    rules, seat_issuers = parameters.chambers.as_tuple(), [issuer] * CHAMBERS
    ballots = make("ChamberBallot", badge, affiliations, factory, rules, seat_issuers)
    objecting = parameters.feedback.quorum_bps, parameters.feedback.least_seats
    return affiliations, ballots, make("StandingFeedback", badge, ballots, affiliations, MAKERS, *objecting)


def _require_keys_apart(addresses: Sequence[Address]) -> None:
    shared = {address for address in addresses if addresses.count(address) > 1}
    if shared:
        raise Refused(
            f"Admin, issuer and voucher signer share the key of {', '.join(sorted(shared))}.",
            "Give each a key of its own, so that a stolen one can be taken away alone.",
        )


def _sending(client: Client, admin: Signer, told: Callable[[str, Mined], None]) -> Callable[[Call], Mined]:
    settings = client.settings
    limits = Policy(frozenset(), True, Wei(settings.max_fee_wei), Wei(settings.minimum_balance_wei))

    def send(call: Call) -> Mined:
        # Twice the present price is the most that will be offered.
        limits.require_fee(call.what, 2 * client.gas_price_wei())
        done = client.send_from(admin, call)
        told(call.what, done)
        return done

    return send
