"""One run at a time for a file: who comes second waits, or is told; who died holds nobody up."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from workbook import locks, userfolder
from workbook.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]
HOLD = """
import sys
from workbook import locks
with locks.held(sys.argv[1]):
    print("giữ", flush=True)
    sys.stdin.read()
"""


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA", "TMPDIR"):
        monkeypatch.setenv(name, str(tmp_path))


def left() -> list[Path]:
    folder = userfolder.home() / locks.FOLDER
    return list(folder.iterdir()) if folder.is_dir() else []


def holder(file: str) -> subprocess.Popen[str]:
    """Another process that holds the lock of ``file`` until it hears its end."""
    run = [sys.executable, "-X", "utf8", "-c", HOLD, file]
    other = subprocess.Popen(run, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8")
    assert other.stdout is not None and other.stdout.readline() == "giữ\n"
    return other


def test_who_comes_second_is_told_and_a_dead_process_holds_nobody_up() -> None:
    with holder(r"C:\Sổ\Bảng.xlsx") as other:
        with pytest.raises(Refusal, match="“bảng.XLSX”.*đợi") as caught, locks.held(r"c:\sổ\bảng.XLSX", patience=0.2):
            pass
        assert caught.value.code == "running"
        with locks.held(r"C:\Sổ\Bảng khác.xlsx", patience=0):
            pass
        other.kill()
        other.wait()
    with locks.held(r"C:\Sổ\Bảng.xlsx", patience=0):
        pass
    assert left() == []


def test_who_comes_second_waits_for_one_that_is_soon_done() -> None:
    with holder("so.xlsx") as other:
        assert other.stdin is not None
        threading.Timer(0.4, other.stdin.close).start()
        with locks.held("so.xlsx"):
            other.wait(10)
    assert left() == []


def test_a_failed_job_gives_the_file_back() -> None:
    with pytest.raises(ZeroDivisionError), locks.held("so.xlsx"):
        raise ZeroDivisionError
    with locks.held("so.xlsx", patience=0):
        pass


def test_one_file_by_two_names_has_one_lock(tmp_path: Path) -> None:
    (tmp_path / "so.xlsx").write_bytes(b"")
    (tmp_path / "link.xlsx").symlink_to(tmp_path / "so.xlsx")
    with locks.held(tmp_path / "so.xlsx"), pytest.raises(Refusal), locks.held(tmp_path / "link.xlsx", patience=0):
        pass


def test_never_two_at_once_however_many_come_and_go() -> None:
    inside, most = 0, 0
    guard = threading.Lock()

    def work() -> None:
        nonlocal inside, most
        for _ in range(40):
            with locks.held("so.xlsx", patience=60):
                with guard:
                    inside += 1
                    most = max(most, inside)
                time.sleep(0)
                with guard:
                    inside -= 1

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (inside, most) == (0, 1)
    assert left() == []


@pytest.mark.parametrize("place", ["none", "a file", "a trap"])
def test_without_a_folder_of_its_own_the_locks_are_elsewhere(
    place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "file").write_bytes(b"")
    for name in ("XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "file" / "home"))
    if place != "none":
        monkeypatch.setenv("TMPDIR", str(tmp_path / "file"))
    else:
        monkeypatch.setenv("TMPDIR", str(tmp_path / "tạm"))
        (tmp_path / "tạm").mkdir()
    if place == "a trap":
        monkeypatch.setenv("TMPDIR", str(tmp_path))
        (tmp_path / f"chitieu-{locks.os.getuid()}").symlink_to(tmp_path / "tạm")
    with locks.held("so.xlsx"):
        if place == "none":
            with pytest.raises(Refusal), locks.held("so.xlsx", patience=0):
                pass
        else:  # no lock can be had, and work goes on
            with locks.held("so.xlsx", patience=0):
                pass
