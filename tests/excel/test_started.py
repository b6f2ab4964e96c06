"""The launcher's command line in a real process: what is planted beside the workbook or in the environment never runs.

``stage`` is the computer; the workbook lies in a folder with Vietnamese letters, a space and ``&``.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from tests.built import Built
from tests.excel import planted, stage
from tests.excel.desk import SETTINGS, copied
from workbook import jobs, ribbon
from workbook.refusal import Refusal


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return stage.make_computer(tmp_path_factory.mktemp("may"))


@pytest.fixture(scope="module")
def made(built: Built, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The demonstration workbook, with a sheet of settings for xlwings as a stranger would mail it."""
    path = copied(built(jobs.DEMO_PACK), tmp_path_factory.mktemp("goc"))
    book = openpyxl.load_workbook(path)
    sheet = book.create_sheet("xlwings.conf")
    for row in (("INTERPRETER_WIN", "evil.exe"), ("PYTHONPATH", "."), ("LICENSE_KEY", "noncommercial")):
        sheet.append(row)
    book.save(path)
    jobs.recalc(path)
    return path


@pytest.fixture
def home(tmp_path: Path) -> Path:
    found = tmp_path / "Người dùng"
    found.mkdir()
    return found


@pytest.fixture(scope="module")
def pressed(
    python: Path, made: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path, Any, dict[str, Any]]:
    """The button Lập báo cáo, pressed where everything is planted: folder, what is caught, process, what Excel saw."""
    base = tmp_path_factory.mktemp("ho-so")
    home = base / "Người dùng"
    home.mkdir()
    path = copied(made, base / "Hồ sơ & số liệu 50% = nửa", "Bảng tháng 6 & 7 (ký).xlsx")
    caught = base / "bi-bat"
    environment = planted.plant(path.parent, home, caught)
    done, seen = stage.play(python, "report", path, home, environment=environment, typed=[["ChiTieu", "F12", 4150]])
    return path, caught, done, seen


def test_the_report_is_written_beside_the_workbook(pressed: tuple[Path, Path, Any, dict[str, Any]]) -> None:
    path, _, done, seen = pressed
    assert done.returncode == 0, done.stderr
    assert seen["alerts"][-1][0].startswith(f"Đã viết báo cáo {path.stem}.docx vào thư mục {path.parent}")
    assert path.with_suffix(".docx").stat().st_size > 10_000
    assert seen["settings"] == SETTINGS
    assert (done.stdout, done.stderr) == ("", "")


def test_nothing_that_was_planted_ran(pressed: tuple[Path, Path, Any, dict[str, Any]]) -> None:
    path, caught, _, seen = pressed
    assert not caught.exists()
    assert seen["hashes"]
    assert "xlwings.conf" not in seen["sheets"]
    assert not list(path.parent.rglob("__pycache__"))


@pytest.mark.parametrize("name", [*planted.OTHER_PYTHON, "OPENSSL_CONF"])
def test_isolation_alone_would_not_have_kept_it_out(name: str, python: Path, tmp_path: Path) -> None:
    """An ordinary Python obeys these with all of the launcher's words; the installer's has a list of its folders."""
    caught = tmp_path / "bi-bat"
    environment = planted.plant(tmp_path, tmp_path, caught)
    assert planted.runs(Path(sys.executable), caught, **{name: environment[name]})
    caught.unlink(missing_ok=True)
    assert planted.runs(python, caught, **{name: environment[name]}) == (name == "OPENSSL_CONF")  # the program's task


def test_nothing_that_was_planted_runs_in_the_server_of_the_functions(python: Path, tmp_path: Path, home: Path) -> None:
    caught = tmp_path / "bi-bat"
    environment = planted.plant(tmp_path, home, caught)
    words = [python, "-I", "-B", "-m", "workbook.excel_functions", "{506E67C3-55B5-48C3-A035-EED5DEEA7D6D}"]
    done = subprocess.run(words, cwd=tmp_path, env=environment, capture_output=True, encoding="utf-8", timeout=120)
    assert done.stderr.startswith("Hàm trong ô chỉ chạy được trong Excel trên Windows")  # it came as far as it can here
    assert not caught.exists()


def test_planted_code_does_run_without_the_launchers_words(tmp_path: Path, home: Path) -> None:
    """So that the tests above mean something."""
    caught = tmp_path / "bi-bat"
    planted.plant(tmp_path, home, caught)
    subprocess.run([sys.executable, "-m", "workbook.ribbon", "report"], cwd=tmp_path, capture_output=True)
    assert caught.exists()


def test_only_what_a_button_needs_of_xlwings_is_imported(pressed: tuple[Path, Path, Any, dict[str, Any]]) -> None:
    *_, seen = pressed
    imported = set(seen["imported"])
    assert "xlwings.main" in imported
    assert not imported & {"pandas", "numpy", "matplotlib", "PIL"}
    assert not [name for name in imported if name.startswith("xlwings.pro")]


def test_xlwings_ends_no_excel_and_does_not_ask_for_ever(pressed: tuple[Path, Path, Any, dict[str, Any]]) -> None:
    *_, seen = pressed
    assert seen["ended"] == []
    assert seen["attempts"] == 1
    assert seen["argv"][1:] == ["--from_xl=1", "--hwnd=1234"]


def test_a_workbook_at_a_url_is_reported_into_documents(python: Path, made: Path, tmp_path: Path, home: Path) -> None:
    url = "https://d.docs.live.net/9f8e/Tài liệu/Bảng tháng 6 & 7.xlsx"
    done, seen = stage.play(python, "report", copied(made, tmp_path / "x"), home, full_name=url)
    assert done.returncode == 0, done.stderr
    assert seen["alerts"][-1][0].startswith("Đã viết báo cáo Bảng tháng 6 & 7.docx vào thư mục")
    assert (home / "Documents" / "Bảng tháng 6 & 7.docx").is_file()
    assert "xlwings.conf" not in seen["sheets"]


def test_a_bug_is_one_sentence_and_a_log_without_contents(python: Path, made: Path, tmp_path: Path, home: Path) -> None:
    done, seen = stage.play(python, "recalc", copied(made, tmp_path / "x"), home, bug=True)
    assert done.returncode == 1
    log = home / "state" / "chitieu" / "nhat-ky.txt"
    assert done.stderr.startswith(f"Chương trình gặp lỗi ngoài dự kiến nên dừng lại: hãy gửi tệp nhật ký {log}")
    text = log.read_text(encoding="utf-8")
    assert "builtins.ZeroDivisionError" in text and "save_copy" in text
    assert "division by zero" not in text
    assert seen["settings"] == SETTINGS


def test_without_excel_there_is_one_sentence(tmp_path: Path, home: Path) -> None:
    words = stage.command(Path(sys.executable), "recalc", str(tmp_path / "Bảng.xlsx"))
    done = subprocess.run(words, cwd=tmp_path, env={"HOME": str(home)}, capture_output=True, encoding="utf-8")
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "Máy này không có Excel, mà nút bấm chỉ chạy trong Excel: hãy dùng lệnh chitieu.\n"


def test_without_a_workbook_one_is_to_be_opened(tmp_path: Path, home: Path) -> None:
    words = [sys.executable, "-I", "-B", "-m", "workbook.ribbon", "report", "--wb=", "--app=Excel", "--hwnd=0"]
    done = subprocess.run(words, cwd=tmp_path, env={"HOME": str(home)}, capture_output=True, encoding="utf-8")
    assert done.stderr.startswith("Excel chưa mở sổ nào để sửa: hãy mở sổ chỉ tiêu")


@pytest.mark.parametrize(
    "words", [[], ["report"], ["report", "--wb=%1E", "--hwnd=1"], ["report", "--wb=a.xlsx", "--hwnd=x"], ["--wb=a"]]
)
def test_a_launcher_of_another_version_is_told_so(words: list[str]) -> None:
    with pytest.raises(Refusal) as caught:
        ribbon.parse(words)
    assert caught.value.message.startswith("Nút bấm không hợp với chương trình đã cài trên máy này: hãy cài lại")
