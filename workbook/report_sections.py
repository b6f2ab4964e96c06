"""The plan of a report: its sections in order, its summary and annexes, from the pack's ``pack.toml``.

Read apart from the rest of the pack, because a report needs neither the catalogue nor the sentence rules: they live in
the workbook by then.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any, Final

from workbook import pack_toml
from workbook.pack_sections import PACK_FILE, Annex, Section, TableAsked, annexes_of, charts_of, section_of
from workbook.refusal import Refusal
from xlcore.records import Record

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
NUMBERS: Final = ("I", "A", "1", "1.1", "a", "-")
DEFAULT_NUMBERING: Final = "I,1,a"
PARTS: Final = ("số", "chữ")  # "Phần I", "Phần thứ nhất"


class Plan(Record):
    """What a pack says of its report: the summary under "BÁO CÁO" (a pattern), the sections in order, the annexes.

    ``numbering`` has a sign for levels 1 to 4, ``parts`` says how level 0 is numbered; ``upper_plan`` whether the
    official table has the columns of a second plan.
    """

    __slots__ = ("summary", "sections", "numbering", "parts", "annexes", "charts", "upper_plan")

    def __init__(
        self,
        summary: str,
        sections: tuple[Section, ...],
        numbering: tuple[str, ...],
        parts: str,
        annexes: list[Annex],
        charts: tuple[str, ...],
        upper_plan: bool,
    ) -> None:
        self.summary = summary
        self.sections = sections
        self.numbering = numbering
        self.parts = parts
        self.annexes = annexes
        self.charts = charts
        self.upper_plan = upper_plan


def read(pack: Traversable) -> Plan:
    """The plan of the pack in the folder ``pack``; ``Refusal`` when it has none that can be read."""
    source = pack.joinpath(PACK_FILE).read_bytes()
    return plan_of(pack_toml.read(source))


def plan_of(data: Mapping[str, Any]) -> Plan:
    """The plan in the data of a ``pack.toml``; ``Refusal`` says what is wrong with it."""
    sections, report, table = data.get("sections"), data.get("report", {}), data.get("table", {})
    if not isinstance(sections, list) or not sections:
        raise _refusal("thiếu các mục [[sections]]")
    if not isinstance(report, Mapping) or not isinstance(table, Mapping):
        raise _refusal("[report] và [table] phải là mục")
    annexes, charts = annexes_of(report), charts_of(report, "[report]")
    if isinstance(annexes, str):
        raise _refusal(annexes)
    if isinstance(charts, str):
        raise _refusal(charts)
    return Plan(
        _summary(report, table),
        tuple(_section(section) for section in sections),
        _numbering(report),
        _parts(report),
        annexes,
        charts,
        bool(table.get("upper_plan_head")),
    )


def _summary(report: Mapping[str, Any], table: Mapping[str, Any]) -> str:
    """``[report] summary``; without one, the title of the table and the period."""
    summary = report.get("summary") or f"{str(table.get('title', '')).capitalize()} {{ky_chu}}"
    if not isinstance(summary, str):
        raise _refusal("[report] summary phải là chữ")
    return summary


def _numbering(report: Mapping[str, Any]) -> tuple[str, ...]:
    text = report.get("numbering", DEFAULT_NUMBERING)
    signs = tuple(part.strip() for part in text.split(",")) if isinstance(text, str) else ()
    if not 1 <= len(signs) <= 4 or any(sign not in NUMBERS for sign in signs):
        raise _refusal(f"[report] numbering là dãy 1 đến 4 kiểu số, cách nhau dấu phẩy, trong: {', '.join(NUMBERS)}")
    return (*signs, *("-",) * (4 - len(signs)))


def _parts(report: Mapping[str, Any]) -> str:
    parts = report.get("parts", PARTS[0])
    if parts not in PARTS:
        raise _refusal("[report] parts chỉ nhận “số” (Phần I) hoặc “chữ” (Phần thứ nhất)")
    return str(parts)


def _section(data: Any) -> Section:
    found = section_of(data) if isinstance(data, Mapping) else "mỗi mục [[sections]] phải có key"
    if isinstance(found, str):
        raise _refusal(found)
    return found


def _refusal(detail: str) -> Refusal:
    return Refusal("bad-pack", f"Tệp {PACK_FILE} của gói báo cáo: {detail}.")


def named(section: Section, info: Mapping[str, str]) -> Section:
    """``section`` with its title, and the caption and heads of its table, filled from ``ThongTin``."""
    table = section.table and asked(section.table, info)
    title = filled(section.title, info)
    return Section(section.key, title, section.level, section.listed, section.numbered, table, section.charts)


def asked(table: TableAsked, info: Mapping[str, str]) -> TableAsked:
    """``table`` with its caption and headings filled from ``ThongTin``."""
    columns = tuple((key, filled(heading, info)) for key, heading in table.columns)
    return TableAsked(table.source, columns, filled(table.caption, info))


def filled(pattern: str, info: Mapping[str, str]) -> str:
    """``pattern`` with every ``{key}`` of ``ThongTin`` filled in; ``Refusal`` names a key that is not there."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in info:
            raise Refusal("bad-pack", f"Tệp {PACK_FILE}: “{{{match[1]}}}” không có trong trang ThongTin.")
        return info[match[1]]

    return _PLACEHOLDER.sub(value, pattern)
