"""Words and signs of the official form: the head of the page, rules, recipients, numbered headings, the closing sign.

Pure text in, text out (Nghị định 30/2020/NĐ-CP, Phụ lục I, phần II); nothing here knows a workbook or Word.
"""

from __future__ import annotations

import itertools
import math
import re
import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

END_SIGN: Final = "./."
NBSP: Final = "\u00a0"
GAP: Final = NBSP * 6  # room for a number or a day written by hand

# Widths of Times New Roman Bold, in thousandths of the size, for the signs from space to "~"; marks add none.
_WIDTHS: Final = (
    250, 333, 555, 500, 500, 1000, 833, 277, 333, 333, 500, 569, 250, 333, 250, 277,
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 333, 333, 569, 569, 569, 500,
    930, 722, 666, 722, 722, 666, 610, 777, 777, 389, 500, 777, 666, 943, 722, 777,
    610, 777, 722, 556, 666, 722, 722, 1000, 722, 722, 666, 333, 277, 333, 581, 500,
    333, 500, 556, 443, 556, 443, 333, 500, 556, 277, 333, 556, 277, 833, 556, 500,
    556, 556, 443, 389, 333, 556, 500, 722, 500, 500, 443, 394, 220, 394, 520,
)  # fmt: skip
_RULE_SPACE_PT: Final = 2.0  # a no-break space in the 8 pt of the style "Đường kẻ"
_ROMAN: Final = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
_LETTERS: Final = "abcdđeghiklmnopqrstuvxy"  # the order in which points are lettered
_ORDINALS: Final = ("nhất", "hai", "ba", "tư", "năm", "sáu", "bảy", "tám", "chín", "mười")
_OFFICES: Final = (("UBND", "Ủy ban nhân dân"), ("HĐND", "Hội đồng nhân dân"), ("Ủy ban nhân dân", "Ủy ban nhân dân"))
_PLACES: Final = ("xã ", "phường ", "đặc khu ", "thị trấn ", "thị xã ", "huyện ", "quận ", "thành phố ", "tỉnh ")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\ue000\ue001\ufffe\uffff]")  # \ue000, \ue001: the signs of our own marks


def clean(text: str) -> str:
    """``text`` in NFC without the control characters that no XML file may hold, line ends as ``\\n``."""
    return _CONTROL.sub("", unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n"))


def lines(text: str) -> list[str]:
    """The lines of a cell that are not blank, trimmed."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def text_width(text: str, size: float) -> float:
    """The width in points of ``text`` set in Times New Roman Bold of ``size`` points."""
    plain = unicodedata.normalize("NFD", text.replace("Đ", "D").replace("đ", "d"))
    codes = (ord(sign) - 32 for sign in plain if not unicodedata.combining(sign))
    return sum(_WIDTHS[code] if 0 <= code < len(_WIDTHS) else 600 for code in codes) * size / 1000


def rule(texts: list[str], size: float, share: float, room: float) -> str:
    """No-break spaces which, underlined, draw a rule of ``share`` of the longest line of ``texts``.

    A line is no longer than ``room`` points: longer text wraps.
    """
    longest = max((text_width(text, size) for text in texts), default=0.0)
    return NBSP * round(min(longest, room) * share / _RULE_SPACE_PT)


def balanced(texts: list[str], size: float, room: float) -> list[str]:
    """``texts`` broken into lines of nearly the same length, as few as fit into ``room`` points, between parts of the
    sentence rather than inside them.

    No-break spaces hold words together ("năm 2023") and become ordinary ones.
    """
    return [line.replace(NBSP, " ") for text in texts for line in _balanced(text, size, room)]


def _balanced(text: str, size: float, room: float) -> list[str]:
    words = text.split(" ")
    fewest = math.ceil(text_width(text, size) / (room * 0.97))  # the measure is of letters without their marks
    for count in range(max(fewest, 1), len(words) + 1):
        made = [_set(words, breaks) for breaks in _ways(len(words), count)]
        fitting = [lines for lines in made if max(text_width(line, size) for line in lines) <= room]
        if fitting:
            return min(fitting, key=lambda lines: _uneven(lines, size))
    return words


def _ways(words: int, count: int) -> Iterable[tuple[int, ...]]:
    """Where ``words`` words can be broken into ``count`` lines; only evenly where there are too many ways."""
    if math.comb(words - 1, count - 1) > 20_000:
        return [tuple(round(words * line / count) for line in range(1, count))]
    return itertools.combinations(range(1, words), count - 1)


def _set(words: list[str], breaks: tuple[int, ...]) -> list[str]:
    edges = (0, *breaks, len(words))
    return [" ".join(words[first:last]) for first, last in itertools.pairwise(edges)]


def _uneven(made: list[str], size: float) -> float:
    """How badly lines are broken: how much their lengths differ, and where one ends that should not."""
    widths = [text_width(line, size) for line in made]
    ends = (_badness(before, after) for before, after in itertools.pairwise(made))
    return (max(widths) - min(widths)) / max(*widths, 1) + sum(ends)


def _badness(before: str, after: str) -> float:
    """Of a break between two lines: none after a semicolon, little before "và", some after a comma, most elsewhere."""
    if before.endswith((";", ":")):
        return 0
    if after.startswith("và "):
        return 0.3
    return 0.6 if before.endswith(",") else 1.2


def body_lines(name: str) -> list[str]:
    """A body's name in capitals, on two lines where it begins with "Ủy ban nhân dân" or "Hội đồng nhân dân"."""
    upper = " ".join(name.split()).upper()
    head, found, place = upper.partition(" NHÂN DÂN ")
    return [f"{head} NHÂN DÂN", place] if found else [upper] if upper else []


def spelled_out(name: str) -> str:
    """An issuing body's name with the office word in full; a bare place ("xã Ninh Hải") is its People's Committee."""
    text = " ".join(name.split())
    for short, full in _OFFICES:
        if text.upper().startswith(short.upper() + " "):
            return f"{full}{text[len(short) :]}"
    # "thị trấn" alone is a place too: the unit of a pack that names none.
    return f"Ủy ban nhân dân {text}" if f"{text.casefold()} ".startswith(_PLACES) else text


def superior_lines(name: str, room: float, size: float) -> list[str]:
    """The superior body's name in capitals, abbreviated where it would not stand on one line (the decree allows it)."""
    upper = spelled_out(name).upper()
    if text_width(upper, size) > room:
        upper = upper.replace("ỦY BAN NHÂN DÂN", "UBND").replace("HỘI ĐỒNG NHÂN DÂN", "HĐND")
    return [upper] if upper else []


def sign_number(number: str, symbol: str) -> str:
    """The number and symbol, "05/BC-UBND": a number below ten has a leading zero, a missing one leaves room."""
    digits = number.strip()
    if digits.isdigit() and len(digits) == 1:
        digits = f"0{digits}"
    return f"{digits or GAP}/{symbol.strip().lstrip('/')}"


def recipients(places: list[str], answers_letter: bool) -> list[str]:
    """The list under "Nơi nhận": "Như trên;" first where there is "Kính gửi", "Lưu: VT." last, ";" between."""
    named = [place.lstrip("-–+• ").rstrip(" ;.,/") for place in places]
    named = [place for place in named if place]
    kept = [place for place in named if _begins(place, "Lưu")]
    others = [place for place in named if not _begins(place, "Lưu")]
    if not answers_letter:
        others = [place for place in others if not _begins(place, "Như trên")]
    elif not any(_begins(place, "Như trên") for place in others):
        others.insert(0, "Như trên")
    return [f"{place};" for place in others] + [f"{kept[0] if kept else 'Lưu: VT'}."]


def _begins(text: str, word: str) -> bool:
    return text.casefold().startswith(word.casefold())


def heading_number(
    level: int, position: int, signs: Sequence[str] = ("I", "1", "a", "-"), above: Sequence[int] = ()
) -> str:
    """The number "I.", "1." or "a)" of the ``position``-th (from 1) heading of ``level`` 1 to 4.

    ``above`` are the positions of the headings from level 1 down to this one, for signs such as "1.1".
    """
    sign = signs[level - 1]
    if sign == "1.1":
        first = next(at for at, other in enumerate(signs) if other in ("1", "1.1"))
        return f"{'.'.join(map(str, [*above[first : level - 1], position]))}."
    made = {
        "I": f"{roman(position)}.",
        "A": f"{_LETTERS[(position - 1) % len(_LETTERS)].upper()}.",
        "1": f"{position}.",
    }
    return made.get(sign) or ("-" if sign == "-" else f"{_LETTERS[(position - 1) % len(_LETTERS)]})")


def part_number(position: int, in_words: bool) -> str:
    """The line above the title of a part: "Phần I", as the decree has it, or "Phần thứ nhất"."""
    if not in_words or position > len(_ORDINALS):
        return f"Phần {roman(position)}"
    return f"Phần thứ {_ORDINALS[position - 1]}"


def roman(number: int) -> str:
    """``number`` (below 40) as a Roman numeral."""
    text = ""
    for value, sign in _ROMAN:
        while number >= value:
            text, number = text + sign, number - value
    return text


def close(text: str) -> str:
    """``text`` ending in the sign "./." that closes an official text."""
    return text.rstrip().removesuffix(END_SIGN).rstrip(" .;,:/") + END_SIGN
