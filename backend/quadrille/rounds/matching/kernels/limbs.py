"""Numbers of two limbs of 64 bits, (high, low), as compiled loops add and multiply them: modulo 2^128.

numba has no 128-bit integers, the compiler below it does; the one product that needs them is taken there.
"""

from typing import Any

import numpy as np
from llvmlite import ir
from numba import types

from quadrille.rounds.matching.kernels.compiling import compiled, intrinsic

U = np.uint64


@intrinsic
def upper(_: Any, one: Any, other: Any) -> Any:
    """one * other >> 64, of two limbs."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        wide = ir.IntType(128)
        left, right = (builder.zext(argument, wide) for argument in arguments)
        return builder.trunc(builder.lshr(builder.mul(left, right), ir.Constant(wide, 64)), ir.IntType(64))

    return types.uint64(types.uint64, types.uint64), generate


@compiled
def plus(high: Any, low: Any, more_high: Any, more_low: Any) -> Any:
    """The sum of two numbers."""
    total = low + more_low
    return high + more_high + U(total < low), total


@compiled
def minus(high: Any, low: Any, less_high: Any, less_low: Any) -> Any:
    """What is left of the first number without the second; 2^128 more when that is below zero."""
    return high - less_high - U(low < less_low), low - less_low


@compiled
def is_less(high: Any, low: Any, than_high: Any, than_low: Any) -> Any:
    """Whether the first number is the smaller one."""
    return high < than_high or (high == than_high and low < than_low)


@compiled
def times(high: Any, low: Any, factor: Any) -> Any:
    """A number times one limb."""
    return high * factor + upper(low, factor), low * factor
