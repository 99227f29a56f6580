"""The gas of OpenZeppelin's governors, as they come: the rows that every governor has, each on a chain of its own.

They take proposals of the same words and actions, and votes of the same voters, through a timelock of the same code.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from eth_abi.abi import encode
from eth_account import Account
from eth_account.signers.local import LocalAccount
from gas_code import PEERS, compiled
from gas_cost import Rows
from gas_governance_flow import decisions, opened
from gas_governance_ground import RELAY, Ballot, Governor, Proposal, let_a_year_pass, pool_of
from gas_ground import Meter, Metered, metered_chain
from gas_ours import GUARDIAN, ISSUER
from gas_ours import deployed as our_badges
from gas_round_ground import created, undone
from gas_tokens import Tokens

from quadrille.chain.deployment import GovernanceParameters
from quadrille.chain.states import Support
from quadrille.types import NOBODY, Address

ON_OUR_BADGE = "on our badge"
PARAMETERS = GovernanceParameters()
BALLOT = {"proposalId": "uint256", "support": "uint8", "voter": "address", "nonce": "uint256"}
"""The EIP-712 message of a vote."""


@dataclass(frozen=True)
class OpenZeppelin(Governor):
    """OpenZeppelin's Governor with settings, counting, quorum by fraction, timelock and Multicall."""

    is_prolonged: ClassVar[bool] = False
    weight_of_young: ClassVar[int] = 7

    def sign(self, proposal: Proposal, voter: LocalAccount, support: Support = Support.FOR) -> Ballot:
        """A vote with the voter's next nonce."""
        domain = {
            "name": "BadgeGovernor",
            "version": "1",
            "chainId": self.meter.client.chain_id,
            "verifyingContract": self.address,
        }
        kinds = {"Ballot": [{"name": name, "type": kind} for name, kind in BALLOT.items()]}
        values = (proposal.id, int(support), voter.address, self.nonce(proposal, voter))
        signed = Account.sign_typed_data(voter.key, domain, kinds, dict(zip(BALLOT, values, strict=True)))
        return *values[:3], bytes(signed.signature)

    def nonce(self, proposal: Proposal, voter: LocalAccount) -> int:
        """One sequence for all that a voter signs."""
        return int(self.contract.functions["nonces(address)"](voter.address).call())

    def hand_in(self, ballot: Ballot) -> int:
        """By `castVoteBySig`."""
        return self.cost(RELAY, "castVoteBySig", *ballot)

    def hand_in_all(self, ballots: Sequence[Ballot]) -> int:
        """By `multicall`."""
        calls = [bytes.fromhex(self.data("castVoteBySig", *ballot)[2:]) for ballot in ballots]
        return self.cost(RELAY, "multicall", calls)


@dataclass(frozen=True)
class Extended(OpenZeppelin):
    """The same with storage, late quorum, guardian and keyed nonces."""

    is_prolonged: ClassVar[bool] = True

    def nonce(self, proposal: Proposal, voter: LocalAccount) -> int:
        """One sequence for each proposal."""
        key = proposal.id % 2**192
        return int(self.contract.functions["nonces(address,uint192)"](voter.address, key).call())

    def queue(self, proposal: Proposal) -> int:
        """By the proposal's number."""
        return self._by_number("queue", proposal)

    def execute(self, proposal: Proposal) -> int:
        """By the proposal's number."""
        return self._by_number("execute", proposal)

    def _by_number(self, function: str, proposal: Proposal) -> int:
        data = self.contract.get_function_by_signature(f"{function}(uint256)")(proposal.id)._encode_transaction_data()
        return self.meter.cost(RELAY, self.address, data)


def peer_rows() -> dict[str, Rows]:
    """The rows of every peer, by its name."""
    files = [*sorted((PEERS / "governance").glob("*.sol")), PEERS / "OpenZeppelinOwnVotes.sol"]
    made = compiled(files)

    def their_badges(meter: Meter) -> Tokens:
        issuer = Address(ISSUER.address)
        badge = made["OpenZeppelinOwnVotes"]
        return Tokens(meter, meter.create(issuer, badge["abi"], badge["bytecode"]), ISSUER, issuer, RELAY)

    return {
        "OpenZeppelin": rows_of(OpenZeppelin, made["OpenZeppelinGovernor"], their_badges),
        ON_OUR_BADGE: rows_of(OpenZeppelin, made["OpenZeppelinGovernor"], our_badges),
        "extended, on our badge": rows_of(Extended, made["OpenZeppelinExtended"], our_badges),
    }


def rows_of(way: type[OpenZeppelin], made: dict[str, Any], badges_on: Callable[[Meter], Tokens]) -> Rows:
    """The rows of one."""
    with metered_chain(Address(GUARDIAN.address)) as meter:
        governor = deployed(way, meter, made, badges_on(meter))
        let_a_year_pass(governor.badges)
        proposals, rows = opened(governor)
        require_all_or_nothing(governor, proposals[0])
        return rows | decisions(governor, proposals)


def deployed(way: type[OpenZeppelin], meter: Meter, made: dict[str, Any], badges: Tokens) -> OpenZeppelin:
    """A governor with a timelock that anybody may have execute, as theirs are set up."""
    admin = RELAY
    terms = encode(
        ["uint256", "address[]", "address[]", "address"], [PARAMETERS.timelock_delay_seconds, [], [NOBODY], admin]
    )
    treasury = created(meter, "Treasury", terms)
    contract = meter.create(admin, made["abi"], made["bytecode"], arguments(way, badges, treasury))
    for role in ("PROPOSER_ROLE", "CANCELLER_ROLE"):
        treasury.cost(admin, "grantRole", treasury.read(role), contract.address)
    return way(meter, contract, badges, treasury, pool_of(meter, treasury.address))


def arguments(way: type[OpenZeppelin], badges: Tokens, treasury: Metered) -> bytes:
    """What their constructors take, by the parameters of ours."""
    kinds = ["address", "address", "uint48", "uint32", "uint256", "uint256"]
    values: list[Any] = [badges.address, treasury.address, PARAMETERS.voting_delay_seconds]
    values += [PARAMETERS.voting_period_seconds, PARAMETERS.proposal_threshold, PARAMETERS.quorum_bps // 100]
    if way is Extended:
        kinds += ["uint48", "address"]
        values += [PARAMETERS.flip_window_seconds, GUARDIAN.address]
    return encode(kinds, values)


def require_all_or_nothing(governor: OpenZeppelin, proposal: Proposal) -> None:
    """One bad vote undoes all others of its batch, as is said of it here."""
    ballots = governor.sign_all(proposal, governor.crowds.one)
    ballots[5] = ballots[6]
    with undone(governor.meter):
        try:
            governor.hand_in_all(ballots)
        except RuntimeError:
            return
    raise AssertionError
