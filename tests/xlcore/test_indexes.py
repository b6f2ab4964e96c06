"""Indexes over long columns give what looking at every cell gives."""

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from xlcore import BUILTINS, Model
from xlcore.criteria import criterion
from xlcore.functions.indexes import ColumnIndex, Indexes
from xlcore.grid import Area
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


@given(st.lists(VALUES, min_size=1, max_size=30), CRITERIA)
def test_an_index_finds_what_the_criterion_matches(values: list[Any], wanted: Any) -> None:
    compiled = criterion(wanted)
    found = ColumnIndex(values).matching(compiled, EN_US)
    expected = [i for i, value in enumerate(values) if compiled.matches(value)]
    assert found is None or list(found) == expected


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


def test_a_text_that_reads_as_the_number_is_found_where_the_number_itself_is_not() -> None:
    index = ColumnIndex(["1", None, "a"])
    assert index.among([0, 1, 2], criterion(1.0), EN_US) == [0]
    assert index.among([0, 1, 2], criterion(2.0), EN_US) == []


def test_ranges_searched_once_are_not_indexed() -> None:
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    sheet.put_column(1, 1, [1.0] * 500)
    indexes = Indexes()
    area = Area(sheet.grid, 1, 1, 500, 1)
    assert indexes.if_worthwhile(area) is None
    assert indexes.if_worthwhile(Area(sheet.grid, 1, 1, 500, 1)) is not None
    assert indexes.if_worthwhile(Area(sheet.grid, 1, 1, 20, 1)) is None
