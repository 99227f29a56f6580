"""What a call would change for people: a node carries it out, keeps nothing, and tells what moved.

Asked with `eth_simulateV1` (geth 1.14, Erigon 3, Nethermind 1.29, Anvil), which tells moved coins as ERC-20 logs of an
address that nobody has. A node that does not know it leaves the question open; `gas_limit` still tries the call out.
"""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel

from quadrille.chain.calls import Call
from quadrille.chain.client import Client
from quadrille.chain.coins import COIN, COIN_DECIMALS, exact
from quadrille.chain.contract import checked_address
from quadrille.chain.text import shown
from quadrille.chain.token import TokenContract
from quadrille.errors import QuadrilleError
from quadrille.languages.words import Said, said, told
from quadrille.types import Address

TRANSFER = "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef"
"""keccak256 of `Transfer(address,address,uint256)`: coins, ERC-20 tokens and ERC-721 badges say it."""

COINS = Address("0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE")
NOBODY = Address("0x" + "00" * 20)
MOST_TOLD = 20
"""Changes that are told; a person reads no more."""

SYMBOL_CHARACTERS = 12
"""Of a token's name for itself, which anybody may have written."""


class Change(BaseModel):
    """One thing that moves.

    token   the contract whose token or badge it is; none for the chain's own coins
    amount  base units as decimal text, or the badge's number
    """

    words: str
    what: Literal["coins", "token", "badge"]
    token: str | None
    source: str
    target: str
    amount: str


def changes_of(client: Client, call: Call, sender: Address) -> list[Change] | None:
    """What `call` would move if `sender` sent it now, in its order; None when the node cannot tell."""
    asked = {"from": sender, "to": call.to, "data": call.data, "value": hex(call.value_wei)}
    question = {"blockStateCalls": [{"calls": [asked]}], "traceTransfers": True}
    try:
        logs = client.raw.call("eth_simulateV1", question, "latest")[0]["calls"][0]["logs"]
        moved = [log for log in logs if log["topics"] and log["topics"][0] == TRANSFER and len(log["topics"]) > 2]
        return [_change(client, log, sender) for log in moved[:MOST_TOLD]]
    except (QuadrilleError, LookupError, TypeError, ValueError):
        # It is told beside a call that was tried out; that it cannot be told must not keep anybody from signing.
        return None


def _change(client: Client, log: Mapping[str, Any], sender: Address) -> Change:
    contract = checked_address(log["address"])
    source, target = (checked_address("0x" + topic[-40:]) for topic in log["topics"][1:3])
    if len(log["topics"]) == 4:
        number = int(log["topics"][3], 16)
        words = _badge_in_words(number, source, target, sender)
        return _told(words, "badge", contract, source, target, number)
    amount = int(log["data"], 16)
    if contract == COINS:
        sum_ = said("{amount} {coin}", amount=exact(amount, COIN_DECIMALS), coin=COIN)
        return _told(_payment_in_words(sum_, source, target, sender), "coins", None, source, target, amount)
    token = TokenContract(client, contract)
    sum_ = said("{amount} {coin}", amount=exact(amount, token.decimals()), coin=_symbol(token))
    return _told(_payment_in_words(sum_, source, target, sender), "token", contract, source, target, amount)


def _told(
    words: Said, what: Literal["coins", "token", "badge"], token: Address | None, source: str, target: str, amount: int
) -> Change:
    return Change(words=told(words), what=what, token=token, source=source, target=target, amount=str(amount))


def _payment_in_words(amount: Said, source: Address, target: Address, sender: Address) -> Said:
    if source == sender:
        return said("You pay {amount} to {whom}.", amount=amount, whom=_short(target))
    if target == sender:
        return said("You receive {amount} from {whom}.", amount=amount, whom=_short(source))
    return said("{who} pays {amount} to {whom}.", who=_short(source), amount=amount, whom=_short(target))


def _badge_in_words(number: int, source: Address, target: Address, sender: Address) -> Said:
    if target == sender:
        return said("You receive badge {number}.", number=number)
    if target == NOBODY:
        return said("Badge {number} ends.", number=number)
    return said("Badge {number} goes to {whom}.", number=number, whom=_short(target))


def _symbol(token: TokenContract) -> str:
    """As the token calls itself, without what could turn or hide the words around it."""
    return "".join(sign for sign in shown(token.symbol()) if sign.isprintable())[:SYMBOL_CHARACTERS]


def _short(address: Address) -> str:
    return f"{address[:6]}…{address[-4:]}"
