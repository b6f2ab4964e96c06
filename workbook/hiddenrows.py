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
from workbook.sheetxml import plain_bounds
from workbook.workbookxml import TableEntry
from workbook.xmltext import is_true
from xlcore.refs import parse_range

_FILTER: Final = re.compile(r"<(?:[\w.-]+:)?autoFilter\b([^<>]*)>")
_FILTER_END: Final = re.compile(r"</(?:[\w.-]+:)?autoFilter\s*>")
_REF: Final = re.compile(r"""\sref\s*=\s*["']([A-Z0-9:$]+)""")
_MODE: Final = re.compile(r"""<(?:[\w.-]+:)?sheetPr\b[^<>]*?\sfilterMode\s*=\s*["'](\w+)""")
_DATA: Final = re.compile(r"<(?:[\w.-]+:)?sheetData\b")
_DATA_END: Final = re.compile(r"</(?:[\w.-]+:)?sheetData\s*>")


def filtered_rows(part: Part, hidden: set[int], tables: Iterable[TableEntry]) -> set[int]:
    """The rows among ``hidden`` that the sheet's filter or a table's filter hides."""
    if not hidden:
        return set()
    ranges = [table.filtered for table in tables if table.filtered is not None]
    text = _around_cells(part)
    found, mode = _FILTER.search(text), _MODE.search(text)
    active = mode is not None and is_true(mode[1])
    if found is not None and (active or "filterColumn" in _inside(found, text)):
        ref = _REF.search(found[1])
        box = parse_range(ref[1]) if ref else None
        ranges += [box] if box is not None else []
    elif found is None and active:
        return set(hidden)  # an advanced filter does not say its range here
    return {row for row in hidden if any(box[0] < row <= box[2] for box in ranges)}


def _inside(opening: re.Match[str], text: str) -> str:
    """The content of the element that begins with ``opening``."""
    if opening[1].endswith("/"):
        return ""
    end = _FILTER_END.search(text, opening.end())
    return text[opening.end() : end.start()] if end is not None else ""


def _around_cells(part: Part) -> str:
    """The source of a worksheet part without its rows, as far as it can be read."""
    encoding, data = encoding_of(part.data), part.data
    bounds = plain_bounds(data)
    if bounds is not None:
        return (data[: bounds[0]] + data[bounds[1] :]).decode(encoding, "replace")
    text = data.decode(encoding, "replace")
    start, ends = _DATA.search(text), [match.end() for match in _DATA_END.finditer(text)]
    return text if start is None or not ends else text[: start.start()] + text[ends[-1] :]
