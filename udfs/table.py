"""The indicator table: its columns of cells read into records with groups, parents and codes; and its counts.

A table is parsed once per content: formulas call the functions dozens of times with the same cells.
"""

from __future__ import annotations

from decimal import Decimal
from functools import cached_property, lru_cache
from typing import Final

from udfs.comparison import Columns, columns
from udfs.indicators import Category, RowKind, category, is_marked, row_kind, status_words, threshold_for, tt_number
from udfs.numbers import write_number
from udfs.once import Rows, once, typed
from udfs.periods import Period, parse_period
from udfs.plans import MET, NOT_MET
from udfs.text import clean_name, is_blank, key, likeness, normalise, prose_name, prose_unit
from xlcore.values import Value

WIDTH: Final = 24

TT, NAME, UNIT, PLAN, SAME, ACTUAL, VS_SAME, VS_PLAN, REMAINING, NOTE, STATUS, VERDICT = range(12)
CODE, DIRECTION, MARK, SHOW = range(12, 16)
UPPER_PLAN, VS_UPPER_PLAN, AGG, IN_PERIOD, IN_PERIOD_BEFORE, BEFORE, IN_PERIOD_USED, HAND = range(16, WIDTH)


class Record:
    """A row of the table: its 0-based ``position``, its cells, its kind, its group's TT and its parent's position."""

    def __init__(self, position: int, kind: RowKind, cells: tuple[Value, ...], group: str, parent: int | None) -> None:
        self.position = position
        self.kind = kind
        self.cells = cells
        self.group = group
        self.parent = parent

    @property
    def plan(self) -> Value:
        return self.cells[PLAN]

    @property
    def same_period(self) -> Value:
        return self.cells[SAME]

    @property
    def actual(self) -> Value:
        return self.cells[ACTUAL]

    @property
    def direction(self) -> Value:
        return self.cells[DIRECTION]

    @property
    def year_end(self) -> bool:
        """Whether the catalogue marks the row as judged at the year's end."""
        return is_marked(self.cells[MARK])

    @property
    def shows_columns(self) -> bool:
        """Whether the row has columns 5-7 (column P says "không" where it has not)."""
        mark = self.cells[SHOW]
        return not (isinstance(mark, str) and key(mark) == "không")

    @property
    def is_date(self) -> bool:
        """Whether its figures are dates."""
        return False

    @cached_property
    def hand_verdict(self) -> str:
        """The verdict that an officer has set, «Đạt» or «Không đạt»; "" where the rule alone decides."""
        said = key(_text(self.cells[HAND]))
        return next((word for word in (MET, NOT_MET) if key(word) == said), "")

    @cached_property
    def is_rate(self) -> bool:
        """Whether the row tells a level that is kept or reached, not a quantity worked off through the year."""
        return self.unit == "%" or not self.shows_columns

    @cached_property
    def columns(self) -> Columns:
        """Columns 5, 6, 7 by the official rule, whatever stands in the cells."""
        return columns(self.plan, self.same_period, self.actual, self.shows_columns)

    @cached_property
    def tt(self) -> str:
        """The TT as printed: "16", "II", "-"."""
        value = self.cells[TT]
        number = tt_number(value)
        if number is not None:
            return write_number(number, grouped=False)
        return normalise(value).strip() if isinstance(value, str) else ""

    @cached_property
    def name(self) -> str:
        """The name, cleaned, as it starts a sentence; "" when there is none."""
        return clean_name(_text(self.cells[NAME]))

    @cached_property
    def prose(self) -> str:
        """The name inside a sentence."""
        return prose_name(_text(self.cells[NAME]))

    @cached_property
    def spoken(self) -> str:
        """What a sentence calls the row: its name, or its number while it has none."""
        return self.prose or (f"chỉ tiêu số {self.tt}" if self.tt else "dòng chưa có tên")

    @cached_property
    def unit(self) -> str:
        """The unit inside a sentence ("triệu đồng"); "" when there is none."""
        return prose_unit(_text(self.cells[UNIT]))

    @cached_property
    def code(self) -> str:
        """The code of column M, lower case; "" when there is none."""
        return key(_text(self.cells[CODE]))


def _text(value: Value) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return write_number(value, grouped=False)
    return ""


class Table:
    """All rows that hold anything, in order; equal only to itself, so that caches may key on it."""

    def __init__(self, records: tuple[Record, ...]) -> None:
        self.records = records
        self._judged: dict[tuple[Period | None, Decimal], dict[int, Category]] = {}

    @cached_property
    def indicators(self) -> tuple[Record, ...]:
        """The rows that are counted."""
        return tuple(record for record in self.records if record.kind == "indicator")

    @cached_property
    def by_code(self) -> dict[str, Record]:
        """The row of each code; an indicator without a code answers to "tt" and its number ("tt30").

        Copying a row copies its hidden code: the row whose name the code was made of keeps it, else the first one.
        """
        found = {code: max(rows, key=lambda row: likeness(code, row.name)) for code, rows in self._coded.items()}
        for record in self.indicators:
            found.setdefault(f"tt{record.tt}", record)
        return found

    @cached_property
    def copies(self) -> list[tuple[Record, Record]]:
        """The rows that carry the code of another row, each with that row."""
        return [
            (row, self.by_code[code])
            for code, rows in self._coded.items()
            for row in rows
            if row is not self.by_code[code]
        ]

    @cached_property
    def _coded(self) -> dict[str, list[Record]]:
        found: dict[str, list[Record]] = {}
        for record in self.records:
            if record.code:
                found.setdefault(record.code, []).append(record)
        return found

    @cached_property
    def children(self) -> dict[int, list[Record]]:
        """The sub-rows by their parent's position."""
        found: dict[int, list[Record]] = {}
        for record in self.records:
            if record.parent is not None:
                found.setdefault(record.parent, []).append(record)
        return found

    def categories(self, period: Period | None, threshold: Decimal) -> dict[int, Category]:
        """What each indicator is counted as, by position."""
        judged = self._judged.get((period, threshold))
        if judged is None:
            judged = {
                r.position: category(r.plan, r.actual, r.year_end, period, threshold, r.direction)
                for r in self.indicators
            }
            self._judged[period, threshold] = judged
        return judged


@once
def table_of(rows: Rows) -> Table:
    """The table of the rows (shorter ones count as blank beyond their end); the same content is parsed once."""
    return _parse(*typed(rows))


@lru_cache(maxsize=8)
def _parse(rows: tuple[tuple[Value, ...], ...], _types: tuple[type, ...]) -> Table:
    records: list[Record] = []
    group = ""
    parent: int | None = None
    for position, row in enumerate(rows):
        cells = (*row, *(None,) * (WIDTH - len(row)))[:WIDTH]
        if all(is_blank(cell) for cell in cells[:NOTE]):
            continue
        kind = row_kind(cells[TT], cells[NAME])
        if kind == "group":
            group, parent = normalise(str(cells[TT])).strip().rstrip(".)"), None
        elif kind == "indicator":
            parent = position
        records.append(Record(position, kind, cells, group, parent if kind == "sub" else None))
    return Table(tuple(records))


# ---------------------------------------------------------------- ThongTin


class Info:
    """ThongTin by key (lower case), with the period and threshold it sets.

    ``positions`` are those of each key, 0-based among the rows given.
    """

    def __init__(
        self,
        values: dict[str, Value],
        period: Period | None,
        threshold: Decimal,
        positions: dict[str, int] | None = None,
    ) -> None:
        self.values = values
        self.period = period
        self.threshold = threshold
        self.positions = positions or {}


@once
def info_of(rows: Rows) -> Info:
    """The information of rows ``[key, label, value]``; rows without a key are passed over."""
    values = tuple(
        (key(row[0]), row[2], position)
        for position, row in enumerate(rows)
        if len(row) > 2 and isinstance(row[0], str) and row[0]
    )
    return _info(values, tuple(type(value) for _, value, _ in values))


@lru_cache(maxsize=8)
def _info(values: tuple[tuple[str, Value, int], ...], _types: tuple[type, ...]) -> Info:
    found = {name: value for name, value, _ in reversed(values)}
    period = parse_period(found.get("ky"))
    positions = {name: position for name, _, position in reversed(values)}
    return Info(found, period, threshold_for(period, found.get("nguong")), positions)


# ---------------------------------------------------------------- counts

OUTSIDE: Final = "ngoai_"
COUNTED: Final[dict[str, frozenset[Category]]] = {
    "tong": frozenset({"cuoi_nam", "chua_nhap", "dat", "chua_dat", "chua_thuc_hien", "can_kiem_tra", "vuot"}),
    "cuoi_nam": frozenset({"cuoi_nam", "chua_nhap"}),
    "cho_cuoi_nam": frozenset({"cuoi_nam"}),
    "dat": frozenset({"dat", "vuot"}),
    "vuot": frozenset({"vuot"}),
    "hoan_thanh": frozenset({"dat"}),
    "chua_dat": frozenset({"chua_dat"}),
    "chua_thuc_hien": frozenset({"chua_thuc_hien"}),
    "chua_nhap": frozenset({"chua_nhap"}),
    "can_kiem_tra": frozenset({"can_kiem_tra"}),
}


def records_counted(
    table: Table, kind: str, period: Period | None, threshold: Decimal, group: str = ""
) -> list[Record] | None:
    """The indicators counted as ``kind`` (in group ``group`` alone when given), or None for an unknown kind.

    "cuoi_nam" includes those not entered, which "chua_nhap" names alone and "cho_cuoi_nam" leaves out; so tong =
    cuoi_nam + dat + chua_dat + chua_thuc_hien + can_kiem_tra.
    """
    wanted = COUNTED.get(key(kind))
    if wanted is None:
        return None
    judged = table.categories(period, threshold)
    return [r for r in table.indicators if judged[r.position] in wanted and in_group(r, group)]


def in_group(record: Record, group: str) -> bool:
    """Whether a record is in the group with this roman numeral, "" for all, "ngoai_i_ii" for all but those."""
    place, own = key(group).rstrip(".)"), record.group.lower()
    if place.startswith(OUTSIDE):
        return own not in place.removeprefix(OUTSIDE).split("_")
    return place in ("", own)


def status_of(table: Table, record: Record, period: Period | None, threshold: Decimal) -> str:
    """The status words of a record; "" for rows that are not counted."""
    counted_as = table.categories(period, threshold).get(record.position)
    return "" if counted_as is None else status_words(counted_as, period, threshold)
