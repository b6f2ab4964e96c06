"""Which arguments of a call were blank, TRUE or FALSE: LibreOffice hands them over as the numbers 0 and 1.

A judgement must tell "not entered" from 0, so where an argument is 0 or 1 the formula that calls is looked up: it is
the one whose cell is being computed (LibreOffice says of such a cell, and of no other, that it depends on itself) and
whose call fits the arguments. What its references point to is read as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from libreoffice.interface import SERVICE

BEING_COMPUTED: Final = 522  # the error of a formula that depends on itself
FORMULAS: Final = 16  # com.sun.star.sheet.CellFlags.FORMULA
ENGLISH: Final = 2  # com.sun.star.sheet.FormulaLanguage.ENGLISH
COLUMN_RELATIVE, ROW_RELATIVE, SHEET_RELATIVE = 1, 4, 16  # com.sun.star.sheet.ReferenceFlags
GONE: Final = 2 | 8 | 32
NUMBERS: Final = (0.0, 1.0)  # that may be something else
LOGICAL: Final = 1024  # com.sun.star.util.NumberFormat.LOGICAL
KEPT: Final = 8  # workbooks

Place = tuple[int, int, int]
"""Sheet, row, column, 0-based."""


class Reference(NamedTuple):
    """An argument that is a single cell."""

    place: Place


class Literal(NamedTuple):
    """An argument that is a number, a text, TRUE or FALSE."""

    value: float | str | bool


class Nothing(NamedTuple):
    """An argument that is left out."""


Written = Reference | Literal | Nothing | None
"""An argument as it stands in a formula; None is anything else."""


class Callers:
    """The formulas of one workbook that call our functions."""

    def __init__(self, book: Any) -> None:
        self._sheets = book.getSheets()
        self._signs = _signs(book)
        self._formats = book.getNumberFormats()
        self._found: dict[str, list[Place]] = {}
        self._turn: dict[str, int] = {}
        self._asked: list[Place] = []
        self._read: dict[Place, tuple[str, dict[str, list[list[Written]]]]] = {}

    def meant(self, function: str, given: Sequence[Any]) -> dict[int, bool | None]:
        """The places of the arguments that are blank, TRUE or FALSE; ``given`` are the arguments as LibreOffice gave
        them."""
        for again in (False, True):
            if again:
                self._found = {}  # a formula is new, or has moved
            places = self._places(function)
            for turn in self._order(function, places):
                for call in self._calls(places[turn], function):
                    if self._fits(call, given) and self._is_being_computed(places[turn]):
                        self._turn[function] = turn
                        return dict(self._no_numbers(call, given))
        return {}  # no cell calls: the function wizard does, or a rule of a format

    def _order(self, function: str, places: list[Place]) -> Iterator[int]:
        """In which order the cells are asked: as LibreOffice computes them, but first the one that is being asked."""
        if self._asked and self._asked[-1] in places:
            yield places.index(self._asked[-1])
        start = self._turn.get(function, 0)
        for step in range(len(places)):
            yield (start + step) % len(places)

    def _is_being_computed(self, place: Place) -> bool:
        """Whether a cell is being computed. Asking one that is not may have LibreOffice compute it here and now: then
        it calls in its turn, while the cell that called first is still being computed, too."""
        self._asked.append(place)
        error = self._cell(place).getError()
        self._asked.pop()
        return bool(error == BEING_COMPUTED)

    def _places(self, function: str) -> list[Place]:
        if not self._found:
            mark = f"{SERVICE}.".upper()
            for place, formula in self._formulas():
                for piece in formula.split(mark)[1:]:
                    known = self._found.setdefault(piece.partition("(")[0], [])
                    if not known or known[-1] != place:
                        known.append(place)
        return self._found.get(function, [])

    def _formulas(self) -> Iterator[tuple[Place, str]]:
        for number in range(self._sheets.getCount()):
            sheet = self._sheets.getByIndex(number)
            for area in sheet.queryContentCells(FORMULAS).getRangeAddresses():
                box = area.StartColumn, area.StartRow, area.EndColumn, area.EndRow
                for down, row in enumerate(sheet.getCellRangeByPosition(*box).getFormulaArray()):
                    for across, formula in enumerate(row):
                        yield (number, area.StartRow + down, area.StartColumn + across), formula

    def _cell(self, place: Place) -> Any:
        return self._sheets.getByIndex(place[0]).getCellByPosition(place[2], place[1])

    def _calls(self, place: Place, function: str) -> list[list[Written]]:
        """The different calls of a function in the formula of a cell."""
        cell = self._cell(place)
        formula = cell.getFormula()
        known = self._read.get(place)
        if known is None or known[0] != formula:
            known = self._read[place] = formula, {}
        if function not in known[1]:
            known[1][function] = _calls(cell.getTokens(), f"{SERVICE}.{function}", place, self._signs)
        return known[1][function]

    def _fits(self, call: list[Written], given: Sequence[Any]) -> bool:
        return all(self._is(written, value) for written, value in zip_longest(call, given, fillvalue=Nothing()))

    def _is(self, written: Written, value: Any) -> bool:
        if value is None or isinstance(value, Nothing):
            return written is None or isinstance(written, Nothing)
        if isinstance(written, Nothing):
            return False
        if written is None or not isinstance(value, float | str):
            return True
        if isinstance(written, Literal):
            return written.value == value
        cell = self._cell(written.place)
        return bool((cell.getString() if isinstance(value, str) else cell.getValue()) == value)

    def _no_numbers(self, call: list[Written], given: Sequence[Any]) -> Iterator[tuple[int, bool | None]]:
        for number, (written, value) in enumerate(zip(call, given, strict=False)):
            if not isinstance(value, float) or value not in NUMBERS:
                continue
            if isinstance(written, Literal) and isinstance(written.value, bool):
                yield number, written.value
            elif isinstance(written, Reference):
                cell = self._cell(written.place)
                if cell.Type.value == "EMPTY":
                    yield number, None
                elif self._is_logical(cell):
                    yield number, bool(value)

    def _is_logical(self, cell: Any) -> bool:
        """Whether a cell that holds 0 or 1 shows it as FALSE or TRUE: that is all that it knows of it."""
        key = cell.getPropertyValue("NumberFormat")
        return bool(self._formats.getByKey(key).getPropertyValue("Type") & LOGICAL)


class Signs(NamedTuple):
    """The numbers that LibreOffice has for parentheses, the sign between arguments, TRUE and FALSE."""

    opening: int
    closing: int
    between: int
    true: int
    false: int


def _signs(book: Any) -> Signs:
    mapper = book.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
    return Signs(*(entry.OpCode for entry in mapper.getMappings(("(", ")", ";", "TRUE", "FALSE"), ENGLISH)))


def _calls(tokens: Sequence[Any], name: str, place: Place, signs: Signs) -> list[list[Written]]:
    found: list[list[Written]] = []
    for start, token in enumerate(tokens):
        if token.Data == name:
            call = [_written(argument, place, signs) for argument in _arguments(tokens[start + 2 :], signs)]
            if call not in found:
                found.append(call)
    return found


def _arguments(tokens: Sequence[Any], signs: Signs) -> Iterator[list[Any]]:
    """The arguments behind an opening parenthesis, each as its tokens."""
    depth, argument = 0, list[Any]()
    for token in tokens:
        if token.OpCode == signs.closing and depth == 0:
            break
        if token.OpCode == signs.between and depth == 0:
            yield argument
            argument = []
            continue
        depth += (token.OpCode == signs.opening) - (token.OpCode == signs.closing)
        argument.append(token)
    yield argument


def _written(argument: list[Any], place: Place, signs: Signs) -> Written:
    held = [token for token in argument if token.Data is not None or token.OpCode]
    if not held:
        return Nothing()
    if [token.OpCode for token in held[1:]] == [signs.opening, signs.closing]:
        return {signs.true: Literal(True), signs.false: Literal(False)}.get(held[0].OpCode)
    if len(held) != 1:
        return None
    data = held[0].Data
    if isinstance(data, float | str):
        return Literal(data)
    if getattr(data, "typeName", getattr(type(data), "__pyunostruct__", "")).endswith("SingleReference"):
        sheet, row, col = place
        at = (
            sheet + data.RelativeSheet if data.Flags & SHEET_RELATIVE else data.Sheet,
            row + data.RelativeRow if data.Flags & ROW_RELATIVE else data.Row,
            col + data.RelativeColumn if data.Flags & COLUMN_RELATIVE else data.Column,
        )
        return None if data.Flags & GONE else Reference(at)
    return None


_KNOWN: Final[dict[str, Callers]] = {}


def callers_in(book: Any) -> Callers:
    """The formulas of an open workbook; those of the last few workbooks are remembered."""
    name = book.getPropertyValue("RuntimeUID")
    if name not in _KNOWN:
        while len(_KNOWN) >= KEPT:
            del _KNOWN[next(iter(_KNOWN))]
        _KNOWN[name] = Callers(book)
    return _KNOWN[name]
