"""What an officer who reads the sentences aloud would object to."""

from __future__ import annotations

import but_son
import pytest

from udfs import ct_cau
from udfs.table import UPPER_PLAN, WIDTH
from xlcore.values import Value


def said(pattern: str, code: str = "luong_thuc", **figures: object) -> str:
    return ct_cau(pattern, but_son.changed(code, **figures), but_son.INFO)


@pytest.mark.parametrize(("number", "words"), [(8.0, "08"), (0.0, "0"), (12.0, "12"), (2.5, "2,5"), (1200.0, "1.200")])
def test_a_few_heads_are_written_with_two_digits(number: float, words: str) -> None:
    assert said("{doanh_nghiep.th}", "doanh_nghiep", actual=number) == words
    assert said("{doanh_nghiep.ket_qua}", "doanh_nghiep", actual=number) == f"{words} doanh nghiệp"


def test_measures_are_not_written_as_heads_nor_a_number_whose_form_is_given() -> None:
    assert said("{thuy_san.ket_qua}; {suy_dd.ket_qua}; {tich_tu.ke_hoach}") == "65 tấn; 5%; 2 ha"
    assert said("{thuy_san.ket_qua}", "thuy_san", actual=6.0) == "6 tấn"
    assert said("{doanh_nghiep.th:0}") == "8"


def test_two_brackets_do_not_stand_side_by_side() -> None:
    fallen = said("Giảm: {ds.giam_ck}.", "bhyt", actual=90.0)
    assert "(tỷ lệ bao phủ), giảm 1,59 điểm %" in fallen and ") (" not in fallen


def with_upper_plan(upper: float) -> list[list[Value]]:
    rows = [list(row) + [None] * (WIDTH - len(row)) for row in but_son.rows()]
    for row in rows:
        if row[12] == "luong_thuc":
            row[UPPER_PLAN] = upper
    return rows


def test_the_same_plan_given_twice_is_told_once() -> None:
    pattern = "Đạt {luong_thuc.ket_qua}, {luong_thuc.so_kh}[ ({luong_thuc.so_kh_tren})]."
    assert ct_cau(pattern, with_upper_plan(4150.0), but_son.INFO) == "Đạt 2.300 tấn, bằng 55,42% kế hoạch năm."
    assert ct_cau(pattern, with_upper_plan(4000.0), but_son.INFO) == (
        "Đạt 2.300 tấn, bằng 55,42% kế hoạch năm (bằng 57,5% kế hoạch cấp trên giao)."
    )


def test_a_whole_year_has_no_since_its_beginning() -> None:
    def told(period: str) -> str:
        info = [[key, label, period if key == "ky" else value] for key, label, value, *_ in but_son.INFO]
        return ct_cau("{ky_luy_ke}, thu đạt khá; đến hết {ky_trong_cau} có 02 chợ.", but_son.rows(), info)

    assert told("2023-M06") == "Từ đầu năm, thu đạt khá; đến hết tháng 6 có 02 chợ."
    assert told("2023-9M") == "Từ đầu năm, thu đạt khá; đến hết 9 tháng đầu năm có 02 chợ."
    assert told("2023") == "Trong năm, thu đạt khá; đến hết năm 2023 có 02 chợ."
