"""Reading a round from the chain's logs, all at one block.

The block that decides a result is the first one at or after the close: no donation, deposit or project can come
after it, and everybody who looks finds the same.
"""

import re
from collections.abc import Collection, Sequence

from quadrille.chain.follower.node import Node
from quadrille.chain.funding_round import AdmittedProject, RoundContract, gifts
from quadrille.errors import Mismatch, Refused, WrongChain
from quadrille.rounds.bundle.decisions import Decision, admission
from quadrille.rounds.configuration import Configuration
from quadrille.rounds.result import Cart, Project, RoundFacts
from quadrille.types import BlockStamp, ProjectIndex, Timestamp

SLUG = re.compile(r"[a-z0-9._-]{1,64}")
"""What the contract of a round takes as a project's name."""


def read_facts(round_: RoundContract, at: BlockStamp) -> RoundFacts:
    """Everything that decides the round's result, from logs alone, as of one block.

    Raises Mismatch when the configuration in the logs is not the one whose hash the contract carries, WrongChain for
    logs that no round of ours writes.
    """
    rules = read_rules(round_)
    admitted = round_.projects(at)
    facts = RoundFacts(
        chain_id=round_.client.chain_id,
        address=round_.address,
        at=at,
        configuration=rules,
        projects=tuple(Project(item.index, item.payee, item.slug) for item in admitted),
        carts=tuple(Cart(donor, tuple(words), gifts(words)) for donor, words in round_.carts(at)),
        pool_wei=round_.pool_from_logs(at),
        decisions=_admissions(round_, admitted),
    )
    require_possible(round_, facts.projects, {index for cart in facts.carts for index, _ in cart.items})
    return facts


def read_rules(round_: RoundContract) -> Configuration:
    """The round's rules; raises Mismatch when those in the logs are not those whose hash the contract carries."""
    rules = Configuration.from_text(round_.configuration())
    if rules.hash != round_.config_hash():
        raise Mismatch("configuration hash", round_.config_hash(), rules.hash)
    return rules


def require_possible(
    round_: RoundContract, projects: Sequence[Project | AdmittedProject], given: Collection[ProjectIndex]
) -> None:
    """Raise WrongChain for projects in an order, with names or with gifts that no round of ours has.

    given   the projects that were given to
    """
    slugs, indices = [project.slug for project in projects], [project.index for project in projects]
    # Check: anybody can make a contract that only looks like a round.
    if not (
        indices == list(range(len(indices)))
        and len(set(slugs)) == len(slugs)
        and all(SLUG.fullmatch(slug) for slug in slugs)
        and set(given) <= set(indices)
    ):
        raise WrongChain(f"The logs of {round_.address} are not those of a round.", "Check the round's address.")


def _admissions(round_: RoundContract, admitted: Sequence[AdmittedProject]) -> tuple[Decision, ...]:
    # The contract lets nobody but its operator admit, and gives no word to say why; it can exclude nobody.
    who, blocks = round_.operator(), sorted({project.block_number for project in admitted})
    node = Node(round_.client.raw, ())
    headers = node.headers(blocks)
    if None in headers:
        raise node.unusable("logs of blocks that it does not have")
    at = {header.number: Timestamp(header.at) for header in headers if header is not None}
    return tuple(admission(item.slug, who, at[item.block_number], item.transaction) for item in admitted)


def deciding_block(round_: RoundContract) -> BlockStamp:
    """The first block at or after the close; raises Refused until it is there and final."""
    closes_at, final = round_.times().closes_at, round_.client.final_block()
    if final.at < closes_at:
        raise Refused(
            f"The round {round_.address} closes at {closes_at}; the newest final block is of {final.at}.",
            "Wait until a block after the close is final (unix seconds).",
        )
    return round_.client.first_block_at(closes_at, final)


def newest_facts(round_: RoundContract) -> RoundFacts:
    """The round as decided, or while it is still open, as of the newest final block."""
    final = round_.client.final_block()
    return read_facts(round_, final if final.at < round_.times().closes_at else deciding_block(round_))
