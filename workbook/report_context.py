"""What the Word template's placeholders stand for, made from the values of a recalculated workbook.

The names are the template's vocabulary: every key of ``ThongTin`` under its own name, and those of ``form`` and
``gather``. Inputs are plain rows of values, so that nothing here opens a workbook.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.resources.abc import Traversable
from typing import Final

from udfs.facts import facts_of
from udfs.numbers import write_number
from udfs.sentences import Source
from udfs.table import Table, info_of, records_counted, table_of
from workbook import packs, report_factless, report_inputs, report_sections, report_sentences, report_table, sheets
from workbook import report_wording as wording
from workbook.chartxml import Chart
from workbook.refusal import Refusal
from workbook.report_body import Body
from workbook.report_inputs import information
from workbook.report_marks import Marked
from workbook.report_sentences import Spoken, place, text_of
from xlcore.records import Record
from xlcore.values import Value

HEAD_ROOM_PT: Final = 198.0  # the left half of the page's head, 70 mm
TEXT_ROOM_PT: Final = 467.0  # the portrait text width, 165 mm
REPORT_WORD: Final = "BÁO CÁO"
MOTTO: Final = "Độc lập - Tự do - Hạnh phúc"
SHOWN: Final = 10  # findings told one by one; those not entered come first
NEEDED: Final = ("don_vi", "dia_danh", "ky")  # a report without these cannot be signed

Rows = Sequence[Sequence[Value]]


class Sheets(Record):
    """The values of the workbook that a report reads; ``head`` is rows 1-5 of ``ChiTieu``."""

    __slots__ = ("info", "head", "table", "sentences", "findings", "facts")

    def __init__(self, info: Rows, head: Rows, table: Rows, sentences: Rows, findings: Rows, facts: Rows = ()) -> None:
        self.info = info
        self.head = head
        self.table = table
        self.sentences = sentences
        self.findings = findings
        self.facts = facts


class Filled(Record):
    """Everything for the template: its pack's folder, what each name stands for, the document's title, warnings.

    ``charts`` (by mark) and ``widths`` (of tables, by key) are put in when it is filled; ``spoken`` and ``source`` say
    where the numbers come from.
    """

    __slots__ = ("pack", "names", "title", "warnings", "charts", "widths", "spoken", "source")

    def __init__(
        self,
        pack: Traversable,
        names: dict[str, object],
        title: str,
        warnings: list[str],
        charts: dict[str, Chart],
        widths: dict[str, list[float]],
        spoken: list[Spoken],
        source: Source,
    ) -> None:
        self.pack = pack
        self.names = names
        self.title = title
        self.warnings = warnings
        self.charts = charts
        self.widths = widths
        self.spoken = spoken
        self.source = source


def gather(values: Sheets, find: Callable[[str], Traversable] = packs.of_workbook) -> Filled:
    """The context of the report; ``Refusal`` names the cell, key or pack that makes one impossible.

    ``find`` gives the folder of the pack whose id stands in ``ThongTin``.
    """
    info = information(values.info)
    texts = _texts(info, report_inputs.issue_date(values.info))
    pack = texts.get(sheets.KEY_PACK, "")
    if not pack:
        raise Refusal("no-pack", "Trang ThongTin chưa ghi gói báo cáo (khoá “goi”): hãy tạo lại bảng bằng chitieu new.")
    report_inputs.require_period(values.info)
    table = table_of(values.table)
    report_inputs.require_codes(table)
    folder = find(pack)
    plan = report_sections.read(folder)
    source = Source(table, info_of(values.info), facts_of(values.facts))
    rows, lacking = values.sentences, frozenset() if values.facts else report_factless.fact_codes(folder)
    if lacking:
        rows = report_factless.without_sentences(rows, lacking, source)
    spoken = report_sentences.sentences(rows, plan.sections, source)
    warnings = _missing(values.info) + report_inputs.threshold_warning(info, values.info)
    told = {warning.partition(": ")[0] for warning in warnings}
    if lacking:
        warnings += report_factless.left_out(folder, plan, lacking, spoken, texts[sheets.KEY_PERIOD])
        plan = report_factless.without_tables(plan)
    warnings += spoken.warnings + (_annex_named(spoken.by_section) if plan.annexes else [])
    wrong: list[report_table.Wrong] = []
    bang = report_table.annex(values.table, wrong)
    warnings += report_table.warnings_of(wrong)
    warnings += _findings(values.findings, table, values.info, told | {cell.cell for cell in wrong})
    held = {key: text.replace(" ", wording.NBSP) for key, text in texts.items()}
    summary = report_sections.filled(plan.summary, held)
    body = Body(plan, texts, source)
    title = annex_title(values.head, texts.get("ky_chu", ""))
    annexes = body.annexes(title)
    names = form(texts, summary, title) | {
        "cac_muc": body.parts(spoken.by_section),
        "dau_bang": report_table.head(values.head[sheets.HEAD_FIRST_ROW - 1 :]),
        "bang": bang,
        "cac_phu_luc": annexes,
        "cac_hinh": body.annexed_charts,
    }
    warnings = list(dict.fromkeys([*warnings, *body.warnings]))
    title = f"Báo cáo {' '.join(summary.split())}"
    return Filled(folder, names, title, warnings, body.charts, body.widths, spoken.spoken, source)


def annex_title(head: Rows, period: str) -> str:
    """The title of the table as the sheet has it, with the period where the sheet leaves it to the line below."""
    title = " ".join(text_of(head[sheets.TITLE_ROW - 1][0]).split())
    return title if period.upper() in title.upper() else f"{title} {period}"


def form(printed: Mapping[str, str], summary: str, annex_title: str) -> dict[str, object]:
    """The placeholders of the official form, and every key of ``ThongTin`` under its own name, as ``printed``."""
    texts = {key: text for key, text in printed.items() if key.isidentifier()}
    issuer = texts.get("don_vi", "")
    issuing = wording.body_lines(wording.spelled_out(issuer))
    superior = wording.superior_lines(texts.get("co_quan_chu_quan", ""), HEAD_ROOM_PT, 12)
    summary_lines = wording.balanced(wording.lines(summary), 14, TEXT_ROOM_PT)
    addressees = [line.lstrip("- ").rstrip(" .;,") for line in wording.lines(texts.get("kinh_gui", ""))]
    number = wording.sign_number(texts.get("so_van_ban", ""), texts.get("ky_hieu", "") or "BC-UBND")
    date = texts[sheets.KEY_DATE]
    return texts | {
        "co_quan_tren": superior,
        "co_quan": issuing,
        "ke_co_quan": wording.rule(issuing, 12, 0.4, HEAD_ROOM_PT),
        "ke_tieu_ngu": wording.rule([MOTTO], 13, 1.04, TEXT_ROOM_PT),
        "so_ky_hieu": number,
        "dia_danh_ngay_thang": ", ".join(part for part in (texts.get("dia_danh", ""), date) if part),
        "ten_loai": REPORT_WORD,
        "trich_yeu": summary_lines,
        "ke_trich_yeu": wording.rule(summary_lines, 14, 0.4, TEXT_ROOM_PT),
        "noi_gui": [Marked(text, f"noi-gui/{text}") for text in addressees],
        "noi_nhan": [
            Marked(text, f"noi-nhan/{text.rstrip(';.')}")
            for text in wording.recipients(wording.lines(texts.get("noi_nhan", "")), bool(addressees))
        ],
        "quyen_han_chuc_vu": [
            line.upper() for key in ("quyen_han", "chuc_vu") for line in wording.lines(texts.get(key, ""))
        ],
        "nguoi_ky": texts.get("nguoi_ky", ""),
        "ten_phu_luc": annex_title.upper(),
        "kem_theo": f"(Kèm theo Báo cáo số {number} {date} của {wording.spelled_out(issuer)})",
    }


def _texts(info: dict[str, Value], date: str) -> dict[str, str]:
    """The values of ``ThongTin`` as printed: numbers (a year, a document number) without dots, the date in words."""
    texts = {
        key: write_number(value, 6, grouped=False) if isinstance(value, float) else text_of(value)
        for key, value in info.items()
    }
    return texts | {sheets.KEY_DATE: date}


# Warnings -------------------------------------------------------------------------------------------------------


def _missing(rows: Rows) -> list[str]:
    """A warning for each value of ``ThongTin`` that a report cannot go without."""
    return [
        f"{place(sheets.THONG_TIN, sheets.INFO_VALUE, row)}: chưa nhập “{text_of(values[sheets.INFO_LABEL - 1])}”."
        for row, values in enumerate(rows, sheets.INFO_FIRST_ROW)
        if values[sheets.INFO_KEY - 1] in NEEDED and not text_of(values[sheets.INFO_VALUE - 1])
    ]


def _annex_named(by_section: Mapping[str, list[str]]) -> list[str]:
    """A warning when no sentence points to the annex, as the decree asks (Phụ lục I, phần II, mục III.1)."""
    if any("phụ lục" in text.casefold() for texts in by_section.values() for text in texts):
        return []
    return ["Văn bản chưa có câu chỉ dẫn tới Phụ lục kèm theo: hãy thêm vào một câu ở trang CauMau."]


def _findings(rows: Rows, table: Table, info_rows: Rows, told: set[str]) -> list[str]:
    """What ``KiemTra`` found, and every indicator without a number; cells ``told`` of already are left out."""
    found = [
        (cell if "!" in cell or not cell else f"{sheets.CHI_TIEU}!{cell}", text)
        for cell, text in (
            (text_of(row[sheets.FINDING_PLACE - 1]), text_of(row[sheets.FINDING_TEXT - 1])) for row in rows
        )
        if text and text not in sheets.NOT_FINDINGS
    ]
    info, named = info_of(info_rows), {cell for cell, _ in found}
    blank: list[tuple[str, str]] = []
    for record in records_counted(table, "chua_nhap", info.period, info.threshold) or []:
        cell = place(sheets.CHI_TIEU, sheets.ACTUAL, sheets.FIRST_ROW + record.position)
        if cell not in named:
            blank.append((cell, f"chưa nhập số liệu chỉ tiêu {record.tt} “{record.name}”."))
    shown = [f"{cell}: {text}" if cell else text for cell, text in [*blank, *found] if not cell or cell not in told]
    more = len(shown) - SHOWN
    return [*shown[:SHOWN], f"Còn {more} điều nữa cần xem ở trang {sheets.KIEM_TRA}."] if more > 0 else shown
