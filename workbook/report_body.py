"""The body of a report and its annexes, for the template: sections with tables and charts, as the pack plans them."""

from __future__ import annotations

from collections.abc import Mapping

from udfs.sentences import Source
from workbook import report_sections, report_sentences, sheets
from workbook.chartxml import Chart
from workbook.pack_sections import OFFICIAL_TABLE, Annex, TableAsked
from workbook.report_body_tables import BodyTable, body_table
from workbook.report_charts import Picture, pictures
from workbook.report_sections import Plan
from workbook.report_sentences import Numbering, Part
from xlcore.records import Record

CHARTS_TITLE = "BIỂU ĐỒ KÈM THEO BÁO CÁO"


class PrintedAnnex(Record):
    """An entry of ``cac_phu_luc`` in the template: title, and the table where it is a group's."""

    __slots__ = ("ten", "bang")

    def __init__(self, ten: str, bang: BodyTable | None) -> None:
        self.ten = ten
        self.bang = bang


class Body:
    """What stands in the body and in the annexes; tables that have no figure yet are left out with a warning."""

    def __init__(self, plan: Plan, texts: Mapping[str, str], source: Source) -> None:
        self._plan, self._texts, self._source = plan, texts, source
        self.warnings: list[str] = []
        self.charts: dict[str, Chart] = {}
        self.widths: dict[str, list[float]] = {}
        self.tables: list[BodyTable] = []
        self.annexed_charts = self._pictures(plan.charts, "phu-luc")

    def parts(self, by_section: dict[str, list[str]]) -> list[Part]:
        """The sections, filled and numbered."""
        sections = [report_sections.named(section, self._texts) for section in self._plan.sections]
        tables = {
            section.key: self._tables(section.table, section.key) for section in sections if section.table is not None
        }
        charts = {section.key: self._pictures(section.charts, section.key) for section in sections if section.charts}
        numbering = Numbering(self._plan.numbering, self._plan.parts)
        return report_sentences.parts(sections, by_section, tables, charts, numbering)

    def annexes(self, official_title: str) -> list[PrintedAnnex]:
        """The annexes in the plan's order; the official table's rows are the template's ``bang``."""
        return [self._annex(annex, number, official_title) for number, annex in enumerate(self._plan.annexes, 1)]

    def _annex(self, annex: Annex, number: int, official_title: str) -> PrintedAnnex:
        title = report_sections.filled(annex.title, self._texts)
        if annex.table is None:
            return PrintedAnnex(title or CHARTS_TITLE, None)
        if annex.official:
            return PrintedAnnex((title or official_title).upper(), None)
        found = self._tables(report_sections.asked(annex.table, self._texts), f"phu-luc-{number}")
        group = self._source.facts.group(annex.table.source)
        usual = group.title if group else official_title
        return PrintedAnnex((title or usual).upper(), found[0] if found else None)

    def _tables(self, asked: TableAsked, key: str) -> list[BodyTable]:
        made = body_table(asked, key, self._source.table, self._source.facts)
        if made is None:
            known = self._source.facts.group(asked.source) or asked.source == OFFICIAL_TABLE
            why = "chưa có số liệu nào" if known else f"không có nhóm của nó ở trang {sheets.SO_LIEU}"
            self.warnings.append(f"Bảng “{asked.caption or asked.source}” {why} nên không được in vào báo cáo.")
            return []
        self.tables.append(made)
        self.widths[key] = [column.rong for column in made.cot]
        return [made]

    def _pictures(self, kinds: tuple[str, ...], place: str) -> list[Picture]:
        made = pictures(kinds, place, self._source)
        for picture in made:
            self.charts[str(getattr(picture.cho, "mark", ""))] = picture.bieu_do
        return made
