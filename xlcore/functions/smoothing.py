"""Triple exponential smoothing with additive error, trend and season (AAA): the model behind FORECAST.ETS.

Excel does not publish how it begins and how it searches. Here the first level and trend come from the first two values
(of the season, from its averages), and the three weights are those with the least squares of the one-step errors, found
on a coarse grid and then in ever smaller steps. On series without noise the forecast is exact whatever the weights.
"""

from __future__ import annotations

import math
from itertools import product
from typing import Final

from xlcore.functions.gather import total

Weights = tuple[float, float, float]
"""Of level, trend and season; each from 0 to 1."""
_GRID: Final = (0.1, 0.3, 0.5, 0.7, 0.9)
_FINEST: Final = 1e-4
_LIKELY: Final = 0.3
"""The least autocorrelation that makes a season; of a short series it must be more than chance gives."""


class Smoothing:
    """A series with equal steps, smoothed: ``errors`` of one step ahead, and forecasts beyond its end."""

    def __init__(self, values: list[float], period: int) -> None:
        self.values = values
        self.period = period
        self.start = _start(values, period)
        self.weights = self._fitted()
        self.errors, self.level, self.trend, self.seasons = self._run(self.weights)

    def _run(self, weights: Weights) -> tuple[list[float], float, float, list[float]]:
        alpha, beta, gamma = weights
        level, trend, first = self.start
        seasons = list(first)
        period, errors = self.period, []
        for i, value in enumerate(self.values):
            place = i % period
            error = value - (level + trend + seasons[place])
            level += trend + alpha * error
            trend += alpha * beta * error
            seasons[place] += gamma * (1.0 - alpha) * error
            errors.append(error)
        return errors, level, trend, seasons

    def _squares(self, weights: Weights) -> float:
        return total(error * error for error in self._run(weights)[0])

    def _fitted(self) -> Weights:
        third = _GRID if self.period > 1 else (0.0,)
        best = min(product(_GRID, _GRID, third), key=self._squares)
        least, step = self._squares(best), 0.1
        while step >= _FINEST:
            moved = False
            for k in range(3 if self.period > 1 else 2):
                for sign in (1.0, -1.0):
                    near = list(best)
                    near[k] = min(1.0, max(0.0, near[k] + sign * step))
                    tried = (near[0], near[1], near[2])
                    squares = self._squares(tried)
                    if squares < least:
                        best, least, moved = tried, squares, True
            if not moved:
                step /= 2.0
        return best

    def forecast(self, ahead: float) -> float:
        """The value ``ahead`` steps after the last one; between two steps on the line that joins them."""
        below = math.floor(ahead)
        found = self._at(below)
        return found if below == ahead else found + (ahead - below) * (self._at(below + 1) - found)

    def _at(self, ahead: int) -> float:
        if ahead == 0:
            return self.values[-1] - self.errors[-1]
        place = (len(self.values) - 1 + ahead) % self.period
        return self.level + ahead * self.trend + self.seasons[place]

    @property
    def squared_error(self) -> float:
        """The mean of the squared errors."""
        return total(error * error for error in self.errors) / len(self.errors)

    def spread(self, ahead: float) -> float:
        """The standard deviation of the forecast that many steps ahead."""
        alpha, beta, gamma = self.weights
        grown = 1.0
        for step in range(1, math.ceil(ahead)):
            season = gamma * (1.0 - alpha) if self.period > 1 and step % self.period == 0 else 0.0
            grown += (alpha + step * alpha * beta + season) ** 2
        return math.sqrt(self.squared_error * grown)

    def scaled_error(self) -> float:
        """MASE: the mean error beside that of forecasting the value of a season before."""
        lag = self.period
        naive = [abs(b - a) for a, b in zip(self.values, self.values[lag:], strict=False)]
        usual = total(naive) / len(naive) if naive else 0.0
        return self.mean_error() / usual if usual else 0.0

    def symmetric_error(self) -> float:
        """SMAPE: the errors beside the half sum of value and forecast."""
        parts = []
        for value, error in zip(self.values, self.errors, strict=True):
            size = (abs(value) + abs(value - error)) / 2.0
            parts.append(abs(error) / size if size else 0.0)
        return total(parts) / len(parts)

    def mean_error(self) -> float:
        """MAE: the mean of the errors without their sign."""
        return total(map(abs, self.errors)) / len(self.errors)


def _start(values: list[float], period: int) -> tuple[float, float, list[float]]:
    """Level and trend before the first value, and the season."""
    whole = len(values) // period
    if period < 2 or whole < 2:
        trend = values[1] - values[0]
        return values[0] - trend, trend, [0.0] * max(period, 1)
    means = [total(values[k * period : (k + 1) * period]) / period for k in range(whole)]
    trend = (means[-1] - means[0]) / (period * (whole - 1))
    level = means[0] - trend * (period + 1) / 2.0
    seasons = [
        total(values[k * period + j] - level - trend * (k * period + j + 1) for k in range(whole)) / whole
        for j in range(period)
    ]
    return level, trend, seasons


def season_of(values: list[float]) -> int:
    """The length of the pattern that repeats, by the autocorrelation of the values less their line; 1 for none."""
    count = len(values)
    middle, mean = (count - 1) / 2.0, total(values) / count
    spread = total((i - middle) ** 2 for i in range(count))
    slope = total((i - middle) * (value - mean) for i, value in enumerate(values)) / spread
    left = [value - mean - slope * (i - middle) for i, value in enumerate(values)]
    power = total(value * value for value in left)
    if power <= 1e-20 * max(1.0, mean * mean) * count:
        return 1
    alike = [
        total(a * b for a, b in zip(left, left[lag:], strict=False)) / power * count / (count - lag)
        for lag in range(count // 2 + 1)
    ]
    best, period = max(_LIKELY, 2.5 / math.sqrt(count)), 1
    for lag in range(2, len(alike)):
        after = alike[lag + 1] if lag + 1 < len(alike) else -1.0
        # Every multiple of a season is as alike as the season itself: only clearly more counts.
        if alike[lag] >= alike[lag - 1] and alike[lag] >= after and alike[lag] > best + (0.05 if period > 1 else 0.0):
            best, period = alike[lag], lag
    return period
