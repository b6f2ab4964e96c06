"""Arrays that spill where another stood: one recalculation is enough."""

import pytest

from xlcore import BUILTINS, Model
from xlcore.model import Sheet
from xlcore.values import SPILL


def sheet_with_a_blocked_array() -> Sheet:
    """B1 fills B1:B5 downwards; A3 wants A3:C3, and B3 is in its way."""
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    sheet.set_value(1, 5, 5.0)
    sheet.set_array(1, 2, 1, 1, "SEQUENCE(E1)", dynamic=True)
    model.recalculate()
    sheet.set_array(3, 1, 1, 1, "SEQUENCE(1,3)+E2", dynamic=True)
    sheet.set_formula(9, 1, "=SUM(A3:C3)")
    model.recalculate()
    assert sheet.value(3, 1) == SPILL
    return sheet


@pytest.mark.parametrize("more", [0.0, 10.0])
def test_an_array_takes_at_once_the_cells_that_another_vacates(more: float) -> None:
    sheet = sheet_with_a_blocked_array()
    sheet.set_value(1, 5, 2.0)
    sheet.set_value(2, 5, more)
    run = sheet.model.recalculate()
    assert [sheet.value(3, col) for col in (1, 2, 3)] == [1.0 + more, 2.0 + more, 3.0 + more]
    assert [sheet.value(row, 2) for row in (1, 2, 4, 5)] == [1.0, 2.0, None, None]
    assert sheet.value(9, 1) == 6.0 + 3 * more
    assert ("S", "A3") in run.changed
    assert run.errors == []
    assert len(sheet.model.recalculate().recomputed) == 0


def test_in_a_full_recalculation_too() -> None:
    sheet = sheet_with_a_blocked_array()
    sheet.set_value(1, 5, 2.0)
    sheet.model.recalculate(full=True)
    assert [sheet.value(3, col) for col in (1, 2, 3)] == [1.0, 2.0, 3.0]


def test_an_array_that_grows_into_another_is_the_one_that_gives_way() -> None:
    sheet = sheet_with_a_blocked_array()
    sheet.set_value(1, 5, 2.0)
    sheet.model.recalculate()
    sheet.set_value(1, 5, 4.0)
    sheet.model.recalculate()
    assert sheet.value(1, 2) == SPILL
    assert [sheet.value(3, col) for col in (1, 2, 3)] == [1.0, 2.0, 3.0]


def test_an_array_spills_once_the_input_in_its_way_is_gone() -> None:
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    sheet.set_value(2, 1, "x")
    sheet.set_array(1, 1, 1, 1, "SEQUENCE(3)", dynamic=True)
    sheet.set_formula(1, 3, "=SUM(A1:A3)")
    model.recalculate()
    assert sheet.value(1, 1) == SPILL
    sheet.set_value(2, 1, None)
    model.recalculate()
    assert [sheet.value(row, 1) for row in (1, 2, 3)] == [1.0, 2.0, 3.0]
    assert sheet.value(1, 3) == 6.0


def test_arrays_that_wait_for_one_another_move_up_together() -> None:
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    sheet.set_value(1, 9, 4.0)
    sheet.set_array(1, 2, 1, 1, "SEQUENCE(I1)", dynamic=True)  # B1:B4
    model.recalculate()
    sheet.set_array(4, 1, 1, 1, "SEQUENCE(1,3)", dynamic=True)  # wants A4:C4, waits for B4
    sheet.set_array(2, 3, 1, 1, "IF(ISERROR(A4),SEQUENCE(2),1)", dynamic=True)  # C2:C3 as long as A4 waits
    sheet.set_array(3, 1, 1, 1, "SEQUENCE(1,4)", dynamic=True)  # wants A3:D3, waits for B3 and C3
    model.recalculate()
    assert (sheet.value(4, 1), sheet.value(3, 1), sheet.value(3, 3)) == (SPILL, SPILL, 2.0)
    sheet.set_value(1, 9, 1.0)
    model.recalculate()
    assert [sheet.value(4, col) for col in (1, 2, 3)] == [1.0, 2.0, 3.0]
    assert [sheet.value(3, col) for col in (1, 2, 3, 4)] == [1.0, 2.0, 3.0, 4.0]
    assert sheet.value(2, 3) == 1.0
