"""Named scenarios of known size, each beside its rivals, in one run: medians, ratios, peak memory, versions.

    python -m benchmarks.run [--repeat N] [SCENARIO ...]

A claim elsewhere in the project may cite only what this prints, with the ratio, never a time from another machine.
"""

from __future__ import annotations

import argparse
import platform
import statistics
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import metadata
from pathlib import Path
from typing import Final

from benchmarks.measure import Measurement, measure
from workbook import jobs

PYTHON: Final = sys.executable
ROWS: Final = 20_000


@dataclass(frozen=True)
class Scenario:
    """``contestants`` maps a name to the command it runs on a workbook; the first is ours, ratios are to it."""

    name: str
    size: str
    workbook: Callable[[Path], Path]
    contestants: dict[str, Callable[[Path], list[str]]]
    slow: frozenset[str] = field(default_factory=frozenset)  # contestants that are run fewer times


def commune(folder: Path) -> Path:
    """The Bút Sơn workbook as ``chitieu new`` leaves it."""
    path = folder / "but-son.xlsx"
    jobs.new(jobs.DEMO_PACK, path)
    return path


def ledger(folder: Path) -> Path:
    """A sheet of 20,000 rows: quantity, price, and five columns of formulas filled down, among them lookups."""
    import openpyxl  # builds the input, outside what is measured

    book = openpyxl.Workbook(write_only=True)
    sheet, rates = book.create_sheet("So"), book.create_sheet("Gia")
    for code in range(1, 501):
        rates.append([code, 1000 + code * 7])
    for row in range(1, ROWS + 1):
        amount = f"=B{row}*VLOOKUP(A{row},Gia!$A$1:$B$500,2,FALSE)"
        running = f"=C{row}" if row == 1 else f"=D{row - 1}+C{row}"
        share = f'=IF(C{row}=0,"",ROUND(C{row}/SUM(C$1:C${ROWS})*100,4))'
        label = f'=IF(C{row}>500000,"lớn","nhỏ")&"-"&A{row}'
        sheet.append([row * 37 % 500 + 1, row % 23, amount, running, share, label, f"=SUMIF(A:A,A{row},B:B)"])
    path = folder / "so-cai.xlsx"
    book.save(path)
    return path


def bare(_: Path) -> list[str]:
    return [PYTHON, "-c", "pass"]


def chitieu(*words: str) -> Callable[[Path], list[str]]:
    return lambda path: [PYTHON, "-m", "workbook", *(word.replace("@", str(path)) for word in words)]


def formualizer(path: Path) -> list[str]:
    return [PYTHON, "-m", "formualizer", "recalc", str(path), "--output", str(path.with_name("formualizer.xlsx"))]


FORMULAS: Final = """
import sys, formulas
formulas.ExcelModel().loads(sys.argv[1]).finish().calculate()
"""


def formulas_package(path: Path) -> list[str]:
    return [PYTHON, "-c", FORMULAS, str(path)]


SCENARIOS: Final = (
    Scenario(
        "commune-recalc",
        "29 indicators, whole process from start to saved file",
        commune,
        {
            "chitieu recalc": chitieu("recalc", "@"),
            "python -c pass": bare,
            "formualizer recalc": formualizer,
            "formulas": formulas_package,
        },
        frozenset({"formulas"}),
    ),
    Scenario(
        "commune-report",
        "29 indicators, whole process from start to docx on disk",
        commune,
        {"chitieu report": chitieu("report", "@"), "python -c pass": bare},
    ),
    Scenario(
        "ledger-recalc",
        f"{ROWS} rows, {5 * ROWS} formulas in five columns, whole process from start to saved file",
        ledger,
        {"chitieu recalc": chitieu("recalc", "@"), "formualizer recalc": formualizer},
        frozenset({"chitieu recalc", "formualizer recalc"}),
    ),
)


def run(scenario: Scenario, repeat: int) -> None:
    """Prints one scenario: a line per contestant, the ratio being its median to ours."""
    print(f"\n{scenario.name}: {scenario.size}")
    with tempfile.TemporaryDirectory() as folder:
        path = scenario.workbook(Path(folder))
        print(f"{'':22}{'median':>10}{'min':>10}{'ratio':>9}{'peak':>10}")
        ours = 0.0
        for name, command in scenario.contestants.items():
            times = max(2, repeat // 4) if name in scenario.slow else repeat
            measure(command(path))  # unmeasured: the disk cache and the compiled modules are warm for every contestant
            taken = [measure(command(path)) for _ in range(times)]
            median = statistics.median(one.seconds for one in taken)
            ours = ours or median
            print(_line(name, taken, median, median / ours))


def _line(name: str, taken: list[Measurement], median: float, ratio: float) -> str:
    peak = max(one.peak_mib for one in taken)
    failed = next((one.failure for one in taken if one.failure), "")
    fastest = min(one.seconds for one in taken)
    text = f"{name:22}{median * 1000:>7.0f} ms{fastest * 1000:>7.0f} ms{ratio:>8.2f}x{peak:>6.0f} MiB"
    return f"{text}  FAILED: {failed}" if failed else text


def main() -> None:
    """Runs the named scenarios, or all."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scenario", nargs="*", choices=[[], *(one.name for one in SCENARIOS)])
    parser.add_argument("--repeat", type=int, default=15)
    arguments = parser.parse_args()
    print(f"Python {platform.python_version()}, {platform.machine()}, {platform.system()}")
    print(", ".join(f"{name} {metadata.version(name)}" for name in ("chitieu", "formualizer", "formulas", "docxtpl")))
    for scenario in SCENARIOS:
        if not arguments.scenario or scenario.name in arguments.scenario:
            run(scenario, arguments.repeat)


if __name__ == "__main__":
    main()
