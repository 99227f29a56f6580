"""What our keys may sign at all, whatever asks for it: the last check before a signature. Pure."""

from dataclasses import dataclass

from quadrille.errors import LacksFunds, Refused
from quadrille.languages.words import said
from quadrille.types import Address, Wei


@dataclass(frozen=True, slots=True)
class Policy:
    """The limits of one signer.

    receivers             who may be called or paid: nobody else, so that a wrong or planted address gets nothing
    may_create            whether contracts may be made
    max_fee_wei           the most for one unit of gas
    minimum_balance_wei   what has to be left after every transaction
    """

    receivers: frozenset[Address]
    may_create: bool
    max_fee_wei: Wei
    minimum_balance_wei: Wei

    def require_receiver(self, what: str, to: Address | None, value_wei: int) -> None:
        """Raises Refused unless this receiver is one of ours; None makes a contract."""
        if to is None and not self.may_create:
            raise Refused(
                said(
                    "{what} makes a contract with {value_wei} wei, which this key may not.",
                    what=what,
                    value_wei=value_wei,
                ),
                "Let the operator do this step, or the admin.",
            )
        if to is not None and to not in self.receivers:
            raise Refused(
                said(
                    "{what} sends {value_wei} wei to {to}, which is none of our contracts.",
                    what=what,
                    value_wei=value_wei,
                    to=to,
                ),
                "Check the address; if it is meant, add it to QUADRILLE_ALSO_RECEIVERS.",
            )

    def require_fee(self, what: str, fee_wei: int) -> None:
        """Raises Refused when a unit of gas would cost more than our keys pay."""
        if fee_wei > self.max_fee_wei:
            raise Refused(
                said(
                    "{what} would pay {fee_wei} wei for a unit of gas; our keys pay {max_fee_wei} wei at the most.",
                    what=what,
                    fee_wei=fee_wei,
                    max_fee_wei=self.max_fee_wei,
                ),
                "Wait until gas is cheaper, or raise QUADRILLE_MAX_FEE_WEI.",
            )

    def require_balance(self, sender: Address, had_wei: int, needed_wei: int) -> None:
        """Raises LacksFunds unless the sender can pay this and keeps its minimum."""
        if had_wei < needed_wei + self.minimum_balance_wei:
            kept = f" and {self.minimum_balance_wei} wei to keep" if self.minimum_balance_wei else ""
            raise LacksFunds(
                said(
                    "{sender} has {had_wei} wei free, but needs {needed_wei} wei{kept}.",
                    sender=sender,
                    had_wei=had_wei,
                    needed_wei=needed_wei,
                    kept=kept,
                ),
                "Send it more; what waits goes on by itself.",
            )
