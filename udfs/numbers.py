"""Numbers in Vietnamese documents: read with their notation and their ambiguity, written in figures and in words.

Documents mix notations: ``4.150`` is four thousand or a little over four, ``102.68`` has a decimal point, ``110,2`` a
decimal comma. Reading therefore gives every value a text can mean and never picks one silently. Writing rounds half up
in decimal arithmetic: the float 2.675 is written 2,68.
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import Final

from udfs.text import key, normalise
from xlcore.values import Value

# Wide enough for any float written out in full.
_WIDE: Final = Context(prec=700, rounding=ROUND_HALF_UP)

VIETNAMESE: Final = "vi"
ENGLISH: Final = "en"


def decimal_of(number: float | int | Decimal) -> Decimal:
    """The decimal number that ``number`` shows: 0.1 is one tenth, not its binary neighbour."""
    return number if isinstance(number, Decimal) else Decimal(repr(number))


def number_in(value: Value) -> Decimal | None:
    """The number in a cell, or None when it holds none: texts and booleans are no numbers here."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        number = decimal_of(value)
        return number if number.is_finite() else None
    return None


# ---------------------------------------------------------------- reading

_FIGURE: Final = re.compile(r"[+-]?\d[\d.,]*")
_SPACED: Final = re.compile(r"[+-]?\d{1,3}(?: \d{3})+(?:,\d+)?")


@lru_cache(maxsize=4096)
def readings(text: str, notation: str | None = None) -> tuple[Decimal, ...]:
    """Every number ``text`` can mean: none (not a number), one, or two (``4.150``), the Vietnamese reading first.

    ``notation`` "vi" (4.150,5) or "en" (4,150.5) leaves at most one. A percent sign at the end is passed over.
    """
    body = normalise(text).strip().replace("−", "-").removesuffix("%").strip()
    if _SPACED.fullmatch(body):
        body = body.replace(" ", "")
    if not _FIGURE.fullmatch(body):
        return ()
    sign = -1 if body[0] == "-" else 1
    return tuple(sign * number for number in _unsigned(body.lstrip("+-"), notation))


def _unsigned(body: str, notation: str | None) -> list[Decimal]:
    results: list[Decimal] = []
    order = {VIETNAMESE: ((".", ","),), ENGLISH: ((",", "."),)}.get(notation or "", ((".", ","), (",", ".")))
    for group, point in order:
        number = _in_notation(body, group, point)
        if number is not None and number not in results:
            results.append(number)
    return results


def _in_notation(body: str, group: str, point: str) -> Decimal | None:
    whole, found, fraction = body.partition(point)
    if found and not fraction.isdigit():
        return None
    groups = whole.split(group)
    if len(groups) > 1 and not (_is_leading_group(groups[0]) and all(len(g) == 3 and g.isdigit() for g in groups[1:])):
        return None
    digits = "".join(groups)
    return Decimal(f"{digits}.{fraction or 0}") if digits.isdigit() else None


def _is_leading_group(digits: str) -> bool:
    # "0.500" cannot be grouped thousands: nobody writes 0 thousand 500.
    return 1 <= len(digits) <= 3 and digits.isdigit() and digits[0] != "0"


def distance(a: Decimal, b: Decimal) -> float:
    """How many powers of ten lie between two numbers (always positive); infinite when just one of them is zero."""
    if a == b:
        return 0.0
    if a == 0 or b == 0:
        return float("inf")
    return abs(float((abs(a) / abs(b)).log10()))


def settle(candidates: tuple[Decimal, ...], near: Decimal | None) -> Decimal | None:
    """The one candidate that fits beside ``near`` (same order of magnitude), or None when that decides nothing."""
    if len(candidates) == 1:
        return candidates[0]
    if near is None or not candidates:
        return None
    ranked = sorted(candidates, key=lambda number: distance(number, near))
    if distance(ranked[0], near) < 1 and distance(ranked[1], near) > 1.5:
        return ranked[0]
    return None


_SCALES: Final = (
    (("tỷ đồng", "tỉ đồng", "tỷ", "tỉ"), Decimal(10) ** 9),
    (("triệu đồng", "tr.đồng", "tr. đồng", "triệu", "trđ"), Decimal(10) ** 6),
    (("nghìn đồng", "ngàn đồng", "nghìn", "ngàn"), Decimal(10) ** 3),
    (("đồng", "vnđ", "đ"), Decimal(1)),
)


def read_amount(text: str, notation: str | None = None) -> tuple[Decimal, ...]:
    """As ``readings``, with a money unit at the end allowed and counted: "8,9 tỷ đồng" is 8900000000."""
    body = key(text)
    for names, scale in _SCALES:
        for name in names:
            if body.endswith(name):
                return tuple(number * scale for number in readings(body.removesuffix(name).strip(), notation))
    return readings(body, notation)


# ---------------------------------------------------------------- writing


def round_half_up(number: Decimal, places: int) -> Decimal:
    """``number`` rounded half away from zero to ``places`` decimals; never a negative zero."""
    rounded = number.quantize(Decimal(1).scaleb(-places), context=_WIDE)
    return abs(rounded) if rounded == 0 else rounded


def write_number(number: float | int | Decimal, places: int = 2, fixed: bool = False, grouped: bool = True) -> str:
    """``number`` in Vietnamese notation: 4150 -> "4.150", 102.678 -> "102,68".

    At most ``places`` decimals with zeros at the end cut, or exactly as many when ``fixed``; thousands are dotted
    unless ``grouped`` is false.
    """
    text = f"{round_half_up(decimal_of(number), places):{',' if grouped else ''}f}"
    if not fixed and "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(_SWAP)


def write_visible(number: float | int | Decimal, places: int = 2) -> str:
    """As ``write_number``, but a number that is not zero never shows as "0": 0.0004 -> "0,0004"."""
    exact = decimal_of(number)
    if exact != 0 and round_half_up(exact, places) == 0:
        places = min(1 - exact.adjusted(), _SMALLEST)  # two significant digits
    return write_number(exact, places)


_SMALLEST: Final = 15
_SWAP: Final = str.maketrans({",": ".", ".": ","})


def write_count(count: int) -> str:
    """A count as reports write it: below ten with a leading zero ("02"), else with thousand dots."""
    return f"{count:02d}" if 0 <= count < 10 else write_number(count, 0)


def write_percent(number: float | int | Decimal, places: int = 2, fixed: bool = False) -> str:
    """``number``, already in percent, with its sign: 55.4217 -> "55,42%"."""
    return write_number(number, places, fixed) + "%"


MONEY_UNITS: Final = {
    "đồng": Decimal(1),
    "nghìn đồng": Decimal(10) ** 3,
    "triệu đồng": Decimal(10) ** 6,
    "tỷ đồng": Decimal(10) ** 9,
}


def money_unit(name: str) -> str | None:
    """The full name of a money unit ("tỷ" -> "tỷ đồng"), or None when it is none."""
    wanted = key(name).replace("tỉ", "tỷ").replace("ngàn", "nghìn").replace("tr.", "triệu").replace("  ", " ")
    for unit in MONEY_UNITS:
        if wanted in (unit, unit.removesuffix(" đồng")):
            return unit
    return "đồng" if wanted in ("đ", "vnđ") else None


def write_money(dong: float | int | Decimal, unit: str | None = None, places: int = 2) -> str:
    """An amount of đồng in ``unit``, or in the largest unit it fills: 8900000000 -> "8,9 tỷ đồng"."""
    amount = decimal_of(dong)
    if unit is None:
        fitting = [u for u, size in MONEY_UNITS.items() if u != "nghìn đồng" and abs(amount) >= size]
        unit = fitting[-1] if fitting else "đồng"
    return f"{write_number(amount / MONEY_UNITS[unit], 0 if unit == 'đồng' else places)} {unit}"


# ---------------------------------------------------------------- words

_DIGITS: Final = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_GROUPS: Final = ("", "nghìn", "triệu")
WORDS_LIMIT: Final = Decimal(10) ** 18


def _tens(tens: int, units: int) -> list[str]:
    if tens == 0:
        return ["linh", _DIGITS[units]] if units else []
    words = ["mười"] if tens == 1 else [_DIGITS[tens], "mươi"]
    if units == 0:
        return words
    if units == 5:
        return [*words, "lăm"]
    if tens > 1 and units in (1, 4):
        return [*words, "mốt" if units == 1 else "tư"]
    return [*words, _DIGITS[units]]


def _below_thousand(number: int, full: bool) -> list[str]:
    """Words of 0-999; ``full`` says the hundreds even when there are none ("không trăm linh năm")."""
    hundreds, rest = divmod(number, 100)
    if not hundreds and not full:
        return [_DIGITS[rest]] if rest < 10 else _tens(*divmod(rest, 10))
    return [_DIGITS[hundreds], "trăm", *_tens(*divmod(rest, 10))]


def _below_billion(number: int, full: bool) -> list[str]:
    words: list[str] = []
    for power in (2, 1, 0):
        part = number // 1000**power % 1000
        if part:
            words += [*_below_thousand(part, full or bool(words)), _GROUPS[power]]
    return [word for word in words if word]


def _whole_words(number: int) -> list[str]:
    billions, rest = divmod(number, 10**9)
    if not billions:
        return _below_billion(rest, False) or ["không"]
    return [*_whole_words(billions), "tỷ", *_below_billion(rest, True)]


def _fraction_words(digits: str) -> list[str]:
    """Decimals in words: two read as a number ("sáu mươi tám"), others digit by digit ("không năm")."""
    if len(digits) == 2 and digits[0] != "0":
        return _tens(int(digits[0]), int(digits[1]))
    return [_DIGITS[int(digit)] for digit in digits]


def number_words(number: float | int | Decimal, places: int = 2) -> str | None:
    """``number`` in words, rounded half up to ``places`` decimals; None when it has more than 18 digits.

    102.68 -> "một trăm linh hai phẩy sáu mươi tám".
    """
    value = round_half_up(decimal_of(number), places)
    if abs(value) >= WORDS_LIMIT:
        return None
    whole, _, fraction = f"{abs(value):f}".partition(".")
    words = ["âm"] if value < 0 else []
    words += _whole_words(int(whole))
    if fraction.strip("0"):
        words += ["phẩy", *_fraction_words(fraction.rstrip("0"))]
    return " ".join(words)


def money_words(dong: float | int | Decimal) -> str | None:
    """An amount in words as payment papers write it: "Tám tỷ chín trăm triệu đồng"; None beyond 18 digits."""
    words = number_words(dong, 0)
    return None if words is None else f"{words[0].upper()}{words[1:]} đồng"
