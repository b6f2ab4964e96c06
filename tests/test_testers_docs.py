"""The testers' page does what it says: its Python runs as tests, its console examples print what they show."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter

from workbook.cli import main

ROOT = Path(__file__).resolve().parents[1]
PAGE = (ROOT / "docs" / "testers.md").read_text(encoding="utf-8")
PYTHON = re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL)
CONSOLE = dict(re.findall(r"```console\n\$ (.*?)\n(.*?)```", PAGE, re.DOTALL))
(FAILURE,) = re.findall(r"```text\n(.*?)```", PAGE, re.DOTALL)

ROWS = [
    ("Lương thực", 5000, 2600, 52),
    ("Thu ngân sách", 500, 750, 150),
    ("Hộ nghèo", 100, None, ""),
    ("X", 500, 500, 100),
]


def make(path: Path, first: float = 2600) -> None:
    """The page's table with the values that belong to an actual of 2600 saved in it, whatever ``first`` is."""
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("ChiTieu")
    sheet.write_row(0, 0, ["Chỉ tiêu", "Kế hoạch", "Thực hiện", "Tỉ lệ"])
    for number, (name, plan, actual, share) in enumerate(ROWS, 2):
        sheet.write_row(f"A{number}", [name, plan])
        if actual is not None:
            sheet.write_number(f"C{number}", first if number == 2 else actual)
        sheet.write_formula(f"D{number}", f'=IF(C{number}="","",C{number}/B{number}*100)', None, share)
    sheet.write_formula("C6", "=SUM(C2:C5)", None, 3850)
    sheet.write_formula("A8", '="Tổng cộng: "&C6', None, "Tổng cộng: 3850")
    book.close()


def make_clock(path: Path) -> None:
    book = xlsxwriter.Workbook(path)
    book.add_worksheet("S").write_column(0, 0, ["=TODAY()", '=2.5&""', "=RAND()"])
    book.close()


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the workbooks of the page."""
    for name in ("bang.xlsx", "golden.xlsx"):
        make(tmp_path / name)
    make(tmp_path / "cu.xlsx", first=3000)
    make_clock(tmp_path / "dong-ho.xlsx")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_pytest(folder: Path, *options: str) -> subprocess.CompletedProcess[str]:
    """pytest in a process of its own, in which the plugin is what the installed package registers."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-W", "error", *options]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, encoding="utf-8", timeout=120)


def test_every_python_example_passes(folder: Path) -> None:
    (folder / "test_page.py").write_text("\n\n".join(PYTHON), encoding="utf-8")
    done = run_pytest(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    count = len(re.findall(r"^def test_", "\n".join(PYTHON), re.MULTILINE))
    assert f"{count} passed" in done.stdout


def test_verify_prints_what_the_page_shows(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "cu.xlsx"]) == 3
    assert capsys.readouterr().out == CONSOLE["chitieu verify cu.xlsx"]
    assert main(["verify", "golden.xlsx"]) == 0


def test_json_carries_the_chain(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert "chitieu verify --json cu.xlsx" in CONSOLE
    assert main(["verify", "--json", "cu.xlsx"]) == 3
    (file,) = json.loads(capsys.readouterr().out)["files"]
    one = file["differences"][-1]
    assert (file["compared"], len(file["differences"]), file["excluded"]) == (6, 3, [])
    assert one == {
        "cell": "ChiTieu!A8",
        "formula": '="Tổng cộng: "&C6',
        "expected": "Tổng cộng: 3850",
        "got": "Tổng cộng: 4250",
        "chain": [{"cell": "ChiTieu!C6", "formula": "=SUM(C2:C5)", "expected": 3850, "got": 4250}],
        "omitted": 0,
        "start": "ChiTieu!C6",
    }
    assert all(f"`{key}`" in PAGE for key in (*one, "compared", "excluded", "differences"))


def test_a_failure_reads_as_the_page_shows(folder: Path) -> None:
    (folder / "test_red.py").write_text(
        "def test_red(chitieu_book):\n"
        "    book = chitieu_book('bang.xlsx')\n"
        "    book.set('ChiTieu', 'C2', 3000)\n"
        "    book.assert_equals('golden.xlsx', sheet='ChiTieu', range='A1:D6')\n",
        encoding="utf-8",
    )
    done = run_pytest(folder)
    assert done.returncode == 1
    printed = "\n".join(line.removeprefix("E").strip() for line in done.stdout.splitlines() if line.startswith("E"))
    shown = "\n".join(line.strip() for line in FAILURE.strip().splitlines())
    assert printed.removeprefix("AssertionError: ") == shown
    assert "undertest.py" not in done.stdout  # the trace ends in the test
