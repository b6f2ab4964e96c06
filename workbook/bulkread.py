"""The cells of a large, plainly written sheet, read a megabyte at a time with numpy instead of cell by cell.

All tags of a stretch are found at once; what stands between two of them is then a column of texts. A stretch that
holds anything else than rows of plain cells is left to the other readers, with nothing taken in. Only sheets that are
worth the import of numpy come here, and the long columns in them are going to need it anyway.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final, NamedTuple

import numpy as np
import numpy.typing as npt

from workbook.bulkwrite import FormulaPlaces, by_column
from workbook.cellvalues import INLINE, NUMBER, SHARED, TEXT, CellReader, Kinds, finite_number
from workbook.sheetcells import FormulaTags, SharedMembers, SheetCells, is_hidden, meta_index
from workbook.xmltext import escape
from xlcore.filldown import FilledFormula
from xlcore.kernels.bytecolumns import MASKS, ByteColumns, Places
from xlcore.kernels.filled import Filled
from xlcore.values import MAX_COL, MAX_ROW, Value

Numbers = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]

_MAX_ATTRIBUTES: Final = 64  # distinct ones of a stretch; a sheet with more is no table
_MIN_ROWS: Final = 16  # of a stretch that is worth going through column by column
_TRIES: Final = 3  # formulas filled down that are looked for in one column of a stretch

_ODD, _ROW, _ROW_END, _CELL, _CELL_END, _FORMULA, _FORMULA_END, _VALUE, _VALUE_END, _TAGGED, _NO_VALUE = range(11)
_TAGS: Final = {
    b"ro": _ROW, b"/r": _ROW_END, b"c ": _CELL, b"/c": _CELL_END, b"f>": _FORMULA, b"f ": _TAGGED, b"/f": _FORMULA_END,
    b"v>": _VALUE, b"v ": _VALUE, b"/v": _VALUE_END, b"v/": _NO_VALUE,
}  # fmt: skip
_CODES: Final = np.zeros(1 << 16, dtype=np.uint8)
for _pair, _code in _TAGS.items():
    _CODES[int.from_bytes(_pair, "little")] = _code
_ROW_OPENING: Final = np.uint64(int.from_bytes(b'<row r="', "little"))
_CELL_OPENING: Final = np.uint64(int.from_bytes(b'<c r="', "little"))
_QUOTE: Final = 34
_SLASH: Final = 47


class _Odd(Exception):
    """The stretch holds something that is not of the plain form."""


class _Rows(NamedTuple):
    """The rows of a stretch: numbers, how many cells each has, the digits with the quote behind them, their number, and
    which rows are hidden."""

    numbers: Numbers
    cells: Numbers
    digits: npt.NDArray[np.uint64]
    widths: Places
    hidden: Flags


class _Cells(NamedTuple):
    """The cells of a stretch in file order; places are those of the whole part.

    ``shape`` is what the cell says besides its address (an index into ``attributes``), which ends at ``opened``;
    ``formula``, ``formula_end`` and ``tag`` (start and end of the formula's attributes) are meaningful where ``plain``
    or ``tagged``, ``value`` and ``value_end`` where ``valued``; the value's element, if any, is ``element`` to
    ``element_end``.
    """

    rows: Numbers
    cols: Numbers
    shape: Places
    attributes: list[bytes]
    opened: Places
    plain: Flags
    tagged: Flags
    alone: Flags
    tag: Places
    tag_end: Places
    formula: Places
    formula_end: Places
    valued: Flags
    value: Places
    value_end: Places
    element: Places
    element_end: Places


class BulkReader:
    """Reads stretches of one part into ``cells``; ``places`` are those of its formula cells, for saving."""

    def __init__(self, data: bytes, reader: CellReader, cells: SheetCells, kinds: Kinds, tags: FormulaTags) -> None:
        self.bytes = ByteColumns(data)
        self.reader = reader
        self.cells = cells
        self.kinds = kinds
        self.tags = tags
        # One that is no list has no end: who wants formulas only gives it, and other readers can use it.
        strings = reader.strings if isinstance(reader.strings, list) else []
        self.strings: Any = np.empty(len(strings), dtype=object)
        self.strings[:] = strings
        self.filled: dict[int, _FilledText] = {}
        self.places = FormulaPlaces(data)

    def read(self, start: int, end: int) -> bool:
        """Take in the rows between two places; False, with nothing taken in, when they are not plain cells."""
        try:
            rows, found = self.scan(start, end)
            values = self.values(found)
        except _Odd:
            return False
        self.store(rows, found, values)
        return True

    # -- finding the cells -----------------------------------------------------------------------------------------

    def scan(self, start: int, end: int) -> tuple[_Rows, _Cells]:
        signs = self.bytes.signs[start:end]
        opens = np.flatnonzero(signs == ord("<")) + start
        closes = _closing(opens, np.flatnonzero(signs == ord(">")) + start)
        codes = np.zeros(len(opens) + 6, dtype=np.uint8)  # a few more, so that looking ahead needs no bounds
        codes[: len(opens)] = _CODES[self.bytes.pairs[opens + 1]]
        tags = codes[: len(opens)]
        _must(bool(tags.all()) and tags[0] == _ROW)
        at_rows, at = np.flatnonzero(tags == _ROW), np.flatnonzero(tags == _CELL)
        cells = np.diff(np.searchsorted(at, np.append(at_rows, len(tags))))
        rows = self.rows(opens[at_rows], closes[at_rows], cells)
        found = self.content(at, codes, opens, closes, rows)
        return rows, found

    def rows(self, starts: Places, ends: Places, cells: Numbers) -> _Rows:
        words = self.bytes.words
        _must(bool((words[starts] == _ROW_OPENING).all()))
        digits = words[starts + 8]
        signs = digits[:, None].view(np.uint8)
        widths = np.argmax(signs == _QUOTE, axis=1)
        _must(bool((widths > 0).all()))
        numbers = np.zeros(len(starts), dtype=np.int64)
        for i in range(int(widths.max())):
            inside = widths > i
            digit = signs[inside, i] - np.uint8(48)
            _must(bool((digit < 10).all()))
            numbers[inside] = numbers[inside] * 10 + digit
        _must(int(numbers.min()) > 0 and int(numbers.max()) <= MAX_ROW)
        behind = starts + 9 + widths
        groups = self.bytes.groups(behind, ends - behind, _MAX_ATTRIBUTES)
        if groups is None:
            raise _Odd
        hidden = np.array([is_hidden(one) for one in groups[1]])[groups[0]]
        return _Rows(numbers, cells, digits & MASKS[widths + 1], widths, hidden)

    def content(self, at: Places, codes: npt.NDArray[np.uint8], opens: Places, closes: Places, rows: _Rows) -> _Cells:
        """What the cells, whose opening tags are the numbers ``at`` of all tags, hold."""
        count = len(opens)
        last = closes[-1] + 1  # stands in for the places of what is looked for behind the end
        opens, closes = np.append(opens, [last] * 6), np.append(closes, [last] * 6)
        plain, tagged = codes[at + 1] == _FORMULA, codes[at + 1] == _TAGGED
        alone = tagged & (codes[at + 2] != _FORMULA_END)
        _must(bool((codes[at + 2][plain] == _FORMULA_END).all()))
        _must(bool((self.bytes.signs[closes[at[alone] + 1] - 1] == _SLASH).all()))
        behind = at + 1 + 2 * (plain | tagged) - alone
        valued, emptied = codes[behind] == _VALUE, codes[behind] == _NO_VALUE
        _must(bool((codes[behind + 1][valued] == _VALUE_END).all()))
        ends = behind + 2 * valued + emptied
        closed = self.bytes.signs[closes[at] - 1] == _SLASH
        _must(not (closed & (ends > at + 1)).any() and bool((codes[ends] == _CELL_END)[~closed].all()))
        # Every tag has been accounted for: those of the cells, and two of each row unless it closes itself.
        row_ends = int(np.count_nonzero(codes == _ROW_END))
        _must(int((ends - at + ~closed).sum()) + len(rows.numbers) + row_ends == count)
        starts = opens[at]
        cols, behind_address = self.addresses(starts, rows)
        opened = closes[at]
        groups = self.bytes.groups(behind_address, opened - closed - behind_address, _MAX_ATTRIBUTES)
        if groups is None:
            raise _Odd
        element = closes[behind - 1] + 1
        return _Cells(
            rows=np.repeat(rows.numbers, rows.cells),
            cols=cols,
            shape=groups[0],
            attributes=groups[1],
            opened=opened,
            plain=plain,
            tagged=tagged,
            alone=alone,
            tag=opens[at + 1] + 2,
            tag_end=closes[at + 1] - alone,
            formula=closes[at + 1] + 1,
            formula_end=opens[at + 2],
            valued=valued,
            value=closes[behind] + 1,
            value_end=opens[behind + 1],
            element=element,
            element_end=np.where(ends > behind, closes[ends - 1] + 1, element),
        )

    def addresses(self, starts: Places, rows: _Rows) -> tuple[Numbers, Places]:
        """The columns of the cells that start there, and where the quotes behind their addresses end."""
        words = self.bytes.words[starts]
        _must(bool(((words & MASKS[6]) == _CELL_OPENING).all()))
        first = (words >> np.uint64(48)).astype(np.uint8) - np.uint8(64)
        second = (words >> np.uint64(56)).astype(np.uint8) - np.uint8(64)
        _must(not len(starts) or (int(first.min()) > 0 and int(first.max()) <= 26))
        cols, letters = first.astype(np.int64), np.ones(len(starts), dtype=np.intp)
        two = np.flatnonzero((second > 0) & (second <= 26))
        if len(two):
            cols[two] = cols[two] * 26 + second[two]
            letters[two] = 2
            third = self.bytes.signs[starts[two] + 8] - np.uint8(64)
            more = (third > 0) & (third <= 26)
            three = two[more]
            cols[three] = cols[three] * 26 + third[more]
            letters[three] = 3
        digits, widths = np.repeat(rows.digits, rows.cells), np.repeat(rows.widths, rows.cells)
        at = starts + 6 + letters
        _must(int(cols.max(initial=0)) <= MAX_COL)
        _must(bool(((self.bytes.words[at] & MASKS[widths + 1]) == digits).all()))
        return cols, at + widths + 1

    # -- reading values --------------------------------------------------------------------------------------------

    def values(self, found: _Cells) -> Any:
        """The values of all cells as an array of objects; ``None`` where there is none."""
        values = np.empty(len(found.rows), dtype=object)
        kinds = np.array([self.kinds[one] for one in found.attributes])[found.shape]
        filled = found.valued & (found.value_end > found.value)
        numeric = filled & (kinds == NUMBER)
        simple = np.flatnonzero(numeric | (filled & (kinds == SHARED)))
        numbers, sure = self.bytes.decimals(found.value[simple], (found.value_end - found.value)[simple])
        is_number = numeric[simple]
        wanted = is_number & sure
        values[simple[wanted]] = numbers[wanted]
        rest = simple[is_number & ~sure]
        if len(rest):
            values[rest] = self.numbers(rest, found)
        if not is_number.all():
            shared = simple[~is_number]
            values[shared] = self.shared(numbers[~is_number], sure[~is_number])
        others = np.flatnonzero((kinds == TEXT) | (kinds == INLINE) | (filled & (kinds != NUMBER) & (kinds != SHARED)))
        if len(others):
            values[others] = self.others(others, found, kinds)
        return values

    def numbers(self, at: Places, found: _Cells) -> npt.NDArray[np.float64]:
        """Numbers with more digits than a double holds, or in other spellings."""
        try:
            return np.array(list(map(finite_number, self.texts(found.value[at], found.value_end[at]))))
        except ValueError:  # the reader that goes cell by cell names the damaged one
            raise _Odd from None

    def shared(self, indices: npt.NDArray[np.float64], sure: Flags) -> Any:
        wanted = indices.astype(np.int64)
        _must(bool(sure.all() and (wanted == indices).all()) and not (indices < 0).any())
        _must(int(wanted.max()) < len(self.strings))
        return self.strings[wanted]

    def others(self, at: Places, found: _Cells, kinds: Places) -> Any:
        """Texts, booleans, errors and dates, by the reader of single cells."""
        texts, slow = self.reader.texts, self.reader.value
        starts, ends = found.value[at], np.where(found.valued, found.value_end, found.value)[at]
        raw = list(self.texts(starts, ends))
        values = np.empty(len(at), dtype=object)
        own = kinds[at].tolist()
        try:
            values[:] = [
                texts[one] if kind == TEXT else slow(kind, one) for kind, one in zip(own, raw, strict=True)
            ]  # fmt: skip
        except (ValueError, IndexError):
            raise _Odd from None
        return values

    def texts(self, starts: Places, ends: Places) -> Iterable[bytes]:
        return map(self.bytes.data.__getitem__, map(slice, starts.tolist(), ends.tolist()))

    # -- taking in -------------------------------------------------------------------------------------------------

    def store(self, rows: _Rows, found: _Cells, values: Any) -> None:
        lines = rows.numbers.tolist()
        self.cells.hidden.update(rows.numbers[rows.hidden].tolist())
        together = bool((np.diff(rows.numbers) == 1).all())
        for col, at in by_column(found.cols):
            self.store_values(col, found.rows[at], values[at], lines if together else [])
            own = at[found.plain[at]]
            if len(own):
                self.store_formulas(col, found, own)
            own = at[found.tagged[at]]
            if len(own):
                self.store_tagged(col, found, own)
        formulas = np.flatnonzero(found.plain | found.tagged)
        places = (found.rows, found.cols, found.opened, found.element, found.element_end)
        self.places.add(found.attributes, found.shape[formulas], *(one[formulas] for one in places))

    def store_values(self, col: int, rows: Numbers, values: Any, lines: list[int]) -> None:
        """Put in a column's values; among consecutive ``lines`` of which most have one, blanks where there is none."""
        if len(rows) < len(lines) < 2 * len(rows):
            whole = np.empty(len(lines), dtype=object)
            whole[rows - lines[0]] = values
            rows, values = np.arange(lines[0], lines[-1] + 1), whole
        listed: list[Value] = values.tolist()
        if len(lines) == len(listed) and bool((rows[1:] > rows[:-1]).all()):
            if listed.count(None) == len(listed):
                return
            own_rows, own_values = self.cells.column(col)
            own_rows += lines
            own_values += listed
            return
        pairs = [(row, value) for row, value in zip(rows.tolist(), listed, strict=True) if value is not None]
        if pairs:
            own_rows, own_values = self.cells.column(col)
            own_rows += [row for row, _ in pairs]
            own_values += [value for _, value in pairs]

    def store_formulas(self, col: int, found: _Cells, at: Places) -> None:
        """Put in a column's ordinary formulas: those filled down by one source, the others by their texts."""
        column = self.cells.formula_column(col)
        rows, starts, lengths = found.rows[at], found.formula[at], (found.formula_end - found.formula)[at]
        for _ in range(_TRIES):
            filled = self.filled.get(col)
            if filled is not None:
                fits = filled.pattern.fits(self.bytes, rows, starts, lengths)
                column.update(dict.fromkeys(rows[fits].tolist(), filled.source))
                rows, starts, lengths = rows[~fits], starts[~fits], lengths[~fits]
            if not len(rows) or not lengths[0]:
                break
            start, length = int(starts[0]), int(lengths[0])
            raw = self.bytes.data[start : start + length]
            new = _filled_text(raw, self.reader.decode(raw), int(rows[0]), col)
            if new is None:
                break
            self.filled[col] = new
        special = np.flatnonzero(lengths == 0)
        for row in rows[special].tolist():
            self.cells.add_formula(row, col, self.tags[b""], "", 0)
        left = np.flatnonzero(lengths)
        if len(left):
            raws = list(self.texts(starts[left], (starts + lengths)[left]))
            texts = self.reader.decode(b"\0".join(raws)).split("\0")
            column.update(zip(rows[left].tolist(), texts, strict=True))

    def store_tagged(self, col: int, found: _Cells, at: Places) -> None:
        """Put in formulas that say what they are: the members of a shared one together, behind those with a text."""
        members: dict[bytes, list[int]] = {}
        tags = self.texts(found.tag[at], found.tag_end[at])
        texts = self.texts(found.formula[at], np.where(found.alone, found.formula, found.formula_end)[at])
        shapes = found.shape[at].tolist()
        for row, tag, text, shape in zip(found.rows[at].tolist(), tags, texts, shapes, strict=True):
            if not text and self.tags[tag].kind == "shared":
                members.setdefault(tag, []).append(row)
                continue
            meta = meta_index(found.attributes[shape])
            self.cells.add_formula(row, col, self.tags[tag], self.reader.decode(text), meta)
        for tag, rows in members.items():
            self.cells.special.append(SharedMembers(col, self.tags[tag], rows))


class _FilledText(NamedTuple):
    """A formula filled down, as the model and as the file have it."""

    source: FilledFormula
    pattern: Filled


def _filled_text(raw: bytes, text: str, row: int, col: int) -> _FilledText | None:
    """What the formula would look like in other rows; ``None`` when it is written in an unusual way."""
    try:
        source = FilledFormula(text, row, col)
    except ValueError:
        return None
    template = source.template
    for write in (escape, _escape_less):
        parts = [write(part).encode() for part in template.parts]
        numbers = [b"%d" % (row + offset) for offset in template.offsets]
        if b"".join(part + number for part, number in zip(parts, [*numbers, b""], strict=True)) == raw:
            return _FilledText(source, Filled(parts, template.offsets))
    return None


def _escape_less(text: str) -> str:
    """As most writers but Excel do it."""
    return text.replace("&", "&amp;").replace("<", "&lt;")


def _closing(opens: Places, ends: Places) -> Places:
    """Where the tags that begin at ``opens`` end; a ``>`` may also stand in a text."""
    _must(len(opens) > 0 and len(ends) > 0)
    if len(ends) == len(opens) and (ends > opens).all() and (ends[:-1] < opens[1:]).all():
        return ends
    next_end = np.searchsorted(ends, opens)
    _must(int(next_end[-1]) < len(ends))
    return ends[next_end]


def _must(condition: bool) -> None:
    if not condition:
        raise _Odd
