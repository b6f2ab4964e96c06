"""The one place where values change type, and where Excel compares them.

Every coercion returns the value or an ``ExcelError``; an error passed in comes back unchanged.
"""

from __future__ import annotations

from xlcore.locales import EN_US, Locale
from xlcore.numbertext import general, parse_number
from xlcore.values import VALUE, ExcelError, Value


def to_number(value: Value, locale: Locale = EN_US, date1904: bool = False) -> float | ExcelError:
    """A number: blank is 0, TRUE is 1, text is read as typed in ``locale`` (dates too), else ``#VALUE!``."""
    if value.__class__ is float:
        return value
    if value is None:
        return 0.0
    if isinstance(value, bool):
        return 1.0 if value else 0.0
    if isinstance(value, str):
        number = parse_number(value, locale, date1904)
        return VALUE if number is None else number
    if isinstance(value, ExcelError):
        return value
    return float(value)


def to_integer(value: Value, locale: Locale = EN_US) -> int | ExcelError:
    """A whole number, truncated towards zero."""
    number = to_number(value, locale)
    return number if isinstance(number, ExcelError) else int(number)


def to_text(value: Value, locale: Locale = EN_US) -> str | ExcelError:
    """A text: numbers in General format with ``locale``'s decimal sign, booleans as TRUE / FALSE, blank as ""."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, ExcelError):
        return value
    return general(value, locale)


def to_bool(value: Value) -> bool | ExcelError:
    """A boolean: numbers by being non-zero, the texts TRUE and FALSE in any case, else ``#VALUE!``."""
    if isinstance(value, bool):
        return value
    if value is None:
        return False
    if isinstance(value, float):
        return value != 0.0
    if isinstance(value, str):
        upper = value.upper()
        if upper == "TRUE":
            return True
        return False if upper == "FALSE" else VALUE
    return value if isinstance(value, ExcelError) else bool(value)


def fold(text: str) -> str:
    """``text`` as comparisons see it: case does not count."""
    return text if text.isascii() and text.islower() else text.lower()


def _rank(value: Value) -> int:
    if isinstance(value, bool):
        return 2
    return 1 if isinstance(value, str) else 0


def compare(left: Value, right: Value) -> int:
    """-1, 0 or 1 as Excel orders two values: numbers < texts < FALSE < TRUE; a blank is the other side's zero.

    Numbers are compared at 15 significant digits, as Excel's operators do. Errors must have been dealt with before.
    """
    if type(left) is float and type(right) is float:
        return compare_numbers(left, right)
    if type(left) is str and type(right) is str:
        return compare_texts(left, right)
    if left is None:
        left = _blank_like(right)
    if right is None:
        right = _blank_like(left)
    a, b = _rank(left), _rank(right)
    if a != b:
        return -1 if a < b else 1
    if a == 0:
        return compare_numbers(left, right)  # type: ignore[arg-type]
    if isinstance(left, str) and isinstance(right, str):
        return compare_texts(left, right)
    return int(left is True) - int(right is True)


def compare_texts(a: str, b: str) -> int:
    """-1, 0 or 1 by the characters, whatever their case."""
    if a == b:
        return 0
    a, b = fold(a), fold(b)
    return (a > b) - (a < b)


def _blank_like(other: Value) -> Value:
    if isinstance(other, bool):
        return False
    return "" if isinstance(other, str) else 0.0


def compare_numbers(a: float, b: float) -> int:
    """-1, 0 or 1, with numbers equal when they agree in 15 significant digits (Excel ignores the last bits)."""
    if a == b:
        return 0
    if abs(a - b) <= abs(b) * 1e-14 and f"{a:.14e}" == f"{b:.14e}":
        return 0
    return -1 if a < b else 1
