"""Indexes over long columns give what looking at every cell gives."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from xlcore import BUILTINS, Model
from xlcore.criteria import criterion
from xlcore.functions.indexes import Indexes, RangeTest, indexed_rows
from xlcore.functions.matching import exact_key
from xlcore.grid import Area, Grid
from xlcore.locales import EN_US
from xlcore.values import DIV0

VALUES: st.SearchStrategy[Any] = st.sampled_from(
    [
        None,
        0.0,
        1.0,
        2.5,
        -1.0,
        "a",
        "A",
        "b*",
        "1",
        "2.5",
        "",
        "1/2",
        "50%",
        0.5,
        True,
        False,
        DIV0,
        "duy trì",
        "Duy Trì",
    ]
)
CRITERIA: st.SearchStrategy[Any] = VALUES | st.sampled_from(
    [">1", "<>a", "a*", "=1", "=", "<>", "=a", "TRUE", "#DIV/0!", ">=a"]
)


def grid_of(values: list[Any]) -> Grid:
    grid = Grid("S")
    grid.column(1).put(1, values)
    return grid


def range_test(grid: Grid, indexes: Indexes, length: int, wanted: Any) -> RangeTest:
    area = Area(grid, 1, 1, length, 1)
    return RangeTest(area, criterion(wanted), indexes.column(area), (EN_US, False))


@given(st.lists(VALUES, min_size=1, max_size=30), CRITERIA, st.lists(st.tuples(st.integers(0, 29), VALUES), max_size=5))
def test_an_index_finds_what_the_criterion_matches(
    values: list[Any], wanted: Any, edits: list[tuple[int, Any]]
) -> None:
    grid, indexes = grid_of(values), Indexes()
    for row, value in [(0, values[0]), *edits]:
        grid.set(row + 1, 1, value)
        test = range_test(grid, indexes, 30, wanted)
        cells = [grid.get(place, 1) for place in range(1, 31)]
        if test.grouping is not None:
            assert list(indexed_rows([test])) == [i for i, v in enumerate(cells) if test.condition.matches(v)]
        first = indexes.column(Area(grid, 1, 1, 30, 1)).first
        assert all(exact_key(cells[i]) == key and key not in map(exact_key, cells[:i]) for key, i in first.items())
        assert set(first) == {exact_key(v) for v in cells} - {None}


@settings(max_examples=25, deadline=None)
@given(st.lists(VALUES, min_size=4, max_size=12), st.lists(VALUES, min_size=4, max_size=12), CRITERIA, CRITERIA)
def test_sums_by_index_equal_sums_by_scan(one: list[Any], other: list[Any], first: Any, second: Any) -> None:
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    for row in range(1, 301):
        sheet.set_value(row, 1, one[row % len(one)])
        sheet.set_value(row, 2, other[(row * row) % len(other)])
        sheet.set_value(row, 3, float(row % 7) / 10)
    sheet.set_value(1, 5, first)
    sheet.set_value(1, 6, second)
    # The first asks, the second builds the index, the third uses it.
    for row in (1, 2, 3):
        sheet.set_formula(row, 7, "=SUMIFS($C$1:$C$300,$A$1:$A$300,$E$1,$B$1:$B$300,$F$1)")
        sheet.set_formula(row, 8, "=COUNTIFS($A$1:$A$300,$E$1,$B$1:$B$300,$F$1)")
    model.recalculate()
    assert sheet.value(1, 7) == sheet.value(2, 7) == sheet.value(3, 7)
    assert sheet.value(1, 8) == sheet.value(2, 8) == sheet.value(3, 8)


def test_a_text_that_reads_as_the_number_is_found_with_it_by_criteria() -> None:
    grid = grid_of(["1", None, "a", 1.0])
    assert indexed_rows([range_test(grid, Indexes(), 4, 1.0)]) == [0, 3]
    assert indexed_rows([range_test(grid, Indexes(), 4, "A")]) == [2]
    assert Indexes().column(Area(grid, 1, 1, 4, 1)).first == {"1": 0, "a": 2, 1.0: 3}


def test_the_same_column_asked_for_twice() -> None:
    grid, indexes = grid_of(["a", "b", "a"]), Indexes()
    for _ in range(40):
        tests = [range_test(grid, indexes, 3, "a"), range_test(grid, indexes, 3, "a")]
        assert list(indexed_rows(tests)) == [0, 2]
    grid.set(2, 1, "a")
    assert list(indexed_rows([range_test(grid, indexes, 3, "a"), range_test(grid, indexes, 3, "a")])) == [0, 1, 2]


def test_ranges_searched_once_are_not_indexed() -> None:
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    sheet.put_column(1, 1, [1.0] * 500)
    indexes = Indexes()
    area = Area(sheet.grid, 1, 1, 500, 1)
    assert indexes.if_worthwhile(area) is None
    assert indexes.if_worthwhile(Area(sheet.grid, 1, 1, 500, 1)) is not None
    assert indexes.if_worthwhile(Area(sheet.grid, 1, 1, 20, 1)) is None
