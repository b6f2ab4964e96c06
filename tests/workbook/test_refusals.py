"""Bad input gets one clear Vietnamese sentence, and loses nothing."""

from __future__ import annotations

import os
import unicodedata
import zipfile
from pathlib import Path

import pytest

import workbook
from tests.workbook.xlsxparts import make, parts, read_parts, sheet, zipped
from workbook import Refusal
from workbook.refusal import SENTENCES, refuse

ROWS = (
    '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1+1</f><v>2</v></c>'
    '<c r="C1"><f t="array" ref="C1:C2">A1:A2</f><v>1</v></c>'
    '<c r="E1"><f t="dataTable" ref="E1:E2" dt2D="0" dtr="0" r1="A1"/><v>9</v></c></row>'
)


def _refused(path: Path | str) -> Refusal:
    with pytest.raises(Refusal) as caught:
        workbook.load(path)
    return caught.value


def _write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


def test_every_sentence_is_one_sentence_in_composed_unicode() -> None:
    for code, text in SENTENCES.items():
        assert unicodedata.is_normalized("NFC", text), code
        assert text.endswith("."), code
        assert "\n" not in text, code
        assert ": hãy " in text, f"{code} does not say what to do"


def _ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + stream.encode("utf-16-le") + b"\0" * 600


@pytest.mark.parametrize(
    "data,code",
    [
        (b"", "empty-file"),
        (b"TT,CHI TIEU\n1,x\n", "not-zip"),
        (b"<html><table></table></html>", "not-zip"),
        (b"PK\x03\x04 cut", "truncated"),
        (_ole("Workbook"), "old-xls"),
        (_ole("EncryptedPackage"), "encrypted"),
        (zipped({"readme.txt": b"x"}), "no-workbook"),
        (zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet"}), "not-excel"),
        (zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": b"<x/>"}), "not-excel"),
    ],
)
def test_files_that_are_no_workbook(tmp_path: Path, data: bytes, code: str) -> None:
    path = _write(tmp_path / "bảng.xlsx", data)
    refusal = _refused(path)
    assert refusal.code == code
    assert str(path) in refusal.message
    assert str(refusal) == refusal.message


def test_paths_that_are_no_file(tmp_path: Path) -> None:
    assert _refused(tmp_path / "không có.xlsx").code == "no-file"
    assert _refused(tmp_path).code == "is-folder"
    assert _refused(f"{tmp_path}/a\0b.xlsx").code == "read-failed"


def _without(name: str, **changed: bytes) -> bytes:
    content = parts({"S": sheet(ROWS)})
    if name:
        del content[name]
    return zipped(content | changed)


@pytest.mark.parametrize(
    "missing,code",
    [
        ("[Content_Types].xml", "no-workbook"),
        ("_rels/.rels", "no-workbook"),
        ("xl/workbook.xml", "no-workbook"),
        ("xl/_rels/workbook.xml.rels", "missing-part"),
        ("xl/worksheets/sheet1.xml", "missing-part"),
    ],
)
def test_missing_parts(tmp_path: Path, missing: str, code: str) -> None:
    assert _refused(_write(tmp_path / "a.xlsx", _without(missing))).code == code


@pytest.mark.parametrize(
    "part",
    ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "[Content_Types].xml", "xl/_rels/workbook.xml.rels"],
)
def test_entities_and_broken_xml_in_any_part(tmp_path: Path, part: str) -> None:
    whole = parts({"S": sheet(ROWS)})[part]
    at = whole.index(b"?>") + 2
    bomb = whole[:at] + b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;">]>' + whole[at:]
    refusal = _refused(_write(tmp_path / "a.xlsx", _without("", **{part: bomb})))
    assert refusal.code == "dtd"
    assert part in refusal.message
    assert _refused(_write(tmp_path / "a.xlsx", _without("", **{part: whole[:-6]}))).code == "bad-xml"


def test_a_binary_workbook(tmp_path: Path) -> None:
    content = parts({"S": sheet(ROWS)})
    types = content["[Content_Types].xml"].replace(
        b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
        b"application/vnd.ms-excel.sheet.binary.macroEnabled.main",
    )
    assert _refused(_write(tmp_path / "a.xlsb", zipped(content | {"[Content_Types].xml": types}))).code == "xlsb"


def test_two_sheets_of_one_name(tmp_path: Path) -> None:
    path = _write(tmp_path / "a.xlsx", zipped(parts({"S": sheet(""), "s": sheet("")})))
    assert _refused(path).code == "bad-xml"


@pytest.fixture
def book(tmp_path: Path) -> workbook.Workbook:
    return workbook.load(make(tmp_path / "a.xlsx", ROWS))


def _code(call: object, *args: object, **options: object) -> str:
    assert callable(call)
    with pytest.raises(Refusal) as caught:
        call(*args, **options)
    return caught.value.code


def test_names_that_are_wrong(book: workbook.Workbook) -> None:
    with pytest.raises(Refusal) as caught:
        book.value("Không", "A1")
    assert caught.value.code == "no-sheet"
    assert "“Không”" in caught.value.message
    assert "“S”" in caught.value.message
    for cell in ("", "12", "XFE1", "A1048577", "A0", "A1:B2", "R1C1"):
        assert _code(book.value, "S", cell) == "bad-cell"
        assert _code(book.set, "S", cell, 1) == "bad-cell"
    assert _code(book.values, "S", "A1:ZZZZ9") == "bad-range"
    assert _code(book.recalculate, locale="xx-YY") == "bad-locale"


def test_cells_that_may_not_be_set(book: workbook.Workbook) -> None:
    assert _code(book.set, "S", "B1", 1) == "formula-cell"
    assert _code(book.set, "S", "C1", 1, overwrite=True) == "array-part"
    assert _code(book.set, "S", "C2", 1, overwrite=True) == "array-part"
    assert _code(book.set, "S", "E2", 1, overwrite=True) == "data-table-part"
    book.set("S", "B1", 1, overwrite=True)
    assert (book.value("S", "B1"), book.formula("S", "B1")) == (1.0, None)


@pytest.mark.parametrize("value", [float("nan"), float("inf"), 10**400, [1], object(), "x" * 32_768, b"1", 1 + 2j])
def test_values_that_no_cell_holds(book: workbook.Workbook, value: object) -> None:
    assert _code(book.set, "S", "A1", value) == "bad-value"
    assert book.value("S", "A1") == 1.0


def test_a_refused_save_loses_nothing(book: workbook.Workbook, tmp_path: Path) -> None:
    path, old = tmp_path / "a.xlsx", (tmp_path / "a.xlsx").read_bytes()
    book.set("S", "A1", 5)
    book.recalculate()
    lock = tmp_path / "~$a.xlsx"
    lock.write_bytes(b"")
    assert _code(book.save) == "open-elsewhere"
    lock.unlink()
    path.chmod(0o444)
    assert _code(book.save) == "read-only"
    path.chmod(0o644)
    assert _code(book.save, tmp_path / "mới" / "b.xlsx") == "no-folder"
    assert _code(book.save, tmp_path / "b.xlsm") == "macro-extension"
    assert path.read_bytes() == old
    assert sorted(os.listdir(tmp_path)) == ["a.xlsx"]
    book.save()
    assert workbook.load(path).value("S", "B1") == 6.0


def test_a_file_that_someone_else_changed_meanwhile_is_not_overwritten(book: workbook.Workbook, tmp_path: Path) -> None:
    book.set("S", "A1", 5)
    make(tmp_path / "a.xlsx", ROWS.replace("<v>9</v>", "<v>77</v>"))
    theirs = (tmp_path / "a.xlsx").read_bytes()
    assert _code(book.save) == "changed-meanwhile"
    assert (tmp_path / "a.xlsx").read_bytes() == theirs
    book.save(tmp_path / "b.xlsx")
    assert zipfile.is_zipfile(tmp_path / "b.xlsx")


def test_the_head_of_a_table_may_not_be_set(tmp_path: Path) -> None:
    content = parts({"S": sheet('<row r="1"><c r="A1" t="str"><v>Tên</v></c></row>')})
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    content["xl/worksheets/_rels/sheet1.xml.rels"] = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="rId1" Type="{office}/table" Target="../tables/table1.xml"/></Relationships>'
    ).encode()
    content["xl/tables/table1.xml"] = (
        '<table xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" id="1" name="T" displayName="Bang" '
        'ref="A1:A3"><tableColumns count="1"><tableColumn id="1" name="Tên"/></tableColumns></table>'
    ).encode()
    book = workbook.load(_write(tmp_path / "a.xlsx", zipped(content)))
    assert _code(book.set, "S", "A1", "khác") == "table-header"
    book.set("S", "A2", "được")
    assert read_parts(tmp_path / "a.xlsx") == content


def test_an_unknown_refusal_is_a_bug() -> None:
    with pytest.raises(KeyError):
        refuse("no-such-code")
