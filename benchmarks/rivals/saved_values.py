"""The values that stand in a workbook file, read by our loader and not computed.

usage: python -m benchmarks.rivals.saved_values FILE   (cells as JSON on standard input)
"""

import json
import sys

from workbook import load
from xlcore import ExcelError

book = load(sys.argv[1])
values = [book.value(sheet, cell) for sheet, cell in json.load(sys.stdin)]
json.dump([value.code if isinstance(value, ExcelError) else value for value in values], sys.stdout)
