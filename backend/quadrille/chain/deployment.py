"""Which contracts are ours on which chain: made once, kept in a file, checked at every start."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

from quadrille.chain.badge import BadgeContract
from quadrille.chain.badge_kinds import KINDS
from quadrille.chain.calls import Call, Mined
from quadrille.chain.client import Client
from quadrille.chain.contract import checked_address, deployment_call
from quadrille.chain.funding_round.at import AnyRound, round_at
from quadrille.chain.funding_round.factory import FactoryContract
from quadrille.chain.governor import GovernorContract, TreasuryContract
from quadrille.chain.policy import Policy
from quadrille.chain.review_log import ReviewLogContract
from quadrille.chain.signers import Signer
from quadrille.config import Settings
from quadrille.errors import BadParameter, Misconfigured, Refused, WrongChain
from quadrille.types import NOBODY, Address, BlockNumber, Hash32, Wei


@dataclass(frozen=True, slots=True)
class GovernanceParameters:
    """How decisions are taken. Quorum is a percentage of all badge weight, as OpenZeppelin counts it.

    acting_seconds   what people have in all to notice, to propose, and to carry out what was decided
    """

    voting_delay_seconds: int = 86_400
    voting_period_seconds: int = 7 * 86_400
    timelock_delay_seconds: int = 2 * 86_400
    proposal_threshold: int = 1
    quorum_percent: int = 20
    acting_seconds: int = 3 * 86_400

    @property
    def longest_decision_seconds(self) -> int:
        """From an objection to what governance says of it; every round must leave as long."""
        voting = self.voting_delay_seconds + self.voting_period_seconds
        return voting + self.timelock_delay_seconds + self.acting_seconds


ISSUER_WEIGHT_PER_WEEK = 1_000
"""A first limit for each issuer's key: the pilot's busiest week had fewer reviews than a tenth of it."""


ANYBODY = NOBODY
"""As the holder of a timelock's role, the zero address means everybody (OpenZeppelin's `onlyRoleOrOpenRole`)."""


OURS = ("badge", "governor", "treasury", "review_log", "round_factory")
"""Our contracts, by their names in a deployment."""

LATER = ("review_log", "round_factory")
"""Those that earlier versions did not have, in the order in which they came."""


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

    def round(self, address: Address) -> AnyRound:
        """The funding round at this address; raises WrongChain for one that our factory did not make."""
        if not self.round_factory.is_round(address):
            raise WrongChain(
                f"There is no funding round of ours at {address} on chain {self.client.chain_id}.",
                f"Check the round's address; ours are made by the factory {self.round_factory.address}.",
            )
        return round_at(self.client, address, self.deployment.block_number)

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
            if not self.client.has_code(address):
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
    """Make badge, governor, treasury, review log and the factory of rounds; the admin's key keeps nothing.

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

    # Anybody may execute what is due; only the governor, once it is there, proposes.
    treasury = make("Treasury", parameters.timelock_delay_seconds, [], [ANYBODY], admin.address)
    badge = make("ContributionBadge", treasury, admin.address, checked_address(client.settings.guardian or NOBODY))
    governor = make(
        "BadgeGovernor",
        badge,
        treasury,
        parameters.voting_delay_seconds,
        parameters.voting_period_seconds,
        parameters.proposal_threshold,
        parameters.quorum_percent,
    )
    review_log = make("ReviewLog", badge, issuers[0])
    modes = make("PublishedRound"), make("PlainRound")
    factory = make("RoundFactory", treasury, parameters.longest_decision_seconds, *modes)
    holdings = TreasuryContract(client, treasury)
    badges = BadgeContract(client, badge)
    for call in (
        *(badges.register_kind(kind) for kind in KINDS),
        *(badges.set_issuer(issuer, ISSUER_WEIGHT_PER_WEEK) for issuer in issuers),
        badges.set_registrar(checked_address(client.settings.registrar or NOBODY)),
        holdings.grant_role("PROPOSER_ROLE", governor),
        holdings.grant_role("CANCELLER_ROLE", governor),
        holdings.renounce_role("DEFAULT_ADMIN_ROLE", admin.address),
    ):
        send(call)
    return Deployment(client.chain_id, client.genesis_hash, since, badge, governor, treasury, review_log, factory)


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
