"""The figures of a pack's prose: ``facts.csv``, one fact per line, in the groups that ``pack.toml`` lists.

A fact is entered, or follows from others: a total from its parts, a computed one by an expression in which ``[code]``
stands for another fact or an indicator. Whatever is wrong is a ``Refusal`` that names the file and the line.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from udfs.dates import read_date
from workbook import sheets
from workbook.pack_csv import TOO_LARGE, CellValue, cell, code_fault, read_csv, require_columns
from workbook.refusal import Refusal
from xlcore.lexer import FormulaSyntaxError
from xlcore.parser import parse

FACTS_FILE: Final = "facts.csv"
FACT_COLUMNS: Final = (
    "code",
    "group",
    "tt",
    "parent",
    "name",
    "unit",
    "plan",
    "same_period",
    "actual",
    "kind",
    "formula",
    "parts",
    "direction",
    "agg",
    "printed",
    "printed_plan",
    "printed_growth",
    "note",
)
NEEDED_COLUMNS: Final = ("code", "group", "name", "unit")
COMPUTE: Final = "="  # in plan or same_period: as the actual is computed, in this column
RESERVED: Final = frozenset({"dem", "ds"})  # words of patterns and conditions
# What an expression may ask of a fact or an indicator: the column, and whether [code] without a field may mean it.
OPERAND_COLUMNS: Final = {
    "kh": sheets.PLAN,
    "ck": sheets.SAME_PERIOD,
    "th": sheets.ACTUAL,
    "ss_ck": sheets.VS_SAME,
    "ss_kh": sheets.VS_PLAN,
}
OPERAND: Final = re.compile(r"\[(\w+)(?:\.(\w+))?\]")
_ISO_DATE: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_FIGURES: Final = ("plan", "same_period", "actual")
_COLUMN_OF: Final = {"plan": sheets.PLAN, "same_period": sheets.SAME_PERIOD, "actual": sheets.ACTUAL}


@dataclass(frozen=True, slots=True)
class FactGroup:
    """A group of the sheet SoLieu: its key, by which sections name it, and its title."""

    key: str
    title: str


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of ``facts.csv``. ``plan``, ``same_period`` and ``actual`` are COMPUTE where they follow from others."""

    code: str
    group: str
    tt: str
    parent: str
    name: str
    unit: str
    plan: CellValue
    same_period: CellValue
    actual: CellValue
    kind: str
    formula: str
    parts: str
    direction: str
    agg: str
    printed: CellValue
    printed_plan: CellValue
    printed_growth: CellValue
    note: str

    @property
    def is_computed(self) -> bool:
        """Whether the actual is a formula."""
        return self.actual == COMPUTE


def read(content: bytes, groups: Sequence[FactGroup], indicators: Iterable[str]) -> tuple[Fact, ...]:
    """The facts in the bytes of ``facts.csv``, in order, checked; ``indicators`` are the codes of the catalogue."""
    records = read_csv(content, FACTS_FILE)
    require_columns(records, NEEDED_COLUMNS, FACTS_FILE)
    _require_known_columns(records[0][1])
    taken = set(indicators)
    lines = [line for line, _ in records]
    facts: list[Fact] = []
    for line, record in records:
        fact, fault = _fact({column: record.get(column, "") for column in FACT_COLUMNS})
        fault = fault or _fault(fact, facts, {group.key for group in groups}, taken)
        if fault:
            raise _refusal(line, fault)
        facts.append(fact)
    for line, fault in _faults_together(facts, lines, [group.key for group in groups], taken):
        raise _refusal(line, fault)
    return tuple(facts)


def _refusal(line: int, fault: str) -> Refusal:
    return Refusal("bad-facts", f"Tệp {FACTS_FILE}, dòng {line}: {fault}.")


def _require_known_columns(record: Mapping[str, str]) -> None:
    unknown = [column for column in record if column not in FACT_COLUMNS]
    if unknown:
        known = ", ".join(FACT_COLUMNS)
        raise Refusal(
            "unknown-column", f"Tệp {FACTS_FILE}, dòng 1: không biết cột “{unknown[0]}”; các cột được dùng là {known}."
        )


# One line -------------------------------------------------------------------------------------------------------
def _fact(record: Mapping[str, str]) -> tuple[Fact, str]:
    """The fact of a line as it stands, with what follows from its kind filled in, and the first fault in a cell."""
    kind = record["kind"] or (sheets.TOTAL if record["parts"] == sheets.COMPLETE else sheets.ENTERED)
    values = {column: cell(record[column]) for column in (*_FIGURES, "printed", "printed_plan", "printed_growth")}
    fault = TOO_LARGE if any(isinstance(value, float) and math.isinf(value) for value in values.values()) else ""
    if kind == sheets.DATED:
        for column in _FIGURES:
            values[column] = _date(values[column])
            if isinstance(values[column], str):
                fault = fault or f"cột {column}: “{record[column]}” không phải là ngày; ghi như 2023-07-05"
    computed = kind in (sheets.TOTAL, sheets.COMPUTED)
    if computed and values["actual"] is None:
        values["actual"] = COMPUTE
    if kind == sheets.TOTAL:
        values |= {column: COMPUTE for column in ("plan", "same_period") if values[column] is None}
    parts = record["parts"] or (sheets.COMPLETE if kind == sheets.TOTAL else "")
    agg = record["agg"] or (sheets.SUMMED if record["unit"] != "%" and kind in _QUANTITIES else sheets.LAST)
    texts = {column: record[column] for column in FACT_COLUMNS if column not in values}
    return Fact(**{**texts, **values, "kind": kind, "parts": parts, "agg": agg}), fault  # type: ignore[arg-type]


_QUANTITIES: Final = (sheets.ENTERED, sheets.TOTAL)


def _date(value: CellValue) -> CellValue:
    """A date as its serial number; what is none stays as it is."""
    if not isinstance(value, str) or value == sheets.DASH:
        return None if value == sheets.DASH else value
    match = _ISO_DATE.fullmatch(value)
    serial = read_date("/".join(reversed(match.groups())) if match else value)
    return value if serial is None else serial


def _fault(fact: Fact, before: Sequence[Fact], groups: set[str], taken: set[str]) -> str:
    """What is wrong with a fact by itself, or beside those before it; "" when nothing is."""
    above = {other.code: other for other in before}
    parent = above.get(fact.parent)
    checks = (
        (bool(code_fault(fact.code, "mã")), code_fault(fact.code, "mã")),
        (fact.code in RESERVED, f"mã “{fact.code}” là từ dành riêng của mẫu câu, hãy đổi mã"),
        (fact.code in above, f"mã “{fact.code}” đã dùng ở dòng trên"),
        (fact.code in taken, f"mã “{fact.code}” đã dùng trong bảng chỉ tiêu"),
        (not fact.name, "thiếu tên (cột name)"),
        (fact.group not in groups, f"nhóm “{fact.group}” không có trong các mục [[facts]]"),
        (bool(fact.parent) and parent is None, f"dòng cha “{fact.parent}” phải đứng ở phía trên"),
        (parent is not None and parent.group != fact.group, f"dòng cha “{fact.parent}” thuộc nhóm khác"),
        (parent is not None and not parent.parts, f"dòng cha “{fact.parent}” chưa khai cột parts"),
        (fact.kind not in sheets.FACT_KINDS, _only("kind", fact.kind, sheets.FACT_KINDS)),
        (fact.parts not in ("", *sheets.PARTS), _only("parts", fact.parts, sheets.PARTS)),
        (fact.direction not in ("", *_DIRECTIONS), _only("direction", fact.direction, _DIRECTIONS)),
        (fact.agg not in sheets.AGGREGATES, _only("agg", fact.agg, sheets.AGGREGATES)),
    )
    return next((text for wrong, text in checks if wrong), "") or _kind_fault(fact)


_DIRECTIONS: Final = (sheets.HIGHER_IS_BETTER, sheets.LOWER_IS_BETTER)


def _only(column: str, value: str, allowed: Sequence[str]) -> str:
    names = ", ".join(f"“{name}”" for name in allowed)
    return f"cột {column} chỉ nhận {names} hoặc để trống, không nhận “{value}”"


def _kind_fault(fact: Fact) -> str:
    """What does not go with the kind of a fact."""
    computed = [column for column in _FIGURES if getattr(fact, column) == COMPUTE]
    checks = (
        (fact.kind == sheets.COMPUTED and not fact.formula, "dòng loại “tính” phải có cột formula"),
        (fact.kind != sheets.COMPUTED and bool(fact.formula), "cột formula chỉ dùng cho dòng loại “tính”"),
        (
            fact.kind in (sheets.TOTAL, sheets.COMPUTED) and not fact.is_computed,
            f"dòng loại “{fact.kind}” tự tính nên để trống cột actual; số đã công bố ghi ở cột printed",
        ),
        (
            fact.kind not in (sheets.TOTAL, sheets.COMPUTED) and bool(computed),
            f"dấu “=” ở cột {computed[0] if computed else ''} chỉ dùng cho dòng loại “tổng” hoặc “tính”",
        ),
        (
            fact.parts == sheets.COMPLETE and fact.kind not in (sheets.TOTAL, sheets.COMPUTED),
            "dòng có các phần đủ (parts = đủ) phải là loại “tổng”, không gõ số chung",
        ),
        (
            fact.kind == sheets.TOTAL and fact.parts != sheets.COMPLETE,
            "dòng loại “tổng” chỉ đi với các phần đủ (parts = đủ)",
        ),
        *(
            (isinstance(getattr(fact, column), str), f"cột {column} chỉ nhận số thuần, không nhận chữ")
            for column in ("printed", "printed_plan", "printed_growth")
        ),
    )
    return next((text for wrong, text in checks if wrong), "")


# All lines together ---------------------------------------------------------------------------------------------
def _faults_together(
    facts: Sequence[Fact], lines: Sequence[int], groups: Sequence[str], indicators: set[str]
) -> Iterator[tuple[int, str]]:
    """Faults that show beside the other lines: order, totals without parts, typed totals, unknown operands, circles."""
    children: dict[str, list[Fact]] = {}
    for fact in facts:
        children.setdefault(fact.parent, []).append(fact)
    place = {fact.code: line for fact, line in zip(facts, lines, strict=True)}
    wanted = sorted(facts, key=lambda fact: groups.index(fact.group))
    for fact, other in zip(facts, wanted, strict=True):
        if fact is not other:
            yield place[fact.code], "các dòng phải xếp theo thứ tự nhóm trong các mục [[facts]]"
    for fact in facts:
        parts = children.get(fact.code, [])
        if fact.parts and not parts:
            yield place[fact.code], f"dòng “{fact.code}” khai các phần (parts) nhưng không có dòng con nào"
        for column in ("plan", "same_period"):
            typed = fact.kind == sheets.TOTAL and getattr(fact, column) != COMPUTE
            if typed and any(getattr(part, column) not in (None, sheets.DASH) for part in parts):
                yield place[fact.code], f"cột {column}: các phần đã có số nên dòng tổng tự tính, không gõ số"
        fault = _formula_fault(fact, place.keys() | indicators)
        if fault:
            yield place[fact.code], fault
    circle = _circle(facts, children)
    if circle:
        yield place[circle[0]], f"công thức tính vòng quanh: {' → '.join(circle)}"


def _formula_fault(fact: Fact, codes: Iterable[str]) -> str:
    """What is wrong with the expression of a fact, or ""."""
    if not fact.formula:
        return ""
    known = set(codes)
    for match in OPERAND.finditer(fact.formula):
        if match[1] not in known:
            return f"công thức: “{match[0]}” dùng mã “{match[1]}” không có"
        if match[2] and match[2] not in OPERAND_COLUMNS:
            return f"công thức: “{match[0]}”, sau dấu chấm chỉ dùng {', '.join(OPERAND_COLUMNS)}"
    plain = OPERAND.sub("$F$1", fact.formula)
    if "[" in plain or "]" in plain:
        return f"công thức “{fact.formula}” thiếu hoặc thừa ngoặc vuông"
    try:
        parse(f"={plain}")
    except FormulaSyntaxError:
        return f"công thức “{fact.formula}” không đọc được như một công thức Excel"
    return ""


def _circle(facts: Sequence[Fact], children: Mapping[str, list[Fact]]) -> list[str]:
    """The codes of facts that follow from each other in a circle, the first one repeated at the end; [] without one."""
    own = {fact.code: fact for fact in facts}
    done: set[tuple[str, int]] = set()
    path: list[tuple[str, int]] = []

    def visit(node: tuple[str, int]) -> list[str]:
        if node in path:
            return [code for code, _ in path[path.index(node) :]] + [node[0]]
        if node in done or node[0] not in own:
            return []
        path.append(node)
        found = next((circle for after in _operands(own[node[0]], node[1], children) if (circle := visit(after))), [])
        path.pop()
        done.add(node)
        return found

    nodes = [(fact.code, column) for fact in facts for column in _COLUMN_OF.values()]
    return next((circle for node in nodes if (circle := visit(node))), [])


def _operands(fact: Fact, column: int, children: Mapping[str, list[Fact]]) -> list[tuple[str, int]]:
    """The (code, column) that a column of a fact is computed from."""
    if column == sheets.VS_SAME:
        return [(fact.code, sheets.SAME_PERIOD), (fact.code, sheets.ACTUAL)]
    if column == sheets.VS_PLAN:
        return [(fact.code, sheets.PLAN), (fact.code, sheets.ACTUAL)]
    value = {sheets.PLAN: fact.plan, sheets.SAME_PERIOD: fact.same_period, sheets.ACTUAL: fact.actual}[column]
    if value != COMPUTE:
        return []
    if fact.kind == sheets.TOTAL:
        return [(part.code, column) for part in children.get(fact.code, [])]
    matches = OPERAND.finditer(fact.formula)
    return [(match[1], OPERAND_COLUMNS[match[2]] if match[2] else column) for match in matches]


# For another unit or period -------------------------------------------------------------------------------------
def emptied(fact: Fact) -> Fact:
    """The fact without anybody's figures and what is noted about them; what is computed stays so."""
    return replace(_with(fact, None, None, None), note="")


def moved(fact: Fact, same_year: bool, year_later: bool) -> Fact:
    """The fact for another period: plans stay within a year, actuals become the same period's a year later."""
    found = _with(fact, fact.plan if same_year else None, fact.actual if year_later else None, None)
    return replace(found, note="")  # it tells of the figures of the pack's own period


def without_actual(fact: Fact) -> Fact:
    """The fact as it is before anybody has entered what was done, and with nothing published."""
    return _with(fact, fact.plan, fact.same_period, None)


def _with(fact: Fact, plan: CellValue, same_period: CellValue, actual: CellValue) -> Fact:
    """``fact`` with other figures where it is not computed, and nothing published."""
    figures = {"plan": plan, "same_period": same_period, "actual": actual}
    total = fact.kind == sheets.TOTAL
    for column, value in figures.items():
        if getattr(fact, column) == COMPUTE or (total and value in (None, COMPUTE)):
            figures[column] = COMPUTE
        elif value == COMPUTE:
            figures[column] = None
    return replace(fact, **figures, printed=None, printed_plan=None, printed_growth=None)  # type: ignore[arg-type]
