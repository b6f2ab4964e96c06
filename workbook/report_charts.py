"""The charts of a report, made of the same records as its table: they follow the numbers of the workbook."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from udfs.numbers import write_number
from udfs.sentences import Source
from udfs.table import Record, records_counted
from workbook import sheets
from workbook.chartxml import Chart, Series
from workbook.report_marks import CHART, Marked
from workbook.report_sources import Row, counted
from xlcore import records

LONG: Final = 46  # letters of a name beside a bar
MANY: Final = 28  # bars on one page
_WITHIN: Final = (
    ("dat", "Đạt và vượt mức của kỳ"),
    ("chua_dat", "Đạt dưới mức của kỳ"),
    ("chua_thuc_hien", "Chưa thực hiện"),
    ("cuoi_nam", "Đánh giá vào cuối năm hoặc chưa có số liệu"),
    ("can_kiem_tra", "Cần kiểm tra số liệu"),
)
_AT_END: Final = (
    ("dat", "Hoàn thành và vượt kế hoạch"),
    ("chua_dat", "Chưa hoàn thành"),
    ("chua_thuc_hien", "Chưa thực hiện"),
    ("cuoi_nam", "Chưa có số liệu"),
    ("can_kiem_tra", "Cần kiểm tra số liệu"),
)


class Picture(records.Record):
    """``hinh`` in the template: the caption, and the place that the chart takes."""

    __slots__ = ("ten", "cho", "bieu_do")

    def __init__(self, ten: str, cho: str, bieu_do: Chart) -> None:
        self.ten = ten
        self.cho = cho
        self.bieu_do = bieu_do


def pictures(kinds: tuple[str, ...], place: str, source: Source) -> list[Picture]:
    """The charts of these kinds that have something to show, in order; ``place`` tells two of a kind apart."""
    made = [chart for kind in kinds for chart in _MAKERS[kind](source)]
    found: list[Picture] = []
    for chart in made:
        number = sum(one.bieu_do.kind == chart.kind for one in found) + 1
        key = f"{place}/{chart.kind}/{number}"
        found.append(Picture(Marked(chart.title, f"ten-{CHART}{key}"), Marked("", f"{CHART}{key}"), chart))
    return found


def _by_status(source: Source) -> list[Chart]:
    """How many indicators of each group stand how."""
    table, info = source.table, source.info
    groups = [record for record in table.records if record.kind == "group"]
    if info.period is None or not table.indicators:
        return []
    kinds = _AT_END if info.period.ends_year else _WITHIN
    keys = [group.group for group in groups] or [""]
    names = [f"{group.tt}. {_short(group)}" for group in groups] or ["Tất cả chỉ tiêu"]
    numbers = {
        kind: [len(records_counted(table, kind, info.period, info.threshold, key) or []) for key in keys]
        for kind, _ in kinds
    }
    series = [
        Series(words, list(map(float, numbers[kind])), sources=[_counted(kind, key, source) for key in keys])
        for kind, words in kinds
        if any(numbers[kind])
    ]
    title = f"Số chỉ tiêu theo mức đạt và theo nhóm, {info.period.name}"
    return [Chart("trang_thai", title, names, series, stacked=True)] if series else []


def _beside_plan(source: Source) -> list[Chart]:
    def share(record: Record) -> Decimal | None:
        value = record.columns.vs_plan
        return value if isinstance(value, Decimal) else None

    return _bars("tien_do", "Mức thực hiện so với kế hoạch năm (%)", source, share, "", "{}!{}", sheets.VS_PLAN)


def _beside_same(source: Source) -> list[Chart]:
    def growth(record: Record) -> Decimal | None:
        value = record.columns.vs_same
        return value - 100 if isinstance(value, Decimal) else None

    period = source.info.period  # a whole year has no same period: it is compared with the year before
    before = "năm trước" if period is not None and period.kind == "year" else "cùng kỳ năm trước"
    title = f"Mức tăng, giảm so với {before} (%)"
    return _bars("tang_truong", title, source, growth, "+", "{}!{}-100", sheets.VS_SAME)


def _bars(
    kind: str,
    title: str,
    source: Source,
    number: Callable[[Record], Decimal | None],
    sign: str,
    expression: str,
    column: int,
) -> list[Chart]:
    """A bar for each indicator that has the number; so many that a page would be too small make further charts."""
    info = source.info
    found = [(record, value) for record in source.table.indicators if (value := number(record)) is not None]
    period = "" if info.period is None else f", {info.period.name}"
    pages = -(-len(found) // MANY)
    made = []
    for page in range(pages):
        rows = found[page * MANY : (page + 1) * MANY]
        names = [f"{record.tt}. {_short(record)}" for record, _ in rows]
        labels = [f"{sign if value > 0 else ''}{write_number(value, 2)}%" for _, value in rows]
        more = f" ({page + 1}/{pages})" if pages > 1 else ""
        values = [float(value) for _, value in rows]
        sources = [expression.format(sheets.CHI_TIEU, Row(record).cell(column)) for record, _ in rows]
        made.append(Chart(kind, f"{title}{period}{more}", names, [Series(title, values, labels, sources)]))
    return made


def _counted(kind: str, group: str, source: Source) -> str:
    return next((origin.expression for origin in counted(kind, group, source)), "")


def _short(record: Record) -> str:
    name = record.name
    return name if len(name) <= LONG else f"{name[:LONG].rsplit(' ', 1)[0].rstrip(' ,;(-')}…"


_MAKERS: Final[dict[str, Callable[[Source], list[Chart]]]] = {
    "trang_thai": _by_status,
    "tien_do": _beside_plan,
    "tang_truong": _beside_same,
}
