"""IronCalc: a file to a file, an edit in memory, many files in processes.

usage: python -m benchmarks.rivals.ironcalc_job ACTION INPUT OUTPUT
"""

import multiprocessing
import sys
import time
from pathlib import Path

import ironcalc

from benchmarks.rivals.said import median, say
from benchmarks.scenarios.edits import SHEET, places

EDITS = 3  # every one computes the whole workbook


def recalc(source: str, target: str) -> None:
    model = ironcalc.load_from_xlsx(source, "en", "UTC", "en")
    model.evaluate()
    model.save_to_xlsx(target)


def edit(source: str, column: str) -> None:
    model = ironcalc.load_from_xlsx(source, "en", "UTC", "en")
    model.evaluate()
    names = [sheet["name"] for sheet in model.get_worksheets_properties()]
    times = []
    for number, (row, col) in enumerate(places(column)[:EDITS]):
        start = time.perf_counter()
        model.update_cell_with_number(names.index(SHEET), row, col, 100.5 + number)
        model.evaluate()
        times.append(time.perf_counter() - start)
    say(lambda sheet, cell: model.get_cell_value_by_ref(f"{sheet}!{cell}"), median(times), times[0])


def many(folder: str, target: str) -> None:
    Path(target).mkdir(exist_ok=True)
    with multiprocessing.Pool() as pool:
        pool.starmap(recalc, [(str(path), str(Path(target, path.name))) for path in sorted(Path(folder).iterdir())])


if __name__ == "__main__":
    action, given, output = sys.argv[1:]
    if action.startswith("edit:"):
        edit(given, action[5:])
    else:
        {"recalc": recalc, "many": many}[action](given, output)
