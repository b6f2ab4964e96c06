"""A workbook without the sheet SoLieu, made before its pack had facts: its report goes without what needs them.

What is left out is told once, and how to get it; nobody should have to guess from a report that became shorter.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from importlib.resources.abc import Traversable
from typing import Final

from udfs.patterns import Placeholder, parse_pattern
from udfs.sentences import Source
from workbook import pack_toml, packs, sheets
from workbook.pack_csv import read_csv
from workbook.pack_sections import OFFICIAL_TABLE, PACK_FILE, Section, TableAsked
from workbook.report_sections import Plan
from workbook.report_sentences import Sentences, text_of
from xlcore.values import Value

SHOWN: Final = 4  # how many sentences or tables are named
_CODE: Final = re.compile(r"\[(\w+)(?:\.\w+)?\]")

Rows = Sequence[Sequence[Value]]


def fact_codes(pack: Traversable) -> frozenset[str]:
    """The codes of the facts of a pack; none where it has no facts."""
    return frozenset(record.get("code", "").lower() for record in _records(pack, packs.FACTS_FILE))


def without_tables(plan: Plan) -> Plan:
    """The plan without the tables of facts."""
    annexes = [annex for annex in plan.annexes if not _is_of_facts(annex.table)]
    sections = tuple(
        Section(one.key, one.title, one.level, one.listed, one.numbered, None, one.charts)
        if _is_of_facts(one.table)
        else one
        for one in plan.sections
    )
    return Plan(plan.summary, sections, plan.numbering, plan.parts, annexes, plan.charts, plan.upper_plan)


def _is_of_facts(table: TableAsked | None) -> bool:
    return table is not None and table.source != OFFICIAL_TABLE


def without_sentences(rows: Rows, codes: Collection[str], source: Source) -> list[Sequence[Value]]:
    """The rows of CauMau, those blank whose pattern needs a fact and that the officer has not worded otherwise."""
    missing = {code for code in codes if source.record(code) is None}
    return [[None] * len(row) if _needs(row, missing) else row for row in rows]


def _needs(row: Sequence[Value], codes: Collection[str]) -> bool:
    own, pattern = row[sheets.OWN_WORDING - 1], row[sheets.PATTERN - 1]
    return isinstance(pattern, str) and not text_of(own) and _asks(pattern, codes)


def _asks(pattern: str, codes: Collection[str]) -> bool:
    return any(isinstance(part, Placeholder) and part.path[0] in codes for part in parse_pattern(pattern).parts)


def left_out(pack: Traversable, plan: Plan, codes: Collection[str], spoken: Sentences, period: str) -> list[str]:
    """The one warning about what such a report lacks beside what the pack would say; none when it lacks nothing."""
    said = {(one.section, one.code) for one in spoken.spoken}
    lacking = [code for section, code in _rules(pack, codes) if (section, code) not in said]
    asked = [section.table for section in plan.sections] + [annex.table for annex in plan.annexes]
    titles = _titles(pack)
    sources = dict.fromkeys(table.source for table in asked if table is not None and _is_of_facts(table))
    tables = [f"“{titles.get(source, source)}”" for source in sources]
    parts = [
        f"{len(names)} {what} ({', '.join(names[:SHOWN])}{', …' if len(names) > SHOWN else ''})"
        for names, what in ((lacking, "câu"), (tables, "bảng"))
        if names
    ]
    if not parts:
        return []
    return [
        f"Sổ này không có trang {sheets.SO_LIEU} (số liệu của lời văn) mà gói báo cáo “{pack.name}” nay có, nên báo "
        f"cáo không có {' và '.join(parts)}. Muốn có đủ thì lập sổ mới từ sổ này: chitieu new {pack.name} --from "
        f"SỔ_NÀY.xlsx -o SỔ_MỚI.xlsx (thêm --period {period} nếu làm lại chính kỳ này), rồi nhập số vào trang "
        f"{sheets.SO_LIEU}."
    ]


def _rules(pack: Traversable, codes: Collection[str]) -> Iterator[tuple[str, str]]:
    """The section and code of every sentence of the pack that asks for a fact, in its pattern or its condition."""
    for record in _records(pack, packs.SENTENCES_FILE):
        conditions = set(_CODE.findall(record.get("condition", "").lower()))
        if conditions & set(codes) or _asks(record.get("pattern", ""), codes):
            yield record.get("section", ""), record.get("code", "")


def _titles(pack: Traversable) -> dict[str, str]:
    """The titles of the groups of facts by key, of a pack that has been read before."""
    data = pack_toml.read(pack.joinpath(PACK_FILE).read_bytes())
    return {str(group.get("key")): str(group.get("title")) for group in data.get("facts", [])}


def _records(pack: Traversable, name: str) -> list[dict[str, str]]:
    part = pack.joinpath(name)
    return [record for _, record in read_csv(part.read_bytes(), name)] if part.is_file() else []
