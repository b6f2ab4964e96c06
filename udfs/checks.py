"""What looks wrong in the table: every finding with its cell, in Vietnamese, the gravest first."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from udfs.checks_figures import figure_findings
from udfs.checks_structure import structure_findings
from udfs.finding import NOWHERE, UNUSABLE, Finding
from udfs.table import Info, Table
from udfs.text import is_blank


@lru_cache(maxsize=8)
def findings(table: Table, info: Info) -> tuple[Finding, ...]:
    """All findings, ordered by severity, then row, then column."""
    found = [*_period(info), *figure_findings(table, info), *structure_findings(table)]
    return tuple(sorted(found, key=lambda f: (f.severity, f.position, f.column)))


def _period(info: Info) -> Iterator[Finding]:
    if info.period is not None:
        return
    value = info.values.get("ky")
    said = "chưa có kỳ báo cáo" if is_blank(value) else f"kỳ báo cáo «{value}» không đúng"
    yield Finding(UNUSABLE, NOWHERE, 0, f"ThongTin: {said}; ghi như 2023-M06, 2023-Q2, 2023-H1, 2023-9M hoặc 2023.")
