"""Objecting to a published result, in time and with a bond; governance rules, or the result stands."""

from collections.abc import Iterator

from eth_hash.auto import keccak

from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.published import PublishedRound
from quadrille.chain.states import Standing
from quadrille.errors import Refused
from quadrille.languages.words import said
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
        raise Refused(said("No result of the round {address} stands.", address=address), "Object once there is one.")
    standing, id_, words = right_of(round_, objector)
    hash_ = reason_hash(reason)
    what = said("Object as {state} to the result {root}", state=standing.name.lower(), root=published.root)
    # The same result can stand again, and be objected to again.
    key = f"round {address} object {published.root} after {len(round_.objections())}"
    step = Step(what, round_.object(standing, id_, words, hash_), key)
    bond = round_.terms.bond_wei
    return Plan(
        said("{what}, with a bond of {bond} wei: {reason}", what=what, bond=bond, reason=reason),
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
    words = said("Send {objector} its bond back", objector=objector)
    step = Step(words, round_.take_bond(objector), f"round {address} bond {objector} {after}")
    return Plan(said("{words}.", words=words), "operator", (step,))


def right_of(round_: PublishedRound, objector: Address) -> Right:
    """By what right somebody may object; raises Refused for who has none."""
    for right in _rights(round_, objector):
        return right
    raise Refused(
        said(
            "{objector} gave nothing in the round {address}, did not apply, is no sponsor and holds no badge.",
            objector=objector,
            address=round_.address,
        ),
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
