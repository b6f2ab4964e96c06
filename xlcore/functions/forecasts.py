"""FORECAST.ETS and its family: forecasts by exponential smoothing along a time line."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Final

from xlcore.dates import to_ymd
from xlcore.functions.gather import as_rows, finite, total
from xlcore.functions.smoothing import Smoothing, season_of
from xlcore.functions.special import normal_quantile
from xlcore.matrix import Result
from xlcore.records import Record
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import NA, NUM, VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)

_LONGEST_SEASON: Final = 8_760
_MOST_MISSING: Final = 0.3
_JOINED: Final[dict[int, Callable[[list[float]], float]]] = {
    1: lambda values: total(values) / len(values),
    2: lambda values: float(len(values)),
    3: lambda values: float(len(values)),
    4: max,
    5: lambda values: (sorted(values)[(len(values) - 1) // 2] + sorted(values)[len(values) // 2]) / 2.0,
    6: min,
    7: total,
}
"""How values of the same time become one: AVERAGE, COUNT, COUNTA, MAX, MEDIAN, MIN, SUM."""


class Series(Record):
    """Values at equal steps: when they begin, the step, and whether it is a number of months."""

    __slots__ = ("values", "first", "step", "monthly", "date1904")

    def __init__(self, values: list[float], first: float, step: float, monthly: bool, date1904: bool) -> None:
        self.values = values
        self.first = first
        self.step = step
        self.monthly = monthly
        self.date1904 = date1904

    def ahead(self, time: float) -> float:
        """How many steps ``time`` lies after the last value; less than 0 for one before it."""
        if self.monthly:
            where = _months(time, self.date1904) - _months(self.first, self.date1904)
        else:
            where = time - self.first
        steps = where / self.step - (len(self.values) - 1)
        nearest = float(round(steps))
        return nearest if abs(steps - nearest) < 1e-9 else steps


def _months(time: float, date1904: bool) -> float:
    """A date in months, the days of one being parts of it; below all others for what is no date."""
    found = to_ymd(time, date1904)
    if isinstance(found, ExcelError):
        return -1.0
    year, month, day = found
    return year * 12.0 + month - 1.0 + (day - 1) / 31.0


def _series(
    context: CallContext, values: Result, timeline: Result, completion: float, aggregation: float
) -> Series | ExcelError:
    """The arguments as a series; ``#N/A`` for sizes that differ, ``#NUM!`` without a constant step."""
    known = [value for row in as_rows(values) for value in row]
    times = [value for row in as_rows(timeline) for value in row]
    error = next((v for v in (*known, *times) if isinstance(v, ExcelError)), None)
    if error is not None:
        return error
    if len(known) != len(times):
        return NA
    if int(completion) not in (0, 1) or int(aggregation) not in _JOINED:
        return NUM
    groups: dict[float, list[float]] = {}
    for value, time in zip(known, times, strict=True):
        if type(value) is not float or type(time) is not float:
            return VALUE
        groups.setdefault(time, []).append(value)
    join = _JOINED[int(aggregation)]
    points = [(time, join(groups[time])) for time in sorted(groups)]
    return NUM if len(points) < 2 else _completed(points, int(completion) == 1, context.date1904)


def _completed(points: list[tuple[float, float]], interpolated: bool, date1904: bool) -> Series | ExcelError:
    """The points at the steps of the time line; steps without one are filled in."""
    times = [time for time, _ in points]
    monthly = _is_monthly(times, date1904)
    places = [round(_months(time, date1904)) for time in times] if monthly else times
    step = min(b - a for a, b in zip(places, places[1:], strict=False))
    steps = [(place - places[0]) / step for place in places]
    if any(abs(place - round(place)) > 1e-6 for place in steps):
        return NUM
    count = round(steps[-1]) + 1
    if (count - len(points)) / count > _MOST_MISSING:
        return NUM
    values: list[float] = []
    for (_, value), place in zip(points, steps, strict=True):
        gap = round(place) - len(values)
        before = values[-1] if values else value
        for k in range(gap):
            values.append(before + (value - before) * (k + 1) / (gap + 1) if interpolated else 0.0)
        values.append(value)
    return Series(values, times[0], step, monthly, date1904)


def _is_monthly(times: list[float], date1904: bool) -> bool:
    """Whether all are the same day of months, some of which differ in length."""
    if any(time != math.floor(time) or time < 1.0 for time in times):
        return False
    days = {_months(time, date1904) % 1.0 for time in times}
    apart = {b - a for a, b in zip(times, times[1:], strict=False)}
    return max(days) - min(days) < 1e-6 and len(apart) > 1 and min(apart) >= 28.0


def _model(
    context: CallContext, values: Result, timeline: Result, season: float, completion: float, aggregation: float
) -> tuple[Series, Smoothing] | ExcelError:
    series = _series(context, values, timeline, completion, aggregation)
    if isinstance(series, ExcelError):
        return series
    if season < 0.0 or season != math.floor(season) or season > _LONGEST_SEASON:
        return NUM
    period = season_of(series.values) if season == 1.0 else max(1, int(season))
    return series, Smoothing(series.values, period)


@excel("FORECAST.ETS", "n R R n? n? n?", Kind.REDUCTION, context=True)
def forecast_ets(
    context: CallContext,
    target: float,
    values: Result,
    timeline: Result,
    season: float = 1.0,
    completion: float = 1.0,
    aggregation: float = 1.0,
) -> Value:
    """The value forecast for a time after the time line; ``season`` 1 finds the pattern that repeats, 0 is none."""
    found = _model(context, values, timeline, season, completion, aggregation)
    if isinstance(found, ExcelError):
        return found
    series, model = found
    ahead = series.ahead(target)
    return NUM if ahead < 0.0 else finite(model.forecast(ahead))


@excel("FORECAST.ETS.CONFINT", "n R R n? n? n? n?", Kind.REDUCTION, context=True)
def forecast_ets_confint(
    context: CallContext,
    target: float,
    values: Result,
    timeline: Result,
    confidence: float = 0.95,
    season: float = 1.0,
    completion: float = 1.0,
    aggregation: float = 1.0,
) -> Value:
    """How far to either side of the forecast the value lies with that confidence."""
    found = _model(context, values, timeline, season, completion, aggregation)
    if isinstance(found, ExcelError):
        return found
    series, model = found
    ahead = series.ahead(target)
    if ahead < 0.0 or not 0.0 < confidence < 1.0:
        return NUM
    return finite(normal_quantile((1.0 + confidence) / 2.0) * model.spread(max(ahead, 1.0)))


@excel("FORECAST.ETS.SEASONALITY", "R R n? n?", Kind.REDUCTION, context=True)
def forecast_ets_seasonality(
    context: CallContext, values: Result, timeline: Result, completion: float = 1.0, aggregation: float = 1.0
) -> Value:
    """The length of the pattern that repeats; 1 when none does."""
    series = _series(context, values, timeline, completion, aggregation)
    return series if isinstance(series, ExcelError) else float(season_of(series.values))


@excel("FORECAST.ETS.STAT", "R R n n? n? n?", Kind.REDUCTION, context=True)
def forecast_ets_stat(
    context: CallContext,
    values: Result,
    timeline: Result,
    kind: float,
    season: float = 1.0,
    completion: float = 1.0,
    aggregation: float = 1.0,
) -> Value:
    """A statistic of the smoothing: 1 alpha, 2 beta, 3 gamma, 4 MASE, 5 SMAPE, 6 MAE, 7 RMSE, 8 the step."""
    found = _model(context, values, timeline, season, completion, aggregation)
    if isinstance(found, ExcelError):
        return found
    series, model = found
    if not 1 <= int(kind) <= 8:
        return NUM
    measures: list[Callable[[], float]] = [
        lambda: model.weights[0],
        lambda: model.weights[1],
        lambda: model.weights[2],
        model.scaled_error,
        model.symmetric_error,
        model.mean_error,
        lambda: math.sqrt(model.squared_error),
        lambda: series.step,
    ]
    return finite(measures[int(kind) - 1]())
