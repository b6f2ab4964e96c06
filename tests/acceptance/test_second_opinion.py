"""Item 4: LibreOffice and the ``formulas`` package compute the same; and ``verify`` would notice if they did not."""

from __future__ import annotations

import json
import re
import zipfile
from pathlib import Path

import openpyxl
from as_user import Run


def verified(chitieu: Run, path: Path, against: str) -> tuple[int, dict[str, object]]:
    done = chitieu("verify", path, "--against", against, "--json")
    assert done.stderr == ""
    return done.returncode, json.loads(done.stdout)["files"][0]


def test_libreoffice_agrees_in_every_ordinary_formula(table: Path, chitieu: Run) -> None:
    code, found = verified(chitieu, table, "libreoffice")
    assert found["differences"] == []
    assert code == 0
    assert found["compared"] > 300  # type: ignore[operator]


def test_libreoffice_agrees_on_the_figures_of_the_prose(tmp_path: Path, chitieu: Run) -> None:
    """Totals, computed figures, checks of SoLieu; and fingerprints, or a saved sentence would be dropped there."""
    pack, path = Path(__file__).parents[1] / "workbook" / "goi-so-lieu", tmp_path / "bang.xlsx"
    assert chitieu("new", pack, "-o", path).returncode == 0
    code, found = verified(chitieu, path, "libreoffice")
    assert found["differences"] == []
    assert code == 0
    assert found["compared"] > 180  # type: ignore[operator]


def test_the_formulas_package_agrees_too(tmp_path: Path, chitieu: Run) -> None:
    """On the pack with the fewest sentences: the package takes some seconds for every hundred formulas."""
    path = tmp_path / "bang.xlsx"
    assert chitieu("new", "thi-tran-2023-h1", "-o", path).returncode == 0
    code, found = verified(chitieu, path, "formulas")
    assert found["differences"] == []
    assert code == 0
    assert found["compared"] > 300  # type: ignore[operator]


def test_the_saved_values_are_what_we_compute(table: Path, chitieu: Run) -> None:
    assert verified(chitieu, table, "cached")[0] == 0
    assert chitieu("recalc", table, "--check").returncode == 0


def spoil(path: Path, cell: str, value: str) -> None:
    """Replaces the saved value of a formula cell of ``ChiTieu``; the formula stays."""
    with zipfile.ZipFile(path) as old:
        parts = [(item, old.read(item)) for item in old.infolist()]
    pattern = re.compile(rf'(<c r="{cell}"[^>]*>(?:<f>[^<]*</f>|<f [^>]*>[^<]*</f>)<v>)[^<]*(</v>)')
    spoiled = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for item, content in parts:
            if item.filename == "xl/worksheets/sheet2.xml":  # ChiTieu is the second sheet
                text, count = pattern.subn(rf"\g<1>{value}\g<2>", content.decode("utf-8"))
                spoiled += count and int("CHỈ TIÊU" in text or count)
                content = text.encode("utf-8")
            new.writestr(item, content)
    assert spoiled


def test_a_stale_value_is_found_without_touching_the_file(table: Path, chitieu: Run) -> None:
    spoil(table, "H12", "55")
    before = table.read_bytes()
    done = chitieu("recalc", table, "--check")
    assert done.returncode == 3
    assert "ChiTieu!H12" in done.stdout
    code, found = verified(chitieu, table, "cached")
    assert code == 3
    assert [one["cell"] for one in found["differences"]] == ["ChiTieu!H12"]  # type: ignore[attr-defined]
    assert table.read_bytes() == before


def test_libreoffice_recalculates_and_does_not_echo_what_was_saved(table: Path, chitieu: Run) -> None:
    spoil(table, "H12", "55")
    code, found = verified(chitieu, table, "libreoffice")
    assert (code, found["differences"]) == (0, [])


def test_a_formula_on_which_we_disagree_is_listed(tmp_path: Path, chitieu: Run) -> None:
    """Excel's calendar has a 29 February 1900, number 60, and so have we; LibreOffice's has not."""
    path = tmp_path / "khac.xlsx"
    book = openpyxl.Workbook()
    for cell, formula in (("A1", "=DAY(60)"), ("A2", "=1+1"), ("A3", "=A1*10"), ("A4", "=DAY(61)")):
        book.active[cell] = formula  # type: ignore[index]
    book.save(path)
    code, found = verified(chitieu, path, "libreoffice")
    assert code == 3
    assert found["compared"] == 4
    listed = {one["cell"]: (one["expected"], one["got"], one["start"]) for one in found["differences"]}  # type: ignore[attr-defined]
    assert listed == {"Sheet!A1": (28, 29, "Sheet!A1"), "Sheet!A3": (280, 290, "Sheet!A1")}
    done = chitieu("verify", path, "--against", "libreoffice")
    assert done.returncode == 3
    assert "Sheet!A1: chờ 28, tính ra 29   =DAY(60)" in done.stdout
