"""A workbook carried forward to a later period: a new file beside, in which everything an officer made is kept.

The new file is the old one patched: its rows, formats, sentences and charts stay, its figures go to LichSu, and from
there come back as the same period of a year later. Nothing is built anew, and the old file is not touched.
"""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from udfs.indicators import usual_threshold
from udfs.numbers import number_in
from udfs.periods import Period, parse_period
from udfs.table import AGG, IN_PERIOD_USED, UNIT, Record, table_of
from udfs.text import is_blank, is_maintain, join_words, normalise
from workbook import guards, history, locks, saved, sheets, summary
from workbook.atomic import check_target
from workbook.book import Workbook, load
from workbook.history import Entry, History
from workbook.pack_csv import code_fault
from workbook.refusal import Refusal
from workbook.signatures import broken_notice
from xlcore.values import ExcelError, Value

if TYPE_CHECKING:
    from xlcore.recalculation import Recalculation

FORMS: Final = "2024-M06 (tháng 6), 2024-Q2 (quý II), 2024-H1 (6 tháng), 2024-9M (9 tháng), 2024 (cả năm)"
NEEDED: Final = (*guards.TABLE_SHEETS, sheets.LICH_SU)
MEND: Final = "hãy sửa các ô đó trong Excel rồi lập kỳ mới lại"
_EARLIER_HEAD: Final = "Câu sửa tay kỳ trước"


class Rolled(NamedTuple):
    """What was done: the new file, its recalculation, the number of figures that LichSu got, what to know."""

    source: Path
    out: Path
    before: Period
    after: Period
    recorded: int
    run: Recalculation
    summary: summary.Summary | None
    notices: tuple[str, ...]


def roll(path: str | os.PathLike[str], to: str, out: str | os.PathLike[str] | None = None) -> Rolled:
    """Carries the workbook at ``path`` forward to the period ``to``, into a new file (by default beside it).

    ``Refusal`` for a file that is no table of ours, a period that is none or not later, a target that exists.
    """
    source = Path(path)
    after = parse_period(to)
    if after is None:
        raise Refusal("bad-period", f"Không hiểu kỳ “{to}”: hãy viết như {FORMS}.")
    book = load(source)
    before = require_ours(source, book)
    if history.order(after) <= history.order(before):
        which = "chính là kỳ của sổ này" if after == before else f"không sau kỳ của sổ này ({before.name})"
        raise Refusal("not-later", f"{source.name}: {after.name} {which}; kỳ mới phải là một kỳ sau đó.")
    target = target_of(source, before, after, out)
    history.refresh_keys(book)
    guards.refuse_loss(source, book.recalculate(), MEND)
    notices: list[str] = []
    recorded = _carry(book, before, after, notices)
    history.refresh_keys(book)
    run = book.recalculate()
    saved.refresh(book)
    told = summary.summarize(book)
    with locks.held(target):
        target_of(source, before, after, out)  # another process may have made it meanwhile
        book.save(target)
    if book.signature_broken:
        notices.append(broken_notice(target))
    return Rolled(source, target, before, after, recorded, run, told, tuple(notices))


def target_of(source: Path, before: Period, after: Period, out: str | os.PathLike[str] | None = None) -> Path:
    """Where the new file goes; beside the old one its name has the new period in the place of the old one's code."""
    if out is not None:
        target = Path(out)
        if target.is_dir():
            target = target / named(source, before, after)
    else:
        target = source.with_name(named(source, before, after))
    if target.suffix.lower() != source.suffix.lower():
        raise Refusal("bad-suffix", f"Tên tệp mới phải có đuôi {source.suffix}, không phải “{target.name}”.")
    if target.exists():
        same = target.samefile(source)
        what = "chính là sổ đang dùng" if same else "đã có sẵn, có thể đã nhập số liệu"
        raise Refusal("exists", f"Tệp {target} {what}; hãy chọn tên khác sau -o, hoặc mở tệp đó ra dùng.")
    check_target(os.fspath(target))
    return target


def named(source: Path, before: Period, after: Period) -> str:
    """The file name of the later period: "so-2024-M05.xlsx" becomes "so-2024-M06.xlsx"."""
    code = re.compile(rf"(?<![0-9A-Za-z]){re.escape(before.code)}(?![0-9A-Za-z])", re.IGNORECASE)
    lower = re.search(code, source.stem)
    wanted = after.code.lower() if lower and lower[0] != lower[0].upper() else after.code
    stem = code.sub(wanted, source.stem, count=1) if lower else f"{source.stem}-{after.code}"
    return f"{stem}{source.suffix}"


def require_ours(source: Path, book: Workbook, then: str = "nên không lập kỳ mới từ tệp này được") -> Period:
    """The period of the workbook; ``Refusal`` when it is no table of ours, which ends with ``then``."""
    missing = next((name for name in NEEDED if not book.has_sheet(name)), None)
    if missing is not None:
        raise Refusal(
            "not-ours",
            f"{source.name} không phải sổ chỉ tiêu do chương trình lập (không có trang “{missing}”), {then}.",
        )
    guards.require_table(source, book, NEEDED)
    cell = _info_cell(book, sheets.KEY_PERIOD)
    period = None if cell is None else parse_period(book.value(sheets.THONG_TIN, cell))
    if period is None:
        place = f"ô {cell} của trang {sheets.THONG_TIN}" if cell else f"trang {sheets.THONG_TIN}"
        raise Refusal("bad-period", f"{source.name}: {place} chưa có kỳ báo cáo đúng; hãy ghi như {FORMS}.")
    return period


# What is carried ------------------------------------------------------------------------------------------------
def _carry(book: Workbook, before: Period, after: Period, notices: list[str]) -> int:
    """Changes the open workbook into that of the later period; returns how many figures were recorded."""
    known = History.of(book)
    rows = [*table_rows(book), *fact_rows(book)]
    entries = [entry for entry in (row.entry(before, known) for row in rows) if entry is not None]
    history.record(book, entries)
    kept = History((*known.entries, *entries))
    carried = list(_carried(rows, after, kept, notices))
    history.record(book, carried)
    kept = History((*kept.entries, *carried))
    _set_info(book, before, after)
    for row in rows:
        row.move(book, before, after, kept)
    wordings = _empty_wordings(book)
    if wordings:
        notices.append(
            f"{wordings} câu sửa tay của kỳ trước đã chuyển sang cột K của trang {sheets.CAU_MAU} để tham khảo: báo "
            "cáo kỳ mới viết theo mẫu câu."
        )
    if after.year != before.year:
        notices.append(f"sang năm {after.year} nên kế hoạch để trống: hãy nhập kế hoạch mới ở trang {sheets.CHI_TIEU}.")
    return len(entries)


def _carried(rows: Iterable[FigureRow], after: Period, kept: History, notices: list[str]) -> Iterator[Entry]:
    """What stands in for the months right before ``after`` that no workbook has told of.

    A sum goes on from where it was last known, without the months that are missing: too small, but by less than one
    that begins anew. A mean takes them as the mean of the months before. What counts at last needs neither.
    """
    year, start = after.year, history.months_before(after)
    summed = [row for row in rows if row.accumulates and row.aggregate != sheets.LAST]
    last = {row.code: entry for row in summed if (entry := kept.last_told(row.code, year, start)) is not None}
    told = max((entry.period.last_month for entry in last.values()), default=0)
    if not summed or told == start:
        return
    names = [Period(year, "month", month).short_name for month in range(1, start + 1)]
    missing, right_before = join_words(names[told:]), Period(year, "month", start)
    if not told:
        notices.append(
            f"trang {sheets.LICH_SU} chưa có số của {missing} năm {year} nên lũy kế của {after.name} chỉ gồm số trong "
            f"kỳ: hãy ghi lũy kế đến hết {right_before.name} vào trang đó (kỳ {right_before.code})."
        )
        return
    notices.append(
        f"chưa có số của {missing} năm {year}: lũy kế đến hết {names[told - 1]} được mang sang, nên lũy kế của "
        f"{after.name} chưa gồm {missing}; có số thì sửa các dòng kỳ {right_before.code} ở trang {sheets.LICH_SU}."
    )
    for row in summed:
        entry = last.get(row.code)
        if entry is not None and isinstance(entry.cumulative, float):
            since = names[entry.period.last_month - 1]
            note = f"{history.CARRIED} từ {since}, chưa gồm {missing}: có số thì ghi vào cột E và sửa cột F"
            yield Entry(row.code, row.name, row.unit, right_before, None, entry.cumulative, note)


class FigureRow(NamedTuple):
    """A row of ChiTieu or SoLieu that has figures of its own."""

    sheet: str
    row: int
    code: str
    name: str
    unit: str
    aggregate: str
    cumulative: Value
    in_period: Value
    accumulates: bool

    def entry(self, period: Period, known: History) -> Entry | None:
        """What LichSu is to keep of the row; None where there is no figure."""
        reached = None if _is_nothing(self.cumulative) else self.cumulative
        alone = None if _is_nothing(self.in_period) else self.in_period
        start = history.months_before(period)
        earlier = known.to_add_to(self.code, period.year, start) if start else None
        if not self.accumulates and reached is not None:
            alone = reached if start == 0 else history.alone(reached, earlier, start, period.last_month, self.aggregate)
        if reached is None and alone is None:
            # A month without a figure leaves the sum where it was, or the months that follow would lose it.
            reached = earlier if self.accumulates and self.aggregate != sheets.LAST else None
            if reached is None:
                return None
        if self.aggregate == sheets.MEAN and self.accumulates:
            reached = known.mean(self.code, period, alone) or reached
        return Entry(self.code, self.name, self.unit, period, alone, reached)

    def move(self, book: Workbook, before: Period, after: Period, kept: History) -> None:
        """Empties the row for the new period and fills in what history knows of the year before."""
        same_end = (before.year, before.last_month) == (after.year, after.last_month)
        past = after.previous_year
        same = kept.cumulative(self.code, past)
        if same is None and same_end:
            same = book.value(self.sheet, self._cell(sheets.SAME_PERIOD))
        self._put(book, sheets.SAME_PERIOD, same, ours=f"{sheets.HOP_NHAT}!")
        if not same_end:
            self._put(book, sheets.ACTUAL, None)
        if after.year != before.year and not is_maintain(book.value(self.sheet, self._cell(sheets.PLAN))):
            self._put(book, sheets.PLAN, None)
        if self.sheet == sheets.CHI_TIEU:
            self._put(book, sheets.IN_PERIOD, None)
            self._put(book, sheets.HAND_VERDICT, None)
            alone = kept.in_period(self.code, past, self.aggregate) if self.accumulates else None
            self._put(book, sheets.IN_PERIOD_BEFORE, alone)
            if after.year != before.year:
                self._put(book, sheets.UPPER_PLAN, None)

    def _cell(self, col: int) -> str:
        return f"{sheets.COLUMN_LETTERS[col - 1]}{self.row}"

    def _put(self, book: Workbook, col: int, value: Value, ours: str = "") -> None:
        """Sets an input; a formula stays, but for one that the program has written (it names the sheet ``ours``)."""
        cell = self._cell(col)
        formula = book.formula(self.sheet, cell)
        if formula is None or (ours and ours in formula):
            book.set(self.sheet, cell, None if isinstance(value, ExcelError) else value, overwrite=True)


def _is_nothing(value: Value) -> bool:
    return is_blank(value) or isinstance(value, ExcelError)


def table_rows(book: Workbook) -> list[FigureRow]:
    """The indicators and sub-rows of ChiTieu; one that has no code of its own gets one, by which it is found again."""
    table = table_of(book.values(sheets.CHI_TIEU, sheets.TABLE_CELLS))
    borrowed = {copy.position for copy, _ in table.copies}
    codes = {record.code for record in table.records if record.position not in borrowed}
    codes |= {row.code for row in fact_rows(book)}
    found: list[FigureRow] = []
    for record in table.records:
        if record.kind not in ("indicator", "sub", "unknown") or not record.name:
            continue
        code = record.code
        if not code or record.position in borrowed:
            code = _new_code(record.name, codes)
            codes.add(code)
        row = sheets.FIRST_ROW + record.position
        cell = f"{sheets.COLUMN_LETTERS[sheets.CODE - 1]}{row}"
        if code != record.code and book.formula(sheets.CHI_TIEU, cell) is None:
            book.set(sheets.CHI_TIEU, cell, code)
        accumulates = f"$T{row}" in (book.formula(sheets.CHI_TIEU, f"F{row}") or "")
        in_period = record.cells[IN_PERIOD_USED]
        unit = normalise(str(record.cells[UNIT] or "")).strip()
        names = (row, code, record.name, unit, aggregate_of(record))
        found.append(FigureRow(sheets.CHI_TIEU, *names, record.actual, in_period, accumulates))
    return found


def aggregate_of(record: Record) -> str:
    """How a longer period of the row follows from its months, by column S or as the catalogue judges."""
    word = normalise(str(record.cells[AGG] or "")).strip()
    if word in sheets.AGGREGATES:
        return word
    return sheets.LAST if record.is_rate else sheets.SUMMED


def _new_code(name: str, taken: set[str]) -> str:
    """A code made of the row's name that no other row has."""
    plain = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    words = re.findall("[a-z0-9]+", "".join(sign for sign in plain if not unicodedata.combining(sign)))
    base = "_".join(words)[:40].strip("_")
    if code_fault(base, ""):
        base = f"dong_{''.join(words)[:40]}"
    return next(code for n in range(1, 10_000) if (code := base if n == 1 else f"{base}_{n}") not in taken)


def fact_rows(book: Workbook) -> list[FigureRow]:
    """The facts of SoLieu that are entered or computed, where the workbook has the sheet."""
    if not book.has_sheet(sheets.SO_LIEU):
        return []
    found = []
    for row, cells in enumerate(book.values(sheets.SO_LIEU, sheets.FACT_CELLS), sheets.FACT_FIRST_ROW):
        code = cells[sheets.FACT_CODE - 1]
        if not isinstance(code, str) or not code.strip():
            continue
        name, unit, agg, kind = (
            normalise(str(cells[col - 1] or "")).strip()
            for col in (sheets.NAME, sheets.UNIT, sheets.FACT_AGG, sheets.FACT_KIND)
        )
        if kind in (sheets.WORDED, sheets.DATED):
            aggregate = sheets.LAST
        else:
            aggregate = agg if agg in sheets.AGGREGATES else sheets.LAST if unit == "%" else sheets.SUMMED
        actual = cells[sheets.ACTUAL - 1]
        found.append(FigureRow(sheets.SO_LIEU, row, code.strip(), name, unit, aggregate, actual, None, False))
    return found


# ThongTin and CauMau --------------------------------------------------------------------------------------------
def _info_cell(book: Workbook, key: str) -> str | None:
    """The cell of ThongTin that holds the value of ``key``."""
    for row, cells in enumerate(book.values(sheets.THONG_TIN, sheets.INFO_CELLS), sheets.INFO_FIRST_ROW):
        if isinstance(cells[0], str) and cells[0].strip().lower() == key:
            return f"{sheets.COLUMN_LETTERS[sheets.INFO_VALUE - 1]}{row}"
    return None


def _set_info(book: Workbook, before: Period, after: Period) -> None:
    """The new period and its usual threshold; the number and the date of the document are not known yet."""
    values: dict[str, Value] = {sheets.KEY_PERIOD: after.code, sheets.KEY_NUMBER: None, sheets.KEY_DATE: None}
    cell = _info_cell(book, sheets.KEY_THRESHOLD)
    threshold = None if cell is None else number_in(book.value(sheets.THONG_TIN, cell))
    if threshold is not None and abs(threshold - usual_threshold(before)) < 1:
        share = round(float(usual_threshold(after)), 2)
        values[sheets.KEY_THRESHOLD] = share
    for key, value in values.items():
        cell = _info_cell(book, key)
        if cell is not None and book.formula(sheets.THONG_TIN, cell) is None:
            book.set(sheets.THONG_TIN, cell, value)


def _empty_wordings(book: Workbook) -> int:
    """Moves the officer's own wordings aside, so that no sentence of the old period is printed; how many there were."""
    own, aside = (sheets.COLUMN_LETTERS[col - 1] for col in (sheets.OWN_WORDING, sheets.EARLIER_WORDING))
    moved = 0
    for row in range(sheets.SENTENCE_FIRST_ROW, sheets.SENTENCE_LAST_ROW + 1):
        value = book.value(sheets.CAU_MAU, f"{own}{row}")
        if is_blank(value) or book.formula(sheets.CAU_MAU, f"{own}{row}") is not None:
            continue
        book.set(sheets.CAU_MAU, f"{aside}{row}", value, overwrite=True)
        book.set(sheets.CAU_MAU, f"{own}{row}", None)
        moved += 1
    head = f"{aside}{sheets.SENTENCE_HEAD_ROW}"
    if moved and book.value(sheets.CAU_MAU, head) is None:
        book.set(sheets.CAU_MAU, head, _EARLIER_HEAD)
    return moved
