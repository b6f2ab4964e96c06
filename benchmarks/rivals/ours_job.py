"""Ours in memory: an edit, or a Python function down a column; what is measured is the recalculation alone.

usage: python -m benchmarks.rivals.ours_job ACTION INPUT OUTPUT
"""

import sys
import time

from benchmarks.rivals.said import median, say
from benchmarks.scenarios.edits import SHEET, places
from benchmarks.scenarios.points import points, points_of_columns
from workbook import load
from xlcore import BUILTINS, ExcelError
from xlcore.refs import cell_name
from xlcore.registry import Library, declare


def edit(path: str, column: str) -> None:
    book = load(path)
    book.recalculate()
    times = []
    for number, (row, col) in enumerate(places(column)):
        start = time.perf_counter()
        book.set(SHEET, cell_name(row, col), 100.5 + number)
        book.recalculate()
        times.append(time.perf_counter() - start)
    say(lambda sheet, cell: _value(book.value(sheet, cell)), median(times), times[0])


def udf(path: str, as_block: bool) -> None:
    library: Library = {}
    declare(library)("DIEM", "n n", array_call=points_of_columns if as_block else None)(points)
    book = load(path, BUILTINS | library)
    start = time.perf_counter()
    book.recalculate()
    say(lambda sheet, cell: _value(book.value(sheet, cell)), time.perf_counter() - start)


def _value(value: object) -> object:
    return value.code if isinstance(value, ExcelError) else value


if __name__ == "__main__":
    action, source, _ = sys.argv[1:]
    if action.startswith("edit:"):
        edit(source, action[5:])
    else:
        udf(source, action == "udf-block")
