"""Cells far from one another cost what they are, not what lies between them."""

from __future__ import annotations

import random
import time
import tracemalloc

import pytest

from udfs import FUNCTIONS
from xlcore import BUILTINS
from xlcore.effort import TOO_MUCH
from xlcore.grid import Column
from xlcore.model import Model
from xlcore.values import MAX_COL, MAX_ROW, Value

LIBRARY = BUILTINS | FUNCTIONS


@pytest.mark.parametrize("rows", [(1, MAX_ROW), (MAX_ROW, 1), (1, 60_000, 180_000, 420_000, 900_000), (5, 1_100)])
def test_a_few_cells_make_no_long_list(rows: tuple[int, ...]) -> None:
    column = Column()
    for row in rows:
        column.set(row, 1.0)
    assert len(column.values) < 2_000
    assert [row for row in range(1, MAX_ROW + 1) if row in rows or row < 9 if column.get(row)] == sorted(rows)
    assert column.last == max(rows)
    assert column.slice(max(rows), max(rows)) == [1.0]


def test_values_enough_make_a_list_whatever_came_before() -> None:
    column = Column()
    column.set(1, "đầu bảng")
    column.set(5_000, "ghi chú")
    column.put(6_000, [1.0] * 90_000)
    assert not column.strays
    assert (column.get(1), column.get(5_000), column.get(6_000), column.get(95_999)) == (
        "đầu bảng",
        "ghi chú",
        1.0,
        1.0,
    )
    grown = Column()
    for row in range(1, MAX_ROW, 40):
        grown.set(row, 1.0)
    assert not grown.strays


def test_a_column_is_a_dictionary_of_its_rows() -> None:
    rng = random.Random(7)
    for _ in range(60):
        column, plain = Column(), dict[int, Value]()
        for _ in range(rng.randrange(1, 60)):
            row = rng.choice((rng.randrange(1, 300), rng.randrange(1, 9_000), rng.randrange(1, MAX_ROW + 1)))
            new = [float(rng.randrange(100)) for _ in range(rng.choice((1, 1, 2, 50)))]
            new = new[: MAX_ROW - row + 1]
            if len(new) == 1:
                column.set(row, new[0])
            else:
                column.put(row, new)
            plain.update(zip(range(row, row + len(new)), new, strict=True))
        assert all(column.get(row) == value for row, value in plain.items())
        assert column.last == max(plain)
        for _ in range(20):
            row1 = rng.choice((1, rng.choice(sorted(plain)), rng.randrange(1, MAX_ROW)))
            row2 = min(MAX_ROW, row1 + rng.choice((0, 5, 300, 9_000)))
            assert column.slice(row1, row2) == [plain.get(row) for row in range(row1, row2 + 1)]


def test_every_column_with_a_cell_at_both_ends_fits_into_memory() -> None:
    tracemalloc.start()
    model = Model(LIBRARY)
    grid = model.add_sheet("S").grid
    for col in range(1, MAX_COL + 1, 4):
        for row in (1, 60_000, 180_000, 420_000, 900_000, MAX_ROW):
            grid.set(row, col, 1.0)
    assert tracemalloc.get_traced_memory()[1] < 60 << 20
    tracemalloc.stop()


WHOLE = ["SUM(A1:XFD1048576)", "COUNTA(A:XFD)", "COUNTBLANK(A1:XFD1048576)", "SUMPRODUCT(A:XFD*1)", "MAX(1:1048576)",
         "AGGREGATE(9,6,A:XFD)", "COUNTIF(A:XFD,1)", "SUMIF(A:XFD,1)", "TEXTJOIN(\",\",TRUE,A:XFD)", "SUM(--(A:XFD=1))",
         "ROWS(UNIQUE(A:XFD))", "ROWS(VSTACK(A:XFD,1))", "ROWS(TOCOL(A:XFD))", "SUM(CHOOSEROWS(A:XFD,1))",
         "SUBTOTAL(9,A:XFD)", "MODE(A:XFD)", "LARGE(A:XFD,1)", "MATCH(1,A:A,0)", "VLOOKUP(2,A:XFD,9,FALSE)",
         "CONCAT(A:XFD)", "FREQUENCY(A:XFD,A:XFD)", "RANK(1,A:XFD)", "SORT(A:XFD)", "CT_DEM(A:XFD,\"x\")"]  # fmt: skip


@pytest.mark.parametrize("text", WHOLE)
def test_the_whole_sheet_of_two_cells_is_read_soon(text: str) -> None:
    model = Model(LIBRARY)
    first, second = model.add_sheet("S"), model.add_sheet("T")
    first.set_value(1, 1, 1.0)
    first.set_value(MAX_ROW, MAX_COL, 1.0)
    formula = text.replace("(A", "(S!A").replace(",A", ",S!A").replace("(1:", "(S!1:")
    second.set_formula(1, 1, formula, 7.0)
    second.set_array(1, 3, 1, 1, formula, 7.0)
    started = time.process_time()
    run = model.recalculate()
    assert time.process_time() - started < 8
    assert set(run.unsupported) <= {TOO_MUCH}
