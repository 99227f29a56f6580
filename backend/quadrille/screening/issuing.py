"""Badges that the issuer sends: several in one transaction, each number once."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

from sqlmodel import Session, select

from quadrille.chain.badge import Issue
from quadrille.chain.calls import Call
from quadrille.chain.deployment import Chain
from quadrille.chain.outbox.carriers import Entry, Found, OnChain
from quadrille.chain.outbox.queue import Work, enqueue
from quadrille.chain.outbox.tables import OutboxRow
from quadrille.screening import contributions
from quadrille.screening.tables import Contribution
from quadrille.types import Address, ContributionNumber, Hash32, KindId

MOST = 100
"""Badges in one transaction: 6 to 8 million gas as a rule, 11 at the most, a third of a block of Ethereum's mainnet."""

BADGE_GAS, FIRST_GAS = 115_000, 150_000
"""A badge for a new holder takes 59 400 gas in a batch, 82 000 of a kind with a limit per holder
(`scripts/bench/gas_badge.py`), and 22 100 more where it begins another slot of a holder's history; a transaction
its 21 000 and what the first badge of a week begins. A hundred stay below 2**24, the most for one transaction
(EIP-7825)."""


class IssueCarrier:
    """Makes one `issueBatch` of several badges."""

    kind: ClassVar[str] = "issue"
    most = MOST

    def __init__(self, chain: Chain) -> None:
        self.chain = chain

    def call(self, entries: Sequence[Entry]) -> Call:
        """The call that gives all these badges."""
        return self.chain.badge.issue_batch([_issue(entry) for entry in entries])

    def gas(self, entries: Sequence[Entry]) -> int | None:
        """What a badge for a new holder needs, for each."""
        return FIRST_GAS + BADGE_GAS * len(entries)

    def find(self, entry: Entry) -> Found:
        """The badge that has this number: ours only when holder, kind and evidence are what was meant."""
        meant = _issue(entry)
        if not self.chain.badge.is_used(meant.number):
            return Found(OnChain.NOTHING)
        issue = self.chain.badge.issue_of(meant.number)
        had = (issue.args["holder"], issue.args["kind"], issue.args["evidenceHash"])
        what = OnChain.OURS if had == (meant.to, meant.kind, meant.evidence_hash) else OnChain.ANOTHER
        beyond = self.chain.badge.highest_number() if what is OnChain.ANOTHER else 0
        return Found(what, issue, beyond)

    def go_elsewhere(self, session: Session, work: OutboxRow, found: Found) -> None:
        """Give the contribution another number, above all that are taken, and queue its badge again."""
        meant = _issue(work.meant())
        contribution = session.exec(select(Contribution).where(Contribution.evidence_hash == meant.evidence_hash)).one()
        if contribution.number == meant.number:
            contributions.renumber(session, contribution, above=found.beyond)
            session.flush()
        again = badge_work(contribution, meant.to, meant.evidence_hash)
        enqueue(session, self.chain.client, Address(work.sender), [again])

    def refusals(self, _receipt: Mapping[str, Any]) -> dict[int, str]:
        """None: a batch issues all its badges or is reverted."""
        return {}


def badge_work(contribution: Contribution, to: Address, evidence_hash: Hash32) -> Work:
    """The work that gives a contribution its badge; its key is the contribution's number."""
    entry = {"number": contribution.number, "to": to, "kind": contribution.kind, "evidence_hash": evidence_hash}
    return Work(f"badge {contribution.number}", IssueCarrier.kind, entry)


def _issue(entry: Entry) -> Issue:
    return Issue(
        ContributionNumber(entry["number"]),
        Address(entry["to"]),
        KindId(entry["kind"]),
        Hash32(entry["evidence_hash"]),
    )
