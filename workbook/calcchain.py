"""The calculation chain: an entry for a cell that has no formula makes Excel offer a repair, so it must go.

Source: ISO/IEC 29500-1, 18.6 (calcChain). ``i`` is a sheet's ``sheetId``; one without it repeats the last.
"""

from __future__ import annotations

import re
from typing import Final

from workbook.opc import drop_part
from workbook.package import Package
from workbook.sheetexpat import encoding_of

_ENTRY: Final = re.compile(r"<(?:[\w.-]+:)?c\b(?:\"[^\"<]*\"|'[^'<]*'|[^'\"<>])*?(?:/>|>\s*</(?:[\w.-]+:)?c\s*>)")
_CELL: Final = re.compile(r"\sr\s*=\s*[\"']([A-Z]+[0-9]+)[\"']")
_SHEET: Final = re.compile(r"\si\s*=\s*[\"']([0-9]{1,15})[\"']")


def remove_entries(package: Package, workbook: str, chain: str, cells: set[tuple[int, str]]) -> None:
    """Take the entries of ``cells``, pairs ``(sheetId, "G12")``, out of the part ``chain``.

    An emptied chain goes with its content type and with the relationship of the ``workbook`` part.
    """
    data = package.read(chain)
    encoding = encoding_of(data)
    errors = "surrogatepass" if encoding.startswith("utf-16") else "surrogateescape"  # a damaged part stays what it is
    text, left = _without(data.decode(encoding, errors), cells)
    if left:
        package.replace(chain, text.encode(encoding, errors))
    else:
        drop_part(package, workbook, chain)


def _without(text: str, cells: set[tuple[int, str]]) -> tuple[str, int]:
    """The chain without the entries, and how many are left; an ``i`` that later entries repeat moves on."""
    sheet, written, left = 0, 0, 0

    def kept(match: re.Match[str]) -> str:
        nonlocal sheet, written, left
        entry = match[0]
        cell, own = _CELL.search(entry), _SHEET.search(entry)
        sheet = int(own[1]) if own else sheet
        if cell and (sheet, cell[1]) in cells:
            return ""
        left += 1
        if not own and sheet != written and cell:
            entry = f'{entry[: cell.end()]} i="{sheet}"{entry[cell.end() :]}'
        written = sheet
        return entry

    return _ENTRY.sub(kept, text), left
