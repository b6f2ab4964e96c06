"""Sentences: filled patterns, the closing count, and the warnings an officer sees beside them."""

from __future__ import annotations

import unicodedata

import but_son
import pytest

from udfs import ct_canh_bao_cau, ct_cau, ct_tong_ket
from udfs.patterns import Placeholder, parse_pattern
from udfs.text import doubled_words, join_words, prose_name, prose_unit
from xlcore.values import DIV0

TABLE = but_son.rows()
INFO = but_son.INFO


@pytest.mark.parametrize(
    ("pattern", "sentence"),
    [
        (
            "{luong_thuc.ten} đạt {luong_thuc.th} {luong_thuc.dvt}, bằng {luong_thuc.ss_kh}% kế hoạch, "
            "{luong_thuc.tang_giam} so với cùng kỳ.",
            "Tổng sản lượng lương thực có hạt đạt 2.300 tấn, bằng 55,42% kế hoạch, tăng 2,68% so với cùng kỳ.",
        ),
        ("Thủy sản {thuy_san.tang_giam} so với cùng kỳ", "Thủy sản giảm 5,11% so với cùng kỳ"),
        ("Tỷ lệ đạt {truong_chuan.th}%, {truong_chuan.diem} so với cùng kỳ.", "Tỷ lệ đạt 100%, bằng cùng kỳ."),
        ("Lao động qua đào tạo {dao_tao.diem} so với cùng kỳ", "Lao động qua đào tạo tăng 0,7 điểm % so với cùng kỳ"),
        ("{bhyt.ten} {bhyt.th}%", "Tỷ lệ người dân tham gia BHYT trên tổng dân số (tỷ lệ bao phủ) 93,3%"),
        ("Trong đó {rac_cnc.ten} đạt {rac_cnc.th} {rac_cnc.dvt}", "Trong đó tỷ lệ xử lý bằng công nghệ cao đạt 100%"),
        ("Còn {luong_thuc.con} tấn {ky_con_lai}", "Còn 1.850 tấn 6 tháng cuối năm 2023"),
        ("{thuy_san.th:1!} tấn; {ranh.ss_kh:0}%; {ranh.ss_kh:1}%", "65,0 tấn; 79%; 78,6%"),
        ("{doanh_nghiep.th:00} doanh nghiệp", "08 doanh nghiệp"),
        ("{doanh_nghiep.th:chu} doanh nghiệp", "Tám doanh nghiệp"),
        ("{thu_nhap.kh:trieu}/người", "72,4 triệu đồng/người"),
        ("Có {dem.tong:00} chỉ tiêu, {dem.chua_thuc_hien:00} chưa thực hiện", "Có 29 chỉ tiêu, 02 chưa thực hiện"),
        ("Nhóm I có {dem.I.tong} chỉ tiêu, còn {dem.I.con_lai} chưa xong", "Nhóm I có 12 chỉ tiêu, còn 6 chưa xong"),
        ("Thấp: {ds.chua_dat}", "Thấp: số lao động đi xuất khẩu"),
        (
            "{ds.II.con_lai}.",
            "Số lao động đi xuất khẩu (còn phải thực hiện 11 lao động) và số người được giải quyết việc làm mới "
            "(còn phải thực hiện 97 người).",
        ),
        (
            "Năm {nam}, {don_vi}, số {so_van_ban}, {ngay_ban_hanh}",
            "Năm 2023, thị trấn Bút Sơn, số 120, ngày 05 tháng 7 năm 2023",
        ),
        (
            "{don_vi} báo cáo. {ky} đạt khá.\n- {cung_ky}",
            "Thị trấn Bút Sơn báo cáo. 6 tháng đầu năm 2023 đạt khá.\n- 6 tháng đầu năm 2022",
        ),
        ("ATTP: {attp.th}; {attp.ss_kh}", "ATTP: duy trì; duy trì"),
        ("Chỉ tiêu {via_he.tt} {via_he.trang_thai}", "Chỉ tiêu 12 chưa thực hiện"),
        ("Dấu {{ngoặc}} và 5 %", "Dấu {ngoặc} và 5%"),
        ("{TT16.TEN}", "Số lao động đi xuất khẩu"),
        ("lời văn thường", "lời văn thường"),
    ],
)  # fmt: skip
def test_patterns_are_filled(pattern: str, sentence: str) -> None:
    got = ct_cau(pattern, TABLE, INFO)
    assert got == sentence
    assert got == unicodedata.normalize("NFC", got)


def test_decomposed_and_mistyped_letters_are_understood() -> None:
    pattern = unicodedata.normalize("NFD", "Đạt {luong_thuc.th}\u00a0tấn lƣơng thực")
    assert ct_cau(pattern, TABLE, INFO) == "Đạt 2.300 tấn lương thực"


@pytest.mark.parametrize(
    ("pattern", "kept", "warning"),
    [
        ("Đạt {luong_thuk.th} tấn", "{luong_thuk.th}", "không có mã chỉ tiêu «luong_thuk»"),
        ("Đạt {luong_thuc.thu} tấn", "{luong_thuc.thu}", "không có trường «thu»"),
        ("Đạt {luong_thuc} tấn", "{luong_thuc}", "thiếu trường sau mã"),
        ("Đạt {luong_thuc.th:9} tấn", "{luong_thuc.th:9}", "không có dạng viết «9»"),
        ("Đạt {luong_thuc.th tấn", "{luong_thuc.th", "thiếu dấu ngoặc đóng }"),
        ("Đạt luong_thuc.th} tấn", "luong_thuc.th}", "thiếu dấu ngoặc mở {"),
        ("Đạt {} tấn", "{}", "không hiểu chỗ điền {}"),
        ("Tại {noi_nao}", "{noi_nao}", "không có mã «noi_nao»"),
        ("Có {dem.abc}", "{dem.abc}", "không có loại đếm này"),
        ("Có {dem.IX.tong}", "{dem.IX.tong}", "bảng không có nhóm IX"),
        ("Gồm {ds.abc}", "{ds.abc}", "không có danh sách này"),
    ],
)
def test_what_is_not_understood_stays_visible_and_is_named(pattern: str, kept: str, warning: str) -> None:
    assert kept in ct_cau(pattern, TABLE, INFO)
    assert warning.lower() in ct_canh_bao_cau(pattern, None, TABLE, INFO).lower()


@pytest.mark.parametrize(
    ("pattern", "warning"),
    [
        ("Đạt {gtsx_nong.th} tỷ đồng", "chỉ tiêu 1 chưa có số đã thực hiện"),
        ("{via_he.tang_giam} so với cùng kỳ", "chỉ tiêu 12 không có số cùng kỳ"),
        ("Bằng {via_he.ss_kh}% kế hoạch", "chỉ tiêu 12 không có số ở cột 6"),
        ("Cùng kỳ {via_he.ck} m²", "không có số cùng kỳ (ô chỉ có dấu gạch)"),
        ("Người ký {nguoi_ky}", "ThongTin chưa có «nguoi_ky»"),
    ],
)
def test_missing_figures_are_shown_as_gaps(pattern: str, warning: str) -> None:
    assert "…" in ct_cau(pattern, TABLE, INFO)
    assert warning.lower() in ct_canh_bao_cau(pattern, None, TABLE, INFO).lower()


def test_an_error_in_a_cell_is_named() -> None:
    table = but_son.changed("luong_thuc", actual=DIV0)
    assert "đang lỗi #DIV/0! ở ô đã thực hiện" in ct_canh_bao_cau("{luong_thuc.th} tấn", None, table, INFO)


@pytest.mark.parametrize(
    ("pattern", "warning"),
    [
        ("Sản lượng đạt {luong_thuc.th}, khá", "thiếu đơn vị «tấn»"),
        ("Sản lượng {luong_thuc.th} bằng {luong_thuc.ss_kh}%", "thiếu đơn vị «tấn»"),
        ("Bằng {luong_thuc.ss_kh} kế hoạch", "thiếu dấu %"),
        ("Tỷ lệ {dao_tao.tang_giam} so với cùng kỳ", "dùng {dao_tao.diem}"),
        ("Sản lượng {luong_thuc.diem}", "dùng {luong_thuc.tang_giam}"),
        ("Sản lượng đạt đạt {luong_thuc.th} tấn", "lặp từ «đạt đạt»"),
        ("6 tháng đầu năm năm {nam}", "lặp từ «năm năm 2023»"),
        ("Kết quả {ky_chu} so với cùng kỳ năm 2019", "câu nói đến năm 2019"),
    ],
)
def test_slips_of_wording_are_named(pattern: str, warning: str) -> None:
    assert warning.lower() in ct_canh_bao_cau(pattern, None, TABLE, INFO).lower()


@pytest.mark.parametrize(
    "pattern",
    [
        "Sản lượng đạt {luong_thuc.th} tấn",
        "Sản lượng đạt {luong_thuc.th}/{luong_thuc.kh} tấn",
        "Sản lượng đạt {luong_thuc.th} {luong_thuc.dvt}, bằng {luong_thuc.ss_kh}%",
        "Thành lập {doanh_nghiep.th:00} doanh nghiệp",
        "BHYT đạt {bhyt.th}%, {bhyt.diem} so với cùng kỳ",
        "Trường chuẩn {truong_chuan.tang_giam} so với cùng kỳ",
        "Luôn luôn, ngày ngày; kế hoạch 5 năm 2021 - 2025",
    ],
)
def test_good_patterns_raise_no_warning(pattern: str) -> None:
    assert ct_canh_bao_cau(pattern, None, TABLE, INFO) == ""


def test_a_hand_written_sentence_gone_stale_is_named() -> None:
    pattern = "Sản lượng đạt {luong_thuc.th} tấn."
    assert ct_canh_bao_cau(pattern, "Sản lượng lương thực đạt 2.300 tấn, được mùa.", TABLE, INFO) == ""
    assert "2.150" in ct_canh_bao_cau(pattern, "Sản lượng đạt 2.150 tấn.", TABLE, INFO)
    assert "ngoặc nhọn" in ct_canh_bao_cau(pattern, "Sản lượng đạt {luong_thuc.th} tấn.", TABLE, INFO)
    assert "năm 2020" in ct_canh_bao_cau(pattern, "6 tháng đầu năm 2020 đạt 2.300 tấn.", TABLE, INFO)


# ---------------------------------------------------------------- the closing count


def test_closing_count_of_the_official_table() -> None:
    assert ct_tong_ket(TABLE, INFO) == (
        "Tính đến hết 6 tháng đầu năm 2023, trong tổng số 29 chỉ tiêu được giao có 12 chỉ tiêu đánh giá vào cuối năm, "
        "14 chỉ tiêu đạt và vượt trên 50% kế hoạch năm, 01 chỉ tiêu đạt dưới 50% kế hoạch năm và "
        "02 chỉ tiêu chưa thực hiện."
    )


def test_closing_count_leaves_out_what_is_zero() -> None:
    sentence = ct_tong_ket(but_son.changed("xuat_khau_ld", actual=10.0), INFO)
    assert "15 chỉ tiêu đạt và vượt trên 50%" in sentence and "dưới" not in sentence


def test_closing_count_names_what_was_not_entered() -> None:
    sentence = ct_tong_ket(but_son.changed("luong_thuc", actual=None), INFO)
    note = "trong đó 01 chỉ tiêu chưa có số liệu: tổng sản lượng lương thực có hạt"
    assert f"13 chỉ tiêu đánh giá vào cuối năm hoặc chưa có số liệu ({note}), 13 chỉ tiêu đạt" in sentence


def test_closing_count_at_the_end_of_the_year() -> None:
    sentence = ct_tong_ket(TABLE, but_son.info(ky=2023.0, nguong=None))
    assert sentence.startswith("Tính đến hết năm 2023, trong tổng số 29 chỉ tiêu được giao có 02 chỉ tiêu hoàn thành")
    assert sentence.endswith("02 chỉ tiêu chưa thực hiện và 12 chỉ tiêu chưa có số liệu.")
    assert "50%" not in sentence


def test_closing_count_of_a_table_of_one_kind() -> None:
    table = [[float(n), f"Chỉ tiêu {n}", "Tấn", 10.0, None, 6.0, *[None] * 10] for n in range(1, 4)]
    expected = "6 tháng đầu năm 2023, cả 03 chỉ tiêu được giao đều đạt và vượt trên 50% kế hoạch năm."
    assert ct_tong_ket(table, INFO) == expected
    assert "kỳ báo cáo" in ct_tong_ket(table, [[None]])


@pytest.mark.parametrize("period", ["2023-M06", "2023-Q1", "2023-H1", "2023-9M", "2023"])
def test_no_sentence_of_ours_has_doubled_words(period: str) -> None:
    for code in ("luong_thuc", "xuat_khau_ld", "via_he"):
        for actual in (None, 0.0, 10.0, "12,5 tấn", "-"):
            sentence = ct_tong_ket(but_son.changed(code, actual=actual), but_son.info(ky=period))
            assert doubled_words(sentence) == []
            assert "  " not in sentence and sentence.endswith(".")


# ---------------------------------------------------------------- words


@pytest.mark.parametrize(
    ("name", "prose"),
    [
        ("Giá trị sản xuất", "giá trị sản xuất"),
        ("BHYT toàn dân", "BHYT toàn dân"),
        ("- Nông , lâm, thủy sản", "nông, lâm, thủy sản"),
        ("Vỉa hè làm mới", "vỉa hè làm mới"),
        ("Số DN thành lập mới", "số DN thành lập mới"),
        ("Bút Sơn sáng, xanh", "Bút Sơn sáng, xanh"),
        ("Đảng viên kết nạp mới", "Đảng viên kết nạp mới"),
        ("Tỷ lệ  người ( tỷ lệ bao phủ ) :", "tỷ lệ người (tỷ lệ bao phủ)"),
        ("", ""),
    ],
)
def test_names_in_prose(name: str, prose: str) -> None:
    assert prose_name(name) == prose


def test_units_and_lists() -> None:
    assert [prose_unit(u) for u in ("Tr. đồng", "Tỷ đồng", "DN", "LĐ", "Ha", "m2", "%", "Duy trì")] == [
        "triệu đồng", "tỷ đồng", "doanh nghiệp", "lao động", "ha", "m²", "%", "",
    ]  # fmt: skip
    assert join_words(["a", "b", "c"]) == "a, b và c"
    assert join_words(["a"]) == "a"
    assert join_words([]) == ""
    assert join_words(["a, b", "c"]) == "a, b; c"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("đạt đạt 5%", ["đạt đạt"]),
        ("Đạt đạt 5%", ["Đạt đạt"]),
        ("so với cùng kỳ so với cùng kỳ", ["so với cùng kỳ so với cùng kỳ"]),
        ("6 tháng đầu năm năm 2026", ["năm năm 2026"]),
        ("kế hoạch năm năm 2021-2025", []),
        ("5%%", ["%%"]),
        ("luôn luôn, từ từ, xa xa", []),
        ("năm 2022, 2022", []),
        ("tăng 5%, giảm 5%", []),
    ],
)
def test_doubled_words(text: str, found: list[str]) -> None:
    assert doubled_words(text) == found


def test_patterns_are_parsed_once_into_parts() -> None:
    parts = parse_pattern("a {x.th:1!} b").parts
    assert parts == ("a ", Placeholder("{x.th:1!}", ("x", "th"), "1!"), " b")
    assert parse_pattern("a {x.th:1!} b") is parse_pattern("a {x.th:1!} b")


def test_bounds_are_spelled_and_judged_by_their_number() -> None:
    rows = [[1, "Vốn đầu tư", "Tỷ đồng", ">1.650", None, 1700, *[None] * 6, "von", "cao", None, None]]
    rows += [[2, "Lao động qua đào tạo", "%", ">70", None, "<1,5", *[None] * 6, "dao_tao", "cao", None, "không"]]
    assert ct_cau("Kế hoạch {von.kh} tỷ đồng, {von.so_kh:0}", rows, INFO) == (
        "Kế hoạch trên 1.650 tỷ đồng, bằng 103% kế hoạch năm"
    )
    assert ct_cau("Còn {dao_tao.th}%", rows, INFO) == "Còn dưới 1,5%"


@pytest.mark.parametrize(
    ("figure", "unit", "words"),
    [
        (-19.7, "%", "giảm 19,7%"),
        (15, "Trẻ", "tăng 15 trẻ"),
        (0, "Vụ", "không thay đổi"),
        (7, "Điểm %", "tăng 7 điểm %"),
    ],
)
def test_a_figure_that_is_a_change_says_its_direction(figure: float, unit: str, words: str) -> None:
    rows = [[1, "Mức tăng giảm", unit, None, None, figure, *[None] * 6, "muc", None, None, None]]
    assert ct_cau("So với năm trước {muc.bien_dong}.", rows, INFO) == f"So với năm trước {words}."
