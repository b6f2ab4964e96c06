"""Excel's scalar values: blank, number, text, boolean, error.

A blank is ``None``, a number is always a ``float``, a text is a ``str``, a boolean is a ``bool``, and an error is an
``ExcelError``. Dates are numbers (serials). Python exceptions are never values.
"""

from __future__ import annotations

from typing import Final


class ExcelError:
    """An error value such as ``#DIV/0!``: ``code`` is its text, ``origin`` the ``(sheet, cell)`` where it arose.

    Two errors are equal when their codes are equal; the origin only explains.
    """

    __slots__ = ("code", "origin")

    def __init__(self, code: str, origin: tuple[str, str] | None = None) -> None:
        self.code = code
        self.origin = origin

    def at(self, sheet: str, cell: str) -> ExcelError:
        """The same error, arisen in ``sheet``!``cell``; an error that already has an origin keeps it."""
        return self if self.origin is not None else ExcelError(self.code, (sheet, cell))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ExcelError) and other.code == self.code

    def __hash__(self) -> int:
        return hash(self.code)

    def __repr__(self) -> str:
        return f"ExcelError({self.code!r})"

    def __str__(self) -> str:
        return self.code


Value = None | float | str | bool | ExcelError

NULL: Final = ExcelError("#NULL!")
DIV0: Final = ExcelError("#DIV/0!")
VALUE: Final = ExcelError("#VALUE!")
REF: Final = ExcelError("#REF!")
NAME: Final = ExcelError("#NAME?")
NUM: Final = ExcelError("#NUM!")
NA: Final = ExcelError("#N/A")
GETTING_DATA: Final = ExcelError("#GETTING_DATA")
SPILL: Final = ExcelError("#SPILL!")
CALC: Final = ExcelError("#CALC!")
FIELD: Final = ExcelError("#FIELD!")
BLOCKED: Final = ExcelError("#BLOCKED!")
CONNECT: Final = ExcelError("#CONNECT!")
UNKNOWN: Final = ExcelError("#UNKNOWN!")

# Code -> error, and the number that ERROR.TYPE gives for it (Excel's page of ERROR.TYPE).
ERRORS: Final[dict[str, ExcelError]] = {
    e.code: e
    for e in (NULL, DIV0, VALUE, REF, NAME, NUM, NA, GETTING_DATA, SPILL, CONNECT, BLOCKED, UNKNOWN, FIELD, CALC)
}
ERROR_NUMBERS: Final[dict[str, float]] = {code: float(i + 1) for i, code in enumerate(ERRORS)}

MAX_ROW: Final = 1_048_576
MAX_COL: Final = 16_384
MAX_TEXT: Final = 32_767
