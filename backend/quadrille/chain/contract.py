"""What every typed contract class stands on: reads at a block, calls to be sent, decoded logs."""

from functools import cached_property
from typing import Any, ClassVar, cast

from eth_abi.abi import encode
from eth_abi.exceptions import DecodingError
from web3 import Web3
from web3.contract import Contract as Web3Contract
from web3.exceptions import Web3ValueError

from quadrille.chain.artifacts import artifact
from quadrille.chain.calls import Call, Event
from quadrille.chain.client import Client
from quadrille.chain.reverts import readable
from quadrille.errors import BadParameter
from quadrille.types import Address, BlockNumber, BlockStamp, Hash32, Wei


def checked_address(text: str) -> Address:
    """The address in EIP-55 form; raises BadParameter when it is none, or when its mixed case is mistyped."""
    is_hex = text[2:].lower() == text[2:] or text[2:].upper() == text[2:]
    valid = Web3.is_address(text) and text.startswith("0x") and (is_hex or Web3.is_checksum_address(text))
    if not valid:
        raise BadParameter("address", text, "0x and 40 hex digits, in EIP-55 form or in one case")
    return Address(Web3.to_checksum_address(text))


class Contract:
    """One contract at one address. `since` is the block it was made in, from which its logs are read."""

    name: ClassVar[str]

    @classmethod
    def abi(cls) -> list[dict[str, Any]]:
        """What the contract can be asked."""
        return artifact(cls.name).abi

    def __init__(self, client: Client, address: Address, since: BlockNumber = BlockNumber(0)) -> None:
        self.client, self.address, self.since = client, address, since
        self._alone: dict[str, Web3Contract] = {}

    @cached_property
    def _web3(self) -> Web3Contract:
        # Made when first asked: of all our contracts, a step needs two or three.
        made: Web3Contract = self.client.w3.eth.contract(cast(Any, self.address), abi=self.abi())
        return made

    def _function(self, name: str) -> Any:
        """A function in an interface of its own: in the whole one, web3 would look for it at each call for as long as
        the call takes.
        """
        if name not in self._alone:
            abi = [one for one in self.abi() if one["type"] == "function" and one["name"] == name]
            self._alone[name] = self.client.w3.eth.contract(cast(Any, self.address), abi=cast(Any, abi))
        return self._alone[name].get_function_by_name(name)

    def read(self, function: str, *args: Any, at: BlockStamp | None = None) -> Any:
        """What a view function answers, at a block or at the newest."""
        with self.client.reading(f"{self.name}.{function}"):
            return self._function(function)(*args).call(block_identifier=cast(Any, "latest" if at is None else at.hash))

    def call(self, function: str, *args: Any, value_wei: Wei = Wei(0)) -> Call:
        """A call of this function, for somebody to sign."""
        data = self._function(function)(*args)._encode_transaction_data()
        return Call(f"{self.name}.{function}", self.address, data, value_wei)

    def function_name(self, calldata: str) -> str:
        """The signature of the function that this calldata calls; the bare selector when it is not of this contract."""
        try:
            return str(self._web3.get_function_by_selector(cast(Any, calldata[:10])).abi_element_identifier)
        except (Web3ValueError, ValueError):
            return calldata[:10] if len(calldata) > 2 else "nothing"

    def arguments_of(self, calldata: str) -> dict[str, Any]:
        """The arguments of this calldata by name; raises BadParameter when no function of this contract takes it."""
        try:
            function, values = self._web3.decode_function_input(cast(Any, calldata))
        except (Web3ValueError, ValueError, DecodingError) as problem:
            raise BadParameter("calldata", calldata, f"a call of {self.name}") from problem
        return {one["name"]: readable(one, values[one["name"]]) for one in function.abi["inputs"]}

    def events(
        self, name: str, until: BlockStamp | None = None, since: BlockNumber | None = None, **indexed: Any
    ) -> list[Event]:
        """All logs of this event, oldest first, from `since` (default: the first) to `until` (default: the newest).

        indexed   values of indexed arguments, to have the node look for these alone
        """
        event = self._web3.events[name]()
        topics = [event.topic, *_topics(event.abi["inputs"], indexed)]
        logs = self.client.logs(self.address, topics, since or self.since, until or self.client.block())
        return [_decoded(event.process_log(cast(Any, log))) for log in logs]


def deployment_call(name: str, client: Client, *args: Any) -> Call:
    """The call that makes the contract `name` with these constructor arguments."""
    made = artifact(name)
    factory = client.w3.eth.contract(abi=made.abi, bytecode=made.bytecode)
    return Call(f"{name}.constructor", None, str(factory.constructor(*args).data_in_transaction))


def _topics(inputs: Any, wanted: dict[str, Any]) -> list[str | None]:
    """A topic for each indexed argument up to the last that is wanted; None lets any value through."""
    values = [(field["type"], wanted.get(field["name"])) for field in inputs if field["indexed"]]
    topics = [None if value is None else "0x" + encode([kind], [value]).hex() for kind, value in values]
    while topics and topics[-1] is None:
        topics.pop()
    return topics


def _decoded(log: Any) -> Event:
    return Event(
        log["event"],
        dict(log["args"]),
        BlockNumber(log["blockNumber"]),
        Hash32(log["blockHash"].to_0x_hex()),
        log["logIndex"],
        Hash32(log["transactionHash"].to_0x_hex()),
    )
