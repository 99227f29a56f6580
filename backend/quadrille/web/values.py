"""How amounts, addresses, moments and shares are written for a person, in the language spoken. Integers only."""

from datetime import UTC, datetime

from babel.numbers import get_decimal_symbol, get_group_symbol
from babel.units import format_unit
from markupsafe import Markup

from quadrille.errors import BadParameter
from quadrille.languages.moments import LAST_MOMENT, moment_words
from quadrille.languages.spoken import language, locale_of
from quadrille.languages.words import gettext as _

DURATIONS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))

SHORTEST_CUT = 13
"""A text of so many characters is no longer than its own short form."""


def units(amount: int, decimals: int, places: int | None = None) -> str:
    """Write base units as exact decimal text: in the language's groups, at least two decimals if any.

    amount    base units
    decimals  of the token; 0 for what is only counted
    places    cut, never rounded, after so many decimals, as a column needs; dust then reads "<0.0001"
    raises    BadParameter when the amount is not an integer: a float has already lost digits
    """
    if type(amount) is not int:
        raise BadParameter("amount", amount, "an integer of base units")
    locale = locale_of(language())
    point, group = get_decimal_symbol(locale), get_group_symbol(locale)
    sign = "-" if amount < 0 else ""
    whole, fraction = divmod(abs(amount), 10**decimals)
    digits = f"{fraction:0{decimals}d}" if decimals else ""
    if places is None:
        shown = digits.rstrip("0").ljust(min(2, decimals), "0")
    else:
        shown = digits[:places]
        if amount and not whole and not shown.strip("0"):
            return _dust(sign, len(shown), point)
    grouped = f"{whole:,}".replace(",", group)
    return f"{sign}{grouped}{point}{shown}" if shown else f"{sign}{grouped}"


def short(value: str) -> Markup:
    """Write an address or a hash as 0x1234…abcd, the whole in its title."""
    text = value if len(value) <= SHORTEST_CUT else f"{value[:6]}…{value[-4:]}"
    return Markup('<code class="hex" title="{}">{}</code>').format(value, text)


def moment(unix: int) -> Markup:
    """Write unix seconds as a day and a time in UTC, readable by machines too."""
    if unix > LAST_MOMENT:
        return Markup.escape(moment_words(unix))
    machine = f"{datetime.fromtimestamp(unix, UTC):%Y-%m-%dT%H:%M:%SZ}"
    # A page has room for minutes; the second is in the machine's form.
    return Markup('<time datetime="{}">{}</time>').format(machine, moment_words(unix - unix % 60))


def duration(seconds: int) -> str:
    """Write a number of seconds exactly: 5 days; 1 hour 30 minutes."""
    parts = []
    for name, length in DURATIONS:
        count, seconds = divmod(seconds, length)
        if count:
            parts.append(format_unit(count, name, "long", locale=locale_of(language())))
    return " ".join(parts) or _("no time")


def percent_bps(bps: int) -> str:
    """Write basis points as percent with two decimals, which is exact: 1250 is 12.50 %."""
    return f"{units(bps, 2)}\N{NO-BREAK SPACE}%"


def share_bps(part: int, whole: int) -> int:
    """Say how much of the whole a part is, in basis points, rounded down; 0 of nothing."""
    return part * 10_000 // whole if whole else 0


def _dust(sign: str, places: int, point: str) -> str:
    least = f"0{point}{'1':0>{places}}" if places else "1"
    return f"{sign}<{least}"
