"""No command destroys what a person made: a workbook given as the target, a report edited by hand, good values."""

from __future__ import annotations

import shutil
import zipfile
from pathlib import Path

import docx
import openpyxl
import pytest
from as_user import NAME, Run, refused, unchanged


@pytest.mark.parametrize("name", ["bang.xlsx", "khac.xlsx", "khac.xlsm", "khac.pdf", "khac"])
def test_a_report_goes_only_into_a_word_file(name: str, table: Path, chitieu: Run) -> None:
    target = table.with_name(name)
    if not target.exists():
        shutil.copy(table, target)
    before = target.read_bytes()
    refused(unchanged(table, lambda: chitieu("report", table, "-o", target)), name, ".docx")
    assert target.read_bytes() == before


def test_a_word_name_that_is_the_workbook_is_refused(table: Path, chitieu: Run) -> None:
    link = table.with_name("bao-cao.docx")
    link.symlink_to(table)
    refused(unchanged(table, lambda: chitieu("report", table, "-o", link)), "bao-cao.docx", "sổ chỉ tiêu")


def test_a_folder_as_the_target_of_a_report(table: Path, chitieu: Run) -> None:
    refused(unchanged(table, lambda: chitieu("report", table, "-o", table.parent)), "thư mục", "bang.docx")


def test_a_report_that_nobody_edited_is_replaced(table: Path, chitieu: Run) -> None:
    for _ in range(2):
        done = chitieu("report", table)
        assert done.returncode == 0, done.stderr
        assert "giữ lại" not in done.stdout
    assert sorted(path.name for path in table.parent.iterdir()) == ["bang.docx", "bang.xlsx"]


def edit_by_hand(path: Path) -> bytes:
    document = docx.Document(str(path))
    document.add_paragraph("Câu viết thêm bằng tay.")
    document.save(str(path))
    return path.read_bytes()


def holds_the_edit(path: Path) -> bool:
    return any(paragraph.text == "Câu viết thêm bằng tay." for paragraph in docx.Document(str(path)).paragraphs)


def test_a_report_edited_by_hand_is_written_on_and_one_given_up_is_kept_beside(table: Path, chitieu: Run) -> None:
    chitieu("report", table)
    report = table.with_suffix(".docx")
    edit_by_hand(report)
    done = chitieu("report", table)
    assert done.returncode == 0, done.stderr
    assert holds_the_edit(report) and "được viết tiếp" in done.stdout
    edited = report.read_bytes()
    done = chitieu("report", table, "--fresh")
    kept = list(table.parent.glob("bang-*.docx"))
    assert [path.read_bytes() for path in kept] == [edited]
    assert str(kept[0]) in done.stdout
    assert not holds_the_edit(report)


def test_a_demonstration_keeps_a_report_edited_by_hand(demo: tuple[Path, str], tmp_path: Path, chitieu: Run) -> None:
    folder = Path(shutil.copytree(demo[0], tmp_path / "ra"))
    edit_by_hand(folder / f"{NAME}.docx")
    done = chitieu("demo", "-o", folder)
    assert done.returncode == 0, done.stderr
    assert holds_the_edit(folder / f"{NAME}.docx") and "được viết tiếp" in done.stdout
    assert len(list(folder.glob("*.xlsx"))) == 1


@pytest.mark.parametrize("name", ["ra.xlsx", "ra.docx"])
def test_a_demonstration_wants_a_folder(name: str, tmp_path: Path, chitieu: Run) -> None:
    refused(chitieu("demo", "-o", tmp_path / name), name, "thư mục")
    assert list(tmp_path.iterdir()) == []


def two_sheets(tmp_path: Path, recalculated: Run) -> Path:
    """A foreign workbook with saved values, then a sheet renamed by a tool that mends no formula."""
    path = tmp_path / "so.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "Tong"  # type: ignore[union-attr]
    book["Tong"]["A1"] = "=Nguon!A1*2"
    book["Tong"]["A2"] = "=A1+1"
    book.create_sheet("Nguon")["A1"] = 21
    book.save(path)
    assert recalculated("recalc", path).returncode == 0
    shutil.copy(path, tmp_path / "goc.xlsx")
    return path


def rename_part(path: Path) -> None:
    """Renames the sheet Nguon in the workbook part alone, so that saved values stay where they are."""
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["xl/workbook.xml"] = parts["xl/workbook.xml"].replace(b'name="Nguon"', b'name="Khac"')
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in parts.items():
            package.writestr(name, content)


def test_good_values_do_not_become_errors_in_place(tmp_path: Path, chitieu: Run) -> None:
    path = two_sheets(tmp_path, chitieu)
    rename_part(path)
    refused(unchanged(path, lambda: chitieu("recalc", path)), "Tong!A1", "#REF!", "-o")
    done = chitieu("recalc", path, "-o", tmp_path / "ra.xlsx")
    assert done.returncode == 0
    assert "#REF!" in done.stderr
    again = chitieu("recalc", tmp_path / "ra.xlsx")  # an error that is saved already is no loss
    assert again.returncode == 0, again.stderr


def test_an_error_in_the_table_stops_a_report_before_anything_is_saved(table: Path, chitieu: Run) -> None:
    book = openpyxl.load_workbook(table)
    book["ChiTieu"]["F12"] = "=1/0"
    book.save(table)
    refused(unchanged(table, lambda: chitieu("report", table)), "ChiTieu!F12", "#DIV/0!")


@pytest.mark.parametrize(("formula", "word"), [("=F12+1", "vòng tròn"), ("=HAM_LA(1)", "HAM_LA")])
def test_a_report_gives_no_advice_that_does_not_help(formula: str, word: str, table: Path, chitieu: Run) -> None:
    book = openpyxl.load_workbook(table)
    book["ChiTieu"]["F12"] = formula
    book.save(table)
    done = unchanged(table, lambda: chitieu("report", table))
    refused(done, word, "F12", "sửa")
    assert "-o" not in done.stderr.split(word)[1]


def test_a_formula_that_cannot_be_read_is_not_called_a_function(tmp_path: Path, chitieu: Run) -> None:
    path = tmp_path / "so.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = "=1+*2"  # type: ignore[index]
    book.save(path)
    refused(unchanged(path, lambda: chitieu("recalc", path)), "không đọc được công thức", "A1")
    done = chitieu("recalc", path, "-o", tmp_path / "ra.xlsx")
    assert "không đọc được công thức" in done.stderr
    assert "SYNTAX" not in done.stderr


@pytest.mark.parametrize("sheet", ["TongHop", "KiemTra"])
def test_a_report_needs_the_sheets_it_is_decided_from(sheet: str, table: Path, chitieu: Run) -> None:
    book = openpyxl.load_workbook(table)
    del book[sheet]
    book.save(table)
    refused(unchanged(table, lambda: chitieu("report", table)), sheet)


@pytest.mark.parametrize(("column", "head"), [(11, "Trạng thái"), (13, "Mã"), (16, "Cột 5-7")])
def test_a_column_of_ours_that_is_missing(column: int, head: str, table: Path, chitieu: Run) -> None:
    book = openpyxl.load_workbook(table)
    sheet = book["ChiTieu"]
    for merged in [area for area in sheet.merged_cells.ranges if area.min_row == 3]:
        sheet.unmerge_cells(str(merged))
    sheet.delete_cols(column)
    book.save(table)
    refused(unchanged(table, lambda: chitieu("report", table)), "thiếu cột", head)


def test_codes_that_were_cleared(table: Path, chitieu: Run) -> None:
    book = openpyxl.load_workbook(table)
    for row in range(6, 60):
        book["ChiTieu"].cell(row, 13).value = None
    book.save(table)
    refused(unchanged(table, lambda: chitieu("report", table)), "mã", "cột M")


def test_a_message_names_the_users_file_and_no_draft(table: Path, tmp_path: Path, chitieu: Run) -> None:
    done = chitieu("new", NAME, "-o", tmp_path / "khong-co" / "a.xlsx")
    refused(done, "khong-co")
    done = chitieu("new", NAME, "-o", tmp_path / "a.xlsx", "--json")
    assert done.returncode == 0
    assert "dang-dung" not in done.stdout + done.stderr
