"""Comparing everything that was copied with the chain."""

from quadrille.chain.follower.book import Book, Mark
from quadrille.chain.follower.node import Node


def lost_blocks(book: Book, node: Node) -> list[Mark]:
    """Every block that a copy names and that is another one on the chain, lowest first.

    Asks for all of them. Raises ChainUnreachable when the node has not got as far as our copies.
    """
    copied = book.copied_blocks()
    headers = node.headers([mark.number for mark in copied])
    lost = []
    for mark, header in zip(copied, headers, strict=True):
        if header is None:
            raise node.unusable(f"it has no block {mark.number}")
        if header.hash != mark.hash:
            lost.append(mark)
    return lost
