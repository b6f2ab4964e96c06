"""The built workbook: what stands where, what guards it, and that any Excel since 2010 understands it."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from udfs import ct_danh_gia, ct_ky, ct_trang_thai
from udfs.periods import parse_period
from workbook import packs, sheets, template, template_conditions, template_data, template_formulas
from workbook.refusal import Refusal
from xlcore import BUILTINS, Model

PACK = "but-son-2023-h1"

# Functions of Excel 2010 and earlier that templates use; TEXT, VALUE and the like depend on the computer's locale.
EXCEL_2010 = set(
    "ABS AND CHOOSE COLUMN COUNT COUNTA COUNTBLANK COUNTIF ERROR.TYPE EXACT FIND HYPERLINK "
    "IF IFERROR INDEX ISERROR ISNUMBER ISTEXT LEFT LEN MATCH MAX MID MIN MOD N NOT "
    "NOW OR RIGHT ROUND ROW ROWS SMALL SUBSTITUTE SUM SUMPRODUCT TRIM UPPER".split()
)
OURS = {"CT_TRANG_THAI", "CT_DANH_GIA", "CT_CAU", "CT_CANH_BAO_CAU", "CT_KIEM_TRA", "CT_KIEM_TRA_O", "CT_TONG_KET"} | {
    "CT_DEM"
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("mau") / "bang.xlsx"
    template.build(PACK, path)
    return path


@pytest.fixture(scope="module")
def book(built: Path) -> openpyxl.Workbook:
    return openpyxl.load_workbook(built)


def formulas(book: openpyxl.Workbook) -> list[tuple[str, str, str]]:
    return [
        (ws.title, cell.coordinate, cell.value)
        for ws in book.worksheets
        for row in ws.iter_rows()
        for cell in row
        if isinstance(cell.value, str) and cell.value.startswith("=")
    ]


def test_the_sheets_stand_in_their_order(book: openpyxl.Workbook) -> None:
    assert tuple(book.sheetnames) == sheets.ALL_SHEETS
    assert book.active.title == sheets.CHI_TIEU


def test_excel_is_not_asked_to_recalculate_on_load(built: Path) -> None:
    with zipfile.ZipFile(built) as package:
        text = package.read("xl/workbook.xml").decode()
    assert 'calcId="191029"' in text
    assert 'fullCalcOnLoad="1"' not in text


def test_formulas_use_nothing_newer_than_excel_2010_and_no_locale(book: openpyxl.Workbook) -> None:
    used: set[str] = set()
    for sheet, cell, formula in formulas(book):
        code = re.sub(r'"[^"]*"', '""', formula)
        used |= set(re.findall(r"([A-Z][A-Z0-9_.]*)\(", code))
        assert "_xl" not in code.lower(), (sheet, cell)
        assert not re.search(r'""\s*[+*/-]|[+*/-]\s*""', code), f"{sheet}!{cell}: text used as a number"
    assert used <= EXCEL_2010 | OURS, used - EXCEL_2010 - OURS


def test_every_call_of_ours_falls_back_when_the_function_is_missing(book: openpyxl.Workbook) -> None:
    calls = [formula for _, _, formula in formulas(book) if "CT_" in formula]
    assert len(calls) > 150
    for formula in calls:
        names = re.findall(r"CT_[A-Z_]+", formula)
        assert len(names) == 3 and len(set(names)) == 1, formula
        assert f"IFERROR({names[0]}(" in formula and f"IF(ERROR.TYPE({names[0]}(" in formula


def test_formulas_and_strings_stay_within_excels_limits(book: openpyxl.Workbook) -> None:
    for sheet, cell, formula in formulas(book):
        assert len(formula) <= 8192, (sheet, cell)
        assert all(len(text) <= 255 for text in re.findall(r'"((?:[^"]|"")*)"', formula)), (sheet, cell)
    for ws in book.worksheets:
        for rule in ws.data_validations.dataValidation:
            assert len(rule.formula1) <= 255 and len(rule.error) <= 225 and len(rule.errorTitle) <= 32, rule.error


def test_the_head_is_the_official_one(book: openpyxl.Workbook) -> None:
    ws = book[sheets.CHI_TIEU]
    merged = {str(area) for area in ws.merged_cells.ranges}
    assert {"A3:A4", "B3:B4", "C3:C4", "D3:D4", "E3:E4", "F3:I3", "J3:J4"} <= merged
    assert [ws.cell(4, col).value for col in range(6, 10)] == [
        "Số đã thực hiện",
        "So với cùng kỳ (%)",
        "So với kế hoạch (%)",
        "Còn phải thực hiện",
    ]
    assert [ws.cell(5, col).value for col in range(1, 10)] == [
        "A",
        "B",
        1,
        2,
        3,
        4,
        "5=4/3*100",
        "6=4/2*100",
        "7=2-4",
    ]
    assert (ws["A7"].value, ws["A12"].value, ws["F12"].value) == (1, 3, 2300)
    assert ws.max_row == 42  # nothing stands below the table


def test_the_table_prints_like_the_official_page(book: openpyxl.Workbook) -> None:
    ws = book[sheets.CHI_TIEU]
    assert ws.freeze_panes == "C6"
    assert ws.print_title_rows == "$3:$5"
    assert ws.print_area == "'ChiTieu'!$A$1:$J$1048576"  # whole columns: rows under the last one are printed too
    assert (ws.page_setup.orientation, int(ws.page_setup.paperSize)) == ("landscape", 9)
    assert ws.sheet_properties.pageSetUpPr.fitToPage
    assert (ws.page_setup.fitToWidth, ws.page_setup.fitToHeight) == (1, 0)
    assert {ws.cell(row, 2).font.name for row in range(1, 43)} == {"Times New Roman"}
    assert all(ws.cell(row, col).border.left.style == "thin" for row in range(5, 43) for col in range(1, 11))
    assert all(ws.cell(row, col).alignment.horizontal == "center" for row in range(7, 43) for col in range(4, 10))


@pytest.fixture(scope="module")
def commune(tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    """A workbook whose table has columns right of the official ones: a plan of the level above, the period alone."""
    path = tmp_path_factory.mktemp("xa") / "bang.xlsx"
    template.build("xa-phuong", path)
    return openpyxl.load_workbook(path)


def test_a_wider_table_prints_every_column_that_is_seen_on_one_page_across(commune: openpyxl.Workbook) -> None:
    ws = commune[sheets.CHI_TIEU]
    hidden = {letter for letter in sheets.COLUMN_LETTERS[: sheets.LAST_COL] if ws.column_dimensions[letter].hidden}
    seen = [letter for letter in sheets.COLUMN_LETTERS[: sheets.LAST_COL] if letter not in hidden]
    assert {"Q", "R", "T"} <= set(seen)
    assert ws.print_area == f"'ChiTieu'!$A$1:${seen[-1]}$1048576"
    assert (ws.page_setup.orientation, ws.page_setup.fitToWidth, ws.page_setup.fitToHeight) == ("landscape", 1, 0)
    merged = {str(area) for area in ws.merged_cells.ranges}
    assert {f"A1:{seen[-1]}1", f"A2:{seen[-1]}2"} <= merged  # the title in the middle of the page
    helped = next(area for area in merged if str(ws[area.partition(":")[0]].value).startswith("Nhập số làm được"))
    assert helped.startswith("Y1:")  # on the screen, not on paper


def test_findings_print_on_one_page_and_lines_without_one_stay_white(book: openpyxl.Workbook) -> None:
    ws = book[sheets.KIEM_TRA]
    assert ws.print_area == f"'KiemTra'!$A$1:$D${sheets.FINDING_LAST_ROW}"
    assert (ws.page_setup.orientation, ws.page_setup.fitToWidth, ws.page_setup.fitToHeight) == ("portrait", 1, 1)
    first = sheets.FINDING_FIRST_ROW
    assert all(cell.border.left.style is None for row in ws.iter_rows(min_row=first, max_col=4) for cell in row)
    rules = {rule.formula[0]: rule.dxf for found in ws.conditional_formatting for rule in found.rules}
    assert rules[f'$C{first}<>""'].border.left.style == "thin"
    assert rules[f'$C{first}=""'].numFmt.formatCode == ";;;"  # no number; white letters might be printed black


def test_rows_written_under_the_last_one_have_borders(book: openpyxl.Workbook) -> None:
    boxed = {
        str(found.sqref): rule.formula
        for found in book[sheets.CHI_TIEU].conditional_formatting
        for rule in found.rules
        if rule.dxf.border is not None and rule.dxf.border.left.style == rule.dxf.border.bottom.style == "thin"
    }
    assert boxed == dict.fromkeys(("D6:I505", "A6:C505 J6:J505"), ['OR($A6<>"",$B6<>"")'])


def test_rows_can_be_inserted_deleted_and_filled_but_not_typed_over(book: openpyxl.Workbook) -> None:
    ws = book[sheets.CHI_TIEU]
    guard = ws.protection
    assert guard.sheet and guard.password is None
    assert not (guard.insertRows or guard.deleteRows or guard.formatCells or guard.formatRows or guard.formatColumns)
    # Excel deletes a row of a protected sheet only when every cell of it is unlocked, those no row has included.
    assert not any(ws.cell(row, col).protection.locked for row in range(6, 43) for col in range(1, 25))
    assert ws["D3"].protection.locked
    assert not any(ws.column_dimensions[letter].protection.locked for letter in ("A", "F", "K", "P", "W", "X", "Y"))
    assert ws.column_dimensions["Y"].max == 16384
    assert ws.column_dimensions["X"].hidden  # nobody has set a verdict by hand
    refused = next(rule for rule in ws.data_validations.dataValidation if rule.formula1 == "FALSE")
    assert str(refused.sqref) == "G6:I505 K6:L505"
    assert "Ô này là công thức" in refused.error and refused.errorStyle == "stop"


def test_heads_and_formulas_of_the_other_sheets_are_locked(book: openpyxl.Workbook) -> None:
    for name in (sheets.THONG_TIN, sheets.TONG_HOP, sheets.KIEM_TRA):
        ws = book[name]
        assert ws.protection.sheet
        for row in ws.iter_rows():
            for cell in row:
                if isinstance(cell.value, str) and cell.value.startswith("="):
                    assert cell.protection.locked, (name, cell.coordinate)
    info = book[sheets.THONG_TIN]
    assert not info.cell(template_formulas.INFO_ROWS["ky"], 3).protection.locked
    assert info.cell(template_formulas.INFO_ROWS["goi"], 3).protection.locked


def test_inputs_are_visible_and_checked(book: openpyxl.Workbook) -> None:
    ws = book[sheets.CHI_TIEU]
    for row in range(7, 43):
        for col in sheets.INPUT_COLUMNS:
            filled = ws.cell(row, col).fill.start_color.rgb == "00FFFBE6"
            assert filled == isinstance(ws.cell(row, 13).value, str), (row, col)
    areas = {str(rule.sqref): rule for rule in ws.data_validations.dataValidation}
    assert "Nhập số thuần, không kèm đơn vị" in areas["E6:F505"].error
    assert "D6:D505" in areas


@pytest.mark.parametrize(
    ("entry", "plan", "taken"),
    [
        (2300.0, 4150.0, True),
        ("Duy trì", 1.0, True),
        ("-", 2.0, True),
        ("12,5 tấn", 100.0, False),
        ("2.000", 2.0, False),
        ("31/38", "31/38 (81,6%)", True),
        ("0", "Duy trì", False),
    ],
)
def test_the_rule_for_actuals_takes_numbers_words_and_worded_results(
    book: openpyxl.Workbook, entry: object, plan: object, taken: bool
) -> None:
    rule = next(r for r in book[sheets.CHI_TIEU].data_validations.dataValidation if str(r.sqref) == "E6:F505")
    assert judged(rule.formula1, {"D6": plan, "E6": entry}) is taken


@pytest.mark.parametrize(
    ("entry", "taken"),
    [
        (4150.0, True),
        ("14,5-15,5", True),
        (">1.650", True),
        ("31/38 (81,6%)", True),
        ("01 xã, 01 phường", True),
        ("Duy trì", True),
        ("12,5 tấn", False),
        ("một trăm", False),
    ],
)
def test_the_rule_for_plans_takes_ranges_bounds_and_fractions(
    book: openpyxl.Workbook, entry: object, taken: bool
) -> None:
    rule = next(r for r in book[sheets.CHI_TIEU].data_validations.dataValidation if str(r.sqref) == "D6:D505")
    assert judged(rule.formula1, {"D6": entry}) is taken


@pytest.mark.parametrize(
    ("entry", "taken"),
    [
        ("2023-M06", True),
        ("2023-Q2", True),
        ("2023-H1", True),
        ("2023-9M", True),
        ("2023", True),
        ("2023-M13", False),
        ("2023-H3", False),
        ("6 tháng", False),
        ("20", False),
        ("2023-", False),
    ],
)
def test_the_rule_for_the_period(book: openpyxl.Workbook, entry: str, taken: bool) -> None:
    cell = f"C{template_formulas.INFO_ROWS['ky']}"
    rule = next(r for r in book[sheets.THONG_TIN].data_validations.dataValidation if str(r.sqref) == cell)
    assert judged(rule.formula1, {cell: entry}) is taken


def judged(rule: str, cells: dict[str, object]) -> object:
    """What a validation's formula says of entries, by our engine; an error refuses as Excel's does."""
    model = Model(functions=BUILTINS)
    sheet = model.add_sheet("Thu")
    for name, value in cells.items():
        sheet.set_value(int(name[1:]), "ABCDEF".index(name[0]) + 1, value)
    sheet.set_formula(600, 20, f"={rule}")
    model.recalculate()
    return sheet.value(600, 20) is True


def test_number_formats_follow_the_value_and_never_end_in_a_bare_sign(built: Path) -> None:
    with zipfile.ZipFile(built) as package:
        sheet, styles = (package.read(f"xl/{part}").decode() for part in ("worksheets/sheet2.xml", "styles.xml"))
    assert '<conditionalFormatting sqref="D6:I505">' in sheet
    assert "ROUND(D6,2)=ROUND(D6,0)" in sheet and "ROUND(D6,2)=ROUND(D6,1)" in sheet
    assert re.search(r"<dxf>.*?formatCode=\"#,##0\"", styles) and re.search(r"<dxf>.*?formatCode=\"#,##0\.0\"", styles)
    assert "#,##0.##" not in styles


def test_other_formulas_look_rows_up_by_code_in_the_generous_range(book: openpyxl.Workbook) -> None:
    for sheet, cell, formula in formulas(book):
        if sheet != sheets.CHI_TIEU:
            # Row 6 itself may be named only as the corner of the range, which insertions widen.
            for reference in re.findall(r"ChiTieu!\$?[A-Z]+\$?\d+(?::\$?[A-Z]+\$?\d+)?", formula):
                assert re.fullmatch(r"ChiTieu!\$[A-Z]\$6(:\$[A-Z]\$505)?", reference), (sheet, cell, reference)


# Native rules = our functions ------------------------------------------------------------------------------------


def without_our_functions(rows: list[tuple[object, ...]], period: str, threshold: float) -> list[tuple[object, object]]:
    """Status and verdict of rows (tt, plan, actual, mark, direction) where the CT_ functions are missing."""
    model = Model(functions=BUILTINS)
    info, table = model.add_sheet(sheets.THONG_TIN), model.add_sheet(sheets.CHI_TIEU)
    at = template_formulas.INFO_ROWS
    info.set_value(at["ky"], 3, period)
    info.set_value(at["nguong"], 3, threshold)
    for key in ("nam", "thang_cuoi", "nguong_ky"):
        info.set_formula(at[key], 3, template_formulas.derived(key))
    for row, (tt, plan, actual, mark, direction) in enumerate(rows, sheets.FIRST_ROW):
        for col, value in ((1, tt), (4, plan), (6, actual), (15, mark), (14, direction)):
            table.set_value(row, col, value)
        table.set_formula(row, sheets.STATUS, template_formulas.status(row))
        table.set_formula(row, sheets.VERDICT, template_formulas.verdict(row))
    model.recalculate()
    return [
        (table.value(row, sheets.STATUS), table.value(row, sheets.VERDICT))
        for row in range(sheets.FIRST_ROW, sheets.FIRST_ROW + len(rows))
    ]


ROWS: list[tuple[object, ...]] = [
    (tt, plan, actual, mark, direction)
    for tt in (3.0, "12", "II", "-", None, "2a", "2.1")
    for plan in (4150.0, 5.5, 0.0, None, "Duy trì", "-")
    for actual in (2300.0, 2075.0, 2074.99, 0.0, 5.0, 5.5, 4151.0, "Duy trì", None, "-", "12,5 tấn")
    for mark, direction in ((None, "cao"), ("x", "thấp"), ("x", None))
]


@pytest.mark.parametrize(
    ("period", "threshold"), [("2023-H1", 50.0), ("2023-Q1", 22.5), ("2023", 100.0), ("2023-M12", 90.0)]
)
def test_native_status_and_verdict_are_those_of_our_functions(period: str, threshold: float) -> None:
    found = without_our_functions(ROWS, period, threshold)
    for (tt, plan, actual, mark, direction), (status, verdict) in zip(ROWS, found, strict=True):
        expected = ct_trang_thai(tt, plan, actual, mark, period, threshold, direction)
        if status != sheets.RECALCULATE:  # the native rule judges numeric plans, and says when it cannot
            assert status == expected, (tt, plan, actual, mark)
        else:
            assert not isinstance(plan, float)
        if expected and verdict != sheets.RECALCULATE:
            assert verdict == ct_danh_gia(plan, actual, direction), (plan, actual, direction)


@pytest.mark.parametrize(
    "period",
    [
        "2023-M01",
        "2023-M02",
        "2023-M06",
        "2023-M11",
        "2023-M12",
        "2023-Q1",
        "2023-Q3",
        "2023-Q4",
        "2023-H1",
        "2023-9M",
        "2023",
    ],
)
def test_words_of_the_period_are_those_of_our_functions(period: str) -> None:
    model = Model(functions=BUILTINS)
    info = model.add_sheet(sheets.THONG_TIN)
    at = template_formulas.INFO_ROWS
    info.set_value(at["ky"], 3, period)
    for key in ("nam", "thang_cuoi", "ky_chu", "ky_con_lai", "ky_cung_ky"):
        info.set_formula(at[key], 3, template_formulas.derived(key))
    model.recalculate()
    parsed = parse_period(period)
    assert parsed is not None
    assert info.value(at["nam"], 3) == parsed.year
    assert info.value(at["thang_cuoi"], 3) == parsed.last_month
    assert info.value(at["ky_chu"], 3) == ct_ky(period) == parsed.name
    assert info.value(at["ky_con_lai"], 3) == parsed.remaining


# Data, periods, other packs ---------------------------------------------------------------------------------------


def content(data: str | None, folder: Path, **options: str) -> template_data.Content:
    path = None
    if data is not None:
        path = folder / "so-lieu.csv"
        path.write_text(data, encoding="utf-8")
    return template_data.content(packs.read(PACK), path, **options)


def row_of(found: template_data.Content, code: str) -> packs.Row:
    return next(row for row in found.rows if row.code == code)


def test_data_replaces_the_actuals_and_what_its_columns_name(tmp_path: Path) -> None:
    found = content("tt;thuc_hien;ghi_chu\n3;2500;\n2a;8,5;\nviec_lam;102,68;đợt 1\n13;Duy trì;\n7;-;\n", tmp_path)
    assert row_of(found, "luong_thuc").actual == 2500
    assert row_of(found, "luong_thuc").plan == 4150
    assert row_of(found, "co_cau_nong_nghiep").actual == 8.5
    assert (row_of(found, "viec_lam").actual, row_of(found, "viec_lam").note) == (102.68, "đợt 1")
    assert row_of(found, "giet_mo").actual == "Duy trì"
    assert row_of(found, "tich_tu_dat").actual == "-"
    assert row_of(found, "thuy_san").actual is None  # not in the data: not entered


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        ("tt,thuc_hien\n3,2.000\n", "dòng 2 (TT 3), cột thuc_hien: “2.000” có thể là 2.000 hoặc 2"),
        ('tt,thuc_hien\n3,"12,5 tấn"\n', "dòng 2 (TT 3), cột thuc_hien: “12,5 tấn” không phải là số"),
        ("tt,thuc_hien\n30,5\n", "dòng 2 (TT 30): không có chỉ tiêu mang TT “30”"),
        ("tt,thuc_hien\n3,5\n3,6\n", "dòng 3 (TT 3): TT này đã có ở dòng trên"),
        ("tt,thuc_hienn\n3,5\n", "dòng 1: không biết cột “thuc_hienn”"),
        ("thuc_hien\n5\n", "dòng 1: thiếu cột “tt”"),
    ],
)
def test_data_that_cannot_be_used_is_refused_with_its_line(tmp_path: Path, data: str, expected: str) -> None:
    with pytest.raises(Refusal) as caught:
        content(data, tmp_path)
    assert expected in caught.value.message


def test_the_same_period_a_year_later_starts_from_this_years_actuals(tmp_path: Path) -> None:
    found = content(None, tmp_path, period="2024-H1")
    rice = row_of(found, "luong_thuc")
    assert (rice.plan, rice.same_period, rice.actual) == (None, 2300, None)
    assert row_of(found, "giet_mo").plan == "Duy trì"
    assert (found.unit, found.threshold) == ("thị trấn Bút Sơn", 50)


def test_another_period_of_the_year_keeps_the_plan_and_has_its_own_threshold(tmp_path: Path) -> None:
    found = content(None, tmp_path, period="2023-9M")
    rice = row_of(found, "luong_thuc")
    assert (rice.plan, rice.same_period, rice.actual, found.threshold) == (4150, None, None, 75)


def test_a_period_that_is_none_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Refusal, match="không hợp lệ"):
        content(None, tmp_path, period="nửa năm")


def test_nothing_is_written_when_the_data_is_refused(tmp_path: Path) -> None:
    (tmp_path / "sai.csv").write_text("tt,thuc_hien\n99,1\n", encoding="utf-8")
    with pytest.raises(Refusal):
        template.build(PACK, tmp_path / "bang.xlsx", data=tmp_path / "sai.csv")
    assert not (tmp_path / "bang.xlsx").exists()


def test_a_condition_with_an_unknown_field_is_refused() -> None:
    with pytest.raises(Refusal, match="không hiểu"):
        template_conditions.condition("[luong_thuc.thuc_hien]>0", (5, 10))
