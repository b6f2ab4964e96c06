"""Function calls: arguments are evaluated and coerced as the function's signature says, arrays are spread over its
scalars."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, Protocol

from xlcore.coerce import to_bool, to_number, to_text
from xlcore.effort import CALL, CHARACTERS, LONG_TEXT, STEPS
from xlcore.frame import Frame
from xlcore.grid import Area, AreaArray, Areas
from xlcore.matrix import Array, lengthened, shortened
from xlcore.nodes import Missing, Node
from xlcore.registry import Function, Kind
from xlcore.values import NA, NUM, VALUE, ExcelError, Value

Closure = Callable[[Frame], Any]
Convert = Callable[[Any, Frame], Any]


class Compiles(Protocol):
    """The compiler, as calls need it."""

    array: bool

    def raw(self, node: Node) -> Closure: ...
    def value(self, node: Node) -> Closure: ...
    def deferred(self, compile_node: Callable[[Node], Closure], node: Node) -> Closure: ...


def arity_matches(function: Function, args: tuple[Node, ...]) -> bool:
    return function.accepts(len(args))


def _number(value: Any, f: Frame) -> Any:
    return value if value.__class__ is float else to_number(value, f.locale, f.host.date1904)


def _integer(value: Any, f: Frame) -> Any:
    number = to_number(value, f.locale, f.host.date1904)
    if isinstance(number, ExcelError):
        return number
    return int(number) if abs(number) < 1e18 else NUM


def _text(value: Any, f: Frame) -> Any:
    return value if value.__class__ is str else to_text(value, f.locale)


def _bool(value: Any, f: Frame) -> Any:
    return to_bool(value)


def _any(value: Any, f: Frame) -> Any:
    return value


LAZY: Final = "lL"
SCALARS: dict[str, Convert] = {"n": _number, "i": _integer, "t": _text, "b": _bool, "v": _any, "e": _any}


def compile_call(compiler: Compiles, function: Function, args: tuple[Node, ...]) -> Closure:
    """The closure of a call with a matching number of arguments."""
    codes = [function.code(i) for i in range(len(args))]
    getters = [_getter(compiler, code, arg) for code, arg in zip(codes, args, strict=True)]
    if any(code not in SCALARS for code in codes):
        return _general_call(function, codes, getters)
    return _scalar_call(function, codes, getters)


def _getter(compiler: Compiles, code: str, arg: Node) -> Closure:
    if isinstance(arg, Missing):
        return lambda f: None
    if code in SCALARS:
        return compiler.value(arg)
    if code == "R" and not compiler.array:
        compiler.array = True
        try:
            return compiler.raw(arg)
        finally:
            compiler.array = False
    if code in LAZY:
        return compiler.deferred(compiler.value if code == "L" else compiler.raw, arg)
    return compiler.raw(arg)


def _scalar_call(function: Function, codes: list[str], getters: list[Closure]) -> Closure:
    """A function all of whose arguments are scalars; an array among them makes an array of results."""
    call, context, makes_arrays = function.call, function.context, function.kind is Kind.ARRAY
    steps = [(get, SCALARS[code], code == "e") for get, code in zip(getters, codes, strict=True)]

    def run(f: Frame) -> Any:
        ready: list[Any] = [f] if context else []
        for get, convert, errors in steps:
            value = get(f)
            if value.__class__ is Array:
                return spread_call(function, codes, [g(f) for g in getters], f)
            if not errors:
                value = convert(value, f)
                if value.__class__ is ExcelError:
                    return value
            ready.append(value)
        result = call(*ready)
        if makes_arrays:
            return _paid(result, f)
        if result.__class__ is str and len(result) > LONG_TEXT:
            f.spend(len(result) // CHARACTERS)
        return result

    return run


def _general_call(function: Function, codes: list[str], getters: list[Closure]) -> Closure:
    call, context = function.call, function.context
    splice = "r" in function.repeated or "R" in function.repeated
    sums, one_by_one = function.name in _SUMS, function.name in _ONE_BY_ONE
    typed = _TYPED.get(function.name)
    parts_from = len(function.required) - 1 if splice else len(codes)
    steps = [
        (i, code, get, code in LAZY, SCALARS.get(code))
        for i, (code, get) in enumerate(zip(codes, getters, strict=True))
    ]

    def run(f: Frame) -> Any:
        ready: list[Any] = [f] if context else []
        for i, code, get, lazy, convert in steps:
            if lazy:
                ready.append(partial(_plain, get, f))
                continue
            value = get(f)
            kind = value.__class__
            if kind is AreaArray and one_by_one or kind is Array and convert is not None:
                return spread_call(
                    function, codes, [_evaluated(g, f, c) for g, c in zip(getters, codes, strict=True)], f
                )
            if convert is not None:
                if code != "e":
                    value = convert(value, f)
                    if value.__class__ is ExcelError:
                        return value
                ready.append(value)
            elif kind is Area and code not in "xm":
                ready.append(value)  # a reference, as it is: nearly all there is
            elif kind is Areas and i >= parts_from:
                ready.extend(value.parts)
            elif kind is str and typed is not None:
                number = _number(value, f)
                ready.append(number if number.__class__ is float else typed)
            else:
                if kind is Array:
                    f.spend(len(value.top) * value.cols // STEPS)
                if not (function.takes_functions and (callable(value) or kind is Array)):
                    value = _passed(code, value, f)
                if value.__class__ is ExcelError and code in "xm":
                    return value
                ready.append(_without_zeros(value) if sums else value)
        return _paid(call(*ready), f)

    return run


def _paid(result: Any, f: Frame) -> Any:
    """What a function gave; an array counts as work."""
    if result.__class__ is Array:
        f.spend(len(result.top) * result.cols)
    return result


def _without_zeros(value: Any) -> Any:
    """A long array whose rest adds nothing, with that rest blank: sums need not walk a million zeros."""
    if value.__class__ is Array and value.rest is not None and not any(value.rest):
        return Array(value.top, [None] * value.cols, value.rows)
    return value


def _evaluated(get: Closure, f: Frame, code: str) -> Any:
    """An argument of a call that is spread; lazy ones are evaluated, and references among them read."""
    value = get(f)
    if code in LAZY and value.__class__ is Area:
        return f.to_array(value) if value.rows > 1 or value.cols > 1 else value.get(0, 0)
    return value


def _passed(code: str, value: Any, f: Frame) -> Any:
    """An argument that is not a scalar, as its code wants it."""
    if code == "x":
        if value.__class__ is ExcelError:
            return value
        return value if value.__class__ is Area else VALUE
    if callable(value):
        return VALUE  # a LAMBDA where a value is wanted
    if value.__class__ is Array:
        value = value.values_alone()
    if code == "m":
        return f.plain_rows(value) if value.__class__ is Area else plain_rows(value)
    if value.__class__ is Areas:
        return value.parts[0] if len(value.parts) == 1 else VALUE
    return Array(value.first_values()) if value.__class__ is AreaArray else value


def plain_rows(value: Any) -> list[list[Value]] | ExcelError:
    """An array as Python rows; a scalar is one row of one."""
    if value.__class__ is Array:
        return value.data
    if value.__class__ is Areas:
        return VALUE
    return [[value]]


_ARRAYS = (Array, AreaArray)
_GIVES_AREAS = frozenset({"INDIRECT", "OFFSET"})
_SUMS = frozenset({"SUM", "SUMPRODUCT"})
_TYPED: Final[dict[str, Value]] = dict.fromkeys(
    (
        "SUM PRODUCT SUMSQ AVERAGE AVERAGEA MIN MAX MINA MAXA MEDIAN VAR VAR.S VARP VAR.P VARA VARPA STDEV STDEV.S "
        "STDEVP STDEV.P STDEVA STDEVPA DEVSQ AVEDEV GEOMEAN HARMEAN SKEW SKEW.P KURT MULTINOMIAL GCD LCM NPV"
    ).split(),
    VALUE,
) | {"COUNT": ""}
"""Functions that read a text among their arguments as a number, as it is typed on this computer; and what they take it
for when it is none."""
_ONE_BY_ONE = frozenset(
    "SUMIF SUMIFS COUNTIF COUNTIFS AVERAGEIF AVERAGEIFS MINIFS MAXIFS SUBTOTAL AGGREGATE COUNTBLANK N T".split()
)


def joint_shape(sides: list[Any]) -> tuple[int, int]:
    """``(rows, cols)`` of an operation on several sides, at least one of them an array."""
    arrays = [side for side in sides if side.__class__ in _ARRAYS]
    return max(a.rows for a in arrays), max(a.cols for a in arrays)


def spread(side: Any, rows: int, cols: int) -> list[Value]:
    """One side of an array operation as ``rows`` x ``cols`` values, row by row: scalars, single rows and single columns
    repeat; where an array has nothing, there is #N/A."""
    if side.__class__ not in _ARRAYS:
        return [side] * (rows * cols)
    data: list[list[Value]] = side.data
    if side.cols == 1 and cols > 1:
        data = [row * cols for row in data]
    elif side.cols < cols:
        data = [row + [NA] * (cols - side.cols) for row in data]
    if side.rows == 1 and rows > 1:
        return data[0] * rows
    found = [value for row in data for value in row]
    return found + [NA] * (rows * cols - len(found))


def shaped(values: list[Any], cols: int) -> Array:
    """The array whose rows of ``cols`` values follow one another in ``values``."""
    return Array([values[i : i + cols] for i in range(0, len(values), cols)])


def spread_call(function: Function, codes: list[str], values: list[Any], f: Frame) -> Any:
    """The function once per element of the arrays among its scalar (and lazy) arguments."""
    spreads = [
        v.__class__ is AreaArray or (v.__class__ is Array and (code in SCALARS or code in LAZY))
        for v, code in zip(values, codes, strict=True)
    ]
    short, length = shortened([v for v, spreading in zip(values, spreads, strict=True) if spreading])
    if length:
        taken = iter(short)
        values = [next(taken) if spreading else v for v, spreading in zip(values, spreads, strict=True)]
    rows, cols = joint_shape(short)
    f.spend(CALL * rows * cols)
    if not function.volatile and AreaArray not in map(type, values) and all(code in SCALARS for code in codes):
        found = _each(function, codes, values, (rows, cols), f)
        return _spread_result(found, cols, length)
    sides: list[list[Any]] = []
    for value, code in zip(values, codes, strict=True):
        if code in SCALARS or code in LAZY or value.__class__ is AreaArray:
            sides.append(spread(value, rows, cols))
        else:
            sides.append([_passed(code, value, f)] * (rows * cols))
            f.spend(rows * cols * _walked(value, code) // STEPS)
    converts = [None if code in "e" or code not in SCALARS else SCALARS[code] for code in codes]
    lazy = [code in LAZY for code in codes]
    # Most of a range is blank or alike: the same arguments are looked at once (but 1 and TRUE are equal to Python).
    alike = not function.volatile and all(code in SCALARS or code in LAZY for code in codes)
    alike = alike and not any(bool in set(map(type, side)) for side in sides)
    known: dict[tuple[Any, ...], Value] = {}
    found = []
    for row in zip(*sides, strict=True):
        if not alike:
            wrong = next((v for v, c in zip(row, codes, strict=True) if c in "xrm" and v.__class__ is ExcelError), None)
            f.look()
            found.append(_one(function, row, converts, lazy, f) if wrong is None else wrong)
            continue
        if row not in known:
            f.look()
            known[row] = _one(function, row, converts, lazy, f)
        found.append(known[row])
    return _spread_result(found, cols, length)


def _walked(value: Any, code: str) -> int:
    """How many cells a function walks of an argument that it gets whole; of a range there is an index."""
    if value.__class__ is Array:
        return len(value.top) * value.cols
    return min(value.rows * value.cols, value.grid.held) if value.__class__ is Area and code == "m" else 0


def _spread_result(found: list[Any], cols: int, length: int) -> Any:
    if Area in map(type, found):
        return AreaArray([found[i : i + cols] for i in range(0, len(found), cols)])
    return lengthened(shaped(found, cols), length)


_KINDS: Final[dict[str, set[type]]] = {"n": {float}, "t": {str}, "b": {bool}}


_LOOKED_AT: Final = 32


def _mostly_alike(sides: list[list[Any]]) -> bool:
    """Whether few argument lists are distinct, as far as some of them, taken all over the range, can tell."""
    step = max(1, len(sides[0]) // _LOOKED_AT)
    some = list(zip(*(side[::step] for side in sides), strict=True))
    return len(set(some)) <= len(some) // 2


def _each(function: Function, codes: list[str], values: list[Any], shape: tuple[int, int], f: Frame) -> list[Value]:
    """The results of a function of scalars, element by element; arguments are converted column by column."""
    sides: list[list[Any]] = []
    wrong = mixed = False
    for value, code in zip(values, codes, strict=True):
        if value.__class__ is not Array:
            side = [SCALARS[code](value, f)] * (shape[0] * shape[1])
            kinds = {type(side[0])}
        else:
            side = spread(value, *shape)
            kinds = set(map(type, side))
            if code != "e" and kinds != _KINDS.get(code):
                convert = SCALARS[code]
                side = [convert(element, f) for element in side]
                kinds = set(map(type, side))
        wrong = wrong or (code != "e" and ExcelError in kinds)
        mixed = mixed or (len(kinds) > 1 and bool in kinds)  # 1 and TRUE are equal to Python
        sides.append(side)
    call = partial(function.call, f) if function.context else function.call
    if wrong:
        found = _called(lambda *row: _first_error(row, codes) or call(*row), sides, f)
    else:
        if mixed or not _mostly_alike(sides):
            found = _called(call, sides, f)
        else:  # most of a range is blank or alike: the same arguments are looked at once
            distinct = list(set(zip(*sides, strict=True)))
            results = _called(call, list(zip(*distinct, strict=True)), f)
            known = dict(zip(distinct, results, strict=True))
            found = list(map(known.__getitem__, zip(*sides, strict=True)))
    if {Area, Array}.isdisjoint(map(type, found)):
        return found
    return [_scalar(function, result, f) for result in found]


def _called(call: Callable[..., Any], sides: Sequence[Sequence[Any]], f: Frame) -> list[Any]:
    """The call for each of the argument lists; now and then the time that it takes is looked at."""
    if len(sides[0]) <= _AT_A_TIME:
        return list(map(call, *sides))
    found: list[Any] = []
    for at in range(0, len(sides[0]), _AT_A_TIME):
        f.look()
        found += map(call, *(side[at : at + _AT_A_TIME] for side in sides))
    return found


_AT_A_TIME: Final = 16


def _first_error(row: tuple[Any, ...], codes: list[str]) -> ExcelError | None:
    """The first of a call's arguments that is an error and that the function does not want to see."""
    return next((v for v, code in zip(row, codes, strict=True) if v.__class__ is ExcelError and code != "e"), None)


def _one(function: Function, row: tuple[Any, ...], converts: list[Convert | None], lazy: list[bool], f: Frame) -> Value:
    ready: list[Any] = [f] if function.context else []
    for value, convert, thunk in zip(row, converts, lazy, strict=True):
        if thunk:
            ready.append(partial(_given, value))
            continue
        if convert is not None:
            value = convert(value, f)
            if value.__class__ is ExcelError:
                return value
        ready.append(value)
    return _scalar(function, function.call(*ready), f)


def _scalar(function: Function, result: Any, f: Frame) -> Value:
    """What stands in one place of a spread call: one value, or a reference where the function gives such."""
    kind = result.__class__
    if kind is Area:
        return result if function.name in _GIVES_AREAS else f.intersect(result)
    return result.get(0, 0) if kind is Array else result  # type: ignore[no-any-return]


def _plain(get: Closure, f: Frame) -> Any:
    """A lazy argument's value; a LAMBDA is none."""
    value = get(f)
    return VALUE if callable(value) else value


def _given(value: Value) -> Value:
    return value
