"""An officer edits the report in LibreOffice, changes a number in the table, and has the report written again."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from as_user import Run

import workbook
from tests.workbook import report_pack
from tests.workbook.word_file import WordFile
from workbook.report_merge import CHANGED

FISH = "Sản lượng thủy sản 65 tấn, giảm 5,11% so với cùng kỳ năm trước."


@pytest.fixture
def report(tmp_path: Path, chitieu: Run) -> Path:
    pack = report_pack.made(tmp_path)
    for command in (("new", pack, "-o", tmp_path / "so.xlsx"), ("report", tmp_path / "so.xlsx")):
        done = chitieu(*command)
        assert done.returncode == 0, done.stderr
    return tmp_path / "so.docx"


def written_again(chitieu: Run, report: Path, **cells: float) -> dict[str, object]:
    """What ``chitieu report --json`` says after these cells of ChiTieu were changed."""
    book = workbook.load(report.with_suffix(".xlsx"))
    for cell, value in cells.items():
        book.set("ChiTieu", cell, value)
    book.save()
    done = chitieu("report", report.with_suffix(".xlsx"), "--json")
    assert done.returncode == 0, done.stderr
    said: dict[str, object] = json.loads(done.stdout)
    return said


def test_edits_made_in_libreoffice_survive_writing_again(
    report: Path, chitieu: Run, edit_in_libreoffice: Callable[..., None]
) -> None:
    edit_in_libreoffice(
        report, "do",
        "replace", "giảm 5,11% so với", "giảm sâu so với",
        "add", "Gieo trồng 376 ha", "Bà con đã gieo trồng đúng khung lịch.",
        "delete", "Đàn bò có 1.204 con", "",
        "bold", "chín mươi tám người", "",
    )  # fmt: skip
    said = written_again(chitieu, report, F7=2500, F8=80, F12=100)
    merged = said["merged"]
    assert isinstance(merged, dict) and (merged["kept"], merged["changed"], merged["inserted"]) == (1, 1, 0)
    word = WordFile(report)
    texts = word.texts()
    assert any(
        text.startswith("Sản lượng lương thực đạt 2.500 tấn^[Cùng kỳ năm trước là 2.240 tấn.]") for text in texts
    )
    own = FISH.replace("giảm 5,11% so với", "giảm sâu so với")
    assert own in texts and FISH not in texts
    assert word.comments() == {own: [CHANGED, "Sản lượng thủy sản 80 tấn, tăng 16,79% so với cùng kỳ năm trước."]}
    at = texts.index("Bà con đã gieo trồng đúng khung lịch.")
    assert texts[at - 1].startswith("Gieo trồng 376 ha")
    assert not any("Đàn bò có" in text for text in texts)
    assert "2.500" in texts and "4.150" in texts  # the annex: what changed and what did not


def test_a_report_that_libreoffice_only_saved_takes_every_new_number(
    report: Path, chitieu: Run, edit_in_libreoffice: Callable[..., None], tmp_path: Path
) -> None:
    edit_in_libreoffice(report, "do")
    said = written_again(chitieu, report, F7=4150)
    merged = said["merged"]
    assert isinstance(merged, dict) and (merged["kept"], merged["changed"], merged["deleted"]) == (0, 0, 0)
    fresh = tmp_path / "moi.docx"
    assert chitieu("report", report.with_suffix(".xlsx"), "-o", fresh).returncode == 0
    assert [text for text in WordFile(report).texts() if text] == [text for text in WordFile(fresh).texts() if text]
    profile = (tmp_path / "profile").as_uri()
    command = ["soffice", f"-env:UserInstallation={profile}", "--headless", "--convert-to", "pdf", "--outdir", tmp_path]
    subprocess.run([*command, report], check=True, capture_output=True, timeout=240)
    assert report.with_suffix(".pdf").read_bytes().startswith(b"%PDF")
