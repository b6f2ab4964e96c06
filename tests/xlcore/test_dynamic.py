"""LET, LAMBDA and its helpers, dynamic arrays that spill, references to other workbooks."""

from typing import Any

import pytest

from xlcore import BUILTINS, Model
from xlcore.values import CALC, NA, SPILL, VALUE


def sheet_with_numbers() -> Any:
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    for row in range(1, 6):
        sheet.set_value(row, 1, float(row))
    return sheet


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=LET(x,2,y,x*3,x+y)", 8.0),
        ("=LET(_xlpm.x,A2,_xlpm.x*_xlpm.x)", 4.0),
        ("=LET(x,1,LET(x,2,x)+x)", 3.0),
        ("=LAMBDA(x,x+1)(2)", 3.0),
        ("=LAMBDA(x,x+1)", CALC),
        ("=LAMBDA(x,x+1)(1,2)", VALUE),
        ("=LAMBDA(x,[y],IF(ISOMITTED(y),x,y))(5)", 5.0),
        ("=LAMBDA(x,[y],IF(ISOMITTED(y),x,y))(5,6)", 6.0),
        ("=LET(f,LAMBDA(x,x^2),f(3)+f(4))", 25.0),
        ("=LET(k,10,f,LAMBDA(x,x*k),k,20,f(1))", 10.0),
        ("=SUM(MAP(A1:A5,LAMBDA(v,v*2)))", 30.0),
        ("=SUM(MAP(A1:A2,A1:A3,LAMBDA(a,b,a*b)))", NA),
        ("=REDUCE(0,A1:A5,LAMBDA(a,b,a+b))", 15.0),
        ("=SUM(SCAN(0,A1:A5,LAMBDA(a,b,a+b)))", 35.0),
        ("=SUM(BYROW(A1:A5,LAMBDA(r,SUM(r)*10)))", 150.0),
        ("=SUM(BYCOL(A1:A5,LAMBDA(c,MAX(c))))", 5.0),
        ("=SUM(MAKEARRAY(2,3,LAMBDA(r,c,r*c)))", 18.0),
        ("=giai_thua(5)", 120.0),
        ("=MAP(A1:A2,5)", VALUE),
    ],
)
def test_let_and_lambda(formula: str, expected: Any) -> None:
    sheet = sheet_with_numbers()
    sheet.model.define_name("giai_thua", "_xlfn.LAMBDA(_xlpm.n,IF(_xlpm.n<2,1,_xlpm.n*giai_thua(_xlpm.n-1)))")
    sheet.set_formula(1, 5, formula)
    sheet.model.recalculate()
    assert sheet.value(1, 5) == expected


def test_a_spill_grows_shrinks_and_takes_its_readers_along() -> None:
    sheet = sheet_with_numbers()
    sheet.set_value(1, 3, 2.0)
    sheet.set_array(1, 4, 1, 1, "=SEQUENCE(C1)*10", dynamic=True)
    sheet.set_formula(1, 5, "=SUM(D1:D9)")
    sheet.set_formula(1, 6, "=SUM(D1#)")
    sheet.model.recalculate()
    assert [sheet.value(r, 4) for r in (1, 2, 3)] == [10.0, 20.0, None]
    assert (sheet.value(1, 5), sheet.value(1, 6)) == (30.0, 30.0)
    sheet.set_value(1, 3, 4.0)
    sheet.model.recalculate()
    assert [sheet.value(r, 4) for r in (1, 2, 3, 4, 5)] == [10.0, 20.0, 30.0, 40.0, None]
    assert (sheet.value(1, 5), sheet.value(1, 6)) == (100.0, 100.0)
    sheet.set_value(1, 3, 1.0)
    sheet.model.recalculate()
    assert [sheet.value(r, 4) for r in (1, 2)] == [10.0, None]
    assert (sheet.value(1, 5), sheet.value(1, 6)) == (10.0, 10.0)


def test_what_stands_in_the_way_stays() -> None:
    sheet = sheet_with_numbers()
    sheet.set_value(2, 4, "đã có")
    sheet.set_array(1, 4, 1, 1, "=A1:A5", dynamic=True)
    sheet.model.recalculate()
    assert (sheet.value(1, 4), sheet.value(2, 4), sheet.value(3, 4)) == (SPILL, "đã có", None)


def test_values_of_another_workbook_are_those_the_file_carries() -> None:
    sheet = sheet_with_numbers()
    grid = sheet.model.add_external("[1]", "Tờ 1")
    grid.set(1, 1, 7.0)
    sheet.set_formula(1, 5, "='[1]Tờ 1'!A1+A1")
    sheet.set_formula(2, 5, "=SUM([2]Khac!A1:A5)", cached=99.0)
    run = sheet.model.recalculate()
    assert (sheet.value(1, 5), sheet.value(2, 5)) == (8.0, 99.0)
    assert run.unsupported == {"[2]Khac": [("S", "E2")]}
