"""What somebody else says (a pack, a data file, a frame, a name) is written as text, whatever it looks like."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from tests.conftest import ROOT
from tests.workbook.xlsxparts import make
from workbook import cli, load, packs, sheets

PACK = "but-son-2023-h1"
FORMULA = '=HYPERLINK("http://127.0.0.1:9/","a")'


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook of a pack and of data that are full of formulas."""
    folder = tmp_path_factory.mktemp("texts")
    pack = folder / "goi-la"
    shutil.copytree(ROOT / "templates" / PACK, pack)
    for name, old, new in (
        (packs.CATALOGUE_FILE, "Giá trị sản xuất nông, lâm, thủy sản", "=1+1"),
        (packs.PACK_FILE, f'id = "{PACK}"', 'id = "goi-la"'),
    ):
        text = (pack / name).read_text(encoding="utf-8")
        assert old in text
        changed = text.replace(f'"{old}"', new).replace(old, new)
        (pack / name).write_text(changed, encoding="utf-8")
    quoted = FORMULA.replace('"', '""')
    rows = (f'1,5,"{quoted}"', "2,5,+1+1", "3,5,-2+3", '4,5,"@SUM(1,2)"', "7,5,=cmd|'/c calc'!A0")
    data = "\n".join(("tt,thuc_hien,ghi_chu", *rows, ""))
    (folder / "so-lieu.csv").write_text(data, encoding="utf-8")
    made = folder / "so.xlsx"
    words = ["new", str(pack), "-o", str(made), "--data", str(folder / "so-lieu.csv"), "--unit", "=2+3"]
    assert cli.main(words) == cli.DONE
    return made


def test_texts_of_packs_and_data_are_no_formulas_in_the_workbook(built: Path) -> None:
    book = load(built)
    cells = [cell for sheet in book.sheet_names for cell in book.cells(sheet)]
    texts, formulas = {value for _, value, formula in cells if formula is None}, {formula for *_, formula in cells}
    said = {FORMULA, "=1+1", "=2+3", "+1+1", "-2+3", "@SUM(1,2)", "=cmd|'/c calc'!A0"}
    assert said <= texts and not said & formulas


def test_excel_keeps_them_as_texts_when_they_are_edited(built: Path) -> None:
    page = openpyxl.load_workbook(built)[sheets.CHI_TIEU]
    cells = [cell for row in page.iter_rows() for cell in row if cell.value in (FORMULA, "=1+1")]
    assert cells and all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_a_frame_with_formulas_is_written_as_texts(tmp_path: Path) -> None:
    path = make(tmp_path / "so.xlsx", '<row r="1"><c r="A1"><v>1</v></c></row>')
    book = load(path)
    texts = [FORMULA, "+1", "-1+2", "@SUM(1)", "=1+1"]
    book.set_frame("S", "B2", pd.DataFrame({"x": texts}))
    book.save()
    again = load(path)
    assert [(value, formula) for _, value, formula in again.cells("S")] == [(1.0, None), *((t, None) for t in texts)]
