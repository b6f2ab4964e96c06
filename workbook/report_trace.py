"""Every number of a report with the cell it comes from: the way back from the printed page to the workbook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from udfs.numbers import number_words
from udfs.sentences import FIGURE, Source, fill
from udfs.tidying import Piece
from workbook import report_memory, report_sources, report_units, sheets, word_text
from workbook.report_body_tables import BodyTable
from workbook.report_marks import ROW, Marked
from workbook.report_sentences import Part, Spoken
from workbook.report_sources import NUMBER, TEXT, Origin, cell_origin
from workbook.report_table import Line
from workbook.word_notes import Notes
from workbook.wordpackage import WordPackage
from xlcore.records import Record
from xlcore.values import ExcelError, Value

if TYPE_CHECKING:
    from workbook.book import Workbook
    from workbook.report_context import Filled

TYPED: Final = "gõ tay"  # a number that the pattern, the officer's wording or an edit in Word spells out
HEADS: Final = ("so_in", "muc", "doan", "nguon", "loai", "trang", "o", "cong_thuc", "gia_tri", "cach_tinh", "dau")
_TABLE_COLUMNS: Final = {
    "tt": sheets.TT, "chi_tieu": sheets.NAME, "dvt": sheets.UNIT, "ke_hoach": sheets.PLAN,
    "kh_tren": sheets.UPPER_PLAN, "cung_ky": sheets.SAME_PERIOD, "thuc_hien": sheets.ACTUAL,
    "ss_cung_ky": sheets.VS_SAME, "ss_ke_hoach": sheets.VS_PLAN, "ss_kh_tren": sheets.VS_UPPER_PLAN,
    "con_lai": sheets.REMAINING, "ghi_chu": sheets.NOTE,
}  # fmt: skip
_RULES: Final = {"ss_cung_ky": "{F}/{E}*100", "ss_ke_hoach": "{F}/{D}*100", "con_lai": "{D}-{F}"}


class Trace(Record):
    """A printed number: where it is printed, and where it comes from. ``mark`` names the paragraph or row."""

    __slots__ = ("printed", "section", "paragraph", "code", "kind", "sheet", "cell", "formula", "value", "how", "mark")

    def __init__(self, printed: str, section: str, paragraph: str, code: str, origin: Origin | None, mark: str) -> None:
        self.printed = printed
        self.section = section
        self.paragraph = paragraph
        self.code = code
        self.kind = TYPED if origin is None else origin.kind
        self.sheet = "" if origin is None else origin.sheet
        self.cell = "" if origin is None else origin.cell
        self.formula = ""
        self.value: Value = None
        self.how = "" if origin is None else origin.expression
        self.mark = mark

    def row(self) -> list[str]:
        """The line of the file, under HEADS."""
        value = f"{self.value:.15g}" if isinstance(self.value, float) else _shown(self.value)
        return [
            self.printed,
            self.section,
            self.paragraph,
            self.code,
            self.kind,
            self.sheet,
            self.cell,
            self.formula,
            value,
            self.how,
            self.mark,
        ]


def _shown(value: Value) -> str:
    return value.code if isinstance(value, ExcelError) else "" if value is None else str(value)


def traced(filled: Filled, package: WordPackage, book: Workbook) -> list[Trace]:
    """Every number of the report in ``package``: form, sentences, tables, annexes and charts, in this order."""
    lines = [
        *_form(filled),
        *(line for spoken in filled.spoken for line in _sentence(spoken, filled)),
        *_tables(filled),
        *_charts(filled),
    ]
    lines = _as_edited(lines, package)
    for line in lines:
        if line.sheet and ":" not in line.cell:
            line.formula = book.formula(line.sheet, line.cell) or ""
            line.value = book.value(line.sheet, line.cell)
    return lines


# Sentences ------------------------------------------------------------------------------------------------------


def _sentence(spoken: Spoken, filled: Filled) -> Iterator[Trace]:
    source = filled.source
    made = fill(spoken.pattern, source, spoken.code)
    known = [(piece, FIGURE.findall(made.text[piece.start : piece.end])) for piece in made.pieces]
    column = sheets.OWN_WORDING if spoken.own else sheets.PATTERN
    cell = f"{sheets.COLUMN_LETTERS[column - 1]}{spoken.row}"
    printed = {text.mark: text for text in _printed_paragraphs(filled) if isinstance(text, Marked)}
    at = 0
    for paragraph in spoken.paragraphs:
        text = str(printed.get(paragraph.mark, paragraph))
        for number, place in _numbers(text):
            offset = -1 if spoken.own else made.text.find(paragraph.lstrip("- "), at)
            piece = _piece_at(made.pieces, offset + place - _shift(text, paragraph), number, made.text, offset)
            origin, code = _origin(piece, number, source)
            if origin is None:
                origin, code = _among(known, number, source) if spoken.own else (None, "")
            yield Trace(number, spoken.section, text, code, origin or _typed(cell, text), paragraph.mark)
        at = max(at, made.text.find(paragraph.lstrip("- "), at))
    yield from _in_words(made.text, made.pieces, spoken, source)


def _shift(text: str, paragraph: str) -> int:
    """How many signs a printed paragraph has before the words of the sentence."""
    return len(text) - len(text.lstrip("- ")) if text[:2] == "- " else 0


def _numbers(text: str) -> Iterator[tuple[str, int]]:
    return ((match.group(), match.start()) for match in FIGURE.finditer(text))


def _piece_at(pieces: Sequence[Piece], place: int, number: str, text: str, offset: int) -> Piece | None:
    if offset < 0 or text[place : place + len(number)] != number:
        return None
    return next((piece for piece in pieces if piece.start <= place < piece.end), None)


def _origin(piece: Piece | None, number: str, source: Source) -> tuple[Origin | None, str]:
    if piece is None:
        return None, ""
    found = next((origin for origin in report_sources.of_piece(piece, source) if origin.gives(number)), None)
    return found, ".".join(piece.path)


def _among(known: list[tuple[Piece, list[str]]], number: str, source: Source) -> tuple[Origin | None, str]:
    """The source of a number that the officer typed, where the generated sentence has the same one."""
    piece = next((piece for piece, numbers in known if number in numbers), None)
    return _origin(piece, number, source)


def _typed(cell: str, text: str) -> Origin:
    return Origin(TYPED, sheets.CAU_MAU, cell, f"{sheets.CAU_MAU}!{cell}", text)


def _in_words(text: str, pieces: Iterable[Piece], spoken: Spoken, source: Source) -> Iterator[Trace]:
    """Numbers that are written as words."""
    for piece in pieces if not spoken.own else ():
        if piece.form != "chu":
            continue
        words = text[piece.start : piece.end]
        for origin in report_sources.of_piece(piece, source):
            if isinstance(origin.value, Decimal) and (number_words(origin.value) or "").lower() == words.lower():
                paragraph = next((line for line in spoken.paragraphs if words in line), spoken.paragraphs[0])
                yield Trace(words, spoken.section, paragraph, ".".join(piece.path), origin, paragraph.mark)
                break


def _printed_paragraphs(filled: Filled) -> Iterator[str]:
    parts = filled.names["cac_muc"]
    assert isinstance(parts, list)
    for part in parts:
        assert isinstance(part, Part)
        yield from part.cac_doan


# The form, tables and charts --------------------------------------------------------------------------------------


def _form(filled: Filled) -> Iterator[Trace]:
    """The numbers of the form (document number, dates, titles), which come from ThongTin and the head of the table."""
    names = filled.names
    origins = report_sources.of_info(filled.source)
    texts = [(name, str(names[name])) for name in ("so_ky_hieu", "dia_danh_ngay_thang", "ten_phu_luc", "kem_theo")]
    lines = names["trich_yeu"]
    assert isinstance(lines, list)
    texts += [("trich_yeu", line) for line in lines]
    for name, text in texts:
        for number, _ in _numbers(text):
            found = next((origin for origin in origins if origin.gives(number)), None)
            yield Trace(number, name, text, name, found, name)
    parts = names["cac_muc"]
    assert isinstance(parts, list)
    for part in parts:
        for number, _ in _numbers(part.ten):
            found = next((origin for origin in origins if origin.gives(number)), None)
            yield Trace(number, "tieu_de", part.ten, "tieu_de", found, getattr(part.ten, "mark", ""))


def _tables(filled: Filled) -> Iterator[Trace]:
    parts, annexes, rows = (filled.names[name] for name in ("cac_muc", "cac_phu_luc", "bang"))
    assert isinstance(parts, list) and isinstance(annexes, list) and isinstance(rows, list)
    values = _values(filled.source)
    for part in parts:
        for table in part.cac_bang:
            yield from _body_table(table, values)
    for annex in annexes:
        if annex.bang is not None:
            yield from _body_table(annex.bang, values)
    for line in rows:
        yield from _official_row(line, values, filled.source)


Values = Callable[[str], Value]


def _values(source: Source) -> Values:
    """The value of a cell of the two tables by its address."""
    held: dict[str, Value] = {}
    for record in (*source.table.records, *source.facts.records):
        row = report_sources.Row(record)
        for column, value in enumerate(record.cells[: sheets.VS_UPPER_PLAN], 1):
            held[f"{row.sheet}!{row.cell(column)}"] = value
    return held.get


def _body_table(table: BodyTable, values: Values) -> Iterator[Trace]:
    for line in table.dong:
        text = " | ".join(cell.chu for cell in line.o)
        for cell in line.o:
            mark = getattr(line.o[0].chu, "mark", "")
            yield from _cell(cell.chu, cell.nguon, values, table.khoa, text, mark, "")


def _official_row(line: Line, values: Values, source: Source) -> Iterator[Trace]:
    fields = {name: str(getattr(line, name)) for name in _TABLE_COLUMNS}
    text = " | ".join(fields.values())
    mark = getattr(line.tt, "mark", "")
    for name, printed in fields.items():
        cell = f"{sheets.CHI_TIEU}!{sheets.COLUMN_LETTERS[_TABLE_COLUMNS[name] - 1]}{line.hang}"
        if line.la_nhom and name == "chi_tieu":  # the count behind a group's name is made anew
            own = cell_origin(sheets.CHI_TIEU, cell.partition("!")[2], values(cell))
            count = next(report_sources.counted("tong", line.tt.rstrip(".)"), source), None)
            for number, _ in _numbers(printed):
                yield Trace(number, "phu_luc", text, cell, count if count and count.gives(number) else own, mark)
            continue
        letters = {letter: f"{sheets.CHI_TIEU}!{letter}{line.hang}" for letter in "DEF"}
        yield from _cell(printed, cell, values, "phu_luc", text, mark, _RULES.get(name, "").format(**letters))


def _cell(printed: str, cell: str, values: Values, section: str, text: str, mark: str, rule: str) -> Iterator[Trace]:
    """The numbers of one cell of a table; ``rule`` is what columns 5-7 are made of where the cell itself is wrong."""
    sheet, address = cell.split("!")
    found = cell_origin(sheet, address, values(cell))
    for number, _ in _numbers(printed):
        origin = found if found is not None and found.gives(number) else None
        if origin is None and rule:
            origin = Origin(NUMBER, sheet, address, rule, "")
        if origin is None:
            origin = next((date for date in report_sources.date_origins(sheet, address, values(cell))
                           if date.gives(number)), Origin(TEXT, sheet, address, cell, ""))  # fmt: skip
        yield Trace(number, section, text, cell, origin, mark)


def _charts(filled: Filled) -> Iterator[Trace]:
    for mark, chart in filled.charts.items():
        for series in chart.series:
            for at, source in enumerate(series.sources):
                label = series.labels[at] if series.labels else f"{series.values[at]:.0f}"
                for number in FIGURE.findall(label)[:1]:
                    sheet, _, cell = source.partition("!")
                    origin = Origin(NUMBER, sheet, cell.partition("-")[0], source, "")
                    if source.startswith("CT_DEM"):
                        origin = Origin(NUMBER, sheets.CHI_TIEU, sheets.TABLE_CELLS, source, "")
                    yield Trace(number, "bieu_do", f"{chart.title}: {chart.categories[at]}", chart.kind, origin, mark)


# What was edited in Word --------------------------------------------------------------------------------------------


def _as_edited(lines: list[Trace], package: WordPackage) -> list[Trace]:
    """The lines as the document has them: numbers of an edited paragraph that the program did not write are typed."""
    memory = report_memory.read(package)
    if memory is None or not memory.by_hand:
        return lines
    notes, found = Notes(package), report_units.located(package, memory)
    by_mark: dict[str, list[Trace]] = {}
    for line in lines:
        by_mark.setdefault(line.mark, []).append(line)
    for entry in memory.entries.values():
        element = found.get(entry.name)
        if entry.mark.startswith(ROW) or entry.mark not in by_mark or entry.gone:
            continue
        now = "" if element is None else word_text.text_of(element, notes)
        if not word_text.same(now, entry.texts[0]):
            by_mark[entry.mark] = _in_text(now, by_mark[entry.mark])
    return [line for kept in by_mark.values() for line in kept]


def _in_text(text: str, lines: list[Trace]) -> list[Trace]:
    left, made = list(lines), []
    for number, _ in _numbers(text):
        line = next((line for line in left if line.printed == number), None)
        if line is None:
            line = Trace(number, lines[0].section, text, "", None, lines[0].mark)
        else:
            left.remove(line)
            line.paragraph = text
        made.append(line)
    return made


# Files --------------------------------------------------------------------------------------------------------------


def csv_bytes(lines: Iterable[Trace]) -> bytes:
    """The lines as CSV that Excel opens as UTF-8."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow(HEADS)
    writer.writerows([_safe(text) for text in line.row()] for line in lines)
    return b"\xef\xbb\xbf" + buffer.getvalue().encode()


def _safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") and not text[1:].replace(".", "").isdigit() else text


def json_bytes(lines: Iterable[Trace]) -> bytes:
    """The lines as a list of objects."""
    return json.dumps(
        [dict(zip(HEADS, line.row(), strict=True)) for line in lines], ensure_ascii=False, indent=1
    ).encode()
