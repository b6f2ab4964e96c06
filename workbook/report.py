"""The Word report of a recalculated workbook: reads its sheets, fills the pack's template, writes the file in one step.

The only file that imports docxtpl (which brings docx, jinja2 and lxml); it is imported when a report is written.
"""

from __future__ import annotations

import io
import os
import re
import time
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from docxtpl import DocxTemplate
from jinja2 import TemplateError, TemplateSyntaxError, UndefinedError

from udfs.date_systems import facts_from_1900, info_from_1900
from udfs.once import Rows
from workbook import (
    atomic,
    packs,
    report_annotated,
    report_context,
    report_finish,
    report_language,
    report_template,
    report_trace,
    report_vocabulary,
    sheets,
    word_outside,
    wordpackage,
)
from workbook.chartxml import Chart
from workbook.refusal import Refusal
from workbook.report_merge import Merged
from workbook.report_rewrite import rewritten
from workbook.report_target import UNMARKED, keep_edited, keep_last, last_of, require_writable, target_of
from workbook.wordpackage import WordPackage
from xlcore.records import Record

if TYPE_CHECKING:
    from workbook.book import Workbook

NEEDED_SHEETS: Final = (sheets.THONG_TIN, sheets.CHI_TIEU, sheets.CAU_MAU, sheets.TONG_HOP, sheets.KIEM_TRA)
BODY_PART: Final = "word/document.xml"
TRACE: Final = "-nguon-so-lieu"
_DOCTYPES: Final = tuple("<!DOCTYPE".encode(encoding) for encoding in ("utf-8", "utf-16-le", "utf-16-be"))
_BEGIN: Final = re.compile(r"<w:p([ >])")
_BREAKS: Final = re.compile(r"[\n\t\a\f]")


class ReportResult(Record):
    """What was written: ``warnings`` are Vietnamese sentences an officer should read before signing.

    ``kept`` is the copy of an earlier report that somebody had edited by hand; ``merged`` what became of its edits,
    and ``beside`` the files that say where the numbers come from.
    """

    __slots__ = ("path", "warnings", "seconds", "kept", "merged", "beside")

    def __init__(
        self,
        path: Path,
        warnings: list[str],
        seconds: float,
        kept: Path | None = None,
        merged: Merged | None = None,
        beside: Sequence[Path] = (),
    ) -> None:
        self.path = path
        self.warnings = warnings
        self.seconds = seconds
        self.kept = kept
        self.merged = merged
        self.beside = list(beside)


class Prepared(Record):
    """A report that only has to be written: to ``target``, with this ``content``, begun at ``started``.

    ``merged`` says what became of the hand edits of the file that is there, which ``found`` is the stamp of; ``beside``
    are further files, by path.
    """

    __slots__ = ("target", "content", "warnings", "started", "merged", "beside", "found")

    def __init__(
        self,
        target: Path,
        content: bytes,
        warnings: list[str],
        started: float,
        merged: Merged | None,
        beside: Mapping[Path, bytes],
        found: atomic.Stamp | None,
    ) -> None:
        self.target = target
        self.content = content
        self.warnings = warnings
        self.started = started
        self.merged = merged
        self.beside = dict(beside)
        self.found = found


def write(book: Workbook, out: str | os.PathLike[str], fresh: bool = False) -> ReportResult:
    """Writes the report of ``book``, as recalculated, to ``out`` in one step: the old file or the new one, whole.

    A report that somebody edited keeps its edits, unless ``fresh``. ``Refusal`` when a sentence or a number cannot be
    printed, the template is at fault, ``out`` is open in Word or is no name for a Word file.
    """
    return store(prepare(book, out, fresh=fresh))


def prepare(
    book: Workbook,
    out: str | os.PathLike[str] | None,
    pack: str | Path | None = None,
    fresh: bool = False,
    trace: bool = False,
) -> Prepared:
    """The report of ``book``, as recalculated, for ``out`` (None: beside the workbook).

    ``pack`` is the folder (or id) of its pack, where that is neither installed nor beside the workbook. ``fresh`` takes
    nothing over from a report that is there; ``trace`` tells beside it where its numbers come from. Every ``Refusal``
    that can be foreseen is raised here.
    """
    started = time.perf_counter()
    target = target_of(book.path, out)
    require_writable(target)
    found = atomic.stamp(target)
    find = partial(packs.of_workbook, beside=book.path.absolute().parent, named=pack)
    filled = report_context.gather(_sheets(book), find)
    made = render(packs.word_template(filled.pack), filled.names, filled.title, filled.charts, filled.widths)
    package, merged = (made, None) if fresh else rewritten(target, made, filled.title)
    if merged is not None and merged.touches:
        require_writable(last_of(target))
    content = package.packed()
    beside = _traces(target, content, filled, book) if trace else {}
    warned = [*filled.warnings, *word_outside.warnings(package.outside)]
    return Prepared(target, content, warned, started, merged, beside, found)


def _traces(target: Path, content: bytes, filled: report_context.Filled, book: Workbook) -> dict[Path, bytes]:
    """The files that say where the numbers come from: for Excel, for programs, and as comments in a copy."""
    lines = report_trace.traced(filled, wordpackage.read(content, str(target)), book)
    made = {
        ".csv": report_trace.csv_bytes(lines),
        ".json": report_trace.json_bytes(lines),
        ".docx": report_annotated.annotated(content, lines),
    }
    beside = {target.with_name(f"{target.stem}{TRACE}{suffix}"): data for suffix, data in made.items()}
    for path in beside:
        require_writable(path)
    return beside


def store(prepared: Prepared) -> ReportResult:
    """Writes a prepared report; what somebody edited by hand is kept beside it first.

    A report whose edits went into the new one is kept as the last version, another one under a name with its time.
    """
    if prepared.merged is None:
        kept = keep_edited(prepared.target)
    else:
        kept = keep_last(prepared.target) if prepared.merged.touches else None
    atomic.write_atomically(prepared.target, [prepared.content], prepared.found)
    for path, data in prepared.beside.items():
        atomic.write_atomically(path, [data])
    seconds = time.perf_counter() - prepared.started
    return ReportResult(prepared.target, prepared.warnings, seconds, kept, prepared.merged, list(prepared.beside))


def _sheets(book: Workbook) -> report_context.Sheets:
    """What a report reads of the workbook; ``Refusal`` names a sheet that is missing."""
    findings = book.values(sheets.KIEM_TRA, sheets.FINDING_CELLS) if book.has_sheet(sheets.KIEM_TRA) else []
    head = f"A{sheets.TITLE_ROW}:{sheets.COLUMN_LETTERS[sheets.VS_UPPER_PLAN - 1]}{sheets.LETTER_ROW}"
    facts: Rows = book.values(sheets.SO_LIEU, sheets.FACT_CELLS) if book.has_sheet(sheets.SO_LIEU) else []
    info: Rows = book.values(sheets.THONG_TIN, sheets.INFO_CELLS)
    if book.model.date1904:
        info, facts = info_from_1900(info), facts_from_1900(facts)
    return report_context.Sheets(
        info=info,
        head=book.values(sheets.CHI_TIEU, head),
        table=book.values(sheets.CHI_TIEU, sheets.TABLE_CELLS),
        sentences=book.values(sheets.CAU_MAU, sheets.SENTENCE_CELLS),
        findings=findings,
        facts=facts,
    )


class _Template(DocxTemplate):
    """docxtpl's template, which looks at the filled document before repairing it silently."""

    def patch_xml(self, xml: str) -> str:
        """docxtpl's own expressions read the template; they must not meet what they would never end with."""
        report_language.require_bounded_tags(xml)
        patched: str = super().patch_xml(xml)
        return patched

    def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        """docxtpl compiles a template for each property of the document; staff seldom put a placeholder there."""
        properties = self.docx.core_properties
        texts = (properties.author, properties.comments, properties.language, properties.subject, properties.title)
        if any("{" in text for text in texts):
            super().render_properties(context, jinja_env)

    def resolve_listing(self, xml: str) -> str:
        """docxtpl looks at every paragraph for line breaks, tabs and page breaks that came from values."""
        return super().resolve_listing(xml) if _BREAKS.search(xml) else xml

    def render_xml_part(self, src_xml: str, part: Any, context: dict[str, Any], jinja_env: Any = None) -> str:
        """docxtpl fills a part; its names are checked first, those in loops and branches that will not run too.

        Afterwards it would drop what a misplaced loop tag broke; a broken document is refused.
        """
        lines = _BEGIN.sub(r"\n<w:p\1", src_xml)
        unknown = report_vocabulary.first_unknown(jinja_env.parse(lines), context)
        if unknown is not None:
            text = report_template.text_of_line(lines, unknown.line)
            raise report_template.misspelt(f"'{unknown.name}'", [], unknown.known, text)
        filled: str = super().render_xml_part(src_xml, part, context, jinja_env)
        report_template.require_well_formed(filled)
        return filled

    def fix_tables(self, xml: str) -> Any:
        """docxtpl expects a grid of every table, and numbers where numbers belong."""
        try:
            return super().fix_tables(xml)
        except (AttributeError, TypeError, ValueError) as error:
            raise _corrupt() from error


def render(
    template: bytes,
    context: Mapping[str, object],
    title: str = "",
    charts: Mapping[str, Chart] | None = None,
    widths: Mapping[str, Sequence[float]] | None = None,
) -> WordPackage:
    """The filled document; the same input gives the same bytes.

    ``Refusal`` when the template is no Word file, or names what is not in ``context``: the paragraph is quoted.
    """
    document = _opened(template)
    try:
        document.render(dict(context), report_language.Language(), autoescape=True)
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError) as error:
        refusal = _explained(error, template, context)
        if refusal is None:  # not the template's fault: a bug must be seen
            raise
        raise refusal from error
    document.docx.core_properties.title = title
    document.docx.core_properties.identifier = UNMARKED
    buffer = io.BytesIO()
    document.docx.save(buffer)
    return report_finish.finished(buffer.getvalue(), charts or {}, widths or {})


def _opened(template: bytes) -> _Template:
    """The template, opened; ``Refusal`` when it is not a Word file."""
    try:
        parts = wordpackage.read(template, "bao-cao.docx").parts
    except Refusal as refusal:  # it is damaged or a bomb
        raise _corrupt() from refusal
    if BODY_PART not in parts or any(sign in data for data in parts.values() for sign in _DOCTYPES):
        raise _corrupt()
    document = _Template(io.BytesIO(template))
    try:
        document.init_docx()
    except (KeyError, ValueError, SyntaxError) as error:  # a part is missing, of another kind, or no XML
        raise _corrupt() from error
    return document


def _corrupt() -> Refusal:
    return Refusal(
        "template-corrupt",
        "Mẫu báo cáo Word (bao-cao.docx) bị hỏng hoặc không phải tệp .docx: hãy lấy lại mẫu gốc của gói báo cáo.",
    )


def _explained(error: Exception, template: bytes, context: Mapping[str, object]) -> Refusal | None:
    """What an officer reads about ``error``; None when the error did not arise in the template's text."""
    document = _opened(template)
    paragraphs = _paragraphs(document)
    if isinstance(error, report_language.OddTag):
        return report_template.unreadable(paragraphs, str(error.message), "")
    source = document.patch_xml(document.get_xml()).replace("<w:p>", "\n<w:p>").replace("<w:p ", "\n<w:p ")
    line = report_template.line_of(error, source)
    if isinstance(error, UndefinedError):
        return report_template.misspelt(str(error), paragraphs, _names(context), line or "")
    if isinstance(error, TemplateSyntaxError):
        return report_template.unreadable(paragraphs, line or "", str(error))
    return None if line is None else report_template.forbidden(line)


def _paragraphs(document: DocxTemplate) -> list[str]:
    """The text of every paragraph of the body, its tables and its headers and footers."""
    part = document.docx.part
    roots = [document.docx.element.body]
    for uri in (document.HEADER_URI, document.FOOTER_URI):
        roots += [header.element for _, header in document.get_headers_footers(uri)]
    assert part is not None
    texts = []
    for root in roots:
        for paragraph in root.iter(f"{{{root.nsmap['w']}}}p"):
            texts.append("".join(node.text or "" for node in paragraph.iter(f"{{{root.nsmap['w']}}}t")))
    return texts


def _names(context: Mapping[str, object]) -> set[str]:
    """Every name a placeholder may use: those of the context, and the fields of the objects its lists hold."""
    names = set(context)
    for value in context.values():
        if isinstance(value, Mapping):
            names.update(map(str, value))
        if isinstance(value, list) and value:
            names.update(getattr(type(value[0]), "__slots__", ()))
    return names
