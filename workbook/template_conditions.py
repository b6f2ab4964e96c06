"""The language of conditions: ``[code.field]`` in an ordinary formula, written out as references by code."""

from __future__ import annotations

import re
from collections.abc import Container
from typing import Final

from workbook import sheets
from workbook.refusal import Refusal
from workbook.template_formulas import INFO_ROWS, fact_column, info, lookup, lookup_fact, quoted

FIELDS: Final = {
    "kh": sheets.PLAN,
    "ck": sheets.SAME_PERIOD,
    "th": sheets.ACTUAL,
    "ss_ck": sheets.VS_SAME,
    "ss_kh": sheets.VS_PLAN,
    "con": sheets.REMAINING,
    "trang_thai": sheets.STATUS,
    "danh_gia": sheets.VERDICT,
    "ghi_tay": sheets.HAND_VERDICT,
    "cuoi_nam": sheets.YEAR_END,
    "kh_tren": sheets.UPPER_PLAN,
    "ss_kh_tren": sheets.VS_UPPER_PLAN,
    "trong_ky": sheets.IN_PERIOD_USED,
    "trong_ky_ck": sheets.IN_PERIOD_BEFORE,
}
FACT_FIELDS: Final = ("kh", "ck", "th", "ss_ck", "ss_kh", "con")  # in the same columns of SoLieu
TEXT_FIELDS: Final = frozenset({"trang_thai", "danh_gia", "ghi_tay", "cuoi_nam"})
COUNT_COLUMNS: Final = {
    "tong": "E",
    "cho_cuoi_nam": "F",
    "chua_dat": "H",
    "chua_thuc_hien": "I",
    "chua_nhap": "J",
    "can_kiem_tra": "K",
    "con_lai": "M",
    "cham": "O",
    "chua_bat_dau": "P",
    "kem_muc": "Q",
    "giam_ck": "R",
    "duy_tri": "S",
    "dat_muc": "T",
    "dat_ghi_tay": "U",
}
# The first two statuses of TongHop mean other things once the year is over.
SUMMED_COLUMNS: Final = {"dat": ("G", "F"), "cuoi_nam": ("J", "F"), "han_che": ("O", "P", "Q", "R")}
_SHORTHAND: Final = re.compile(r"\[(?:(\w+)\.)?(?:([IVX]+)\.)?(\w+)(\$?)\]")


def named(text: str) -> list[tuple[str, str, str]]:
    """Every ``[...]`` that stands for something in a condition: as written, its code (or "dem", or ""), its group."""
    return [(match[0], match[1] or "", match[2] or "") for match in _SHORTHAND.finditer(text)]


def condition(text: str, groups: tuple[int, int], facts: Container[str] = ()) -> str:
    """A rule's condition as an ordinary formula; ``Refusal`` for an unknown name. An empty condition is TRUE.

    ``[luong_thuc.th]`` is the number in a row's column (a text counts as 0), ``[luong_thuc.th$]`` the value as it is,
    ``[dem.dat]`` and ``[dem.II.dat]`` counts of TongHop, whose group rows are ``groups`` (first, last; the total stands
    below), ``[nguong]`` a key of ThongTin. ``facts`` are the codes of SoLieu, ``[lua.hang]`` is the rank of such a row
    among the parts of its parent. A row that is gone makes the condition FALSE.
    """

    def cell(match: re.Match[str]) -> str:
        owner, group, field, raw = match.groups()
        if owner == "dem" and field in (*COUNT_COLUMNS, *SUMMED_COLUMNS):
            return _count(field, group, groups)
        if owner is None and field in INFO_ROWS:
            return info("nguong_ky" if field == "nguong" else field)
        is_fact = owner in facts
        known = (*FACT_FIELDS, *RULES, *FACT_RULES) if is_fact else (*FIELDS, *RULES)
        if owner in (None, "dem") or group or field not in known or (is_fact and field in _NOT_OF_FACTS):
            raise Refusal("bad-condition", f"Điều kiện “{text}”: không hiểu “{match[0]}”.")
        if field in RULES or field in FACT_RULES:
            return _rule(owner, field, is_fact)
        found = lookup_fact(owner, FIELDS[field]) if is_fact else lookup(owner, FIELDS[field])
        return found if raw or field in TEXT_FIELDS else f"N({found})"

    return f"=IFERROR({_SHORTHAND.sub(cell, text)},FALSE)" if text else "=TRUE"


# What conditions ask of a row, in its inputs alone: columns 5, 6, 7 may belong to another row after a tool has inserted
# one without moving the formulas. Within each, a letter in braces is that column of the row, n its number (texts 0).
_SHARE: Final = "ROUND({n:F}/{n:D}*100,9)"
_BEFORE: Final = "ROUND({n:F}/{n:E}*100,2)"
_LOWER: Final = f'{{N}}="{sheets.LOWER_IS_BETTER}"'
_MOVED: Final = f"ROUND({{n:F}}-{{n:E}},2)*IF({_LOWER},1,-1)>0"
_MONTH: Final = info("thang_cuoi")
RULES: Final = {
    "ss_ck": ("{n:F}/{n:E}*100", "0"),
    "ss_kh": (_SHARE, "0"),
    "con": ("MAX(0,{n:D}-{n:F})", "0"),
    # Quantities: the share of the plan that the period asks for is reached, or not; the result fell, or rose.
    "dat": (f"AND({{n:D}}>0,{{n:F}}>0,{_SHARE}>={info('nguong_ky')})", "FALSE"),
    "cham": (f"AND({{n:D}}>0,{{n:F}}>0,{_SHARE}<{info('nguong_ky')})", "FALSE"),
    "khong": ("AND(ISNUMBER({F}),{F}=0)", "FALSE"),
    "giam": (f"AND({{n:E}}>0,ISNUMBER({{F}}),{_BEFORE}<100)", "FALSE"),  # what is not entered yet has not fallen
    "tang": (f"AND({{n:E}}>0,{_BEFORE}>100)", "FALSE"),
    # Levels: the plan is kept, by the row's direction; the level is worse than it was.
    "dat_muc": (f"AND(ISNUMBER({{D}}),ISNUMBER({{F}}),IF({_LOWER},{{F}}<={{D}},{{F}}>={{D}}))", "FALSE"),
    "kem": (f"AND(ISNUMBER({{E}}),ISNUMBER({{F}}),{_MOVED})", "FALSE"),
    # Nothing to tell yet, and the year is not over.
    "cho_cuoi_nam": (f'AND(TRIM({{F}})="",{{O}}<>"",{_MONTH}<12)', "FALSE"),
}
_NOT_OF_FACTS: Final = frozenset({"cho_cuoi_nam"})
# How many parts of the same parent have a larger number, and one: 0 where the row has no number or is no part.
_PARENTS: Final = fact_column(sheets.FACT_PARENT)
_ACTUALS: Final = fact_column(sheets.ACTUAL)
_LARGER: Final = f"SUMPRODUCT(({_PARENTS}={{Q}})*ISNUMBER({_ACTUALS})*({_ACTUALS}>{{F}}))"
FACT_RULES: Final = {"hang": (f'IF(AND({{Q}}<>"",ISNUMBER({{F}})),1+{_LARGER},0)', "0")}
_CELL: Final = re.compile(r"\{(n:)?([A-Q])\}")


def _rule(code: str, field: str, is_fact: bool) -> str:
    formula, otherwise = (RULES | FACT_RULES)[field]

    def cell(match: re.Match[str]) -> str:
        col = sheets.COLUMN_LETTERS.index(match[2]) + 1
        if is_fact:
            found = lookup_fact(code, sheets.FACT_DIRECTION if col == sheets.DIRECTION else col)
        else:
            found = lookup(code, col)
        return f"N({found})" if match[1] else found

    return f"IFERROR({_CELL.sub(cell, formula)},{otherwise})"


def _count(field: str, group: str | None, groups: tuple[int, int]) -> str:
    if field in SUMMED_COLUMNS:
        first, *others = (_counted(letter, group, groups) for letter in SUMMED_COLUMNS[field])
        if field == "han_che":
            return f"({'+'.join((first, *others))})"
        over, at_end = f"{_MONTH}=12", field == "dat"
        return f"({first}+IF({over},{others[0] if at_end else 0},{0 if at_end else others[0]}))"
    return _counted(COUNT_COLUMNS[field], group, groups)


def _counted(letter: str, group: str | None, groups: tuple[int, int]) -> str:
    first, last = groups
    if group is None:
        return f"{sheets.TONG_HOP}!${letter}${last + 1}"
    counts, tts = (f"{sheets.TONG_HOP}!${c}${first}:${c}${last}" for c in (letter, "A"))
    return f"N(INDEX({counts},MATCH({quoted(group)},{tts},0)))"
