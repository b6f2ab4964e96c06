"""The report's file: written from a workbook on disk in one step, refused while Word has it open."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

import workbook
from workbook import packs, report, report_target, sheets
from workbook.refusal import Refusal

PACK = "but-son-2023-h1"
INFO = {
    "goi": PACK, "don_vi": "thị trấn Bút Sơn", "dia_danh": "Bút Sơn", "ky": "2023-H1", "nguong": 50,
    "ky_hieu": "BC-UBND", "ky_chu": "6 tháng đầu năm 2023", "ky_con_lai": "6 tháng cuối năm 2023", "nam": 2023,
}  # fmt: skip


def small_workbook(path: Path) -> Path:
    """A workbook with a few rows of the table and formulas, as staff's workbooks are laid out."""
    made = openpyxl.Workbook()
    made.remove(made.active)
    info, table, sentences = (made.create_sheet(name) for name in (sheets.THONG_TIN, sheets.CHI_TIEU, sheets.CAU_MAU))
    for row, (key, value) in enumerate(INFO.items(), sheets.INFO_FIRST_ROW):
        info.cell(row, sheets.INFO_KEY, key)
        info.cell(row, sheets.INFO_VALUE, value)
    table.cell(sheets.TITLE_ROW, 1, "KẾT QUẢ THỰC HIỆN")
    rows = [
        ["I", "Về kinh tế"],
        [1, "Sản lượng lúa", "Tấn", 4150, 2240, 2300],
        [2, "Đường làm mới", "Km", 4, None, None],
    ]
    for row, values in enumerate(rows, sheets.FIRST_ROW):
        for column, value in enumerate(values, 1):
            table.cell(row, column, value)
    table.cell(sheets.FIRST_ROW + 1, sheets.CODE, "lua")
    for column, formula in (
        (sheets.VS_SAME, "=F7/E7*100"),
        (sheets.VS_PLAN, "=F7/D7*100"),
        (sheets.REMAINING, "=D7-F7"),
    ):
        table.cell(sheets.FIRST_ROW + 1, column, formula)
    for column, value in (
        (sheets.SECTION, "kinh_te"),
        (sheets.CONDITION, "=ChiTieu!F7>0"),
        (sheets.SENTENCE, '="Đạt."'),
    ):
        sentences.cell(sheets.SENTENCE_FIRST_ROW, column, value)
    made.save(path)
    return path


@pytest.fixture
def book(tmp_path: Path) -> workbook.Workbook:
    loaded = workbook.load(small_workbook(tmp_path / "bang.xlsx"))
    loaded.recalculate()
    return loaded


def body(path: Path) -> str:
    with zipfile.ZipFile(path) as package:
        assert package.testzip() is None
        return package.read("word/document.xml").decode()


def test_the_report_follows_the_recalculated_workbook(book: workbook.Workbook, tmp_path: Path) -> None:
    result = report.write(book, tmp_path / "bao-cao.docx")
    text = body(result.path)
    assert result.path == tmp_path / "bao-cao.docx" and result.seconds > 0
    assert "102,68" in text and "1.850" in text and "Đạt./." in text
    assert any(warning.startswith("ChiTieu!F8: ") for warning in result.warnings)
    assert sorted(entry.name for entry in tmp_path.iterdir()) == ["bang.xlsx", "bao-cao.docx"]


def test_an_input_set_before_recalculating_is_what_the_report_prints(book: workbook.Workbook, tmp_path: Path) -> None:
    book.set(sheets.CHI_TIEU, "F7", 4150)
    book.recalculate()
    text = body(report.write(book, tmp_path / "a.docx").path)
    assert "185,27" in text and "102,68" not in text


@pytest.mark.parametrize(
    ("name", "lock"),
    [("but-son.docx", "~$ut-son.docx"), ("bao-cao-6-thang.docx", "~$o-cao-6-thang.docx"), ("bc.docx", "~$bc.docx")],
)
def test_a_report_open_in_word_is_refused_and_kept(
    book: workbook.Workbook, tmp_path: Path, name: str, lock: str
) -> None:
    target = tmp_path / name
    target.write_bytes(b"old")
    (tmp_path / lock).write_bytes(b"")
    with pytest.raises(Refusal, match="đang mở trong Word"):
        report.write(book, target)
    assert target.read_bytes() == b"old"


def test_a_read_only_report_and_a_missing_folder_are_refused(book: workbook.Workbook, tmp_path: Path) -> None:
    target = tmp_path / "cu.docx"
    target.write_bytes(b"old")
    target.chmod(stat.S_IREAD)
    with pytest.raises(Refusal, match="chỉ cho đọc"):
        report.write(book, target)
    assert target.read_bytes() == b"old"
    with pytest.raises(Refusal, match="Không có thư mục"):
        report.write(book, tmp_path / "khong-co" / "a.docx")


def test_a_report_carries_the_mark_of_its_content(book: workbook.Workbook, tmp_path: Path) -> None:
    path = report.write(book, tmp_path / "a.docx").path
    assert report_target.is_untouched(path)
    assert report.write(book, path).kept is None
    with zipfile.ZipFile(path) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    parts["word/document.xml"] = parts["word/document.xml"].replace(b"102,68", b"102,69")
    with zipfile.ZipFile(path, "w") as package:
        for name, content in parts.items():
            package.writestr(name, content)
    assert not report_target.is_untouched(path)
    done = report.write(book, path)
    assert done.merged is not None and (done.merged.kept, done.merged.changed) == (1, 0)
    assert "102,69" in body(path) and done.kept is None  # the same figures: nothing to bring up to date
    edited = path.read_bytes()
    fresh = report.write(book, path, fresh=True)
    assert fresh.kept is not None and fresh.kept.read_bytes() == edited
    assert "102,69" not in body(path)


def test_two_edited_reports_of_one_second_are_both_kept(tmp_path: Path) -> None:
    path = tmp_path / "a.docx"
    kept = []
    for content in (b"mot", b"hai", b"hai"):
        path.write_bytes(content)
        os.utime(path, (1.7e9, 1.7e9))
        kept.append(report_target.keep_edited(path))
    assert [one.read_bytes() for one in kept if one] == [b"mot", b"hai", b"hai"]
    assert kept[0] != kept[1] == kept[2]


def test_a_missing_sheet_is_named(tmp_path: Path) -> None:
    path = small_workbook(tmp_path / "bang.xlsx")
    made = openpyxl.load_workbook(path)
    del made[sheets.CAU_MAU]
    made.save(path)
    with pytest.raises(Refusal, match=sheets.CAU_MAU):
        report.write(workbook.load(path), tmp_path / "a.docx")


def test_a_pack_without_a_word_template_is_refused(tmp_path: Path) -> None:
    folder = tmp_path / "xa-mau"
    folder.mkdir()
    text = packs.folder(PACK).joinpath(packs.PACK_FILE).read_text(encoding="utf-8")
    (folder / packs.PACK_FILE).write_text(text.replace(f'id = "{PACK}"', 'id = "xa-mau"'), encoding="utf-8")
    loaded = workbook.load(small_workbook(tmp_path / "bang.xlsx"))
    loaded.set(sheets.THONG_TIN, f"C{sheets.INFO_FIRST_ROW}", "xa-mau")
    loaded.recalculate()
    with pytest.raises(Refusal, match=f"“xa-mau” thiếu tệp {packs.WORD_FILE}"):
        report.write(loaded, tmp_path / "a.docx")
    loaded.set(sheets.THONG_TIN, f"C{sheets.INFO_FIRST_ROW}", str(folder))  # a workbook may not name a path
    with pytest.raises(Refusal, match="không phải mã gói"):
        report.write(loaded, tmp_path / "a.docx")


def test_a_recalculation_pays_nothing_for_word() -> None:
    heavy = ("docx", "docxtpl", "lxml", "jinja2")
    code = f"import sys, workbook, workbook.book; print([m for m in {heavy} if m in sys.modules])"
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environment)
    assert done.stdout.strip() == "[]"
