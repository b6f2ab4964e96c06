"""``chitieu new`` for another unit or period takes over what is everybody's, and no figure or addressee of others."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
from as_user import NAME, Run, refused
from openpyxl.workbook.workbook import Workbook

OWN = ("Bút Sơn", "Hoằng Hóa", "thị trấn")


def made(chitieu: Run, tmp_path: Path, *arguments: str) -> tuple[Workbook, str]:
    """The new workbook, and what was said on standard error."""
    path = tmp_path / "moi.xlsx"
    done = chitieu("new", NAME, "-o", path, *arguments)
    assert done.returncode == 0, done.stderr
    return openpyxl.load_workbook(path, data_only=True), done.stderr


def inputs(book: Workbook, columns: str = "DEF") -> set[object]:
    return {book["ChiTieu"][f"{column}{row}"].value for column in columns for row in range(6, 60)} - {None}


def information(book: Workbook) -> dict[str, object]:
    return {row[0].value: row[2].value for row in book["ThongTin"].iter_rows(min_row=4, max_row=30)}  # type: ignore[misc]


def test_another_unit_starts_without_anybody_elses_figures(tmp_path: Path, chitieu: Run) -> None:
    book, said = made(chitieu, tmp_path, "--unit", "xã Ninh Hải")
    assert inputs(book) == set()
    info = information(book)
    assert (info["don_vi"], info["dia_danh"]) == ("xã Ninh Hải", "Ninh Hải")
    assert not info["kinh_gui"] and not info["noi_nhan"] and not info["co_quan_chu_quan"]
    history = [cell.value for row in book["LichSu"].iter_rows(min_row=5, min_col=5, max_col=6) for cell in row]
    assert {value for value in history if isinstance(value, float | int)} == set()
    remarks = {cell.value for cell in book["ThongTin"]["D"]}
    texts = [cell.value for name in ("ThongTin", "ChiTieu", "LichSu") for row in book[name] for cell in row]
    texts = [text for text in texts if text not in remarks]
    assert [text for text in texts if isinstance(text, str) and any(word in text for word in OWN[:2])] == []
    for word in ("Ninh Hải", "để trống", "nơi nhận", "kế hoạch"):
        assert word in said


def test_another_unit_has_the_figures_of_its_csv_alone(tmp_path: Path, chitieu: Run) -> None:
    data = tmp_path / "so-lieu.csv"
    data.write_text("tt,ke_hoach,thuc_hien\n3,5000,2600\n", encoding="utf-8")
    book, said = made(chitieu, tmp_path, "--unit", "xã Ninh Hải", "--data", str(data))
    assert inputs(book) == {5000, 2600}
    assert "kế hoạch, cùng kỳ" not in said


def test_the_packs_own_unit_written_otherwise_is_no_other(tmp_path: Path, chitieu: Run) -> None:
    book, said = made(chitieu, tmp_path, "--unit", "Thị trấn  Bút Sơn")
    assert book["ChiTieu"]["F12"].value == 2300
    assert said == ""


def test_another_period_of_the_year_keeps_the_plans_and_says_what_is_left(tmp_path: Path, chitieu: Run) -> None:
    book, said = made(chitieu, tmp_path, "--period", "2023-9M")
    assert book["ChiTieu"]["D12"].value == 4150
    assert inputs(book, "F") == set()
    assert "2023-9M" in said and "để trống" in said


@pytest.mark.parametrize(("option", "word"), [("--unit", "--unit"), ("--period", "--period")])
@pytest.mark.parametrize("text", ["", "  "])
def test_an_empty_unit_or_period_is_refused(option: str, word: str, text: str, tmp_path: Path, chitieu: Run) -> None:
    refused(chitieu("new", NAME, "-o", tmp_path / "moi.xlsx", option, text), word)
    assert list(tmp_path.iterdir()) == []
