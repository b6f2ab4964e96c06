"""Excel's text functions. Characters are counted as Unicode code points; positions are 1-based.

The functions ending in B count as the others do: Excel counts bytes only where the computer's language is a double-byte
one. Texts longer than 32,767 characters are #VALUE!.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from xlcore.coerce import fold, to_text
from xlcore.criteria import literal_text, wildcard_find
from xlcore.functions.gather import SCALARS
from xlcore.functions.lifting import lift
from xlcore.matrix import Result
from xlcore.numberformat import format_number, rounded_digits
from xlcore.numbertext import parse_number
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import MAX_TEXT, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

Text = str | ExcelError


def limited(text: str) -> Text:
    """``text``, or #VALUE! when no cell could hold it."""
    return text if len(text) <= MAX_TEXT else VALUE


# Lengths and parts ---------------------------------------------------------------------------------------------------


@excel("LEN LENB", "t")
def length(text: str) -> float:
    """The number of characters."""
    return float(len(text))


@excel("LEFT LEFTB", "t i?")
def left(text: str, count: int = 1) -> Text:
    """The first characters."""
    return VALUE if count < 0 else text[:count]


@excel("RIGHT RIGHTB", "t i?")
def right(text: str, count: int = 1) -> Text:
    """The last characters."""
    return VALUE if count < 0 else text[max(len(text) - count, 0) :]


@excel("MID MIDB", "t i i")
def mid(text: str, start: int, count: int) -> Text:
    """The characters from ``start`` on; none behind the end."""
    return VALUE if start < 1 or count < 0 else text[start - 1 : start - 1 + count]


@excel("REPLACE REPLACEB", "t i i t")
def replace(text: str, start: int, count: int, new: str) -> Text:
    """The text with ``count`` characters from ``start`` on replaced."""
    if start < 1 or count < 0:
        return VALUE
    return limited(text[: start - 1] + new + text[start - 1 + count :])


@excel("SUBSTITUTE", "t t t i?")
def substitute(text: str, old: str, new: str, instance: int | None = None) -> Text:
    """The text with every (or only that) occurrence of ``old`` replaced; case counts."""
    if instance is None:
        return limited(text.replace(old, new)) if old else text
    if instance < 1:
        return VALUE
    if not old:
        return text
    at = -len(old)
    for _ in range(instance):
        at = text.find(old, at + len(old))
        if at < 0:
            return text
    return limited(text[:at] + new + text[at + len(old) :])


@excel("FIND FINDB", "t t i?")
def find(sought: str, text: str, start: int = 1) -> float | ExcelError:
    """Where ``sought`` first stands from ``start`` on; case counts, no wildcards. #VALUE! when it does not."""
    if not 1 <= start <= len(text) + 1:
        return VALUE
    at = text.find(sought, start - 1)
    return VALUE if at < 0 else float(at + 1)


_TILDE: Final = re.compile(r"~([*?~])|~(.|\Z)", re.DOTALL)
"""A tilde, and whether it takes a wildcard literally; in front of anything else SEARCH passes over it."""


@excel("SEARCH SEARCHB", "t t i?")
def search(sought: str, text: str, start: int = 1) -> float | ExcelError:
    """Where ``sought`` first stands from ``start`` on, in any case, with wildcards. #VALUE! when it does not."""
    if not 1 <= start <= len(text) + 1:
        return VALUE
    if "~" in sought:
        sought = _TILDE.sub(lambda m: m[0] if m[1] else m[2], sought)
    at = wildcard_find(sought, text, start - 1)
    if at is None:
        at = fold(text).find(fold(literal_text(sought)), start - 1)
    return VALUE if at < 0 else float(at + 1)


@excel("EXACT", "t t")
def exact(one: str, other: str) -> bool:
    """Whether two texts are the same, case included."""
    return one == other


@excel("REPT", "t i")
def rept(text: str, count: int) -> Text:
    """The text repeated."""
    return VALUE if count < 0 or len(text) * count > MAX_TEXT else text * count


# Case and spaces -----------------------------------------------------------------------------------------------------


def _single(changed: str, character: str) -> str:
    """A changed character, unless it became two (the German sharp s stays)."""
    return changed if len(changed) == 1 else character


@excel("UPPER", "t")
def upper(text: str) -> str:
    """The text in capitals."""
    changed = text.upper()
    return changed if len(changed) == len(text) else "".join(_single(c.upper(), c) for c in text)


@excel("LOWER", "t")
def lower(text: str) -> str:
    """The text in small letters."""
    changed = text.lower()
    return changed if len(changed) == len(text) else "".join(_single(c.lower(), c) for c in text)


@excel("PROPER", "t")
def proper(text: str) -> str:
    """Every letter that follows no letter as a capital, the others small: ``2-Cent'S Worth``."""
    out: list[str] = []
    inside = False
    for c in text:
        out.append(_single(c.lower(), c) if inside else _single(c.upper(), c))
        inside = c.isalpha()
    return "".join(out)


@excel("TRIM", "t")
def trim(text: str) -> str:
    """The text without spaces at its ends, and with single ones inside; other white space stays."""
    return " ".join(word for word in text.split(" ") if word)


@excel("CLEAN", "t")
def clean(text: str) -> str:
    """The text without the control characters 0 to 31."""
    return "".join(c for c in text if c >= " ")


@excel("ASC DBCS", "t")
def asc(text: str) -> str:
    """The text itself: Excel changes the width of characters only in a double-byte language."""
    return text


# Joining -------------------------------------------------------------------------------------------------------------


@excel("CONCATENATE", "t | t")
def concatenate(*texts: str) -> Text:
    """The texts one after the other."""
    return limited("".join(texts))


def _values(argument: Result) -> Iterator[Value]:
    if isinstance(argument, SCALARS):
        yield argument
    else:
        yield from argument.values()


def _texts(context: CallContext, arguments: Sequence[Result]) -> list[str] | ExcelError:
    """All values of the arguments as texts, row by row, or the first error."""
    found: list[str] = []
    for argument in arguments:
        for value in _values(argument):
            text = to_text(value, context.locale)
            if isinstance(text, ExcelError):
                return text
            found.append(text)
    return found


@excel("CONCAT", "R | R", Kind.REDUCTION, context=True)
def concat(context: CallContext, *arguments: Result) -> Text:
    """All texts of ranges and values one after the other, row by row."""
    found = _texts(context, arguments)
    return found if isinstance(found, ExcelError) else limited("".join(found))


@excel("TEXTJOIN", "R b R | R", Kind.REDUCTION, context=True)
def textjoin(context: CallContext, delimiter: Result, ignore_empty: bool, *arguments: Result) -> Text:
    """All texts with ``delimiter`` between them (several are used in turn), empty ones left out if told so."""
    delimiters = _texts(context, [delimiter])
    found = _texts(context, arguments)
    if isinstance(delimiters, ExcelError):
        return delimiters
    if isinstance(found, ExcelError):
        return found
    if ignore_empty:
        found = [text for text in found if text]
    if len(delimiters) <= 1:
        return limited((delimiters[0] if delimiters else "").join(found))
    out = "".join(text + delimiters[i % len(delimiters)] for i, text in enumerate(found[:-1]))
    return limited(out + found[-1] if found else out)


# Numbers and texts ---------------------------------------------------------------------------------------------------


@excel("TEXT", "v t", context=True)
def text_of(context: CallContext, value: Value, code: str) -> Text:
    """The value as the number format ``code`` (in the computer's signs) writes it; numeric text counts as a number."""
    if isinstance(value, str):
        number = parse_number(value, context.locale, context.date1904, context.now.year)
        value = value if number is None else number
    text = format_number(value, code, context.locale, context.date1904)
    return text if isinstance(text, ExcelError) else limited(text)


@excel("VALUE", "v", context=True)
def value_of(context: CallContext, value: Value) -> float | ExcelError:
    """The number that a text means in the computer's locale; #VALUE! when it means none."""
    if value is None:
        return 0.0
    if isinstance(value, bool):
        return VALUE
    if isinstance(value, str):
        number = parse_number(value, context.locale, context.date1904, context.now.year)
        return VALUE if number is None else number
    return value


@excel("NUMBERVALUE", "t t? t?", context=True)
def numbervalue(
    context: CallContext, text: str, decimal: str | None = None, group: str | None = None
) -> float | ExcelError:
    """The number that a text means with these decimal and group signs; spaces are ignored, an empty text is 0."""
    if decimal == "" or group == "":
        return VALUE
    point = context.locale.decimal if decimal is None else decimal[0]
    thousands = context.locale.group if group is None else group[0]
    digits = text.replace(" ", "")
    if not digits:
        return 0.0
    percents = len(digits) - len(digits.rstrip("%"))
    whole, sign, fraction = digits.rstrip("%").partition(point)
    if point in fraction or thousands in fraction:
        return VALUE
    number = parse_number(whole.replace(thousands, "") + ("." + fraction if sign else ""))
    if number is None or "/" in digits or ":" in digits:
        return VALUE
    return number / 100.0**percents


def _decimal_text(number: float, decimals: int, group: str, point: str) -> str:
    """The absolute value rounded to ``decimals`` (negative: before the point) with these signs."""
    whole, fraction = rounded_digits(abs(number), max(decimals, 0), min(decimals, 0))
    if decimals < 0 and whole:
        whole += "0" * -decimals
    if group and len(whole) > 3:
        head = len(whole) % 3
        pieces = ([whole[:head]] if head else []) + [whole[i : i + 3] for i in range(head, len(whole), 3)]
        whole = group.join(pieces)
    return (whole or "0") + (point + fraction if fraction else "")


@excel("FIXED", "n i? b?", context=True)
def fixed(context: CallContext, number: float, decimals: int = 2, no_commas: bool = False) -> Text:
    """The number as text with that many decimals, grouped unless told otherwise."""
    if decimals > 127:
        return VALUE
    text = _decimal_text(number, decimals, "" if no_commas else context.locale.group, context.locale.decimal)
    return "-" + text if number < 0 and text.strip("0.,") else text


@excel("DOLLAR", "n i?", context=True)
def dollar(context: CallContext, number: float, decimals: int = 2) -> Text:
    """The number as an amount in the computer's currency: ($1,234.57) for a negative one, -1.234,57 ₫ in Vietnamese."""
    if decimals > 127:
        return VALUE
    locale = context.locale
    text = _decimal_text(number, decimals, locale.group, locale.decimal)
    if locale.tag != "en-US":
        amount = f"{locale.currency}{text}" if locale.decimal == "." else f"{text} {locale.currency}"
        return "-" + amount if number < 0 else amount
    return f"({locale.currency}{text})" if number < 0 else locale.currency + text


# Characters ----------------------------------------------------------------------------------------------------------

# Windows' Western code page has five holes; there the control characters show through.
_HOLES: Final = {0x81, 0x8D, 0x8F, 0x90, 0x9D}


@excel("CHAR", "i")
def char(code: int) -> Text:
    """The character with that number, 1 to 255, in Windows' Western code page."""
    if not 1 <= code <= 255:
        return VALUE
    return chr(code) if code in _HOLES else bytes((code,)).decode("cp1252")


@excel("CODE", "t")
def code_of(text: str) -> float | ExcelError:
    """The number of the first character in Windows' Western code page; 63 (?) for one that is not in it."""
    if not text:
        return VALUE
    if ord(text[0]) in _HOLES:
        return float(ord(text[0]))
    return float(text[0].encode("cp1252", "replace")[0])


@excel("UNICHAR", "i")
def unichar(code: int) -> Text:
    """The character with that Unicode number; #VALUE! for none (0, surrogates, beyond the last)."""
    return VALUE if not 1 <= code <= 0x10FFFF or 0xD800 <= code <= 0xDFFF else chr(code)


@excel("UNICODE", "t")
def unicode_of(text: str) -> float | ExcelError:
    """The Unicode number of the first character."""
    return float(ord(text[0])) if text else VALUE


@excel("T", "r", Kind.REFERENCE)
def text_only(argument: Result) -> Result:
    """A text as it is; an empty text for anything else; an error stays one. Of a range the first cell counts."""
    if not isinstance(argument, SCALARS) and argument.is_reference:
        argument = argument.get(0, 0)
    return lift(_text_only, argument)


def _text_only(value: Value) -> Value:
    return value if isinstance(value, (str, ExcelError)) else ""
