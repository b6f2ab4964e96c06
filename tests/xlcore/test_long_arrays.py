"""Arrays made of whole columns: right to the last row, without a million steps."""

from typing import Any

import pytest

from xlcore import BUILTINS, Model
from xlcore.matrix import LONG, Array, lengthened, shortened
from xlcore.values import NA


def result(formula: str) -> Any:
    model = Model(BUILTINS)
    sheet = model.add_sheet("S")
    for row, col, value in ((1, 1, 1.0), (5, 1, "x"), (9000, 1, 2.0), (3, 5, 7.0), (5, 5, 4.0)):
        sheet.set_value(row, col, value)
    sheet.set_array(30, 30, 1, 1, formula)
    model.recalculate()
    return sheet.value(30, 30)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ('=SUMPRODUCT((A1:A20000="")*1)', 19997.0),
        ('=SUMPRODUCT((A:A="")*1)', 1048573.0),
        ('=SUM((A:B="")*1)', 2097149.0),
        ('=SUM(-(A:A=""))', -1048573.0),
        ('=SUM(IF(A:A="",1,0))', 1048573.0),
        ("=SUM(LEN(A:A))", 3.0),
        ("=SUMPRODUCT(ISBLANK(A:A)*1)", 1048573.0),
        ('=COUNT((A:A="")*1)', 1048576.0),
        ('=ROWS((A:A="")*1)', 1048576.0),
        ('=INDEX((A:A="")*1,1000000)', 1.0),
        ('=MIN((A1:A20000="x")*1)', 0.0),
        ("=SUMPRODUCT(ROW(A1:A20000)*(A1:A20000=2))", 9000.0),
        ('=SUMPRODUCT(ROW(A:A)*(A:A<>""))', 9006.0),
        ('=SUMPRODUCT((A:A="x")*1,E:E)', 4.0),
        ('=SUMPRODUCT(--(A1:A20000=""),--(B2:B20001=""))', 19997.0),
        ('=MATCH(1,(A:A="x")*1,0)', 5.0),
        ('=LOOKUP(2,1/(A:A<>""),A:A)', 2.0),
        ('=ROWS(FILTER(A:A,A:A<>""))', 3.0),
        ('=SUMPRODUCT((A1:A9000="")+(B1:B20000=""))', NA),
        ('=SUM((1:1="")*1)', 16383.0),
    ],
)
def test_whole_columns(formula: str, expected: Any) -> None:
    assert result(formula) == expected


def test_the_rest_of_a_long_array_is_one_row() -> None:
    long = Array([[1.0], [2.0]], [0.0], LONG + 2)
    assert (long.rows, long.used_rows, long.get(1, 0), long.get(LONG, 0)) == (LONG + 2, LONG + 2, 2.0, 0.0)
    assert long.column(0) == [1.0, 2.0] + [0.0] * LONG
    assert Array([[1.0]], [None], LONG + 2).used_rows == 1
    sides, length = shortened([long, 5.0])
    assert (sides[0].data, sides[1], length) == ([[1.0], [2.0], [0.0]], 5.0, LONG + 2)
    assert lengthened(sides[0], length) == long
