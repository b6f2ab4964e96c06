"""Number-format codes read into sections of tokens: ``#,##0.00;[Red]-0;"none";@``.

The signs of a code are those of a locale: in a Vietnamese Excel ``TEXT(A1;"#.##0,00")`` groups and divides as
``#,##0.00`` does in an American one. The codes stored in files are American.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, NamedTuple

from xlcore.locales import EN_US, Locale
from xlcore.records import Record


class Part(enum.Enum):
    """What a token of a section is."""

    LITERAL = "literal"  # shown as it stands
    DIGIT = "digit"  # 0 # ?
    POINT = "point"
    COMMA = "comma"  # dropped by the analysis: grouping or scaling, else a literal
    PERCENT = "percent"
    EXPONENT = "exponent"  # E+ E- e+ e-
    SLASH = "slash"
    GENERAL = "general"
    AT = "at"
    DATE = "date"  # a run of one of y m d h s e b g
    ELAPSED = "elapsed"  # [h] [mm] [s]: the letters inside
    HALF = "half"  # AM/PM or A/P
    SUBSECOND = "subsecond"  # the zeros after the point behind seconds


class Token(NamedTuple):
    """One piece of a section: what it is and its characters."""

    part: Part
    text: str


class Section(Record):
    """One section of a code; ``style`` is number, fraction, exponent, general, date or text."""

    __slots__ = ("tokens", "style", "condition", "language", "percents", "thousands", "grouped")

    def __init__(
        self,
        tokens: tuple[Token, ...],
        style: str,
        condition: tuple[str, float] | None = None,
        language: str | None = None,
        percents: int = 0,
        thousands: int = 0,
        grouped: bool = False,
    ) -> None:
        self.tokens = tokens
        self.style = style
        self.condition = condition
        self.language = language  # LCID in hexadecimal or a language tag, from [$-42A]
        self.percents = percents
        self.thousands = thousands  # scaling commas
        self.grouped = grouped


LONGEST: Final = 255  # characters of a code, as in Excel
_COLOURS: Final = re.compile(
    r"(black|blue|cyan|green|magenta|red|white|yellow|colou?r *[0-9]{1,2}|dbnum[0-9]|natnum[0-9]+)\Z", re.I
)
_CONDITION: Final = re.compile(r"(<=|>=|<>|<|>|=) *([+-]?[0-9]*[.]?[0-9]+(?:[eE][+-]?[0-9]+)?)\Z")
_ELAPSED: Final = re.compile(r"(h+|m+|s+)\Z", re.I)
_HALF: Final = re.compile(r"am/pm|a/p", re.I)
_GENERAL: Final = re.compile(r"general", re.I)


class _Reader:
    """Collects the tokens, condition and language of the sections of one code."""

    def __init__(self, code: str, locale: Locale) -> None:
        self.code, self.locale, self.at = code, locale, 0
        self.sections: list[tuple[list[Token], tuple[str, float] | None, str | None]] = []
        self._open()

    def _open(self) -> None:
        self.tokens: list[Token] = []
        self.condition: tuple[str, float] | None = None
        self.language: str | None = None

    def _close(self) -> None:
        self.sections.append((self.tokens, self.condition, self.language))
        self._open()

    def _add(self, part: Part, text: str) -> None:
        self.tokens.append(Token(part, text))

    def read(self) -> bool:
        """Whether the whole code could be read."""
        while self.at < len(self.code):
            if not self._step(self.code[self.at]):
                return False
        self._close()
        return True

    def _step(self, c: str) -> bool:
        if c == '"':
            return self._quoted()
        if c == "[":
            return self._bracket()
        if c in "\\_*":
            return self._escaped(c)
        if c.isascii() and c.isalpha():
            self._letter(c)
            return True
        self.at += 1
        if c == ";":
            self._close()
        elif c == self.locale.decimal:
            self._add(Part.POINT, c)
        elif c == self.locale.group:
            self._add(Part.COMMA, c)
        else:
            self._add(_SINGLE.get(c, Part.LITERAL), c)
        return True

    def _quoted(self) -> bool:
        end = self.code.find('"', self.at + 1)
        if end < 0:
            return False
        self._add(Part.LITERAL, self.code[self.at + 1 : end])
        self.at = end + 1
        return True

    def _escaped(self, c: str) -> bool:
        """``\\x`` is x, ``_x`` a space as wide as x; ``*x`` fills a cell and says nothing in a text."""
        if self.at + 1 >= len(self.code):
            return False
        if c != "*":
            self._add(Part.LITERAL, self.code[self.at + 1] if c == "\\" else " ")
        self.at += 2
        return True

    def _bracket(self) -> bool:
        end = self.code.find("]", self.at)
        if end < 0:
            return False
        inside = self.code[self.at + 1 : end]
        self.at = end + 1
        if inside.startswith("$"):
            currency, _, language = inside[1:].partition("-")
            if currency:
                self._add(Part.LITERAL, currency)
            self.language = language or self.language
        elif _ELAPSED.match(inside):
            self._add(Part.ELAPSED, inside.lower())
        elif match := _CONDITION.match(inside):
            self.condition = match[1], float(match[2])
        elif not _COLOURS.match(inside):
            return False
        return True

    def _letter(self, c: str) -> None:
        for pattern, part in ((_GENERAL, Part.GENERAL), (_HALF, Part.HALF)):
            if match := pattern.match(self.code, self.at):
                self._add(part, match.group())
                self.at = match.end()
                return
        following = self.code[self.at + 1 : self.at + 2]
        if c in "eE" and following in ("+", "-"):
            self._add(Part.EXPONENT, c + following)
            self.at += 2
            return
        if c.lower() not in "ymdhsebg":
            self._add(Part.LITERAL, c)
            self.at += 1
            return
        end = self.at
        while end < len(self.code) and self.code[end].lower() == c.lower():
            end += 1
        self._add(Part.DATE, self.code[self.at : end].lower())
        self.at = end


_SINGLE: Final = {
    "0": Part.DIGIT,
    "#": Part.DIGIT,
    "?": Part.DIGIT,
    "%": Part.PERCENT,
    "/": Part.SLASH,
    "@": Part.AT,
}


@lru_cache(maxsize=512)
def parse_format(code: str, locale: Locale = EN_US) -> tuple[Section, ...] | None:
    """The one to four sections of ``code``, its signs being ``locale``'s; None when Excel would refuse it."""
    if len(code) > LONGEST:
        return None
    reader = _Reader(code, locale)
    if not reader.read() or len(reader.sections) > 4:
        return None
    sections = [_analyse(*section) for section in reader.sections]
    return None if None in sections else tuple(s for s in sections if s is not None)


def _analyse(tokens: list[Token], condition: tuple[str, float] | None, language: str | None) -> Section | None:
    parts = {token.part for token in tokens}
    if parts & {Part.DATE, Part.ELAPSED, Part.HALF} and not _era_only(tokens):
        dates = _date_tokens(tokens)
        return None if dates is None else Section(dates, "date", condition, language)
    if Part.GENERAL in parts:
        return Section(tuple(tokens), "general", condition, language)
    if Part.AT in parts:
        return Section(tuple(tokens), "text", condition, language)
    return _number_section(tokens, condition, language)


def _era_only(tokens: list[Token]) -> bool:
    """Whether the only date letter is g beside digits: ``0 kg`` is a number with a unit."""
    letters = [token.text for token in tokens if token.part in (Part.DATE, Part.ELAPSED, Part.HALF)]
    return set(letters) == {"g"} and any(token.part is Part.DIGIT for token in tokens)


def _date_tokens(tokens: list[Token]) -> tuple[Token, ...] | None:
    """Tokens of a date section: m told apart into months and minutes ("n"), ``.000`` behind seconds joined.

    Beside an elapsed time every m means minutes.
    """
    elapsed = any(token.part is Part.ELAPSED for token in tokens)
    joined: list[Token] = []
    last = ""  # the last date letter
    for token in tokens:
        if token.part is Part.DIGIT:
            if token.text != "0" or not joined or joined[-1].part not in (Part.POINT, Part.SUBSECOND) or last != "s":
                return None
            joined[-1] = Token(Part.SUBSECOND, joined[-1].text + "0")
            continue
        if token.part in (Part.EXPONENT, Part.GENERAL, Part.AT):
            return None
        if token.part in (Part.DATE, Part.ELAPSED):
            if token.part is Part.DATE and token.text[0] == "m" and (last == "h" or elapsed):
                token = Token(Part.DATE, "n" * len(token.text))
            elif token.text[0] == "s":
                _minutes_before(joined)
            last = token.text[0]
        joined.append(token)
    return tuple(joined)


def _minutes_before(tokens: list[Token]) -> None:
    """The m that stands before seconds means minutes."""
    for index in range(len(tokens) - 1, -1, -1):
        if tokens[index].part in (Part.DATE, Part.ELAPSED):
            if tokens[index].part is Part.DATE and tokens[index].text[0] == "m":
                tokens[index] = Token(Part.DATE, "n" * len(tokens[index].text))
            return


def _number_section(tokens: list[Token], condition: tuple[str, float] | None, language: str | None) -> Section | None:
    kept, grouped, thousands = _commas(tokens)
    parts = [token.part for token in kept]
    style = "number"
    if Part.EXPONENT in parts:
        style = "exponent"
        if parts.count(Part.EXPONENT) > 1 or Part.DIGIT not in parts[parts.index(Part.EXPONENT) :]:
            return None
    elif fraction_at(kept) is not None:
        style = "fraction"
    percents = parts.count(Part.PERCENT)
    return Section(tuple(kept), style, condition, language, percents, thousands, grouped)


def _commas(tokens: list[Token]) -> tuple[list[Token], bool, int]:
    """The tokens without grouping and scaling commas, whether they group, and how many scale by a thousand."""
    kept: list[Token] = []
    grouped, thousands, behind_point = False, 0, False
    for index, token in enumerate(tokens):
        behind_point = behind_point or token.part is Part.POINT
        if token.part is not Part.COMMA:
            kept.append(Token(Part.LITERAL, token.text) if token.part is Part.DATE else token)
        elif not kept or kept[-1].part is not Part.DIGIT:
            kept.append(Token(Part.LITERAL, token.text))
        elif _digit_follows(tokens, index) and not behind_point:
            grouped = True
        else:
            thousands += 1
    return kept, grouped, thousands


def _digit_follows(tokens: list[Token], index: int) -> bool:
    """Whether a digit place follows the commas at ``index``, literals between them allowed."""
    for token in tokens[index + 1 :]:
        if token.part is Part.DIGIT:
            return True
        if token.part is Part.POINT or token.part is Part.EXPONENT:
            return False
    return False


def fraction_at(tokens: Sequence[Token]) -> int | None:
    """Where the stroke of a fraction stands: between digit places (or a place and a digit), literals aside."""
    for index, token in enumerate(tokens):
        if token.part is Part.SLASH and any(t.part is Part.DIGIT for t in tokens[:index]):
            if any(is_denominator(t) for t in tokens[index + 1 :]):
                return index
    return None


def is_denominator(token: Token) -> bool:
    """Whether a token can begin a denominator: a digit place or a digit from 1 to 9."""
    return token.part is Part.DIGIT or (token.part is Part.LITERAL and token.text in _DIGITS)


_DIGITS: Final = set("123456789")
