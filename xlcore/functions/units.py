"""CONVERT: units of measurement, their sizes and prefixes, as Excel's page of the function lists them.

Names are case-sensitive. Each group measures in the unit of size 1; sizes are the legal or international definitions
(for the atomic mass unit and the electron volt Excel has the values of CODATA 2006).
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

from xlcore.functions.gather import finite
from xlcore.functions.rounding import fifteen_digits
from xlcore.functions.toolpak import Number, strict_number
from xlcore.registry import CallContext, Library, declare
from xlcore.values import NA, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


class Unit(NamedTuple):
    """A unit: what it measures, its size, and the power of its prefixes (0: takes none, 3 for cubic metres)."""

    group: str
    size: float
    prefixes: int


_POUND: Final = 453.59237  # gram
_INCH: Final = 0.0254
_FOOT: Final = 0.3048
_MILE: Final = 1609.344
_LIGHT_YEAR: Final = 9460730472580800.0
_GRAVITY: Final = 9.80665
_HORSEPOWER: Final = 550.0 * _FOOT * _POUND / 1000.0 * _GRAVITY
_GALLON: Final = 231.0 * _INCH**3
_UK_GALLON: Final = 0.00454609
_SURVEY_MILE: Final = 5280.0 * 1200.0 / 3937.0

_PREFIXED: Final[dict[str, dict[str, float]]] = {
    "mass": {"g": 1.0, "u": 1.660538782e-24},
    "length": {"m": 1.0, "ang": 1e-10, "ly": _LIGHT_YEAR, "parsec pc": 648000.0 / math.pi * 149597870700.0},
    "time": {"s sec": 1.0},
    "pressure": {"Pa p": 1.0, "atm at": 101325.0, "mmHg": 133.322, "Torr": 101325.0 / 760.0},
    "force": {"N": 1.0, "dyn dy": 1e-5, "pond": _GRAVITY / 1000.0},
    "energy": {"J": 1.0, "e": 1e-7, "c": 4.184, "cal": 4.1868, "eV ev": 1.602176487e-19, "Wh wh": 3600.0},
    "power": {"W w": 1.0},
    "magnetism": {"T": 1.0, "ga": 1e-4},
    "volume": {"l L lt": 1e-3},
    "area": {"ar": 100.0, "ha": 10000.0},
    "information": {"bit": 1.0, "byte": 8.0},
    "speed": {"m/s m/sec": 1.0, "m/h m/hr": 1.0 / 3600.0},
}
_PLAIN: Final[dict[str, dict[str, float]]] = {
    "mass": {
        "sg": _POUND * _GRAVITY / _FOOT,
        "lbm": _POUND,
        "ozm": _POUND / 16.0,
        "grain": _POUND / 7000.0,
        "cwt shweight": _POUND * 100.0,
        "uk_cwt lcwt hweight": _POUND * 112.0,
        "stone": _POUND * 14.0,
        "ton": _POUND * 2000.0,
        "uk_ton LTON brton": _POUND * 2240.0,
    },
    "length": {
        "mi": _MILE,
        "Nmi": 1852.0,
        "in": _INCH,
        "ft": _FOOT,
        "yd": 3.0 * _FOOT,
        "ell": 45.0 * _INCH,
        "Picapt Pica": _INCH / 72.0,
        "pica": _INCH / 6.0,
        "survey_mi": _SURVEY_MILE,
    },
    "time": {"yr": 31557600.0, "day d": 86400.0, "hr": 3600.0, "mn min": 60.0},
    "pressure": {"psi": _POUND / 1000.0 * _GRAVITY / _INCH**2},
    "force": {"lbf": _POUND / 1000.0 * _GRAVITY},
    "energy": {
        "HPh hh": _HORSEPOWER * 3600.0,
        "flb": _POUND / 1000.0 * _GRAVITY * _FOOT,
        "BTU btu": 1055.05585262,
    },
    "power": {"HP h": _HORSEPOWER, "PS": 75.0 * _GRAVITY},
    "volume": {
        "tsp": _GALLON / 768.0,
        "tspm": 5e-6,
        "tbs": _GALLON / 256.0,
        "oz": _GALLON / 128.0,
        "cup": _GALLON / 16.0,
        "pt us_pt": _GALLON / 8.0,
        "uk_pt": _UK_GALLON / 8.0,
        "qt": _GALLON / 4.0,
        "uk_qt": _UK_GALLON / 4.0,
        "gal": _GALLON,
        "uk_gal": _UK_GALLON,
        "barrel": 42.0 * _GALLON,
        "bushel": 2150.42 * _INCH**3,
        "GRT regton": 100.0 * _FOOT**3,
        "MTON": 40.0 * _FOOT**3,
    },
    "area": {"uk_acre": 4046.8564224, "us_acre": _SURVEY_MILE**2 / 640.0, "Morgen": 2500.0},
    "speed": {"admkn": 6080.0 * _FOOT / 3600.0, "kn": 1852.0 / 3600.0, "mph": _MILE / 3600.0},
}
_TEMPERATURES: Final = {"C": "C", "cel": "C", "F": "F", "fah": "F", "K": "K", "kel": "K", "Rank": "R", "Reau": "Re"}
_SQUARES: Final = "m ang ft in ly mi Nmi Pica Picapt yd"

_DECIMAL: Final = {
    **{"Y": 1e24, "Z": 1e21, "E": 1e18, "P": 1e15, "T": 1e12, "G": 1e9, "M": 1e6, "k": 1e3, "h": 1e2, "da": 10.0},
    **{"e": 10.0, "d": 0.1, "c": 1e-2, "m": 1e-3, "u": 1e-6, "n": 1e-9, "p": 1e-12, "f": 1e-15, "a": 1e-18},
    **{"z": 1e-21, "y": 1e-24},
}
_BINARY: Final = {f"{letter}i": 1024.0 ** (k + 1) for k, letter in enumerate("kMGTPEZY")}


def _units() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    for table, prefixes in ((_PREFIXED, 1), (_PLAIN, 0)):
        for group, sizes in table.items():
            found |= {
                name: Unit(group, fifteen_digits(size), prefixes)
                for names, size in sizes.items()
                for name in names.split()
            }
    for name in _SQUARES.split():
        length = found[name]
        metric = name in ("m", "ang")
        for power, group in ((2, "area"), (3, "volume")):
            unit = Unit(group, fifteen_digits(length.size**power), power if metric else 0)
            found[f"{name}{power}"] = found[f"{name}^{power}"] = unit
    return found


_UNITS: Final = _units()


def _unit(name: str) -> Unit | None:
    """The unit of that name, with or without a prefix."""
    known = _UNITS.get(name)
    if known is not None:
        return known
    for length in (1, 2):
        unit = _UNITS.get(name[length:])
        if unit is None or not unit.prefixes:
            continue
        prefix = name[:length]
        factor = _DECIMAL.get(prefix)
        if factor is None and unit.group == "information":
            factor = _BINARY.get(prefix)
        if factor is not None:
            return Unit(unit.group, fifteen_digits(unit.size * factor**unit.prefixes), 0)
    return None


def _temperature(name: str) -> tuple[str, float] | None:
    """The scale of that name and the factor of its prefix, which only kelvins take."""
    if name in _TEMPERATURES:
        return _TEMPERATURES[name], 1.0
    for length in (1, 2):
        if name[length:] in ("K", "kel") and name[:length] in _DECIMAL:
            return "K", _DECIMAL[name[:length]]
    return None


def _to_celsius(degrees: float, scale: str) -> float:
    if scale == "F":
        return (degrees - 32.0) / 1.8
    if scale == "K":
        return degrees - 273.15
    if scale == "R":
        return degrees / 1.8 - 273.15
    return degrees * 1.25 if scale == "Re" else degrees


def _from_celsius(degrees: float, scale: str) -> float:
    if scale == "F":
        return degrees * 1.8 + 32.0
    if scale == "K":
        return degrees + 273.15
    if scale == "R":
        return (degrees + 273.15) * 1.8
    return degrees * 0.8 if scale == "Re" else degrees


@excel("CONVERT", "e t t", context=True)
def convert(context: CallContext, value: Value, source: str, target: str) -> Number:
    """The number in another unit of the same kind; ``#N/A`` for unknown units or units of different kinds."""
    number = strict_number(context, value)
    if isinstance(number, ExcelError):
        return number
    heat, other_heat = _temperature(source), _temperature(target)
    if heat is not None and other_heat is not None:
        if heat == other_heat:
            return number
        return finite(_from_celsius(_to_celsius(number * heat[1], heat[0]), other_heat[0]) / other_heat[1])
    unit, other = _unit(source), _unit(target)
    if unit is None or other is None or unit.group != other.group:
        return NA
    return finite(number * unit.size / other.size)
