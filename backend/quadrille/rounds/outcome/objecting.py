"""Objecting to a published result, in time and with a bond; governance rules, or the result stands."""

from collections.abc import Iterator

from eth_hash.auto import keccak

from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.states import Standing
from quadrille.errors import Refused
from quadrille.rounds.flow import open_to_results
from quadrille.rounds.steps.plan import Plan, Step
from quadrille.types import Address, Hash32

Right = tuple[Standing, int, list[int]]
"""By what right, of which cart or project, and the words of the cart."""


def object_to(chain: Chain, address: Address, objector: Address, reason: str) -> Plan:
    """Object to the result that stands, by whatever right the objector has; the clock stops until governance rules.

    The reason is published where governance reads it; its hash stands on the chain. Raises Refused for who has no
    right, or when no result stands.
    """
    round_ = open_to_results(chain, address)
    published = round_.result()
    if not published.stands:
        raise Refused(f"No result of the round {address} stands.", "Object once there is one.")
    standing, id_, words = right_of(round_, objector)
    hash_ = reason_hash(reason)
    said = f"Object as {standing.name.lower()} to the result {published.root}"
    # The same result can stand again, and be objected to again.
    key = f"round {address} object {published.root} after {len(round_.objections())}"
    step = Step(said, round_.object(standing, id_, words, hash_), key)
    bond = round_.terms.bond_wei
    return Plan(
        f"{said}, with a bond of {bond} wei: {reason}",
        "operator",
        (step,),
        (
            "The bond comes back unless governance finds the objection frivolous; "
            f"then: `quadrille rounds bond {address} {objector}`.",
            f"Tell governance why, in these very words; their hash is {hash_}.",
        ),
    )


def take_bond(chain: Chain, address: Address, objector: Address) -> Plan:
    """Send an objector its bond back, once governance has ruled or its time for that is over."""
    round_ = open_to_results(chain, address)
    after = len(round_.events("BondReturned", objector=objector))
    words = f"Send {objector} its bond back"
    step = Step(words, round_.take_bond(objector), f"round {address} bond {objector} {after}")
    return Plan(f"{words}.", "operator", (step,))


def right_of(round_: PublishedRound, objector: Address) -> Right:
    """By what right somebody may object; raises Refused for who has none."""
    for right in _rights(round_, objector):
        return right
    raise Refused(
        f"{objector} gave nothing in the round {round_.address}, did not apply, is no sponsor and holds no badge.",
        "Tell somebody who has a part in the round what you found.",
    )


def reason_hash(reason: str) -> Hash32:
    """What stands on the chain for a reason: the Keccak-256 of its UTF-8 bytes."""
    return Hash32("0x" + keccak(reason.encode()).hex())


def _rights(round_: PublishedRound, objector: Address) -> Iterator[Right]:
    for cart, (donor, words) in enumerate(round_.carts()):
        if donor == objector and int(round_.cart_hash_of(cart), 16):
            yield Standing.DONOR, cart, words
    for application in round_.applications():
        if application.applicant == objector:
            yield Standing.APPLICANT, application.index, []
    if round_.deposit_of(objector):
        yield Standing.SPONSOR, 0, []
    if round_.is_holder(objector):
        yield Standing.HOLDER, 0, []
