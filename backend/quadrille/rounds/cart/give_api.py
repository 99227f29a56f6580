"""What a wallet signs to give a whole cart, in one donation: amounts in coins, as a person typed them."""

from fastapi import APIRouter
from pydantic import Field

from quadrille.catalog.catalog import name_of
from quadrille.chain.intent import Intent, transaction_intent
from quadrille.errors import Refused
from quadrille.languages.words import Said, said, said_many
from quadrille.rounds import flow
from quadrille.rounds.asset import asset_of
from quadrille.rounds.cart.cart import LONGEST_AMOUNT, MOST_ITEMS, from_text
from quadrille.rounds.cart.looking import in_coins, matched_words, read_gift, require_open
from quadrille.rounds.course.position import read_position
from quadrille.rounds.steps.intent_api import RoundRequest
from quadrille.routing import ChainDep, SessionDep
from quadrille.types import Wei

router = APIRouter(prefix="/api/v1/intents", tags=["rounds"])

LONGEST_CART = MOST_ITEMS * (64 + 3 * LONGEST_AMOUNT + 2)
NAMED = 3
"""So many projects the words of an intent name; the page has all."""


class GivenCart(RoundRequest):
    """A cart as a form hands it in: `project=amount` in coins, joined by `&`, percent-encoded."""

    cart: str = Field(pattern=r"^[A-Za-z0-9._~%+=&*-]+$", max_length=LONGEST_CART)


@router.post("/give")
def intend_gift(body: GivenCart, session: SessionDep, chain: ChainDep) -> Intent:
    """Give a cart in one donation; in a token's round first let the round take the sum.

    Refused, before a wallet opens, where the round takes nothing now, or an amount is none that it takes.
    """
    round_ = chain.round(body.address)
    asset, least = asset_of(round_), round_.terms.minimum_wei
    # Check: what the contract would refuse with fewer words.
    require_open(read_position(round_))
    items: list[tuple[str, Wei]] = []
    for slug, typed in from_text(body.cart):
        try:
            items.append((slug, read_gift(typed, asset, Wei(least))))
        except Refused as problem:
            name = name_of(session, slug)
            raise Refused(said("{project}: {cause}", project=name, cause=problem.cause), problem.remedy) from problem
    plan = flow.donate(chain, round_.address, items, body.signer)
    names = [name_of(session, slug) for slug, _ in items]
    total = f"{in_coins(sum(amount for _, amount in items), asset)} {asset.symbol}"
    words = _allowance(total) if len(plan.steps) > 1 else _gift(total, names)
    intent = transaction_intent(chain.client, plan.steps[0].call, body.signer, words, round_.closes_at())
    notices = [notice] if (notice := matched_words(round_, body.signer)) else []
    return intent.model_copy(update={"notices": notices})


def _allowance(total: str) -> Said:
    return said("First of two steps: let the round take {total}. Nothing is given yet.", total=total)


def _gift(total: str, names: list[str]) -> Said:
    named = ", ".join(names[:NAMED]) + (" …" if len(names) > NAMED else "")
    return said_many(
        "Give {total} to one project: {names}.",
        "Give {total} to {count} projects: {names}.",
        len(names),
        total=total,
        names=named,
    )
