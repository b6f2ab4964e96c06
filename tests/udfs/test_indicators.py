"""Statuses and verdicts: the official classification, its edges, and the plans of every kind."""

from __future__ import annotations

import but_son
import pytest

from udfs import ct_danh_gia, ct_dem, ct_trang_thai
from udfs.indicators import row_kind
from udfs.table import table_of
from xlcore.values import DIV0

H1 = "2023-H1"


@pytest.mark.parametrize(
    ("plan", "actual", "mark", "status"),
    [
        (4150.0, 2300.0, None, "Đạt và vượt trên 50%"),
        (19.0, 8.0, None, "Đạt dưới 50%"),
        (19.0, 9.5, None, "Đạt và vượt trên 50%"),
        (0.3, 0.15, None, "Đạt và vượt trên 50%"),
        (500.0, 0.0, None, "Chưa thực hiện"),
        (500, 0, None, "Chưa thực hiện"),
        (110.2, None, "x", "Đánh giá cuối năm"),
        (110.2, "", "x", "Đánh giá cuối năm"),
        (110.2, None, None, "Chưa nhập số liệu"),
        ("Duy trì", "Duy trì", None, "Đạt và vượt trên 50%"),
        ("Duy trì", " duy trì\u00a0", None, "Đạt và vượt trên 50%"),
        (100.0, "-", None, "Cần kiểm tra"),
        (100.0, "12,5 tấn", None, "Cần kiểm tra"),
        (100.0, "60", None, "Cần kiểm tra"),
        (100.0, DIV0, None, "Cần kiểm tra"),
        (None, 5.0, None, "Cần kiểm tra"),
        (0.0, 5.0, None, "Cần kiểm tra"),
        ("Duy trì", 5.0, None, "Cần kiểm tra"),
        ("14,5-15,5", 7.25, None, "Đạt và vượt trên 50%"),
        ("14,5-15,5", 7.0, None, "Đạt dưới 50%"),
        (">1.650", 900.0, None, "Đạt và vượt trên 50%"),
        ("31/38 (81,6%)", "29/38 (76,3%)", None, "Đạt và vượt trên 50%"),
    ],
)
def test_status_within_the_year(plan: object, actual: object, mark: object, status: str) -> None:
    assert ct_trang_thai(3.0, plan, actual, mark, H1, 50.0) == status


@pytest.mark.parametrize(
    ("plan", "actual", "direction", "status"),
    [
        (100.0, 120.0, None, "Hoàn thành vượt"),
        (100.0, 100.0, None, "Hoàn thành"),
        (100.0, 99.9, None, "Chưa hoàn thành"),
        (100.0, 0.0, None, "Chưa thực hiện"),
        (100.0, None, None, "Chưa nhập số liệu"),
        ("Duy trì", "Duy trì", None, "Hoàn thành"),
        ("50-52", 51.5, None, "Hoàn thành"),
        ("50-52", 53.0, None, "Hoàn thành vượt"),
        ("50-52", 49.0, None, "Chưa hoàn thành"),
        (">70", 71.0, None, "Hoàn thành"),
        (5.5, 5.0, "thấp", "Hoàn thành vượt"),
        (5.5, 5.0, None, "Chưa hoàn thành"),
        ("01 xã, 01 phường", "1 xã", None, "Chưa hoàn thành"),
    ],
)
def test_status_at_the_end_of_the_year(plan: object, actual: object, direction: object, status: str) -> None:
    for period in ("2023", 2023.0, "2023-Q4"):
        assert ct_trang_thai(3.0, plan, actual, "x", period, None, direction) == status


def test_threshold_follows_the_period_unless_it_is_set() -> None:
    assert ct_trang_thai(1.0, 100.0, 30.0, None, "2023-Q1", None) == "Đạt và vượt trên 25%"
    assert ct_trang_thai(1.0, 100.0, 70.0, None, "2023-9M", None) == "Đạt dưới 75%"
    assert ct_trang_thai(1.0, 100.0, 30.0, None, "2023-Q1", 40.0) == "Đạt dưới 40%"
    assert ct_trang_thai(1.0, 100.0, 5.0, None, "2023-M01", None) == "Đạt dưới 8,33%"


def test_without_a_legible_period_nothing_is_judged() -> None:
    assert ct_trang_thai(1.0, 100.0, 30.0, None, None, None) == "Cần kiểm tra"


@pytest.mark.parametrize(
    ("tt", "name", "kind"),
    [
        (1.0, "a", "indicator"),
        (12, "a", "indicator"),
        ("12", "a", "indicator"),
        ("I", "a", "group"),
        ("IV", "a", "group"),
        ("XII.", "a", "group"),
        ("A", "a", "group"),
        ("-", "a", "sub"),
        (None, "- a", "sub"),
        ("2a", "a", "sub"),
        ("a)", "a", "sub"),
        ("2.1", "a", "sub"),
        (None, None, "empty"),
        ("???", "a", "unknown"),
        (DIV0, "a", "unknown"),
    ],
)
def test_row_kind_comes_from_tt_alone(tt: object, name: object, kind: str) -> None:
    assert row_kind(tt, name) == kind  # type: ignore[arg-type]
    assert (ct_trang_thai(tt, 1.0, 1.0, None, H1, 50.0) != "") == (kind == "indicator")


def test_sub_rows_know_their_parent_and_group() -> None:
    table = table_of(but_son.rows())
    sub = table.by_code["rac_cnc"]
    assert sub.kind == "sub" and sub.group == "III"
    assert sub.parent == table.by_code["rac"].position
    assert [r.code for r in table.children[table.by_code["co_cau"].position]] == [
        "co_cau_nong",
        "co_cau_cn",
        "co_cau_dv",
    ]


@pytest.mark.parametrize(
    ("plan", "actual", "direction", "verdict"),
    [
        (5.5, 5.0, "thấp", "Đạt"),
        (14.53, 14.71, "thấp", "Không đạt"),
        (78.3, 78.1, "cao", "Không đạt"),
        (94.0, 94.0, None, "Đạt"),
        ("14,5-15,5", 8.8, "cao", "Không đạt"),
        ("14,5-15,5", 14.5, "cao", "Đạt"),
        ("3-3,5", 3.6, "thấp", "Không đạt"),
        ("3 - 5 lần", 3.0, None, "Đạt"),
        (">70", 70.0, None, "Không đạt"),
        ("≥70", 70.0, None, "Đạt"),
        ("trên 95%", "trên 95%", None, "Đạt"),
        ("dưới 5", 4.0, "cao", "Đạt"),
        ("từ 80 trở lên", 80.0, None, "Đạt"),
        (">1.650", "1.700", None, "Đạt"),
        (">1.650", 1600.0, None, "Không đạt"),
        (">1.650", 1.7, None, "Đạt"),
        ("800-1.000", ">1.000", None, "Đạt"),
        ("31/38 (81,6%)", "29/38 (76,3%)", None, "Không đạt"),
        ("31/38 (81,6%)", "31/38", None, "Đạt"),
        (10.0, "8/10", None, "Không đạt"),
        ("01 xã, 01 phường", "1 xã", None, "Không đạt"),
        ("01 xã, 01 phường", "01 phường; 02 xã", None, "Đạt"),
        ("Duy trì", "Duy trì", None, "Đạt"),
        ("Duy trì", 5.0, None, "Cần kiểm tra"),
        ("mức độ 3,4", 3.0, None, "Cần kiểm tra"),
        (100.0, "ổn định", None, "Cần kiểm tra"),
        (12.0, "12,5 tấn", None, "Cần kiểm tra"),
        (100.0, None, None, ""),
        (None, 100.0, None, ""),
        (1.0, "-", None, ""),
        (100.0, DIV0, None, "Cần kiểm tra"),
    ],
)
def test_verdict_by_direction(plan: object, actual: object, direction: object, verdict: str) -> None:
    assert ct_danh_gia(plan, actual, direction) == verdict


# Plans and results of a town at the end of 2023, as printed; the last column is what its report says.
HUONG_TRA = [
    ("14,5-15,5", "8,8", "Không đạt"),
    ("50-52", "51,5", "Đạt"),
    (">1.650", "1.700", "Đạt"),
    ("215-220", "151", "Không đạt"),
    ("31/38 (81,6%)", "29/38 (76,3%)", "Không đạt"),
    (">70", ">70", "Đạt"),
    ("0,2", "0,71", "Đạt"),
    ("01 xã, 01 phường", "1 xã", "Đạt"),
    (">93", ">93", "Đạt"),
    ("99,90%", "99,9", "Đạt"),
    ("56-58", "56,2", "Đạt"),
]


def test_huong_tra_is_seven_of_eleven_by_the_rule() -> None:
    verdicts = [ct_danh_gia(plan, actual, "cao") for plan, actual, _ in HUONG_TRA]
    assert verdicts.count("Đạt") == 7 and verdicts.count("Không đạt") == 4
    printed = [row[2] for row in HUONG_TRA]
    assert printed.count("Đạt") == 8
    assert [i + 1 for i in range(11) if verdicts[i] != printed[i]] == [8]


def test_changing_row_16_moves_the_count() -> None:
    table = but_son.changed("xuat_khau_ld", actual=10.0)
    assert ct_dem(table, "dat", H1, 50.0) == 15.0
    assert ct_dem(table, "chua_dat", H1, 50.0) == 0.0


def test_blanking_row_3_counts_it_with_the_year_end_rows() -> None:
    table = but_son.changed("luong_thuc", actual=None)
    assert ct_dem(table, "cuoi_nam", H1, 50.0) == 13.0
    assert ct_dem(table, "dat", H1, 50.0) == 13.0
    assert ct_dem(table, "chua_nhap", H1, 50.0) == 1.0


def test_an_inserted_row_with_blank_hidden_cells_counts() -> None:
    table = but_son.rows()
    table.insert(7, [30.0, "Số mô hình mới", "Mô hình", 4.0, None, 3.0, "", 75.0, 1.0, *[None] * 7])
    assert ct_dem(table, "tong", H1, 50.0) == 30.0
    assert ct_dem(table, "dat", H1, 50.0) == 15.0
    assert ct_dem(table, "tong", H1, 50.0, "I") == 13.0


def test_counts_sum_to_the_total_whatever_stands_in_the_actuals() -> None:
    fillings = [None, 0.0, "-", "Duy trì", "12,5 tấn", 1e9, DIV0, True, "31/38", ">70", -5.0]
    for period in (H1, "2023", None):
        table = but_son.rows()
        for index, row in enumerate(table):
            row[5] = fillings[index % len(fillings)]
        kinds = ("cuoi_nam", "dat", "chua_dat", "chua_thuc_hien", "can_kiem_tra")
        assert sum(ct_dem(table, kind, period, 50.0) for kind in kinds) == 29.0


@pytest.mark.parametrize(
    ("plan", "actual", "status", "judged"),
    [
        ("Ổn định", "ổn  định", "Đạt và vượt trên 50%", "Đạt"),
        (None, "Bảo đảm", "Đạt và vượt trên 50%", ""),
        ("Bảo đảm", "Chưa đạt", "Đạt dưới 50%", "Không đạt"),
        (None, "Chưa triển khai", "Chưa thực hiện", ""),
        ("Ổn định", "khá", "Cần kiểm tra", "Cần kiểm tra"),
        (100, "Ổn định", "Cần kiểm tra", "Cần kiểm tra"),  # a word is no figure
    ],
)
def test_results_in_words(plan: object, actual: str, status: str, judged: str) -> None:
    assert ct_trang_thai(1, plan, actual, None, "2023-H1", 50, None) == status
    assert ct_danh_gia(plan, actual, None) == judged
