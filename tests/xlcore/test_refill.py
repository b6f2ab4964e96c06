"""A model takes the values of another with the same formulas, and computes what that one would have computed."""

from __future__ import annotations

import random
from collections.abc import Callable

import pytest

from xlcore.families import SharedFormula
from xlcore.functions import BUILTINS
from xlcore.model import Model
from xlcore.values import Value

ROWS = 40


def made(seed: int, blank: bool = False) -> Model:
    """A workbook of one template: columns, lookups, sums, an array, names, a table, another sheet, another workbook."""
    chance = random.Random(seed)
    model = Model(BUILTINS)
    data, out = model.add_sheet("Số liệu"), model.add_sheet("Kết quả")
    for row in range(1, ROWS + 1):
        if not (blank and row % 3 == 0):
            data.set_value(row, 1, float(chance.randrange(1, 12)))
            data.set_value(row, 2, chance.choice(["a", "b", "", "c"]))
        data.set_formula(row, 3, f"=A{row}*2+1")
        data.set_formula(row, 4, f'=IF(B{row}="a",C{row},IFERROR(1/(A{row}-5),"x"))')
        out.set_shared(row, 1, SharedFormula("'Số liệu'!A1+$B$1", 1, 1))
        out.set_formula(row, 3, f"=VLOOKUP('Số liệu'!A{row},'Số liệu'!$A$1:$D${ROWS},3,FALSE)")
    outside = model.add_external("[1]", "Năm trước")
    outside.set(1, 1, float(chance.randrange(100)))
    model.define_name("tong", f"=SUM('Số liệu'!$A$1:$A${ROWS})")
    model.define_table("bang", "Số liệu", 2, 1, ROWS, 2, ("so", "chu"))
    out.set_formula(1, 2, "=tong+'[1]Năm trước'!A1")
    out.set_formula(2, 2, "=SUMPRODUCT(('Số liệu'!A1:A40>3)*('Số liệu'!C1:C40))&\"|\"&COUNTIF('Số liệu'!B1:B40,\"a\")")
    out.set_formula(3, 2, "=SUM(bang[so])")
    out.set_formula(4, 2, "=SUM(INDIRECT(\"'Số liệu'!A1:A\"&COUNT('Số liệu'!A1:A40)))")
    out.set_array(1, 5, 3, 1, "TRANSPOSE('Số liệu'!A1:A3*2)")
    return model


def values(model: Model) -> list[Value]:
    return [
        model.value(sheet, row, col) for sheet in model.sheet_names for row in range(1, ROWS + 1) for col in range(1, 7)
    ]


def test_the_values_of_the_next_workbook_are_computed_as_by_itself() -> None:
    kept = made(0)
    kept.recalculate()
    for seed in range(1, 8):
        fresh, given = made(seed, blank=seed % 2 == 0), made(seed, blank=seed % 2 == 0)
        assert kept.refill(given)
        theirs, ours = fresh.recalculate(), kept.recalculate()
        assert values(kept) == values(fresh)
        assert len(ours.recomputed) == len(theirs.recomputed)
        assert len(ours.changed) == len(theirs.changed)
        assert ours.errors == theirs.errors
        for model in (kept, fresh):  # edits go on from there
            model.sheet("Số liệu").set_value(5, 1, 77.0)
            model.recalculate()
        assert values(kept) == values(fresh)


CHANGES: list[Callable[[Model], object]] = [
    lambda model: model.sheet("Số liệu").set_formula(3, 3, "=A3*3"),
    lambda model: model.sheet("Số liệu").set_value(3, 3, 1.0),
    lambda model: model.sheet("Kết quả").set_shared(9, 1, SharedFormula("A1", 1, 1)),
    lambda model: model.sheet("Kết quả").set_array(1, 5, 4, 1, "TRANSPOSE('Số liệu'!A1:A3*2)"),
    lambda model: model.define_name("tong", "=1"),
    lambda model: model.define_table("bang", "Số liệu", 3, 1, ROWS, 2, ("so", "chu")),
    lambda model: model.add_sheet("Thêm"),
    lambda model: model.add_external("[2]", "Khác"),
    lambda model: setattr(model, "date1904", True),
]


@pytest.mark.parametrize("change", CHANGES)
def test_a_workbook_with_other_formulas_is_left_to_itself(change: Callable[[Model], object]) -> None:
    kept, other = made(0), made(1)
    kept.recalculate()
    before = values(kept)
    change(other)
    assert not kept.refill(other)
    assert values(kept) == before
