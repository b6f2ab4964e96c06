"""The package ``formulas``: loads a workbook, or every one of a folder, and calculates it; nothing is written.

usage: python -m benchmarks.rivals.formulas_job INPUT OUTPUT
"""

import sys
from pathlib import Path

import formulas

given = Path(sys.argv[1])
for path in sorted(given.iterdir()) if given.is_dir() else [given]:
    formulas.ExcelModel().loads(str(path)).finish().calculate()
