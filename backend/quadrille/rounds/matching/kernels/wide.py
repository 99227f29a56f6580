"""What compiled loops need beyond 64 bits: the upper part of a product, and a root of one. Numbers are 0 or more.

Compiled code has no check for overflow: what a caller must keep in bounds stands with each function, and the loops'
definitions say why they do. numba has no 128-bit integers, the compiler below it does.
"""

from math import sqrt
from typing import Any

from llvmlite import ir
from numba import types

from quadrille.rounds.matching.kernels.compiling import compiled, intrinsic

WIDE = ir.IntType(128)
WORD = ir.IntType(64)


@intrinsic
def multiply_shift(_: Any, one: Any, other: Any, bits: Any) -> Any:
    """one * other >> bits, when that is below 2^63; factors are unsigned, 0 <= bits < 128; 64 is the quickest."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        left, right, shift = (builder.zext(argument, WIDE) for argument in arguments)
        return builder.trunc(builder.lshr(builder.mul(left, right), shift), WORD)

    return types.int64(types.int64, types.int64, types.int64), generate


@intrinsic
def digits(_: Any, value: Any) -> Any:
    """How many binary digits a number from 1 on has."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        leading = builder.ctlz(arguments[0], ir.Constant(ir.IntType(1), 1))
        return builder.sub(ir.Constant(WORD, 64), leading)

    return types.int64(types.int64), generate


@intrinsic
def ones(_: Any, word: Any) -> Any:
    """How many bits of an unsigned word are set."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        return builder.ctpop(arguments[0])

    return types.int64(types.uint64), generate


@compiled
def reciprocal(divisor: int, size: int) -> int:
    """2^(size + 61) / divisor, within 1; size is the divisor's number of digits, at most 62.

    A float knows the quotient's first 50 digits, and what they leave, divided again, the others.
    """
    lifted = divisor << (62 - size)
    first = int(2.0**112 / float(lifted))
    # 2^112 itself leaves nothing in 64 bits, and the true remainder fits.
    rest = -(first * lifted)
    return (first << 11) + int(float(rest) * 2048.0 / float(lifted))


@compiled
def divide(number: int, divisor: int, over: int, size: int) -> int:
    """(number << 60) // divisor, number below 2^60 and 2^size; `over` is the divisor's `reciprocal`.

    The reciprocal gives the quotient within 1, and the remainder, which then fits 64 bits, tells which way.
    """
    quotient: int = multiply_shift(number << (63 - size), over, 64)
    rest = (number << 60) - quotient * divisor
    # Not by branches: which way it goes, no processor can guess.
    return quotient + (rest >= divisor) - (rest < 0)


@compiled
def root_of_product(one: int, other: int) -> int:
    """isqrt(one * other), factors below 2^60.

    A float knows the root's first 50 digits; where it has more, one step of Newton's gives all but the last, and the
    remainder tells that one.
    """
    root = int(sqrt(float(one) * float(other)))
    if root >= 1 << 50:
        # So far to the right, either product fits; what is lost there is less than half a unit of the root.
        bits = 2 * digits(root) - 62
        gap = multiply_shift(one, other, bits) - multiply_shift(root, root, bits)
        root += int(float(gap) * float(1 << bits) / (2.0 * float(root)))
    remainder = one * other - root * root
    while remainder < 0:
        root -= 1
        remainder += 2 * root + 1
    while remainder > 2 * root:
        remainder -= 2 * root + 1
        root += 1
    return root
