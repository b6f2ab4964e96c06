"""Plans and results as tables write them: numbers, ranges, bounds, fractions, composites, "Duy trì"; and the verdict.

A range is judged by its lower end (by its upper end where lower is better), ``>70`` by its bound, ``31/38 (81,6%)`` by
the fraction, ``01 xã, 01 phường`` part by part. A text such as ``>1.650`` can mean two numbers: an ``Amount`` is one
meaning, a cell has one or more, and a verdict stands only when the meanings that fit each other agree on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from functools import lru_cache
from typing import Final, Literal, NamedTuple

from udfs.numbers import distance, number_in, readings
from udfs.text import is_blank, is_dash, is_maintain, key
from xlcore.values import Value

Kind = Literal["blank", "dash", "maintain", "number", "range", "bound", "fraction", "composite", "text"]

HIGHER: Final = "cao"
LOWER: Final = "thấp"
MET: Final = "Đạt"
NOT_MET: Final = "Không đạt"
TO_CHECK: Final = "Cần kiểm tra"
NOT_BEGUN: Final = "Chưa thực hiện"
# Results in words, as resolutions set and report them beside their figures.
WORDS: Final = {
    **dict.fromkeys(("đạt", "ổn định", "giữ vững", "bảo đảm", "đảm bảo", "hoàn thành"), MET),
    **dict.fromkeys(("chưa đạt", "không đạt", "chưa hoàn thành"), NOT_MET),
    **dict.fromkeys(("chưa thực hiện", "chưa triển khai", "chưa bắt đầu"), NOT_BEGUN),
}


class Amount(NamedTuple):
    """One meaning of a cell: an interval from ``low`` to ``high`` (None: open), a fraction, or parts by unit."""

    kind: Kind
    low: Decimal | None = None
    high: Decimal | None = None
    strict: bool = False  # the bound itself is excluded: ">70"
    whole: Decimal | None = None  # of a fraction low/whole
    percent: bool = False  # the text carries a percent sign
    parts: tuple[tuple[str, Decimal], ...] = ()  # of a composite: (unit, number)

    @property
    def size(self) -> Decimal | None:
        """The number that stands for this amount when orders of magnitude are compared."""
        return self.low if self.low is not None else self.high

    @property
    def ratio(self) -> Decimal | None:
        """A fraction as a number (31/38 -> 0.815...); None for others and for a whole of zero."""
        return None if self.low is None or not self.whole else self.low / self.whole


_NUMBER: Final = r"[+-]?\d[\d.,]*\s*%?"
# Texts, not compiled: most tables hold plain numbers, and then none of these is ever needed.
_RANGE: Final = rf"(?:từ\s+)?({_NUMBER})\s*(?:-|–|—|÷|~|đến)\s*({_NUMBER})\s*([^\d\s].*)?"
_BOUND: Final = (
    rf"(>=|≥|<=|≤|>|<|trên|hơn|dưới|ít nhất|tối thiểu|không dưới|không quá|tối đa)\s*({_NUMBER})\s*([^\d\s].*)?"
)
_FROM: Final = rf"(?:từ\s+)?({_NUMBER})\s*([^\d\s]\D*?)?\s*(trở lên|trở xuống)"
_FRACTION: Final = r"\(?(\d[\d.,]*)\s*/\s*(\d[\d.,]*)\)?\s*(?:[=(]\s*(\d[\d.,]*)\s*%\s*\)?)?\s*([^\d\s(]\D*)?"
_PART: Final = rf"({_NUMBER})\s*([^\d\s%,;/.\-–(][^,;/()]*)"
_SEPARATOR: Final = r"\s*(?:;|\+|,(?=\s)|/|\svà\s)\s*"
_AT_LEAST: Final = frozenset({">", ">=", "≥", "trên", "hơn", "ít nhất", "tối thiểu", "không dưới"})
_STRICT: Final = frozenset({">", "<", "trên", "hơn", "dưới"})


def meanings(value: Value) -> tuple[Amount, ...]:
    """Every amount a cell can mean, at least one; kind "text" (errors, booleans too) when it means none."""
    if is_blank(value):
        return (Amount("blank"),)
    if is_dash(value):
        return (Amount("dash"),)
    if is_maintain(value):
        return (Amount("maintain"),)
    number = number_in(value)
    if number is not None:
        return (Amount("number", number, number),)
    return _read(key(value)) if isinstance(value, str) else (Amount("text"),)


@lru_cache(maxsize=2048)
def _read(text: str) -> tuple[Amount, ...]:
    readers: tuple[Callable[[str], list[Amount]], ...] = (
        _read_number, _read_range, _read_bound, _read_from, _read_fraction, _read_composite,
    )  # fmt: skip
    for reader in readers:
        amounts = reader(text)
        if amounts:
            return tuple(amounts)
    return (Amount("text"),)


def _read_number(text: str) -> list[Amount]:
    return [Amount("number", n, n, percent=text.endswith("%")) for n in readings(text)]


def _read_range(text: str) -> list[Amount]:
    match = re.fullmatch(_RANGE, text)
    if match is None:
        return []
    percent = "%" in text
    pairs = [(low, high) for low in readings(match[1]) for high in readings(match[2]) if low < high]
    # "800-1.000" and "1.500-2.000": both ends are written in one notation, so the nearer pairs are meant.
    nearest = min((distance(low, high) for low, high in pairs), default=0.0)
    return [Amount("range", low, high, percent=percent) for low, high in pairs if distance(low, high) <= nearest + 0.5]


def _bound(number: Decimal, at_least: bool, strict: bool, percent: bool) -> Amount:
    low, high = (number, None) if at_least else (None, number)
    return Amount("bound", low, high, strict, percent=percent)


def _read_bound(text: str) -> list[Amount]:
    match = re.fullmatch(_BOUND, text)
    if match is None:
        return []
    return [_bound(n, match[1] in _AT_LEAST, match[1] in _STRICT, "%" in text) for n in readings(match[2])]


def _read_from(text: str) -> list[Amount]:
    match = re.fullmatch(_FROM, text)
    if match is None:
        return []
    return [_bound(n, match[3] == "trở lên", False, "%" in text) for n in readings(match[1])]


def _read_fraction(text: str) -> list[Amount]:
    match = re.fullmatch(_FRACTION, text)
    if match is None:
        return []
    percent = match[3] is not None
    pairs = [(part, whole) for part in readings(match[1]) for whole in readings(match[2]) if whole]
    nearest = min((distance(part, whole) for part, whole in pairs), default=0.0)
    return [
        Amount("fraction", part, part, whole=whole, percent=percent)
        for part, whole in pairs
        if distance(part, whole) <= nearest + 0.5
    ]


def _read_composite(text: str) -> list[Amount]:
    parts: list[tuple[str, Decimal]] = []
    for piece in re.split(_SEPARATOR, text):
        match = re.fullmatch(_PART, piece)
        numbers = readings(match[1]) if match else ()
        if match is None or not numbers:
            return []
        parts.append((key(match[2]), numbers[0]))
    return [Amount("composite", parts=tuple(parts))]


def printed_percent(text: str) -> tuple[Decimal, Decimal] | None:
    """The percent a fraction prints behind itself and the one it should, when they differ: "3/4 (70%)" -> (70, 75)."""
    match = re.fullmatch(_FRACTION, key(text))
    if match is None or match[3] is None:
        return None
    ratios = [amount.ratio * 100 for amount in _read_fraction(key(text)) if amount.ratio is not None]
    for printed in readings(match[3]):
        step = Decimal(1).scaleb(-len(match[3].replace(",", ".").partition(".")[2]))
        if any(abs(ratio - printed) <= step for ratio in ratios):
            return None
    printed_values = readings(match[3])
    return (printed_values[0], ratios[0]) if printed_values and ratios else None


# ---------------------------------------------------------------- comparing


def pairs(plan: Value, actual: Value) -> list[tuple[Amount, Amount]]:
    """The meanings of plan and actual that fit each other best in order of magnitude, as pairs."""
    every = [(p, a) for p in meanings(plan) for a in meanings(actual)]
    if len(every) == 1:
        return every
    distances = [distance(p.size, a.size) if p.size is not None and a.size is not None else 0.0 for p, a in every]
    nearest = min(distances)
    return [pair for pair, d in zip(every, distances, strict=True) if d <= nearest + 0.5]


def is_lower_better(direction: Value) -> bool:
    """Whether a row's direction says that less is better; a blank means that more is."""
    return isinstance(direction, str) and key(direction) in {"thấp", "thap", "lower"}


def is_higher_better(direction: Value) -> bool:
    """Whether a row's direction says, in so many words, that more is better."""
    return isinstance(direction, str) and key(direction) in {"cao", "higher"}


def worded(value: Value, plan: Value = None) -> str:
    """What a result in words says: «Đạt», «Không đạt» or «Chưa thực hiện»; "" for any other, or beside a number."""
    return WORDS.get(key(value), "") if isinstance(value, str) and number_in(plan) is None else ""


def verdict(plan: Value, actual: Value, direction: Value) -> str:
    """«Đạt», «Không đạt», "" with nothing to judge (blank or "-"), or «Cần kiểm tra» where the texts decide nothing."""
    if any(is_blank(value) or is_dash(value) for value in (plan, actual)):
        return ""
    if is_maintain(actual):
        return MET
    if worded(actual, plan):
        return MET if worded(actual) == MET else NOT_MET
    results = {_meets(p, a, is_lower_better(direction)) for p, a in pairs(plan, actual)}
    met = results.pop() if len(results) == 1 else None
    return TO_CHECK if met is None else (MET if met else NOT_MET)


def _meets(plan: Amount, actual: Amount, lower: bool) -> bool | None:
    """Whether the actual meets the plan; None when the two kinds cannot be compared."""
    if "composite" in (plan.kind, actual.kind):
        return _meets_parts(plan, actual, lower)
    if "fraction" in (plan.kind, actual.kind):
        return _meets_fraction(plan, actual, lower)
    if plan.kind == "bound":
        lower = plan.low is None  # "<5" asks for less, whatever the row says
    return _reaches(plan, actual, lower)


def _reaches(plan: Amount, actual: Amount, lower: bool) -> bool | None:
    goal, got = (plan.high, actual.high) if lower else (plan.low, actual.low)
    if goal is None or got is None:
        return None
    if got == goal:
        return not plan.strict or actual.strict
    return got < goal if lower else got > goal


def _meets_parts(plan: Amount, actual: Amount, lower: bool) -> bool | None:
    if plan.kind != "composite":
        # "12 xã" beside a plan of 12 could be a slip of the keyboard as well as a result.
        return None
    if actual.kind == "number" and len(plan.parts) == 1 and actual.low is not None:
        goal = plan.parts[0][1]
        return actual.low <= goal if lower else actual.low >= goal
    if actual.kind != "composite":
        return None
    got = dict(actual.parts)
    if not set(got) <= {unit for unit, _ in plan.parts}:
        return None
    return all(unit in got and (got[unit] <= goal if lower else got[unit] >= goal) for unit, goal in plan.parts)


def _meets_fraction(plan: Amount, actual: Amount, lower: bool) -> bool | None:
    results = {_reaches(p, a, lower) for p, a in _comparable(plan, actual)}
    return results.pop() if len(results) == 1 else None


def _comparable(plan: Amount, actual: Amount) -> list[tuple[Amount, Amount]]:
    """A fraction beside another amount, made comparable: as percentages, or as counts of the same whole."""
    if plan.kind == actual.kind:
        return [(_as_percent(plan), _as_percent(actual))]
    fraction, other = (plan, actual) if plan.kind == "fraction" else (actual, plan)
    as_count = Amount("number", fraction.low, fraction.low)
    forms = [_as_percent(fraction)]
    if not other.percent:
        whole_number = other.low is not None and other.low == other.low.to_integral_value()
        if other.low == fraction.whole:
            forms = [as_count]  # "8/10" beside a plan of 10
        elif whole_number and fraction.whole is not None and other.low is not None and other.low < fraction.whole:
            forms.append(as_count)
    return [(form, other) if fraction is plan else (other, form) for form in forms]


def _as_percent(fraction: Amount) -> Amount:
    percent = None if fraction.ratio is None else fraction.ratio * 100
    return Amount("number", percent, percent)


def progress(plan: Value, actual: Value) -> Decimal | None:
    """The actual in percent of the plan (column 6's ratio, by the same ends and parts as a verdict), or None.

    Texts count only beside a plan that is itself a text of more than a number: a number typed as text is not guessed.
    """
    if isinstance(actual, str) and number_in(plan) is not None:
        return None
    results = {_share(p, a) for p, a in pairs(plan, actual)}
    return results.pop() if len(results) == 1 else None


def _share(plan: Amount, actual: Amount) -> Decimal | None:
    if plan.kind == "composite":
        return _parts_share(plan, actual)
    if plan.kind == "fraction" or actual.kind == "fraction":
        shares = {_ratio(a.low, p.low) for p, a in _comparable(plan, actual)}
        return shares.pop() if len(shares) == 1 else None
    return _ratio(actual.size, plan.size)


def _parts_share(plan: Amount, actual: Amount) -> Decimal | None:
    if actual.kind == "number" and len(plan.parts) == 1:
        return _ratio(actual.low, plan.parts[0][1])
    if actual.kind != "composite":
        return None
    got = dict(actual.parts)
    shares = [_ratio(got.get(unit, Decimal(0)), goal) for unit, goal in plan.parts]
    return min((share for share in shares if share is not None), default=None) if None not in shares else None


def _ratio(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    return None if part is None or not whole else part / whole * 100
