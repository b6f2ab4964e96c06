"""When a value that LibreOffice saved is the engine's."""

from __future__ import annotations

import math

from xlcore.values import ExcelError, Value


def same(left: Value, right: Value) -> bool:
    """Whether two values are alike: LibreOffice saves 15 digits, and nothing for a text without signs."""
    if isinstance(left, ExcelError) and isinstance(right, ExcelError):
        return left.code == right.code
    if isinstance(left, float) and isinstance(right, float):
        return math.isclose(left, right, rel_tol=1e-14)
    return left == right or (left in (None, "") and right in (None, ""))
