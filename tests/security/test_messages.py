"""What a program reads of a refusal: its code, with the sentence that a person reads."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from as_user import Run, run_chitieu

from workbook import refusal


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
        (OSError(5, "Input/output error", "a.xlsx"), "os-error", "Input/output error"),
        (OSError("tự nó"), "os-error", "tự nó"),
    ],
)
def test_the_system_in_words(error: OSError, code: str, words: str) -> None:
    told = refusal.system_refusal(error)
    assert told.code == code
    assert words in told.message and "hãy" in told.message
