"""What a program reads of a refusal: its code, with the sentence that a person reads."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import openpyxl
import pytest
from as_user import ROOT, Run, refused, run_chitieu

from tests.security.hostile import formulas
from workbook import jobs, load, refusal


@pytest.fixture
def chitieu() -> Run:
    return run_chitieu


@pytest.mark.parametrize("command", ["recalc", "report", "verify", "roll"])
def test_json_says_the_code(command: str, tmp_path: Path, chitieu: Run) -> None:
    (tmp_path / "so.xlsx").write_bytes(b"no workbook")
    more = ["--to", "2024-H1"] if command == "roll" else []
    done = chitieu(command, tmp_path / "so.xlsx", *more, "--json")
    assert done.returncode == 1
    told = json.loads(done.stdout)
    told = told["files"][0] if "files" in told else told
    assert told["code"] == "not-zip"
    assert told["refused"] == done.stderr.strip() or not done.stderr


def test_what_the_system_refuses_has_a_code_too(tmp_path: Path, chitieu: Run) -> None:
    (tmp_path / "file").write_bytes(b"")
    done = chitieu("demo", "-o", tmp_path / "file" / "folder", "--json")
    assert done.returncode == 1
    assert json.loads(done.stdout)["code"] == "os-not-folder"
    assert "folder" in done.stderr and "Traceback" not in done.stderr


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (FileNotFoundError(2, "No such file", "a.csv"), "os-missing", "“a.csv”"),
        (OSError(28, "No space left"), "os-full", "đầy"),
        (OSError(116, "Stale file handle", "a.xlsx"), "os-gone", "“a.xlsx”"),
        (OSError(5, "Input/output error", "a.xlsx"), "os-error", "ổ đĩa báo lỗi"),
        (OSError(9999, "No such thing"), "os-error", "lỗi số 9999 của hệ thống"),
        (OSError("tự nó"), "os-error", "tự nó"),
    ],
)
def test_the_system_in_words(error: OSError, code: str, words: str) -> None:
    told = refusal.system_refusal(error)
    assert told.code == code
    assert words in told.message and "hãy" in told.message


@pytest.mark.parametrize("words", [("addin", "-o", "/proc/a.xlam"), ("new", "xa-phuong", "-o", "/proc/a.xlsx")])
def test_what_the_system_says_is_not_passed_on_in_english(words: tuple[str, ...], chitieu: Run) -> None:
    done = chitieu(*words)
    assert done.returncode == 1
    assert "No such file" not in done.stderr
    assert done.stderr.startswith(f"Không lưu được tệp “{words[-1]}” (không có tệp hay thư mục đó)")


BUG = """
import sys
from workbook import jobs
from workbook.__main__ import run

def broken(path, *_):
    raise {kind}("4150 tấn lúa")

jobs.recalc = broken
run()
"""


def crashed(kind: str, home: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The command with a bug planted in it."""
    return subprocess.run(
        [sys.executable, "-c", BUG.format(kind=kind), "recalc", "so.xlsx", *words],
        cwd=home,
        env={**os.environ, "PYTHONPATH": str(ROOT), "XDG_STATE_HOME": str(home), "LOCALAPPDATA": str(home)},
        capture_output=True,
        encoding="utf-8",
    )


def test_a_bug_is_one_sentence_and_a_log_without_contents(tmp_path: Path) -> None:
    done = crashed("KeyError", tmp_path, "--json")
    log = tmp_path / "chitieu" / "nhat-ky.txt"
    refused(subprocess.CompletedProcess(done.args, done.returncode, "", done.stderr), str(log), "hãy gửi")
    assert json.loads(done.stdout)["code"] == "bug"
    kept = log.read_text(encoding="utf-8")
    assert "builtins.KeyError" in kept and "in broken" in kept and "cli.py" in kept
    assert "4150" not in kept


def test_a_bug_goes_into_the_log_that_was_asked_for(tmp_path: Path) -> None:
    log = tmp_path / "nk.txt"
    done = crashed("ValueError", tmp_path, "--log", "nk.txt")
    refused(done, "nk.txt")
    assert "4150" not in log.read_text(encoding="utf-8")
    crashed("ValueError", tmp_path, "--log", "nk.txt", "--log-values")
    assert "4150 tấn lúa" in log.read_text(encoding="utf-8")


def test_too_little_memory_is_no_bug(tmp_path: Path) -> None:
    refused(crashed("MemoryError", tmp_path), "bộ nhớ")


REPORT_BUG = """
from workbook import report
from workbook.__main__ import run

def broken(*_):
    raise {kind}

report.store = broken
run()
"""


@pytest.mark.parametrize("kind", ["KeyError", "MemoryError"])
def test_a_bug_after_the_workbook_was_saved_does_not_say_that_all_is_as_before(kind: str, tmp_path: Path) -> None:
    table = jobs.demo(tmp_path).recalc.path
    changed = load(table)
    changed.set("ChiTieu", "F12", 4150)
    changed.save()
    before = table.read_bytes()
    words = [
        sys.executable,
        "-c",
        REPORT_BUG.format(kind=kind),
        "report",
        str(table),
        "--log",
        str(tmp_path / "nk.txt"),
    ]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, env=environment, capture_output=True, encoding="utf-8")
    refused(done, "không tệp nào bị hỏng")
    assert table.read_bytes() != before and "còn nguyên" not in done.stderr
    assert load(table).value("ChiTieu", "F12") == 4150


def book(path: Path) -> None:
    made = openpyxl.Workbook()
    made.active["A1"] = "mật"  # type: ignore[index]
    made.active["B1"] = '=A1&" thư"'  # type: ignore[index]
    made.active["C1"] = "=1/0"  # type: ignore[index]
    made.save(path)


def test_the_log_tells_cells_and_codes_but_no_contents(tmp_path: Path, chitieu: Run) -> None:
    path, log = tmp_path / "so.xlsx", tmp_path / "nk.txt"
    book(path)
    assert chitieu("recalc", path, "--log", log).returncode == 0
    (tmp_path / "hong.xlsx").write_bytes(b"hong")
    assert chitieu("recalc", tmp_path / "hong.xlsx", "--log", log).returncode == 1
    kept = log.read_text(encoding="utf-8")
    for word in ("chitieu recalc", "Sheet!B1", "#DIV/0!", "not-zip", "hong.xlsx", "package.py"):
        assert word in kept
    assert "mật" not in kept and "thư" not in kept


def test_a_log_that_cannot_be_written_stops_nothing(tmp_path: Path, chitieu: Run) -> None:
    path = tmp_path / "so.xlsx"
    book(path)
    done = chitieu("recalc", path, "--log", tmp_path / "khong-co" / "nk.txt")
    assert done.returncode == 0
    assert "nhật ký" in done.stderr


def test_a_function_that_asks_a_server_is_no_missing_one(tmp_path: Path, chitieu: Run) -> None:
    path = tmp_path / "so.xlsx"
    path.write_bytes(formulas('_xlfn.WEBSERVICE("http://127.0.0.1:9/")'))
    refused(chitieu("recalc", path), "hàm WEBSERVICE hỏi máy chủ", "cố ý không tính")
    assert "cố ý không tính" in chitieu("recalc", path, "-o", tmp_path / "ra.xlsx").stderr
    assert "cố ý không tính" in chitieu("verify", path).stdout


def test_a_formula_that_asks_for_too_much_is_told_in_its_own_words(tmp_path: Path, chitieu: Run) -> None:
    path = tmp_path / "so.xlsx"
    path.write_bytes(formulas("SUM(_xlfn.SEQUENCE(1048576,16384))"))
    told = chitieu("recalc", path, "-o", tmp_path / "ra.xlsx")
    assert told.returncode == 0
    assert "công thức đòi tính quá nhiều so với cỡ của sổ, giữ giá trị đang lưu ở S!C2." in told.stderr
    checked = chitieu("verify", path, "--against", "cached")
    assert "công thức đòi tính quá nhiều, giữ giá trị đang lưu: S!C2." in checked.stdout
    assert "#TOO-MUCH" not in told.stdout + told.stderr + checked.stdout + checked.stderr
