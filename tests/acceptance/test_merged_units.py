"""Last year's workbooks, of one unit or of several that were merged, give this year's its same period."""

from __future__ import annotations

from pathlib import Path

import pytest
from as_user import Run, refused

import workbook
from workbook import jobs, rolling, sheets

PACK = "but-son-2023-h1"


@pytest.fixture(scope="module")
def old(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """The workbooks of two old communes."""
    folder = tmp_path_factory.mktemp("cu")
    files = folder / "xa-a.xlsx", folder / "xa-b.xlsx"
    for path, rice in zip(files, (2300.0, 1150.5), strict=True):
        jobs.new(PACK, path)
        book = workbook.load(path)
        book.set(sheets.CHI_TIEU, "F12", rice)
        book.set(sheets.THONG_TIN, "C5", path.stem.replace("-", " "))
        book.save()
        jobs.recalc(path)
    return files


def test_one_workbook_gives_the_same_period_the_history_and_the_unit(old: tuple[Path, Path], tmp_path: Path) -> None:
    made = jobs.new(PACK, tmp_path / "moi.xlsx", earlier=old[:1])
    book = workbook.load(tmp_path / "moi.xlsx")
    assert book.value(sheets.THONG_TIN, "C5") == "xa a"
    assert book.value(sheets.THONG_TIN, "C11") == "2024-H1"
    assert book.value(sheets.CHI_TIEU, "E12") == 2300
    assert book.value(sheets.CHI_TIEU, "D12") is None
    assert not book.has_sheet(sheets.HOP_NHAT)
    codes = {row[0] for row in book.values(sheets.LICH_SU, "A5:D60") if row[3] == "2023-H1"}
    assert "luong_thuc" in codes
    assert any("chưa có số cùng kỳ" in notice for notice in made.notices)


def test_results_that_are_no_numbers_are_taken_over_without_a_word(tmp_path: Path) -> None:
    old, made = tmp_path / "2023.xlsx", tmp_path / "2024.xlsx"
    jobs.new("huong-tra-2023", old)
    jobs.new("huong-tra-2023", made, earlier=[old])
    book = workbook.load(made)
    rows = book.values(sheets.CHI_TIEU, sheets.TABLE_CELLS)
    same = {str(cells[sheets.CODE - 1]): cells[sheets.SAME_PERIOD - 1] for cells in rows}
    wanted = ("29/38 (76,3%)", ">70", ">1.000", "1 xã", ">93")
    codes = ("truong_chuan", "lao_dong_dao_tao", "viec_lam", "nong_thon_do_thi", "thu_gom_rac")
    assert tuple(same[code] for code in codes) == wanted
    said = [str(row[0]) for row in book.values(sheets.KIEM_TRA, "C5:C44")]
    assert [text for text in said if "cùng kỳ" in text] == []
    row = next(place for place, cells in enumerate(rows, sheets.FIRST_ROW) if cells[sheets.CODE - 1] == "thu_gom_rac")
    book.set(sheets.CHI_TIEU, f"E{row}", "khá cao")  # but what nobody can read is named
    book.recalculate()
    assert "«khá cao», cần một con số" in str(book.value(sheets.KIEM_TRA, "C5"))
    assert book.value(sheets.KIEM_TRA, "B5") == f"E{row}"


def test_merged_units_are_added_by_a_formula_that_shows_each(
    old: tuple[Path, Path], tmp_path: Path, chitieu: Run
) -> None:
    target = tmp_path / "moi.xlsx"
    done = chitieu("new", PACK, "--from", *old, "--unit", "xã Mới", "-o", target)
    assert done.returncode == 0, done.stderr
    book = workbook.load(target)
    assert book.value(sheets.CHI_TIEU, "E12") == 3450.5
    assert sheets.HOP_NHAT in str(book.formula(sheets.CHI_TIEU, "E12"))
    assert book.value(sheets.CHI_TIEU, "J12") == "Cùng kỳ: cộng 2 đơn vị cũ"
    assert book.values(sheets.HOP_NHAT, "A4:F5") == [
        ["Mã", "Chỉ tiêu", "ĐVT", "xa a", "xa b", "Cộng"],
        ["luong_thuc", "Tổng sản lượng lương thực có hạt", "Tấn", 2300, 1150.5, 3450.5],
    ]
    rows = {row[0]: row for row in book.values(sheets.HOP_NHAT, "A5:G40") if row[0]}
    assert rows["suy_dinh_duong"][6] == "Không cộng được: nhập ở cột (3)"
    assert book.value(sheets.CHI_TIEU, "E24") is None  # a rate: the officer decides
    book.set(sheets.HOP_NHAT, "E5", 1200)
    book.recalculate()
    assert book.value(sheets.CHI_TIEU, "E12") == 3500
    assert "cộng" in done.stderr or "Lưu ý" in done.stderr


def test_a_merged_workbook_rolls_on(old: tuple[Path, Path], tmp_path: Path) -> None:
    jobs.new(PACK, tmp_path / "so-2024-H1.xlsx", unit="xã Mới", earlier=old)
    rolled = rolling.roll(tmp_path / "so-2024-H1.xlsx", "2024-9M")
    book = workbook.load(rolled.out)
    assert book.formula(sheets.CHI_TIEU, "E12") is None  # the sum was of another period
    assert book.value(sheets.CHI_TIEU, "E12") is None


def test_what_cannot_be_merged_is_refused(old: tuple[Path, Path], tmp_path: Path, chitieu: Run) -> None:
    target = tmp_path / "moi.xlsx"
    refused(chitieu("new", PACK, "--from", *old, "-o", target), "--unit")
    refused(chitieu("new", PACK, "--from", old[0], old[0], "--unit", "xã Mới", "-o", target), "hai lần")
    refused(chitieu("new", PACK, "--from", tmp_path / "khong-co.xlsx", "-o", target), "khong-co.xlsx")
    assert not target.exists()
