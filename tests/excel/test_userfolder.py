"""The program's own folder: one button at a time for a workbook, and a log that stays short and without contents."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from workbook import userfolder
from workbook.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from workbook.userfolder import one_at_a_time
with one_at_a_time(sys.argv[1]):
    print("giữ", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))


def test_another_process_waits_its_turn_and_a_dead_one_holds_nobody_up() -> None:
    run = [sys.executable, "-c", HOLD, r"C:\Sổ\Bảng.xlsx"]
    with subprocess.Popen(run, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as other:
        assert other.stdout is not None and other.stdout.readline() == "giữ\n"
        with pytest.raises(Refusal, match="đang chạy"), userfolder.one_at_a_time(r"c:\sổ\bảng.XLSX"):
            pass
        with userfolder.one_at_a_time(r"C:\Sổ\Bảng khác.xlsx"):
            pass
        other.kill()
    with userfolder.one_at_a_time(r"C:\Sổ\Bảng.xlsx"):
        pass


def test_a_failed_job_gives_the_workbook_back() -> None:
    with pytest.raises(ZeroDivisionError), userfolder.one_at_a_time("so.xlsx"):
        raise ZeroDivisionError
    with userfolder.one_at_a_time("so.xlsx"):
        pass


def test_a_long_log_is_kept_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(userfolder, "LONGEST_LOG", 100)
    for number in range(10):
        log = userfolder.note(f"dòng {number} của nhật ký")
    assert "dòng 9" in log.read_text(encoding="utf-8")
    assert log.stat().st_size < 300
    assert log.with_name(userfolder.EARLIER_LOG).is_file()


def test_a_bug_is_told_by_place_and_kind_alone() -> None:
    try:
        raise ValueError("4150 tấn lúa")
    except ValueError as error:
        log = userfolder.note_failure(type(error), error.__traceback__)
    text = log.read_text(encoding="utf-8")
    assert "builtins.ValueError" in text and __name__.rpartition(".")[2] in text
    assert "4150 tấn lúa" not in text.replace('raise ValueError("4150 tấn lúa")', "")
