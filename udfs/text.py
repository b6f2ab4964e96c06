"""Vietnamese text as officers type it: normalised for matching, cleaned for prose, checked for doubled words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from xlcore.values import Value

MAINTAIN: Final = "Duy trì"
MISSING: Final = "…"

# Old fonts and converters leave the letter OI (U+01A2, U+01A3) where the horned U belongs; no-break and zero-width
# spaces come along with every copy from a web page.
_REPAIRS: Final = str.maketrans(
    {"Ƣ": "Ư", "ƣ": "ư", "\u00a0": " ", "\u202f": " ", "\u2007": " ", "\u200b": "", "\ufeff": "", "\u00ad": ""}
)


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """``text`` in NFC, with ordinary spaces and ư / Ư for the mistaken ƣ / Ƣ; line breaks are kept."""
    return unicodedata.normalize("NFC", text).translate(_REPAIRS)


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """``text`` as it is compared: normalised, lower case, single spaces, nothing around it."""
    return " ".join(normalise(text).lower().split())


def is_blank(value: Value) -> bool:
    """Whether a cell shows nothing: a blank, or a text of spaces only (a formula's "")."""
    return value is None or (isinstance(value, str) and not normalise(value).strip())


def is_dash(value: Value) -> bool:
    """Whether a cell holds only a dash: no figure exists, which is neither blank nor 0."""
    return isinstance(value, str) and key(value) in {"-", "–", "—", "−"}


def is_maintain(value: Value) -> bool:
    """Whether a cell says "Duy trì": the indicator is to be kept up, or was."""
    return isinstance(value, str) and key(value) == "duy trì"


# ---------------------------------------------------------------- names and units in prose

_TIDY_SPACES: Final = (
    (re.compile(r"\s+"), " "),
    (re.compile(r"\s+([,;:.!?)\]])"), r"\1"),
    (re.compile(r"([(\[])\s+"), r"\1"),
)

# Names that keep their capital in the middle of a sentence although the next word has none.
_KEEPS_CAPITAL: Final = (
    "Đảng", "Đoàn", "Nhà nước", "Quốc hội", "Chính phủ", "Mặt trận", "Ủy ban", "Hội đồng nhân dân", "Hội Nông",
    "Hội Liên", "Hội Cựu", "Liên đoàn", "Nghị quyết", "Nghị định", "Tổ quốc", "Trung ương", "Hiến pháp",
)  # fmt: skip


def clean_name(name: str) -> str:
    """An indicator's name with single spaces, no leading "- " or "+ ", and no space before a comma or inside "( "."""
    text = normalise(name)
    for pattern, replacement in _TIDY_SPACES:
        text = pattern.sub(replacement, text)
    return re.sub(r"^[-–—+*•\s]+", "", text.strip()).rstrip(" .;:,")


def _capital_stays(name: str) -> bool:
    words = name.split(" ")
    first = words[0]
    if any(letter.isupper() or letter.isdigit() for letter in first[1:]):
        return True  # BHYT, TP.HCM, OCOP
    if name.startswith(_KEEPS_CAPITAL):
        return True
    # "Bút Sơn", "Việt Nam": a second capitalised syllable makes it a proper noun; an abbreviation there does not.
    second = words[1] if len(words) > 1 else ""
    return second[:1].isupper() and not second[1:2].isupper() and len(second) > 1


def prose_name(name: str) -> str:
    """An indicator's name inside a sentence: cleaned, with a small first letter unless it is a proper noun."""
    cleaned = clean_name(name)
    return cleaned if not cleaned or _capital_stays(cleaned) else cleaned[0].lower() + cleaned[1:]


_UNITS: Final = {
    "tr. đồng": "triệu đồng", "tr.đồng": "triệu đồng", "trđ": "triệu đồng", "tr.đ": "triệu đồng",
    "trđồng": "triệu đồng", "tr.đồng/người": "triệu đồng/người", "tr. đồng/người": "triệu đồng/người",
    "tỷ đ": "tỷ đồng", "tỉ đồng": "tỷ đồng",
    "đ": "đồng", "dn": "doanh nghiệp", "lđ": "lao động", "m2": "m²", "m3": "m³", "km2": "km²", "htx": "hợp tác xã",
    "vđv": "vận động viên", "hs": "học sinh", "cb": "cán bộ",
}  # fmt: skip


def prose_unit(unit: str) -> str:
    """A unit as a sentence writes it: "Tr. đồng" -> "triệu đồng", "DN" -> "doanh nghiệp", "Ha" -> "ha"."""
    cleaned = key(unit)
    return "" if cleaned == "duy trì" else _UNITS.get(cleaned, cleaned)


_PLACES: Final = ("Thị trấn ", "Thị xã ", "Xã ", "Phường ", "Đặc khu ", "Huyện ", "Quận ", "Thành phố ", "Tỉnh ")


def prose_place(name: str) -> str:
    """A unit of government inside a sentence: "Thị trấn Bút Sơn" -> "thị trấn Bút Sơn"; other names stay."""
    return name[0].lower() + name[1:] if name.startswith(_PLACES) else name


def join_words(items: Sequence[str]) -> str:
    """Items as Vietnamese prose lists them: "a, b và c"; with semicolons where an item has a comma or "và" inside."""
    if any("," in item or ";" in item or " và " in item for item in items):
        return "; ".join(items)
    return " và ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def capitalise(text: str) -> str:
    """``text`` with a capital first letter; a leading "- " or "+ " is passed over."""
    match = re.match(r"[-–+*•\s\"“(]*", text)
    start = match.end() if match else 0
    return text[:start] + text[start : start + 1].upper() + text[start + 1 :]


def likeness(code: str, name: str) -> float:
    """How much of ``code`` its row's name tells, 0 to 1: "luong_thuc" and "Sản lượng lương thực" give 1."""
    plain = unicodedata.normalize("NFD", key(name).replace("đ", "d"))
    words = set(re.findall(r"\w+", "".join(sign for sign in plain if not unicodedata.combining(sign))))
    parts = [part for part in re.split(r"[_\W]+", code) if part]
    return sum(part in words for part in parts) / len(parts) if parts else 0.0


# ---------------------------------------------------------------- doubled words

# Reduplication is ordinary Vietnamese; these pairs are not slips.
_REDUPLICATED: Final = frozenset(
    "luôn ngày đời người nhà nơi ai dần từ thường lâu đều rất xa mãi đâu đôi ngành cấp hàng thỉnh xanh song khăng "
    "nhiều riêng chung hay sáng tháng ào vừa cao tầng lớp hộ xã thôn năm".split()
)
_WORD: Final = r"[^\W\d_]+"
_DOUBLED: Final = re.compile(rf"\b({_WORD}(?:\s{_WORD}){{0,4}})(\s+)\1\b", re.IGNORECASE)
_DOUBLED_YEAR: Final = re.compile(r"\bnăm\s+năm\s+\d{4}\b(?!\s*[-–]\s*\d)", re.IGNORECASE)
_DOUBLED_SIGN: Final = re.compile(r"(%\s*%|,\s*,|;\s*;|;\s*,|,\s*;|,\s*\.(?!\d)|\(\s*\))")


def doubled_words(text: str) -> list[str]:
    """The doubled words and signs of ``text`` ("đạt đạt", "năm năm 2026", "%%"); ordinary reduplication is none."""
    text = normalise(text)
    found = [m.group(0) for m in _DOUBLED_YEAR.finditer(text)]
    for match in _DOUBLED.finditer(text):
        phrase = match.group(1)
        if phrase.lower() not in _REDUPLICATED:
            found.append(match.group(0))
    found += [m.group(0) for m in _DOUBLED_SIGN.finditer(text)]
    return list(dict.fromkeys(found))
