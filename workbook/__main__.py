"""``python -m workbook`` is the command ``chitieu``."""

from __future__ import annotations

import os
import sys
from typing import NoReturn

from workbook.cli import crashed, main


def run() -> NoReturn:
    """The command as a process of its own, which ends as soon as all is said.

    Files are written and closed by then, and helpers have ended. Python would take a hundred thousand cells and trees
    apart one by one before it leaves, which is a tenth of the time of a small recalculation.
    """
    sys.excepthook = crashed
    code = main()
    for stream in (sys.stdout, sys.stderr):
        if stream is not None and not stream.closed:
            try:
                stream.flush()
            except BrokenPipeError:
                pass  # its reader has gone
    os._exit(code)


if __name__ == "__main__":
    run()
