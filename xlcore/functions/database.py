"""Excel's database functions: DSUM, DCOUNT, DGET and their kin over the rows of a list that meet a criteria range.

A list is a range whose first row names its fields. In the criteria range each row holds conditions that must all be
met, and a record counts when it meets any of the rows; a row without conditions is met by all. What a condition means
is in ``criteria.py``, with one difference: a text without an operator finds all texts that begin with it.

A condition under a name that is no field is a *computed criterion*: a formula written for the first record. The rows
that it is met by are found by moving it down; see ``_computed``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import cast

from xlcore.coerce import fold, to_text
from xlcore.criteria import Criterion, criterion
from xlcore.functions.gather import SCALARS, error_in, finite, total
from xlcore.functions.lookup import Reference
from xlcore.functions.statistics import deviation, mean, variance
from xlcore.matrix import Matrix, Result
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import NUM, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

Condition = Callable[[int], bool]
"""Whether the record at a 0-based row of the list (the names are row 0) meets a condition."""


def _named(name: Value) -> str | None:
    """A field's name as names are compared: as text, upper and lower case alike; ``None`` for a blank or an error."""
    text = None if name is None else to_text(name)
    return fold(text) if isinstance(text, str) else None


def _field(records: Matrix, field: Result) -> int | ExcelError:
    """The 0-based column of a field given by its name or its 1-based number; ``#VALUE!`` when there is none."""
    if not isinstance(field, SCALARS):
        if field.rows != 1 or field.cols != 1:
            return VALUE
        field = field.get(0, 0)
    if isinstance(field, ExcelError):
        return field
    if isinstance(field, str):
        names = [_named(records.get(0, col)) for col in range(records.used_cols)]
        return names.index(fold(field)) if fold(field) in names else VALUE
    number = math.floor(float(field or 0.0))
    return number - 1 if 1 <= number <= records.cols else VALUE


def _condition(context: CallContext, value: Value) -> Criterion:
    found = criterion(value, context.locale, context.date1904)
    begins = isinstance(value, str) and isinstance(found.operand, str) and not value.startswith(("=", "<", ">"))
    return criterion(f"{value}*", context.locale, context.date1904) if begins and value else found


def _conditions(context: CallContext, records: Matrix, criteria: Matrix, row: int) -> list[Condition]:
    """The conditions in one row of the criteria range."""
    names = [_named(records.get(0, col)) for col in range(records.used_cols)]
    found: list[Condition] = []
    for col in range(criteria.used_cols):
        value = criteria.get(row, col)
        if value is None:
            continue
        name = _named(criteria.get(0, col))
        if name is not None and name in names:
            found.append(_of_field(records, names.index(name), _condition(context, value)))
        else:
            found.append(_computed(context, criteria, row, col))
    return found


def _of_field(records: Matrix, col: int, wanted: Criterion) -> Condition:
    return lambda row: wanted.matches(records.get(row, col))


def _computed(context: CallContext, criteria: Matrix, row: int, col: int) -> Condition:
    """A computed criterion: its formula stands for the first record and is moved down to the others.

    A record meets it when the formula gives TRUE or a number other than 0. What is no formula is the same for all.
    """
    if criteria.is_reference:
        cell = cast(Reference, criteria)
        place = cell.sheet, cell.row + row, cell.col + col
        if context.is_formula(*place):
            return lambda record: _is_met(context.moved_value(*place, record - 1))
    met = _is_met(criteria.get(row, col))
    return lambda _record: met


def _is_met(value: Value) -> bool:
    return value is True or (type(value) is float and value != 0.0)


def _records(context: CallContext, records: Matrix, criteria: Matrix) -> list[int]:
    """The 0-based rows of the list whose records meet the criteria; all when there is a row without conditions."""
    rows = range(1, min(criteria.rows, criteria.used_rows))
    alternatives = [_conditions(context, records, criteria, row) for row in rows]
    if criteria.used_rows < criteria.rows:
        alternatives.append([])
    return [
        row
        for row in range(1, records.used_rows)
        if any(all(met(row) for met in conditions) for conditions in alternatives)
    ]


def _matched(context: CallContext, records: Result, field: Result, criteria: Result) -> list[Value] | ExcelError:
    """The values of the field in the records that meet the criteria."""
    if isinstance(records, SCALARS) or isinstance(criteria, SCALARS):
        return next((a for a in (records, criteria) if isinstance(a, ExcelError)), VALUE)
    if records.rows < 2 or criteria.rows < 2:
        return VALUE
    col = _field(records, field)
    if isinstance(col, ExcelError):
        return col
    return [records.get(row, col) for row in _records(context, records, criteria)]


def _matched_numbers(
    context: CallContext, records: Result, field: Result, criteria: Result
) -> list[float] | ExcelError:
    """The numbers of the field in the records that meet the criteria; the first error among its values, if any."""
    values = _matched(context, records, field, criteria)
    if isinstance(values, ExcelError):
        return values
    return error_in(values) or [v for v in values if type(v) is float]


def _statistic(name: str, doc: str, result: Callable[[list[float]], float | ExcelError]) -> None:
    """Files a database function: what ``result`` makes of the numbers found."""

    def call(context: CallContext, records: Result, field: Result, criteria: Result) -> float | ExcelError:
        found = _matched_numbers(context, records, field, criteria)
        return found if isinstance(found, ExcelError) else result(found)

    call.__doc__ = doc
    excel(name, "r r r", Kind.REDUCTION, context=True)(call)


def _product(values: Sequence[float]) -> float | ExcelError:
    return finite(math.prod(values)) if values else 0.0


_statistic("DSUM", "The sum of a field in the records that meet the criteria.", lambda v: finite(total(v)))
_statistic("DPRODUCT", "The product of a field in the records that meet the criteria; 0 without a number.", _product)
_statistic(
    "DMAX", "The largest number of a field in the records that meet the criteria.", lambda v: max(v, default=0.0)
)
_statistic(
    "DMIN", "The smallest number of a field in the records that meet the criteria.", lambda v: min(v, default=0.0)
)
_statistic("DAVERAGE", "The mean of a field in the records that meet the criteria.", mean)
_statistic("DVAR", "The variance of a sample: the numbers of a field in those records.", lambda v: variance(v, 1))
_statistic("DVARP", "The variance of all: the numbers of a field in those records.", lambda v: variance(v, 0))
_statistic("DSTDEV", "The standard deviation of a sample: the numbers of those records.", lambda v: deviation(v, 1))
_statistic("DSTDEVP", "The standard deviation of all: the numbers of those records.", lambda v: deviation(v, 0))


def _counted(
    context: CallContext, records: Result, field: Result, criteria: Result, counts: Callable[[Value], bool]
) -> float | ExcelError:
    """How many values of the field count; without a field, how many records meet the criteria."""
    values = _matched(context, records, 1.0 if field is None else field, criteria)
    if isinstance(values, ExcelError):
        return values
    return float(sum(field is None or counts(value) for value in values))


@excel("DCOUNT", "r r r", Kind.REDUCTION, context=True)
def dcount(context: CallContext, records: Result, field: Result, criteria: Result) -> float | ExcelError:
    """How many numbers a field has in the records that meet the criteria; without a field, how many records do."""
    return _counted(context, records, field, criteria, lambda value: type(value) is float)


@excel("DCOUNTA", "r r r", Kind.REDUCTION, context=True)
def dcounta(context: CallContext, records: Result, field: Result, criteria: Result) -> float | ExcelError:
    """How many values a field has in the records that meet the criteria; without a field, how many records do."""
    return _counted(context, records, field, criteria, lambda value: value is not None)


@excel("DGET", "r r r", Kind.REDUCTION, context=True)
def dget(context: CallContext, records: Result, field: Result, criteria: Result) -> Value:
    """The field of the one record that meets the criteria: ``#VALUE!`` when there is none, ``#NUM!`` for several."""
    values = _matched(context, records, field, criteria)
    if isinstance(values, ExcelError):
        return values
    if len(values) > 1:
        return NUM
    return values[0] if values else VALUE
