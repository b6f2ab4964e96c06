"""Numbers in Thai words, and the reading of a text."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from xlcore.coerce import to_text
from xlcore.matrix import Matrix, Result
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

_DIGITS: Final = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES: Final = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_MILLION: Final = "ล้าน"


def _words(number: int) -> str:
    """A whole number above 0 in Thai words: millions are counted in turn."""
    millions, rest = divmod(number, 1_000_000)
    return (_words(millions) + _MILLION if millions else "") + _below_million(rest, number > 9)


def _below_million(number: int, one_ends: bool) -> str:
    pieces = []
    for place in range(5, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            continue
        if place == 1 and digit < 3:
            pieces.append(("", "ยี่")[digit - 1] + _PLACES[1])  # 10 is no "one ten", 20 has a word of its own
        elif place == 0 and digit == 1 and one_ends:
            pieces.append("เอ็ด")
        else:
            pieces.append(_DIGITS[digit] + _PLACES[place])
    return "".join(pieces)


@excel("BAHTTEXT", "n")
def bahttext(number: float) -> str | ExcelError:
    """An amount of baht and satang in Thai words."""
    if abs(number) >= 1e15:
        return VALUE
    satang = int(Decimal(repr(abs(number))).scaleb(2).quantize(Decimal(1), ROUND_HALF_UP))
    whole, part = divmod(satang, 100)
    sign = "ลบ" if number < 0 and satang else ""
    if not part:
        return f"{sign}{_words(whole) if whole else _DIGITS[0]}บาทถ้วน"
    return f"{sign}{_words(whole) + 'บาท' if whole else ''}{_words(part)}สตางค์"


@excel("PHONETIC", "r", Kind.REDUCTION, context=True)
def phonetic(context: CallContext, argument: Result) -> Value:
    """The reading of a text: the text itself, since readings of Japanese input are not kept; "" for other values."""
    value = argument.get(0, 0) if isinstance(argument, Matrix) else argument
    if isinstance(value, ExcelError):
        return value
    return to_text(value, context.locale) if isinstance(value, str) else ""
