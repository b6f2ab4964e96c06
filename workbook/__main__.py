"""``python -m workbook`` is the command ``chitieu``."""

import sys

from workbook.cli import main

if __name__ == "__main__":
    sys.exit(main())
