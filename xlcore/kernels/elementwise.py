"""Operators and elementwise functions on vectors.

Every kernel gives ``(result, odd)``: ``odd`` marks the rows it did not decide (texts among numbers, numbers that
differ in their last bits
only, ...). The caller computes those by the scalar path, so a kernel can be fast without being able to be wrong.
Only operations that IEEE 754 rounds exactly are used: + - x / sqrt, comparison, floor.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import numpy as np

from xlcore.coerce import fold
from xlcore.kernels.vectors import BLANK, BOOL, ERROR, NUMBER, TEXT, Floats, Mask, Vec, booleans, numbers, select
from xlcore.values import DIV0, NUM, VALUE

Decided = tuple[Vec, Mask | None]
Kernel = Callable[..., Decided]


def _either(a: Mask | None, b: Mask | None) -> Mask | None:
    if a is None:
        return b
    return a if b is None else a | b


def not_numeric(vec: Vec) -> Mask | None:
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
            vec = _with_num_errors(operate(a.num, b.num))
        return vec, _put_failures(vec, a, b)

    return kernel


def _put_failures(result: Vec, a: Vec, b: Vec) -> Mask | None:
    """Puts into ``result`` the errors of the operands, the left one's last so that it wins, and #VALUE! for texts that
    hold no digit; gives the rows with other texts, which may read as numbers."""
    odd: Mask | None = None
    for vec in (b, a):
        wrong = vec.kind == TEXT
        if not wrong.any():
            continue
        rows = np.flatnonzero(wrong)
        result.kind[rows] = ERROR
        result.num[rows] = 0.0
        result.objects[rows] = VALUE
        perhaps = [not _NO_DIGITS(text) for text in vec.objects[rows].tolist()]
        if any(perhaps):
            mask = np.zeros(len(result.kind), dtype=np.bool_)
            mask[rows[perhaps]] = True
            odd = _either(odd, mask)
    _put_errors(result, a, b)  # an error wins over a text on its left
    return odd


_NO_DIGITS = re.compile(r"\D*").fullmatch


def _divide(a: Vec, b: Vec) -> Decided:
    with np.errstate(all="ignore"):
        vec = _with_num_errors(a.num / b.num)
    zero = b.num == 0.0
    if zero.any():
        vec.kind[zero] = ERROR
        vec.num[zero] = 0.0
        vec.objects[zero] = DIV0
    return vec, _put_failures(vec, a, b)


def _comparison(compare: Callable[[Floats, Floats], Mask]) -> Kernel:
    """Excel's order: numbers < texts < booleans, a blank being the other side's zero; the left error wins."""

    def kernel(a: Vec, b: Vec) -> Decided:
        left, right = a.num, b.num
        plain = bool((a.kind <= NUMBER).all() and (b.kind <= NUMBER).all())
        odd: Mask = (left != right) & (np.abs(left - right) <= np.abs(right) * 1e-14)  # 15 digits decide: not here
        if plain:
            return booleans(compare(left, right)), odd if odd.any() else None
        left, right = left.copy(), right.copy()
        ranks = _RANKS[a.kind], _RANKS[b.kind]
        # A blank beside a text is "", beside a boolean FALSE: it takes the other side's rank.
        blank_left, blank_right = a.kind == BLANK, b.kind == BLANK
        rank_a = np.where(blank_left & ~blank_right, ranks[1], ranks[0])
        rank_b = np.where(blank_right & ~blank_left, ranks[0], ranks[1])
        differ = rank_a != rank_b
        left[differ], right[differ] = rank_a[differ], rank_b[differ]
        odd &= ~differ
        texts = (rank_a == _RANKS[TEXT]) & (rank_b == _RANKS[TEXT])
        if texts.any():
            rows = np.flatnonzero(texts)
            left[rows] = _text_order(a, b, rows.tolist())
            right[rows] = 0.0
            odd &= ~texts
        result = booleans(compare(left, right))
        _put_errors(result, a, b)
        return result, odd if odd.any() else None

    return kernel


_RANKS: Final = np.array([0.0, 0.0, 2.0, 1.0, 3.0])  # of blank, number, boolean, text, error


def _text_order(a: Vec, b: Vec, rows: list[int]) -> list[float]:
    """-1, 0 or 1 for each row: how its two texts compare; pairs that come again are compared once."""
    known: dict[tuple[str, str], float] = {}
    texts_a, texts_b = a.objects, b.objects
    kinds_a, kinds_b = a.kind, b.kind
    found = []
    for i in rows:
        pair = (texts_a[i] if kinds_a[i] == TEXT else "", texts_b[i] if kinds_b[i] == TEXT else "")
        order = known.get(pair)
        if order is None:
            x, y = fold(pair[0]), fold(pair[1])
            order = known[pair] = float((x > y) - (x < y))
        found.append(order)
    return found


def _put_errors(result: Vec, a: Vec, b: Vec) -> None:
    for vec in (b, a):
        failed = vec.kind == ERROR
        if failed.any():
            result.kind[failed] = ERROR
            result.num[failed] = 0.0
            result.objects[failed] = vec.objects[failed]


def _negate(a: Vec) -> Decided:
    return numbers(-a.num), not_numeric(a)


def _percent(a: Vec) -> Decided:
    return numbers(a.num / 100.0), not_numeric(a)


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
    return vec.num != 0.0, not_numeric(vec)


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
    return numbers(np.abs(vec.num)), not_numeric(vec)


def _sign(vec: Vec) -> Decided:
    return numbers(np.sign(vec.num)), not_numeric(vec)


def _square_root(vec: Vec) -> Decided:
    with np.errstate(invalid="ignore"):
        return _with_num_errors(np.sqrt(vec.num)), not_numeric(vec)


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
