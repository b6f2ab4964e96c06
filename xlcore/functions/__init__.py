"""The functions that formulas can call without further ado, by their Excel names: ``BUILTINS``.

What nearly every workbook calls is imported here; the rest (``rare.py``) when a formula first names it, because
importing it all would take
longer than recalculating a commune's workbook.
"""

from __future__ import annotations

import importlib
from functools import partial

from xlcore.functions import (
    conditional,
    dates_times,
    information,
    logic,
    lookup,
    mathematics,
    ranking,
    references,
    rounding,
    statistics,
    subtotal,
    text,
)
from xlcore.functions.rare import RARE
from xlcore.registry import FunctionLibrary, Library

COMMON = (
    logic,
    mathematics,
    rounding,
    statistics,
    ranking,
    subtotal,
    conditional,
    information,
    lookup,
    references,
    text,
    dates_times,
)


def _part(file: str) -> Library:
    """The functions of one of our own files."""
    functions: Library = importlib.import_module(f"xlcore.functions.{file}").FUNCTIONS
    return functions


def _merged() -> FunctionLibrary:
    merged: Library = {}
    rare = {name: partial(_part, file) for file, names in RARE.items() for name in names.split()}
    for category in COMMON:
        twice = (merged.keys() | rare.keys()) & category.FUNCTIONS.keys()
        if twice:
            raise ValueError(f"declared in two categories: {', '.join(sorted(twice))}")
        merged.update(category.FUNCTIONS)
    return FunctionLibrary(merged, dict(rare))


BUILTINS = _merged()
