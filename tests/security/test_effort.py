"""A formula that asks for more work than a workbook of its size can need keeps its cached value, and is named."""

from __future__ import annotations

import time

import pytest

from udfs import FUNCTIONS
from xlcore import BUILTINS
from xlcore.effort import TOO_MUCH
from xlcore.model import Model

LIBRARY = BUILTINS | FUNCTIONS


def model_of(*formulas: str, array: bool = False) -> Model:
    model = Model(LIBRARY)
    sheet = model.add_sheet("S")
    for row in range(1, 4):
        sheet.set_value(row, 2, float(row))
    model.define_name("Mai", "LAMBDA(n,Mai(n+1)+Mai(n+1))")
    for row, text in enumerate(formulas, 1):
        if array:
            sheet.set_array(row, 1, 1, 1, text, 7.0, dynamic=True)
        else:
            sheet.set_formula(row, 1, text, 7.0)
    return model


GREEDY = [
    "SUM(SEQUENCE(1048576,16384))",
    "SUM(SEQUENCE(1000000)*SEQUENCE(1,1000))",
    "SUM(ROW(A:A)*COLUMN(1:1))",
    "SUM(LEN(ROW(A:A)&TRANSPOSE(ROW(A:A))))",
    "SUM(--TEXT(ROW(A:A),\"#,##0.00\"))",
    "SUM(CONVERT(ROW(A:A),\"m\",\"km\")&SEQUENCE(1,5))",
    "SUM(WRAPCOLS(C1:C1048576,ROW(A:A)))",
    "Mai(1)",
    "REDUCE(0,SEQUENCE(2000000),LAMBDA(a,b,a+b))",
    "SUM(MAKEARRAY(3000,3000,LAMBDA(i,j,i*j)))",
    "SUM(MAP(SEQUENCE(5000),LAMBDA(x,SUM(SEQUENCE(5000)))))",
    "LET(a,SEQUENCE(1000000),b,VSTACK(a,a),c,VSTACK(b,b),d,VSTACK(c,c),e,VSTACK(d,d),SUM(VSTACK(e,e)))",
    "SUM(MUNIT(100000))",
    "SUM(RANDARRAY(100000,100000))",
    "SUM(EXPAND(1,1048576,16384,0))",
    "SUM(MMULT(SEQUENCE(1500,1500),SEQUENCE(1500,1500)))",
    "MDETERM(RANDARRAY(1500,1500))",
    "SUM(MINVERSE(RANDARRAY(900,900)))",
]  # fmt: skip


@pytest.mark.parametrize("text", GREEDY)
@pytest.mark.parametrize("array", [False, True])
def test_a_greedy_formula_ends_soon(text: str, array: bool) -> None:
    model = model_of(text, "B1+B2", array=array)
    started = time.process_time()
    run = model.recalculate()
    assert time.process_time() - started < 8
    assert model.value("S", 2, 1) == 3.0  # the others are computed
    value = model.value("S", 1, 1)
    if value == 7.0:
        assert run.unsupported[TOO_MUCH] == [("S", "A1")]
    else:
        assert str(value) in ("#VALUE!", "#NUM!", "#N/A", "#SPILL!", "#CALC!")


def test_many_greedy_formulas_together_end_soon() -> None:
    model = model_of(*['SUM(--TEXT(SEQUENCE(400000),"0"))'] * 40)
    started = time.process_time()
    model.recalculate()
    assert time.process_time() - started < 10


def test_what_a_large_table_needs_is_no_greed() -> None:
    model = Model(LIBRARY)
    sheet = model.add_sheet("S")
    rows = 20_000
    sheet.put_column(1, 1, [float(row % 500) for row in range(rows)])
    sheet.put_column(2, 1, [f"xã {row % 50}" for row in range(rows)])
    area, names = f"A1:A{rows}", f"B1:B{rows}"
    texts = [
        f'SUMPRODUCT(--(TEXT({area},"0")="7"))',
        f"SUMPRODUCT(1/COUNTIF({names},{names}))",
        f'SUMPRODUCT(({area}>5)*({names}="xã 3")*{area})',
        f"COUNTA(UNIQUE({names}))",
    ]
    for number in range(6):
        for col, text in enumerate(texts):
            sheet.set_formula(number + 1, 5 + col, text)
    run = model.recalculate()
    assert not run.unsupported
    assert round(float(str(model.value("S", 6, 6))), 6) == 50.0


def test_a_long_column_of_which_some_rows_are_greedy_keeps_those_alone() -> None:
    model = Model(LIBRARY)
    sheet = model.add_sheet("S")
    sheet.put_column(2, 1, [1.0] * 300)
    sheet.set_value(7, 2, 1e6)
    for row in range(1, 301):
        sheet.set_formula(row, 1, f'SUM(SEQUENCE(B{row},9)&"")+B{row}', -1.0)
    run = model.recalculate()
    assert run.unsupported == {TOO_MUCH: [("S", "A7")]}
    assert model.value("S", 7, 1) == -1.0
    assert model.value("S", 8, 1) == 1.0  # texts are no numbers to SUM
