"""How loops are compiled: on first use, kept beside the source for the next process, holding back no other thread."""

from collections.abc import Callable
from typing import Any, TypeVar, cast

from numba import extending, njit

Function = TypeVar("Function", bound=Callable[..., Any])

intrinsic: Callable[[Callable[..., Any]], Any] = extending.intrinsic
"""Makes of a function that writes instructions for the compiler one that compiled loops call."""


def compiled(function: Function) -> Function:
    """The same function, compiled; it must be called with NumPy arrays and numbers."""
    try:
        return cast("Function", njit(nogil=True, cache=True)(function))
    except RuntimeError:
        # There is no folder for numba to write to: then it is compiled anew in each process, and is as right.
        return cast("Function", njit(nogil=True)(function))
