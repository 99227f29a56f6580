"""RoundFactory, typed: where rounds come from, and which are ours."""

from quadrille.chain.calls import Call
from quadrille.chain.contract import Contract
from quadrille.chain.funding_round.terms import Terms
from quadrille.chain.states import RoundMode
from quadrille.types import Address, BlockNumber, BlockStamp, Hash32


class FactoryContract(Contract):
    """Makes rounds; keeps the list of tokens that they may be in."""

    name = "RoundFactory"

    def open(self, mode: RoundMode, terms: Terms, configuration: str) -> Call:
        """Make a round with these terms; the sender must be its operator."""
        return self.call("open", mode, terms.as_argument(), configuration)

    def allow_token(self, token: Address, allowed: bool) -> Call:
        """Let rounds be in a token, or no more; governance alone."""
        return self.call("allowToken", token, allowed)

    def is_allowed(self, token: Address) -> bool:
        """Whether a round may be in this token."""
        return bool(self.read("isAllowed", token))

    def is_round(self, address: Address) -> bool:
        """Whether this factory made the round."""
        return bool(self.read("isRound", address))

    def least_decision_seconds(self) -> int:
        """How long a decision of governance takes at the longest; a round must leave it as long."""
        return int(self.read("leastDecisionSeconds"))

    def made_by(self, operator: Address, since: BlockNumber, until: BlockStamp) -> list[tuple[Address, BlockNumber]]:
        """The rounds of this operator that the blocks `[since, until]` made, oldest first, and their blocks."""
        made = self.events("RoundMade", until, since, operator=operator)
        return [(Address(event.args["round"]), event.block_number) for event in made]

    def made_in(self, transaction: Hash32, until: BlockStamp | None = None) -> list[Address]:
        """The rounds that a transaction made."""
        made = self.events("RoundMade", until)
        return [Address(event.args["round"]) for event in made if event.transaction == transaction]
