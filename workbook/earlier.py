"""What a new workbook takes over from last year's: the same period, the history, the names of people and places.

Several workbooks are those of units that were merged into one. A figure that may be added is then the sum of theirs, by
a formula over the sheet HopNhat, where each unit has its column; what may not be added (a rate, a mean) is shown there
and left to the officer.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

from udfs.periods import Period, parse_period
from udfs.text import is_blank
from workbook import guards, history, rolling, sheets
from workbook.book import load
from workbook.history import Entry, History
from workbook.pack_facts import COMPUTE, Fact
from workbook.packs import Row
from workbook.refusal import Refusal
from workbook.template_data import Content, MergedRow
from xlcore.values import Value

MOST_UNITS: Final = 20
TAKEN_INFO: Final = (
    "co_quan_chu_quan",
    "dia_danh",
    "ky_hieu",
    "kinh_gui",
    "noi_nhan",
    "quyen_han",
    "chuc_vu",
    "nguoi_ky",
)


class Earlier(NamedTuple):
    """A workbook of the year before: whose it is, of what period, what it and its LichSu know."""

    path: Path
    unit: str
    period: Period
    info: dict[str, str]
    known: History
    names: dict[str, str]


def read(paths: Sequence[str | os.PathLike[str]]) -> tuple[Earlier, ...]:
    """The workbooks of the year before; ``Refusal`` for a file that is none of ours, one given twice, or too many."""
    found = [_read(Path(path)) for path in paths]
    if len({one.path.resolve() for one in found}) < len(found):
        raise Refusal("same-file", "Có một sổ năm trước được nêu hai lần sau --from.")
    if len(found) > MOST_UNITS:
        raise Refusal(
            "too-many-units", f"Có {len(found)} sổ năm trước; một sổ mới gộp được nhiều nhất {MOST_UNITS} sổ."
        )
    return tuple(found)


def _read(path: Path) -> Earlier:
    book = load(path)
    period = rolling.require_ours(path, book, "nên không lấy được số cùng kỳ từ tệp này")
    history.refresh_keys(book)
    guards.refuse_loss(path, book.recalculate(), rolling.MEND)
    rows = [*rolling.table_rows(book), *rolling.fact_rows(book)]
    known = History.of(book)
    current = [entry for entry in (row.entry(period, known) for row in rows) if entry is not None]
    info = {
        str(cells[0]).strip().lower(): cells[2]
        for cells in book.values(sheets.THONG_TIN, sheets.INFO_CELLS)
        if cells[0] and isinstance(cells[2], str) and cells[2].strip()
    }
    texts = {key: value for key, value in info.items() if isinstance(value, str)}
    names = {row.code: row.name for row in rows}
    unit = texts.get(sheets.KEY_UNIT, path.stem)
    return Earlier(path, unit, period, texts, History((*known.entries, *current)), names)


def period_after(units: Sequence[Earlier]) -> str:
    """The code of the same period a year later; ``Refusal`` when the workbooks are not of one period."""
    periods = {one.period for one in units}
    if len(periods) > 1:
        listed = ", ".join(f"{one.path.name} là {one.period.code}" for one in units)
        raise Refusal(
            "periods-differ", f"Các sổ năm trước không cùng kỳ ({listed}): hãy nêu kỳ của sổ mới sau --period."
        )
    period = next(iter(periods))
    return Period(period.year + 1, period.kind, period.last_month).code


def unit_of(units: Sequence[Earlier], unit: str | None) -> str:
    """The name of the new workbook's unit: as given, or that of the only workbook of the year before."""
    if unit is not None:
        return unit
    if len(units) > 1:
        raise Refusal("no-unit", "Nhiều sổ năm trước là của các đơn vị sáp nhập: hãy nêu tên đơn vị mới sau --unit.")
    return units[0].unit


def applied(content: Content, units: Sequence[Earlier]) -> Content:
    """``content`` with what the workbooks of the year before know of it."""
    period = parse_period(content.period)
    assert period is not None
    past = period.previous_year
    codes = {row.code for row in content.rows} | {fact.code for fact in content.facts}
    if not any(codes & one.names.keys() for one in units):
        names = ", ".join(one.path.name for one in units)
        raise Refusal(
            "other-table", f"Sổ năm trước ({names}) không có chỉ tiêu nào của loại báo cáo {content.pack.id}."
        )
    if len(units) == 1:
        content = _of_one(content, units[0], past)
    else:
        content = _of_many(content, units, past)
    told = (notice.replace("kế hoạch, cùng kỳ, thực hiện", "kế hoạch, thực hiện") for notice in content.notices)
    return replace(content, notices=(*told, *_notices(content, units, past, codes)))


def _of_one(content: Content, unit: Earlier, past: Period) -> Content:
    known = unit.known
    rows = tuple(
        replace(
            row,
            same_period=_plain(known.cumulative(row.code, past)),
            in_period_before=_plain(known.in_period(row.code, past, row.aggregate))
            if content.pack.accumulate
            else None,
        )
        for row in content.rows
    )
    facts = tuple(
        fact if fact.same_period == COMPUTE else replace(fact, same_period=_plain(known.cumulative(fact.code, past)))
        for fact in content.facts
    )
    pack = content.pack
    if unit.unit == content.unit:
        taken: dict[str, str] = {key: unit.info[key] for key in TAKEN_INFO if key in unit.info}
        pack = replace(pack, info={**pack.info, **taken})
    return replace(content, pack=pack, rows=rows, facts=facts, history=known.entries)


def _of_many(content: Content, units: Sequence[Earlier], past: Period) -> Content:
    rows: list[Row] = []
    merged: list[MergedRow] = []
    for row in content.rows:
        figures = tuple(_plain(one.known.cumulative(row.code, past)) for one in units)
        added = row.aggregate == sheets.SUMMED and not any(isinstance(figure, str) for figure in figures)
        if all(figure is None for figure in figures):
            rows.append(replace(row, same_period=None))
            continue
        line = MergedRow(row.code, row.name, row.unit, figures, added)
        merged.append(line)
        note = f"Cùng kỳ: cộng {len(units)} đơn vị cũ" if added else "Cùng kỳ: xem trang HopNhat"
        place = sheets.MERGED_FIRST_ROW + len(merged) - 1
        same = line.sum_formula(place) if added else None
        alone = [_number(one.known.in_period(row.code, past, row.aggregate)) for one in units]
        before = _total(alone) if added and content.pack.accumulate else None
        notes = "; ".join(filter(None, (row.note, note)))
        rows.append(replace(row, same_period=same, in_period_before=before, note=notes))
    facts = []
    for fact in content.facts:
        numbers = [_number(one.known.cumulative(fact.code, past)) for one in units]
        total = _total(numbers) if _aggregate(fact) == sheets.SUMMED else None
        facts.append(fact if fact.same_period == COMPUTE else replace(fact, same_period=total))
    aggregates = {row.code: row.aggregate for row in content.rows} | {
        fact.code: _aggregate(fact) for fact in content.facts
    }
    kept = tuple(_added(units, aggregates))
    labels = tuple(one.unit for one in units)
    return replace(
        content, rows=tuple(rows), facts=tuple(facts), history=kept, merged=tuple(merged), merged_units=labels
    )


def _aggregate(fact: Fact) -> str:
    return fact.agg or (sheets.LAST if fact.unit == "%" else sheets.SUMMED)


def _added(units: Sequence[Earlier], aggregates: dict[str, str]) -> Iterator[Entry]:
    """The history of the merged unit: the periods of which every old unit has a figure that may be added."""
    for entry in units[0].known.entries:
        if aggregates.get(entry.code) != sheets.SUMMED:
            continue
        found = [one.known.exact(entry.code, entry.period) for one in units]
        if any(one is not None and one.is_carried for one in found):
            continue
        reached = [None if one is None else _number(one.cumulative) for one in found]
        alone = [None if one is None else _number(one.in_period) for one in found]
        total = _total(reached)
        if total is not None:
            note = f"Cộng của {len(units)} đơn vị cũ"
            yield entry._replace(in_period=_total(alone), cumulative=total, note=note)


def _plain(value: Value) -> float | str | None:
    """A figure as an input; None for what is none."""
    if isinstance(value, bool) or not isinstance(value, (float, str)) or is_blank(value):
        return None
    return value


def _total(numbers: Sequence[float | None]) -> float | None:
    """The sum; None where a number is missing: the sum of the others would be too small."""
    known = [number for number in numbers if number is not None]
    return round(sum(known), 9) if len(known) == len(numbers) else None


def _number(value: Value) -> float | None:
    return value if isinstance(value, float) else None


def _notices(content: Content, units: Sequence[Earlier], past: Period, codes: set[str]) -> Iterator[str]:
    left = {code: name for one in units for code, name in one.names.items() if code not in codes}
    if left:
        names = ", ".join(f"“{name}”" for name in list(left.values())[:5]) + (", …" if len(left) > 5 else "")
        yield f"sổ năm trước có {len(left)} dòng mà loại báo cáo này không có: {names}; cần thì thêm vào bảng."
    without = [row.name for row in content.rows if row.is_indicator and row.same_period is None]
    if without:
        names = ", ".join(f"“{name}”" for name in without[:5]) + (", …" if len(without) > 5 else "")
        yield f"{len(without)} chỉ tiêu chưa có số cùng kỳ ({past.name}): {names}."
