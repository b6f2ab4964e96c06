"""The program's own folder: a log that stays short and without contents."""

from __future__ import annotations

from pathlib import Path

import pytest

from workbook import userfolder


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HOME", "XDG_STATE_HOME", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path))


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


@pytest.mark.parametrize(
    ("folder", "passing"),
    [
        ("Local/Microsoft/Windows/INetCache/Content.Outlook/8XQ2", True),
        ("Local/Temp/Temp1_Bảng chỉ tiêu.zip", True),
        ("Local/Temp/Temp1_Bảng.zip/Tháng 6", True),
        ("Local/Temp/7zO4C1A2B3D", True),
        ("Local/Temp/Rar$DIa1234.5678", True),
        ("Documents/Tạm/Báo cáo tháng 6", False),
        ("Desktop/Temp cũ.zip bung", False),
    ],
)
def test_what_an_unpacker_made_is_no_folder_to_write_to(tmp_path: Path, folder: str, passing: bool) -> None:
    assert userfolder.is_passing(tmp_path / folder) is passing
