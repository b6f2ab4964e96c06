"""KiemTra: no false alarm on the official table, and every kind of finding with its cell."""

from __future__ import annotations

import time
from typing import Any

import but_son
import pytest

from udfs import ct_cau, ct_kiem_tra, ct_kiem_tra_o
from udfs.checks import findings
from udfs.magnitude import suspicion
from udfs.numbers import decimal_of
from udfs.table import info_of, table_of
from xlcore.values import DIV0, NAME


def found(table: list[list[Any]], info: list[list[Any]] | None = None) -> list[tuple[str, str]]:
    every = findings(table_of(table), info_of(info or but_son.INFO))
    return [(finding.cell(but_son.FIRST_ROW), finding.text) for finding in every]


def cell(column: str, code: str) -> str:
    return f"{column}{but_son.position(but_son.rows(), code) + but_son.FIRST_ROW}"


def test_the_official_table_gives_no_finding() -> None:
    assert found(but_son.rows()) == []
    assert ct_kiem_tra(1, but_son.rows(), but_son.INFO, 6) == ""
    assert ct_kiem_tra_o(1, but_son.rows(), but_son.INFO, 6) == ""


@pytest.mark.parametrize(("period", "threshold"), [("2023-M06", 50.0), ("2023-Q2", 45.0), ("2023-9M", None)])
def test_nor_in_other_periods_of_the_year(period: str, threshold: float | None) -> None:
    assert found(but_son.rows(), but_son.info(ky=period, nguong=threshold)) == []


@pytest.mark.parametrize(
    ("actual", "fits"),
    [
        (2_300_000.0, "2.300 không"),
        (2.3, "2.300 không"),
        (230_000.0, "2.300 không"),
        (23.0, "2.300 không"),
        (23_000.0, "2.300 không"),
        (230.0, "2.300 không"),
        (2300, None),
        (1200.0, None),
        (500.0, None),
        (6000.0, None),
    ],
)
def test_magnitude_of_an_actual(actual: float, fits: str | None) -> None:
    got = found(but_son.changed("luong_thuc", actual=actual))
    if fits is None:
        assert got == []
    else:
        assert [place for place, _ in got] == ["F12"] and fits in got[0][1] and "Chỉ tiêu 3" in got[0][1]


def test_magnitude_blames_the_figure_that_stands_alone() -> None:
    assert [place for place, _ in found(but_son.changed("luong_thuc", plan=4.15))] == ["D12"]
    assert [place for place, _ in found(but_son.changed("luong_thuc", same=2.24))] == ["E12"]
    assert [place for place, _ in found(but_son.changed("luong_thuc", plan=4_150_000.0))] == ["D12"]
    assert [place for place, _ in found(but_son.changed("luong_thuc", actual=None, mark="x", plan=4.15))] == ["D12"]
    assert "4.150 không" in found(but_son.changed("luong_thuc", plan=4.15))[0][1]


def test_magnitude_of_rates() -> None:
    assert [place for place, _ in found(but_son.changed("bhyt", actual=933.0))] == [cell("F", "bhyt")]
    assert [place for place, _ in found(but_son.changed("suy_dd", actual=50.0))] == [cell("F", "suy_dd")]
    assert found(but_son.changed("suy_dd", actual=3.1)) == []


@pytest.mark.parametrize(
    ("plan", "same", "actual"),
    [
        (1000.0, None, 10.0),
        (5000.0, None, 12.0),
        (500.0, 300.0, 20.0),
        (20.0, 10.0, 1.0),
        (2.0, 1.0, 10.0),
        (100.0, 2.0, 60.0),
        (10.0, 0.5, 8.0),
        (432.0, None, 600.0),
        (0.2, 0.1, 0.71),
        (4150.0, 2240.0, 600.0),
        (1000.0, 5.0, 5.0),
        (100.0, 0.0, 50.0),
        (100.0, -3.0, 50.0),
        (56.0, None, 3.0),
    ],
)
def test_honest_small_and_large_numbers_are_left_alone(plan: float, same: float | None, actual: float) -> None:
    before = None if same is None else decimal_of(same)
    assert suspicion(decimal_of(plan), before, decimal_of(actual), False) is None


def test_every_actual_of_the_table_a_thousand_times_off_is_found() -> None:
    for row in but_son.rows():
        plan, same, actual, code = row[3], row[4], row[5], row[12]
        if not isinstance(same, float) or not isinstance(actual, float):
            continue
        for factor in (1000.0, 0.001):
            cells = [place for place, _ in found(but_son.changed(code, actual=float(decimal_of(actual * factor))))]
            assert cells == [f"F{but_son.position(but_son.rows(), code) + 6}"], (code, plan, factor)


@pytest.mark.parametrize(
    ("cells", "place"),
    [
        ({"actual": 1e12}, "F12"),
        ({"actual": 1e12, "same": "-"}, "F12"),
        ({"actual": 1e12, "plan": None}, "F12"),
        ({"actual": 1e-6}, "F12"),
        ({"actual": 1e-6, "same": None}, "F12"),
        ({"plan": 1e12}, "D12"),
        ({"plan": 1e-6}, "D12"),
        ({"same": 1e12}, "E12"),
        ({"same": 1e-6}, "E12"),
        ({"actual": 2.0, "same": None}, "F12"),
        ({"actual": -2300.0}, "F12"),
    ],
)
def test_figures_that_are_off_beyond_a_million_or_below_zero(cells: dict[str, Any], place: str) -> None:
    got = [where for where, text in found(but_son.changed("luong_thuc", **cells)) if "chưa có kế hoạch" not in text]
    assert got == [place]


def test_a_count_of_households_that_left_poverty_is_not_negative() -> None:
    assert "số âm" in found(but_son.changed("ho_ngheo", actual=-5.0))[0][1]
    assert found(but_son.changed("tang_thu", actual=-5.0)) == []


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("12,5 tấn", "«12,5 tấn»"),
        ("2.000", "2.000 hoặc 2"),
        ("2300", "lưu dạng chữ"),
        ("khoảng hai nghìn", "cần một con số"),
        (">70", "cần một con số"),
        (True, "TRUE/FALSE"),
        (DIV0, "#DIV/0!"),
        ("Duy trì", "ghi «Duy trì»"),
        ("-", "ghi «-»"),
        (None, "chưa nhập số đã thực hiện"),
    ],
)
def test_what_is_no_number_is_named_with_its_cell(value: Any, words: str) -> None:
    got = found(but_son.changed("luong_thuc", actual=value, c5="", c6="", c7=""))
    assert [place for place, _ in got] == ["F12"]
    assert words in got[0][1]


def test_an_ambiguous_text_is_read_beside_its_row() -> None:
    got = found(but_son.changed("tich_tu", actual="2.000"))
    assert "thì hợp với 2;" in got[0][1]


@pytest.mark.parametrize("text", ["29/38 (76,3%)", ">70", ">1.000", ">93", "14,5-15,5", "01 xã, 01 phường"])
@pytest.mark.parametrize("plan", [None, 4150.0, "31/38 (81,6%)"])
def test_a_same_period_may_be_whatever_a_result_may_be(text: str, plan: Any) -> None:
    got = found(but_son.changed("luong_thuc", plan=plan, same=text, actual=None, c5="", c6="", c7=""))
    assert [words for place, words in got if place == "E12"] == []


def test_a_count_with_its_unit_is_a_slip_beside_a_number_alone() -> None:
    def of(plan: Any, same: str) -> list[str]:
        rows = but_son.changed("luong_thuc", plan=plan, same=same, actual=None, c5="", c6="", c7="")
        return [words for place, words in found(rows) if place == "E12"]

    assert of(None, "1 xã") == []
    assert "đơn vị để ở cột ĐVT" in of(2.0, "1 xã")[0]
    assert "cần một con số" in of(None, "chưa rõ")[0]


def test_figures_of_plan_and_same_period() -> None:
    assert found(but_son.changed("luong_thuc", same="2.240"))[0][0] == "E12"
    assert found(but_son.changed("luong_thuc", plan="nhiều"))[0][0] == "D12"
    assert "chưa có kế hoạch" in found(but_son.changed("von", plan=None))[0][1]
    assert "kế hoạch bằng 0" in found(but_son.changed("luong_thuc", plan=0.0))[0][1]
    assert "«Duy trì» nhưng" in found(but_son.changed("attp", actual=5.0))[0][1]
    assert found(but_son.changed("von", plan="400-450")) == []


def test_excel_turning_a_fraction_into_a_date() -> None:
    got = found(but_son.changed("doanh_nghiep", actual=45207.0))
    assert got[0][0] == "F18" and "8/10" in got[0][1] and len(got) == 1


def test_a_printed_percent_that_does_not_follow_from_its_fraction() -> None:
    got = found(but_son.changed("truong_chuan", plan="31/38 (81,6%)", actual="29/38 (67,3%)", c5="", c6="", c7=""))
    assert got == [(got[0][0], got[0][1])] and "67,3%, tính ra là 76,32%" in got[0][1]


# ---------------------------------------------------------------- columns 5, 6, 7, status, verdict


@pytest.mark.parametrize(
    ("cells", "at", "words"),
    [
        ({"c5": None, "c6": 2300 / 4150 * 100, "c7": 1850.0}, "G12", "đang trống, tính ra là 102,68"),
        ({"c5": 2300 / 2240 * 100, "c6": 65.0, "c7": 1850.0}, "H12", "ghi 65, tính ra là 55,42"),
        ({"c5": 2300 / 2240 * 100, "c6": 55.42, "c7": 35.0}, "I12", "ghi 35, tính ra là 1.850"),
        ({"c5": 102.68, "c6": 55.42, "c7": "1850 tấn"}, "I12", "tính ra là 1.850"),
        ({"c5": 102.68, "c6": NAME, "c7": 1850.0}, "H12", "#NAME?"),
    ],
)
def test_columns_that_are_missing_or_wrong(cells: dict[str, Any], at: str, words: str) -> None:
    got = found(but_son.changed("luong_thuc", **cells))
    assert [place for place, _ in got] == [at] and words in got[0][1]


def test_rounded_figures_typed_into_the_columns_are_right() -> None:
    assert found(but_son.changed("luong_thuc", c5=102.68, c6=55.42, c7=1850.0)) == []


def test_a_negative_remainder_is_named() -> None:
    assert found(but_son.changed("rac", c5=100.0, c6=10000 / 99, c7=-1.0))[0][0] == cell("I", "rac")


def test_rows_inserted_by_a_tool_that_moves_no_formulas() -> None:
    """openpyxl shifts the cells but not their references: columns 5-7 then show another row's results."""
    table = but_son.rows()
    shown = [row[6:9] for row in table]
    table.insert(7, [30.0, "Số mô hình mới", "Mô hình", 4.0, None, 3.0, *[None] * 10])
    for row, values in zip(table[8:], shown[8:], strict=False):
        row[6:9] = values
    got = found(table)
    text = next(text for place, text in got if place == "H13")  # the new row has no formulas
    assert "không khớp số liệu ở 18 dòng (TT 30, 4, 6, 7," in text and "chép lại công thức" in text
    assert [place for place, _ in got if place[0] in "GHIKL"] == ["H13"]
    assert all(place[0] in "AH" for place, _ in got)


def test_status_and_verdict_set_by_hand() -> None:
    got = found(but_son.changed("xuat_khau_ld", status="Đạt và vượt trên 50%"))
    assert got[0][0] == cell("K", "xuat_khau_ld") and "theo quy tắc là «Đạt dưới 50%»" in got[0][1]
    got = found(but_son.changed("ld_nong", verdict="Đạt"))
    assert got[0][0] == cell("L", "ld_nong") and "«Không đạt»" in got[0][1]
    assert found(but_son.changed("xuat_khau_ld", status="Đạt dưới 50%", verdict="Không đạt")) == []
    assert found(but_son.changed("xuat_khau_ld", status="Bấm Tính lại")) == []


# ---------------------------------------------------------------- structure


def test_numbering_names_codes_and_parents() -> None:
    twin = "bị trùng với chỉ tiêu «Tổng sản lượng lương thực có hạt»"
    assert twin in found(but_son.changed("thuy_san", tt=3.0))[0][1]
    assert found(but_son.changed("thuy_san", tt=None, name=""))[0][0] == "A13"
    assert "thiếu TT 4" in found(but_son.changed("thuy_san", tt=None))[0][1]
    assert found(but_son.changed("thuy_san", name=None))[0][0] == "B13"
    assert "không hiểu TT" in found(but_son.changed("thuy_san", tt="?"))[0][1]
    assert found(but_son.changed("thuy_san", code="luong_thuc"))[0][0] == "B13"
    assert found(but_son.changed("thuy_san", direction="lên"))[0][0] == "N13"
    table = but_son.rows()
    table.insert(1, [None, "- dòng lạc", "%", 1.0, *[None] * 12])
    assert found(table)[0][0] == "A7" and "không có chỉ tiêu nào ở phía trên" in found(table)[0][1]


def copied(below: bool) -> list[list[Any]]:
    """The table after the row of cereals was copied, hidden code and all, and the copy made a row of its own."""
    table = but_son.rows()
    at = but_son.position(table, "luong_thuc")
    copy = list(table[at])
    copy[0:2], copy[3:6] = [30.0, "Sản lượng thịt hơi xuất chuồng"], [1000.0, 400.0, 700.0]
    table.insert(at + below, copy)
    return table


@pytest.mark.parametrize("below", [True, False])
def test_a_copied_row_does_not_take_over_the_sentences_of_the_row_it_came_from(below: bool) -> None:
    table = copied(below)
    pattern = "{luong_thuc.ten} là {luong_thuc.th} {luong_thuc.dvt}"
    assert ct_cau(pattern, table, but_son.INFO) == "Tổng sản lượng lương thực có hạt là 2.300 tấn"
    place, words = found(table)[0]
    assert place == ("B13" if below else "B12")
    assert "«Tổng sản lượng lương thực có hạt»" in words and "cột M" in words and "bỏ ẩn" in words
    table[int(place[1:]) - but_son.FIRST_ROW][12] = None
    assert not any("cột M" in words for _, words in found(table))


def test_a_copied_row_that_was_not_renamed_is_the_copy() -> None:
    table = but_son.changed("thuy_san", name="Tổng sản lượng lương thực có hạt", code="luong_thuc")
    assert table_of(table).by_code["luong_thuc"].tt == "3" and found(table)[0][0] == "B13"


def test_numbering_anew_in_each_group_is_no_mistake() -> None:
    table = but_son.rows()
    number = 0
    for row in table:
        if isinstance(row[0], str) and row[0] != "-":
            number = 0
        elif isinstance(row[0], float):
            number += 1
            row[0] = float(number)
    assert found(table) == []


def test_parts_and_totals() -> None:
    assert "cộng lại là 101%" in found(but_son.changed("co_cau_nong", plan=10.0))[0][1]
    table = [
        [1.0, "Tổng đàn", "Con", 100.0, None, 60.0, "", 60.0, 40.0, *[None] * 7],
        [None, "- Trâu", "Con", 60.0, None, 40.0, "", 200 / 3, 20.0, *[None] * 7],
        [None, "- Bò", "Con", 40.0, None, 30.0, "", 75.0, 10.0, *[None] * 7],
    ]
    got = found(table)
    assert [place for place, _ in got] == ["F6"] and "lớn hơn số chung 60" in got[0][1]


def test_without_a_period_the_first_finding_says_so() -> None:
    got = found(but_son.rows(), but_son.info(ky="6 tháng"))
    ways = "2023-M06, 2023-Q2, 2023-H1, 2023-9M hoặc 2023"
    assert got[0] == ("ThongTin!C5", f"Kỳ báo cáo «6 tháng» không đúng; ghi như {ways}.")


def test_at_the_end_of_the_year_every_blank_is_named() -> None:
    got = found(but_son.rows(), but_son.info(ky="2023"))
    assert sum("chưa nhập số đã thực hiện trong năm" in text for _, text in got) == 12


def test_the_gravest_come_first() -> None:
    table = but_son.changed("luong_thuc", actual=None, c5="", c6="", c7="")
    table[but_son.position(table, "viec_lam")][5] = "98 người"
    table[but_son.position(table, "thuy_san")][0] = 3.0
    cells = [place for place, _ in found(table)]
    assert cells[0] == cell("F", "viec_lam") and cells.index("F12") < cells.index("A13")


def test_calls_with_the_same_content_are_parsed_once() -> None:
    """A recalculation asks some hundred times, each with rows built anew from the cells."""
    rows = but_son.rows() + [[None] * 16 for _ in range(464)]
    assert table_of([list(row) for row in rows]) is table_of([list(row) for row in rows])
    ct_kiem_tra(1, rows, but_son.INFO, 6)
    start = time.perf_counter()
    for k in range(1, 41):
        ct_kiem_tra(k, rows, but_son.INFO, 6)
    assert time.perf_counter() - start < 0.5


def test_true_and_one_are_different_tables() -> None:
    one, true = but_son.changed("luong_thuc", actual=1.0), but_son.changed("luong_thuc", actual=1.0)
    true[but_son.position(true, "luong_thuc")][5] = True
    assert found(one) != found(true)


def test_a_table_changed_in_place_is_read_anew() -> None:
    table = but_son.rows()
    assert found(table) == []
    table[but_son.position(table, "luong_thuc")][5] = None
    assert found(table)[0][0] == "F12"
