"""Which of a sheet's hidden rows a filter hides; the others were hidden by hand or in a closed group.

Source: ISO/IEC 29500-1, 18.3.1.73 (row), 18.3.2.1 (autoFilter), 18.3.1.82 (sheetPr, ``filterMode``). Within the range
of an active filter Excel takes every hidden row for a filtered one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from workbook.package import Part
from workbook.sheetexpat import encoding_of
from workbook.workbookxml import TableEntry
from workbook.xmltext import is_true
from xlcore.refs import parse_range

_FILTER: Final = re.compile(r"<(?:[\w.-]+:)?autoFilter\b([^>]*?)(?:/>|>(.*?)</(?:[\w.-]+:)?autoFilter\s*>)", re.DOTALL)
_REF: Final = re.compile(r"""\sref\s*=\s*["']([A-Z0-9:$]+)""")
_MODE: Final = re.compile(r"""<(?:[\w.-]+:)?sheetPr\b[^>]*?\sfilterMode\s*=\s*["'](\w+)""")
_ROWS: Final = re.compile(rb"<(?:[\w.-]+:)?sheetData\b.*</(?:[\w.-]+:)?sheetData\s*>", re.DOTALL)


def filtered_rows(part: Part, hidden: set[int], tables: Iterable[TableEntry]) -> set[int]:
    """The rows among ``hidden`` that the sheet's filter or a table's filter hides."""
    if not hidden:
        return set()
    ranges = [table.filtered for table in tables if table.filtered is not None]
    text = _around_cells(part)
    found, mode = _FILTER.search(text), _MODE.search(text)
    active = mode is not None and is_true(mode[1])
    if found is not None and (active or "filterColumn" in (found[2] or "")):
        ref = _REF.search(found[1])
        box = parse_range(ref[1]) if ref else None
        ranges += [box] if box is not None else []
    elif found is None and active:
        return set(hidden)  # an advanced filter does not say its range here
    return {row for row in hidden if any(box[0] < row <= box[2] for box in ranges)}


def _around_cells(part: Part) -> str:
    """The source of a worksheet part without its rows."""
    encoding = encoding_of(part.data)
    if encoding.startswith("utf-16"):
        return re.sub(r"<(\w*:?)sheetData\b.*</\1sheetData\s*>", "", part.data.decode(encoding), flags=re.DOTALL)
    return _ROWS.sub(b"", part.data, count=1).decode(encoding)
