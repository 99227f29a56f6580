"""The gas of the peers: installed at first use, compiled by our compiler with our settings, asked the same rows."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from eth_abi.abi import encode
from eth_account import Account
from gas_code import EAS, PEERS, compiled, install_peers
from gas_cost import Rows
from gas_ground import Meter, evidence_hash, numbers
from gas_ours import ISSUER, RELAYER
from gas_rows import Way, rows_of
from gas_tokens import DEADLINE, Tokens
from web3.contract import Contract

from quadrille.types import Address, ContributionNumber, Timestamp

OWN_COMPILER, ANY_COMPILER = "pragma solidity 0.8.29;", "pragma solidity ^0.8.29;"
"""EAS names one compiler; ours is newer. Nothing else of it is changed."""

NOBODY, NOTHING = "0x" + "00" * 20, b"\0" * 32
SCHEMA = "uint64 number,uint16 kind,bytes32 evidenceHash"
"""What a badge keeps and logs, kept as the data of an attestation."""

ATTEST = {
    "attester": "address",
    "schema": "bytes32",
    "recipient": "address",
    "expirationTime": "uint64",
    "revocable": "bool",
    "refUID": "bytes32",
    "data": "bytes",
    "value": "uint256",
    "nonce": "uint256",
    "deadline": "uint64",
}
"""The EIP-712 message of a delegated attestation."""


def peer_rows(meter: Meter) -> dict[str, Rows]:
    """The rows of every peer, by its name."""
    made = peers_code()
    issuer, relayer = Address(ISSUER.address), Address(RELAYER.address)

    def tokens(name: str, way: type[Tokens] = Tokens, *, has_votes: bool = True) -> Tokens:
        return way(meter, created(meter, made[name]), ISSUER, issuer, relayer, has_votes=has_votes)

    ways: dict[str, Way] = {
        "OpenZeppelin implicit": tokens("OpenZeppelinOwnVotes"),
        "OpenZeppelin explicit": tokens("OpenZeppelinVotes", Delegated),
        "Solady ERC721": tokens("SoladyBadge", has_votes=False),
        "EAS": attestations(meter, made),
    }
    found = {}
    for day, (name, way) in enumerate(ways.items(), 1):
        meter.begin_day(day)
        found[name] = rows_of(way)
    return found


def peers_code() -> dict[str, dict[str, Any]]:
    """ABI and bytecode of the peers, by name."""
    install_peers()
    eas = [EAS / "EAS.sol", EAS / "SchemaRegistry.sol", EAS / "eip1271" / "EIP1271Verifier.sol"]
    texts = {path: path.read_text(encoding="utf-8").replace(OWN_COMPILER, ANY_COMPILER) for path in eas}
    return compiled([*PEERS.glob("*.sol"), *eas[:2]], texts)


def created(meter: Meter, made: dict[str, Any], arguments: bytes = b"") -> Contract:
    """A new contract, by the issuer."""
    return meter.create(Address(ISSUER.address), made["abi"], made["bytecode"], arguments)


class Delegated(Tokens):
    """Tokens whose votes count once their holder has delegated them to itself."""

    def activate(self, holder: Address) -> int:
        """The delegation."""
        return self.cost(holder, "delegate", holder)


def attestations(meter: Meter, made: dict[str, dict[str, Any]]) -> "Attestations":
    """EAS as it is deployed, with a schema for badges."""
    registry = created(meter, made["SchemaRegistry"])
    eas = created(meter, made["EAS"], encode(["address"], [registry.address]))
    issuer = Address(ISSUER.address)
    data = registry.encode_abi("register", [SCHEMA, NOBODY, True])
    receipt = meter.send(issuer, Address(registry.address), data)
    return Attestations(meter, eas, bytes.fromhex(receipt["logs"][0]["topics"][1][2:]))


@dataclass(frozen=True)
class Attestations:
    """Badges as attestations: no tokens, no votes."""

    meter: Meter
    eas: Contract
    schema: bytes
    numbers: Iterator[ContributionNumber] = field(default_factory=numbers)
    uids: dict[Address, list[bytes]] = field(default_factory=dict)

    def issue(self, holders: Sequence[Address]) -> int:
        """An attestation by the issuer, or several."""
        requests = [self._request(holder, next(self.numbers)) for holder in holders]
        if len(requests) == 1:
            return self._send(ISSUER.address, holders, "attest", (self.schema, requests[0]))
        return self._send(ISSUER.address, holders, "multiAttest", [(self.schema, requests)])

    def activate(self, holder: Address) -> int:
        """Nothing: there are no votes."""
        return 0

    def claim(self, holder: Address) -> int:
        """An attestation that the issuer signed and somebody else sends, in the order of the issuer's nonces."""
        request, signature = self._signed(holder)
        delegated = (self.schema, request, signature, ISSUER.address, DEADLINE)
        return self._send(RELAYER.address, [holder], "attestByDelegation", delegated)

    def revoke(self, holder: Address) -> int:
        """By the issuer: an attestation is marked and stays."""
        return self._send(ISSUER.address, [], "revoke", (self.schema, (self.uids[holder].pop(), 0)))

    def past_votes(self, holder: Address, moment: Timestamp, expected: int) -> int | None:
        """There are no votes."""
        return None

    def standing(self, holder: Address) -> int:
        """Attestations that were not revoked."""
        found = [self.eas.functions.getAttestation(uid).call() for uid in self.uids[holder]]
        # The fifth field is when it was revoked.
        return sum(attestation[4] == 0 for attestation in found)

    def _request(self, holder: Address, number: ContributionNumber, salt: int = 0) -> tuple[Any, ...]:
        words = [number, 1, bytes.fromhex(evidence_hash(number, salt)[2:])]
        return holder, 0, True, NOTHING, encode(["uint64", "uint16", "bytes32"], words), 0

    def _signed(self, holder: Address) -> tuple[tuple[Any, ...], tuple[int, bytes, bytes]]:
        """A request with v, r and s that have no zero byte."""
        number, nonce = next(self.numbers), self.eas.functions.getNonce(ISSUER.address).call()
        for salt in count():
            request = self._request(holder, number, salt)
            values = (ISSUER.address, self.schema, *request, nonce, DEADLINE)
            signed = Account.sign_typed_data(
                ISSUER.key, self._domain(), {"Attest": fields()}, dict(zip(ATTEST, values, strict=True))
            )
            if 0 not in signed.signature:
                return request, (signed.v, bytes(signed.signature[:32]), bytes(signed.signature[32:64]))
        raise AssertionError

    def _domain(self) -> dict[str, Any]:
        _, name, version, chain_id, contract, *_ = self.eas.functions.eip712Domain().call()
        return {"name": name, "version": version, "chainId": chain_id, "verifyingContract": contract}

    def _send(self, sender: str, holders: Sequence[Address], function: str, *arguments: Any) -> int:
        """Gas of one transaction; keeps the ids of what it attested, one log for each holder in their order."""
        receipt = self.meter.send(Address(sender), Address(self.eas.address), self.eas.encode_abi(function, arguments))
        for holder, log in zip(holders, receipt["logs"], strict=bool(holders)):
            self.uids.setdefault(holder, []).append(bytes.fromhex(log["data"][2:]))
        return int(receipt["gasUsed"], 16)


def fields() -> list[dict[str, str]]:
    """The message of a delegated attestation, as EIP-712 lists it."""
    return [{"name": name, "type": kind} for name, kind in ATTEST.items()]
