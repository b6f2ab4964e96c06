"""Files that a command must not write into or wait for: other people's as a log, links as a backup, pipes, devices."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.security.hostile import formulas
from workbook import cli, jobs, journal, load
from workbook.refusal import Refusal

needs_pipes = pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Windows has no pipes in folders")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    """A workbook that a recalculation changes."""
    path = tmp_path / "so.xlsx"
    path.write_bytes(formulas("1+1"))
    return path


def said(capsys: pytest.CaptureFixture[str], *words: object) -> str:
    """The sentence with which a command is refused."""
    assert cli.main([str(word) for word in words]) == cli.FAULT
    told = capsys.readouterr().err.strip()
    assert told.endswith(".") and "\n" not in told and "hãy" in told
    return told


# The log ----------------------------------------------------------------------------------------------------------
def test_neither_input_nor_output_is_a_log(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, out = book.read_bytes(), book.with_name("ra.xlsx")
    link = book.with_name("nk.txt")
    link.symlink_to(book)
    for log in (book, link):
        assert str(log) in said(capsys, "recalc", book, "--log", log)
    link.unlink()
    said(capsys, "new", "xa-phuong", "-o", out, "--data", "so-lieu", "--log", "./so-lieu")
    said(capsys, "recalc", book, "-o", out, "--log", out)
    said(capsys, "recalc", book, "--log", book.with_name("so.docx"))
    assert book.read_bytes() == before and [path.name for path in book.parent.iterdir()] == ["so.xlsx"]


def test_no_other_file_is_a_log(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = book.read_bytes()
    for content in (b"thu cua toi\n", b"\0\xff" * 99, b"2023 Chi"):
        other = book.with_name("ghi-chep.txt")
        other.write_bytes(content)
        assert "ghi-chep.txt" in said(capsys, "recalc", book, "--log", other)
        assert other.read_bytes() == content
    assert book.read_bytes() == before


def test_a_log_named_by_the_environment_is_looked_at_too(
    book: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(cli.LOG_VARIABLE, str(book))
    assert "so.xlsx" in said(capsys, "recalc", book)


def test_a_log_goes_on(book: Path) -> None:
    log = book.with_name("nk.txt")
    log.write_bytes(b"")
    assert cli.main(["recalc", str(book), "--log", str(log)]) == cli.DONE
    once = log.read_bytes()
    assert cli.main(["recalc", str(book), "--log", str(log)]) == cli.DONE
    assert once and log.read_bytes().startswith(once) and len(log.read_bytes()) > len(once)


# The backup -------------------------------------------------------------------------------------------------------
def test_a_file_that_stays_the_same_replaces_no_backup(book: Path) -> None:
    before = book.read_bytes()
    kept = jobs.recalc(book, backup=True).backup
    assert kept is not None and kept.read_bytes() == before != book.read_bytes()
    assert jobs.recalc(book, backup=True).backup is None
    assert kept.read_bytes() == before


def test_a_report_that_stays_the_same_replaces_no_backup(tmp_path: Path) -> None:
    job = jobs.demo(tmp_path / "mau")
    table, report = job.recalc.path, job.report.path
    old = report.read_bytes()
    book = load(table)
    book.set("ChiTieu", "F12", 4150)
    book.save()
    for _ in range(2):
        jobs.report(table, backup=True)
        assert report.with_name(f"{report.name}.bak").read_bytes() == old != report.read_bytes()


def test_a_backup_that_is_a_link_leads_nowhere(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before, letter = book.read_bytes(), book.with_name("thu.txt")
    letter.write_text("thư", encoding="utf-8")
    book.with_name("so.xlsx.bak").symlink_to(letter)
    assert "so.xlsx.bak" in said(capsys, "recalc", book, "--backup")
    assert letter.read_text(encoding="utf-8") == "thư" and book.read_bytes() == before


# Pipes and devices ------------------------------------------------------------------------------------------------
@needs_pipes
@pytest.mark.parametrize(
    "words", [("recalc",), ("report",), ("verify",), ("recalc", "--check"), ("roll", "--to", "2024")]
)
def test_nobody_waits_for_a_pipe(words: tuple[str, ...], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    pipe = tmp_path / "x.xlsx"
    os.mkfifo(pipe)
    capsys.readouterr()
    assert cli.main([words[0], str(pipe), *words[1:]]) == cli.FAULT
    assert "không phải tệp thường" in "".join(capsys.readouterr())


@needs_pipes
def test_no_device_and_no_pipe_is_written_to(book: Path) -> None:
    pipe = book.with_name("ra.xlsx")
    os.mkfifo(pipe)
    with pytest.raises(Refusal, match="không phải tệp thường"):
        jobs.recalc(book, pipe)
    assert stat.S_ISFIFO(pipe.stat().st_mode)
    with pytest.raises(Refusal, match="không phải tệp thường"):
        journal.require_log(pipe.rename(book.with_name("nk.txt")), [])


# Words ------------------------------------------------------------------------------------------------------------
def test_a_name_that_is_too_long_is_told_as_such(book: Path, capsys: pytest.CaptureFixture[str]) -> None:
    long = book.with_name(f"{'a' * 300}.xlsx")
    for words in (("recalc", long), ("recalc", book, "-o", long)):
        told = said(capsys, *words)
        assert "quá dài" in told and "ổ đĩa khác" not in told and "nơi lưu khác" not in told
