"""A small recalculation pays for nothing heavy: what a cold process imports, read from Python's own account of it."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import workbook
from workbook import jobs

ROOT = Path(__file__).resolve().parents[1]
HEAVY = {"numpy", "pandas", "openpyxl", "formulas", "docx", "docxtpl", "lxml", "jinja2", "scipy", "xlwings"}
SLOW = {"dataclasses", "inspect"}  # of the standard library; what a recalculation needs are plain records


def ran(*arguments: str, code: int = 0) -> tuple[set[str], str]:
    """The top-level packages that a fresh Python imported to run this, from ``-X importtime``, and what it printed."""
    command = [sys.executable, "-X", "importtime", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=120)
    assert done.returncode == code, done.stderr
    names = re.findall(r"^import time:\s+\d+ \|\s+\d+ \| +(\S+)$", done.stderr, re.MULTILINE)
    return {name.partition(".")[0] for name in names}, done.stdout


def imported(*arguments: str) -> set[str]:
    return ran(*arguments)[0]


@pytest.fixture(scope="module")
def stale(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Bút Sơn workbook in which an actual was changed and nothing recalculated since."""
    path = tmp_path_factory.mktemp("lanh") / "bang.xlsx"
    jobs.new(jobs.DEMO_PACK, path)
    book = workbook.load(path)
    book.set("ChiTieu", "F12", 4150)
    book.save()
    return path


@pytest.fixture
def table(stale: Path, tmp_path: Path) -> Path:
    """A copy of it, because recalculating makes it fresh."""
    return Path(shutil.copy(stale, tmp_path / "bang.xlsx"))


def assert_recalculated(table: Path) -> None:
    book = workbook.load(table)
    assert (book.value("ChiTieu", "H12"), book.value("ChiTieu", "I12")) == (100, "-")


def test_recalculating_the_but_son_workbook_imports_nothing_heavy(table: Path) -> None:
    packages, printed = ran("-m", "workbook", "recalc", str(table), "--json")
    assert {"workbook", "xlcore", "udfs"} <= packages
    assert not packages & (HEAVY | SLOW)
    (result,) = json.loads(printed)["files"]
    assert {"ChiTieu!G12", "ChiTieu!H12", "ChiTieu!I12"} <= set(result["changed"])
    assert_recalculated(table)


def test_nor_does_printing_the_summary(table: Path) -> None:
    packages, printed = ran("-m", "workbook", "recalc", str(table))
    assert "185,27" in printed
    assert not packages & (HEAVY | SLOW)


def test_nor_does_checking_what_is_saved(table: Path) -> None:
    before = table.read_bytes()
    packages, printed = ran("-m", "workbook", "recalc", str(table), "--check", code=3)
    assert "ChiTieu!H12" in printed
    assert not packages & HEAVY
    assert table.read_bytes() == before


def test_importing_the_front_door_imports_almost_nothing() -> None:
    packages = imported("-c", "import workbook") - imported("-c", "import typing")
    assert packages == {"workbook", "__future__"}


def test_a_report_imports_what_it_needs_and_no_engine_of_others(table: Path) -> None:
    packages = imported("-m", "workbook", "report", str(table))
    assert "docxtpl" in packages
    assert not packages & {"openpyxl", "formulas", "pandas", "scipy", "numpy"}
    assert_recalculated(table)
