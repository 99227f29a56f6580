"""The timelock behind the governor, which is the treasury; typed."""

from quadrille.chain.calls import Call
from quadrille.chain.contract import Contract
from quadrille.types import Address


class TreasuryContract(Contract):
    """A timelock: holds the money, and moves it only as executed proposals say."""

    name = "Treasury"

    def grant_role(self, role: str, holder: Address) -> Call:
        """Give a role of OpenZeppelin's AccessControl, such as PROPOSER_ROLE."""
        return self.call("grantRole", self.read(role), holder)

    def renounce_role(self, role: str, holder: Address) -> Call:
        """Give up one's own role."""
        return self.call("renounceRole", self.read(role), holder)

    def minimum_delay_seconds(self) -> int:
        """How long an accepted proposal waits before it can be executed."""
        return int(self.read("getMinDelay"))
