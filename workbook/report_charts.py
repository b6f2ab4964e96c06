"""The charts of a report, made of the same records as its table: they follow the numbers of the workbook."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Final

from udfs.numbers import write_number
from udfs.table import Info, Record, Table, records_counted
from workbook.chartxml import Chart, Series
from workbook.report_marks import CHART, Marked
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


def pictures(kinds: tuple[str, ...], place: str, table: Table, info: Info) -> list[Picture]:
    """The charts of these kinds that have something to show, in order; ``place`` tells two of a kind apart."""
    made = [chart for kind in kinds for chart in _MAKERS[kind](table, info)]
    found: list[Picture] = []
    for chart in made:
        number = sum(one.bieu_do.kind == chart.kind for one in found) + 1
        key = f"{place}/{chart.kind}/{number}"
        found.append(Picture(Marked(chart.title, f"ten-{CHART}{key}"), Marked("", f"{CHART}{key}"), chart))
    return found


def _by_status(table: Table, info: Info) -> list[Chart]:
    """How many indicators of each group stand how."""
    groups = [record for record in table.records if record.kind == "group"]
    if info.period is None or not table.indicators:
        return []
    kinds = _AT_END if info.period.ends_year else _WITHIN
    keys = [group.group for group in groups] or [""]
    names = [f"{group.tt}. {_short(group)}" for group in groups] or ["Tất cả chỉ tiêu"]
    counted = {
        kind: [len(records_counted(table, kind, info.period, info.threshold, key) or []) for key in keys]
        for kind, _ in kinds
    }
    series = [Series(words, list(map(float, counted[kind]))) for kind, words in kinds if any(counted[kind])]
    title = f"Số chỉ tiêu theo mức đạt và theo nhóm, {info.period.name}"
    return [Chart("trang_thai", title, names, series, stacked=True)] if series else []


def _beside_plan(table: Table, info: Info) -> list[Chart]:
    def share(record: Record) -> Decimal | None:
        value = record.columns.vs_plan
        return value if isinstance(value, Decimal) else None

    return _bars("tien_do", "Mức thực hiện so với kế hoạch năm (%)", table, info, share, "")


def _beside_same(table: Table, info: Info) -> list[Chart]:
    def growth(record: Record) -> Decimal | None:
        value = record.columns.vs_same
        return value - 100 if isinstance(value, Decimal) else None

    return _bars("tang_truong", "Mức tăng, giảm so với cùng kỳ năm trước (%)", table, info, growth, "+")


def _bars(
    kind: str, title: str, table: Table, info: Info, number: Callable[[Record], Decimal | None], sign: str
) -> list[Chart]:
    """A bar for each indicator that has the number; so many that a page would be too small make further charts."""
    found = [(record, value) for record in table.indicators if (value := number(record)) is not None]
    period = "" if info.period is None else f", {info.period.name}"
    pages = -(-len(found) // MANY)
    made = []
    for page in range(pages):
        rows = found[page * MANY : (page + 1) * MANY]
        names = [f"{record.tt}. {_short(record)}" for record, _ in rows]
        labels = [f"{sign if value > 0 else ''}{write_number(value, 2)}%" for _, value in rows]
        more = f" ({page + 1}/{pages})" if pages > 1 else ""
        values = [float(value) for _, value in rows]
        made.append(Chart(kind, f"{title}{period}{more}", names, [Series(title, values, labels)]))
    return made


def _short(record: Record) -> str:
    name = record.name
    return name if len(name) <= LONG else f"{name[:LONG].rsplit(' ', 1)[0].rstrip(' ,;(-')}…"


_MAKERS: Final[dict[str, Callable[[Table, Info], list[Chart]]]] = {
    "trang_thai": _by_status,
    "tien_do": _beside_plan,
    "tang_truong": _beside_same,
}
