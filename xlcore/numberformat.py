"""Values written by a number format, as TEXT and the cells of a sheet do.

Numbers are taken at 15 significant digits and rounded half away from zero, so that ``TEXT(1.005,"0.00")`` is 1.01 as in
Excel, whatever the binary fraction says.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple

from xlcore.dateformat import format_date
from xlcore.formatcode import Part, Section, Token, fraction_at, is_denominator, parse_format
from xlcore.locales import EN_US, Locale
from xlcore.numbertext import general, scientific
from xlcore.values import VALUE, ExcelError, Value

GENERAL_WIDTH: Final = 11  # characters (sign apart) of General in a cell
_COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
    "<>": operator.ne,
}


def format_number(
    value: Value,
    format_text: str,
    locale: Locale = EN_US,
    date1904: bool = False,
    code_locale: Locale | None = None,
) -> str | ExcelError:
    """``value`` as ``format_text`` writes it with ``locale``'s signs and names; a malformed code is ``#VALUE!``.

    The code's own signs are ``code_locale``'s; by default ``locale``'s, as TEXT reads them. Codes stored in files need
    ``EN_US``. A text goes through the text section, a boolean is written as it is, a blank counts as 0.
    """
    if isinstance(value, ExcelError):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    sections = parse_format(format_text, code_locale or locale)
    if sections is None:
        return VALUE
    if isinstance(value, str):
        return _format_text(value, sections)
    if not format_text:
        return ""
    number = 0.0 if value is None else value
    section = _choose(number, sections)
    if section is None:
        return general(number, locale)
    return _format_section(number, section, _hides_sign(section, sections), locale, date1904)


def _format_text(text: str, sections: Sequence[Section]) -> str:
    section = sections[-1]
    if len(sections) < 4 and section.style != "text":
        return text
    return _with_text(section, text)


def _with_text(section: Section, text: str) -> str:
    return "".join(text if token.part is Part.AT else token.text for token in section.tokens)


def _choose(number: float, sections: Sequence[Section]) -> Section | None:
    """The section that writes ``number``; None for General where only a text section is given."""
    numeric = sections[:3]
    if len(sections) < 4 and len(sections) > 1 and sections[-1].style == "text":
        numeric = sections[:-1]
    if any(section.condition for section in numeric[:2]):
        return _choose_by_condition(number, numeric)
    if number < 0 and len(numeric) > 1:
        return numeric[1]
    return numeric[2] if number == 0 and len(numeric) > 2 else numeric[0]


def _choose_by_condition(number: float, sections: Sequence[Section]) -> Section | None:
    """The first section whose condition holds; a section without one takes the rest (the second: negatives first)."""
    for index, section in enumerate(sections):
        if section.condition is None:
            implied = index < len(sections) - 1
            if implied and not (number > 0 if index == 0 else number < 0):
                continue
            return section
        sign, bound = section.condition
        if _COMPARE[sign](number, bound):
            return section
    return None


def _hides_sign(section: Section, sections: Sequence[Section]) -> bool:
    """Whether a negative number is written without its sign because the section itself is for negatives."""
    if section.condition is not None:
        sign, bound = section.condition
        return sign == "<" and bound <= 0 or sign in ("<=", "=") and bound < 0
    return len(sections) > 1 and section is sections[1] and not sections[0].condition


def _format_section(
    number: float, section: Section, hide_sign: bool, locale: Locale, date1904: bool
) -> str | ExcelError:
    if section.style == "date":
        return format_date(number, section, locale, date1904)
    if section.style == "text":
        return _with_text(section, general(number, locale))
    write = _WRITERS[section.style]
    text = write(abs(number), section, locale)
    return "-" + text if number < 0 and not hide_sign else text


# Digits --------------------------------------------------------------------------------------------------------------


def rounded_digits(number: float, decimals: int, shift: int = 0) -> tuple[str, str]:
    """The digits before and after the point of ``number`` x 10**``shift`` (not negative), rounded half up.

    The first part of a number below 1 is empty.
    """
    mantissa, _, power = f"{number:.14e}".partition("e")
    digits = mantissa.replace(".", "")
    keep = int(power) + 1 + shift + decimals
    if keep < 0:
        kept = 0
    else:
        kept = int(digits[:keep].ljust(keep, "0") or "0") + (keep < len(digits) and digits[keep] >= "5")
    text = str(kept).rjust(decimals + 1, "0")
    whole, fraction = text[: len(text) - decimals], text[len(text) - decimals :]
    return whole.lstrip("0"), fraction


def _shift(section: Section) -> int:
    return 2 * section.percents - 3 * section.thousands


def _format_plain(number: float, section: Section, locale: Locale) -> str:
    before, after = _split(section.tokens)
    places = [token for token in after if token.part is Part.DIGIT]
    if not places and not any(token.part is Part.DIGIT for token in before):
        return "".join(token.text for token in section.tokens)
    whole, fraction = rounded_digits(number, len(places), _shift(section))
    return _integer(before, whole, locale.group if section.grouped else "") + _fraction(after, fraction, locale)


def _split(tokens: Sequence[Token]) -> tuple[Sequence[Token], Sequence[Token]]:
    """The tokens before the (first) point, and from it on."""
    for index, token in enumerate(tokens):
        if token.part is Part.POINT:
            return tokens[:index], tokens[index:]
    return tokens, ()


_PADDING: Final = {"0": "0", "?": " ", "#": ""}


def _integer(tokens: Sequence[Token], whole: str, group: str = "") -> str:
    """The digits of ``whole`` put into the places from the right; the leftmost place takes all that are left."""
    out: list[str] = []
    digits, count = list(whole), 0
    leftmost = next((i for i, token in enumerate(tokens) if token.part is Part.DIGIT), None)

    def emit(character: str) -> None:
        nonlocal count
        if group and count and count % 3 == 0 and character:
            out.append(group if character != " " else " ")
        out.append(character)
        count += 1

    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].part is not Part.DIGIT:
            out.append(tokens[index].text)
            continue
        emit(digits.pop() if digits else _PADDING[tokens[index].text])
        while index == leftmost and digits:
            emit(digits.pop())
    text = "".join(reversed(out))
    # ".00" has no place before the point: the whole part is shown all the same.
    return text + whole if leftmost is None else text


def _fraction(tokens: Sequence[Token], digits: str, locale: Locale) -> str:
    """The point and the places behind it; # drops trailing zeros, ? makes them spaces."""
    out: list[str] = []
    used, seen_point = 0, False
    for token in tokens:
        if token.part is Part.POINT and not seen_point:
            out.append(locale.decimal)
            seen_point = True
        elif token.part is Part.DIGIT:
            rest = digits[used:]
            out.append(rest[0] if rest.strip("0") or _zero_follows(tokens, used) else _PADDING[token.text])
            used += 1
        else:
            out.append(token.text)
    return "".join(out)


def _zero_follows(tokens: Sequence[Token], used: int) -> bool:
    """Whether a place from number ``used`` on is a 0, so that zeros up to it must show."""
    places = [token.text for token in tokens if token.part is Part.DIGIT]
    return "0" in places[used:]


# General -------------------------------------------------------------------------------------------------------------


def general_width(number: float, locale: Locale = EN_US) -> str:
    """``number`` (not negative) in General as a cell shows it: at most 11 characters, then an exponent."""
    text = general(number, locale)
    if len(text) <= GENERAL_WIDTH and "E" not in text:
        return text
    power = int(f"{number:.14e}".partition("e")[2])
    if -5 < power < GENERAL_WIDTH:
        room = GENERAL_WIDTH - 2 if power < 0 else max(GENERAL_WIDTH - 2 - power, 0)
        whole, fraction = rounded_digits(number, room)
        fraction = fraction.rstrip("0")
        if len(whole) <= GENERAL_WIDTH:
            return (whole or "0") + (locale.decimal + fraction if fraction else "")
    mantissa, _, rounded_power = f"{number:.5e}".partition("e")
    digits = mantissa.replace(".", "").rstrip("0") or "0"
    return scientific(digits, int(rounded_power)).replace(".", locale.decimal)


def _format_general(number: float, section: Section, locale: Locale) -> str:
    return "".join(
        general_width(number, locale) if token.part is Part.GENERAL else token.text for token in section.tokens
    )


# Exponents -----------------------------------------------------------------------------------------------------------


def _format_exponent(number: float, section: Section, locale: Locale) -> str:
    """Scientific notation; several places before the point make the exponent a multiple of their count.

    Percent signs and scaling commas change nothing here; the exponent's sign stands before its first place.
    """
    at = next(i for i, token in enumerate(section.tokens) if token.part is Part.EXPONENT)
    before, after = _split(section.tokens[:at])
    period = sum(token.part is Part.DIGIT for token in before)
    decimals = sum(token.part is Part.DIGIT for token in after)
    power = _step(int(f"{number:.14e}".partition("e")[2]), period) if number else 0
    whole, fraction = rounded_digits(number, decimals, -power)
    if len(whole) > period:
        # Rounding gave one digit more: 9.99 -> 10.0 -> 1.0E+1.
        power += period or 1
        whole, fraction = rounded_digits(number, decimals, -power)
    if not number:
        whole = "0" * period
    mantissa = _integer(before, whole, locale.group if section.grouped else "") + _fraction(after, fraction, locale)
    letter, rule = section.tokens[at].text[0], section.tokens[at].text[1]
    tail = section.tokens[at + 1 :]
    first = next(i for i, token in enumerate(tail) if token.part is Part.DIGIT)
    sign = "-" if power < 0 else "+" if rule == "+" else ""
    literals = "".join(token.text for token in tail[:first])
    return f"{mantissa}{letter}{literals}{sign}{_integer(tail[first:], str(abs(power)))}"


def _step(power: int, period: int) -> int:
    return power // period * period if period else power + 1


# Fractions -----------------------------------------------------------------------------------------------------------


class _Fraction(NamedTuple):
    """The tokens of a fraction section, piece by piece."""

    whole: Sequence[Token]  # up to the last place of the whole number; empty in an improper fraction
    gap: str  # between the whole number and the numerator
    above: Sequence[Token]
    stroke: str  # with the literals around it
    below: str
    tail: str


def _pieces(tokens: Sequence[Token]) -> _Fraction:
    stroke = fraction_at(tokens) or 0
    top_end = max(i for i in range(stroke) if tokens[i].part is Part.DIGIT) + 1
    top = top_end
    while top > 0 and tokens[top - 1].part is Part.DIGIT:
        top -= 1
    low = next(i for i in range(stroke + 1, len(tokens)) if is_denominator(tokens[i]))
    end = low
    while end < len(tokens) and is_denominator(tokens[end]):
        end += 1
    whole_end = max((i + 1 for i in range(top) if tokens[i].part is Part.DIGIT), default=0)
    return _Fraction(
        tokens[:whole_end],
        _literal(tokens[whole_end:top]),
        tokens[top:top_end],
        _literal(tokens[top_end:low]),
        _literal(tokens[low:end]),
        _literal(tokens[end:]),
    )


def _literal(tokens: Sequence[Token]) -> str:
    return "".join(token.text for token in tokens)


def _places(tokens: Sequence[Token]) -> set[str]:
    return {token.text for token in tokens if token.part is Part.DIGIT}


_PERCENTS: Final = 100  # more of them would make any number too large


def _format_fraction(number: float, section: Section, locale: Locale) -> str:
    """A whole number and a fraction, or an improper fraction when no place stands for the whole."""
    pieces = _pieces(section.tokens)
    mixed = bool(pieces.whole)
    number = min(number * 100.0 ** min(section.percents, _PERCENTS), sys.float_info.max)
    whole = int(number) if mixed else 0
    upper, lower = _ratio(number - whole, pieces.below)
    if mixed and upper == lower:
        whole, upper, lower = whole + 1, 0, 1
    group = locale.group if section.grouped else ""
    padded = _places(pieces.whole) | _places(pieces.above)
    if mixed and upper == 0 and "0" not in _places(pieces.above):
        # No fraction to show: its width in spaces if any place is a ?, and a lone zero although # would not.
        width = len(pieces.gap + pieces.stroke + pieces.below) + len(pieces.above)
        blank = " " * width if "?" in padded | set(pieces.below) else ""
        return _integer(pieces.whole, str(whole), group) + blank + pieces.tail
    # A whole number of 0 is left out beside a fraction unless a 0 stands for it (or a ?, beside a fraction of 0).
    shown = whole or "0" in _places(pieces.whole) or (upper == 0 and "?" in _places(pieces.whole))
    gap = pieces.gap
    if mixed and not shown:
        gap = " " * len(gap) if "?" in padded else ""
    written = _integer(pieces.whole, str(whole) if shown else "", group) if mixed else ""
    above = _integer(pieces.above, str(upper))
    return f"{written}{gap}{above}{pieces.stroke}{_denominator(pieces.below, lower)}{pieces.tail}"


def _denominator(places: str, lower: int) -> str:
    """The denominator at the left of its places: ``?`` pads at the right, ``0`` at the left."""
    text = str(lower)
    if "0" in places and not set(places) & set("123456789"):
        return text.zfill(len(places))
    return text.ljust(len(places)) if "?" in places else text


def _ratio(number: float, places: str) -> tuple[int, int]:
    """Numerator and denominator nearest to ``number``: a fixed denominator, or one of at most as many digits."""
    if set(places) & set("123456789"):
        fixed = int("".join(c if c.isdigit() else "0" for c in places))
        return int(min(number * fixed, sys.float_info.max) + 0.5), fixed
    return nearest_ratio(number, 10 ** len(places) - 1)


def nearest_ratio(number: float, limit: int) -> tuple[int, int]:
    """The fraction nearest to ``number`` (not negative) with a denominator of at most ``limit``.

    By continued fractions, with the last semiconvergent tried, which is the best approximation of its size.
    """
    target, base = number.as_integer_ratio()
    if base <= limit:
        return target, base
    p0, q0, p1, q1 = 0, 1, 1, 0
    n, d = target, base
    while True:
        a = n // d
        if q0 + a * q1 > limit:
            break
        p0, q0, p1, q1 = p1, q1, p0 + a * p1, q0 + a * q1
        n, d = d, n - a * d
    k = (limit - q0) // q1
    near = (p0 + k * p1, q0 + k * q1)
    if abs(p1 / q1 - number) <= abs(near[0] / near[1] - number):
        return p1, q1
    return near


_WRITERS: Final[dict[str, Callable[[float, Section, Locale], str]]] = {
    "number": _format_plain,
    "general": _format_general,
    "exponent": _format_exponent,
    "fraction": _format_fraction,
}
