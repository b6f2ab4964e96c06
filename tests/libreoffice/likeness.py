"""When a value that LibreOffice saved is the engine's; what stands in a report."""

from __future__ import annotations

import math
from pathlib import Path

import docx

from xlcore.values import ExcelError, Value


def same(left: Value, right: Value) -> bool:
    """Whether two values are alike: LibreOffice saves 15 digits, and nothing for a text without signs."""
    if isinstance(left, ExcelError) and isinstance(right, ExcelError):
        return left.code == right.code
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-14)
    return left == right or (left in (None, "") and right in (None, ""))


def texts(report: Path) -> list[str]:
    """What stands in a report: its paragraphs, and the cells of its tables."""
    document = docx.Document(str(report))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return [paragraph.text for paragraph in document.paragraphs] + cells
