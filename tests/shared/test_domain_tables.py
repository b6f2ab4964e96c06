"""The domain functions against the public tables: what is printed there is what the rules give."""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from udfs import ct_danh_gia, ct_trang_thai
from udfs.comparison import columns
from udfs.numbers import write_number
from udfs.plans import meanings

TABLES = Path(__file__).resolve().parents[2] / ".." / "shared" / "tables"
STATUS = {
    "danh_gia_cuoi_nam": "Đánh giá cuối năm",
    "dat_va_vuot_tren_50": "Đạt và vượt trên 50%",
    "dat_duoi_50": "Đạt dưới 50%",
    "chua_thuc_hien": "Chưa thực hiện",
}
# Printed with fewer decimals than the rest of its column: 100/99 is 101,01.
ROUNDED = {("28", "col6_printed")}


def rows(name: str) -> list[dict[str, str]]:
    with (TABLES / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def cell(row: dict[str, str], column: str) -> Any:
    """What the cell of the sheet holds: the number meant, else the text printed, else a blank."""
    value = row[f"{column.partition('_')[0]}_value"]
    if value:
        return value if value == "Duy trì" else float(value)
    return row[f"{column}_printed"] or None


BUT_SON = rows("but-son-2023-h1.csv")


@pytest.mark.parametrize("row", BUT_SON, ids=lambda row: f"row {row['tt']}")
def test_columns_5_6_7_as_printed(row: dict[str, str]) -> None:
    # Rates of change of rates are not printed: the catalogue hides columns 5-7 there.
    hidden = row["tt"] in {"14", "17", "18", "20"}
    got = columns(cell(row, "col2_plan"), cell(row, "col3_same_period"), cell(row, "col4_actual"), not hidden)
    printed = (row["col5_printed"], row["col6_printed"], row["col7_value"] or row["col7_printed"])
    for name, value, expected in zip(("col5_printed", "col6_printed", "col7_printed"), got, printed, strict=True):
        if not isinstance(value, Decimal):
            assert value == expected, name
        elif (row["tt"], name) in ROUNDED:
            assert write_number(value, 0) == expected
        else:
            assert write_number(value) == write_number(Decimal(expected)), name


@pytest.mark.parametrize("row", BUT_SON, ids=lambda row: f"row {row['tt']}")
def test_classification(row: dict[str, str]) -> None:
    is_indicator = row["tt"].isdigit()
    mark = "x" if row["classification"] == "danh_gia_cuoi_nam" else None
    tt = float(row["tt"]) if is_indicator else row["tt"]
    got = ct_trang_thai(tt, cell(row, "col2_plan"), cell(row, "col4_actual"), mark, "2023-H1", 50.0)
    assert got == (STATUS[row["classification"]] if is_indicator else "")


def test_huong_tra_seven_by_the_rule_eight_in_print() -> None:
    judged = [row for row in rows("huong-tra-2023.csv") if row["tt"].isdigit()]
    by_rule = [ct_danh_gia(row["plan_printed"], row["actual_printed"], "cao") for row in judged]
    assert len(judged) == 11 and by_rule.count("Đạt") == 7
    differs = [row["tt"] for row, verdict in zip(judged, by_rule, strict=True) if verdict != row["verdict_printed"]]
    assert differs == ["8"]


def test_every_plan_and_result_of_huong_tra_is_of_its_kind() -> None:
    names = {"lower_bound": "bound"}
    for row in rows("huong-tra-2023.csv"):
        for field in ("plan", "actual"):
            kind = row[f"{field}_type"]
            assert meanings(row[f"{field}_printed"])[0].kind == names.get(kind, kind), row["name"]
