"""formualizer: evaluate a file, edit it in memory, a Python function down a column, many files in processes.

usage: python -m benchmarks.rivals.formualizer_job ACTION INPUT OUTPUT
"""

import multiprocessing
import sys
import time
from pathlib import Path

import formualizer

from benchmarks.rivals.said import median, say
from benchmarks.scenarios.edits import EDITS, SHEET, places
from benchmarks.scenarios.points import points


def evaluate(path: str) -> None:
    book = formualizer.load_workbook(path)
    book.evaluate_all()
    say(lambda sheet, cell: _value(book, sheet, cell))


def edit(path: str, column: str) -> None:
    book = formualizer.load_workbook(path)
    book.evaluate_all()
    times = []
    for number, (row, col) in enumerate(places(column)):
        start = time.perf_counter()
        book.set_value(SHEET, row, col, 100.5 + number)
        book.evaluate_all()
        times.append(time.perf_counter() - start)
    assert len(times) == EDITS
    say(lambda sheet, cell: _value(book, sheet, cell), median(times), times[0])


def udf(path: str) -> None:
    book = formualizer.load_workbook(path)
    book.register_function("DIEM", points, min_args=2, max_args=2, thread_safe=True)
    start = time.perf_counter()
    book.evaluate_all()
    say(lambda sheet, cell: _value(book, sheet, cell), time.perf_counter() - start)


def many(folder: str, target: str) -> None:
    Path(target).mkdir(exist_ok=True)
    with multiprocessing.Pool() as pool:
        pool.map(_recalculate, [(str(path), str(Path(target, path.name))) for path in sorted(Path(folder).iterdir())])


def _recalculate(paths: tuple[str, str]) -> None:
    formualizer.recalculate_file(*paths)


def _value(book: formualizer.Workbook, sheet: str, cell: str) -> object:
    letters = cell.rstrip("0123456789")
    col = 0
    for letter in letters:
        col = col * 26 + ord(letter) - 64
    value = book.get_value(sheet, int(cell[len(letters) :]), col)
    return "#" + str(value["kind"]) if isinstance(value, dict) else value


if __name__ == "__main__":
    action, source, output = sys.argv[1:]
    if action.startswith("edit:"):
        edit(source, action[5:])
    elif action == "many":
        many(source, output)
    else:
        {"evaluate": evaluate, "udf": udf}[action](source)
