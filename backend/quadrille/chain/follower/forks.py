"""Where our chain and the node's part."""

from bisect import bisect_left
from typing import NamedTuple

from quadrille.chain.follower.book import Book, Mark, State
from quadrille.chain.follower.node import Header, Node
from quadrille.errors import WrongChain
from quadrille.types import Hash32


class Fork(NamedTuple):
    """The newest block that both chains have, None when they share none of ours, and the next of ours, which is lost.

    There may be blocks between the two that we know nothing of.
    """

    ancestor: Header | None
    lost: Mark


def find_fork(book: Book, node: Node, head: Header) -> Fork | None:
    """Where the node's chain, up to `head`, leaves ours; None when it changed while it was asked.

    Each block names its parent, so below a block that both have, they have all: halving takes few questions. A block is
    lost only if the node has another one in its place: having none proves nothing.
    """
    kept = [mark for mark in _marks(book) if mark.number <= head.number]
    if kept and not _has(node, kept[0]):
        # Deeper than all blocks kept: the copies know blocks as well.
        kept = [*(mark for mark in book.copied_blocks() if mark.number < kept[0].number), kept[0]]
    place = bisect_left(kept, x=True, key=lambda mark: not _has(node, mark))
    if place == len(kept):
        return None
    lost = kept[place]
    if place == 0:
        return Fork(None, lost)
    ancestor, other = node.headers([kept[place - 1].number, lost.number])
    if ancestor is None or other is None or ancestor.hash != kept[place - 1].hash or other.hash == lost.hash:
        return None
    return Fork(ancestor, lost)


def require_same_genesis(node: Node, genesis_hash: Hash32) -> None:
    """Raises WrongChain when the node has been put on another chain: that is no fork, and nothing may be dropped."""
    first = node.headers([0])[0]
    if first is not None and first.hash != genesis_hash:
        raise WrongChain(
            f"The node is on a chain with genesis {first.hash} now; ours has {genesis_hash}.",
            "Connect to the right node, or deploy on this chain; nothing that was copied was changed.",
        )


def alarm_words(state: State, fork: Fork) -> str | None:
    """What to ring the alarm with when blocks that were called final are lost; None when none was."""
    if fork.lost.number > state.final_number or state.newest is None:
        return None
    had, shared = state.newest, fork.ancestor
    since = f"after block {shared.number} ({shared.hash})" if shared else f"at or before block {fork.lost.number}"
    depth = had.number - shared.number if shared else had.number - fork.lost.number + 1
    return (
        f"A fork {depth} blocks deep, {since}: block {fork.lost.number} was {fork.lost.hash} and had been called "
        f"final, as had all up to {state.final_number}; the newest was {had.number} ({had.hash})."
    )


def _marks(book: Book) -> list[Mark]:
    return [Mark(block.number, block.hash) for block in book.blocks(after=-1)]


def _has(node: Node, mark: Mark) -> bool:
    """Whether this block is the node's too; raises ChainUnreachable when it has none of that number."""
    header = node.headers([mark.number])[0]
    if header is None:
        raise node.unusable(f"it has no block {mark.number}")
    return header.hash == mark.hash
