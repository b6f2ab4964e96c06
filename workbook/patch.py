"""New values into a worksheet part: the ``<v>`` and ``t`` of cells, and nothing else.

``patch_sheet`` returns the very same bytes when every cell already holds its value. A cell or row that the file does
not have is put in its place; only then the row's ``spans`` and the sheet's ``dimension`` grow to hold it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from typing import Final, NamedTuple

from workbook.celledit import CellEdit, edit_cell, new_cell
from workbook.cellvalues import EMPTY, content, number_text, same
from workbook.package import Part
from workbook.sheetlayout import Layout, RowPlace
from workbook.sheetxml import plain_bounds
from workbook.xmltext import decoder, escape, needs_preserve, unescape
from xlcore.refs import cell_name, column_number, parse_range, range_name
from xlcore.values import Value

ValueOf = Callable[[int, int], Value]
"""The present value of the cell at 1-based row and column."""

_FORMULA: Final = re.compile(
    rb'<c r="([A-Z]+)([0-9]+)"([^>/]*)><f[^<]*(?:</f>)?'
    rb'(?:<v(?: xml:space="preserve")?>([^<]*)</v>|<v ?/>)?</c>'
)
_TYPE: Final = re.compile(rb'(?:^| )t="([A-Za-z]+)"')
_SPANS: Final = re.compile(r"""(\sspans\s*=\s*["'])([0-9]+):([0-9]+)""")
_DIMENSION: Final = re.compile(r"""(<(?:[\w.-]+:)?dimension\b[^>]*?\bref\s*=\s*["'])([A-Z0-9:$]+)""")
_PREFIX: Final = re.compile(r"<((?:[\w.-]+:)?)")


class Change(NamedTuple):
    """Bytes ``start``:``end`` of a part become ``new``."""

    start: int
    end: int
    new: bytes


def patch_sheet(part: Part, value_of: ValueOf, edits: Mapping[tuple[int, int], CellEdit]) -> bytes:
    """The part with the values of all its formula cells from ``value_of``, and the explicit ``edits`` of cells."""
    plain = plain_bounds(part.data)
    changes = _plain_changes(part, plain, value_of, edits) if plain else None
    if changes is not None and not edits:
        return apply(part.data, changes)
    layout = Layout(part)
    if changes is None:
        changes = list(_careful_changes(layout, value_of, edits))
    changes += _edit_changes(layout, edits)
    changes.sort(key=lambda change: change[:2])  # stable: what is inserted at one place keeps its order
    return apply(part.data, changes)


def apply(data: bytes, changes: list[Change]) -> bytes:
    """``data`` with the changes, given in order of their places, made; the very same object when there are none."""
    if not changes:
        return data
    pieces: list[bytes] = []
    at = 0
    for start, end, new in changes:
        pieces += (data[at:start], new)
        at = end
    return b"".join([*pieces, data[at:]])


def _plain_changes(
    part: Part, bounds: tuple[int, int], value_of: ValueOf, edits: Mapping[tuple[int, int], CellEdit]
) -> list[Change] | None:
    """Changes of formula values in a plain part; ``None`` when some formula cell is not plainly written."""
    data, seen, decode, columns = part.data, 0, decoder(part), _ColumnNumbers()
    changes: list[Change] = []
    for match in _FORMULA.finditer(data, *bounds):
        seen += 1
        letters, digits, attributes, raw = match.groups()
        row, col = int(digits), columns[letters]
        value = value_of(row, col)
        if _holds_plainly(value, attributes, raw) or (row, col) in edits:
            continue
        change = _plain_change(match, value, decode)
        if change is not None:
            changes.append(change)
    return changes if seen == data.count(b"<f", *bounds) else None


def _holds_plainly(value: Value, attributes: bytes, raw: bytes | None) -> bool:
    """Whether a cell surely holds ``value`` already: the quick answer for numbers and simple texts."""
    if isinstance(value, float):
        return bool(raw) and b"t=" not in attributes and float(raw or b"nan") == value
    if isinstance(value, str) and raw is not None and attributes.endswith(b't="str"'):
        return raw == value.encode(errors="replace") and b"&" not in raw and b"_x" not in raw
    return False


class _ColumnNumbers(dict[bytes, int]):
    """Column letters -> column number."""

    def __missing__(self, letters: bytes) -> int:
        number = self[letters] = column_number(letters.decode())
        return number


def _plain_change(match: re.Match[bytes], value: Value, decode: Callable[[bytes], str]) -> Change | None:
    """The change of one formula cell: inside its ``<v>`` when that is enough, else of the whole element."""
    _, _, attributes, raw = match.groups()
    if isinstance(value, float) and raw and b"t=" not in attributes and b" vm=" not in attributes:
        return Change(match.start(4), match.end(4), number_text(value).encode())
    new, found = content(value), _TYPE.search(attributes)
    kind = found[1].decode() if found else ""
    old = unescape(decode(raw)) if raw is not None else None
    if same(new, kind, old) and (raw is not None or kind in ("", "n")):
        return None
    inside = raw is not None and new != EMPTY and new.type == ("" if kind == "n" else kind)
    if inside and b" vm=" not in attributes and not (new.type == "str" and needs_preserve(new.text)):
        return Change(match.start(4), match.end(4), escape(new.text).encode())
    return Change(match.start(), match.end(), edit_cell(match[0].decode(), CellEdit(new)).encode())


def _careful_changes(layout: Layout, value_of: ValueOf, edits: Mapping[tuple[int, int], CellEdit]) -> Iterator[Change]:
    for cell in layout.spans.cells():
        if cell.formula is None or (cell.row, cell.col) in edits or cell.formula.get("t") == "dataTable":
            continue
        old = layout.text(cell.start, cell.end)
        new = edit_cell(old, CellEdit(content(value_of(cell.row, cell.col))))
        if new != old:
            yield Change(cell.start, cell.end, new.encode(layout.encoding))


def _edit_changes(layout: Layout, edits: Mapping[tuple[int, int], CellEdit]) -> list[Change]:
    """Changes for explicit edits, row by row; what the file lacks is inserted."""
    prefix = _prefix(layout)
    changes: list[Change] = []
    new_rows: list[tuple[int, str]] = []
    inserted: list[tuple[int, int]] = []
    for number, group in groupby(sorted(edits), key=lambda place: place[0]):
        places = list(group)
        index = layout.row_at(number)
        if index < len(layout.rows) and layout.rows[index].number == number:
            inserted += _edit_row(layout, index, places, edits, prefix, changes)
            continue
        cells = [place for place in places if edits[place].content != EMPTY]
        if cells:
            body = "".join(new_cell(cell_name(*place), prefix, edits[place]) for place in cells)
            at = layout.rows[index].start if index < len(layout.rows) else -1
            new_rows.append((at, f'<{prefix}row r="{number}">{body}</{prefix}row>'))
            inserted += cells
    _insert_rows(layout, new_rows, prefix, changes)
    _grow_dimension(layout, inserted, changes)
    return changes


def _prefix(layout: Layout) -> str:
    start, opened, _ = layout.data_span
    match = _PREFIX.match(layout.text(start, opened))
    return match[1] if match else ""


def _edit_row(
    layout: Layout,
    index: int,
    places: list[tuple[int, int]],
    edits: Mapping[tuple[int, int], CellEdit],
    prefix: str,
    changes: list[Change],
) -> list[tuple[int, int]]:
    """Adds the changes for cells of an existing row; returns the cells that had to be inserted."""
    row = layout.rows[index]
    cells = layout.cells(index)
    by_col = {cell.col: cell for cell in cells}
    inserted, fresh = [], ""
    for place in places:
        edit, old = edits[place], by_col.get(place[1])
        if old is not None:
            source = layout.text(old.start, old.end)
            new = edit_cell(source, edit)
            if new != source:
                changes.append(Change(old.start, old.end, new.encode(layout.encoding)))
        elif edit.content != EMPTY:
            inserted.append(place)
            source = new_cell(cell_name(*place), prefix, edit)
            after = next((cell for cell in cells if cell.col > place[1]), None)
            if after is not None:
                changes.append(Change(after.start, after.start, source.encode(layout.encoding)))
            else:
                fresh += source
    if inserted:
        _grow_row(layout, row, [col for _, col in inserted], fresh, changes)
    return inserted


def _grow_row(layout: Layout, row: RowPlace, cols: list[int], fresh: str, changes: list[Change]) -> None:
    """Widen the row's ``spans`` where it has one, and put ``fresh`` cells at its end."""
    opening = layout.text(row.start, row.open_end)
    wide = _SPANS.sub(lambda m: f"{m[1]}{min(int(m[2]), *cols)}:{max(int(m[3]), *cols)}", opening, count=1)
    if row.end == row.open_end:  # <row .../>
        name = opening[1:].split(None, 1)[0].rstrip("/>")
        whole = f"{wide[:-2].rstrip()}>{fresh}</{name}>"
        changes.append(Change(row.start, row.end, whole.encode(layout.encoding)))
        return
    if wide != opening:
        changes.append(Change(row.start, row.open_end, wide.encode(layout.encoding)))
    if fresh:
        at = _closing_tag(layout, row.open_end, row.end)
        changes.append(Change(at, at, fresh.encode(layout.encoding)))


def _closing_tag(layout: Layout, start: int, end: int) -> int:
    """Where the last tag before ``end`` starts."""
    return layout.part.data.rindex("<".encode(layout.encoding), start, end)


def _insert_rows(layout: Layout, rows: list[tuple[int, str]], prefix: str, changes: list[Change]) -> None:
    """Put whole new rows before the rows that follow them (-1: at the end of the sheet data)."""
    start, opened, end = layout.data_span
    at_end = "".join(text for at, text in rows if at < 0)
    changes += [Change(at, at, text.encode(layout.encoding)) for at, text in rows if at >= 0]
    if at_end and opened == end:  # <sheetData/>
        tag = layout.text(start, opened)[:-2].rstrip()
        whole = f"{tag}>{at_end}</{prefix}sheetData>"
        changes.append(Change(start, end, whole.encode(layout.encoding)))
    elif at_end:
        at = _closing_tag(layout, opened, end)
        changes.append(Change(at, at, at_end.encode(layout.encoding)))


def _grow_dimension(layout: Layout, inserted: list[tuple[int, int]], changes: list[Change]) -> None:
    """Widen ``<dimension ref>``: readers that trust it would not see the inserted cells."""
    head = layout.text(0, layout.data_span[0])
    match = _DIMENSION.search(head)
    box = parse_range(match[2].replace("$", "")) if match else None
    if not inserted or match is None or box is None:
        return
    rows, cols = [row for row, _ in inserted], [col for _, col in inserted]
    grown = (min(box[0], *rows), min(box[1], *cols), max(box[2], *rows), max(box[3], *cols))
    if grown != box:
        start = len(head[: match.start(2)].encode(layout.encoding))
        end = start + len(match[2].encode(layout.encoding))
        changes.append(Change(start, end, range_name(*grown).encode(layout.encoding)))
