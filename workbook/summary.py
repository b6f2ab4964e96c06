"""What a person at a terminal learns from a recalculated workbook: the table's results, the count, what to look at."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from udfs.indicators import status_words
from udfs.numbers import write_count, write_number
from udfs.table import Info, Record, Table, info_of, records_counted, table_of
from workbook import sheets, summary_facts
from xlcore import records
from xlcore.values import ExcelError, Value

if TYPE_CHECKING:
    from workbook.book import Workbook

WITHIN_YEAR: Final = ("cho_cuoi_nam", "dat", "chua_dat", "chua_thuc_hien")
AT_YEAR_END: Final = ("vuot", "hoan_thanh", "chua_dat", "chua_thuc_hien", "chua_nhap")
IF_ANY: Final = ("chua_nhap", "can_kiem_tra")  # said within the year only where there are some
COMPUTED: Final = (sheets.VS_SAME, sheets.VS_PLAN, sheets.REMAINING, sheets.STATUS, sheets.VERDICT)
NAME_WIDTH: Final = 46
OWN_ACTUAL: Final = re.compile(r"(?<![!:])\$F(\d+)\b(?!:)")


class Line(records.Record):
    """A row of the table as printed: texts, and columns 4 to 7 in the Vietnamese notation."""

    __slots__ = ("tt", "name", "unit", "actual", "vs_same", "vs_plan", "remaining", "status")

    def __init__(
        self, tt: str, name: str, unit: str, actual: str, vs_same: str, vs_plan: str, remaining: str, status: str
    ) -> None:
        self.tt = tt
        self.name = name
        self.unit = unit
        self.actual = actual
        self.vs_same = vs_same
        self.vs_plan = vs_plan
        self.remaining = remaining
        self.status = status


class Finding(records.Record):
    """Something to look at: the cell ("F12", or "" when there is none) and what is odd, in Vietnamese."""

    __slots__ = ("cell", "text")

    def __init__(self, cell: str, text: str) -> None:
        self.cell = cell
        self.text = text


class Summary(records.Record):
    """The results of a recalculated workbook. ``counts`` maps the kinds of CT_DEM, "tong" among them, to numbers."""

    __slots__ = ("unit", "period", "lines", "counts", "count_line", "not_entered", "findings", "facts")

    def __init__(
        self,
        unit: str,
        period: str,
        lines: tuple[Line, ...],
        counts: dict[str, int],
        count_line: str,
        not_entered: tuple[Finding, ...],
        findings: tuple[Finding, ...],
        facts: summary_facts.FactCount | None = None,
    ) -> None:
        self.unit = unit
        self.period = period
        self.lines = lines
        self.counts = counts
        self.count_line = count_line
        self.not_entered = not_entered
        self.findings = findings
        self.facts = facts  # None where there is no sheet SoLieu

    def __str__(self) -> str:
        parts = [f"{self.unit[:1].upper()}{self.unit[1:]}, {self.period}", "", *_table_text(self.lines), ""]
        parts.append(f"Số chỉ tiêu: {self.count_line}")
        parts += [str(self.facts)] if self.facts is not None else []
        parts += _listing("Chưa nhập số liệu", self.not_entered)
        parts += _listing("Cần xem lại", self.findings)
        return "\n".join(parts)

    def to_json(self) -> dict[str, Any]:
        """The same as plain dicts, lists, texts and numbers."""
        return {
            "unit": self.unit,
            "period": self.period,
            "lines": [{name: getattr(line, name) for name in Line.__slots__} for line in self.lines],
            "counts": dict(self.counts),
            "count_line": self.count_line,
            "not_entered": [{"cell": f.cell, "text": f.text} for f in self.not_entered],
            "findings": [{"cell": f.cell, "text": f.text} for f in self.findings],
            "facts": None if self.facts is None else self.facts.to_json(),
        }


def summarize(book: Workbook) -> Summary:
    """The summary of a workbook with the sheets ThongTin and ChiTieu, from its values as recalculated."""
    rows = book.values(sheets.CHI_TIEU, sheets.TABLE_CELLS)
    table, info = table_of(rows), info_of(book.values(sheets.THONG_TIN, sheets.INFO_CELLS))
    facts = summary_facts.of(book)
    lost = [] if facts is None else [Finding(*found) for found in summary_facts.without_formulas(book, facts)]
    kinds = ("tong", "cuoi_nam", *WITHIN_YEAR, *AT_YEAR_END, *IF_ANY)
    counts = {kind: len(_counted(table, info, kind)) for kind in kinds}
    return Summary(
        unit=_text(info.values.get(sheets.KEY_UNIT)),
        period=info.period.name if info.period else _text(info.values.get(sheets.KEY_PERIOD)),
        lines=tuple(_line(record) for record in table.records),
        counts=counts,
        count_line=_count_line(info, counts),
        not_entered=tuple(
            Finding(_place(sheets.ACTUAL, record), f"chỉ tiêu {record.tt}, {record.name}")
            for record in _counted(table, info, "chua_nhap")
        ),
        findings=(*_checked(book), *_without_formulas(book, table), *lost),
        facts=None if facts is None else summary_facts.count(facts),
    )


def _counted(table: Table, info: Info, kind: str) -> list[Record]:
    return records_counted(table, kind, info.period, info.threshold) or []


def _count_line(info: Info, counts: dict[str, int]) -> str:
    """``29 = 12 đánh giá cuối năm + 14 đạt và vượt trên 50% + ...``; what is not entered or waits for a check only when
    there is any. A blank is judged at the year's end only where the catalogue says so."""
    at_end = info.period is not None and info.period.ends_year
    always = AT_YEAR_END if at_end else WITHIN_YEAR
    kinds = [*always, *(kind for kind in IF_ANY if counts[kind] and kind not in always)]
    parts = [f"{write_count(counts[kind])} {_words(kind, info)}" for kind in kinds]
    return f"{write_count(counts['tong'])} = {' + '.join(parts)}"


def _words(kind: str, info: Info) -> str:
    match kind:
        case "hoan_thanh" | "dat":
            words = status_words("dat", info.period, info.threshold)
        case "cho_cuoi_nam":
            words = status_words("cuoi_nam", info.period, info.threshold)
        case "chua_nhap" | "chua_dat" | "chua_thuc_hien" | "can_kiem_tra" | "vuot":
            words = status_words(kind, info.period, info.threshold)
        case _:
            raise ValueError(f"unknown kind of count {kind!r}")
    return words[0].lower() + words[1:]


# The table ------------------------------------------------------------------------------------------------------
def _line(record: Record) -> Line:
    cells = record.cells
    name = record.name if record.kind != "sub" else f"- {record.name}"
    shown = (sheets.ACTUAL, sheets.VS_SAME, sheets.VS_PLAN, sheets.REMAINING, sheets.STATUS)
    printed = [_text(cells[col - 1]) for col in shown]
    return Line(record.tt, name, _text(cells[sheets.UNIT - 1]), *printed)


def _text(value: Value) -> str:
    """A cell as printed: numbers to two decimals in the Vietnamese notation."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return write_number(value, 2)
    return value.code if isinstance(value, ExcelError) else " ".join(value.split())


def _table_text(lines: Sequence[Line]) -> list[str]:
    head = ("TT", "Chỉ tiêu", "Thực hiện", "5=4/3*100", "6=4/2*100", "7=2-4", "Trạng thái")
    body = [
        (line.tt, _cut(line.name), line.actual, line.vs_same, line.vs_plan, line.remaining, line.status)
        for line in lines
    ]
    return [_row_text(row) for row in (head, *body)]


def _row_text(row: tuple[str, ...]) -> str:
    tt, name, *numbers, status = row
    columns = "".join(f"{number:>11}" for number in numbers)
    return f"{tt:>4}  {name:<{NAME_WIDTH}}{columns}  {status}".rstrip()


def _cut(name: str) -> str:
    return name if len(name) <= NAME_WIDTH else f"{name[: NAME_WIDTH - 1].rstrip()}…"


def _listing(title: str, found: Sequence[Finding]) -> list[str]:
    return [f"{title}:", *(f"  {f.cell + ': ' if f.cell else ''}{f.text}" for f in found)] if found else []


# What to look at ------------------------------------------------------------------------------------------------
def _checked(book: Workbook) -> list[Finding]:
    """The findings of the sheet KiemTra."""
    if not book.has_sheet(sheets.KIEM_TRA):
        return []
    found = []
    for row in book.values(sheets.KIEM_TRA, sheets.FINDING_CELLS):
        text = _text(row[sheets.FINDING_TEXT - 1])
        if text and text not in sheets.NOT_FINDINGS:
            found.append(Finding(_text(row[sheets.FINDING_PLACE - 1]), text))
    return found


def _without_formulas(book: Workbook, table: Table) -> list[Finding]:
    """Indicator rows that lack a formula: rows inserted without one, or formulas that a value was pasted over."""
    found, astray = [], []
    for record in table.indicators:
        formulas = {col: book.formula(sheets.CHI_TIEU, _place(col, record)) for col in COMPUTED}
        missing = [sheets.COLUMN_LETTERS[col - 1] for col, formula in formulas.items() if formula is None]
        if missing:
            text = f"chỉ tiêu {record.tt} không có công thức ở cột {', '.join(missing)}: chép công thức từ dòng khác"
            found.append(Finding(_place(COMPUTED[0], record), text))
        if any(formula and _is_astray(formula, record) for formula in formulas.values()):
            astray.append(record)
    return found + _astray_finding(astray)


def _is_astray(formula: str, record: Record) -> bool:
    """Whether the formula reads the actual of another row: some tools insert rows without rewriting formulas."""
    rows = set(OWN_ACTUAL.findall(formula))
    return bool(rows) and str(sheets.FIRST_ROW + record.position) not in rows


def _astray_finding(records: list[Record]) -> list[Finding]:
    if not records:
        return []
    text = (
        f"công thức của {len(records)} chỉ tiêu (từ chỉ tiêu {records[0].tt}) tính từ số liệu của dòng khác, do chèn "
        "hoặc xóa dòng bằng công cụ không sửa công thức: chép lại công thức cột G đến L từ một dòng đúng"
    )
    return [Finding(_place(COMPUTED[0], records[0]), text)]


def _place(col: int, record: Record) -> str:
    return f"{sheets.COLUMN_LETTERS[col - 1]}{sheets.FIRST_ROW + record.position}"
