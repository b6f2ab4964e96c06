"""Reporting periods: ``2023-M06`` (month), ``2023-Q2``, ``2023-H1``, ``2023-9M`` (so many months), ``2023`` (year)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from udfs.text import normalise
from xlcore.values import Value

Kind = Literal["month", "quarter", "half", "months", "year"]

# The five forms a workbook knows, and no others: its own formulas could not make words of them.
_CODE: Final = re.compile(r"(20\d\d)(?:-(?:M(0[1-9]|1[0-2])|Q([1-4])|(H1)|(9M)))?", re.IGNORECASE)
_ROMAN: Final = ("", "I", "II", "III", "IV")


def _month(number: int) -> str:
    """A month as documents write it: January and February with a leading zero (Nghị định 30/2020/NĐ-CP)."""
    return f"{number:02d}" if number < 3 else str(number)


class Period(NamedTuple):
    """A reporting period of ``year``: its kind, and the last month it covers (1-12)."""

    year: int
    kind: Kind
    last_month: int

    @property
    def code(self) -> str:
        """The canonical code, such as "2023-H1"."""
        match self.kind:
            case "month":
                return f"{self.year}-M{self.last_month:02d}"
            case "quarter":
                return f"{self.year}-Q{self.last_month // 3}"
            case "half":
                return f"{self.year}-H1"
            case "months":
                return f"{self.year}-{self.last_month}M"
            case "year":
                return str(self.year)

    @property
    def share(self) -> Decimal:
        """The share of the year that has passed at the period's end, in percent: 50 for the first half."""
        return Decimal(self.last_month) / 12 * 100

    @property
    def ends_year(self) -> bool:
        """Whether the year is over with this period, so that plans are judged as fulfilled or not."""
        return self.last_month == 12

    @property
    def short_name(self) -> str:
        """The wording without its year: "6 tháng đầu năm", "quý II", "tháng 6"; "cả năm" for a year."""
        match self.kind:
            case "month":
                return f"tháng {_month(self.last_month)}"
            case "quarter":
                return f"quý {_ROMAN[self.last_month // 3]}"
            case "half":
                return "6 tháng đầu năm"
            case "months":
                return f"{self.last_month} tháng đầu năm"
            case "year":
                return "cả năm"

    @property
    def name(self) -> str:
        """The wording with its year, without a doubled "năm": "6 tháng đầu năm 2023", "quý II năm 2023", "năm 2023"."""
        if self.kind == "year":
            return f"năm {self.year}"
        short = self.short_name
        return f"{short} {self.year}" if short.endswith("năm") else f"{short} năm {self.year}"

    @property
    def remaining(self) -> str:
        """The wording of the time that a report's tasks are for: the month or quarter that follows, else the rest of
        the year; the next year when nothing is left of this one."""
        left = 12 - self.last_month
        if left == 0:
            return f"năm {self.year + 1}"
        if self.kind == "month":
            return f"tháng {_month(self.last_month + 1)} năm {self.year}"
        if self.kind == "quarter":
            return f"quý {_ROMAN[self.last_month // 3 + 1]} năm {self.year}"
        return f"{left} tháng cuối năm {self.year}"

    @property
    def previous_year(self) -> Period:
        """The same period of the year before."""
        return Period(self.year - 1, self.kind, self.last_month)


@lru_cache(maxsize=256)
def _parse(text: str) -> Period | None:
    match = _CODE.fullmatch(normalise(text).strip())
    if match is None:
        return None
    year, month, quarter, half, months = match.groups()
    if month:
        return Period(int(year), "month", int(month))
    if quarter:
        return Period(int(year), "quarter", 3 * int(quarter))
    if half:
        return Period(int(year), "half", 6)
    return Period(int(year), "months", 9) if months else Period(int(year), "year", 12)


def parse_period(value: Value) -> Period | None:
    """The period a cell names, or None; a year may be a number (2023)."""
    if isinstance(value, str):
        return _parse(value)
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return _parse(str(int(value))) if value == int(value) else None
    return None
