"""The plan of a report: its sections in order and its summary, from the pack's ``pack.toml``.

Read apart from the rest of the pack, because a report needs neither the catalogue nor the sentence rules: they live in
the workbook by then.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from importlib.resources.abc import Traversable
from typing import Any, Final

from workbook import packs
from workbook.packs import Section
from workbook.refusal import Refusal
from xlcore.records import Record

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
LEVELS: Final = (1, 2, 3)


class Plan(Record):
    """What a pack says of its report: the summary under "BÁO CÁO" (a pattern) and the sections in order."""

    __slots__ = ("summary", "sections")

    def __init__(self, summary: str, sections: tuple[Section, ...]) -> None:
        self.summary = summary
        self.sections = sections


def read(pack: Traversable) -> Plan:
    """The plan of the pack in the folder ``pack``; ``Refusal`` when it has none that can be read."""
    source = pack.joinpath(packs.PACK_FILE).read_bytes()
    try:
        data = tomllib.loads(source.decode("utf-8-sig"))
    except ValueError as error:  # not UTF-8, or not TOML
        raise _refusal("không đọc được") from error
    sections = data.get("sections")
    if not isinstance(sections, list):
        raise _refusal("thiếu các mục [[sections]]")
    return Plan(_summary(data), tuple(_section(section) for section in sections))


def _summary(data: Mapping[str, Any]) -> str:
    """``[report] summary``; without one, the title of the table and the period."""
    report, table = data.get("report", {}), data.get("table", {})
    summary = report.get("summary") or f"{str(table.get('title', '')).capitalize()} {{ky_chu}}"
    if not isinstance(summary, str):
        raise _refusal("[report] summary phải là chữ")
    return summary


def _section(data: Mapping[str, Any]) -> Section:
    key, title, level = data.get("key"), data.get("title", ""), data.get("level", 1)
    if not isinstance(key, str) or not isinstance(title, str) or level not in LEVELS:
        raise _refusal(f"mục “{key}” cần có key, title và level từ 1 đến 3")
    return Section(key, title, level)


def _refusal(detail: str) -> Refusal:
    return Refusal("bad-pack", f"Tệp {packs.PACK_FILE} của gói báo cáo: {detail}.")


def named(section: Section, info: Mapping[str, str]) -> Section:
    """``section`` with its title filled from ``ThongTin``."""
    return Section(section.key, filled(section.title, info), section.level)


def filled(pattern: str, info: Mapping[str, str]) -> str:
    """``pattern`` with every ``{key}`` of ``ThongTin`` filled in; ``Refusal`` names a key that is not there."""

    def value(match: re.Match[str]) -> str:
        if match[1] not in info:
            raise Refusal("bad-pack", f"Tệp {packs.PACK_FILE}: “{{{match[1]}}}” không có trong trang ThongTin.")
        return info[match[1]]

    return _PLACEHOLDER.sub(value, pattern)
