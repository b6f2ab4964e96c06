"""What ``verify`` compares, what it excludes, and that the opinions are the other programs' own."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

import workbook
from workbook import console, verify_formulas, verify_libreoffice
from workbook.compare import compare
from xlcore import ExcelError

OWN = frozenset({"CT_SO"})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A row of numbers, a formula of ours with a fallback, and what follows from both."""
    made = tmp_path / "so.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "Số liệu"
    cells = {
        "A1": 2,
        "A2": "=A1*3",
        "B1": '=IFERROR(CT_SO(4150),"4.150")',
        "B2": '=B1&" tấn"',
        "B3": "=B2&A2",
        "C1": "=1/0",
    }
    for cell, value in cells.items():
        sheet[cell] = value
    book.save(made)
    return made


def expected(**cells: object) -> dict[tuple[str, str], object]:
    return {("Số liệu", cell): value for cell, value in cells.items()}


AGREED = {"A2": 6.0, "B1": "4.150", "B2": "4.150 tấn", "B3": "4.150 tấn6", "C1": ExcelError("#DIV/0!")}


@pytest.mark.parametrize(
    ("other", "different", "excluded"),
    [
        ({}, [], ["B1"]),
        ({"A2": 7.0}, ["A2"], ["B1"]),
        # Our function's cell agrees by its fallback, so a difference after it is a difference.
        ({"B3": "khác"}, ["B3"], ["B1"]),
        # It does not agree, so what follows from it says nothing.
        ({"B1": "cũ", "B2": "cũ tấn", "B3": "cũ tấn6"}, [], ["B1", "B2", "B3"]),
        ({"B1": "cũ", "A2": 5.0}, ["A2"], ["B1"]),
        ({"C1": ExcelError("#NAME?")}, [], ["B1", "C1"]),
    ],
)
def test_what_differs_and_what_is_excluded(
    path: Path, other: dict[str, object], different: list[str], excluded: list[str]
) -> None:
    book = workbook.load(path)
    book.recalculate()
    found = compare(book, expected(**AGREED | other), OWN)  # type: ignore[arg-type]
    assert [one.cell for one in found.differences] == different
    assert sorted(cell for _, cell in found.excluded) == excluded
    assert found.compared == 5 - len(excluded)


def test_every_excluded_cell_has_its_reason(path: Path) -> None:
    book = workbook.load(path)
    book.recalculate()
    other = AGREED | {"B1": "cũ", "B2": "cũ tấn", "B3": "cũ tấn6", "C1": ExcelError("#NAME?")}
    del other["A2"]
    found = compare(book, expected(**other), OWN)  # type: ignore[arg-type]
    cells = {reason: [cell for _, cell in named] for reason, named in found.reasons.items()}
    assert list(cells.values()) == [["B1"], ["C1"], ["A2"], ["B2", "B3"]]
    assert "CT_SO" in list(cells)[0] and "#NAME?" in list(cells)[1]
    assert sorted(cell for named in cells.values() for cell in named) == sorted(cell for _, cell in found.excluded)


def test_verify_says_why_cells_could_not_be_compared(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = workbook.load(path)
    book.recalculate()
    found = compare(book, expected(**AGREED), OWN)  # type: ignore[arg-type]
    console.show_verify([(path, found)], "libreoffice", [])
    assert "Không so được vì gọi hàm CT_SO: Số liệu!B1." in capsys.readouterr().out


def test_a_cell_the_other_side_lacks_is_excluded(path: Path) -> None:
    book = workbook.load(path)
    book.recalculate()
    found = compare(book, expected(A2=6.0), OWN)  # type: ignore[arg-type]
    assert (found.compared, found.differences) == (1, [])


def test_libreoffice_says_what_it_computes_itself(path: Path) -> None:
    values = verify_libreoffice.values(path)
    assert values["Số liệu", "A2"] == 6.0
    assert values["Số liệu", "B3"] == "4.150 tấn6"
    assert values["Số liệu", "C1"] == ExcelError("#DIV/0!")


def test_the_formulas_package_says_what_it_computes_itself(path: Path) -> None:
    values = verify_formulas.values(path, ["Số liệu"])
    assert values["Số liệu", "A2"] == 6.0
    assert values["Số liệu", "B3"] == "4.150 tấn6"
    assert values["Số liệu", "C1"] == ExcelError("#DIV/0!")


def test_without_libreoffice_there_is_one_clear_sentence(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(path.parent))
    monkeypatch.setattr(verify_libreoffice, "PLACES", ())
    with pytest.raises(workbook.Refusal, match="chưa có LibreOffice"):
        verify_libreoffice.values(path)
