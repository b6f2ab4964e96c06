"""Which arguments of a call were blank cells: LibreOffice hands a single blank cell over as the number 0.

A judgement must tell "not entered" from 0, so where an argument is 0 the formula that calls is looked up: it is the one
whose cell is being computed (LibreOffice says of such a cell, and of no other, that it depends on itself) and whose
call fits the arguments. What its references point to is read as it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from libreoffice.interface import SERVICE

BEING_COMPUTED: Final = 522  # the error of a formula that depends on itself
FORMULAS: Final = 16  # com.sun.star.sheet.CellFlags.FORMULA
ENGLISH: Final = 2  # com.sun.star.sheet.FormulaLanguage.ENGLISH
COLUMN_RELATIVE, ROW_RELATIVE, SHEET_RELATIVE = 1, 4, 16  # com.sun.star.sheet.ReferenceFlags
GONE: Final = 2 | 8 | 32
KEPT: Final = 8  # workbooks

Place = tuple[int, int, int]
"""Sheet, row, column, 0-based."""


class Reference(NamedTuple):
    """An argument that is a single cell."""

    place: Place


class Literal(NamedTuple):
    """An argument that is a number or a text."""

    value: float | str


Written = Reference | Literal | None
"""An argument as it stands in a formula; None is anything else."""


class Callers:
    """The formulas of one workbook that call our functions."""

    def __init__(self, book: Any) -> None:
        self._sheets = book.getSheets()
        self._signs = _signs(book)
        self._found: dict[str, list[Place]] = {}
        self._turn: dict[str, int] = {}
        self._read: dict[Place, tuple[str, dict[str, list[list[Written]]]]] = {}

    def blanks(self, function: str, given: Sequence[Any]) -> frozenset[int]:
        """The places of the arguments that are blank cells; ``given`` are the arguments as LibreOffice gave them."""
        for again in (False, True):
            if again:
                self._found = {}  # a formula is new, or has moved
            places = self._places(function)
            start = self._turn.get(function, 0)
            for step in range(len(places)):
                turn = (start + step) % len(places)
                for call in self._calls(places[turn], function):
                    if self._fits(call, given) and self._cell(places[turn]).getError() == BEING_COMPUTED:
                        self._turn[function] = turn
                        return frozenset(self._blank(call, given))
        return frozenset()  # no cell calls: the function wizard does, or a rule of a format

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
        return all(self._is(written, value) for written, value in zip(call, given, strict=False))

    def _is(self, written: Written, value: Any) -> bool:
        if written is None or not isinstance(value, float | str):
            return True
        if isinstance(written, Literal):
            return written.value == value
        cell = self._cell(written.place)
        return bool((cell.getString() if isinstance(value, str) else cell.getValue()) == value)

    def _blank(self, call: list[Written], given: Sequence[Any]) -> Iterator[int]:
        for number, (written, value) in enumerate(zip(call, given, strict=False)):
            if value == 0.0 and isinstance(written, Reference) and self._cell(written.place).Type.value == "EMPTY":
                yield number


class Signs(NamedTuple):
    """The numbers that LibreOffice has for parentheses and the sign between arguments."""

    opening: int
    closing: int
    between: int


def _signs(book: Any) -> Signs:
    mapper = book.createInstance("com.sun.star.sheet.FormulaOpCodeMapper")
    return Signs(*(entry.OpCode for entry in mapper.getMappings(("(", ")", ";"), ENGLISH)))


def _calls(tokens: Sequence[Any], name: str, place: Place, signs: Signs) -> list[list[Written]]:
    found: list[list[Written]] = []
    for start, token in enumerate(tokens):
        if token.Data == name:
            call = [_written(argument, place) for argument in _arguments(tokens[start + 2 :], signs)]
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


def _written(argument: list[Any], place: Place) -> Written:
    held = [token for token in argument if token.Data is not None or token.OpCode]
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
