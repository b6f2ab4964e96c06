"""How a function says what it is: its arguments, its kind, and what it needs.

A *signature* is a string of argument codes: required ones, optional ones with ``?``, and after ``|`` a group that
repeats any number of times: ``"n n?"`` (ROUNDish), ``"r | r"`` (SUM), ``"r v | r v"`` (COUNTIFS).

=====  ================================================================================================
code   what the function receives
=====  ================================================================================================
n      a ``float`` (blank -> 0.0, TRUE -> 1.0, numeric text -> number); an error argument is the result
i      an ``int``: the number truncated towards zero
t      a ``str`` (numbers in General format, TRUE -> "TRUE", blank -> "")
b      a ``bool``
v      any scalar but an error (an error argument is the result): None, float, str or bool
e      any scalar, errors included
r      what the argument is: a scalar (errors included) or a ``Matrix`` (a range is an ``Area``)
R      as ``r``, but the argument is evaluated as an array formula would be (SUMPRODUCT, LOOKUP, MMULT)
x      a reference: an ``Area``; anything else makes the result #VALUE!
m      plain Python rows, of a range as tuples, cut after the last used row (for domain functions)
l      lazy: a function without arguments that evaluates the argument to a scalar or ``Matrix`` when called
L      as ``l``, but a value is wanted: in an ordinary formula a range gives its cell of the formula's row or column
=====  ================================================================================================

For the scalar codes n, i, t, b, v, e an array argument makes the evaluator call the function once per element and
return an array. Optional arguments that are absent are not passed (the Python default holds); one left empty in the
middle, as in ``IF(a,,b)``, arrives as a blank. A function returns a ``Result``; it never raises for Excel's errors but
returns them. ``ValueError``, ``TypeError`` and the like are bugs.
"""

from __future__ import annotations

import datetime as dt
import enum
from collections.abc import Callable
from typing import Any, Protocol

from xlcore.locales import Locale
from xlcore.matrix import Matrix
from xlcore.records import Record
from xlcore.values import ExcelError, Value


class Kind(enum.Enum):
    """What a function is; it decides how a column block of it may be run."""

    ELEMENTWISE = "elementwise"  # one result per scalar argument tuple
    REDUCTION = "reduction"  # many values to one
    LOOKUP = "lookup"  # searches a range; one index may serve a whole column
    LAZY = "lazy"  # decides itself which arguments to evaluate
    ARRAY = "array"  # may return an array
    REFERENCE = "reference"  # may return a reference, or looks at where its argument is


class Omitted:
    """The argument that a call of a LAMBDA left out."""


OMITTED = Omitted()


class CallContext(Protocol):
    """What a function declared with ``context=True`` receives first."""

    sheet: str
    row: int  # 1-based row and column of the cell being computed
    col: int
    locale: Locale
    now: dt.datetime
    date1904: bool

    def spend(self, amount: int) -> None:
        """Takes down work before it is done, in elements of an array; what is too much is not begun (``effort.py``)."""
        ...

    def random(self) -> float:
        """A number in [0, 1) from the recalculation's seeded generator."""
        ...

    def index(self, cells: Matrix) -> Any:
        """The ``ColumnIndex`` of a long column that is searched again and again, or ``None``."""
        ...

    def reference(self, text: str, a1: bool = True) -> Matrix | ExcelError:
        """The ``Area`` that ``text`` (as INDIRECT takes it) names, or ``#REF!``."""
        ...

    def area(self, sheet: str, row: int, col: int, rows: int, cols: int) -> Matrix | ExcelError:
        """The ``Area`` at 1-based ``row``, ``col`` with this shape on ``sheet``, or ``#REF!`` off the sheet."""
        ...

    def is_formula(self, sheet: str, row: int, col: int) -> bool:
        """Whether the 1-based cell holds a formula."""
        ...

    def formula_text(self, sheet: str, row: int, col: int) -> str | None:
        """The formula of the 1-based cell as it would be typed, with its equals sign; None when it holds none."""
        ...

    def sheet_index(self, sheet: str) -> int | None:
        """The 1-based place of a sheet in the workbook; None when there is none of that name."""
        ...

    def sheet_count(self) -> int:
        """How many sheets the workbook has."""
        ...

    def moved_value(self, sheet: str, row: int, col: int, down: int) -> Value:
        """What the formula of the 1-based cell would give ``down`` rows below; without a formula the cell's value."""
        ...


_TAKE_FUNCTIONS = frozenset("MAP REDUCE SCAN BYROW BYCOL MAKEARRAY ISOMITTED GROUPBY PIVOTBY HSTACK VSTACK".split())


class Function(Record):
    """A function that formulas can call; ``required`` codes, then ``optional``, then ``repeated`` group by group."""

    __slots__ = ("name", "call", "required", "optional", "repeated", "kind", "volatile", "context", "array_call", "doc")

    def __init__(
        self,
        name: str,
        call: Callable[..., Any],
        required: str,
        optional: str,
        repeated: str,
        kind: Kind,
        volatile: bool = False,
        context: bool = False,
        array_call: Callable[..., Any] | None = None,
        doc: str = "",
    ) -> None:
        self.name = name
        self.call = call
        self.required = required
        self.optional = optional
        self.repeated = repeated
        self.kind = kind
        self.volatile = volatile
        self.context = context
        self.array_call = array_call  # elementwise on equally long lists: one call for a block; gives a list or ndarray
        self.doc = doc

    @property
    def takes_functions(self) -> bool:
        """Whether a LAMBDA may be among the arguments."""
        return self.name in _TAKE_FUNCTIONS

    @property
    def min_args(self) -> int:
        return len(self.required)

    @property
    def max_args(self) -> int | None:
        return None if self.repeated else len(self.required) + len(self.optional)

    def code(self, index: int) -> str:
        """The argument code at 0-based ``index``."""
        fixed = self.required + self.optional
        if index < len(fixed):
            return fixed[index]
        return self.repeated[(index - len(fixed)) % len(self.repeated)]

    def accepts(self, count: int) -> bool:
        """Whether a call with ``count`` arguments is complete."""
        return count >= self.min_args and (self.max_args is None or count <= self.max_args)


def parse_signature(signature: str) -> tuple[str, str, str]:
    """``(required, optional, repeated)`` codes of a signature; ``ValueError`` when it is malformed."""
    fixed, _, group = signature.partition("|")
    required = "".join(c for c in fixed.split() if not c.endswith("?"))
    optional = "".join(c[0] for c in fixed.split() if c.endswith("?"))
    repeated = "".join(group.split())
    if set(required + optional + repeated) - set("nitbverRxmlL"):
        raise ValueError(f"unknown argument code in {signature!r}")
    return required, optional, repeated


Library = dict[str, Function]


class FunctionLibrary(dict[str, Function]):
    """A library, parts of which are imported when one of their functions is first looked up.

    ``rare`` maps names to what loads the part that has them. Iterating shows what is loaded; ``load`` loads all.
    """

    def __init__(self, functions: Library, rare: dict[str, Callable[[], Library]]) -> None:
        super().__init__(functions)
        self.rare = rare

    def get(self, name: str, default: Any = None) -> Any:
        found = super().get(name)
        if found is None and name in self.rare:
            self.update(self.rare[name]())
            found = super().get(name)
        return default if found is None else found

    def __missing__(self, name: str) -> Function:
        found = self.get(name)
        if found is None:
            raise KeyError(name)
        return found  # type: ignore[no-any-return]

    def __contains__(self, name: object) -> bool:
        return super().__contains__(name) or name in self.rare

    def __or__(self, other: Any) -> Any:
        return FunctionLibrary({**self, **other}, {**self.rare, **getattr(other, "rare", {})})

    def load(self) -> FunctionLibrary:
        """The library with nothing left to import."""
        for name in self.rare:
            self.get(name)
        return self


def declare(library: Library) -> Callable[..., Callable[[Callable[..., Any]], Callable[..., Any]]]:
    """A decorator factory that files functions under their Excel names in ``library`` and returns them unchanged."""

    def excel(
        names: str,
        signature: str,
        kind: Kind = Kind.ELEMENTWISE,
        *,
        volatile: bool = False,
        context: bool = False,
        array_call: Callable[..., Any] | None = None,
    ) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
        required, optional, repeated = parse_signature(signature)

        def register(call: Callable[..., Any]) -> Callable[..., Any]:
            for name in names.split():
                if name in library:
                    raise ValueError(f"{name} is declared twice")
                library[name] = Function(
                    name,
                    call,
                    required,
                    optional,
                    repeated,
                    kind,
                    volatile,
                    context,
                    array_call,
                    " ".join((call.__doc__ or "").split()),
                )
            return call

        return register

    return excel
