"""Indexes are kept from one recalculation to the next: whatever is edited, the values are those of a full one."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcore import BUILTINS, ExcelError, Model
from xlcore.grid import Column, Grid
from xlcore.values import NA

ROWS = 300
KEYS: list[Any] = ["a", "A", "b", "1", 1.0, 2.0, 2.5, "2,5", None, "", True, False, NA, "x*", "c"]
NUMBERS: list[Any] = [1.0, 2.5, -3.0, 0.1, 0.2, 0.3, None, "text", "7", NA, True, 1e15]
CONDITIONAL = [
    "=SUMIFS($C$1:$C$300,$A$1:$A$300,{key},$B$1:$B$300,{other})",
    "=SUMIFS($C$1:$C$300,$A$1:$A$300,{key})",
    '=SUMIFS($C:$C,$A:$A,{key},$C:$C,">0.2")',
    "=COUNTIFS($A$1:$A$300,{key},$B$1:$B$300,{other})",
    '=COUNTIFS($A$1:$A$300,{key},$B$1:$B$300,{other},$E$1:$E$300,"hi")',
    "=COUNTIF($B:$B,{other})",
    "=SUMIF($A$1:$A$300,{key},$C$1:$C$300)",
    "=AVERAGEIFS($C$1:$C$300,$A$1:$A$300,{key})",
    "=MAXIFS($E$1:$E$300,$A$1:$A$300,{key})",
    "=VLOOKUP({key},$A$1:$C$300,3,FALSE)",
    "=MATCH({key},$A:$A,0)",
    "=MATCH({other},$B$1:$B$300,0)",
    "=SUMIFS($D$1:$D$300,$A$1:$A$300,{key})",
]
ASKS = 24  # rows with a formula of each kind: enough that what is shared by many cells is indexed


def build(keys: list[Any], others: list[Any], numbers: list[Any]) -> Model:
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    for row in range(1, ROWS + 1):
        sheet.set_value(row, 1, keys[row % len(keys)])
        sheet.set_value(row, 2, others[row * row % len(others)])
        sheet.set_value(row, 3, numbers[(row * 7) % len(numbers)])
        sheet.set_formula(row, 4, f"=IF(ISNUMBER(C{row}),C{row}*3,C{row})")
        sheet.set_formula(row, 5, f'=IF(ISNUMBER(C{row}),IF(C{row}>0,"hi",C{row}),"low")')
    asked = model.add_sheet("T")
    for row in range(1, ASKS + 1):
        asked.set_value(row, 1, KEYS[row % len(KEYS)])
        asked.set_value(row, 2, KEYS[(row * 4) % len(KEYS)])
        for col, pattern in enumerate(CONDITIONAL, 3):
            text = pattern.replace("$A", "S!$A").replace("$B", "S!$B").replace("$C", "S!$C").replace("$E", "S!$E")
            asked.set_formula(row, col, text.replace("$D", "S!$D").format(key=f"A{row}", other=f"B{row}"))
    return model


def contents(model: Model) -> list[Any]:
    found = []
    for name, rows, cols in (("S", ROWS, 7), ("T", ASKS, len(CONDITIONAL) + 2)):
        sheet = model.sheet(name)
        found += [bits(sheet.value(row, col)) for row in range(1, rows + 1) for col in range(1, cols + 1)]
    return found


def bits(value: Any) -> Any:
    if isinstance(value, float):
        return value.hex()
    return (type(value).__name__, value.code if isinstance(value, ExcelError) else value)


def edit(model: Model, step: tuple[Any, ...]) -> None:
    """One step on a model: inputs, criteria, formulas, arrays that spill."""
    kind, row, col, value = step
    sheet, asked = model.sheet("S"), model.sheet("T")
    if kind == "input":
        if (row, col) not in sheet.arrays:  # without its formula an array's cells keep the values it has given so far
            sheet.set_value(row, col, value)
    elif kind == "column":
        sheet.put_column(col, row, [value] * min(9, ROWS - row + 1))
    elif kind == "criterion":
        asked.set_value(row % ASKS + 1, 1 + col % 2, value)
    elif kind == "formula":
        sheet.set_formula(row, col, "=1+1" if col == 3 else '="a"&""')
    elif kind == "spill":
        asked.set_value(1, 40, float(row % 5 + 1))
        sheet.set_array(ROWS + 1, 1, 1, 1, '=IF(SEQUENCE(T!AN1)>2,"b","a")', dynamic=True)
    elif kind == "array":
        sheet.set_array(row, 3, 2, 1, "={0.25;0.5}")


EDITS = st.tuples(
    st.sampled_from(["input", "input", "input", "input", "column", "criterion", "formula", "spill", "array"]),
    st.integers(1, ROWS - 1),
    st.integers(1, 3),
    st.sampled_from(KEYS + NUMBERS),
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(st.sampled_from(KEYS), min_size=3, max_size=8),
    st.lists(st.sampled_from(KEYS), min_size=3, max_size=8),
    st.lists(st.sampled_from(NUMBERS), min_size=3, max_size=8),
    st.lists(st.lists(EDITS, min_size=1, max_size=3), min_size=2, max_size=7),
)
def test_edits_one_after_the_other_equal_a_full_recalculation(
    keys: list[Any], others: list[Any], numbers: list[Any], rounds: list[list[Any]]
) -> None:
    model, done = build(keys, others, numbers), []
    model.recalculate(seed=1)
    for steps in rounds:
        for step in steps:
            edit(model, step)
        done += steps
        model.recalculate(seed=1)
    fresh = build(keys, others, numbers)
    for step in done:
        edit(fresh, step)
    fresh.recalculate(seed=1)
    assert contents(model) == contents(fresh)


@pytest.mark.parametrize("col", [1, 2, 3])
def test_types_come_and_go_and_undo_gives_what_was_there(col: int) -> None:
    model = build(["a", "b", 1.0], ["b", 2.0, "a", "c"], [0.1, 0.2, 0.7])
    model.recalculate(seed=1)
    before, sheet = contents(model), model.sheet("S")
    old = sheet.value(150, col)
    for value in (5.0, "5", "b", None, "", True, NA, 1.0, "a", old):
        sheet.set_value(150, col, value)
        model.recalculate(seed=1)
        fresh = build(["a", "b", 1.0], ["b", 2.0, "a", "c"], [0.1, 0.2, 0.7])
        fresh.sheet("S").set_value(150, col, value)
        fresh.recalculate(seed=1)
        assert contents(model) == contents(fresh), value
    assert contents(model) == before


def test_more_changes_than_a_journal_holds() -> None:
    model = build(["a", "b", 1.0], ["b", 2.0, "a", "c"], [0.1, 0.2, 0.7])
    model.recalculate(seed=1)
    for times in range(4):
        for row in range(1, ROWS + 1):
            model.sheet("S").set_value(row, 1, "a" if (row + times) % 3 else "b")
            model.sheet("S").set_value(row, 3, row / 3 + times)
        model.recalculate(seed=1)
    fresh = build(["a"], ["b", 2.0, "a", "c"], [0.1])
    for row in range(1, ROWS + 1):
        fresh.sheet("S").set_value(row, 1, "a" if row % 3 else "b")
        fresh.sheet("S").set_value(row, 1, "a" if (row + 3) % 3 else "b")
        fresh.sheet("S").set_value(row, 3, row / 3 + 3)
    fresh.recalculate(seed=1)
    assert contents(model) == contents(fresh)


def test_a_column_says_what_was_written_since_somebody_asked() -> None:
    grid = Grid("S")
    watch = grid.watch(2)
    assert watch.rows() == []
    grid.set(5, 2, 1.0)
    assert watch.rows() is None  # the column was not there: what was written before is not known
    grid.set(7, 2, 1.0)
    grid.column(2).put(8, [1.0, 2.0])
    assert watch.rows() == [7, 8, 9]
    assert watch.rows() == []
    other = grid.watch(2)
    for row in range(2000):
        grid.set(row + 1, 2, 0.0)
    assert watch.rows() is None
    assert other.rows() is None
    assert watch.rows() == []
    unwatched = Column()
    unwatched.set(1, 2.0)
    assert unwatched.journal is None
