"""Report kinds (packs): what is available, and one pack read into plain objects.

A pack is a folder of data: ``pack.toml`` (names, period, groups, sections), ``catalogue.csv`` (one indicator or sub-row
per line), ``sentences.csv`` (one sentence rule per line) and, for the Word report, ``bao-cao.docx``. A pack is named
either by the id of a built-in folder of ``templates`` or by a path to a folder; nothing in the code knows a particular
pack. Whatever is wrong in a pack is a ``Refusal`` that names the file and the line.

A workbook names its pack by id alone, never by a path: a file that comes from elsewhere may not choose what is read.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from udfs.plans import MET, NOT_MET
from workbook import pack_facts, pack_toml, report_sections, sheets
from workbook.pack_checks import Known, unknown_keys
from workbook.pack_csv import TOO_LARGE, CellValue, cell, code_fault, nfc, read_csv, require_columns
from workbook.pack_facts import FACTS_FILE, Fact, FactGroup
from workbook.pack_sections import OFFICIAL_TABLE, PACK_FILE, Section, section_of, sources
from workbook.refusal import Refusal
from workbook.template_formulas import INFO_KEYS

CATALOGUE_FILE = "catalogue.csv"
SENTENCES_FILE = "sentences.csv"
WORD_FILE = "bao-cao.docx"

CATALOGUE_COLUMNS = (
    "code",
    "tt",
    "group",
    "parent",
    "name",
    "unit",
    "plan",
    "same_period",
    "actual",
    "direction",
    "year_end",
    "show_567",
    "note",
)
OPTIONAL_COLUMNS = ("agg", "upper_plan", "hand_verdict")
SENTENCE_COLUMNS = ("section", "code", "condition", "pattern")
PERIOD = re.compile(r"20\d\d(-(M(0[1-9]|1[0-2])|Q[1-4]|H1|9M))?")
ID = re.compile(r"[a-z0-9]+([_-][a-z0-9]+)*")  # also a folder's name on every system, and never a path
GROUP_TT = re.compile(r"[IVX]+")


@dataclass(frozen=True, slots=True)
class Group:
    """A group of indicators: its roman numeral and its name without the count."""

    tt: str
    name: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the catalogue; a sub-row has a ``parent`` and a ``tt`` of "" or "-". Missing values are None."""

    code: str
    tt: str
    group: str
    parent: str
    name: str
    unit: str
    plan: CellValue
    same_period: CellValue
    actual: CellValue
    direction: str
    year_end: bool
    show_567: bool
    note: str
    agg: str = ""
    upper_plan: CellValue = None
    hand_verdict: str = ""  # the verdict that an officer has set beside the rule's
    in_period_before: CellValue = None  # what the year before had in the same period alone

    @property
    def aggregate(self) -> str:
        """How the figure of a longer period follows from its months; levels that are kept count as they are at last."""
        return self.agg or (sheets.LAST if self.unit == "%" or not self.show_567 else sheets.SUMMED)

    @property
    def is_indicator(self) -> bool:
        """Whether the row is counted: it has a number of its own."""
        return not self.parent


@dataclass(frozen=True, slots=True)
class SentenceRule:
    """One sentence: where it belongs, when it speaks (a formula with ``[code.field]``), and its pattern."""

    section: str
    code: str
    condition: str
    pattern: str


@dataclass(frozen=True, slots=True)
class Pack:
    """A report kind as data; ``info`` holds the default values of the sheet ThongTin by key."""

    id: str
    title: str
    unit: str
    period: str
    threshold: float
    table_title: str
    plan_head: str
    note_head: str
    info: Mapping[str, str]
    groups: tuple[Group, ...]
    sections: tuple[Section, ...]
    rows: tuple[Row, ...]
    rules: tuple[SentenceRule, ...]
    upper_plan_head: str = ""  # the head of a second plan's column; "" hides it
    accumulate: bool = False  # whether what is entered is what was done in the period
    fact_groups: tuple[FactGroup, ...] = ()  # of the sheet SoLieu, which a pack without any does not have
    facts: tuple[Fact, ...] = ()

    def rows_of(self, group: Group) -> tuple[Row, ...]:
        """The catalogue rows of ``group``, in order."""
        return tuple(row for row in self.rows if row.group == group.tt)


def ids() -> list[str]:
    """The ids of the built-in packs, sorted."""
    root = resources.files("templates")
    return sorted(entry.name for entry in root.iterdir() if entry.joinpath(PACK_FILE).is_file())


def available() -> list[tuple[str, str]]:
    """``(id, title)`` of every built-in pack."""
    return [(pack_id, _text(_toml(folder(pack_id)), "title")) for pack_id in ids()]


def folder(pack: str | Path) -> Traversable:
    """The folder of a pack named by built-in id or by path; a ``Refusal`` when there is none."""
    if isinstance(pack, str) and pack in ids():  # a folder of that name in the current folder is "./name"
        return resources.files("templates").joinpath(pack)
    path = Path(pack)
    if path.joinpath(PACK_FILE).is_file():
        return path
    if path.is_dir():
        raise Refusal("pack-incomplete", f"Thư mục “{pack}” không phải là gói báo cáo: thiếu tệp {PACK_FILE}.")
    raise Refusal("no-pack", f"Không có gói báo cáo “{pack}”; các gói hiện có: {', '.join(ids())}.")


def of_workbook(name: str, beside: Path | None = None, named: str | Path | None = None) -> Traversable:
    """The folder of the pack that a workbook says it belongs to; a ``Refusal`` says where it was looked for.

    ``named`` in the command (an id or a folder) goes first, then the packs installed with the program, then the folder
    called ``name`` in ``beside``, the workbook's own folder. Neither the current folder nor the environment counts.
    """
    if named is not None:
        return _same_pack(folder(named), name)
    if not ID.fullmatch(name):
        raise Refusal(
            "no-pack",
            f"Trang {sheets.THONG_TIN} ghi gói báo cáo “{name}”, không phải mã gói (chữ thường không dấu, số, dấu gạch "
            "nối); sổ không được chỉ đường dẫn, hãy ghi lại đúng mã gói.",
        )
    if name in ids():
        return resources.files("templates").joinpath(name)
    place = (beside or Path()).absolute() / name
    if beside is not None and place.joinpath(PACK_FILE).is_file():
        return _same_pack(place, name)
    raise Refusal(
        "no-pack",
        f"Không tìm thấy gói báo cáo “{name}” của sổ này trong các gói có sẵn ({', '.join(ids())})"
        + (f" và ở thư mục “{place}” cạnh sổ" if beside is not None else "")
        + ": hãy chép thư mục của gói vào cạnh sổ dưới tên đó, hoặc nêu thư mục ấy sau --pack.",
    )


def _same_pack(root: Traversable, name: str) -> Traversable:
    """``root``, when it holds the pack ``name``; a ``Refusal`` when it holds another one."""
    held = _text(_toml(root), "id")
    if held != name:
        raise Refusal(
            "other-pack",
            f"Sổ này thuộc gói báo cáo “{name}”, còn thư mục “{root}” là gói “{held}”: hãy nêu đúng thư mục của gói.",
        )
    return root


def read(pack: str | Path) -> Pack:
    """The pack named by built-in id or by path, checked; a ``Refusal`` names the file and line of the first fault."""
    root = folder(pack)
    data = _toml(root)
    groups = tuple(Group(_text(g, "tt"), _text(g, "name")) for g in _tables(data, "groups"))
    sections = tuple(_section(table) for table in _tables(data, "sections"))
    rows = _catalogue(root, {group.tt for group in groups})
    fact_groups = tuple(FactGroup(_text(g, "key"), _text(g, "title")) for g in _tables(data, "facts", needed=False))
    facts = _facts(root, fact_groups, rows)
    known = Known(rows, [group.tt for group in groups], check_period(_text(data, "period"), PACK_FILE), facts)
    rules = _rules(root, {section.key for section in sections}, known)
    table = _table(data, "table")
    built = Pack(
        id=_id(data),
        title=_text(data, "title"),
        unit=_text(data, "unit"),
        period=_text(data, "period"),
        threshold=_threshold(data),
        table_title=_text(table, "title"),
        plan_head=_text(table, "plan_head"),
        note_head=_text(table, "note_head"),
        info={_info_key(key): _joined(value) for key, value in _table(data, "info").items()},
        groups=groups,
        sections=sections,
        rows=rows,
        rules=rules,
        upper_plan_head=_text(table, "upper_plan_head") if "upper_plan_head" in table else "",
        accumulate=_switch(table, "accumulate"),
        fact_groups=fact_groups,
        facts=facts,
    )
    _check_groups(built)
    _check_titles(root, data)
    _check_tables(report_sections.plan_of(data), {group.key for group in fact_groups})
    return built


def word_template(pack: str | Traversable) -> bytes:
    """The bytes of the Word template of a pack (an id, a path, or its folder); a ``Refusal`` when the pack has none."""
    root = folder(pack) if isinstance(pack, str) else pack
    if not root.joinpath(WORD_FILE).is_file():
        raise Refusal(
            "no-word-template",
            f"Gói báo cáo “{root.name}” thiếu tệp {WORD_FILE} là mẫu Word của báo cáo: hãy chép tệp đó từ thư mục của "
            "một gói khác vào rồi làm lại.",
        )
    return _bytes(root, WORD_FILE)


def check_period(period: str, where: str) -> str:
    """``period`` itself when it is one of the five forms; else a ``Refusal`` that names ``where`` it stands."""
    if PERIOD.fullmatch(period):
        return period
    raise Refusal(
        "bad-period",
        f"{where}: kỳ báo cáo “{period}” không hợp lệ; viết như 2023-M06 (tháng), 2023-Q2 (quý), 2023-H1 (6 tháng), "
        "2023-9M (9 tháng) hoặc 2023 (năm).",
    )


def _catalogue(root: Traversable, groups: set[str]) -> tuple[Row, ...]:
    records = read_csv(_bytes(root, CATALOGUE_FILE), CATALOGUE_FILE)
    require_columns(records, CATALOGUE_COLUMNS, CATALOGUE_FILE)
    rows: list[Row] = []
    for line, record in records:
        row = _row({column: record.get(column, "") for column in (*CATALOGUE_COLUMNS, *OPTIONAL_COLUMNS)})
        fault = _row_fault(row, record, groups, rows)
        if fault:
            raise Refusal("bad-catalogue", f"Tệp {CATALOGUE_FILE}, dòng {line}: {fault}.")
        rows.append(row)
    return tuple(rows)


def _row(record: dict[str, str]) -> Row:
    return Row(
        code=record["code"],
        tt=record["tt"],
        group=record["group"],
        parent=record["parent"],
        name=record["name"],
        unit=record["unit"],
        plan=cell(record["plan"]),
        same_period=cell(record["same_period"]),
        actual=cell(record["actual"]),
        direction=record["direction"],
        year_end=record["year_end"] == sheets.MARK_YEAR_END,
        show_567=record["show_567"] != sheets.HIDE_567,
        note=record["note"],
        agg=record["agg"],
        upper_plan=cell(record["upper_plan"]),
        hand_verdict=record["hand_verdict"],
    )


def _row_fault(row: Row, record: dict[str, str], groups: set[str], before: list[Row]) -> str:
    """What is wrong with a catalogue row, or ""; order within groups and parents is checked against ``before``."""
    indicators = {r.code for r in before if r.is_indicator}
    checks = (
        (bool(code_fault(row.code, "mã")), code_fault(row.code, "mã")),
        (row.code in {r.code for r in before}, f"mã “{row.code}” đã dùng ở dòng trên"),
        (not row.name, "thiếu tên chỉ tiêu"),
        (math.inf in map(_size, (row.plan, row.same_period, row.actual, row.upper_plan)), TOO_LARGE),
        (row.group not in groups, f"nhóm “{row.group}” không có trong {PACK_FILE}"),
        (bool(row.parent) and row.parent not in indicators, f"dòng cha “{row.parent}” phải đứng ở phía trên"),
        (bool(row.parent) and row.tt not in ("", sheets.DASH), "dòng con phải để TT trống hoặc ghi dấu “-”"),
        (not row.parent and not row.tt.isdecimal(), f"TT “{row.tt}” phải là số nguyên (dòng con thì ghi mã dòng cha)"),
        (row.is_indicator and row.tt in {r.tt for r in before}, f"TT {row.tt} đã dùng ở dòng trên"),
        (
            row.direction not in ("", sheets.HIGHER_IS_BETTER, sheets.LOWER_IS_BETTER),
            f"cột direction chỉ nhận “cao”, “thấp” hoặc để trống, không nhận “{row.direction}”",
        ),
        (record["year_end"] not in ("", sheets.MARK_YEAR_END), "cột year_end chỉ nhận “x” hoặc để trống"),
        (row.hand_verdict not in ("", MET, NOT_MET), f"cột hand_verdict chỉ nhận “{MET}”, “{NOT_MET}” hoặc để trống"),
        (record["show_567"] not in ("", "có", sheets.HIDE_567), "cột show_567 chỉ nhận “không”, “có” hoặc để trống"),
        (
            row.agg not in ("", *sheets.AGGREGATES),
            f"cột agg chỉ nhận “{'”, “'.join(sheets.AGGREGATES)}” hoặc để trống, không nhận “{row.agg}”",
        ),
    )
    return next((text for wrong, text in checks if wrong), "")


def _size(value: CellValue) -> float:
    return abs(value) if isinstance(value, float) else 0


def _facts(root: Traversable, groups: tuple[FactGroup, ...], rows: tuple[Row, ...]) -> tuple[Fact, ...]:
    """The facts of the pack; none where it has neither the file nor groups for it."""
    keys = [group.key for group in groups]
    fault = next((fault for key in keys if (fault := code_fault(key, "mã nhóm số liệu"))), "")
    repeated = next((key for place, key in enumerate(keys) if key in keys[:place]), None)
    if repeated is not None:
        fault = f"mã nhóm số liệu “{repeated}” đã dùng ở mục [[facts]] phía trên"
    if fault:
        raise Refusal("bad-pack", f"Tệp {PACK_FILE}: {fault}.")
    if not groups and not root.joinpath(FACTS_FILE).is_file():
        return ()
    return pack_facts.read(_bytes(root, FACTS_FILE), groups, [row.code for row in rows])


def _rules(root: Traversable, sections: set[str], known: Known) -> tuple[SentenceRule, ...]:
    records = read_csv(_bytes(root, SENTENCES_FILE), SENTENCES_FILE)
    require_columns(records, SENTENCE_COLUMNS, SENTENCES_FILE)
    rules: list[SentenceRule] = []
    for line, record in records:
        rule = SentenceRule(*(record.get(column, "") for column in SENTENCE_COLUMNS))
        checks = (
            (rule.section not in sections, f"mục “{rule.section}” không có trong {PACK_FILE}"),
            (bool(code_fault(rule.code, "mã câu")), code_fault(rule.code, "mã câu")),
            (rule.code in {r.code for r in rules}, f"mã câu “{rule.code}” đã dùng ở dòng trên"),
            (not rule.pattern, "thiếu mẫu câu"),
        )
        fault = next((text for wrong, text in checks if wrong), "")
        fault = fault or known.condition_fault(rule.condition) or known.pattern_fault(rule.pattern)
        if fault:
            raise Refusal("bad-sentences", f"Tệp {SENTENCES_FILE}, dòng {line}: {fault}.")
        rules.append(rule)
    return tuple(rules)


def _check_groups(pack: Pack) -> None:
    """Refuse groups that are no roman numerals, or rows that are not in the order of the groups."""
    for group in pack.groups:
        if not GROUP_TT.fullmatch(group.tt):
            raise Refusal("bad-pack", f"Tệp {PACK_FILE}: số thứ tự nhóm “{group.tt}” phải là số La Mã.")
    order = [row.group for row in pack.rows]
    wanted = [group.tt for group in pack.groups for _ in pack.rows_of(group)]
    if order != wanted:
        raise Refusal("bad-catalogue", f"Tệp {CATALOGUE_FILE}: các dòng phải xếp theo thứ tự nhóm trong {PACK_FILE}.")


def _check_titles(root: Traversable, data: Mapping[str, Any]) -> None:
    """Refuse a head of the table, a summary or a section's title with a ``{key}`` that ThongTin does not have."""
    report = data.get("report")
    summary = report.get("summary", "") if isinstance(report, Mapping) else ""
    table = _table(data, "table")
    texts = [_text(table, "plan_head"), str(table.get("upper_plan_head", "")), str(summary)]
    plan = report_sections.plan_of(data)
    texts += [section.title for section in plan.sections] + [annex.title for annex in plan.annexes]
    tables = [section.table for section in plan.sections] + [annex.table for annex in plan.annexes]
    texts += [text for asked in tables if asked for text in (asked.caption, *(head for _, head in asked.columns))]
    for key in (key for text in texts for key in unknown_keys(text)):
        lines = _bytes(root, PACK_FILE).decode("utf-8-sig").splitlines()
        place = next((f", dòng {line}" for line, text in enumerate(lines, 1) if key in text), "")
        raise Refusal("bad-pack", f"Tệp {PACK_FILE}{place}: “{key}” không có trong trang {sheets.THONG_TIN}.")


def _check_tables(plan: report_sections.Plan, groups: set[str]) -> None:
    """Refuse a section or annex that asks for a table which is no group of facts."""
    for source in sources(plan.sections, plan.annexes):
        if source not in groups | {OFFICIAL_TABLE}:
            known = f"{OFFICIAL_TABLE} hay một nhóm [[facts]]"
            raise Refusal("bad-pack", f"Tệp {PACK_FILE}: bảng “{source}” không phải {known}.")


def _id(data: Mapping[str, Any]) -> str:
    """The pack's id, by which workbooks name it."""
    found = _text(data, "id")
    if not ID.fullmatch(found):
        rule = "chỉ được có chữ thường không dấu, số và dấu gạch nối"
        raise Refusal("bad-pack", f"Tệp {PACK_FILE}: id “{found}” {rule}.")
    return found


def _info_key(key: str) -> str:
    if key not in INFO_KEYS:
        raise Refusal("bad-pack", f"Tệp {PACK_FILE}: mục [info] có “{key}” mà trang {sheets.THONG_TIN} không có.")
    return key


def _bytes(root: Traversable, name: str) -> bytes:
    part = root.joinpath(name)
    if not part.is_file():
        raise Refusal("pack-incomplete", f"Gói báo cáo “{root.name}” thiếu tệp {name}.")
    return part.read_bytes()


def _toml(root: Traversable) -> dict[str, Any]:
    return pack_toml.read(_bytes(root, PACK_FILE))


def _section(data: Mapping[str, Any]) -> Section:
    found = section_of(data)
    fault = found if isinstance(found, str) else code_fault(found.key, "mã mục")
    if fault or isinstance(found, str):
        raise Refusal("bad-pack", f"Tệp {PACK_FILE}: {fault}.")
    return found


def _table(data: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = data.get(key)
    if not isinstance(value, Mapping):
        raise Refusal("bad-pack", f"Tệp {PACK_FILE}: thiếu mục [{key}].")
    return value


def _tables(data: Mapping[str, Any], key: str, needed: bool = True) -> list[Mapping[str, Any]]:
    value = data.get(key)
    if value is None and not needed:
        return []
    if not isinstance(value, list) or not value or not all(isinstance(item, Mapping) for item in value):
        raise Refusal("bad-pack", f"Tệp {PACK_FILE}: thiếu các mục [[{key}]].")
    return value


def _text(data: Mapping[str, Any], key: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        raise Refusal("bad-pack", f"Tệp {PACK_FILE}: thiếu “{key}” hoặc giá trị không phải là chữ.")
    return nfc(value)


def _switch(data: Mapping[str, Any], key: str) -> bool:
    value = data.get(key, False)
    if not isinstance(value, bool):
        raise Refusal("bad-pack", f"Tệp {PACK_FILE}: “{key}” chỉ nhận true hoặc false.")
    return value


def _threshold(data: Mapping[str, Any]) -> float:
    value = data.get("threshold", 50)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value <= 100:
        raise Refusal("bad-pack", f"Tệp {PACK_FILE}: “threshold” phải là số lớn hơn 0 và không quá 100.")
    return float(value)


def _joined(value: Any) -> str:
    """A text, or a list of texts as the lines of one cell."""
    if isinstance(value, str):
        return nfc(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return "\n".join(nfc(item) for item in value)
    raise Refusal("bad-pack", f"Tệp {PACK_FILE}: giá trị trong [info] phải là chữ hoặc danh sách chữ.")
