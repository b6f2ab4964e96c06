"""DataFrames from ranges and into inputs, with the types and the blanks kept. The only file that imports pandas."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from workbook.refusal import refuse
from xlcore.dates import SECONDS_A_DAY, to_date
from xlcore.refs import cell_name, column_name, parse_cell, parse_range
from xlcore.values import ExcelError, Value

if TYPE_CHECKING:
    from workbook.book import Workbook

try:
    import pandas as pd
except ImportError as error:  # an optional package
    raise refuse("no-pandas") from error

_NULLABLE: Final[dict[type, Any]] = {float: "Float64", bool: "boolean", str: pd.StringDtype("python")}


def to_frame(book: Workbook, sheet: str, area: str, header: bool = True, dates: bool = False) -> pd.DataFrame:
    """The range as a frame, with pandas' own row numbers for an index and ``<NA>`` for a blank.

    A column of numbers is ``Float64``, of booleans ``boolean``, of texts ``string`` (an empty text stays ``""``); one
    with more than one kind, or with errors, is ``object`` with ``None`` for a blank. With ``header`` the first row
    labels the columns (a blank label becomes the column's letters), else the letters do. With ``dates``, numeric
    columns all of whose numbers have a number format that shows a date become ``datetime64``.
    """
    rows = book.values(sheet, area)
    top, left = _corner(area)
    labels: list[Value] = [column_name(left + number) for number in range(len(rows[0]))]
    if header:
        labels = [given if given not in (None, "") else letters for given, letters in zip(rows[0], labels, strict=True)]
        rows, top = rows[1:], top + 1
    shown = book.date_cells(sheet, area) if dates else frozenset()
    columns = []
    for number in range(len(labels)):
        values = [row[number] for row in rows]
        places = [(top + down, left + number) for down, value in enumerate(values) if value is not None]
        moments = _moments(values, book.model.date1904) if places and shown.issuperset(places) else None
        columns.append(_column(values) if moments is None else moments)
    frame = pd.DataFrame(dict(enumerate(columns)), index=pd.RangeIndex(len(rows)))
    frame.columns = pd.Index(labels, dtype=None if all(isinstance(label, str) for label in labels) else object)
    return frame


def rows_of(frame: pd.DataFrame, header: bool = False) -> list[list[object]]:
    """The frame's values row by row as cells take them: whatever pandas calls missing is ``None``, durations are days.

    With ``header`` the column labels come first. The frame's index is not among them.
    """
    columns = [[_plain(value) for value in frame.iloc[:, number]] for number in range(frame.shape[1])]
    rows: list[list[object]] = [list(row) for row in zip(*columns, strict=True)] if columns else []
    return [[_plain(label) for label in frame.columns], *rows] if header else rows


def area_of(frame: pd.DataFrame, place: str, header: bool) -> str:
    """The range that the frame fills from the first cell of ``place`` on.

    ``ValueError`` when ``place`` is a range of another shape.
    """
    top, left = _corner(place)
    bottom, right = top + frame.shape[0] - (0 if header else 1), left + frame.shape[1] - 1
    area = f"{cell_name(top, left)}:{cell_name(bottom, right)}"
    if parse_cell(place) is None and parse_range(place) != (top, left, bottom, right):
        raise ValueError(f"the frame fills {area}, not {place}")
    return area


def _corner(area: str) -> tuple[int, int]:
    box = parse_range(area.strip())
    if box is None:
        raise refuse("bad-range", cell=area)
    return box[0], box[1]


def _column(values: Sequence[Value]) -> Any:
    """One column in the narrowest type that tells all of its values and its blanks apart."""
    kinds = {type(value) for value in values if value is not None}
    kind = kinds.pop() if len(kinds) == 1 else None
    if kind in _NULLABLE:
        return pd.array(list(values), dtype=_NULLABLE[kind])
    return pd.Series(list(values), dtype=object)


def _moments(values: Sequence[Value], date1904: bool) -> Any:
    """Serials as moments, ``NaT`` for a blank; ``None`` when one of them is no number or no day of the calendar."""
    moments: list[dt.datetime | None] = []
    for value in values:
        if value is None:
            moments.append(None)
            continue
        day = to_date(value, date1904) if isinstance(value, float) and not isinstance(value, bool) else None
        if day is None or isinstance(day, ExcelError):
            return None
        assert isinstance(value, float)
        time = dt.timedelta(milliseconds=round(value % 1.0 * SECONDS_A_DAY * 1000))
        moments.append(dt.datetime(day.year, day.month, day.day) + time)
    return pd.Series(moments, dtype="datetime64[us]")


def _plain(value: Any) -> object:
    """One value of a frame as ``Workbook.set`` takes it."""
    if pd.api.types.is_scalar(value) and pd.isna(value):  # None, NaN, NaT, <NA>
        return None
    if isinstance(value, dt.datetime | dt.date):  # pandas' Timestamp is a datetime
        return value
    if isinstance(value, dt.timedelta):
        return value.total_seconds() / SECONDS_A_DAY
    return value.item() if hasattr(value, "item") else value  # numpy's scalars: its booleans are no bool
