"""Tables of a pack and of an officer's data as CSV, and what their cells may be: texts in NFC, plain numbers, codes."""

from __future__ import annotations

import csv
import io
import re
import unicodedata
from collections.abc import Iterator

from workbook.refusal import Refusal, shown
from xlcore.values import MAX_TEXT

CODE = re.compile(r"[a-z][a-z0-9_]*")
# "_xa_" in a cell is read by LibreOffice as an escaped character (ST_Xstring, leniently), and the code is lost.
ESCAPE = re.compile(r"_x[0-9a-f]{1,4}_")
NUMBER = re.compile(r"-?\d+(\.\d+)?")
# What XML, and so a cell, cannot hold; openpyxl would say so in English, or write a file that nobody opens.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_QUOTED = 40  # letters of an officer's text that a sentence quotes

CellValue = float | str | None

TOO_LARGE = "số quá lớn, một ô Excel không chứa được"


def nfc(text: str) -> str:
    """``text`` in NFC, without no-break spaces and without spaces at its ends."""
    return unicodedata.normalize("NFC", text.replace("\u00a0", " ")).strip()


def held(text: str, where: str) -> str:
    """``text`` as a cell can hold it, with Word's line break as a line break; else a ``Refusal`` with ``where``."""
    text = text.replace("\x0b", "\n")
    sign = _UNWRITABLE.search(text)
    if sign is not None:
        fault = f"có ký tự điều khiển (mã {ord(sign[0]):04X}) mà ô Excel không chứa được"
        raise Refusal("bad-text", f"{where}: {fault}; hãy xóa ký tự đó rồi làm lại.")
    if len(text) > MAX_TEXT:
        raise Refusal("bad-text", f"{where}: {_TOO_LONG}; hãy rút ngắn rồi làm lại.")
    return text


_TOO_LONG = f"chữ dài quá {MAX_TEXT} ký tự, một ô Excel không chứa hết"


def quoted(text: str) -> str:
    """The beginning of a text, as a sentence may quote it."""
    return shown(text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…")


def read_csv(content: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    """``(line, {column: text})`` of every row that is not empty; UTF-8 with or without mark, commas or semicolons."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Refusal("bad-encoding", f"Tệp {name} không phải mã UTF-8; hãy lưu lại dạng “CSV UTF-8”.") from None
    first = text.split("\n", 1)[0]
    delimiter = ";" if first.count(";") > first.count(",") else ","
    found: list[tuple[int, dict[str, str]]] = []
    head: list[str] = []
    for line, cells in _records(text, delimiter, name):
        if not head:
            head = [nfc(held(cell, f"Tệp {name}, dòng {line}")) for cell in cells]
        elif len(cells) > len(head):
            fault = f"có {len(cells)} ô nhưng đầu bảng chỉ có {len(head)} cột"
            raise Refusal("bad-csv", f"Tệp {name}, dòng {line}: {fault}.")
        else:
            where = f"Tệp {name}, dòng {line}, cột "
            texts = [nfc(held(cell, where + column)) for column, cell in zip(head, cells, strict=False)]
            found.append((line, dict(zip(head, texts, strict=False))))
    if not head:
        raise Refusal("bad-csv", f"Tệp {name} trống, không có dòng đầu bảng.")
    return found


def _records(text: str, delimiter: str, name: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield reader.line_num, cells
    except csv.Error as error:
        where = f"Tệp {name}, dòng {reader.line_num}"
        if "field limit" in str(error):
            raise Refusal("bad-text", f"{where}: {_TOO_LONG}; hãy rút ngắn rồi làm lại.") from None
        raise Refusal("bad-csv", f"{where}: sai dấu nháy kép, không tách được các ô.") from None


def require_columns(records: list[tuple[int, dict[str, str]]], columns: tuple[str, ...], name: str) -> None:
    """Nothing; a ``Refusal`` that names the first of ``columns`` missing from the table ``name``."""
    head = records[0][1] if records else {}
    missing = [column for column in columns if column not in head]
    if not records:
        raise Refusal("bad-csv", f"Tệp {name} không có dòng dữ liệu nào dưới đầu bảng.")
    if missing:
        raise Refusal("missing-column", f"Tệp {name}, dòng 1: thiếu cột “{missing[0]}”.")


def code_fault(code: str, what: str) -> str:
    """What is wrong with a code, or ""."""
    if not CODE.fullmatch(code):
        return f"{what} “{code}” phải viết bằng chữ thường không dấu, số và dấu gạch dưới"
    escape = ESCAPE.search(code)
    return f"{what} “{code}” chứa “{escape[0]}” mà LibreOffice đọc nhầm thành ký tự khác, hãy đổi mã" if escape else ""


def cell(text: str) -> CellValue:
    """A plain number such as ``110.2`` (point, no grouping) as a float, "" as None, anything else as text."""
    if not text:
        return None
    return float(text) if NUMBER.fullmatch(text) else text
