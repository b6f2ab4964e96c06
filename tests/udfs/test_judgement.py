"""What sentences say of rows: by direction, beside plan and same period, and with what is missing left out."""

from __future__ import annotations

from typing import Any

import but_son
import pytest

from udfs import ct_canh_bao_cau, ct_cau, ct_dem, ct_kiem_tra, ct_kiem_tra_o, ct_trang_thai
from udfs.checks import findings
from udfs.finding import IMPOSSIBLE, UNUSABLE
from udfs.table import HAND, WIDTH, info_of, table_of
from xlcore.values import NA

INFO = but_son.INFO


def said(pattern: str, of: str = "luong_thuc", **cells: Any) -> str:
    return ct_cau(pattern, but_son.changed(of, **cells), INFO)


def count(kind: str, of: str, period: str = "2023-H1", group: str = "", **cells: Any) -> Any:
    return ct_dem(but_son.changed(of, **cells), kind, period, 50.0, group)


# ---------------------------------------------------------------- optional pieces and whole phrases


@pytest.mark.parametrize(
    ("cells", "sentence"),
    [
        ({}, "Là 2.300 tấn, bằng 55,42% kế hoạch năm, tăng 2,68% so với cùng kỳ năm trước."),
        ({"same": None}, "Là 2.300 tấn, bằng 55,42% kế hoạch năm."),
        ({"same": 0.0}, "Là 2.300 tấn, bằng 55,42% kế hoạch năm."),
        ({"plan": None}, "Là 2.300 tấn, tăng 2,68% so với cùng kỳ năm trước."),
        ({"plan": ">4.000"}, "Là 2.300 tấn, bằng 57,5% kế hoạch năm, tăng 2,68% so với cùng kỳ năm trước."),
        ({"plan": "4.000-4.200"}, "Là 2.300 tấn, tăng 2,68% so với cùng kỳ năm trước."),
        ({"actual": 2240.0, "plan": 2240.0001}, "Là 2.240 tấn, xấp xỉ 100% kế hoạch năm, bằng cùng kỳ năm trước."),
        ({"actual": 2239.9999}, "Là 2.240 tấn, bằng 53,98% kế hoạch năm, xấp xỉ cùng kỳ năm trước."),
        ({"actual": 0.001, "same": None}, "Là 0,001 tấn, chưa bằng 0,01% kế hoạch năm."),
        ({"unit": None, "same": None, "plan": None}, "Là 2.300."),
    ],
)
def test_phrases_that_have_no_figure_are_left_out(cells: dict[str, Any], sentence: str) -> None:
    pattern = "Là {luong_thuc.ket_qua}[, {luong_thuc.so_kh}][, {luong_thuc.so_ck}]."
    assert said(pattern, **cells) == sentence


def test_brackets_keep_what_means_nothing_and_ordinary_text() -> None:
    assert said("Đạt[ {luong_thuc.sai}] [xem phụ lục].") == "Đạt {luong_thuc.sai} [xem phụ lục]."
    assert "không có trường" in ct_canh_bao_cau("Đạt[ {luong_thuc.sai}].", None, but_son.rows(), INFO)


@pytest.mark.parametrize(
    ("of", "cells", "words"),
    [
        ("dao_tao", {}, "kế hoạch cả năm là 78,3%"),
        ("dao_tao", {"actual": 60.0}, "thấp hơn mức kế hoạch (78,3%)"),
        ("dao_tao", {"actual": 80.0}, "vượt mức kế hoạch (78,3%)"),
        ("ld_nong", {}, "kế hoạch cả năm là 14,53%"),
        ("ld_nong", {"actual": 20.0}, "cao hơn mức kế hoạch (14,53%)"),
        ("suy_dd", {"actual": 5.5}, "bằng mức kế hoạch (5,5%)"),
        ("suy_dd", {}, "trong giới hạn kế hoạch (5,5%)"),
    ],
)
def test_a_level_beside_its_plan(of: str, cells: dict[str, Any], words: str) -> None:
    assert said(f"Là {{{of}.so_muc}}", of, **cells) == f"Là {words}"


@pytest.mark.parametrize(
    ("actual", "words"),
    [(2300.0, "tăng 2,68% so với năm trước"), (2240.0, "bằng năm trước"), (2239.9999, "xấp xỉ năm trước")],
)
def test_a_whole_year_stands_beside_the_year_before(actual: float, words: str) -> None:
    table = but_son.changed("luong_thuc", actual=actual)
    assert ct_cau("Là {luong_thuc.so_ck}", table, but_son.info(ky="2023")) == f"Là {words}"
    assert "cùng kỳ" in ct_cau("Là {luong_thuc.so_ck}", table, but_son.info(ky="2023-M12"))


def test_people_and_bodies_left_to_do_are_counted_with_two_digits() -> None:
    assert "(còn phải thực hiện 02 doanh nghiệp)" in said("{ds.con_lai}") and "2 ha)" in said("{ds.con_lai}")


def test_doubled_same_period_is_mended() -> None:
    pattern = "So với cùng kỳ năm trước {luong_thuc.tang_giam}."
    assert said(pattern, actual=2239.9999) == "Xấp xỉ cùng kỳ năm trước."


def test_a_small_number_is_never_written_as_zero() -> None:
    assert said("{ranh.th} km; {ranh.th:00}; {ranh.th:1}; {ranh.th:1!}", "ranh", actual=0.0004) == (
        "0,0004 km; 0,0004; 0,0004; 0,0"
    )


# ---------------------------------------------------------------- lists by direction


def test_less_is_no_shortcoming_where_less_is_better() -> None:
    assert count("chua_dat", "suy_dd", actual=2.0) == 2.0  # the printed table's rule, for the count
    assert count("cham", "suy_dd", actual=2.0) == 1.0
    assert count("chua_bat_dau", "suy_dd", actual=0.0) == 2.0
    assert count("giam_ck", "suy_dd", actual=5.5, same=4.0) == 1.0
    assert count("kem_muc", "suy_dd", actual=6.0) == 1.0


def test_levels_that_turn_the_wrong_way_are_shortcomings() -> None:
    assert count("kem_muc", "ld_nong") == 0.0
    assert count("kem_muc", "ld_nong", actual=20.0) == 1.0
    assert count("kem_muc", "dao_tao", actual=60.0) == 1.0
    assert count("kem_muc", "nuoc_sach", actual=92.0) == 1.0
    table = but_son.changed("ld_nong", actual=20.0)
    assert "là 20%, cao hơn mức kế hoạch (14,53%)" in ct_cau("Có {ds.kem_muc}", table, INFO)


def test_what_is_left_names_quantities_alone() -> None:
    listed = ct_cau("Gồm {ds.II.con_lai}", but_son.changed("ho_ngheo", actual=20.0), INFO)
    assert "số hộ nghèo giảm (còn phải thực hiện 36 hộ)" in listed
    assert "tỷ lệ" not in listed
    assert count("con_lai", "luong_thuc", "2023") == 0.0
    assert count("con_lai", "rac", group="ngoai_i_ii", plan=120.0) == 0.0
    assert count("con_lai", "rac", group="ngoai_i_ii", plan=120.0, unit="tấn") == 1.0


def test_the_year_judges_by_direction() -> None:
    assert ct_trang_thai(1.0, 5.5, 5.0, None, "2023", None, "thấp") == "Hoàn thành vượt"
    assert ct_trang_thai(1.0, 5.5, 6.0, None, "2023", None, "thấp") == "Chưa hoàn thành"
    assert ct_trang_thai(1.0, 5.5, 0.0, None, "2023", None, "thấp") == "Hoàn thành vượt"
    assert ct_trang_thai(1.0, 5.5, 0.0, None, "2023-H1", None, "thấp") == "Chưa thực hiện"


@pytest.mark.parametrize("threshold", ["năm mươi", 0.0, -1.0, 101.0, None])
def test_a_threshold_that_is_none_is_the_periods_own(threshold: Any) -> None:
    assert ct_trang_thai(1.0, 100.0, 60.0, None, "2023-9M", threshold) == "Đạt dưới 75%"
    assert ct_trang_thai(1.0, 100.0, 60.0, None, "2023-M04", threshold) == "Đạt và vượt trên 33,33%"


# ---------------------------------------------------------------- KiemTra beyond the table


def found(table: list[list[Any]], info: list[list[Any]] = INFO, rules: Any = ()) -> list[tuple[str, str]]:
    every = findings(table_of(table), info_of(info), rules)
    return [(finding.cell(but_son.FIRST_ROW), finding.text) for finding in every]


@pytest.mark.parametrize(
    ("values", "cell", "words"),
    [
        ({"ky": "2023-H2"}, "ThongTin!C5", "Kỳ báo cáo «2023-H2» không đúng"),
        ({"ky": None}, "ThongTin!C5", "Chưa có kỳ báo cáo"),
        ({"nguong": "năm mươi"}, "ThongTin!C6", "Ngưỡng «năm mươi» không dùng được"),
        ({"nguong": 500.0}, "ThongTin!C6", "đang tạm dùng 50%"),
        ({"ky": "2023-9M"}, "ThongTin!C6", "kỳ này thường lấy 75%"),
        ({"ngay_ban_hanh": "mai"}, "ThongTin!C7", "Ngày ban hành «mai» không phải là ngày"),
        ({"ngay_ban_hanh": "31/6/2023"}, "ThongTin!C7", "không phải là ngày"),
        ({"ngay_ban_hanh": 12.0}, "ThongTin!C7", "không phải là ngày"),
        ({"don_vi": None}, "ThongTin!C4", "Chưa có tên đơn vị"),
    ],
)
def test_settings_that_cannot_be_used_are_named_by_their_cell(values: dict[str, Any], cell: str, words: str) -> None:
    named = [(place, text) for place, text in found(but_son.rows(), but_son.info(**values)) if "!" in place]
    assert [place for place, _ in named] == [cell] and words in named[0][1]


def test_a_date_typed_as_text_is_read_day_first() -> None:
    info = but_son.info(ngay_ban_hanh="5/7/2023")
    assert found(but_son.rows(), info) == []
    assert ct_cau("{ngay_ban_hanh}", but_son.rows(), info) == "Ngày 05 tháng 7 năm 2023"


def test_without_a_unit_or_a_period_no_sentence_shows_raw_braces() -> None:
    assert ct_cau("Ủy ban nhân dân {don_vi} báo cáo", but_son.rows(), but_son.info(don_vi=None)) == (
        "Ủy ban nhân dân báo cáo"
    )
    assert "{" not in ct_cau("Năm {nam}, {ky}", but_son.rows(), but_son.info(ky="6 tháng"))


RULE = ["kinh_te", "cau", True, "Đạt {luong_thuc.th} tấn.", "", None]


@pytest.mark.parametrize(
    ("changes", "cell", "words"),
    [
        ({3: "Đạt {luong_thuk.th} tấn."}, "CauMau!D5", "không có mã chỉ tiêu «luong_thuk»"),
        ({3: "Đạt {luong_thuc.thu} tấn."}, "CauMau!D5", "không có trường «thu»"),
        ({3: "Đạt {luong_thuc.th tấn."}, "CauMau!D5", "hiếu dấu ngoặc đóng"),
        ({3: "Đạt {luong_thuc.th:9} tấn."}, "CauMau!D5", "không có dạng viết «9»"),
        ({2: False, 3: "Đạt {luong_thuc.th tấn."}, "CauMau!D5", "hiếu dấu ngoặc đóng"),
        ({2: False, 5: "Được mùa."}, "CauMau!F5", "không được đưa vào báo cáo"),
        ({5: "Đạt 2.500 tấn."}, "CauMau!F5", "ghi 2.500 còn số liệu hiện nay là 2.300"),
        ({5: "Sản lượng 2.300 tấn, giảm so với cùng kỳ."}, "CauMau!F5", "«giảm» nhưng"),
        ({5: "Đạt 2.300 tấn, vượt kế hoạch."}, "CauMau!F5", "«vượt» nhưng"),
    ],
)
def test_rules_that_would_spoil_the_report_are_listed(changes: dict[int, Any], cell: str, words: str) -> None:
    rule = [changes.get(place, value) for place, value in enumerate(RULE)]
    got = found(but_son.rows(), rules=[rule])
    assert [place for place, _ in got] == [cell] and words in got[0][1]


def test_what_makes_the_report_impossible_goes_first_then_what_makes_it_wrong() -> None:
    """A brace that is not closed stops the report; a text for a number and a gap do not."""
    table = but_son.changed("luong_thuc", actual="12,5 tấn", c5="", c6="", c7="")
    table[but_son.position(table, "viec_lam")][5:9] = [None] * 4
    open_brace = [*RULE[:3], "Đạt {luong_thuc.th tấn.", "", None]
    waiting = [*RULE[:2], False, "Đạt {luong_thuc.th tấn.", "", None]
    numbered_twice = table[but_son.position(table, "thuy_san")]
    numbered_twice[0] = 3.0
    cells = [place for place, _ in found(table, but_son.info(ngay_ban_hanh="mai"), [RULE, waiting, open_brace])]
    assert cells[:3] == ["ThongTin!C7", "CauMau!D7", "F12"]
    later = [cells.index(place) for place in (f"F{but_son.position(table, 'viec_lam') + 6}", "CauMau!D6", "A13")]
    assert later == sorted(later)


@pytest.mark.parametrize("column", [0, 1, 2, 3, 5])
def test_an_error_in_a_rule_stops_the_report(column: int) -> None:
    rule = [NA if place == column else value for place, value in enumerate(RULE)]
    table = but_son.changed("luong_thuc", actual="12,5 tấn", c5="", c6="", c7="")
    assert found(table, rules=[rule])[0][0] == f"CauMau!{'ABCDEF'[column]}5"


def test_a_slip_in_a_way_of_writing_that_is_not_chosen_spoils_a_later_report() -> None:
    ways = ["Đạt {luong_thuc.th} tấn.", "Được {luong_thuc.th tấn."]
    rules = [[*RULE[:3], " || ".join(order), "", None] for order in (ways, ways[::-1])]
    graver = [finding.severity for finding in findings(table_of(but_son.rows()), info_of(INFO), rules)]
    assert graver == [IMPOSSIBLE, UNUSABLE]


def test_rules_without_fault_and_those_of_rows_taken_out_are_quiet() -> None:
    fine = [RULE, [*RULE[:2], False, "Đạt {da_xoa.th} tấn.", "", None], [None] * 6]
    fine.append([*RULE[:2], False, "Có {dem.IX.tong:00} chỉ tiêu.", "", None])
    own = [*RULE[:5], "6 tháng đầu năm 2023 đạt 2.300 tấn, tăng so với năm 2022."]
    assert found(but_son.rows(), rules=[*fine, own]) == []


def test_own_wording_is_compared_by_the_tables_figures_alone() -> None:
    pattern = "{luong_thuc.ten} {ky} đạt {luong_thuc.th} tấn"
    warning = ct_canh_bao_cau(pattern, "Sản lượng đạt 2.500 tấn", but_son.rows(), INFO)
    assert warning == "Câu sửa tay ghi 2.500 còn số liệu hiện nay là 2.300."


def test_the_last_row_says_how_many_more_there_are() -> None:
    table = [[float(n), f"Chỉ tiêu {n}", "Tấn", 10.0, None, "chữ", *[None] * 10] for n in range(1, 60)]
    total = len(found(table))
    assert ct_kiem_tra(40, table, INFO, 6, [], 40).startswith(f"Và {total - 39} điều nữa")
    assert ct_kiem_tra_o(40, table, INFO, 6, [], 40) == ""
    assert ct_kiem_tra(39, table, INFO, 6, [], 40) == ct_kiem_tra(39, table, INFO)


@pytest.mark.parametrize(
    ("of", "cells", "words"),
    [
        ("bhyt", {"actual": 104.0}, "lớn hơn 100%"),
        ("nuoc_sach", {"actual": 103.0}, "tỷ lệ đã thực hiện 103% lớn hơn 100%"),
        ("luong_thuc", {"actual": -5.0, "same": None}, "là số âm"),
        ("doanh_nghiep", {"actual": 109.0, "same": None}, "gấp 10,9 lần kế hoạch"),
    ],
)
def test_impossible_figures_are_named(of: str, cells: dict[str, Any], words: str) -> None:
    assert any(words in text for _, text in found(but_son.changed(of, **cells)))


def test_growth_may_be_above_hundred_and_below_zero() -> None:
    assert found(but_son.changed("tang_thu", actual=-3.0, plan=15.0)) == []
    assert found(but_son.changed("tang_thu", actual=120.0, plan=115.0)) == []


def test_groups_that_lost_their_numeral_and_empty_tables_are_named() -> None:
    table = but_son.rows()
    table[0][0], table[0][1] = None, "Về kinh tế (12 chỉ tiêu)"
    texts = " ".join(text for _, text in found(table))
    assert "không còn số La Mã" in texts and "không thuộc nhóm nào" in texts
    assert any("chưa có chỉ tiêu nào" in text for _, text in found([[None] * 16]))


def test_a_verdict_set_by_hand_is_counted_and_named_beside_the_rule() -> None:
    cells = (1, "Xã, phường đạt chuẩn", "Đơn vị", "01 xã, 01 phường", None, "1 xã", *[None] * 6, "xa_phuong", "cao")
    judged = (2, "Rừng", "%", "56-58", None, 56.2, *[None] * 6, "rung", "cao")
    rows = [[*cells, *[None] * 9, "Đạt"], [*judged, *[None] * 9, " đạt"]]
    assert len(rows[0]) == WIDTH
    info = [["ky", "Kỳ", "2023"]]
    told = ct_cau(
        "Có {dem.dat_ghi_tay}/{dem.tong}, theo quy tắc {dem.dat_muc}/{dem.tong}: {ds.ghi_tay_khac}", rows, info
    )
    assert told == (
        "Có 2/2, theo quy tắc 1/2: xã, phường đạt chuẩn (kế hoạch 01 xã, 01 phường, kết quả 1 xã, được ghi là đạt)"
    )
    found = [(finding.column, finding.text) for finding in findings(table_of(rows), info_of(info))]
    assert (
        HAND,
        "Chỉ tiêu 1 (xã, phường đạt chuẩn): đánh giá ghi tay là «Đạt», kế hoạch «01 xã, 01 phường», thực hiện «1 xã» "
        "thì theo quy tắc là «Không đạt».",
    ) in found
    assert sum(column == HAND for column, _ in found) == 1
