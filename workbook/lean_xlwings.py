"""xlwings imported as the buttons and the functions in cells need it: without what would look at the workbook's files,
take a second, ask for ever, or end other people's Excel."""

from __future__ import annotations

import atexit
import os
import sys
from types import ModuleType
from typing import Final

# The commercial part of xlwings, and what it would import to convert values that we never have.
UNUSED: Final = ("xlwings.pro", "pandas", "polars", "matplotlib", "plotly", "PIL", "numpy")
OBEYED: Final = (
    "XLWINGS_ON_SERVER",  # would make xlwings import its commercial part
    # What these name, libraries and all, OpenSSL would load as soon as something imports hashlib.
    "OPENSSL_CONF",
    "OPENSSL_CONF_INCLUDE",
    "OPENSSL_ENGINES",
    "OPENSSL_MODULES",
)
"""Variables by which the environment could choose what runs here, where Python itself is deaf to it."""


def load_xlwings() -> ModuleType:
    """xlwings, made to keep to what is needed of it."""
    if "xlwings" in sys.modules:
        return sys.modules["xlwings"]
    for name in OBEYED:
        os.environ.pop(name, None)
    absent = [name for name in UNUSED if name not in sys.modules]
    sys.modules.update(dict.fromkeys(absent))  # type: ignore[arg-type]  # None: as if it were not installed
    try:
        import xlwings  # the connection to Excel: a second that a call without Excel need not wait for
    finally:
        for name in absent:
            del sys.modules[name]
    windows = sys.modules.get("xlwings._xlwindows")
    if windows is not None:
        windows.N_COM_ATTEMPTS = 1  # type: ignore[attr-defined]  # it would ask a busy Excel for ever
        # At the end it would end every Excel whose window it does not find: an officer's, perhaps, with unsaved work.
        atexit.unregister(windows.cleanup)
    return xlwings
