"""What is fuzzed: a function for each reader, which takes any bytes, and what it is to begin with.

What a reader refuses in its own words is no finding; whatever else it raises is.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from typing import Final

from tests.security import chanceformulas, mutations, seedbooks
from workbook.package import Part, open_package
from workbook.refusal import Refusal
from workbook.sharedstrings import read_shared_strings
from workbook.sheetxml import read_cells
from workbook.workbookxml import read_tables, read_workbook
from xlcore.lexer import FormulaSyntaxError
from xlcore.locales import EN_US
from xlcore.numberformat import format_number
from xlcore.parser import parse
from xlcore.relative import key, shift
from xlcore.shapes import Reader, shape_tree

LONG: Final = 8_192
STACK: Final = 30_000  # as in a recalculation
FORMATS: Final = (
    "General", "0.00", "#,##0.00;[Red]-#,##0.00", "yyyy-mm-dd hh:mm:ss", "[h]:mm", "# ?/?", "0.0E+00", '"x"@',
    "[<5]0;0%",
)  # fmt: skip


def formulas(data: bytes) -> None:
    """The lexer, the parser, the relative form and the shape of a formula."""
    text = data.decode("utf-8", "replace")[:LONG]
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, STACK))
    try:
        parse(text)
    except FormulaSyntaxError:
        return
    finally:
        sys.setrecursionlimit(limit)
    key(text, 5, 5)
    shift(text, 1, 1)
    shape_tree(text, Reader())


def formats(data: bytes) -> None:
    """A number format over numbers and texts."""
    text = data.decode("utf-8", "replace")[:255]
    for value in (0.0, -1.5, 1e15, 1e-7, 45000.75, -1e300, "chữ"):
        format_number(value, text, EN_US)


def sheets(data: bytes) -> None:
    """The readers of a sheet part and of shared strings."""
    for read in (lambda part: read_cells(part, ["một", "hai"]), read_shared_strings):
        try:
            read(Part("so.xlsx", "xl/worksheets/sheet1.xml", data))
        except Refusal:
            pass


def packages(data: bytes) -> None:
    """The reader of a package, of its workbook part, of every sheet and table."""
    try:
        package = open_package(data, "so.xlsx")
        info = read_workbook(package)
        for entry in info.sheets:
            if entry.kind == "worksheet":
                read_cells(package.part(entry.part), [])
                read_tables(package, entry.part, set())
    except Refusal:
        pass


def formula_seeds() -> list[bytes]:
    return [chanceformulas.formula(random.Random(number)).encode("utf-8", "replace")[:LONG] for number in range(300)]


def format_seeds() -> list[bytes]:
    return [each.encode() for each in FORMATS]


def sheet_seeds() -> list[bytes]:
    found = seedbooks.seeds().values()
    parts = [part for book in found for name, part in mutations.unzipped(book).items() if "sheet" in name]
    return [part for part in parts if len(part) < 20_000]


def package_seeds() -> list[bytes]:
    return list(seedbooks.seeds().values())


TARGETS: Final[dict[str, tuple[Callable[[bytes], None], Callable[[], list[bytes]]]]] = {
    "formulas": (formulas, formula_seeds),
    "formats": (formats, format_seeds),
    "sheets": (sheets, sheet_seeds),
    "packages": (packages, package_seeds),
}
