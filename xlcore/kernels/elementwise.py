"""Operators and elementwise functions on vectors.

Every kernel gives ``(result, odd)``: ``odd`` marks the rows it did not decide (texts among numbers, numbers that
differ in their last bits
only, ...). The caller computes those by the scalar path, so a kernel can be fast without being able to be wrong.
Only operations that IEEE 754 rounds exactly are used: + - x / sqrt, comparison, floor.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from xlcore.kernels.vectors import BLANK, BOOL, ERROR, NUMBER, TEXT, Floats, Mask, Vec, booleans, numbers, select
from xlcore.values import DIV0, NUM

Decided = tuple[Vec, Mask | None]
Kernel = Callable[..., Decided]


def _either(a: Mask | None, b: Mask | None) -> Mask | None:
    if a is None:
        return b
    return a if b is None else a | b


def _not_numeric(vec: Vec) -> Mask | None:
    """The rows that do not simply count as a number (texts, errors); ``None`` when there are none."""
    odd: Mask = vec.kind >= TEXT
    return odd if odd.any() else None


def _with_num_errors(result: Floats) -> Vec:
    vec = numbers(result)
    wrong = ~np.isfinite(result)
    if wrong.any():
        vec.kind[wrong] = ERROR
        vec.num[wrong] = 0.0
        vec.objects[wrong] = NUM
    return vec


def _arithmetic(operate: Callable[[Floats, Floats], Floats]) -> Kernel:
    def kernel(a: Vec, b: Vec) -> Decided:
        with np.errstate(all="ignore"):
            return _with_num_errors(operate(a.num, b.num)), _either(_not_numeric(a), _not_numeric(b))

    return kernel


def _divide(a: Vec, b: Vec) -> Decided:
    with np.errstate(all="ignore"):
        vec = _with_num_errors(a.num / b.num)
    zero = b.num == 0.0
    if zero.any():
        vec.kind[zero] = ERROR
        vec.num[zero] = 0.0
        vec.objects[zero] = DIV0
    return vec, _either(_not_numeric(a), _not_numeric(b))


def _comparison(compare: Callable[[Floats, Floats], Mask]) -> Kernel:
    def kernel(a: Vec, b: Vec) -> Decided:
        # Booleans and texts order by type; two numbers that agree in 15 digits are equal: both are left to the scalar
        # path.
        odd: Mask = (a.kind > NUMBER) | (b.kind > NUMBER)
        near = (a.num != b.num) & (np.abs(a.num - b.num) <= np.abs(b.num) * 1e-14)
        odd |= near
        return booleans(compare(a.num, b.num)), odd if odd.any() else None

    return kernel


def _negate(a: Vec) -> Decided:
    return numbers(-a.num), _not_numeric(a)


def _percent(a: Vec) -> Decided:
    return numbers(a.num / 100.0), _not_numeric(a)


BINARY: Final[dict[str, Kernel]] = {
    "+": _arithmetic(np.add),
    "-": _arithmetic(np.subtract),
    "*": _arithmetic(np.multiply),
    "/": _divide,
    "=": _comparison(np.equal),
    "<>": _comparison(np.not_equal),
    "<": _comparison(np.less),
    ">": _comparison(np.greater),
    "<=": _comparison(np.less_equal),
    ">=": _comparison(np.greater_equal),
}
UNARY: Final[dict[str, Kernel]] = {"-": _negate, "%": _percent}


def cancelled(a: Floats, b: Floats, result: Floats) -> Mask:
    """The rows of a final sum or difference whose operands nearly cancel: the scalar path settles them to 15 digits."""
    mask: Mask = (result != 0.0) & (np.abs(result) <= np.abs(a) * 1e-14)
    return mask


def truth(vec: Vec) -> tuple[Mask, Mask | None]:
    """Which rows are true, and which are neither true nor false by themselves (texts, errors)."""
    return vec.num != 0.0, _not_numeric(vec)


def _kind_test(test: Callable[[Vec], Mask]) -> Kernel:
    return lambda vec: (booleans(test(vec)), None)


def _if_error(value: Vec, instead: Vec) -> Decided:
    return select(value.kind != ERROR, value, instead), None


def _not(vec: Vec) -> Decided:
    true, odd = truth(vec)
    return booleans(~true), odd


def _logical(join: Callable[[Mask, Mask], Mask]) -> Kernel:
    def kernel(*vecs: Vec) -> Decided:
        result, odd = vecs[0].num != 0.0, None
        for vec in vecs:
            # Texts and blanks in cells are passed over by AND and OR: not decided here.
            other: Mask = (vec.kind != NUMBER) & (vec.kind != BOOL)
            odd = _either(odd, other if other.any() else None)
            result = join(result, vec.num != 0.0)
        return booleans(result), odd

    return kernel


def _absolute(vec: Vec) -> Decided:
    return numbers(np.abs(vec.num)), _not_numeric(vec)


def _sign(vec: Vec) -> Decided:
    return numbers(np.sign(vec.num)), _not_numeric(vec)


def _square_root(vec: Vec) -> Decided:
    with np.errstate(invalid="ignore"):
        return _with_num_errors(np.sqrt(vec.num)), _not_numeric(vec)


FUNCTIONS: Final[dict[str, Kernel]] = {
    "ISNUMBER": _kind_test(lambda v: v.kind == NUMBER),
    "ISTEXT": _kind_test(lambda v: v.kind == TEXT),
    "ISNONTEXT": _kind_test(lambda v: v.kind != TEXT),
    "ISBLANK": _kind_test(lambda v: v.kind == BLANK),
    "ISLOGICAL": _kind_test(lambda v: v.kind == BOOL),
    "ISERROR": _kind_test(lambda v: v.kind == ERROR),
    "IFERROR": _if_error,
    "NOT": _not,
    "AND": _logical(np.logical_and),
    "OR": _logical(np.logical_or),
    "ABS": _absolute,
    "SIGN": _sign,
    "SQRT": _square_root,
}
