"""Many changed tables, and what every generated sentence must hold to, whatever the figures are."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import workbook
from udfs.plans import is_lower_better, verdict
from udfs.table import Info, Table, info_of, table_of
from udfs.text import doubled_words
from workbook import sheets, template, template_formulas
from xlcore import BUILTINS, ExcelError

PACK = "but-son-2023-h1"
PLAN, SAME, ACTUAL, NAME, TT, UNIT = "D", "E", "F", "B", "A", "C"
DIRECTION, MARK = "N", "O"
FIRST, LAST = sheets.FIRST_ROW, 42
GROUP_ROWS = (6, 22, 37, 41)
ROWS = [row for row in range(FIRST, LAST + 1) if row not in GROUP_ROWS]
PERIOD, THRESHOLD, UNIT_NAME = (f"C{template_formulas.INFO_ROWS[key]}" for key in ("ky", "nguong", "don_vi"))

Change = dict[tuple[str, str], Any]
PRAISE = re.compile(
    r"tích cực|khả quan|chuyển biến|bảo đảm tiến độ|theo kịp|giữ vững|tiếp tục được đầu tư|được quan tâm|tiến gần|"
    r"vượt bậc|đạt khá|đạt cao|phát triển tốt",
    re.IGNORECASE,
)
SHORTCOMINGS = ("ton_tai_cham", "ton_tai_chua_hoan_thanh", "ton_tai_chua_thuc_hien", "ton_tai_kem_muc",
                "ton_tai_giam_cung_ky")  # fmt: skip


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sinh") / "bang.xlsx"
    template.build(PACK, path)
    return path


@pytest.fixture(scope="module")
def shared(built: Path) -> workbook.Workbook:
    return workbook.load(built)


def cells(col: str, rows: list[int], value: Any) -> Change:
    return {(sheets.CHI_TIEU, f"{col}{row}"): value for row in rows}


def one(cell: str, value: Any) -> Change:
    return {(sheets.CHI_TIEU, cell): value}


def told(period: str, threshold: Any = 50) -> Change:
    return {(sheets.THONG_TIN, PERIOD): period, (sheets.THONG_TIN, THRESHOLD): threshold}


def scaled(book: workbook.Workbook, col: str, by: str, factor: float) -> Change:
    """Column ``col`` of every row as a multiple of the number in column ``by``."""
    found: Change = {}
    for row in ROWS:
        value = book.value(sheets.CHI_TIEU, f"{by}{row}")
        if isinstance(value, float):
            found[sheets.CHI_TIEU, f"{col}{row}"] = round(value * factor, 4)
    return found


def whole_table(book: workbook.Workbook) -> Iterator[tuple[str, Change]]:
    """Changes of a column from top to bottom."""
    for name, value in (("blank", None), ("dash", "-"), ("zero", 0), ("text", "12,5 tấn"), ("maintain", "Duy trì")):
        yield f"all actuals {name}", cells(ACTUAL, ROWS, value)
    for name, factor in (("above", 1.3), ("far above", 12.0), ("below", 0.2), ("exactly", 1.0), ("tiny", 1e-6)):
        yield f"all actuals {name} the plan", scaled(book, ACTUAL, PLAN, factor)
    for name, factor in (("falling", 0.8), ("rising", 1.4), ("the same", 1.0), ("nearly the same", 0.9999999)):
        yield f"all actuals {name}", scaled(book, ACTUAL, SAME, factor)
    for name, value in (("blank", None), ("dash", "-"), ("zero", 0), ("a text", "ổn định"), ("huge", 9e15)):
        yield f"every plan {name}", cells(PLAN, ROWS, value)
        yield f"every same period {name}", cells(SAME, ROWS, value)
    for text in ("14,5-15,5", ">1.650", "31/38 (81,6%)", "01 xã, 01 phường"):
        yield f"every plan {text}", cells(PLAN, ROWS, text)
    yield "every row judged at the year's end", cells(MARK, ROWS, "x") | cells(ACTUAL, ROWS, None)
    yield "less is better everywhere", cells(DIRECTION, ROWS, "thấp")
    yield "no direction anywhere", cells(DIRECTION, ROWS, None)
    yield "no units", cells(UNIT, ROWS, None)
    yield "no names", cells(NAME, ROWS, None)
    gone = cells(TT, list(range(FIRST, LAST + 1)), None)
    for col in (NAME, PLAN, SAME, ACTUAL):
        gone |= cells(col, ROWS, None)
    yield "everything gone", gone
    yield "no groups", cells(TT, list(GROUP_ROWS), None)


def single_rows() -> Iterator[tuple[str, Change]]:
    """The rows that the trial of users tripped over."""
    for cell, value in (
        ("F26", 10), ("F12", None), ("F12", 500), ("F12", 4150), ("F12", 45000), ("F12", 0.001), ("E12", None),
        ("E12", 0), ("D12", None), ("D12", ">4.000"), ("F13", 68.4999), ("F13", 120), ("F27", 60), ("F28", 20),
        ("F28", 14), ("F24", 7), ("F24", 0), ("F38", 92), ("F38", 105), ("F39", 80), ("D38", None), ("F36", 40),
        ("F18", 0), ("F18", 1), ("F20", 0.1), ("F30", 60.25), ("F42", 95), ("B12", "Số hộ nghèo giảm"),
        ("F25", 20), ("D33", "100"),
    ):  # fmt: skip
        yield f"{cell} = {value}", one(cell, value)
    yield "enterprises fall", one("F18", 6) | one("E18", 20)
    yield "malnutrition rises within its limit", one("F24", 5.5) | one("E24", 4)
    yield "hygienic water falls", one("F38", 92) | one("E38", 100)
    yield "no unit's name", {(sheets.THONG_TIN, UNIT_NAME): None}


def periods(book: workbook.Workbook) -> Iterator[tuple[str, Change]]:
    for period in ("2023", "2023-Q1", "2023-Q3", "2023-9M", "2023-M02", "2023-M11", "2023-M12"):
        yield f"period {period}", told(period)
        yield f"period {period}, little done", told(period, None) | scaled(book, ACTUAL, PLAN, 0.1)
    yield "the year, all met", told("2023") | scaled(book, ACTUAL, PLAN, 1.0)
    yield "the year, all blank", told("2023") | cells(ACTUAL, ROWS, None)
    for period in ("6 tháng", None, "2023-H2"):
        yield f"period {period}", told(period)  # type: ignore[arg-type]
    for threshold in ("năm mươi", 0, -5, 500, None):
        yield f"threshold {threshold}", told("2023-H1", threshold)


def mixtures(count: int) -> Iterator[tuple[str, Change]]:
    """Tables in which every row is something else."""
    for seed in range(count):
        chance = random.Random(seed)
        change: Change = told(chance.choice(["2023-H1", "2023-H1", "2023-9M", "2023"]), None)
        for row in ROWS:
            plan = chance.choice([None, "-", "Duy trì", ">70", 100, 37.5, 4150, 0.4])
            same = chance.choice([None, "-", 0, 50, 61.25, 2000])
            actual = chance.choice([None, "-", "Duy trì", 0, 20, 50, 61.249999, 99.9999, 100, 2300, 0.0004])
            direction = chance.choice(["cao", "cao", "thấp", None])
            for col, value in ((PLAN, plan), (SAME, same), (ACTUAL, actual), (DIRECTION, direction)):
                change[sheets.CHI_TIEU, f"{col}{row}"] = value
        yield f"mixture {seed}", change


def test_sentences_of_changed_tables_hold_to_the_rules(shared: workbook.Workbook) -> None:
    changes = [*whole_table(shared), *single_rows(), *periods(shared), *mixtures(12)]
    assert len(changes) >= 60
    wrong: list[str] = []
    for name, change in changes:
        before = {place: shared.value(*place) for place in change}
        for place, value in change.items():
            shared.set(*place, value)
        shared.recalculate()
        wrong += [f"{name}: {fault}" for fault in faults(shared)]
        for place, value in before.items():
            shared.set(*place, value)
    assert not wrong, "\n".join(wrong)


# The rules --------------------------------------------------------------------------------------------------------


def spoken(book: workbook.Workbook) -> dict[str, str]:
    """The sentences that go into the report, by code."""
    rows = book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS)
    return {str(row[1]): row[4] for row in rows if row[2] is True}  # type: ignore[misc]


def faults(book: workbook.Workbook) -> Iterator[str]:
    table = table_of(book.values(sheets.CHI_TIEU, sheets.TABLE_CELLS))
    info = info_of(book.values(sheets.THONG_TIN, sheets.INFO_CELLS))
    said = spoken(book)
    for code, text in said.items():
        if isinstance(text, ExcelError):
            yield f"{code} is {text.code}"
        else:
            yield from (f"{code}: {fault}: {text}" for fault in of_wording(text, info, table))
    if info.period is not None:
        yield from of_claims(said, table, info)


def of_wording(text: str, info: Info, table: Table) -> Iterator[str]:
    if "…" in text and info.period is not None:
        yield "a gap"
    if re.search(r"[{}\[\]]", text):
        yield "raw brackets"
    if doubled_words(text):
        yield f"doubled words {doubled_words(text)}"
    if "  " in text or re.search(r"\s[,;.:]|[,;]\s*[,;.]|\(\s*\)", text) or text[-1:] not in (".", ":"):
        yield "punctuation"
    if not text[:1].isupper():
        yield "no capital letter"
    if re.search(
        r"\d\.\d{1,2}(?!\d)|(?<![\d,])\d{5,}|\d[eE][+-]?\d|(?<![\d,])\d+,\d*0(?![\d])|\bnan\b|\binf\b",
        plain(text, table),
    ):
        yield "a number in another notation"
    if re.search(r"\bgiảm\b", plain(text, table)) and PRAISE.search(text):
        yield "praise beside a fall"
    if "không có chỉ tiêu" in text:
        yield "an empty list"
    zeros = any(cell == 0 for record in table.records for cell in record.cells[3:6])
    if not zeros and re.search(r"\b(?:bằng|đạt|là|còn|có) 0+\b(?!,)", text):
        yield "a zero where there is something"


def plain(text: str, table: Table) -> str:
    """The text without the names of indicators, which may say anything."""
    for record in table.records:
        if record.prose:
            text = re.sub(re.escape(record.prose), "", text, flags=re.IGNORECASE)
    return text


def of_claims(said: dict[str, str], table: Table, info: Info) -> Iterator[str]:
    assert info.period is not None
    judged = table.categories(info.period, info.threshold)
    kinds = list(judged.values())
    blamed = " ".join(said[code] for code in SHORTCOMINGS if code in said)
    for record in table.indicators:
        met = verdict(record.plan, record.actual, record.direction) == "Đạt"
        if is_lower_better(record.direction) and met and record.prose and named(record.prose, blamed):
            yield f"{record.tt} is within its limit and blamed: {blamed}"
    if "ton_tai_khong" in said and (blamed or {"chua_dat", "chua_thuc_hien", "chua_nhap", "can_kiem_tra"} & set(kinds)):
        yield "nothing is wrong, it says, and something is"
    if "danh_gia_tot" in said and kinds.count("dat") <= kinds.count("chua_dat") + kinds.count("chua_thuc_hien"):
        yield "most is well, it says, and is not"
    if "danh_gia_tot" in said and "danh_gia_cham" in said:
        yield "it is well and slow at once"
    whole = " ".join(said.values())
    if info.period.ends_year and re.search(r"còn phải|chậm so với|tháng cuối năm|vào cuối năm", whole):
        yield "the year is over"
    closing = said.get("tong_ket") or said.get("tong_ket_nam")
    if not table.indicators:
        yield from ["an empty table is counted"] if closing else []
    elif closing is None:
        yield "no closing count"
    else:
        bare = re.sub(r"\([^()]*\)", "", plain(closing, table))
        total, *parts = map(int, re.findall(r"(\d+) chỉ tiêu", bare))
        if total != len(table.indicators) or sum(parts) != total:
            yield f"the closing count does not add up: {closing}"


def named(name: str, text: str) -> bool:
    """Whether a list names the row, and not a longer name that holds it."""
    return re.search(rf"(?:^|[:;,]|\bvà)\s*{re.escape(name)}(?=\s*(?:[.;,(]|$| là | và ))", text) is not None


# Rows that come and go --------------------------------------------------------------------------------------------

RowChange = Callable[[Any], None]


def insert_in_the_middle(ws: Any) -> None:
    ws.insert_rows(31)
    for col, value in enumerate((30, "Số mô hình tập thể thành lập mới", "Mô hình", 10, 4, 6), 1):
        ws.cell(31, col).value = value


def append_three(ws: Any) -> None:
    for row, values in enumerate(((30, "Số vụ cháy", "Vụ", 5, 4, 9), (31, "Tổng thu", "Tỷ đồng", 9.5, 3.2, 0.01),
                                  (32, None, None, None, None, None)), 43):  # fmt: skip
        for col, value in enumerate(values, 1):
            ws.cell(row, col).value = value


def delete_some(ws: Any) -> None:
    ws.delete_rows(24, 3)


def delete_the_first_group(ws: Any) -> None:
    ws.delete_rows(6, 16)


def keep_one(ws: Any) -> None:
    ws.delete_rows(8, 40)


@pytest.mark.parametrize(
    "edit",
    [insert_in_the_middle, append_three, delete_some, delete_the_first_group, keep_one],
    ids=lambda f: f.__name__,
)
def test_rows_added_and_removed_by_a_tool_that_moves_no_formulas(built: Path, tmp_path: Path, edit: RowChange) -> None:
    other = openpyxl.load_workbook(built)
    edit(other[sheets.CHI_TIEU])
    other.save(tmp_path / "sua.xlsx")
    book = workbook.load(tmp_path / "sua.xlsx")
    book.recalculate()
    assert not list(faults(book))
    table = table_of(book.values(sheets.CHI_TIEU, sheets.TABLE_CELLS))
    assert book.value(sheets.TONG_HOP, "E11") == len(table.indicators)


# What a computer without our functions counts ---------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(8))
def test_native_counts_are_those_of_our_functions(built: Path, seed: int) -> None:
    """Numbers, blanks and "Duy trì", which the rows' own formulas judge as well."""
    chance = random.Random(seed)
    ours, bare = workbook.load(built), workbook.load(built, functions=BUILTINS)
    period = chance.choice(["2023-H1", "2023-9M", "2023"])
    for book in (ours, bare):
        for place, value in told(period).items():
            book.set(*place, value)
    for row in ROWS:
        values = {
            PLAN: chance.choice([100, 37.5, 4150]), SAME: chance.choice([None, "-", 50, 61.25, 2000]),
            ACTUAL: chance.choice([None, "Duy trì", 0, 20, 50, 61.25, 100, 2300]),
            DIRECTION: chance.choice(["cao", "thấp"]),
        }  # fmt: skip
        for book in (ours, bare):
            for col, value in values.items():
                book.set(sheets.CHI_TIEU, f"{col}{row}", value)
    ours.recalculate()
    bare.recalculate()
    assert bare.values(sheets.TONG_HOP, "E5:S11") == ours.values(sheets.TONG_HOP, "E5:S11")
    conditions = f"C{sheets.SENTENCE_FIRST_ROW}:C80"
    assert bare.values(sheets.CAU_MAU, conditions) == ours.values(sheets.CAU_MAU, conditions)
