"""GROUPBY, PIVOTBY and functions named without a call, on tables worked out by hand after Excel's pages."""

from typing import Any

import pytest

from xlcore import BUILTINS, Model
from xlcore.values import CALC, NAME, VALUE

SALES = [
    ["Region", "City", "Year", "Sales"],
    ["N", "Oslo", 2020.0, 10.0],
    ["S", "Rome", 2020.0, 20.0],
    ["N", "Bergen", 2021.0, 30.0],
    ["S", "Rome", 2021.0, 5.0],
    ["n", "Oslo", 2021.0, 7.0],
]


def spilled(formula: str) -> Any:
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    for r, line in enumerate(SALES, 1):
        for c, value in enumerate(line, 1):
            sheet.set_value(r, c, value)
    sheet.set_array(20, 1, 1, 1, formula, dynamic=True)
    model.recalculate()
    shape = sheet.arrays[20, 1]
    rows = [[sheet.value(20 + r, 1 + c) for c in range(shape.cols)] for r in range(shape.rows)]
    return rows[0][0] if rows == [[rows[0][0]]] else rows


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=GROUPBY(A2:A6,D2:D6,SUM)", [["N", 47.0], ["S", 25.0], ["Total", 72.0]]),
        ("=GROUPBY(A1:A6,D1:D6,_xleta.SUM,1,0)", [["N", 47.0], ["S", 25.0]]),
        ("=GROUPBY(A1:A6,D1:D6,SUM,3,-1)", [["Region", "Sales"], ["Total", 72.0], ["N", 47.0], ["S", 25.0]]),
        ("=GROUPBY(A2:A6,D2:D6,SUM,2,0)", [["Row Field 1", "Value 1"], ["N", 47.0], ["S", 25.0]]),
        ("=GROUPBY(A2:A6,D2:D6,SUM,,0,-1)", [["S", 25.0], ["N", 47.0]]),
        ("=GROUPBY(A2:A6,D2:D6,SUM,,0,2)", [["S", 25.0], ["N", 47.0]]),
        ("=GROUPBY(A2:A6,D2:D6,LAMBDA(x,MAX(x)),,0,,C2:C6=2021)", [["N", 30.0], ["S", 5.0]]),
        ("=GROUPBY(A2:A6,D2:D6,PERCENTOF,,0)", [["N", 47 / 72], ["S", 25 / 72]]),
        ("=GROUPBY(A2:A6,D2:D6,HSTACK(SUM,COUNT),,0)", [["", "SUM", "COUNT"], ["N", 47.0, 3.0], ["S", 25.0, 2.0]]),
        (
            "=GROUPBY(A2:A6,D2:D6,VSTACK(SUM,COUNT),,0)",
            [["N", "SUM", 47.0], ["N", "COUNT", 3.0], ["S", "SUM", 25.0], ["S", "COUNT", 2.0]],
        ),
        (
            "=GROUPBY(A1:B6,D1:D6,SUM)",
            [
                ["Region", "City", "Sales"],
                ["N", "Bergen", 30.0],
                ["N", "Oslo", 17.0],
                ["N", "", 47.0],
                ["S", "Rome", 25.0],
                ["S", "", 25.0],
                ["Grand Total", "", 72.0],
            ],
        ),
        (
            "=GROUPBY(A2:B6,D2:D6,SUM,,-2,3)",
            [
                ["Grand Total", "", 72.0],
                ["S", "", 25.0],
                ["S", "Rome", 25.0],
                ["N", "", 47.0],
                ["N", "Oslo", 17.0],
                ["N", "Bergen", 30.0],
            ],
        ),
        (
            "=GROUPBY(A2:B6,D2:D6,SUM,,0,-3,,1)",
            [["N", "Bergen", 30.0], ["S", "Rome", 25.0], ["N", "Oslo", 17.0]],
        ),
        ("=GROUPBY(A2:A6,D2:D6,SUM,,2)", VALUE),
        ("=GROUPBY(A2:A6,D2:D5,SUM)", VALUE),
        ("=GROUPBY(A2:A6,D2:D6,5)", VALUE),
        ("=GROUPBY(A2:A6,D2:D6,SUM,7)", VALUE),
        ("=GROUPBY(A2:A6,D2:D6,SUM,,0,0)", VALUE),
        ("=GROUPBY(A2:A6,D2:D6,SUM,,0,9)", VALUE),
        ("=GROUPBY(A2:A6,D2:D6,SUM,,,,C2:C6=1999)", CALC),
    ],
)
def test_groupby(formula: str, expected: Any) -> None:
    assert spilled(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        (
            "=PIVOTBY(A2:A6,C2:C6,D2:D6,SUM)",
            [
                ["", 2020.0, 2021.0, "Total"],
                ["N", 10.0, 37.0, 47.0],
                ["S", 20.0, 5.0, 25.0],
                ["Total", 30.0, 42.0, 72.0],
            ],
        ),
        (
            "=PIVOTBY(A2:A6,B2:B6,D2:D6,SUM,,0,,0)",
            [["", "Bergen", "Oslo", "Rome"], ["N", 30.0, 17.0, ""], ["S", "", "", 25.0]],
        ),
        (
            "=PIVOTBY(A1:A6,C1:C6,D1:D6,SUM,3,0,-1,0)",
            [["", "Year", ""], ["", 2020.0, 2021.0], ["Region", "Sales", "Sales"], ["S", 20.0, 5.0], ["N", 10.0, 37.0]],
        ),
        (
            "=PIVOTBY(A2:A6,C2:C6,D2:D6,PERCENTOF,,0,,0)",
            [["", 2020.0, 2021.0], ["N", 10 / 30, 37 / 42], ["S", 20 / 30, 5 / 42]],
        ),
        (
            "=PIVOTBY(A2:A6,C2:C6,D2:D6,PERCENTOF,,0,,0,,,1)",
            [["", 2020.0, 2021.0], ["N", 10 / 47, 37 / 47], ["S", 20 / 25, 5 / 25]],
        ),
        (
            "=PIVOTBY(A2:A6,C2:C6,D2:D6,PERCENTOF,,0,,0,,,2)",
            [["", 2020.0, 2021.0], ["N", 10 / 72, 37 / 72], ["S", 20 / 72, 5 / 72]],
        ),
        (
            "=PIVOTBY(A2:A6,C2:C6,D2:D6,HSTACK(SUM,MAX),,0,,0)",
            [
                ["", 2020.0, 2020.0, 2021.0, 2021.0],
                ["", "SUM", "MAX", "SUM", "MAX"],
                ["N", 10.0, 10.0, 37.0, 30.0],
                ["S", 20.0, 20.0, 5.0, 5.0],
            ],
        ),
        ("=PIVOTBY(A2:A6,C2:C6,D2:D6,SUM,,,,,,,9)", VALUE),
    ],
)
def test_pivotby(formula: str, expected: Any) -> None:
    assert spilled(formula) == expected


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=BYROW(C2:D3,SUM)", [[2030.0], [2040.0]]),
        ("=BYCOL(C2:D6,_xleta.MAX)", [[2021.0, 30.0]]),
        ("=MAP(C2:C3,D2:D3,SUM)", [[2030.0], [2040.0]]),
        ("=SCAN(0,D2:D6,SUM)", [[10.0], [30.0], [60.0], [65.0], [72.0]]),
        ("=REDUCE(0,D2:D6,SUM)", 72.0),
        ("=LET(f,SUM,f(D2:D6))", 72.0),
        ("=LET(SUM,5,SUM+1)", 6.0),
        ("=BYROW(C2:D3,NOSUCHNAME)", VALUE),
        ("=SUM", NAME),
        ("=HSTACK(SUM,1)", [[CALC, 1.0]]),
    ],
)
def test_a_function_named_without_a_call_is_a_lambda(formula: str, expected: Any) -> None:
    assert spilled(formula) == expected
