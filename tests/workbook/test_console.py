"""What the commands print about differences and errors, for a person and for a machine."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import xlsxwriter

from workbook.cli import main


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A running total whose saved values are all wrong from the first on, and an error with what follows from it."""
    made = tmp_path / "so.xlsx"
    book = xlsxwriter.Workbook(made)
    sheet = book.add_worksheet("Số liệu")
    sheet.write_number("A1", 2)
    sheet.write_formula("B1", "=A1*3", None, 7)
    for row in range(2, 13):
        sheet.write_formula(f"B{row}", f"=B{row - 1}+1", None, row + 6)
    sheet.write_formula("D1", "=1/0", None, "#DIV/0!")
    sheet.write_formula("D2", "=D1+1", None, "#DIV/0!")
    book.close()
    return made


def test_verify_shows_a_long_chain_by_its_ends(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(path)]) == 3
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("  Số liệu!B12: chờ 18, tính ra 17   =B11+1")
    assert lines[at + 1 : at + 7] == [
        "      ← Số liệu!B11: chờ 17, tính ra 16   =B10+1",
        "      ← Số liệu!B10: chờ 16, tính ra 15   =B9+1",
        "      ← Số liệu!B9: chờ 15, tính ra 14   =B8+1",
        "      ← Số liệu!B8: chờ 14, tính ra 13   =B7+1",
        "      ← … qua 6 ô nữa …",
        "      ← Số liệu!B1: chờ 7, tính ra 6   =A1*3",
    ]
    assert lines[-1] == "  Khác bắt đầu từ 1 ô: Số liệu!B1 (12 ô)."


def test_json_has_the_ends_of_a_long_chain_too(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--json", str(path)]) == 3
    (file,) = json.loads(capsys.readouterr().out)["files"]
    (last,) = (one for one in file["differences"] if one["cell"] == "Số liệu!B12")
    assert [link["cell"] for link in last["chain"]] == [f"Số liệu!B{row}" for row in (11, 10, 9, 8, 1)]
    assert (last["omitted"], last["start"]) == (6, "Số liệu!B1")


def test_json_names_the_origin_of_an_error(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recalc", "--json", str(path)]) == 0
    (file,) = json.loads(capsys.readouterr().out)["files"]
    assert {one["cell"]: one["origin"] for one in file["errors"]} == {
        "Số liệu!D1": "Số liệu!D1",
        "Số liệu!D2": "Số liệu!D1",
    }
