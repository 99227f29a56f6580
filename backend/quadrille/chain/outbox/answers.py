"""What a node means when it does not take a transaction: nodes agree on no codes, so their words decide. Pure."""

from enum import Enum


class Answer(Enum):
    """What a node made of the bytes."""

    TAKEN = "taken"
    """It has them, now or since before."""
    OUTBID = "outbid"
    """They offer too little, for now or for a replacement."""
    NONCE_USED = "nonce used"
    """The chain is past their nonce: perhaps with these very bytes."""
    NO_FUNDS = "no funds"
    REFUSED = "refused"
    """For another reason: they are kept and sent again."""


# In the words of geth, Nethermind, Besu, Erigon, Reth and Anvil; the first that fits decides.
PHRASES = (
    (Answer.TAKEN, ("already known", "already imported", "known transaction", "alreadyknown", "already exists")),
    (Answer.NONCE_USED, ("nonce too low", "nonce is too low", "oldnonce", "nonce_too_low", "invalid nonce")),
    (
        Answer.OUTBID,
        (
            "underpriced",
            "fee too low",
            "feetoolow",
            "less than block base fee",
            "below the minimum",
            "gas price too low",
            "fee cap",
            "max fee per gas",
        ),
    ),
    (Answer.NO_FUNDS, ("insufficient funds", "insufficientfunds", "upfront cost exceeds", "exceeds balance")),
)


def meaning_of(words: str) -> Answer:
    """What a node's refusal of a raw transaction means."""
    plain = words.lower()
    for answer, phrases in PHRASES:
        if any(phrase in plain for phrase in phrases):
            return answer
    return Answer.REFUSED
