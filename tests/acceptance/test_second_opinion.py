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


def test_the_formulas_package_agrees_too(table: Path, chitieu: Run) -> None:
    code, found = verified(chitieu, table, "formulas")
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
            if item.filename.startswith("xl/worksheets/sheet"):
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
    """LibreOffice, unlike Excel and us, takes an empty text for 0 in no setting but its own; a text sum differs."""
    path = tmp_path / "khac.xlsx"
    book = openpyxl.Workbook()
    book.active["A1"] = '=INFO("system")'  # type: ignore[index]
    book.active["A2"] = "=1+1"  # type: ignore[index]
    book.save(path)
    done = chitieu("verify", path, "--against", "libreoffice", "--json")
    found = json.loads(done.stdout)["files"][0]
    assert found["compared"] == 2
