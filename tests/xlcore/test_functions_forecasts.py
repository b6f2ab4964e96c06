"""FORECAST.ETS and its family: exact where the series has no noise, else by what must hold.

Excel's own digits are not published, so noisy series are held against the model's properties.
"""

import math
import random

import pytest

from xlcore.values import NA, NUM, VALUE

SEASON = [3.0, -1.0, -2.0]
PLAIN = [[10.0 + 2.0 * i + SEASON[i % 3]] for i in range(12)]
DAYS = [[45000.0 + i] for i in range(12)]
LINE = [[5.0 + 3.0 * i] for i in range(8)]
MONTHS = [[f"=DATE(2022,{i + 1},1)"] for i in range(12)]


def cells(values, times):
    found = {f"A{i + 1}": row[0] for i, row in enumerate(values)}
    return found | {f"B{i + 1}": row[0] for i, row in enumerate(times)}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=FORECAST.ETS(45012,A1:A12,B1:B12)", 37.0),
        ("=FORECAST.ETS(45013,A1:A12,B1:B12,3)", 35.0),
        ("=FORECAST.ETS(45012.5,A1:A12,B1:B12)", 36.0),
        ("=FORECAST.ETS(45011,A1:A12,B1:B12)", 30.0),
        ("=FORECAST.ETS.SEASONALITY(A1:A12,B1:B12)", 3.0),
        ("=FORECAST.ETS.STAT(A1:A12,B1:B12,8)", 1.0),
        ("=FORECAST.ETS.STAT(A1:A12,B1:B12,7)", 0.0),
        ("=FORECAST.ETS.CONFINT(45012,A1:A12,B1:B12)", 0.0),
        ("=FORECAST.ETS(45010,A1:A12,B1:B12)", NUM),
        ("=FORECAST.ETS(45012,A1:A11,B1:B12)", NA),
        ("=FORECAST.ETS(45012,A1:A12,B1:B12,-1)", NUM),
        ("=FORECAST.ETS(45012,A1:A12,B1:B12,1.5)", NUM),
        ("=FORECAST.ETS(45012,A1:A12,B1:B12,8761)", NUM),
        ("=FORECAST.ETS(45012,A1:A12,B1:B12,1,2)", NUM),
        ("=FORECAST.ETS(45012,A1:A12,B1:B12,1,1,8)", NUM),
        ("=FORECAST.ETS(45012,A1,B1)", NUM),
        ('=FORECAST.ETS("x",A1:A12,B1:B12)', VALUE),
        ("=FORECAST.ETS.STAT(A1:A12,B1:B12,9)", NUM),
        ("=FORECAST.ETS.CONFINT(45012,A1:A12,B1:B12,1)", NUM),
    ],
)
def test_a_series_without_noise(compute, formula, expected):
    found = compute(formula, cells(PLAIN, DAYS))
    assert found == (pytest.approx(expected, abs=1e-9) if isinstance(expected, float) else expected)


def test_months_are_steps_though_they_differ_in_days(compute):
    found = compute("=FORECAST.ETS(DATE(2023,2,1),A1:A12,B1:B12,3)", cells(PLAIN, MONTHS))
    assert found == pytest.approx(35.0)
    assert compute("=FORECAST.ETS.STAT(A1:A12,B1:B12,8)", cells(PLAIN, MONTHS)) == 1.0


def test_the_order_does_not_count_and_gaps_are_filled(compute):
    turned = cells(LINE[::-1], [[float(i)] for i in range(8)][::-1])
    assert compute("=FORECAST.ETS(8,A1:A8,B1:B8)", turned) == pytest.approx(29.0)
    gaps = cells([LINE[i] for i in (0, 1, 3, 4, 6, 7)], [[float(i)] for i in (0, 1, 3, 4, 6, 7)])
    assert compute("=FORECAST.ETS(8,A1:A6,B1:B6,0)", gaps) == pytest.approx(29.0)
    assert compute("=FORECAST.ETS(8,A1:A6,B1:B6,0,0)", gaps) < 29.0
    wide = cells(LINE[:4], [[0.0], [1.0], [5.0], [9.0]])
    assert compute("=FORECAST.ETS(12,A1:A4,B1:B4)", wide) == NUM
    uneven = cells(LINE[:4], [[0.0], [1.0], [2.5], [3.0]])
    assert compute("=FORECAST.ETS(12,A1:A4,B1:B4)", uneven) == NUM


@pytest.mark.parametrize(("how", "joined"), [(1, 6.0), (2, 2.0), (3, 2.0), (4, 8.0), (5, 6.0), (6, 4.0), (7, 12.0)])
def test_values_of_one_time_become_one(compute, how, joined):
    twice = cells([[6.0], [6.0], [4.0], [8.0]], [[1.0], [2.0], [3.0], [3.0]])
    single = cells([[6.0], [6.0], [joined]], [[1.0], [2.0], [3.0]])
    if how in (2, 3):
        single = cells([[1.0], [1.0], [joined]], [[1.0], [2.0], [3.0]])
    found = compute(f"=FORECAST.ETS(4,A1:A4,B1:B4,0,1,{how})", twice)
    assert found == compute("=FORECAST.ETS(4,A1:A3,B1:B3,0)", single)


def noisy():
    chance = random.Random(5)
    values = [100 + i + 20 * math.sin(i * math.pi / 6) + chance.gauss(0, 2) for i in range(72)]
    return cells([[value] for value in values], [[float(i)] for i in range(72)])


def test_noise_is_smoothed_and_the_forecast_is_sure_within_its_bounds(compute):
    sheet = noisy()
    assert compute("=FORECAST.ETS.SEASONALITY(A1:A72,B1:B72)", sheet) == 12.0
    for ahead in (1, 5, 12, 24):
        true = 100 + 71 + ahead + 20 * math.sin((71 + ahead) * math.pi / 6)
        found = compute(f"=FORECAST.ETS({71 + ahead},A1:A72,B1:B72)", sheet)
        bound = compute(f"=FORECAST.ETS.CONFINT({71 + ahead},A1:A72,B1:B72,0.99)", sheet)
        assert abs(found - true) < bound + 4.0
    near = compute("=FORECAST.ETS.CONFINT(72,A1:A72,B1:B72)", sheet)
    assert near <= compute("=FORECAST.ETS.CONFINT(90,A1:A72,B1:B72)", sheet)
    assert near > compute("=FORECAST.ETS.CONFINT(72,A1:A72,B1:B72,0.5)", sheet)
    for weight in (1, 2, 3):
        assert 0.0 <= compute(f"=FORECAST.ETS.STAT(A1:A72,B1:B72,{weight})", sheet) <= 1.0
    errors = [compute(f"=FORECAST.ETS.STAT(A1:A72,B1:B72,{kind})", sheet) for kind in (4, 5, 6, 7)]
    assert 0.0 < errors[1] < 0.05
    assert 1.0 < errors[2] < errors[3] < 4.0
    assert near == pytest.approx(1.959963985 * errors[3])


def test_chance_is_no_season(compute):
    chance = random.Random(2)
    sheet = cells([[chance.random()] for _ in range(40)], [[float(i)] for i in range(40)])
    assert compute("=FORECAST.ETS.SEASONALITY(A1:A40,B1:B40)", sheet) == 1.0
