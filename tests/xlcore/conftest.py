"""What tests of the core use: one formula computed in a small sheet."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping

import pytest

from xlcore import BUILTINS, Model
from xlcore.values import Value

NOW = dt.datetime(2023, 7, 5, 18, 30)


def _cell(name: str) -> tuple[int, int]:
    match = re.fullmatch(r"([A-Z])([0-9]+)", name)
    assert match is not None, f"a cell of columns A to Z was expected, not {name}"
    return int(match[2]), ord(match[1]) - 64


def _compute(
    formula: str,
    cells: Mapping[str, object] | None = None,
    shape: tuple[int, int] | None = None,
    locale: str = "en-US",
    date1904: bool = False,
) -> object:
    model = Model(functions=BUILTINS, date1904=date1904)
    sheet = model.add_sheet("S")
    for name, content in (cells or {}).items():
        if isinstance(content, list):
            for r, line in enumerate(content):
                for c, value in enumerate(line if isinstance(line, list) else [line]):
                    sheet.set_value(_cell(name)[0] + r, _cell(name)[1] + c, _value(value))
        elif isinstance(content, str) and content.startswith("="):
            sheet.set_formula(*_cell(name), content)
        else:
            sheet.set_value(*_cell(name), _value(content))
    if shape is None:
        sheet.set_formula(50, 26, formula)
        model.recalculate(now=NOW, locale=locale)
        return sheet.value(50, 26)
    sheet.set_array(50, 26, *shape, formula)
    model.recalculate(now=NOW, locale=locale)
    return [[sheet.value(50 + i, 26 + j) for j in range(shape[1])] for i in range(shape[0])]


def _value(content: object) -> Value:
    return float(content) if isinstance(content, int) and not isinstance(content, bool) else content  # type: ignore[return-value]


@pytest.fixture
def compute() -> Callable[..., object]:
    """``compute("=SUM(A1:A2)", {"A1": [1, 2]})``: the value in Z50; with ``shape`` the rows of an array formula there.

    Cells are given by name: a value, a formula, or rows of values. The clock stands at 5 July 2023, 18:30.
    """
    return _compute
