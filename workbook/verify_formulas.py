"""What the ``formulas`` package computes for a workbook: a second independent opinion, without any office program."""

from __future__ import annotations

import contextlib
import io
import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any, Final

from workbook.compare import Snapshot
from workbook.refusal import Refusal
from xlcore.refs import cell_name
from xlcore.values import ERRORS, Value

# "'[book.xlsx]CHITIEU'!G6" and "...!G6:G9": the sheet comes in capitals, and a quote in its name doubled.
_KEY: Final = re.compile(r"'?\[[^\]]*\](?P<sheet>.*?)'?!(?P<cell>[A-Z]+\d+)(?::[A-Z]+\d+)?")


def values(path: Path, sheet_names: Iterable[str]) -> Snapshot:
    """The package's value of every cell that it computed or read, under the names of ``sheet_names``.

    Cells of a circular chain, which it leaves out, are missing. ``Refusal`` when it cannot take the workbook at all.
    """
    import formulas  # seconds to import (numpy, scipy, openpyxl); only who asks for this opinion pays

    try:
        with contextlib.redirect_stderr(io.StringIO()), warnings.catch_warnings():  # its progress bar, its warnings
            warnings.simplefilter("ignore")
            solution = formulas.ExcelModel().loads(str(path)).finish().calculate()
    except formulas.errors.BaseError as error:
        raise Refusal("formulas-failed", f"Gói formulas không tính được tệp {path.name} ({error}).") from error
    spelling = {name.upper(): name for name in sheet_names}
    found: Snapshot = {}
    for key, result in sorted(solution.items(), key=lambda item: ":" not in str(item[0])):  # a cell beats a range
        match = _KEY.fullmatch(str(key))
        if match is not None and match["sheet"].replace("''", "'") in spelling:
            _place(found, spelling[match["sheet"].replace("''", "'")], result)
    return found


def _place(found: Snapshot, sheet: str, result: Any) -> None:
    """Enters the package's rectangle of values cell by cell; its ``ranges`` say where it stands."""
    place = result.ranges[0]
    top, left = int(place["r1"]), int(place["n1"])
    for down, row in enumerate(result.value):
        for across, value in enumerate(row):
            found[sheet, cell_name(top + down, left + across)] = _plain(value)


def _plain(value: Any) -> Value:
    """The package's value as ours: its errors are strings of a class of their own, its numbers numpy's."""
    if type(value) is str:
        return value
    text = str(value)
    if text in ERRORS:
        return ERRORS[text]
    if text == "empty":
        return None
    if isinstance(value, str):
        return text
    return bool(value) if text in ("True", "False") else float(value)
