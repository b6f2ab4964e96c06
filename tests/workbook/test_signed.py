"""A workbook with a digital signature: a save says that it breaks the signature, before it does."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

import workbook
from tests.workbook.roundtrip_samples import signed
from tests.workbook.xlsxparts import read_parts, zipped
from workbook import jobs, rolling
from workbook.cli import main
from workbook.refusal import Refusal


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "đã ký.xlsx"
    made.write_bytes(zipped(signed()))
    return made


def test_it_is_seen(path: Path, tmp_path: Path) -> None:
    assert workbook.load(path).signed
    found = read_parts(path)
    del found["_xmlsignatures/sig1.xml"]  # what is left of one that was taken away
    del found["_xmlsignatures/_rels/origin.sigs.rels"]
    (tmp_path / "b.xlsx").write_bytes(zipped(found))
    assert not workbook.load(tmp_path / "b.xlsx").signed


def test_in_place_it_is_refused_and_stays(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = path.read_bytes()
    assert main(["recalc", str(path)]) == 1
    said = capsys.readouterr().err
    assert "chữ ký số" in said and "-o" in said and "--break-signature" in said
    assert path.read_bytes() == before
    assert not [other for other in path.parent.iterdir() if other != path]


def test_it_can_be_told_to_break_it(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recalc", str(path), "--break-signature"]) == 0
    assert "chữ ký số" in capsys.readouterr().err
    assert workbook.load(path).value("S", "B1") == 42.0


def test_elsewhere_it_is_written_whole_and_said(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = path.with_name("ra.xlsx")
    before = path.read_bytes()
    assert main(["recalc", str(path), "-o", str(out), "--json"]) == 0
    (notice,) = json.loads(capsys.readouterr().out)["files"][0]["notices"]
    assert "chữ ký số" in notice and "ký lại" in notice
    assert path.read_bytes() == before
    assert {name for name, data in read_parts(out).items() if data != read_parts(path)[name]} == {
        "xl/worksheets/sheet1.xml"
    }


def test_many_at_once_are_refused_and_told_alike(
    path: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    other = path.with_name("hai.xlsx")
    other.write_bytes(path.read_bytes())
    assert main(["recalc", str(path), str(other), "--jobs", "2"]) == 1
    assert capsys.readouterr().err.count("chữ ký số") == 2
    assert main(["recalc", str(path), str(other), "--jobs", "2", "--break-signature"]) == 0


def test_what_changes_nothing_breaks_nothing(path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["recalc", str(path), "--break-signature"]) == 0
    before = path.read_bytes()
    capsys.readouterr()
    assert main(["recalc", str(path)]) == 0
    assert "chữ ký" not in capsys.readouterr().err
    assert path.read_bytes() == before
    assert main(["recalc", str(path), "--check"]) == 0


def test_for_python_too_and_after_the_refusal_it_can_go_elsewhere(path: Path) -> None:
    book = workbook.load(path)
    book.set("S", "A1", 3)
    book.recalculate()
    with pytest.raises(Refusal) as refused:
        book.save()
    assert refused.value.code == "signed"
    book.save(path.with_name("ra.xlsx"))
    assert workbook.load(path.with_name("ra.xlsx")).values("S", "A1:B1") == [[3.0, 63.0]]
    book.save(break_signature=True)
    assert workbook.load(path).values("S", "A1:B1") == [[3.0, 63.0]]


def test_a_report_of_a_signed_table_is_refused_too(tmp_path: Path) -> None:
    made = tmp_path / "so.xlsx"
    jobs.new("but-son-2023-h1", made)
    book = workbook.load(made)
    assert not book.signed
    parts = read_parts(made)
    own = signed()
    for name in ("_xmlsignatures/origin.sigs", "_xmlsignatures/sig1.xml", "_xmlsignatures/_rels/origin.sigs.rels"):
        parts[name] = own[name]
    entry = next(part for part in own["_rels/.rels"].split(b"<Relationship ") if b"origin.sigs" in part)
    entry = entry.split(b"/>")[0] + b"/>"
    parts["_rels/.rels"] = parts["_rels/.rels"].replace(
        b"</Relationships>", b"<Relationship " + entry + b"</Relationships>"
    )
    made.write_bytes(zipped(parts))
    assert workbook.load(made).signed
    rolled = rolling.roll(made, "2023-9M")
    assert any("chữ ký số" in notice for notice in rolled.notices)
    jobs.report(made)  # nothing has changed since: the workbook keeps its signature
    changed = workbook.load(made)
    changed.set("ChiTieu", "F12", 1.0)
    changed.save(break_signature=True)
    before = made.read_bytes()
    with pytest.raises(Refusal) as refused:
        jobs.report(made, tmp_path / "b.docx")
    assert refused.value.code == "signed"
    assert made.read_bytes() == before and not (tmp_path / "b.docx").exists()
    job = jobs.report(made, tmp_path / "b.docx", break_signature=True)
    assert job.recalc.notices
