"""Bessel functions as Excel computes them: by polynomials good to about eight digits.

Excel's results come from the approximations of Abramowitz & Stegun (9.8) and Hart, and from recurrences between the
orders. Its printed values show their errors from the ninth digit on, so exact algorithms would not give them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from xlcore.effort import TooMuch
from xlcore.functions.engineering import strict
from xlcore.functions.gather import finite
from xlcore.registry import Library, declare
from xlcore.values import NUM, ExcelError

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

Number = float | ExcelError
Coefficients = Sequence[float]

_TWO_OVER_PI: Final = 0.636619772
_SPREAD: Final = 40.0  # how far above the order the downward recurrences start
_MOST_STEPS: Final = 1_000_000  # from order to order
_LARGE: Final = 1e10  # where they are scaled down


def _polynomial(x: float, coefficients: Coefficients) -> float:
    """The polynomial whose coefficients are given from the constant up."""
    result = 0.0
    for coefficient in reversed(coefficients):
        result = result * x + coefficient
    return result


_J0: Final = (57568490574.0, -13362590354.0, 651619640.7, -11214424.18, 77392.33017, -184.9052456)
_J0_UNDER: Final = (57568490411.0, 1029532985.0, 9494680.718, 59272.64853, 267.8532712, 1.0)
_J1: Final = (72362614232.0, -7895059235.0, 242396853.1, -2972611.439, 15704.48260, -30.16036606)
_J1_UNDER: Final = (144725228442.0, 2300535178.0, 18583304.74, 99447.43394, 376.9991397, 1.0)
_Y0: Final = (-2957821389.0, 7062834065.0, -512359803.6, 10879881.29, -86327.92757, 228.4622733)
_Y0_UNDER: Final = (40076544269.0, 745249964.8, 7189466.438, 47447.26470, 226.1030244, 1.0)
_Y1: Final = (-4.900604943e12, 1.275274390e12, -5.153438139e10, 7.349264551e8, -4.237922726e6, 8.511937935e3)
_Y1_UNDER: Final = (2.499580570e13, 4.244419664e11, 3.733650367e9, 2.245904002e7, 1.020426050e5, 3.549632885e2, 1.0)
_FAR_0: Final = (
    (1.0, -0.1098628627e-2, 0.2734510407e-4, -0.2073370639e-5, 0.2093887211e-6),
    (-0.1562499995e-1, 0.1430488765e-3, -0.6911147651e-5, 0.7621095161e-6, -0.934945152e-7),
)
_FAR_1: Final = (
    (1.0, 0.183105e-2, -0.3516396496e-4, 0.2457520174e-5, -0.240337019e-6),
    (0.04687499995, -0.2002690873e-3, 0.8449199096e-5, -0.88228987e-6, 0.105787412e-6),
)


def _far(x: float, shift: float, tables: tuple[Coefficients, Coefficients], sine: bool) -> float:
    """Hankel's asymptotic form for ``x`` >= 8: of J (cosine first) or of Y (``sine`` first)."""
    z = 8.0 / x
    p, q = (_polynomial(z * z, table) for table in tables)
    angle = x - shift
    wave = math.sin(angle) * p + z * math.cos(angle) * q if sine else math.cos(angle) * p - z * math.sin(angle) * q
    return math.sqrt(_TWO_OVER_PI / x) * wave


def _j0(x: float) -> float:
    size = abs(x)
    if size < 8.0:
        return _polynomial(x * x, _J0) / _polynomial(x * x, _J0_UNDER)
    return _far(size, 0.785398164, _FAR_0, False)


def _j1(x: float) -> float:
    size = abs(x)
    if size < 8.0:
        return x * _polynomial(x * x, _J1) / _polynomial(x * x, _J1_UNDER)
    return math.copysign(1.0, x) * _far(size, 2.356194491, _FAR_1, False)


def _y0(x: float) -> float:
    if x < 8.0:
        return _polynomial(x * x, _Y0) / _polynomial(x * x, _Y0_UNDER) + _TWO_OVER_PI * _j0(x) * math.log(x)
    return _far(x, 0.785398164, _FAR_0, True)


def _y1(x: float) -> float:
    if x < 8.0:
        quotient = x * _polynomial(x * x, _Y1) / _polynomial(x * x, _Y1_UNDER)
        return quotient + _TWO_OVER_PI * (_j1(x) * math.log(x) - 1.0 / x)
    return _far(x, 2.356194491, _FAR_1, True)


_I0: Final = (1.0, 3.5156229, 3.0899424, 1.2067492, 0.2659732, 0.360768e-1, 0.45813e-2)
_I1: Final = (0.5, 0.87890594, 0.51498869, 0.15084934, 0.2658733e-1, 0.301532e-2, 0.32411e-3)
_I0_FAR: Final = (
    *(0.39894228, 0.1328592e-1, 0.225319e-2, -0.157565e-2, 0.916281e-2),
    *(-0.2057706e-1, 0.2635537e-1, -0.1647633e-1, 0.392377e-2),
)
_I1_FAR: Final = (
    *(0.39894228, -0.3988024e-1, -0.362018e-2, 0.163801e-2, -0.1031555e-1),
    *(0.2282967e-1, -0.2895312e-1, 0.1787654e-1, -0.420059e-2),
)
_K0: Final = (-0.57721566, 0.42278420, 0.23069756, 0.3488590e-1, 0.262698e-2, 0.10750e-3, 0.74e-5)
_K1: Final = (1.0, 0.15443144, -0.67278579, -0.18156897, -0.1919402e-1, -0.110404e-2, -0.4686e-4)
_K0_FAR: Final = (1.25331414, -0.7832358e-1, 0.2189568e-1, -0.1062446e-1, 0.587872e-2, -0.251540e-2, 0.53208e-3)
_K1_FAR: Final = (1.25331414, 0.23498619, -0.3655620e-1, 0.1504268e-1, -0.780353e-2, 0.325614e-2, -0.68245e-3)


def _i0(x: float) -> float:
    size = abs(x)
    if size < 3.75:
        return _polynomial((x / 3.75) ** 2, _I0)
    return math.exp(size) / math.sqrt(size) * _polynomial(3.75 / size, _I0_FAR)


def _i1(x: float) -> float:
    size = abs(x)
    if size < 3.75:
        return x * _polynomial((x / 3.75) ** 2, _I1)
    return math.copysign(math.exp(size) / math.sqrt(size) * _polynomial(3.75 / size, _I1_FAR), x)


def _k0(x: float) -> float:
    if x <= 2.0:
        return -math.log(x / 2.0) * _i0(x) + _polynomial(x * x / 4.0, _K0)
    return math.exp(-x) / math.sqrt(x) * _polynomial(2.0 / x, _K0_FAR)


def _k1(x: float) -> float:
    if x <= 2.0:
        return math.log(x / 2.0) * _i1(x) + _polynomial(x * x / 4.0, _K1) / x
    return math.exp(-x) / math.sqrt(x) * _polynomial(2.0 / x, _K1_FAR)


def _upwards(order: int, x: float, first: float, second: float, sign: float) -> float:
    """The order wanted from orders 0 and 1: next = 2 k / x * this + ``sign`` * previous."""
    if order == 0:
        return first
    for k in range(1, order):
        first, second = second, k * 2.0 / x * second + sign * first
    return second


def _j_downwards(order: int, size: float) -> float:
    """J of an order above ``size`` by Miller's recurrence, scaled by 1 = J0 + 2 J2 + 2 J4 + ..."""
    above, this, found, even = 0.0, 1.0, 0.0, 0.0
    for k in range(2 * ((order + int(math.sqrt(_SPREAD * order))) // 2), 0, -1):
        above, this = this, k * 2.0 / size * this - above
        if abs(this) > _LARGE:
            above, this, found, even = above / _LARGE, this / _LARGE, found / _LARGE, even / _LARGE
        if k % 2:
            even += this
        if k == order:
            found = above
    return found / (2.0 * even - this)


def _i_downwards(order: int, size: float) -> float:
    """I by Miller's recurrence, scaled by I0."""
    above, this, found = 0.0, 1.0, 0.0
    for k in range(2 * (order + int(math.sqrt(_SPREAD * order))), 0, -1):
        above, this = this, above + k * 2.0 / size * this
        if abs(this) > _LARGE:
            above, this, found = above / _LARGE, this / _LARGE, found / _LARGE
        if k == order:
            found = above
    return found * _i0(size) / this


def _safely(function: Callable[[int, float], float], x: float, order: float) -> Number:
    """``function`` of the truncated order, which must not be negative; ``#NUM!`` when it is too large."""
    if order < 0.0 or order >= 1e9:
        return NUM
    if order > _MOST_STEPS:
        raise TooMuch
    try:
        return finite(function(int(order), x))
    except (OverflowError, ZeroDivisionError, ValueError):  # ValueError: the logarithm of what became 0
        return NUM


def _j(order: int, x: float) -> float:
    size = abs(x)
    if order < 2 or x == 0.0:
        return (_j0(x) if order == 0 else _j1(x)) if order < 2 else 0.0
    found = _upwards(order, size, _j0(size), _j1(size), -1.0) if size > order else _j_downwards(order, size)
    return -found if x < 0.0 and order % 2 else found


def _i(order: int, x: float) -> float:
    if order < 2 or x == 0.0:
        return (_i0(x) if order == 0 else _i1(x)) if order < 2 else 0.0
    found = _i_downwards(order, abs(x))
    return -found if x < 0.0 and order % 2 else found


@excel("BESSELJ", "e e", context=True)
@strict
def besselj(x: float, order: float) -> Number:
    """The Bessel function of the first kind."""
    return _safely(_j, x, order)


@excel("BESSELI", "e e", context=True)
@strict
def besseli(x: float, order: float) -> Number:
    """The modified Bessel function of the first kind."""
    return _safely(_i, x, order)


@excel("BESSELY", "e e", context=True)
@strict
def bessely(x: float, order: float) -> Number:
    """The Bessel function of the second kind, ``x`` > 0."""
    return _safely(lambda n, at: _upwards(n, at, _y0(at), _y1(at), -1.0), x, order) if x > 0.0 else NUM


@excel("BESSELK", "e e", context=True)
@strict
def besselk(x: float, order: float) -> Number:
    """The modified Bessel function of the second kind, ``x`` > 0."""
    return _safely(lambda n, at: _upwards(n, at, _k0(at), _k1(at), 1.0), x, order) if x > 0.0 else NUM
