"""The fields of a plain CSV file in one pass over its bytes, compiled: ids numbered, amounts as limbs of 64 bits.

Whatever is not plain ends the pass, and it says nothing of what is wrong: that is for the strict reader, from the
start. An id is looked up by a hash, and counts as found only when every byte of it is the same.
"""

from typing import Any

import numpy as np

from quadrille.rounds.matching.kernels.compiling import compiled
from quadrille.rounds.matching.kernels.limbs import plus, times
from quadrille.rounds.matching.kernels.prefetching import prefetch

U = np.uint64

DONOR, PROJECT, AMOUNT, COEFFICIENT, OTHER = range(5)
"""What a column holds; what no match depends on is passed over."""

COMMA, LINE_END, ZERO = U(ord(",")), U(ord("\n")), U(ord("0"))
COMMAS, LINE_ENDS = U(0x2C2C2C2C2C2C2C2C), U(0x0A0A0A0A0A0A0A0A)
EVERY_BYTE, TOP_BITS = U(0x0101010101010101), U(0x8080808080808080)
NOTHING, ONE, SEVEN, BYTES, TEN = U(0), U(1), U(7), U(8), U(10)
HALF, LOW_HALF, TOP_BYTE = U(32), U(0xFFFFFFFF), U(56)
FACTOR = U(0x9E3779B97F4A7C15)

WORD_DIGITS = U(19)
"""So many digits fit one limb. Amounts have at most twice as many, leading zeros apart: they are below 2^127."""

BPS_DIGITS, BPS_MOST = U(5), U(10_000)

LENGTH_BITS, LENGTH_BOUND = U(24), U(1 << 24)
"""How a place is written in 64 bits: files below 2^40 bytes, ids below 2^24."""

FIRST_SLOTS = 1 << 12

AHEAD = 4
"""Rows by which memory is asked for before it is needed, at each of three steps."""

HALF_LINE = U(32)
"""An id of some ten letters may lie across two lines of the cache, which are 64 bytes."""

PROBES = 8
"""So many slots may be looked at for an id, on average: ids that were made to collide are left to the strict reader."""


@compiled
def count_lines(data: Any, at: int, to: int) -> int:
    """How many lines begin from here to there, the last one of the file also without a line end."""
    ends = 0
    for place in range(at, to):
        ends += data[place] == 10
    return ends + (at < to == len(data) and data[to - 1] != 10)


@compiled
def cut_rows(
    data: Any, at: int, row: int, to_row: int, roles: Any, places: Any, tags: Any, low: Any, high: Any, bps: Any
) -> bool:
    """Fill the columns from one row up to another; return whether these rows are plain.

    data       the file's bytes, no NUL, CR or quote among them; the first one of these rows begins at `at`
    roles      what each column holds, from the left
    places     2 x rows: where each row's donor and its project stand, (first byte << LENGTH_BITS) + length
    tags       2 x rows: a hash of each
    low, high  each row's amount
    bps        each row's coefficient; never touched when no column holds one
    """
    place, end, last = U(at), U(len(data)), len(roles) - 1
    for one in range(row, to_row):
        for column in range(len(roles)):
            role = roles[column]
            if role == AMOUNT:
                high[one], low[one], place, is_plain = _amount(data, place, end)
            elif role == COEFFICIENT:
                bps[one], place, is_plain = _coefficient(data, place, end)
            elif role == OTHER:
                _, place = _tag(data, place, end)
                is_plain = True
            else:
                start = place
                tags[role, one], place = _tag(data, place, end)
                places[role, one] = (start << LENGTH_BITS) + (place - start)
                is_plain = start < place < start + LENGTH_BOUND
            if not is_plain or not _ends(data, place, end, column == last, one == len(low) - 1):
                return False
            place += ONE
    return True


@compiled
def number_ids(data: Any, places: Any, tags: Any) -> Any:
    """Put a number in the place of each tag, the same for the same id, from 0 in the order of first rows.

    returns    where each numbered id stands first, as in `places`, and whether all went well: ids that were made to
               collide are better left to a reader with a secret in its hashes
    """
    first, count, row, steps = np.empty(len(places), np.uint64), 0, 0, 0
    slots = np.zeros(FIRST_SLOTS, np.uint64)
    while row < len(places) and steps <= PROBES * (row + FIRST_SLOTS):
        row, count, steps = _number(data, places, tags, slots, first, row, count, steps)
        slots = _grown(slots)
    return first[:count].copy(), row == len(places)


@compiled
def _number(
    data: Any, places: Any, tags: Any, slots: Any, first: Any, row: int, count: int, steps: int
) -> tuple[int, int, int]:
    """Go on with `number_ids` until half of the slots are taken, or too many were looked at.

    A slot holds an id's tag in its upper half, in its lower one its number and 1. This loop is apart from the one that
    makes more slots, since no array may be exchanged where every nanosecond counts: its references would be counted.
    """
    mask = U(len(slots) - 1)
    while row < len(places) and 2 * count <= len(slots) and steps <= PROBES * (row + FIRST_SLOTS):
        if row + 3 * AHEAD < len(places):
            # Ask for the memory of later rows, in three steps that lead to one another. What is out of date by then
            # costs time and nothing else.
            prefetch(slots, U(tags[row + 3 * AHEAD]) & mask)
            entry = slots[U(tags[row + 2 * AHEAD]) & mask]
            if entry != NOTHING:
                prefetch(first, (entry & LOW_HALF) - ONE)
            entry = slots[U(tags[row + AHEAD]) & mask]
            if entry != NOTHING:
                at = first[(entry & LOW_HALF) - ONE] >> LENGTH_BITS
                prefetch(data, at)
                prefetch(data, at + HALF_LINE)
        tag, place = U(tags[row]), places[row]
        slot = tag & mask
        while slots[slot] != NOTHING:
            if slots[slot] >> HALF == tag and _same(data, first[(slots[slot] & LOW_HALF) - ONE], place):
                break
            slot = (slot + ONE) & mask
            steps += 1
        if slots[slot] == NOTHING:
            first[count] = place
            count += 1
            slots[slot] = (tag << HALF) | U(count)
        tags[row] = (slots[slot] & LOW_HALF) - ONE
        row += 1
    return row, count, steps


@compiled
def _ends(data: Any, place: Any, end: Any, is_last: bool, is_final: bool) -> Any:
    """Whether a field ends here as its place in the row asks for; only the file's last one may end with the file."""
    if place >= end:
        return is_last and is_final
    return U(data[place]) == (LINE_END if is_last else COMMA)


@compiled
def _tag(data: Any, place: Any, end: Any) -> Any:
    """A hash of 32 bits over the field that begins here, and where the field ends."""
    state = FACTOR
    while True:
        word = _word(data, place, end)
        # Of a word's bytes that are zero this finds the first; after it there may be a false one.
        other, others = word ^ COMMAS, word ^ LINE_ENDS
        found = ((other - EVERY_BYTE) & ~other | (others - EVERY_BYTE) & ~others) & TOP_BITS
        first = found & (~found + ONE)
        if found:
            word &= (first >> SEVEN) - ONE
        state = (state ^ word) * FACTOR
        state ^= state >> HALF
        if found:
            before = (((first - ONE) & EVERY_BYTE) * EVERY_BYTE >> TOP_BYTE) - ONE
            return (state * FACTOR) >> HALF, min(place + before, end)
        place += BYTES


@compiled
def _word(data: Any, place: Any, end: Any) -> Any:
    """Eight bytes as a number, the first one lowest; beyond the end of the file there are line ends."""
    word = NOTHING
    if place + BYTES <= end:
        for byte in range(8):
            word |= U(data[place + U(byte)]) << U(8 * byte)
        return word
    for byte in range(8):
        at = place + U(byte)
        word |= (U(data[at]) if at < end else LINE_END) << U(8 * byte)
    return word


@compiled
def _same(data: Any, first: Any, place: Any) -> Any:
    """Whether the bytes at two places are the same; the first one lies before the other."""
    length = place & (LENGTH_BOUND - ONE)
    if first & (LENGTH_BOUND - ONE) != length:
        return False
    one, other, end = first >> LENGTH_BITS, place >> LENGTH_BITS, U(len(data))
    while length >= BYTES:
        if _word(data, one, end) != _word(data, other, end):
            return False
        one, other, length = one + BYTES, other + BYTES, length - BYTES
    return (_word(data, one, end) ^ _word(data, other, end)) & ((ONE << (length * BYTES)) - ONE) == NOTHING


@compiled
def _grown(slots: Any) -> Any:
    """The same entries in twice the slots."""
    grown = np.zeros(2 * len(slots), np.uint64)
    mask = U(len(grown) - 1)
    for entry in slots:
        if entry != NOTHING:
            slot = (entry >> HALF) & mask
            while grown[slot] != NOTHING:
                slot = (slot + ONE) & mask
            grown[slot] = entry
    return grown


@compiled
def _amount(data: Any, place: Any, end: Any) -> Any:
    """An amount's upper and lower limb, where its digits end, and whether there are any.

    More digits than are read are left standing, where no field ends.
    """
    first = _after_zeros(data, place, end)
    middle, value, _ = _digits(data, first, min(first + WORD_DIGITS, end))
    after, rest, power = _digits(data, middle, min(middle + WORD_DIGITS, end))
    high, low = times(NOTHING, value, power)
    high, low = plus(high, low, NOTHING, rest)
    return high, low, after, after > place


@compiled
def _coefficient(data: Any, place: Any, end: Any) -> Any:
    """A coefficient, where its digits end, and whether there are any and it is in bounds."""
    first = _after_zeros(data, place, end)
    after, value, _ = _digits(data, first, min(first + BPS_DIGITS, end))
    return value, after, after > place and value <= BPS_MOST


@compiled
def _after_zeros(data: Any, place: Any, end: Any) -> Any:
    while place < end and data[place] == ZERO:
        place += ONE
    return place


@compiled
def _digits(data: Any, place: Any, end: Any) -> Any:
    """Where the digits end that begin here, their number, and the power of ten above them."""
    value, power = NOTHING, ONE
    while place < end:
        digit = U(data[place]) - ZERO
        # A byte below that of 0 makes a very large number here.
        if digit >= TEN:
            break
        value, power, place = value * TEN + digit, power * TEN, place + ONE
    return place, value, power
