"""What the date sections of a number format write: ``dd/mm/yyyy``, ``[h]:mm:ss.00``, ``[$-42A]mmmm``."""

from __future__ import annotations

from typing import Final, NamedTuple

from xlcore.dates import SECONDS_A_DAY, to_ymd, weekday
from xlcore.formatcode import Part, Section, Token
from xlcore.locales import Locale
from xlcore.values import VALUE, ExcelError


class Names(NamedTuple):
    """Month and day names of a language (days from Sunday), and its halves of the day."""

    months: tuple[str, ...]
    short_months: tuple[str, ...]
    days: tuple[str, ...]
    short_days: tuple[str, ...]
    halves: tuple[str, str]


def _cut(names: str, size: int = 3) -> tuple[str, ...]:
    return tuple(name[:size] for name in names.split())


_EN_MONTHS: Final = "January February March April May June July August September October November December"
_EN_DAYS: Final = "Sunday Monday Tuesday Wednesday Thursday Friday Saturday"
_VI_NUMBERS: Final = ("Giêng", "Hai", "Ba", "Tư", "Năm", "Sáu", "Bảy", "Tám", "Chín", "Mười", "Mười Một", "Mười Hai")
_FR_MONTHS: Final = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
_DE_MONTHS: Final = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"

LANGUAGES: Final[dict[str, Names]] = {
    "en": Names(tuple(_EN_MONTHS.split()), _cut(_EN_MONTHS), tuple(_EN_DAYS.split()), _cut(_EN_DAYS), ("AM", "PM")),
    "vi": Names(
        tuple(f"Tháng {number}" for number in _VI_NUMBERS),
        tuple(f"Thg{number}" for number in range(1, 13)),
        ("Chủ Nhật", "Thứ Hai", "Thứ Ba", "Thứ Tư", "Thứ Năm", "Thứ Sáu", "Thứ Bảy"),
        ("CN", "T2", "T3", "T4", "T5", "T6", "T7"),
        ("SA", "CH"),
    ),
    "fr": Names(
        tuple(_FR_MONTHS.split()),
        ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."),
        tuple("dimanche lundi mardi mercredi jeudi vendredi samedi".split()),
        tuple("dim. lun. mar. mer. jeu. ven. sam.".split()),
        ("AM", "PM"),
    ),
    "de": Names(
        tuple(_DE_MONTHS.split()),
        _cut(_DE_MONTHS),
        tuple("Sonntag Montag Dienstag Mittwoch Donnerstag Freitag Samstag".split()),
        tuple("So Mo Di Mi Do Fr Sa".split()),
        ("AM", "PM"),
    ),
}

# The primary language of a Windows locale number is its low ten bits.
_PRIMARY: Final = {0x09: "en", 0x2A: "vi", 0x0C: "fr", 0x07: "de"}


def names_of(language: str | None, locale: Locale) -> Names:
    """The names of a code's language (``42A``, ``vi-VN``), else of the locale; English where we know no other."""
    if language is not None and language.upper() not in ("F800", "F400") and not language.lower().startswith("x-"):
        tag = language.split(",")[0]
        try:
            key = _PRIMARY.get(int(tag, 16) & 0x3FF, "en")
        except ValueError:
            key = tag.split("-")[0].lower()
        return LANGUAGES.get(key, LANGUAGES["en"])
    return LANGUAGES.get(locale.tag.split("-")[0].lower(), LANGUAGES["en"])


class Moment(NamedTuple):
    """A serial taken apart at the precision that a section shows."""

    year: int
    month: int
    day: int
    weekday: int
    seconds: int  # of the day
    subsecond: int  # in units of the shown precision
    elapsed: int  # whole seconds since day 0


def _moment(serial: float, digits: int, date1904: bool) -> Moment | ExcelError:
    """The serial rounded to ``digits`` decimals of a second, as Excel does before it shows a time."""
    unit = 10**digits
    day = int(serial // 1)
    ticks = int((serial - day) * SECONDS_A_DAY * unit + 0.5 + 1e-6)
    if ticks >= SECONDS_A_DAY * unit:
        day, ticks = day + 1, 0
    ymd = to_ymd(float(day), date1904)
    if isinstance(ymd, ExcelError):
        return ymd
    seconds, subsecond = divmod(ticks, unit)
    return Moment(*ymd, weekday(float(day), date1904), seconds, subsecond, day * SECONDS_A_DAY + seconds)


def format_date(serial: float, section: Section, locale: Locale, date1904: bool = False) -> str | ExcelError:
    """``serial`` as the date ``section`` writes it; ``#VALUE!`` outside the calendar.

    Elapsed times may be negative, and what they count is shown by the like letters beside them too: ``[s] ss``.
    """
    elapsed = {token.text[0] for token in section.tokens if token.part is Part.ELAPSED}
    if serial < 0 and elapsed:
        positive = format_date(-serial, section, locale, date1904)
        return positive if isinstance(positive, ExcelError) else "-" + positive
    digits = max((len(t.text) - 1 for t in section.tokens if t.part is Part.SUBSECOND), default=0)
    moment = _moment(serial, digits, date1904)
    if isinstance(moment, ExcelError):
        return VALUE
    names = names_of(section.language, locale)
    halves = any(token.part is Part.HALF for token in section.tokens)
    return "".join(_write(_counted(token, elapsed), moment, names, halves, locale) for token in section.tokens)


def _counted(token: Token, elapsed: set[str]) -> Token:
    """A time token turned into an elapsed one where the section counts its unit."""
    letter = "m" if token.text[:1] == "n" else token.text[:1]
    if token.part is Part.DATE and letter in elapsed and letter in "hms":
        return Token(Part.ELAPSED, letter * len(token.text))
    return token


def _write(token: Token, moment: Moment, names: Names, halves: bool, locale: Locale) -> str:
    part, text = token
    if part is Part.DATE:
        return _date_part(text, moment, names, halves)
    if part is Part.ELAPSED:
        unit = {"h": 3600, "m": 60, "s": 1}[text[0]]
        return str(moment.elapsed // unit).zfill(len(text))
    if part is Part.SUBSECOND:
        digits = len(text) - 1
        return f"{locale.decimal}{moment.subsecond:0{digits}d}"
    if part is Part.HALF:
        late = moment.seconds >= SECONDS_A_DAY // 2
        if len(text) == 3:
            return text[2] if late else text[0]
        return names.halves[late]
    return locale.date_sign if part is Part.SLASH else text


def _date_part(text: str, moment: Moment, names: Names, halves: bool) -> str:
    letter, size = text[0], len(text)
    if letter == "y":
        return f"{moment.year % 100:02d}" if size <= 2 else str(moment.year)
    if letter == "e":
        return str(moment.year)
    if letter == "b":
        year = moment.year + 543
        return f"{year % 100:02d}" if size <= 2 else str(year)
    if letter == "m":
        return _month(size, moment, names)
    if letter == "d":
        return _day(size, moment, names)
    if letter == "g":
        return ""
    return _time_part(letter, moment, halves).zfill(min(size, 2))


def _month(size: int, moment: Moment, names: Names) -> str:
    if size <= 2:
        return str(moment.month).zfill(size)
    if size == 3:
        return names.short_months[moment.month - 1]
    name = names.months[moment.month - 1]
    return name[0] if size == 5 else name


def _day(size: int, moment: Moment, names: Names) -> str:
    if size <= 2:
        return str(moment.day).zfill(size)
    return (names.short_days if size == 3 else names.days)[moment.weekday]


def _time_part(letter: str, moment: Moment, halves: bool) -> str:
    if letter == "h":
        hour = moment.seconds // 3600
        return str(((hour + 11) % 12 + 1) if halves else hour)
    return str(moment.seconds // 60 % 60 if letter == "n" else moment.seconds % 60)
