"""KiemTra beside LichSu: what fell, what is ten times off, what was left, what was typed otherwise."""

from __future__ import annotations

import pytest

from udfs.checks import findings
from udfs.checks_history import CARRIED, history_of
from udfs.functions import ct_kiem_tra, ct_kiem_tra_o
from udfs.table import WIDTH, info_of, table_of
from workbook import history
from xlcore.values import Value

INFO: list[list[Value]] = [["don_vi", None, "xã A"], ["ky", None, "2025-M06"], ["nguong", None, 50.0]]


def row(tt: float, code: str, unit: str, figures: tuple[Value, ...], agg: str = "", alone: Value = None) -> list[Value]:
    plan, same, actual = figures
    cells: list[Value] = [tt, f"Chỉ tiêu {code}", unit, plan, same, actual]
    cells += [None] * (WIDTH - len(cells))
    cells[12], cells[18], cells[19] = code, agg or None, alone
    return cells


def told(rows: list[list[Value]], kept: list[list[Value]]) -> list[tuple[str, str]]:
    """The findings that LichSu adds, as cell and text."""
    table, info = table_of([["I", "Nhóm", *[None] * (WIDTH - 2)], *rows]), info_of(INFO)
    plain = {finding.text for finding in findings(table, info)}
    found = findings(table, info, history=history_of(kept))
    return [(finding.cell(6), finding.text) for finding in found if finding.text not in plain]


def kept(code: str, period: str, reached: Value, alone: Value = None) -> list[Value]:
    return [code, None, None, period, alone, reached, None]


MAY = "2025-M05"


@pytest.mark.parametrize(
    ("figures", "agg", "before", "words"),
    [
        ((None, None, 480.0), "tổng", 500.0, "lũy kế 480 nhỏ hơn số đến hết tháng 5 năm 2025 (500)"),
        ((None, None, 620.0), "tổng", 500.0, ""),
        (
            (None, None, 6200.0),
            "tổng",
            500.0,
            "khoảng 10 lần so với số đến hết tháng 5 năm 2025 (500); có phải là 620",
        ),
        ((None, None, 62000.0), "tổng", 500.0, "khoảng 100 lần"),
        ((None, None, 620000.0), "tổng", 500.0, "khoảng 1.000 lần"),
        ((None, None, 0.62), "tổng", 500.0, "nhỏ hơn khoảng 1.000 lần"),
        ((None, None, 2500.0), "tổng", 500.0, ""),  # a large month is no slip
        ((None, None, 61.5), "bình quân", 60.0, ""),
        ((None, None, 58.0), "cuối", 60.0, ""),  # a level may fall
        ((None, None, 605.0), "bình quân", 60.0, "khoảng 10 lần"),
        ((None, None, 500.0), "tổng", 500.0, ""),  # few digits: nothing done in the month
        ((None, None, 512.4), "tổng", 512.4, "giống hệt số đến hết tháng 5 năm 2025, có thể là số kỳ trước chưa sửa"),
        ((None, None, 512.4), "cuối", 512.4, ""),
        ((None, None, 3.0), "tổng", 1.0, ""),
    ],
)
def test_a_figure_beside_the_last_one_that_was_kept(
    figures: tuple[Value, ...], agg: str, before: float, words: str
) -> None:
    found = told([row(1, "thu", "Triệu đồng", figures, agg)], [kept("thu", "2025-M04", 1.0), kept("thu", MAY, before)])
    assert [cell for cell, _ in found] == (["F7"] if words else [])
    assert all(words in text for _, text in found)


def test_what_the_row_itself_shows_is_said_once() -> None:
    rows = [row(1, "thu", "Triệu đồng", (1000.0, 480.0, 55000.0), "tổng")]
    assert told(rows, [kept("thu", MAY, 400.0)]) == []


def test_in_a_table_that_accumulates_the_cell_of_the_period_is_named() -> None:
    rows = [row(1, "thu", "Triệu đồng", (None, None, 924.8), "tổng", alone=412.4)]
    ((cell, text),) = told(rows, [kept("thu", MAY, 512.4, 412.4)])
    assert cell == "T7"
    assert "số 412,4 giống hệt số của tháng 5 năm 2025" in text


def test_a_same_period_that_was_typed_otherwise() -> None:
    rows = [row(1, "thu", "Triệu đồng", (None, 450.0, 500.0), "tổng")]
    ((cell, text),) = told(rows, [kept("thu", "2024-H1", 455.5)])
    assert cell == "E7"
    assert "số cùng kỳ 450 khác số của tháng 6 năm 2024 ở trang LichSu (455,5)" in text
    assert told(rows, [kept("thu", "2024-M06", 450.0), kept("thu", "2024-M05", 99.0)]) == []


def test_many_rows_left_unchanged_are_one_mishap() -> None:
    rows = [row(float(n), f"ma_{n}", "Tấn", (None, None, 100.5 + n), "tổng") for n in range(1, 6)]
    ((cell, text),) = told(rows, [kept(f"ma_{n}", MAY, 100.5 + n) for n in range(1, 6)])
    assert cell == "F7"
    assert text == "5 dòng có số giống hệt kỳ trước (TT 1, 2, 3, 4, 5), có thể là số kỳ trước chưa sửa."


def test_the_figures_of_another_year_are_no_period_before() -> None:
    rows = [row(1, "thu", "Triệu đồng", (None, None, 100.0), "tổng")]
    assert told(rows, [kept("thu", "2024-M12", 900.0), kept("khac", MAY, 900.0), kept("thu", "sai", 900.0)]) == []


def test_the_function_takes_the_history_last() -> None:
    table = [row(1, "thu", "Triệu đồng", (900.0, None, 480.0), "tổng")]
    found = [ct_kiem_tra(k, table, INFO, 6, (), 0, (), [kept("thu", MAY, 500.0)]) for k in range(1, 5)]
    place = next(k for k, text in enumerate(found, 1) if "lũy kế 480 nhỏ hơn" in text)
    assert ct_kiem_tra_o(place, table, INFO, 6, (), 0, (), [kept("thu", MAY, 500.0)]) == "F6"


NOTE = "Mang lũy kế sang từ tháng 4, chưa gồm tháng 5: có số thì ghi vào cột E và sửa cột F"


def test_a_sum_that_lacks_months_is_named_until_they_are_told() -> None:
    rows = [row(1.0, "thu", "Triệu đồng", (None, None, 620.0), "tổng", 20.0)]
    carried: list[Value] = [*kept("thu", MAY, 600.0)[:6], NOTE]
    (finding,) = told(rows, [kept("thu", "2025-M04", 600.0, 150.0), carried])
    assert finding[0] == "T7"
    assert "lũy kế chưa đủ: mang lũy kế sang từ tháng 4, chưa gồm tháng 5; có số thì sửa" in finding[1]
    assert told(rows, [kept("thu", "2025-M04", 600.0, 150.0), [*carried[:4], 15.0, 615.0, NOTE]]) == []
    assert told(rows, [carried, kept("thu", MAY, 610.0, 10.0)]) == []
    two = [*rows, row(2.0, "chi", "Triệu đồng", (None, None, 620.0), "tổng", 20.0)]
    (finding,) = told(two, [carried, ["chi", *carried[1:]]])
    assert finding[1].startswith("Lũy kế của 2 dòng (TT 1, 2) chưa đủ: mang")


def test_what_is_carried_is_no_same_period() -> None:
    rows = [row(1.0, "thu", "Triệu đồng", (None, 900.0, None), "tổng")]
    carried: list[Value] = [*kept("thu", "2024-M06", 600.0)[:6], NOTE]
    assert told(rows, [carried]) == []
    assert len(told(rows, [kept("thu", "2024-M06", 600.0)])) == 1


def test_the_words_are_those_that_rolling_writes() -> None:
    assert CARRIED == history.CARRIED
