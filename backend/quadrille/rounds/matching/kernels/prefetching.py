"""A hint to the processor: this memory will be needed. It changes nothing but the time."""

from typing import Any

from llvmlite import ir
from numba import types

from quadrille.rounds.matching.kernels.compiling import intrinsic

WILL_READ, KEEP_CLOSE, IS_DATA = 0, 3, 1


@intrinsic
def prefetch(_: Any, array: Any, place: Any) -> Any:
    """Have an array's entry brought to the cache; a place beyond its end does no harm."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        start = context.make_array(signature.args[0])(context, builder, arguments[0]).data
        byte, number = ir.IntType(8).as_pointer(), ir.IntType(32)
        hint = builder.module.declare_intrinsic(
            "llvm.prefetch.p0", (), ir.FunctionType(ir.VoidType(), [byte, number, number, number])
        )
        entry = builder.bitcast(builder.gep(start, [arguments[1]]), byte)
        builder.call(hint, [entry, *(ir.Constant(number, word) for word in (WILL_READ, KEEP_CLOSE, IS_DATA))])
        return context.get_dummy_value()

    return types.void(array, types.uint64), generate
