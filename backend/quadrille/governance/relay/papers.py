"""Ballots and receipts as JSON: what a voter keeps, hands in and shows; written and read back strictly."""

from typing import Annotated, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from quadrille.chain.ballot_log import BallotReceipt
from quadrille.chain.contract import checked_address
from quadrille.chain.governor import Ballot, SignedBallot
from quadrille.chain.states import Support
from quadrille.errors import MalformedFile
from quadrille.strict_json import read_json
from quadrille.types import ADDRESS, DIGITS, UINT256_MAX, Address, Hash32, Timestamp

FILE_MAX_BYTES = 1_000_000
"""A receipt has some 2 kB, of which a contract's signature may be 4; a file of ballots to hand in, some hundreds."""

Account = Annotated[str, Field(pattern=ADDRESS)]
Hash = Annotated[str, Field(pattern="^0x[0-9a-f]{64}$")]
Signature = Annotated[str, Field(pattern="^0x([0-9a-fA-F]{2}){1,2048}$")]
Moment = Annotated[int, Field(ge=0, lt=2**48)]
Choice = Literal["for", "against", "abstain"]
CHOICES: dict[Support, Choice] = {Support.AGAINST: "against", Support.FOR: "for", Support.ABSTAIN: "abstain"}


class Paper(BaseModel):
    """What is read from a file: every field known, every value of its own type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class BallotPaper(Paper):
    """A signed ballot, for anybody to hand in."""

    format: Literal["quadrille-ballot-1"] = "quadrille-ballot-1"
    chain_id: int = Field(gt=0, lt=2**63)
    governor: Account
    proposal: str = Field(pattern=DIGITS)
    choice: Choice
    voter: Account
    version: Moment
    deadline: Moment
    signature: Signature

    def signed(self) -> SignedBallot:
        """The ballot as the contract takes it; raises BadParameter for an address that is mistyped."""
        support, times = Support[self.choice.upper()], (Timestamp(self.version), Timestamp(self.deadline))
        proposal, voter = min(int(self.proposal), UINT256_MAX), checked_address(self.voter)
        return SignedBallot(Ballot(proposal, support, voter, *times), self.signature)


class BallotsPaper(Paper):
    """Several ballots in one file."""

    format: Literal["quadrille-ballots-1"] = "quadrille-ballots-1"
    ballots: list[BallotPaper] = Field(min_length=1, max_length=1_000)


class ReceiptPaper(Paper):
    """A relay's receipt and the ballot it is for: enough to prove an omission, and to cast the ballot oneself.

    server     where the list can be read; not signed
    signature  of the relay, over all but `server` (EIP-712, BallotReceipt)
    """

    format: Literal["quadrille-ballot-receipt-1"] = "quadrille-ballot-receipt-1"
    ballot: BallotPaper
    ballot_log: Account
    relay: Account
    digest: Hash
    position: int = Field(ge=0, lt=2**63)
    received_at: Moment
    cast_by: Moment
    server: str = Field(max_length=2_000)
    signature: Signature

    def receipt(self) -> BallotReceipt:
        """What the relay signed; raises BadParameter for an address that is mistyped."""
        meant = self.ballot.signed().ballot
        times = Timestamp(self.received_at), Timestamp(self.cast_by)
        return BallotReceipt(meant.proposal, meant.voter, Hash32(self.digest), self.position, *times)


AnyPaper = TypeVar("AnyPaper", bound=Paper)


def ballot_paper(chain_id: int, governor: Address, signed: SignedBallot) -> BallotPaper:
    """A signed ballot, to be written down."""
    ballot = signed.ballot
    return BallotPaper(
        chain_id=chain_id,
        governor=governor,
        proposal=str(ballot.proposal),
        choice=CHOICES[ballot.support],
        voter=ballot.voter,
        version=ballot.version,
        deadline=ballot.deadline,
        signature=signed.signature,
    )


def read_paper(content: bytes, file: str, form: type[AnyPaper]) -> AnyPaper:
    """The paper in a file of this name; raises MalformedFile naming the field."""
    document = read_json(content, file, FILE_MAX_BYTES)
    try:
        return form.model_validate(document)
    except ValidationError as problem:
        flaw = problem.errors()[0]
        column = ".".join(str(part) for part in flaw["loc"])[:80]
        raise MalformedFile(file, 0, column, f"{flaw['msg']}.", "Give the file as it was written.") from problem


def read_ballots(content: bytes, file: str) -> list[BallotPaper]:
    """The ballots in a file: one, or several together; raises MalformedFile."""
    document = read_json(content, file, FILE_MAX_BYTES)
    if isinstance(document, dict) and "ballots" in document:
        return read_paper(content, file, BallotsPaper).ballots
    return [read_paper(content, file, BallotPaper)]


def write_paper(paper: Paper) -> bytes:
    """The paper as the bytes of a file."""
    return paper.model_dump_json(indent=1).encode() + b"\n"
