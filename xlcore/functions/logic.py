"""Logical functions (Excel's category "Logical")."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from xlcore.coerce import compare, to_bool
from xlcore.functions.gather import SCALARS, all_values
from xlcore.functions.lifting import lift, only_value
from xlcore.matrix import Result
from xlcore.registry import Kind, Library, declare
from xlcore.values import NA, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

Thunk = Callable[[], Result]


@excel("IF", "L l l?", Kind.LAZY)
def if_(test: Thunk, then: Thunk, otherwise: Thunk = lambda: False) -> Result:
    """The second argument when the first is true, else the third (FALSE when absent); only that one is evaluated."""
    return _choose(test, then, otherwise)


def _choose(test: Thunk, then: Thunk, otherwise: Thunk) -> Result:
    condition = only_value(test())
    if not isinstance(condition, SCALARS):
        return lift(_pick, condition, then(), otherwise())
    truth = to_bool(condition)
    if isinstance(truth, ExcelError):
        return truth
    return then() if truth else otherwise()


def _pick(condition: Value, then: Value, otherwise: Value) -> Value:
    truth = to_bool(condition)
    if isinstance(truth, ExcelError):
        return truth
    chosen = then if truth else otherwise
    return 0.0 if chosen is None else chosen  # inside an array a blank cell becomes 0: MIN(IF(...)) sees it


@excel("IFS", "L l | L l", Kind.LAZY)
def ifs(*pairs: Thunk) -> Result:
    """The value after the first condition that is true; ``#N/A`` when none is."""
    return _ifs(pairs)


def _ifs(pairs: tuple[Thunk, ...]) -> Result:
    if not pairs:
        return NA
    if len(pairs) == 1:
        return VALUE
    return _choose(pairs[0], pairs[1], lambda: _ifs(pairs[2:]))


@excel("SWITCH", "L L l | L l", Kind.LAZY)
def switch(expression: Thunk, *rest: Thunk) -> Result:
    """The result after the first value equal to the expression, else the default, else ``#N/A``."""
    value = only_value(expression())
    if isinstance(value, ExcelError):
        return value
    return _switch(value, rest)


def _switch(value: Result, rest: tuple[Thunk, ...]) -> Result:
    if not rest:
        return NA
    if len(rest) == 1:
        return rest[0]()
    return _choose(lambda: lift(_equal, value, only_value(rest[0]())), rest[1], lambda: _switch(value, rest[2:]))


def _equal(left: Value, right: Value) -> Value:
    for side in (left, right):
        if isinstance(side, ExcelError):
            return side
    return compare(left, right) == 0


@excel("IFERROR", "L L", Kind.LAZY)
def iferror(value: Thunk, value_if_error: Thunk) -> Result:
    """The first argument, or the second when the first is an error."""
    return _instead(value, value_if_error, lambda found: isinstance(found, ExcelError))


@excel("IFNA", "L L", Kind.LAZY)
def ifna(value: Thunk, value_if_na: Thunk) -> Result:
    """The first argument, or the second when the first is ``#N/A``."""
    return _instead(value, value_if_na, lambda found: found == NA)


def _instead(value: Thunk, other: Thunk, bad: Callable[[Value], bool]) -> Result:
    found = only_value(value())
    if isinstance(found, SCALARS):
        return other() if bad(found) else found
    return lift(lambda v, instead: _no_blank(instead if bad(v) else v), found, other())


def _no_blank(value: Value) -> Value:
    return 0.0 if value is None else value


@excel("AND", "r | r", Kind.REDUCTION)
def and_(*arguments: Result) -> bool | ExcelError:
    """TRUE when every logical value is true; ``#VALUE!`` when there is none."""
    truths = _truths(arguments)
    return truths if isinstance(truths, ExcelError) else all(truths)


@excel("OR", "r | r", Kind.REDUCTION)
def or_(*arguments: Result) -> bool | ExcelError:
    """TRUE when some logical value is true; ``#VALUE!`` when there is none."""
    truths = _truths(arguments)
    return truths if isinstance(truths, ExcelError) else any(truths)


@excel("XOR", "r | r", Kind.REDUCTION)
def xor(*arguments: Result) -> bool | ExcelError:
    """TRUE when an odd number of logical values is true; ``#VALUE!`` when there is none."""
    truths = _truths(arguments)
    return truths if isinstance(truths, ExcelError) else truths.count(True) % 2 == 1


def _truths(arguments: Iterable[Result]) -> list[bool] | ExcelError:
    """The logical values: texts and blanks in ranges are passed over, and a written "" too; other text is read."""
    found: list[bool] = []
    for argument in arguments:
        if isinstance(argument, SCALARS):
            if argument == "":
                continue
            truth = to_bool(argument)
            if isinstance(truth, ExcelError):
                return truth
            found.append(truth)
            continue
        for value in all_values([argument]):
            if isinstance(value, ExcelError):
                return value
            if isinstance(value, (bool, float)):
                found.append(bool(value))
    return found or VALUE


@excel("NOT", "b")
def not_(value: bool) -> bool:
    """The opposite truth value."""
    return not value


@excel("TRUE", "")
def true() -> bool:
    """TRUE."""
    return True


@excel("FALSE", "")
def false() -> bool:
    """FALSE."""
    return False
