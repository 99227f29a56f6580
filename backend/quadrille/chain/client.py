"""The connection to a node: blocks, logs, reads, and transactions that are simulated before they are signed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from json import JSONDecodeError
from typing import Any, cast
from urllib.parse import urlsplit

import requests
from eth_account.signers.local import LocalAccount
from web3 import Web3
from web3.exceptions import (
    BadFunctionCallOutput,
    BadResponseFormat,
    ContractLogicError,
    TimeExhausted,
    TransactionNotFound,
    Web3RPCError,
)
from web3.types import RPCEndpoint, TxParams, TxReceipt
from web3.types import Wei as Web3Wei

from quadrille.chain.calls import Call, Head, Mined, checksum, fields_of, mined
from quadrille.chain.provider import CheckedProvider
from quadrille.chain.reverts import explain
from quadrille.chain.rpc import Rpc
from quadrille.chain.signers import Signer, as_signer
from quadrille.chain.text import tolerant
from quadrille.config import Settings
from quadrille.errors import ChainError, ChainUnreachable, LacksFunds, NotMinedYet, Refused, WrongChain
from quadrille.languages.words import said
from quadrille.types import Address, BlockNumber, BlockStamp, Hash32, Timestamp, Wei

LOCAL_POLL_SECONDS, POLL_SECONDS = 0.02, 1.0
"""Between looks for a receipt: a local chain mines at once, others every second at the most."""

GAS_MARGIN = 60_000
"""Added to every estimate: in a later second, the votes of two holders, or of one and in total, may each begin another
slot of their history, 22 100 gas apiece (EIP-2929), that the estimate did not see. What is not used is not paid."""

PRIORITY_FEE_WEI = Web3Wei(10**9)
"""1 gwei, the tip that wallets commonly suggest."""

GARBAGE = (requests.RequestException, BadResponseFormat, JSONDecodeError, UnicodeDecodeError, RecursionError)
"""Silence, and answers that cannot be read; the last is JSON that is nested without end."""


class Client:
    """One node of one chain."""

    def __init__(self, settings: Settings, any_chain: bool = False) -> None:
        """Connect; raises ChainUnreachable, or WrongChain when the node is on another chain than the settings.

        any_chain   take whichever chain the node has, for who only reads
        """
        self.settings = settings
        self.w3 = Web3(CheckedProvider(settings.rpc_url, settings.rpc_seconds))
        self.raw = Rpc(settings.rpc_url, self.node, settings.rpc_seconds)
        self.w3.codec = tolerant(self.w3.codec)
        # It asks for the chain's id before each call, to compare it with one that our calls do not give.
        self.w3.middleware_onion.remove("validation")
        with self.answering():
            self.chain_id = self.w3.eth.chain_id
            self.genesis_hash = Hash32(self.w3.eth.get_block(0)["hash"].to_0x_hex())
        if self.chain_id != settings.chain_id and not any_chain:
            raise WrongChain(
                f"{self.node} is chain {self.chain_id}, but QUADRILLE_CHAIN_ID is {settings.chain_id}.",
                "Connect to the right node or correct the setting.",
            )

    @property
    def poll_seconds(self) -> float:
        """Between looks for something that has to come."""
        return LOCAL_POLL_SECONDS if self.settings.is_development else POLL_SECONDS

    @property
    def idle_seconds(self) -> float:
        """Between looks for something that may come: a fraction of the time that blocks take."""
        return 0.2 if self.settings.is_development else 4.0

    @property
    def node(self) -> str:
        """The node's address as it may be told: the host alone, since a path or a user part often holds a key."""
        try:
            parts = urlsplit(self.settings.rpc_url)
            return f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        except ValueError:
            return "QUADRILLE_RPC_URL"

    @contextmanager
    def answering(self) -> Iterator[None]:
        """Turn silence and garbage into ChainUnreachable, an error that the node names into ChainError."""
        try:
            yield
        except GARBAGE as problem:
            raise ChainUnreachable(self.node, type(problem).__name__) from problem
        except Web3RPCError as problem:
            answer = problem.rpc_response or {}
            reason = _words(answer.get("error") or problem.message)
            raise ChainError(f"The node {self.node} refused: {reason}.", "Run the step again.") from problem

    def rpc(self, method: str, *params: Any) -> Any:
        """A raw JSON-RPC call; raises ChainError with the node's own words."""
        with self.answering():
            answer = self.w3.provider.make_request(RPCEndpoint(method), list(params))
        if "error" in answer:
            raise ChainError(f"{method} was refused by the node: {_words(answer['error'])}.", "")
        return answer["result"]

    def block(self, number: int | None = None) -> BlockStamp:
        """The block of this number, or the newest."""
        with self.answering():
            block = self.w3.eth.get_block("latest" if number is None else number)
        return BlockStamp(
            BlockNumber(block["number"]), Hash32(block["hash"].to_0x_hex()), Timestamp(block["timestamp"])
        )

    def head(self) -> Head:
        """The newest block, and what gas costs in it."""
        with self.answering():
            block = self.w3.eth.get_block("latest")
        return Head(BlockNumber(block["number"]), int(block.get("baseFeePerGas", 0)))

    def final_block(self) -> BlockStamp:
        """The newest block that the settings call final; money is decided on nothing above it."""
        newest = self.block()
        return self.block(max(newest.number - self.settings.blocks_until_final, 0))

    def first_block_at(self, moment: Timestamp, newest: BlockStamp, since: BlockNumber = BlockNumber(0)) -> BlockStamp:
        """The first block from `since` on whose time is `moment` or later; `newest` must be such a block."""
        low, high = since, newest.number
        while low < high:
            middle = (low + high) // 2
            if self.block(middle).at < moment:
                low = BlockNumber(middle + 1)
            else:
                high = BlockNumber(middle)
        return self.block(low)

    def code(self, address: Address) -> bytes:
        """The contract's code at this address; empty where there is none."""
        with self.answering():
            return bytes(self.w3.eth.get_code(checksum(address)))

    def balance_wei(self, address: Address) -> Wei:
        """The native balance at the newest block."""
        with self.answering():
            return Wei(self.w3.eth.get_balance(checksum(address)))

    def gas_limit(self, call: Call, sender: Address) -> int:
        """Run the call without sending it, and say how much gas to allow it.

        Raises ContractReverted with the decoded reason, or Refused when the sender cannot pay.
        """
        with self.answering(), explain(call.what):
            try:
                return GAS_MARGIN + self.w3.eth.estimate_gas({"from": checksum(sender), **fields_of(call)})
            except ContractLogicError:
                raise
            except Web3RPCError:
                self.require_coins(sender, call, fees_wei=0)
                raise

    def sign(self, account: LocalAccount | Signer, call: Call, nonce: int, gas: int) -> tuple[str, Hash32]:
        """Sign the call as a transaction; the raw bytes as hex, and its hash. Raises Refused when it cannot be paid."""
        # Twice the base fee outlasts six full blocks, each of which raises it by an eighth (EIP-1559).
        fee_wei = 2 * self.head().base_fee_wei + PRIORITY_FEE_WEI
        self.require_coins(Address(account.address), call, gas * fee_wei)
        transaction: TxParams = {
            "type": 2,
            "chainId": self.chain_id,
            "nonce": cast(Any, nonce),
            **fields_of(call),
            "gas": gas,
            "maxFeePerGas": Web3Wei(fee_wei),
            "maxPriorityFeePerGas": PRIORITY_FEE_WEI,
        }
        return as_signer(account).sign_transaction(dict(transaction))

    def require_coins(self, sender: Address, call: Call, fees_wei: int) -> None:
        """Raises LacksFunds when the sender has not the value of the call and this much for gas."""
        had = self.balance_wei(sender)
        if had < call.value_wei + fees_wei:
            raise LacksFunds(
                said(
                    "{sender} has {had} wei, but {what} needs {value_wei} wei and {fees_wei} for gas.",
                    sender=sender,
                    had=had,
                    what=call.what,
                    value_wei=call.value_wei,
                    fees_wei=fees_wei or "some",
                ),
                "Send it more, or lower the amount.",
            )

    def gas_price_wei(self) -> Wei:
        """What one unit of gas costs now, tip included."""
        return Wei(self.head().base_fee_wei + PRIORITY_FEE_WEI)

    def next_nonce(self, address: Address) -> int:
        """The first nonce the node has not seen used."""
        with self.answering():
            return int(self.w3.eth.get_transaction_count(checksum(address), "pending"))

    def mined_nonce(self, address: Address) -> int:
        """The first nonce that is in no block."""
        with self.answering():
            return int(self.w3.eth.get_transaction_count(checksum(address), "latest"))

    def broadcast(self, raw: str, transaction: Hash32) -> None:
        """Hand the bytes to the node; a node that has them already is no error."""
        with self.answering():
            try:
                self.w3.eth.send_raw_transaction(cast(Any, raw))
            except Web3RPCError:
                if not self._knows(transaction):
                    raise

    def _knows(self, transaction: Hash32) -> bool:
        try:
            self.w3.eth.get_transaction(cast(Any, transaction))
        except TransactionNotFound:
            return False
        return True

    def receipt(self, transaction: Hash32) -> TxReceipt | None:
        """The receipt of a transaction that is in a block now; None when it is in none."""
        with self.answering():
            try:
                return self.w3.eth.get_transaction_receipt(cast(Any, transaction))
            except TransactionNotFound:
                return None

    def wait(self, what: str, transaction: Hash32, seconds: float = 120) -> TxReceipt:
        """The receipt, successful or not; raises NotMinedYet when it is not mined in time."""
        with self.answering():
            try:
                return self.w3.eth.wait_for_transaction_receipt(
                    cast(Any, transaction), timeout=seconds, poll_latency=self.poll_seconds
                )
            except TimeExhausted as problem:
                raise NotMinedYet(what, transaction, seconds) from problem

    def send_from(self, account: LocalAccount | Signer, call: Call, gas: int | None = None) -> Mined:
        """Send from a person's own key, and wait. For our own keys use the sender, which survives a crash.

        Raises Refused while an earlier transaction of theirs waits: it may be this very step.
        """
        sender = Address(account.address)
        gas = gas or self.gas_limit(call, sender)
        nonce = self.next_nonce(sender)
        mined_before = self.mined_nonce(sender)
        if nonce > mined_before:
            raise Refused(
                said(
                    "{sender} has {nonce} transactions that are sent and not mined yet.",
                    sender=sender,
                    nonce=nonce - mined_before,
                ),
                "Wait until they are: one of them may be this step.",
            )
        raw, transaction = self.sign(account, call, nonce, gas)
        self.broadcast(raw, transaction)
        return mined(call.what, self.wait(call.what, transaction))

    def logs(
        self, address: Address, topics: Sequence[Any], since: BlockNumber, until: BlockStamp
    ) -> list[dict[str, Any]]:
        """Raw logs of `[since, until]`; raises ChainError when `until` left the chain while they were read."""
        if until.number < since:
            return []
        with self.answering():
            found = self.w3.eth.get_logs(
                {
                    "address": checksum(address),
                    "topics": list(topics),
                    "fromBlock": since,
                    "toBlock": until.number,
                }
            )
        if self.block(until.number).hash != until.hash:
            raise ChainError(
                f"Block {until.number} ({until.hash}) left the chain while its logs were read.", "Run the step again."
            )
        return cast(list[dict[str, Any]], found)

    @contextmanager
    def reading(self, what: str) -> Iterator[None]:
        """Around a contract read: reverts explained, missing code named."""
        with self.answering(), explain(what):
            try:
                yield
            except BadFunctionCallOutput as problem:
                raise WrongChain(
                    f"{what}: no such contract there.", "Check QUADRILLE_DEPLOYMENT_FILE against the chain."
                ) from problem


def _words(error: Any) -> str:
    return str(error.get("message", error) if isinstance(error, dict) else error).removesuffix(".")
