"""Code spelled out for shapes that many cells have: what it gives is what the closure gives, to the last bit."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from xlcore import BUILTINS, ExcelError, Model
from xlcore.graph import Block
from xlcore.locales import EN_US
from xlcore.numericcode import OFTEN
from xlcore.registry import Function, Kind

SPELLED_OUT = [
    "({a}+{b})/2+{k}",
    "IF({a}>{b},{c},{d})*0.5+{k}",
    "MAX({a},{b})-MIN({c},{d})",
    "ROUND({a}*0.9,2)-{b}/{k}",
    "SUM({a},{b},{c})/3",
    "ABS({a}-{b})+{k}",
    "IF(AND({a}>{k},{b}<{c}),{d},IFERROR({a}/{b},{k}))/4",
    "IF(OR({a}={b},NOT({c}<>{d})),{a}^2,-{b}%)",
    "{a}*{b}*{c}*{d}",
    "1/({a}*{b})-{c}",
    "{a}<={b}",
    "{a}-{b}",
    "({a}-{b})",
    "{a}+{b}-{c}",
    "IFERROR({a}*1E+300*1E+300,{b})+{k}",
    "IF({a}>=0,IF({b}>0,{a}/{b},{k}),{c}-{d})",
    "INT({a})+MOD({b},{k})+SQRT({c})",
    "MAX({a}*1E+300,{b})>{c}",
    "{a}/T!{b}",
    "-{a}",
    "{a}",
]
LEFT_ALONE = ['{a}&"x"', "SUM({a}:{b})", "IF({a}>0,{b})", "IF({a},{b},TRUE)", "RAND()+{a}", "+{a}+ROW()"]
NUMBERS: list[Any] = [0.0, -0.0, 1.0, 0.1, 0.3, 0.1 + 0.2, -7.25, 1e308, -1e308, 1e-308, 123456789.123, 3.0, 100.0]
OTHERS: list[Any] = [None, "x", "5", "", True, ExcelError("#N/A")]


def filled(pattern: str, seed: int, values: list[Any]) -> Model:
    """A model with more formulas of one shape than it takes for code of their own, none below its like."""
    chance = random.Random(seed)
    model = Model(BUILTINS)
    sheet, other = model.add_sheet("S"), model.add_sheet("T")
    for row in range(1, 13):
        for col in range(1, 5):
            sheet.set_value(row, col, chance.choice(values))
            other.set_value(row, col, chance.choice(values))
    for number in range(OFTEN + 6):
        names = {x: "ABCDE"[chance.randrange(5 if number % 9 == 0 else 4)] + str(chance.randint(1, 12)) for x in "abcd"}
        text = pattern.format(k=chance.randint(0, 9), **names)
        sheet.set_formula(1 + 2 * (number // 8), 6 + number % 8, text)
    return model


def bits(value: Any) -> Any:
    if isinstance(value, float):
        return (value + 0.0).hex() if value else "0"  # a cell shows no sign of a zero
    return (type(value).__name__, value)


def coded(model: Model) -> list[Block]:
    return [block for block in model.plan().order if block.formula.code is not None]


@pytest.mark.parametrize("pattern", SPELLED_OUT)
def test_is_spelled_out(pattern: str) -> None:
    blocks = coded(filled(pattern, 1, NUMBERS))
    assert len(blocks) > OFTEN
    assert any(block.formula.code(block.operands) is not None for block in blocks)  # type: ignore[misc,arg-type]


@pytest.mark.parametrize("pattern", LEFT_ALONE)
def test_is_left_to_the_closure(pattern: str) -> None:
    assert coded(filled(pattern, 1, NUMBERS)) == []


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SPELLED_OUT), st.integers(0, 10_000), st.booleans())
def test_code_gives_what_the_closure_gives(pattern: str, seed: int, mixed: bool) -> None:
    model = filled(pattern, seed, NUMBERS * 3 + OTHERS if mixed else NUMBERS)
    model.recalculate(seed=1)
    frame = model.evaluator(model.plan(), None, 1, EN_US).frame
    for block in coded(model):
        assert block.formula.code is not None and block.formula.closure is not None and block.operands is not None
        quick = block.formula.code(block.operands)
        frame.grid, frame.row, frame.col, frame.operands = block.grid, block.row1, block.col1, block.operands
        exact = frame.settle(block.formula.closure(frame))
        held = block.grid.get(block.row1, block.col1)
        assert quick is None or bits(quick) == bits(exact)
        assert bits(held) == bits(exact)


def test_a_function_that_takes_the_place_of_ours_is_called() -> None:
    library = dict(BUILTINS) | {"SUM": Function("SUM", lambda *_: 42.0, "r", "", "r", Kind.REDUCTION)}
    model = Model(library)
    sheet = model.add_sheet("S")
    for row in range(1, 3 * OFTEN, 2):
        sheet.set_formula(row, 2 + row % 3, f"SUM(A{row * 7 % 50 + 1},A{row * 3 % 50 + 1})")
    model.recalculate()
    assert {sheet.value(*place) for place in sheet.formula_cells()} == {42.0}


def test_a_cell_that_becomes_a_text_is_seen() -> None:
    model = filled("({a}+{b})/2+{k}", 3, [1.0])
    model.recalculate()
    assert not [cell for cell in model.sheet("S").formula_cells() if isinstance(model.value("S", *cell), ExcelError)]
    for row in range(1, 13):
        for col in range(1, 6):
            model.sheet("S").set_value(row, col, "x")
    assert len(model.recalculate().errors) == len(list(model.sheet("S").formula_cells()))
