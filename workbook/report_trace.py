"""Every number of a report with the cell it comes from: the way back from the printed page to the workbook."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from udfs.numbers import number_words
from udfs.sentences import FIGURE, Sentence, Source, fill
from udfs.table import Record
from udfs.tidying import Piece
from workbook import report_memory, report_sections, report_sources, report_titles, report_units, sheets, word_text
from workbook.report_body_tables import BodyTable
from workbook.report_marks import HEADING, ROW, Marked
from workbook.report_origins import NUMBER, Origin, Row, cell_origin, date_part
from workbook.report_sentences import Part, Spoken
from workbook.report_table import Line
from workbook.word_notes import Notes
from workbook.wordpackage import WordPackage
from xlcore import records
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


class Trace(records.Record):
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
        *_form(filled, book),
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
    column = sheets.OWN_WORDING if spoken.own else sheets.PATTERN
    cell = f"{sheets.COLUMN_LETTERS[column - 1]}{spoken.row}"
    printed = {text.mark: text for text in _printed_paragraphs(filled) if isinstance(text, Marked)}
    at = 0
    for paragraph in spoken.paragraphs:
        text = str(printed.get(paragraph.mark, paragraph))
        for number, place in _numbers(text):
            offset = -1 if spoken.own else made.text.find(paragraph.lstrip("- "), at)
            start = offset + place - _shift(text, paragraph)
            piece = _piece_at(made.pieces, start, number, made.text, offset)
            origin: Origin | None = None
            code = ""
            if piece is not None:
                words = made.text[piece.start : piece.end]
                origin, code = _origin(piece, words, start - piece.start, number, source)
            if origin is None and spoken.own:
                origin, code = _among(made, number, source)
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


def _origin(piece: Piece, words: str, at: int, number: str, source: Source) -> tuple[Origin | None, str]:
    """The source of the number at ``at`` in ``words``, what the placeholder became, and the placeholder."""
    origins = report_sources.of_piece(piece, words, at, source)
    return next((origin for origin in origins if origin.gives(number)), None), ".".join(piece.path)


def _among(made: Sentence, number: str, source: Source) -> tuple[Origin | None, str]:
    """The source of a number that the officer typed, where the generated sentence has the same one."""
    for piece in made.pieces:
        words = made.text[piece.start : piece.end]
        at = next((place for figure, place in _numbers(words) if figure == number), None)
        if at is not None:
            return _origin(piece, words, at, number, source)
    return None, ""


def _typed(cell: str, text: str) -> Origin:
    return Origin(TYPED, sheets.CAU_MAU, cell, f"{sheets.CAU_MAU}!{cell}", text)


def _in_words(text: str, pieces: Iterable[Piece], spoken: Spoken, source: Source) -> Iterator[Trace]:
    """Numbers that are written as words."""
    for piece in pieces if not spoken.own else ():
        if piece.form != "chu":
            continue
        words = text[piece.start : piece.end]
        for origin in report_sources.of_piece(piece, words, 0, source):
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


def _form(filled: Filled, book: Workbook) -> Iterator[Trace]:
    """The numbers of the form (document number, dates, titles), which come from ThongTin and the head of the table."""
    names, source, plan = filled.names, filled.source, report_sections.read(filled.pack)
    place = str(names["dia_danh_ngay_thang"])
    lines = {
        "so_ky_hieu": report_titles.NUMBER_LINE,
        "dia_danh_ngay_thang": report_titles.DATE_LINE if place.startswith("ngày") else report_titles.PLACE_LINE,
        "kem_theo": report_titles.ANNEX_LINE,
    }
    for name, pattern in lines.items():
        text = str(names[name])
        for number, origin in report_titles.numbers(text, pattern, source):
            yield Trace(number, name, text, name, origin, name)
    yield from _annex_title(str(names["ten_phu_luc"]), source, book)
    summary = names["trich_yeu"]
    assert isinstance(summary, list)
    found = report_titles.numbers(" ".join(summary), plan.summary, source)
    for line in summary:  # the whole was broken into lines between words
        for _, (number, origin) in zip(FIGURE.findall(line), found, strict=False):
            yield Trace(number, "trich_yeu", line, "trich_yeu", origin, "trich_yeu")
    titles = {f"{HEADING}{section.key}": section.title for section in plan.sections}
    parts = names["cac_muc"]
    assert isinstance(parts, list)
    for part in parts:
        mark = getattr(part.ten, "mark", "")
        for number, origin in report_titles.numbers(part.ten, titles.get(mark, ""), source):
            yield Trace(number, "tieu_de", part.ten, "tieu_de", origin, mark)


def _annex_title(text: str, source: Source, book: Workbook) -> Iterator[Trace]:
    """The title of the sheet, with the period where the sheet leaves it to the line below."""
    cell = f"{sheets.COLUMN_LETTERS[0]}{sheets.TITLE_ROW}"
    title = cell_origin(sheets.CHI_TIEU, cell, book.value(sheets.CHI_TIEU, cell))
    origins = [*([title] if title else []), *report_sources.of_key("ky_chu", 0, source)]
    for number, _ in _numbers(text):
        found = next((origin for origin in origins if origin.gives(number)), None)
        yield Trace(number, "ten_phu_luc", text, "ten_phu_luc", found, "ten_phu_luc")


Held = Mapping[str, tuple[Record, Value]]


def _tables(filled: Filled) -> Iterator[Trace]:
    parts, annexes, rows = (filled.names[name] for name in ("cac_muc", "cac_phu_luc", "bang"))
    assert isinstance(parts, list) and isinstance(annexes, list) and isinstance(rows, list)
    held = _held(filled.source)
    for part in parts:
        for table in part.cac_bang:
            yield from _body_table(table, held)
    for annex in annexes:
        if annex.bang is not None:
            yield from _body_table(annex.bang, held)
    for line in rows:
        yield from _official_row(line, held, filled.source)


def _held(source: Source) -> Held:
    """The row and the value of each cell of the two tables, by its address."""
    held: dict[str, tuple[Record, Value]] = {}
    for record in (*source.table.records, *source.facts.records):
        row = Row(record)
        for column, value in enumerate(record.cells[: sheets.VS_UPPER_PLAN], 1):
            held[f"{row.sheet}!{row.cell(column)}"] = record, value
    return held


def _body_table(table: BodyTable, held: Held) -> Iterator[Trace]:
    for line in table.dong:
        text = " | ".join(cell.chu for cell in line.o)
        for cell in line.o:
            mark = getattr(line.o[0].chu, "mark", "")
            yield from _cell(cell.chu, cell.nguon, held, table.khoa, text, mark)


def _official_row(line: Line, held: Held, source: Source) -> Iterator[Trace]:
    fields = {name: str(getattr(line, name)) for name in _TABLE_COLUMNS}
    text = " | ".join(fields.values())
    mark = getattr(line.tt, "mark", "")
    for name, printed in fields.items():
        cell = f"{sheets.CHI_TIEU}!{sheets.COLUMN_LETTERS[_TABLE_COLUMNS[name] - 1]}{line.hang}"
        found = list(_cell(printed, cell, held, "phu_luc", text, mark))
        if line.la_nhom and name == "chi_tieu":  # the count behind a group's name, the last number, is made anew
            count = next(report_sources.counted("tong", line.tt.rstrip(".)"), source), None)
            if count is not None and found and count.gives(found[-1].printed):
                found[-1] = Trace(found[-1].printed, "phu_luc", text, cell, count, mark)
        yield from found


def _cell(printed: str, cell: str, held: Held, section: str, text: str, mark: str) -> Iterator[Trace]:
    """The numbers of one cell of a table: its own value, or what columns 5-7 are made of where that is wrong."""
    sheet, address = cell.split("!")
    record, value = held.get(cell, (None, None))
    own = cell_origin(sheet, address, value)
    for place, (number, _) in enumerate(_numbers(printed)):
        origins = [] if own is None else [own]
        if record is not None and record.is_date:
            origins += date_part(sheet, address, value, place)
        if record is not None:
            origins += _ruled(Row(record), address[0])
        found = next((origin for origin in origins if origin.gives(number)), None)
        yield Trace(number, section, text, cell, found, mark)


def _ruled(row: Row, letter: str) -> Iterator[Origin]:
    """What the rule makes of a row in columns 5, 6 and 7."""
    match sheets.COLUMN_LETTERS.index(letter) + 1:
        case sheets.VS_SAME:
            yield from row.share(sheets.SAME_PERIOD)
        case sheets.VS_PLAN:
            yield from row.share(sheets.PLAN)
        case sheets.REMAINING:
            yield from row.left()


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
