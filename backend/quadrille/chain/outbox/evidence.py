"""What the chain says of our transactions, asked in two requests and without the database."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from quadrille.chain.outbox.desk import Desk
from quadrille.chain.rpc import Request
from quadrille.errors import ChainUnreachable, NodeRefused

BATCH = 100
"""Calls in one request; some nodes take no more."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Receipts and the hashes of their blocks, as one node told them; `final_number` is the highest final block."""

    receipts: Mapping[str, Mapping[str, Any]]
    block_hashes: Mapping[int, str]
    final_number: int
    mined_nonce: int
    """The sender's next nonce at the newest block."""
    final_nonce: int
    """The same at the final block."""

    def receipt_of(self, hashes: Iterable[str]) -> Mapping[str, Any] | None:
        """The receipt of the one version that is in a block of the chain; None when none is."""
        for hash_ in hashes:
            receipt = self.receipts.get(hash_)
            if receipt is not None and self.block_hashes.get(number_of(receipt)) == receipt["blockHash"]:
                return receipt
        return None


def gather(desk: Desk, hashes: Sequence[str], blocks: Iterable[int]) -> Evidence:
    """What the chain has of these transactions and blocks; raises ChainUnreachable when a part is not answered."""
    asked: list[Request] = [("eth_getTransactionReceipt", [hash_]) for hash_ in hashes]
    head, mined, *found = ask(
        desk, [("eth_blockNumber", []), ("eth_getTransactionCount", [desk.sender, "latest"]), *asked]
    )
    final_number = max(_number(head) - desk.client.settings.blocks_until_final, 0)
    receipts = {hash_: receipt for hash_, receipt in zip(hashes, found, strict=True) if receipt is not None}
    # After the receipts, so that a block which left the chain in between is seen to be gone.
    numbers = sorted({*map(number_of, receipts.values()), *blocks})
    final, *headers = desk.client.raw.batch(
        [
            ("eth_getTransactionCount", [desk.sender, hex(final_number)]),
            *(("eth_getBlockByNumber", [hex(number), False]) for number in numbers),
        ]
    )
    _require_answers(desk, headers)
    hashes_at = {number: header["hash"] for number, header in zip(numbers, headers, strict=True) if header}
    # A node that has thrown that state away knows nothing of it: no nonce is given up then.
    return Evidence(receipts, hashes_at, final_number, _number(mined), _nonce(final))


def ask(desk: Desk, calls: Sequence[Request]) -> list[Any]:
    """The results of many calls; raises ChainUnreachable when the node refuses one of them."""
    results: list[Any] = []
    for start in range(0, len(calls), BATCH):
        results += desk.client.raw.batch(calls[start : start + BATCH])
    _require_answers(desk, results)
    return results


def number_of(receipt: Mapping[str, Any]) -> int:
    """The number of a receipt's block."""
    return _number(receipt["blockNumber"])


def _require_answers(desk: Desk, results: Sequence[Any]) -> None:
    for result in results:
        if isinstance(result, NodeRefused):
            raise ChainUnreachable(desk.client.node, result.words)


def _nonce(answer: Any) -> int:
    return 0 if isinstance(answer, NodeRefused) else _number(answer)


def _number(quantity: str) -> int:
    return int(quantity, 16)
