"""Complex numbers as texts such as ``3+4i``: COMPLEX and the functions in IM...

Excel keeps 15 digits of each part between two functions, as the texts have them. Powers, roots and logarithms go
through the polar form, which shows in the last digits: ``IMSQRT("-1")`` is ``6.12323399573677E-17+i``.
"""

from __future__ import annotations

import cmath
import functools
import math
import re
from collections.abc import Callable
from typing import Any, Final, NamedTuple

from xlcore.functions.gather import SCALARS, row_by_row
from xlcore.functions.toolpak import Number, strict_number
from xlcore.matrix import Result
from xlcore.numbertext import general
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import DIV0, NUM, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

_UNSIGNED: Final = r"(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?"
_REAL: Final = re.compile(rf"[+-]?{_UNSIGNED}")
_IMAGINARY: Final = re.compile(rf"([+-]?(?:{_UNSIGNED})?)([ij])")
_BOTH: Final = re.compile(rf"([+-]?{_UNSIGNED})([+-](?:{_UNSIGNED})?)([ij])")


class Read(NamedTuple):
    """A complex number as read, and its suffix; "" when it had no imaginary part."""

    number: complex
    suffix: str


def read(value: Value) -> Read | ExcelError:
    """The complex number that a value writes: a text, a number, or a blank for 0."""
    if isinstance(value, ExcelError):
        return value
    if isinstance(value, bool):
        return VALUE
    if value is None or isinstance(value, float):
        return Read(complex(value or 0.0), "")
    text = value.strip()
    if _REAL.fullmatch(text):
        return Read(complex(float(text)), "")
    alone = _IMAGINARY.fullmatch(text)
    if alone:
        return Read(complex(0.0, _factor(alone[1])), alone[2])
    both = _BOTH.fullmatch(text)
    return Read(complex(float(both[1]), _factor(both[2])), both[3]) if both else NUM


def _factor(text: str) -> float:
    return float(f"{text}1") if text in ("", "+", "-") else float(text)


def write(number: complex, suffix: str) -> str | ExcelError:
    """The number as Excel writes it: parts to 15 digits, a part of 0 left out, 1 before the suffix too."""
    if not cmath.isfinite(number):
        return NUM
    real, imaginary = general(number.real + 0.0), general(number.imag + 0.0)
    if imaginary == "0":
        return real
    factor = {"1": "", "-1": "-"}.get(imaginary, imaginary)
    if real == "0":
        return f"{factor}{suffix or 'i'}"
    return f"{real}{'' if factor.startswith('-') else '+'}{factor}{suffix or 'i'}"


def _of_one(call: Callable[[complex], complex]) -> Callable[[Value], str | ExcelError]:
    """``call`` for the value of a cell, its result written again; what it cannot compute is ``#NUM!``."""

    @functools.wraps(call)
    def run(value: Value) -> str | ExcelError:
        given = read(value)
        if isinstance(given, ExcelError):
            return given
        return _written(call, given.suffix, given.number)

    return run


def _written(call: Callable[..., complex], suffix: str, *arguments: Any) -> str | ExcelError:
    try:
        return write(call(*arguments), suffix)
    except (OverflowError, ZeroDivisionError, ValueError):
        return NUM


def _measure(call: Callable[[complex], Number]) -> Callable[[Value], Number]:
    """``call``, whose result is a number, for the value of a cell."""

    @functools.wraps(call)
    def run(value: Value) -> Number:
        given = read(value)
        return given if isinstance(given, ExcelError) else call(given.number)

    return run


@excel("COMPLEX", "e e e?", context=True)
def complex_(context: CallContext, real: Value, imaginary: Value, suffix: Value = None) -> str | ExcelError:
    """The text of the complex number with these parts; the suffix is ``i`` or ``j``."""
    x, y = strict_number(context, real), strict_number(context, imaginary)
    for given in (x, y, suffix):
        if isinstance(given, ExcelError):
            return given
    if suffix not in (None, "", "i", "j"):
        return VALUE
    assert isinstance(x, float) and isinstance(y, float)
    return write(complex(x, y), str(suffix or "i"))


@excel("IMREAL", "e")
@_measure
def imreal(z: complex) -> Number:
    """The real part."""
    return z.real


@excel("IMAGINARY", "e")
@_measure
def imaginary_(z: complex) -> Number:
    """The imaginary part."""
    return z.imag


@excel("IMABS", "e")
@_measure
def imabs(z: complex) -> Number:
    """The distance from 0."""
    return abs(z)


@excel("IMARGUMENT", "e")
@_measure
def imargument(z: complex) -> Number:
    """The angle with the real axis in radians; ``#DIV/0!`` of 0."""
    return math.atan2(z.imag, z.real) if z else DIV0


@excel("IMCONJUGATE", "e")
@_of_one
def imconjugate(z: complex) -> complex:
    """The number mirrored at the real axis."""
    return z.conjugate()


def _polar_power(z: complex, exponent: float) -> complex:
    if not z:
        if exponent <= 0.0:
            raise ValueError("0 has no such power")
        return 0j
    size, angle = math.pow(abs(z), exponent), math.atan2(z.imag, z.real) * exponent
    return complex(size * math.cos(angle), size * math.sin(angle))


@excel("IMSQRT", "e")
@_of_one
def imsqrt(z: complex) -> complex:
    """The square root."""
    return _polar_power(z, 0.5)


@excel("IMPOWER", "e e", context=True)
def impower(context: CallContext, value: Value, exponent: Value) -> str | ExcelError:
    """The number raised to a real power."""
    given, power = read(value), strict_number(context, exponent)
    if isinstance(given, ExcelError):
        return given
    if isinstance(power, ExcelError):
        return power
    return _written(_polar_power, given.suffix, given.number, power)


@excel("IMEXP", "e")
@_of_one
def imexp(z: complex) -> complex:
    """e to the power of the number."""
    size = math.exp(z.real)
    return complex(size * math.cos(z.imag), size * math.sin(z.imag))


def _logarithm(z: complex) -> complex:
    return complex(math.log(abs(z)), math.atan2(z.imag, z.real))


@excel("IMLN", "e")
@_of_one
def imln(z: complex) -> complex:
    """The natural logarithm."""
    return _logarithm(z)


@excel("IMLOG10", "e")
@_of_one
def imlog10(z: complex) -> complex:
    """The logarithm to base 10."""
    return complex(math.log10(abs(z)), math.atan2(z.imag, z.real) / math.log(10.0))


@excel("IMLOG2", "e")
@_of_one
def imlog2(z: complex) -> complex:
    """The logarithm to base 2."""
    return complex(math.log2(abs(z)), math.atan2(z.imag, z.real) / math.log(2.0))


def _declare_trigonometry() -> None:
    """IMSIN and others, each a function of ``cmath`` or the reciprocal of one."""
    direct: dict[str, Callable[[complex], complex]] = {
        "IMSIN": cmath.sin,
        "IMCOS": cmath.cos,
        "IMTAN": cmath.tan,
        "IMSINH": cmath.sinh,
        "IMCOSH": cmath.cosh,
    }
    reciprocal = {"IMCSC": "IMSIN", "IMSEC": "IMCOS", "IMCOT": "IMTAN"}
    for name, call in direct.items():
        excel(name, "e")(_of_one(_named(call, f"The function {name[2:].lower()} of a complex number.")))
    for name, of in reciprocal.items():
        excel(name, "e")(_of_one(_named(_inverted(direct[of]), f"1 over the function {of[2:].lower()}.")))


@excel("IMCSCH", "e")
@_of_one
def imcsch(z: complex) -> complex:
    """1 over the hyperbolic sine; by the form whose last digits are Excel's."""
    size = math.sinh(z.real) ** 2 + math.sin(z.imag) ** 2
    return complex(math.cos(z.imag) * math.sinh(z.real) / size, -math.sin(z.imag) * math.cosh(z.real) / size)


@excel("IMSECH", "e")
@_of_one
def imsech(z: complex) -> complex:
    """1 over the hyperbolic cosine; by the form whose last digits are Excel's."""
    size = math.sinh(z.real) ** 2 + math.cos(z.imag) ** 2
    return complex(math.cos(z.imag) * math.cosh(z.real) / size, -math.sin(z.imag) * math.sinh(z.real) / size)


def _inverted(call: Callable[[complex], complex]) -> Callable[[complex], complex]:
    return lambda z: 1.0 / call(z)


def _named(call: Callable[[complex], complex], doc: str) -> Callable[[complex], complex]:
    def named(z: complex) -> complex:
        return call(z)

    named.__doc__ = doc
    return named


_declare_trigonometry()


def _all(arguments: tuple[Result, ...]) -> list[Read] | ExcelError:
    """The numbers of all arguments; blanks among several cells are passed over, all suffixes must agree."""
    found: list[Read] = []
    for argument in arguments:
        several = not isinstance(argument, SCALARS) and argument.rows * argument.cols > 1
        for value in [argument] if isinstance(argument, SCALARS) else row_by_row(argument):
            if several and value is None:
                continue
            given = read(value)
            if isinstance(given, ExcelError):
                return given
            found.append(given)
    return VALUE if len({r.suffix for r in found if r.suffix}) > 1 else found


def _folded(arguments: tuple[Result, ...], step: Callable[[complex, complex], complex]) -> str | ExcelError:
    found = _all(arguments)
    if isinstance(found, ExcelError):
        return found
    suffix = next((r.suffix for r in found if r.suffix), "")
    return _written(functools.reduce, suffix, step, [r.number for r in found] or [0j])


@excel("IMSUM", "r | r", Kind.REDUCTION)
def imsum(*arguments: Result) -> str | ExcelError:
    """The sum."""
    return _folded(arguments, lambda x, y: x + y)


@excel("IMPRODUCT", "r | r", Kind.REDUCTION)
def improduct(*arguments: Result) -> str | ExcelError:
    """The product."""
    return _folded(arguments, lambda x, y: x * y)


@excel("IMSUB", "e e")
def imsub(value: Value, other: Value) -> str | ExcelError:
    """The difference."""
    return _folded((value, other), lambda x, y: x - y)


@excel("IMDIV", "e e")
def imdiv(value: Value, divisor: Value) -> str | ExcelError:
    """The quotient; ``#NUM!`` for a divisor of 0."""
    return _folded((value, divisor), _quotient)


def _quotient(x: complex, y: complex) -> complex:
    square = y.real * y.real + y.imag * y.imag
    real, imaginary = x.real * y.real + x.imag * y.imag, x.imag * y.real - x.real * y.imag
    return complex(real / square, imaginary / square)
