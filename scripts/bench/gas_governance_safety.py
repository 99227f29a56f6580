"""What each safety of ours costs: the same steps by the same governor, and once more by one without it.

Ours is compiled again with one thing taken out, and works on the same badges with the same treasury. What is taken
out is found by its words; when these have changed, the measurement stops.
"""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from eth_abi.abi import encode
from gas_code import compiled
from gas_governance_flow import batch
from gas_governance_ground import (
    EXECUTION_DAY,
    QUEUEING_DAY,
    VOTING_DAY,
    Governor,
    let_a_year_pass,
    titles,
)
from gas_governance_ours import OurGovernor, deployed
from gas_governance_rows import BATCH, EXECUTE, LATER, PROPOSE, QUEUE
from gas_ground import metered_chain
from gas_ours import GUARDIAN
from gas_round_ground import OPERATOR, undone

from quadrille.chain.build import ROOT
from quadrille.chain.deployment import GovernanceParameters
from quadrille.types import Address

CONTRACTS = ROOT / "contracts"
GOVERNOR, COUNTING, FRAMES = (
    CONTRACTS / name for name in ("BadgeGovernor.sol", "governance/BallotCounting.sol", "governance/ProposalFrames.sol")
)
PARAMETERS = GovernanceParameters()

STEPS = (PROPOSE, LATER, BATCH, QUEUE, EXECUTE)
"""The rows in which it is told."""

SAFETIES: dict[str, tuple[Path, dict[str, str]]] = {
    "weight of now, when it is less": (
        COUNTING,
        {"return then == 0 ? 0 : Math.min(then, token().getVotes(account));": "return then;"},
    ),
    "late changes of the outcome prolong": (
        COUNTING,
        {
            "bool isPassing = tally.support > tally.against && _hasQuorum(proposalId, tally);": (
                "bool isPassing = tally.isPassing;"
            )
        },
    ),
    "a bad vote keeps no other from counting": (
        GOVERNOR,
        {
            "function castBallot(SignedBallot calldata ballot) external": (
                "function castBallot(SignedBallot calldata ballot) public"
            ),
            "try this.castBallot{gas: BALLOT_GAS}(ballot) returns (uint256) {": "{ castBallot(ballot);",
            "} catch (bytes memory reason) {": "} if (needed == 0) { bytes memory reason;",
        },
    ),
    "one live proposal of each proposer": (
        FRAMES,
        {"uint256 last = _lastProposal[proposer];": "uint256 last = 0;", "_lastProposal[proposer] = proposalId;": ""},
    ),
    "quorum of the beginning": (FRAMES, {"SafeCast.toUint32(quorum(snapshotAt))": "1"}),
    "code of the targets": (FRAMES, {"bytes32 fold;": "bytes32 fold; if (targets.length != 0) return bytes23(fold);"}),
    "the proposer's name is asked for": (
        FRAMES,
        {
            "pure\n        override\n        returns (bool)\n    {": (
                "view override returns (bool) {"
                "if (proposer != address(0)) return super._isValidDescriptionForProposer(proposer, description);"
            )
        },
    ),
    "what passed expires": (FRAMES, {"uint256 expiresAt = _expiresAt(proposalId, current);": "uint256 expiresAt = 0;"}),
}
"""The file, and what it says with and without it."""


def costs_of_safety() -> tuple[dict[str, int], dict[str, dict[str, int]]]:
    """Gas of each step by ours, and what of it each safety is."""
    with metered_chain(Address(GUARDIAN.address)) as meter:
        governor = deployed(meter)
        let_a_year_pass(governor.badges)
        whole = steps(governor, {})
        lesser = {name: steps(governor, changed(*safety)) for name, safety in SAFETIES.items()}
    return whole, {name: {step: whole[step] - found[step] for step in STEPS} for name, found in lesser.items()}


def changed(path: Path, changes: Mapping[str, str]) -> dict[Path, str]:
    """A file without a safety."""
    text = path.read_text(encoding="utf-8")
    for had, has in changes.items():
        assert text.count(had) == 1, f"{path.name} does not say {had!r} once: correct {Path(__file__).name}"
        text = text.replace(had, has)
    return {path: text}


def steps(ours: OurGovernor, texts: dict[Path, str]) -> dict[str, int]:
    """Gas of each step by a new governor that is compiled of these texts, on a chain that forgets it."""
    made = compiled([GOVERNOR], texts)["BadgeGovernor"]
    with undone(ours.meter):
        contract = ours.meter.create(OPERATOR, made["abi"], made["bytecode"], terms(ours))
        governor = replace(ours, contract=contract, titles=titles())
        for role in ("PROPOSER_ROLE", "CANCELLER_ROLE", "EXECUTOR_ROLE"):
            ours.treasury.cost(ours.treasury.address, "grantRole", ours.treasury.read(role), governor.address)
        return dict(zip(STEPS, life_of_a_proposal(governor), strict=True))


def life_of_a_proposal(governor: Governor) -> tuple[int, ...]:
    """Gas of a proposal, of its second vote, of one in fifty that were signed, of handing it on, of carrying it out."""
    proposer, *voters = governor.crowds.seven
    proposal = governor.propose(Address(proposer.address))
    governor.meter.begin_day(VOTING_DAY)
    with undone(governor.meter):
        crowd = batch(governor, proposal, governor.crowds.one, 1)
    _, later, *_ = [governor.vote(proposal, voter) for voter in voters]
    governor.meter.begin_day(QUEUEING_DAY)
    queued = governor.queue(proposal)
    governor.meter.begin_day(EXECUTION_DAY)
    return proposal.gas, later, crowd.mean, queued, governor.execute(proposal)


def terms(ours: OurGovernor) -> bytes:
    """What its constructor takes, as it is always deployed."""
    until = ours.meter.now() + PARAMETERS.guardian_seconds
    values: list[Any] = [ours.badges.address, ours.treasury.address, PARAMETERS.values, GUARDIAN.address]
    kinds = ["address", "address", "uint40[6]", "address", "uint48", "uint32"]
    return encode(kinds, [*values, until, PARAMETERS.life_seconds])
