"""The CT_ functions as cells call them: declarations, help texts, and the numbers the official table prints."""

from __future__ import annotations

import inspect
import re
import unicodedata

import but_son
import pytest

import udfs
from udfs import FUNCTIONS
from udfs.lists import KINDS
from xlcore.values import DIV0, NUM, VALUE, ExcelError

NAMES = {
    "CT_TRANG_THAI", "CT_DANH_GIA", "CT_TANG_TRUONG", "CT_DIEM_PHAN_TRAM", "CT_TI_LE", "CT_SO", "CT_PHAN_TRAM",
    "CT_TIEN", "CT_SO_CHU", "CT_TIEN_CHU", "CT_NGAY", "CT_KY", "CT_DOC_SO", "CT_DEM", "CT_TONG_KET", "CT_CAU",
    "CT_CANH_BAO_CAU", "CT_KIEM_TRA", "CT_KIEM_TRA_O",
}  # fmt: skip


def test_library_holds_every_function_under_its_python_name() -> None:
    assert set(FUNCTIONS) == NAMES
    for name, function in FUNCTIONS.items():
        assert getattr(udfs, name.lower()) is inspect.unwrap(function.call)
        assert name.lower() in udfs.__all__


@pytest.mark.parametrize("name", sorted(NAMES))
def test_help_is_vietnamese_and_fits_the_wizard(name: str) -> None:
    doc = FUNCTIONS[name].doc
    assert doc == " ".join(doc.split()), "the wizard shows line breaks and the spaces of the source as they are"
    assert 20 < len(doc) <= 255, len(doc)
    assert doc == unicodedata.normalize("NFC", doc)
    assert re.search("[ăâđêôơưàáảãạ]", doc)


def test_help_of_counting_names_every_word_it_takes_and_no_other() -> None:
    told = FUNCTIONS["CT_DEM"].doc.partition("loai: ")[2].partition(". ")[0]
    assert sorted(told.split(", ")) == sorted(KINDS)


@pytest.mark.parametrize("name", sorted(NAMES))
def test_signature_fits_the_python_function(name: str) -> None:
    function = FUNCTIONS[name]
    call = inspect.unwrap(function.call)  # one that reads dates is told first which workbook asks
    positional = call.__code__.co_argcount
    assert function.max_args == positional
    required = positional - len(call.__defaults__ or ())
    assert required <= function.min_args


@pytest.mark.parametrize(
    ("now", "before", "expected"),
    [
        (2300.0, 2240.0, 2.6785714285714286),
        (65.0, 68.5, -5.109489051094891),
        (98.0, 82.0, 19.51219512195122),
        (1.0, 0.0, DIV0),
        (5, 5, 0.0),
        (-5.0, -10.0, 50.0),
        (None, 5.0, ""),
        (5.0, "-", ""),
        (5.0, "", ""),
        ("12,5 tấn", 5.0, VALUE),
        (True, 5.0, VALUE),
    ],
)
def test_percent_change(now: object, before: object, expected: object) -> None:
    got = udfs.ct_tang_truong(now, before)
    assert got == (pytest.approx(expected) if isinstance(expected, float) else expected)


def test_points_and_ratio_are_decimal() -> None:
    assert udfs.ct_diem_phan_tram(78.1, 77.4) == 0.7
    assert udfs.ct_diem_phan_tram(14.71, 15.0) == -0.29
    assert udfs.ct_ti_le(1.1, 1.4) == pytest.approx(78.57142857142857)
    assert udfs.ct_ti_le(1.0, 0.0) == DIV0
    assert udfs.ct_ti_le(3.525, 7.385) == pytest.approx(47.73188896411645)


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (4150.0, None, "4.150"),
        (102.67857142857143, None, "102,68"),
        (65.0, None, "65"),
        (160.00000000000003, None, "160"),
        (2.675, None, "2,68"),
        (1.005, None, "1,01"),
        (0.125, 2.0, "0,13"),
        (-0.001, None, "0"),
        (-5.109, None, "-5,11"),
        (1234567.891, 1.0, "1.234.567,9"),
        (1e21, None, "1.000.000.000.000.000.000.000"),
        (1180, None, "1.180"),
        (None, None, ""),
        ("Duy trì", None, "Duy trì"),
        (True, None, VALUE),
        (1.0, -1.0, VALUE),
        (1.0, "x", VALUE),
        (float("inf"), None, VALUE),
    ],
)
def test_numbers_in_vietnamese(value: object, places: object, text: object) -> None:
    assert udfs.ct_so(value, places) == text


def test_percent_and_money() -> None:
    assert udfs.ct_phan_tram(55.42168674698795) == "55,42%"
    assert udfs.ct_phan_tram(65.0) == "65%"
    assert udfs.ct_tien(8.9e9) == "8,9 tỷ đồng"
    assert udfs.ct_tien(87_600_000.0) == "87,6 triệu đồng"
    assert udfs.ct_tien(5000.0) == "5.000 đồng"
    assert udfs.ct_tien(1_284_671_000.0, "triệu") == "1.284,67 triệu đồng"
    assert udfs.ct_tien(1_284_671_000.0, "đồng") == "1.284.671.000 đồng"
    assert udfs.ct_tien(1_284_671_000.0, "tỷ", 3.0) == "1,285 tỷ đồng"
    assert udfs.ct_tien(5.0, "USD") == VALUE
    assert udfs.ct_tien(None) == ""


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0.0, "không"),
        (5.0, "năm"),
        (10.0, "mười"),
        (15.0, "mười lăm"),
        (21.0, "hai mươi mốt"),
        (24.0, "hai mươi tư"),
        (55.0, "năm mươi lăm"),
        (101.0, "một trăm linh một"),
        (110.0, "một trăm mười"),
        (2300.0, "hai nghìn ba trăm"),
        (1005.0, "một nghìn không trăm linh năm"),
        (1_000_005.0, "một triệu không trăm linh năm"),
        (8_900_000_000.0, "tám tỷ chín trăm triệu"),
        (1e12, "một nghìn tỷ"),
        (-2.5, "âm hai phẩy năm"),
        (102.68, "một trăm linh hai phẩy sáu mươi tám"),
        (7.05, "bảy phẩy không năm"),
        (1e18, NUM),
        ("một", VALUE),
    ],
)
def test_numbers_in_words(number: object, words: object) -> None:
    assert udfs.ct_so_chu(number) == words


def test_money_in_words() -> None:
    assert udfs.ct_tien_chu(8_900_000_000.0) == "Tám tỷ chín trăm triệu đồng"
    assert udfs.ct_tien_chu(87_600_000.4) == "Tám mươi bảy triệu sáu trăm nghìn đồng"
    assert udfs.ct_tien_chu(None) == ""


@pytest.mark.parametrize(
    ("serial", "words"),
    [
        (45112.0, "ngày 05 tháng 7 năm 2023"),
        (45112.75, "ngày 05 tháng 7 năm 2023"),
        (44967.0, "ngày 10 tháng 02 năm 2023"),
        (45291.0, "ngày 31 tháng 12 năm 2023"),
        (45292.0, "ngày 01 tháng 01 năm 2024"),
        (None, ""),
        ("05/7/2023", VALUE),
        (-1.0, NUM),
    ],
)
def test_dates_have_zeros_where_the_decree_wants_them(serial: object, words: object) -> None:
    assert udfs.ct_ngay(serial) == words


@pytest.mark.parametrize(
    ("text", "kind", "number"),
    [
        ("110,2", None, 110.2),
        ("102.68", None, 102.68),
        ("4.150", None, VALUE),
        ("4.150", "vi", 4150.0),
        ("4.150", "en", 4.15),
        ("102.68", "vi", VALUE),
        ("2.000", None, VALUE),
        ("7,385", None, VALUE),
        ("7,385", "vi", 7.385),
        ("1180", None, 1180.0),
        ("1.284.671.000đ", None, 1284671000.0),
        ("124,659,000 đ", None, 124659000.0),
        ("8,9 tỷ đồng", None, 8.9e9),
        ("100.02 %", None, 100.02),
        ("12,5 tấn", None, VALUE),
        ("", None, ""),
        (5.0, None, 5.0),
        (True, None, VALUE),
        ("5", "fr", VALUE),
    ],
)
def test_reading_numbers_never_guesses(text: object, kind: object, number: object) -> None:
    assert udfs.ct_doc_so(text, kind) == number


@pytest.mark.parametrize(
    ("code", "form", "words"),
    [
        ("2023-H1", None, "6 tháng đầu năm 2023"),
        ("2023-H1", "con_lai", "6 tháng cuối năm 2023"),
        ("2023-H1", "cung_ky", "6 tháng đầu năm 2022"),
        ("2023-H1", "hoa", "6 tháng đầu năm 2023"),
        ("2023-H1", "ngan", "6 tháng đầu năm"),
        ("2023-H1", "ti_le", 50.0),
        ("2023-M06", None, "tháng 6 năm 2023"),
        ("2023-m06", "ma", "2023-M06"),
        ("2023-M11", "con_lai", "tháng 12 năm 2023"),
        ("2023-Q2", "hoa", "Quý II năm 2023"),
        ("2023-Q3", "con_lai", "quý IV năm 2023"),
        ("2023-Q1", "ti_le", 25.0),
        ("2023-9M", None, "9 tháng đầu năm 2023"),
        ("2023-9M", "ma_cung_ky", "2022-9M"),
        ("2023-6M", None, VALUE),
        ("2023-H2", None, VALUE),
        ("6 tháng", None, VALUE),
        (" 2023-H1 ", "ma", "2023-H1"),
        ("2023", None, "năm 2023"),
        (2023.0, None, "năm 2023"),
        (2023, "con_lai", "năm 2024"),
        (2023.0, "nam", 2023.0),
        ("2023-M13", None, VALUE),
        ("2023-13M", None, VALUE),
        ("2023-H1", "abc", VALUE),
        (2023.5, None, VALUE),
        (None, None, ""),
    ],
)
def test_periods_in_words(code: object, form: object, words: object) -> None:
    assert udfs.ct_ky(code, form) == words


def test_counts_add_up_to_the_total() -> None:
    table = but_son.rows()
    count = {kind: udfs.ct_dem(table, kind, "2023-H1", 50.0) for kind in udfs_kinds()}
    assert count["tong"] == 29.0
    assert (count["cuoi_nam"], count["dat"], count["chua_dat"], count["chua_thuc_hien"]) == (12.0, 14.0, 1.0, 2.0)
    assert (count["chua_nhap"], count["can_kiem_tra"]) == (0.0, 0.0)
    assert udfs.ct_dem(table, "tong", "2023-H1", 50.0, "I") == 12.0
    assert [udfs.ct_dem(table, "tong", "2023-H1", 50.0, g) for g in ("II", "III", "IV")] == [14.0, 2.0, 1.0]
    assert udfs.ct_dem(table, "gì đó", "2023-H1", 50.0) == VALUE


def udfs_kinds() -> tuple[str, ...]:
    return ("tong", "cuoi_nam", "dat", "chua_dat", "chua_thuc_hien", "chua_nhap", "can_kiem_tra")


def test_errors_in_the_table_never_crash() -> None:
    table = but_son.rows()
    for row in table:
        for column in range(16):
            row[column] = ExcelError("#REF!")
    for call in (udfs.ct_tong_ket,):
        assert isinstance(call(table, but_son.INFO), str)
    assert "#REF!" in udfs.ct_kiem_tra(1, table, but_son.INFO, 6)
    assert udfs.ct_cau("{luong_thuc.th}", table, but_son.INFO) == "{luong_thuc.th}"


def test_empty_table_and_information() -> None:
    assert udfs.ct_tong_ket([[None]], [[None]]) == "Bảng chưa có chỉ tiêu nào."
    assert udfs.ct_kiem_tra_o(1, [[None]], [[None]], 6) == ""
    assert udfs.ct_kiem_tra(1, [[None]], [[None]], 6).startswith("Chưa có kỳ báo cáo")
    assert udfs.ct_cau(None, [[None]], [[None]]) == ""
