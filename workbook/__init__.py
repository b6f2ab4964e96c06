"""The Excel-facing side: load a workbook, set inputs, recalculate, save. Parts are imported when first used."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from workbook.book import Workbook, load
    from workbook.refusal import Refusal

__all__ = ["Refusal", "Workbook", "load"]

_HOMES = {"load": "workbook.book", "Workbook": "workbook.book", "Refusal": "workbook.refusal"}


def __getattr__(name: str) -> Any:
    """``load``, ``Workbook`` or ``Refusal``, imported on first use (PEP 562): ``import workbook`` costs nothing."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib  # only here: the start of every command must not pay for it

    value = getattr(importlib.import_module(_HOMES[name]), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
