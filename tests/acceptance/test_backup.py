"""``--backup``: the file that is replaced stays beside the new one, as it was."""

from __future__ import annotations

import json
import shutil
import stat
from pathlib import Path

from as_user import Run

import workbook


def changed(table: Path) -> bytes:
    """The workbook with another actual and nothing recalculated since."""
    book = workbook.load(table)
    book.set("ChiTieu", "F12", 4150)
    book.save()
    table.chmod(0o640)
    return table.read_bytes()


def test_a_recalculation_keeps_the_file_of_before(table: Path, chitieu: Run) -> None:
    backup = table.with_name("bang.xlsx.bak")
    backup.write_bytes(b"older")
    before = changed(table)
    facts = table.stat()
    done = chitieu("recalc", table, "--backup")
    assert done.returncode == 0, done.stderr
    assert str(backup) in done.stdout
    assert backup.read_bytes() == before != table.read_bytes()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o640
    assert backup.stat().st_mtime_ns == facts.st_mtime_ns
    assert sorted(path.name for path in table.parent.iterdir()) == ["bang.xlsx", "bang.xlsx.bak"]


def test_without_a_wish_there_is_none_and_a_new_file_has_none(table: Path, chitieu: Run) -> None:
    changed(table)
    assert chitieu("recalc", table, "-o", table.with_name("ra.xlsx"), "--backup").returncode == 0
    assert chitieu("recalc", table).returncode == 0
    assert sorted(path.name for path in table.parent.iterdir()) == ["bang.xlsx", "ra.xlsx"]


def test_several_files_at_once(table: Path, chitieu: Run) -> None:
    before = changed(table)
    other = Path(shutil.copy(table, table.with_name("hai.xlsx")))
    done = chitieu("recalc", table, other, "--backup", "--jobs", 2, "--json")
    assert done.returncode == 0, done.stderr
    kept = [Path(result["backup"]) for result in json.loads(done.stdout)["files"]]
    assert [path.name for path in kept] == ["bang.xlsx.bak", "hai.xlsx.bak"]
    assert [path.read_bytes() for path in kept] == [before, before]


def test_a_report_keeps_workbook_and_report_of_before(table: Path, chitieu: Run) -> None:
    assert chitieu("report", table).returncode == 0
    report = table.with_suffix(".docx")
    old, before = report.read_bytes(), changed(table)
    assert chitieu("report", table, "--backup").returncode == 0
    assert table.with_name("bang.xlsx.bak").read_bytes() == before
    assert report.with_name("bang.docx.bak").read_bytes() == old != report.read_bytes()


def test_where_no_backup_can_be_made_nothing_is_written(table: Path, chitieu: Run) -> None:
    before = changed(table)
    table.with_name("bang.xlsx.bak").mkdir()
    done = chitieu("recalc", table, "--backup")
    assert done.returncode == 1 and "bang.xlsx.bak" in done.stderr
    assert table.read_bytes() == before
