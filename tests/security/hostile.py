"""One hostile input and the answer that the program must give to it; workbooks that the inputs are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final, NamedTuple

from tests.workbook.xlsxparts import parts, sheet, zipped

COMPUTED: Final = "computed"
"""The workbook is recalculated and saved; whatever is not understood keeps its value."""


class Hostile(NamedTuple):
    """One input: what it is (in English), how it is made, and its answer: ``computed`` or the code of a refusal.

    ``kept`` names what the recalculation reports as not computed. What is ``costly``, more than a second to make or to
    answer, is tried by ``make hostile`` alone.
    """

    group: str
    name: str
    make: Callable[[], bytes]
    answer: str
    kept: str = ""
    costly: bool = False


TYPES: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml."
S1: Final = "xl/worksheets/sheet1.xml"
PLAIN_ROWS: Final = '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1+1</f><v>2</v></c></row>'


def book(
    rows: str = PLAIN_ROWS, strings: str = "", names: str = "", head: str = "", tail: str = "", **changed: bytes
) -> bytes:
    return zipped(parts({"S": sheet(rows, head, tail)}, strings, names) | changed)


def with_part(name: str, data: bytes) -> bytes:
    """The plain workbook with one of its parts, or one more, of that content."""
    return zipped(parts({"S": sheet(PLAIN_ROWS)}) | {name: data})


def formulas(*texts: str, names: str = "", count: int = 1) -> bytes:
    """A workbook with these formulas in column C; each keeps 7 where it is not computed."""
    escaped = [text.replace("&", "&amp;").replace("<", "&lt;") for text in texts] * count
    rows = "".join(
        f'<row r="{row}"><c r="C{row}"><f>{text}</f><v>7</v></c></row>' for row, text in enumerate(escaped, 2)
    )
    return book(PLAIN_ROWS + rows, names=names)


def named(**texts: str) -> str:
    found = "".join(f'<definedName name="{name}">{text}</definedName>' for name, text in texts.items())
    return f"<definedNames>{found}</definedNames>"
