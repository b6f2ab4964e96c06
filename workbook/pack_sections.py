"""The sections and annexes of a report as ``pack.toml`` lists them, for who builds a workbook or reports on one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from workbook.pack_csv import nfc
from xlcore.records import Record

PACK_FILE: Final = "pack.toml"
LEVELS: Final = (0, 1, 2, 3, 4)  # 0 is "Phần I" with its title below, 1 "I.", 2 "1.", 3 "a)", 4 "-"
OFFICIAL_TABLE: Final = "chi_tieu"
CHARTS: Final = ("trang_thai", "tien_do", "tang_truong")
# A column of a table in the body: its heading, its share of the width, and whether it is text.
COLUMNS: Final[dict[str, tuple[str, float]]] = {
    "tt": ("TT", 1.0),
    "ten": ("Nội dung", 5.0),
    "dvt": ("ĐVT", 1.5),
    "kh": ("Kế hoạch", 1.8),
    "kh_tren": ("KH cấp trên giao", 1.8),
    "ck": ("Cùng kỳ", 1.8),
    "th": ("Thực hiện", 1.8),
    "ss_ck": ("So với cùng kỳ (%)", 1.8),
    "ss_kh": ("So với kế hoạch (%)", 1.8),
    "ss_kh_tren": ("So với KH cấp trên giao (%)", 1.8),
    "con": ("Còn phải thực hiện", 1.8),
    "danh_gia": ("Đánh giá", 1.8),
    "ghi_chu": ("Ghi chú", 2.5),
}
DEFAULT_COLUMNS: Final = ("ten", "dvt", "th")


class TableAsked(Record):
    """A table that is asked for: the group of facts (or ``chi_tieu``), its ``(key, heading)`` pairs, its caption."""

    __slots__ = ("source", "columns", "caption")

    def __init__(self, source: str, columns: tuple[tuple[str, str], ...], caption: str) -> None:
        self.source = source
        self.columns = columns
        self.caption = caption


class Section(Record):
    """A section of the report; one without a title has no heading. ``level``: see LEVELS.

    ``listed`` prints its sentences as "- ..." lines, ``numbered`` gives its heading a number, ``table`` and ``charts``
    follow its sentences.
    """

    __slots__ = ("key", "title", "level", "listed", "numbered", "table", "charts")

    def __init__(
        self,
        key: str,
        title: str,
        level: int,
        listed: bool = False,
        numbered: bool = True,
        table: TableAsked | None = None,
        charts: tuple[str, ...] = (),
    ) -> None:
        self.key = key
        self.title = title
        self.level = level
        self.listed = listed
        self.numbered = numbered
        self.table = table
        self.charts = charts


class Annex(Record):
    """An annex on pages of its own: a table, or the charts (``table`` None); ``official``: in the official columns."""

    __slots__ = ("title", "table", "landscape", "official")

    def __init__(self, title: str, table: TableAsked | None, landscape: bool, official: bool = False) -> None:
        self.title = title
        self.table = table
        self.landscape = landscape
        self.official = official


def section_of(data: Mapping[str, Any]) -> Section | str:
    """The section that ``data`` describes, or what is wrong with it."""
    key, title, level = data.get("key"), data.get("title", ""), data.get("level", 1)
    if not isinstance(key, str) or not isinstance(title, str) or isinstance(level, bool) or level not in LEVELS:
        return f"mục “{key}” cần có key, title và level từ 0 đến 4"
    switches = {name: data.get(name, default) for name, default in (("list", False), ("numbering", True))}
    wrong = next((name for name, value in switches.items() if not isinstance(value, bool)), "")
    if wrong:
        return f"mục “{key}”: {wrong} chỉ nhận true hoặc false"
    table = table_of(data, f"mục “{key}”")
    charts = charts_of(data, f"mục “{key}”")
    if isinstance(table, str):
        return table
    if isinstance(charts, str):
        return charts
    return Section(key, nfc(title), level, switches["list"], switches["numbering"], table, charts)


def table_of(data: Mapping[str, Any], where: str) -> TableAsked | str | None:
    """The table that a section or annex asks for, None without one, or what is wrong with it."""
    source = data.get("table", "")
    if not source:
        return None
    columns, caption = data.get("columns", list(DEFAULT_COLUMNS)), data.get("caption", "")
    if not isinstance(source, str) or not isinstance(caption, str):
        return f"{where}: table và caption phải là chữ"
    if not isinstance(columns, list) or not columns or not all(isinstance(column, str) for column in columns):
        return f"{where}: columns phải là danh sách tên cột"
    pairs = []
    for column in columns:
        key, _, heading = nfc(column).partition(":")
        if key.strip() not in COLUMNS:
            return f"{where}: không có cột “{key.strip()}”; có: {', '.join(COLUMNS)}"
        pairs.append((key.strip(), heading.strip() or COLUMNS[key.strip()][0]))
    return TableAsked(nfc(source), tuple(pairs), nfc(caption))


def charts_of(data: Mapping[str, Any], where: str) -> tuple[str, ...] | str:
    """The charts that ``data`` asks for, or what is wrong with them."""
    charts = data.get("charts", [])
    if not isinstance(charts, list) or not all(isinstance(chart, str) for chart in charts):
        return f"{where}: charts phải là danh sách tên biểu đồ"
    wrong = next((chart for chart in charts if chart not in CHARTS), None)
    return f"{where}: không có biểu đồ “{wrong}”; có: {', '.join(CHARTS)}" if wrong else tuple(charts)


def annexes_of(data: Mapping[str, Any]) -> list[Annex] | str:
    """The annexes in order (by default the official table, landscape; the charts last), or what is wrong with them."""
    listed = data.get("annexes", [OFFICIAL_TABLE])
    if not isinstance(listed, list):
        return "[report] annexes phải là danh sách"
    found: list[Annex] = []
    for item in listed:
        described = {"table": item} if isinstance(item, str) else item
        if not isinstance(described, Mapping) or not isinstance(described.get("title", ""), str):
            return "[report] annexes: mỗi phụ lục là tên một bảng, hoặc { table = …, title = …, columns = […] }"
        table = table_of(described, "[report] annexes")
        landscape = described.get("landscape", True)
        if isinstance(table, str):
            return table
        if table is None or not isinstance(landscape, bool):
            return "[report] annexes: mỗi phụ lục cần có table; landscape chỉ nhận true hoặc false"
        official = table.source == OFFICIAL_TABLE and "columns" not in described
        found.append(Annex(nfc(described.get("title", "")), table, landscape, official))
    charts = charts_of(data, "[report]")
    if isinstance(charts, str):
        return charts
    return [*found, Annex("", None, False)] if charts else found


def sources(sections: Iterable[Section], annexes: Iterable[Annex]) -> list[str]:
    """The tables that sections and annexes ask for."""
    tables = [section.table for section in sections] + [annex.table for annex in annexes]
    return [table.source for table in tables if table is not None]
