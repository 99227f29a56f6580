"""What a cart comes to: sums, what it would add to the match, and what stands in its way, before a wallet is asked."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from quadrille.chain.deployment import Chain
from quadrille.chain.funding_round.at import AnyRound
from quadrille.chain.funding_round.plain import PlainRound
from quadrille.chain.states import RoundStatus
from quadrille.errors import BadParameter, Refused
from quadrille.languages.words import Said, said
from quadrille.rounds.cart.cart import Cart
from quadrille.rounds.coin import Asset
from quadrille.rounds.course.position import Position
from quadrille.rounds.estimate.live_estimate import LiveEstimates
from quadrille.rounds.money.gift_text import read_coins
from quadrille.rounds.projects.roster import Roster
from quadrille.types import AMOUNT_BITS, NO_HASH, NOBODY, Address, Wei


@dataclass(frozen=True, slots=True)
class Row:
    """One project of a cart. `units` is 0 and `trouble` says why where the amount cannot be given."""

    slug: str
    typed: str
    units: Wei
    trouble: str
    remedy: str = ""


def rows_of(cart: Cart, roster: Roster, asset: Asset, minimum: Wei) -> list[Row]:
    """The rows of a cart, in its order; projects that are not in the round any more are left out."""
    slugs = {project.index: project.slug for project in roster.admitted}
    return [_row(slugs[index], typed, asset, minimum) for index, typed in cart.items() if index in slugs]


def _row(slug: str, typed: str, asset: Asset, minimum: Wei) -> Row:
    try:
        return Row(slug, typed, read_gift(typed, asset, minimum), "")
    except (Refused, BadParameter) as problem:
        return Row(slug, typed, Wei(0), problem.cause if typed else "", problem.remedy if typed else "")


def read_gift(typed: str, asset: Asset, minimum: Wei) -> Wei:
    """The base units of a gift; raises BadParameter, or Refused where the round does not take so little or so much."""
    if not typed.strip():
        raise Refused(said("No amount is named."), said("Say how much you want to give to each project."))
    try:
        units = read_coins(typed, asset.decimals)
    except BadParameter as problem:
        raise Refused(
            said("This is no amount: {typed}", typed=typed),
            said("Write it with a point, as 0.25, and at most {decimals} decimals.", decimals=asset.decimals),
        ) from problem
    if not 0 < units < 2**AMOUNT_BITS:
        raise Refused(said("A gift must be more than nothing, and below 2^112 base units."), said("Change the amount."))
    if units < minimum:
        raise Refused(
            said(
                "The round takes no gift below {least} {symbol}.", least=in_coins(minimum, asset), symbol=asset.symbol
            ),
            said("Give at least so much to each project."),
        )
    return units


def in_coins(units: int, asset: Asset) -> str:
    """An amount exactly, in coins, with a point and no more digits than it needs."""
    if not asset.decimals:
        return str(units)
    whole, fraction = divmod(units, 10**asset.decimals)
    digits = f"{fraction:0{asset.decimals}d}".rstrip("0")
    return f"{whole}.{digits}" if digits else str(whole)


def added_by(
    estimates: LiveEstimates, chain: Chain, round_: AnyRound, wallet: Address, rows: Iterable[Row]
) -> Mapping[str, int]:
    """What the rows would add to the match of every project that it changes; nothing where nothing can be given."""
    items = [(row.slug, row.units) for row in rows if row.units]
    if not items:
        return {}
    found = estimates.estimate(chain, round_.address, wallet, items)
    return {one.project: one.after_units - one.before_units for one in found.projects}


def obstacles(position: Position) -> Iterator[tuple[Said, Said]]:
    """What stands in the way of any gift now, each with what to do about it."""
    if position.status is RoundStatus.PENDING:
        yield (
            said("The round is not open yet."),
            said("Come back once it opens; your cart stays in this browser for thirty days."),
        )
    elif position.status is RoundStatus.CANCELLED:
        yield said("The round was cancelled."), said("Whoever gave can have all of it back; give to another round.")
    elif position.status is not RoundStatus.OPEN:
        yield (
            said("The round is closed and takes no more donations."),
            said("See its result, or give to another round."),
        )
    elif position.is_paused:
        yield said("Donations are paused."), said("Try again when the pause is over; the close moved by as much.")


def require_open(position: Position) -> None:
    """Raise Refused where no gift can be given now."""
    for cause, remedy in obstacles(position):
        raise Refused(cause, remedy)


def matched_words(round_: AnyRound, wallet: Address) -> str:
    """What to know of whether the gifts of a wallet are matched; "" where nothing is in the way."""
    if not isinstance(round_, PlainRound) or wallet == NOBODY or round_.is_eligible(wallet):
        return ""
    if round_.terms.gate_root != NO_HASH:
        return said("This wallet has not shown that it is on the round's list: its gift arrives, but is not matched.")
    return said("This wallet holds no badge that the round asks for: its gift arrives, but is not matched.")
