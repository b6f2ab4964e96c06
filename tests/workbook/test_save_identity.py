"""Random workbooks: what was recalculated and saved is, once more recalculated and saved, the same to the last byte."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path
from typing import Any

import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

import workbook
from workbook.cellvalues import content
from xlcore.values import Value

NOW = dt.datetime(2023, 7, 5, 18, 30)
ROWS, INPUTS = 6, 3
SHEETS = ("Số liệu", "T'ổng 2", "S3")

# What XML and Excel's own escapes treat with care; surrogates cannot be written at all.
TEXTS = st.one_of(
    st.sampled_from(
        ["", " ", " đầu và cuối ", "a\nb", "\r", "\t", "<&>\"'", "]]>", "_x000D_", "_x", "=A1", "'", "🙂", "x" * 300]
        + ["5", "1/2", "TRUE", "#N/A", "Duy trì", "e\u0301", "\u00a0", "\ufeffA", "\x07", "31/38 (81,6%)"]
    ),
    st.text(st.characters(exclude_categories=["Cs"]), max_size=12),
)
NUMBERS = st.one_of(
    st.integers(-9, 9),
    st.floats(-9.99e307, 9.99e307),
    st.sampled_from([0.1 + 0.2, 1e15, 1e-7, 1e308, 5e-324, -0.0, 45112.75, 1e21, 123456789012345678]),
)
VALUES = st.one_of(st.none(), NUMBERS, TEXTS, st.booleans())

# {a} {b}: inputs of the row; {x}: the formula before; {n} {p}: this row and the one above; {o}: another sheet.
PATTERNS = [
    "={a}", "={a}&{b}", "={a}+{b}", "={a}/{b}", "=IF({a}={b},\"\",{x})", "={x}", '=IFERROR({a}*1,"lỗi <&> " & {b})',
    "=SUM(A1:C{n})", "=SUM({o}!A1:C6)", "={o}!{a}", "=LEFT({a},3)", '=TEXT({a},"0.00")', "=LEN({b})", "=NA()",
    "=COUNTIF(A$1:A$6,{a})", "=RAND()", "=NOW()", "=TODAY()-{a}", '=" "&{a}&CHAR(10)', "=INDEX(A1:C6,2,2)", "={a}>{b}",
    "=INDIRECT(\"A{n}\")", "=OFFSET(A1,{n},0)", "=CT_SO({a})", "=Tong*2", "=SUM(Tong,{a})", "=REPT({a},2)", "=-{a}%",
    "=MATCH({a},B1:B6,0)", "=TRANSPOSE(A1:A3)", '=UPPER({b})&"_x0041_"', "={a}^{b}", "=ROUND({a},-1)", "={missing}!A1",
]  # fmt: skip
ARRAYS = ["=A1:A3*2", '=A1:A3&"x"', "=ROW(A1:A3)", "=IF(A1:A3>0,B1:B3,C1:C3)", "=TRANSPOSE(A1:C1)"]


@st.composite
def workbooks(draw: st.DrawFn) -> list[dict[str, Any]]:
    """Per sheet its rows of inputs, rows of formulas, and array formulas with how they are written."""
    count = draw(st.integers(1, len(SHEETS)))
    sheets = []
    for name in SHEETS[:count]:
        inputs = draw(st.lists(st.lists(VALUES, min_size=INPUTS, max_size=INPUTS), min_size=ROWS, max_size=ROWS))
        patterns = draw(st.lists(st.sampled_from(PATTERNS), min_size=1, max_size=4))
        column = draw(st.booleans())  # filled down, or another pattern in every row
        arrays = draw(st.lists(st.tuples(st.sampled_from(ARRAYS), st.booleans()), max_size=2))
        sheets.append({"name": name, "inputs": inputs, "patterns": patterns, "column": column, "arrays": arrays})
    return sheets


def formula(pattern: str, row: int, col: int, other: str) -> str:
    before = f"{chr(64 + col)}{row + 1}"
    quoted = "'" + other.replace("'", "''") + "'"
    return pattern.format(a=f"A{row + 1}", b=f"B{row + 1}", x=before, n=row + 1, o=quoted, missing="Không_có")


def build(path: Path, sheets: list[dict[str, Any]]) -> None:
    """Writes the workbook as another program does: formulas with a stale 0 or no saved value that fits."""
    book = xlsxwriter.Workbook(path, {"strings_to_formulas": False, "strings_to_urls": False})
    book.define_name("Tong", f"='{SHEETS[0]}'!$A$1:$C$2")
    for facts in sheets:
        sheet = book.add_worksheet(facts["name"])
        for row, values in enumerate(facts["inputs"]):
            for col, value in enumerate(values):
                if isinstance(value, bool):
                    sheet.write_boolean(row, col, value)
                elif isinstance(value, str):
                    sheet.write_string(row, col, value)
                elif value is not None:
                    sheet.write_number(row, col, value)
            for number, pattern in enumerate(facts["patterns"]):
                wanted = pattern if facts["column"] else PATTERNS[(PATTERNS.index(pattern) + row) % len(PATTERNS)]
                text = formula(wanted, row, INPUTS + number, sheets[-1]["name"])
                sheet.write_formula(row, INPUTS + number, text, None, 0)
        for number, (text, dynamic) in enumerate(facts["arrays"]):
            write = sheet.write_dynamic_array_formula if dynamic else sheet.write_array_formula
            write(ROWS + 1, 5 * number, ROWS + 3, 5 * number, text, None, 0)
    book.close()


def recalculated(source: Path, target: Path) -> dict[tuple[str, str], tuple[Value, str | None]]:
    """Every cell's value and formula after loading, recalculating and saving."""
    book = workbook.load(source)
    book.recalculate(now=NOW, seed=7, locale="vi-VN")
    book.save(target)
    return contents(book)


def contents(book: workbook.Workbook) -> dict[tuple[str, str], tuple[Value, str | None]]:
    return {(sheet, cell): (value, text) for sheet in book.sheet_names for cell, value, text in book.cells(sheet)}


@settings(max_examples=60, deadline=None)
@given(workbooks())
def test_recalculating_and_saving_twice_is_recalculating_and_saving_once(sheets: list[dict[str, Any]]) -> None:
    with tempfile.TemporaryDirectory() as name:  # tmp_path is one for all examples
        made, first, second = (Path(name) / f"{part}.xlsx" for part in ("made", "first", "second"))
        build(made, sheets)
        once, twice = recalculated(made, first), recalculated(first, second)
        assert once == twice
        assert first.read_bytes() == second.read_bytes()
        saved = contents(workbook.load(first))
        assert {cell: (content(value), text) for cell, (value, text) in saved.items()} == {
            cell: (content(value), text) for cell, (value, text) in once.items()
        }
