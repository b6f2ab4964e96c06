"""What a placeholder of a total and of its parts becomes: the parts in prose, the largest one, shares, ranks; dates."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from udfs.comparison import ratio
from udfs.dates import date_in, date_words
from udfs.facts import Fact
from udfs.fields import FIELD_RULES, Field, Filled, Source, formatted, measured, missing
from udfs.numbers import number_in
from udfs.patterns import Placeholder
from udfs.period_fields import PERIOD_RULES
from udfs.table import Record
from udfs.text import join_words

LARGEST: Final = "phan_lon_nhat"


def parts_of(record: Record, source: Source) -> Sequence[Record]:
    """The parts of a fact, or the sub-rows of an indicator."""
    if isinstance(record, Fact):
        return source.facts.parts(record)
    return source.table.children.get(record.position, ())


def _counted(record: Record, source: Source) -> list[tuple[Record, Decimal]]:
    """The parts that have a number other than zero, each with it."""
    numbers = ((part, number_in(part.actual)) for part in parts_of(record, source))
    return [(part, number) for part, number in numbers if number]


def _parts(placeholder: Placeholder, record: Record, source: Source) -> Filled:
    """ "lúa 278 ha; ngô 98 ha; các cây trồng khác 42,19 ha"."""
    counted = _counted(record, source)
    if not counted:
        return missing(placeholder, record, "chưa có số ở các phần")
    filled = [(part, measured(part.actual, placeholder, part, "đã thực hiện")) for part, _ in counted]
    problem = next((words.problem for _, words in filled if words.problem), "")
    return Filled(join_words([f"{part.spoken} {words.text}" for part, words in filled]), problem)


def largest(record: Record, source: Source) -> Record | None:
    """The part with the largest number, the first of equal ones; None where no part has any."""
    counted = _counted(record, source)
    return max(counted, key=lambda pair: pair[1])[0] if counted else None


def _largest(placeholder: Placeholder, record: Record, source: Source) -> Filled:
    found = largest(record, source)
    return Filled(found.spoken) if found else missing(placeholder, record, "chưa có số ở các phần")


def _share(placeholder: Placeholder, record: Record, source: Source) -> Filled:
    """The share of its parent in percent, without the sign: "66,47"."""
    parent = _parent(record, source)
    if parent is None:
        return missing(placeholder, record, "không phải là một phần của dòng nào")
    part, whole = number_in(record.actual), number_in(parent.actual)
    share = ratio(part, whole) if part is not None and whole is not None else None
    if share is None:
        return missing(placeholder, record, "chưa có số để tính tỷ lệ trong số chung")
    return formatted(share, placeholder)


def _parent(record: Record, source: Source) -> Record | None:
    if isinstance(record, Fact):
        return source.facts.parent(record)
    return next((other for other in source.table.records if other.position == record.parent), None)


def _rank(placeholder: Placeholder, record: Record, source: Source) -> Filled:
    """The rank among the parts of its parent, from the largest: "1"."""
    parent, own = _parent(record, source), number_in(record.actual)
    if parent is None or own is None:
        return missing(placeholder, record, "không xếp hạng được (không có số, hoặc không phải là một phần)")
    numbers = (number_in(part.actual) for part in parts_of(parent, source))
    return formatted(Decimal(1 + sum(number is not None and number > own for number in numbers)), placeholder)


def _date(placeholder: Placeholder, record: Record, source: Source) -> Filled:
    """A date in words: "ngày 05 tháng 7 năm 2023"."""
    serial = date_in(record.actual)
    words = None if serial is None else date_words(serial)
    return Filled(words) if isinstance(words, str) else missing(placeholder, record, "chưa có ngày đúng")


PART_RULES: Final[dict[str, Field]] = {
    "phan": _parts,
    LARGEST: _largest,
    "ti_le_phan": _share,
    "hang": _rank,
    "ngay": _date,
}
RULES: Final[dict[str, Field]] = FIELD_RULES | PERIOD_RULES | PART_RULES
FIELDS: Final = tuple(RULES)


def field(placeholder: Placeholder, record: Record, source: Source) -> Filled:
    """What ``{code.field}`` becomes, or ``{code.phan_lon_nhat.field}``; an unknown one stays as written.

    ``record`` is the row of the code.
    """
    path = placeholder.path[1:]
    rule = RULES.get(path[-1]) if len(path) == 1 or (len(path) == 2 and path[0] == LARGEST) else None
    if rule is None:
        wrong = ".".join(path)
        return Filled(placeholder.text, f"{placeholder.text}: không có trường «{wrong}»; có: {', '.join(FIELDS)}")
    if len(path) == 2:
        found = largest(record, source)
        return rule(placeholder, found, source) if found else _largest(placeholder, record, source)
    return rule(placeholder, record, source)
