"""Columns 5, 6, 7 of the official table: every printed number, blank and dash."""

from __future__ import annotations

from decimal import Decimal

import but_son
import pytest

from udfs.comparison import Shown, columns
from udfs.numbers import write_number
from udfs.table import table_of


def printed(value: Shown) -> str:
    return write_number(value) if isinstance(value, Decimal) else value


def test_every_number_blank_and_dash_of_the_official_table() -> None:
    numbers = 0
    for record in table_of(but_son.rows()).records:
        got = tuple(printed(value) for value in record.columns)
        assert got == but_son.PRINTED.get(record.code, ("", "", "")), record.name
        numbers += sum(isinstance(value, Decimal) for value in record.columns)
    assert numbers == 28


@pytest.mark.parametrize(
    ("plan", "same", "actual", "expected"),
    [
        (100.0, 50.0, 0.0, ("0", "-", "100")),
        (100.0, 0.0, 50.0, ("", "50", "50")),
        (0.0, 50.0, 50.0, ("100", "", "")),
        (None, None, 50.0, ("", "", "")),
        ("14,5-15,5", 8.0, 8.8, ("110", "", "")),
        (100.0, 50.0, "12,5 tấn", ("", "", "")),
        (1.4, None, 1.1, ("", "78,57", "0,3")),
        ("Duy trì", "Duy trì", "Duy trì", ("Duy trì", "Duy trì", "")),
        ("Duy trì", None, "Duy trì", ("", "Duy trì", "")),
        ("Duy trì", "-", "Duy trì", ("", "Duy trì", "")),
    ],
)
def test_edges(plan: object, same: object, actual: object, expected: tuple[str, str, str]) -> None:
    assert tuple(printed(v) for v in columns(plan, same, actual)) == expected  # type: ignore[arg-type]


def test_a_row_whose_formula_cells_are_missing_is_computed_all_the_same() -> None:
    table = but_son.changed("luong_thuc", c5=None, c6="rác", c7=1.0)
    record = table_of(table).by_code["luong_thuc"]
    assert [printed(value) for value in record.columns] == ["102,68", "55,42", "1.850"]
