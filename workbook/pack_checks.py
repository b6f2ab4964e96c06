"""What is wrong with the texts of a pack: patterns, conditions and titles that name what the pack does not have.

The languages themselves are asked, not copied: a pattern is filled from a table that has every row of the catalogue and
every key of ThongTin, and what stays unfilled is unknown; a condition is written out as the formula it will be.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Final

from udfs.facts import facts_of
from udfs.patterns import Placeholder, parse_pattern
from udfs.sentence_checks import slips
from udfs.sentences import Source, resolve
from udfs.table import info_of, table_of
from udfs.variants import variants
from workbook import sheets
from workbook import template_conditions as conditions
from workbook import template_formulas as formulas
from workbook.pack_csv import CellValue
from workbook.pack_facts import COMPUTE
from workbook.refusal import Refusal
from xlcore.lexer import FormulaSyntaxError
from xlcore.parser import parse
from xlcore.values import Value

if TYPE_CHECKING:
    from workbook.pack_facts import Fact
    from workbook.packs import Row

_GROUPS: Final = (1, 2)  # rows of TongHop: any will do, the formula is only read
_STRINGS: Final = re.compile(r'"(?:[^"]|"")*"')
_BRACKETS: Final = re.compile(r"\[[^\]]*\]?")
_KEY: Final = re.compile(r"\{(\w+)\}")
# Plan, same period and actual of every row: columns 5, 6, 7 and every change between them then exist.
_FIGURES: Final = (3.0, 2.0, 1.0)
_DAY: Final = 45000.0
_NO_WORDS: Final = (sheets.DASH, sheets.MAINTAIN, COMPUTE)


class Known:
    """What the texts of a pack may name: its rows and groups, and the keys of ThongTin."""

    def __init__(self, rows: Iterable[Row], groups: Iterable[str], period: str, facts: Sequence[Fact] = ()) -> None:
        self.facts = {fact.code for fact in facts}
        self.codes = set(self.facts)
        self.groups = list(groups)
        cells: list[list[Value]] = []
        listed = list(rows)
        for group in self.groups:
            cells.append([group, group])
            for row in (row for row in listed if row.group == group):
                self.codes.add(row.code)
                tt: Value = float(row.tt) if row.is_indicator else row.tt
                # Then an upper plan, and figures of the period alone.
                hidden: list[Value] = [row.code, row.direction or None, None, None, 3.0, None, None, *[1.0] * 4]
                figures = _figures(row.plan, row.same_period, row.actual)
                cells.append([tt, row.name, row.unit, *figures, *[None] * 6, *hidden])
        info: dict[str, Value] = dict.fromkeys(formulas.INFO_KEYS, "x")
        info |= {"ky": period, "nguong": 50.0, "ngay_ban_hanh": _DAY}
        table, facts_read = table_of(cells), facts_of(_fact_cells(facts))
        self._source = Source(table, info_of([[key, None, value] for key, value in info.items()]), facts_read)

    def pattern_fault(self, pattern: str) -> str:
        """The first thing in a sentence's pattern that stands for nothing, in Vietnamese; "" when there is none."""
        return next((fault for variant in variants(pattern) if (fault := self._variant_fault(variant))), "")

    def _variant_fault(self, pattern: str) -> str:
        parsed = parse_pattern(pattern)
        faults = [*parsed.problems, *(self._unfilled(part) for part in parsed.parts if isinstance(part, Placeholder))]
        found = next((fault for fault in faults if fault), "") or next(iter(slips(pattern, self._source)), "")
        return f"mẫu câu: {found}" if found else ""

    def _unfilled(self, placeholder: Placeholder) -> str:
        filled = resolve(placeholder, self._source)
        return filled.problem if filled.text == placeholder.text else ""

    def condition_fault(self, text: str) -> str:
        """The first thing in a condition that names nothing, or that no formula is written like; "" without one."""
        for name, code, group in conditions.named(text):
            if code not in self.codes | {"", "dem"}:
                return f"điều kiện: “{name}” dùng mã “{code}” không có trong bảng chỉ tiêu hay bảng số liệu"
            if group and group not in self.groups:
                return f"điều kiện: “{name}” dùng nhóm “{group}” không có trong gói"
        try:
            formula = conditions.condition(text, _GROUPS, self.facts)
        except Refusal as refusal:
            return refusal.message.rstrip(".")
        left = _BRACKETS.search(_STRINGS.sub("", formula))
        if left:
            return f"điều kiện: không hiểu “{left[0]}”"
        try:
            parse(formula)
        except FormulaSyntaxError:
            return f"điều kiện “{text}” không đọc được như một công thức Excel"
        return ""


def _fact_cells(facts: Iterable[Fact]) -> list[list[Value]]:
    """Rows of SoLieu in which every fact has figures, and every date is one."""
    cells: list[list[Value]] = []
    for fact in facts:
        figures = _figures(fact.plan, fact.same_period, fact.actual)
        if fact.kind == sheets.DATED:
            figures = [_DAY] * 3
        hidden: list[Value] = [fact.code, fact.kind, fact.parent, fact.parts, fact.direction, fact.agg]
        cells.append([fact.tt, fact.name, fact.unit, *figures, *[None] * 8, *hidden])
    return cells


def _figures(*given: CellValue) -> list[Value]:
    """Figures for a plan, a same period and an actual; a text of the pack stands, for it brings its own unit."""
    worded = (value if isinstance(value, str) and value not in _NO_WORDS else None for value in given)
    return [figure if text is None else text for figure, text in zip(_FIGURES, worded, strict=True)]


def unknown_keys(text: str) -> list[str]:
    """The ``{key}`` of a title or head that are no keys of ThongTin, as written."""
    return [match[0] for match in _KEY.finditer(text) if match[1] not in formulas.INFO_KEYS]
