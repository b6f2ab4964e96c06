"""Large sheets, read and written in bulk: the saved file is, byte for byte, the one that the other readers lead to."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

import workbook
from tests.workbook.xlsxparts import make, read_parts
from workbook import bulkwrite, sheetxml


def _rows(seed: int, count: int) -> str:
    """A table whose formulas give numbers, texts, booleans, errors and blanks; saved values of any type, right or not;
    columns filled down, and some rows with a formula of their own."""
    draw, rows = random.Random(seed), []
    for r in range(1, count + 1):
        saved = [
            ("", "<v>0</v>"), (' s="2"', "<v>1.50</v>"), (' t="str"', "<v>x</v>"), (' s="1" t="b"', "<v>1</v>"),
            ("", ""), (' t="e"', "<v>#N/A</v>"), (' t="str"', "<v/>"),
        ]  # fmt: skip
        cells = [f'<c r="A{r}"><v>{draw.randint(-50, 50) / 4}</v></c>', f'<c r="B{r}" s="1"/>']
        if draw.random() < 0.2:
            cells[1] = f'<c r="B{r}" t="inlineStr"><is><t>a &amp; b</t></is></c>' if seed == 1 else ""
        texts = {
            "C": f"A{r}/3",
            "D": f'IF(A{r}&gt;0,"dương &amp; "&amp;A{r},A{r}&lt;-5)',
            "E": f"1/MAX(0,A{r})",
            "F": f"A{r}*1E+20" if draw.random() < 0.9 else f"-A{r}*1E-7",
            "AB": f'IF(A${max(1, r - 1)}=A{r}," x","_x000D_")',
            "ABC": f"ROUND(A{r},0)+0*$A$1",
        }
        for col, text in texts.items():
            attributes, element = draw.choice(saved) if col != "ABC" else ("", "<v>0</v>")
            cells.append(f'<c r="{col}{r}"{attributes}><f>{text}</f>{element}</c>')
        hidden = ' hidden="1"' if draw.random() < 0.1 else ""
        rows.append(f'<row r="{r}" spans="1:9"{hidden}>{"".join(cells)}</row>')
    return "".join(rows)


def _saved(source: Path, target: Path) -> tuple[list[object], dict[str, bytes]]:
    book = workbook.load(source)
    before = [list(book.cells("S")), book.model.sheet("S").hidden_rows]
    book.recalculate()
    book.save(target)
    return before, read_parts(target)


@pytest.mark.parametrize("seed", range(4))
def test_in_bulk_as_otherwise(seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source = tmp_path / "t.xlsx"
    make(source, _rows(seed, 400))
    usual = _saved(source, tmp_path / "usual.xlsx")
    monkeypatch.setattr(sheetxml, "BULK", 0)
    monkeypatch.setattr(sheetxml, "_BULK_CHUNK", 9000)
    monkeypatch.setattr(bulkwrite, "_BATCH", 100)
    # Inline texts are left to the other readers, and then to the other writer.
    assert (workbook.load(source)._facts["s"].places is None) == (seed == 1)
    assert _saved(source, tmp_path / "bulk.xlsx") == usual
    again = workbook.load(tmp_path / "bulk.xlsx")
    again.recalculate()
    again.save(tmp_path / "again.xlsx")
    assert read_parts(tmp_path / "again.xlsx") == usual[1]


def test_places_serve_cells_changed_once_and_without_rich_data() -> None:
    places = bulkwrite.FormulaPlaces(b"")
    one = np.array([1])
    places.add([b""], np.array([0]), one, one, one, one, one)
    assert places.serves([(1, range(1, 5)), (1, [5, 9]), (2, range(1, 5))])
    assert not places.serves([(1, range(1, 5)), (1, [4])])  # it may be again what it was
    places.add([b' vm="1"'], np.array([0]), one, one, one, one, one)
    assert not places.serves([(1, range(1, 5))])


def test_what_is_filled_down_is_held_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    make(tmp_path / "t.xlsx", _rows(0, 300))
    monkeypatch.setattr(sheetxml, "BULK", 0)
    book = workbook.load(tmp_path / "t.xlsx")
    assert len(set(map(id, book.model.sheet("S").formulas[3].values()))) == 1
    assert book.formula("S", "C250") == "=A250/3"
