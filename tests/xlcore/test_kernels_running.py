"""Ranges that grow from row to row: the kernels say what the scalar path says, to the last bit, and in linear time."""

from __future__ import annotations

import datetime as dt
import time
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from xlcore import BUILTINS, ExcelError, Model, blocks
from xlcore.evaluator import BLOCK_ROWS
from xlcore.families import SharedFormula
from xlcore.frame import Frame
from xlcore.kernels import growing, sums
from xlcore.locales import EN_US
from xlcore.nodes import Call
from xlcore.values import DIV0, NA

ROWS = BLOCK_ROWS + 6
FIRST = 3
RESULT = 5

VALUES: st.SearchStrategy[Any] = st.one_of(
    st.none(),
    st.floats(-1e6, 1e6),
    st.integers(-3, 3).map(float),
    st.sampled_from(
        [
            "a",
            "A",
            "b",
            "a*",
            "~a",
            "?",
            "5",
            "05",
            "1E1",
            "1e1",
            "10%",
            "",
            "=",
            "<>",
            ">2",
            "=a",
            "<>a",
            "TRUE",
            "#N/A",
        ]
    ),
    st.sampled_from([True, False, NA, DIV0, 0.0, -0.0, 0.1, 0.2, 0.3, 5.0, 10.0, 1e308, -1e308, "x" * 256]),
)

# {r} is the row; column A has keys, B and C other values. Ranges begin at row 3, some elsewhere.
PATTERNS = [
    "=SUM(B$3:B{r})",
    "=SUM($B$1:$B{r})+1",
    "=AVERAGE(B$3:B{r})",
    "=COUNT(B$3:B{r})",
    "=COUNTA(B$3:B{r})",
    "=MIN(B$3:B{r})",
    "=MAX(B$3:B{r})",
    "=1/MAX(C$3:C{r})",
    "=COUNTIF(A$3:A{r},A{r})",
    "=IF(COUNTIF(A$3:A{r},A{r})>1,1,0)",
    "=COUNTIF($A$3:$A{r},C{r})",
    '=COUNTIF(A$3:A{r},"<>a")',
    '=COUNTIF(A$3:A{r},">1")',
    "=COUNTIF(A$3:A{r},$B$3)",
    "=COUNTIFS(A$3:A{r},A{r},C$3:C{r},C{r})",
    '=COUNTIFS(A$3:A{r},A{r},C$3:C{r},"<>")',
    "=COUNTIFS(A$3:A{r},A{r},C$2:C{before},C{r})",
    "=SUMIF(A$3:A{r},A{r},B$3:B{r})",
    '=SUMIF(B$3:B{r},">0")',
    "=SUMIFS(B$3:B{r},A$3:A{r},A{r})",
    "=SUMIFS(B$2:B{before},A$3:A{r},C{r})",
    '=SUMIFS(B$3:B{r},A$3:A{r},A{r},C$3:C{r},">0")',
    "=SUMIFS(B$3:B{r},A$3:A{r},A{r},C$3:C{r},C{r})",
    "=AVERAGEIF(A$3:A{r},A{r},B$3:B{r})",
    "=AVERAGEIFS(B$3:B{r},A$3:A{r},A{r})",
    "=MINIFS(B$3:B{r},A$3:A{r},A{r})",
    "=MAXIFS(B$3:B{r},A$3:A{r},A{r})",
    "=SUMIFS(B$3:C{r},A$3:B{r},A{r})",
    "=MATCH(A{r},C$3:C{r},0)",
    "=VLOOKUP(A{r},B$3:C{r},2,FALSE)",
    '=IFERROR(VLOOKUP(A{r},A$2:B{before},2,FALSE),"mới")',
    "=SUMPRODUCT(COUNTIF(A$3:A{r},A$3:A$5))",
]


def build(columns: list[list[Any]], pattern: str, use_blocks: bool) -> Model:
    model = Model(BUILTINS, use_blocks=use_blocks)
    sheet = model.add_sheet("S")
    for col, values in enumerate(columns, 1):
        sheet.put_column(col, 1, values)
    master = SharedFormula(pattern.format(r=FIRST, before=FIRST - 1), FIRST, RESULT)
    for row in range(FIRST, ROWS + 1):
        sheet.set_shared(row, RESULT, master)
    return model


def bits(value: Any) -> Any:
    if isinstance(value, float):
        return value.hex()
    return (type(value).__name__, (value.code, value.origin) if isinstance(value, ExcelError) else value)


def results(model: Model) -> list[Any]:
    return [bits(model.sheet("S").value(row, RESULT)) for row in range(FIRST, ROWS + 1)]


@st.composite
def tables(draw: st.DrawFn) -> list[list[Any]]:
    """Three columns of few values that come again and again, and blank rows below."""
    pool = draw(st.lists(VALUES, min_size=3, max_size=12))
    seed, used = draw(st.integers(0, 10_000)), draw(st.integers(ROWS // 2, ROWS))
    return [[pool[(seed + 5 * c + row * (c + 2) + row * row) % len(pool)] for row in range(used)] for c in range(3)]


@pytest.mark.parametrize("pattern", PATTERNS)
@settings(max_examples=10, deadline=None)
@given(tables())
@example([["a", "A", "5", 5.0, "05", True, None, NA] * 32] * 3)
def test_growing_ranges_equal_the_scalar_path(pattern: str, columns: list[list[Any]]) -> None:
    fast, slow = build(columns, pattern, True), build(columns, pattern, False)
    fast.recalculate(seed=1)
    slow.recalculate(seed=1)
    assert results(fast) == results(slow)


@settings(max_examples=12, deadline=None)
@given(tables(), st.sampled_from(PATTERNS), st.integers(1, ROWS), st.integers(1, 3), VALUES)
def test_an_edit_equals_a_full_recalculation(
    columns: list[list[Any]], pattern: str, row: int, col: int, value: Any
) -> None:
    edited, whole = build(columns, pattern, True), build(columns, pattern, True)
    edited.recalculate(seed=1)
    for model in (edited, whole):
        model.sheet("S").set_value(row, col, value)
        model.recalculate(seed=1)
    assert results(edited) == results(whole)


TAKEN = [
    "=SUM(B$3:B{r})",
    "=MAX(B$3:B{r})",
    "=COUNTIF(A$3:A{r},A{r})",
    "=SUMIFS(B$3:B{r},A$3:A{r},A{r})",
    '=SUMIFS(B$3:B{r},A$3:A{r},A{r},C$3:C{r},">0")',
    "=VLOOKUP(A{r},A$3:B{r},2,FALSE)",
    "=MATCH(A{r},A$3:A{r},0)",
]


@pytest.mark.parametrize("pattern", TAKEN)
def test_no_row_of_an_ordinary_growing_range_is_left_to_the_scalar_path(
    pattern: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[int] = []
    scalar = blocks._Rows.scalar

    def counted(self: Any, node: Any, rows: Any, whole: bool) -> list[Any]:
        left.extend(rows)
        return scalar(self, node, rows, whole)

    monkeypatch.setattr(blocks._Rows, "scalar", counted)
    columns: list[list[Any]] = [["N1", "N2", "N3", 4.0] * 80, [1.5, 2.5, -1.0, 0.1, 7.0] * 64, [1.0, -1.0] * 160]
    model = build(columns, pattern, True)
    model.recalculate(seed=1)
    assert left == []


def test_totals_so_far_take_time_as_the_rows_do() -> None:
    """Four times the rows, far less than the sixteen times of a walk per row."""

    def seconds(count: int) -> float:
        model = Model(BUILTINS)
        sheet = model.add_sheet("S")
        sheet.put_column(1, 1, [f"N{row % 500}" for row in range(count)])
        sheet.put_column(2, 1, [row % 97 * 0.1 for row in range(count)])
        for row in range(1, count + 1):
            sheet.set_formula(row, 3, f"=SUMIFS(B$1:B{row},A$1:A{row},A{row})")
        model.plan()
        start = time.process_time()
        model.recalculate()
        return time.process_time() - start

    seconds(4_000)  # numpy is imported
    assert seconds(24_000) < 10 * min(seconds(6_000), seconds(6_000))


def test_what_a_growing_range_is() -> None:
    """``B$3:B5`` in row 5 grows; ``B3:B5`` (moves), ``B$3:B$5`` (stays) and ``B$9:B5`` (stands on its head) do not."""
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    sheet.put_column(2, 1, [1.0] * ROWS)
    texts = {6: "=SUM(B$3:B{r})", 7: "=SUM(B{r}:B{below})", 8: "=SUM(B$3:B$5)", 9: "=SUM(B$900:B{r})"}
    for col, text in texts.items():
        for row in range(FIRST, ROWS + 1):
            sheet.set_formula(row, col, text.format(r=row, below=row + 2))
    model.recalculate()
    frame = Frame(model, dt.datetime(2023, 7, 5), 1, EN_US)
    for block in model.plan().order:
        rows = blocks._Rows(blocks.BlockEngine(BUILTINS), block, block.row1, block.row2, frame)
        node = block.formula.node
        assert isinstance(node, Call)
        assert (growing.growing_range(rows, node.args[0]) is not None) == (block.col1 == 6)
        assert sums.sum_kernel(rows, node) is None or block.col1 == 6
