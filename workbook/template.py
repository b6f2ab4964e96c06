"""Builds the workbook that staff use from a pack's data: the only way such a workbook comes into being.

The file carries no computed values: whoever builds it recalculates it next.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from workbook import earlier as earlier_years
from workbook import (
    macro_book,
    packs,
    sheets,
    template_data,
    template_excel,
    template_facts,
    template_formulas,
    template_merged,
    template_sheets,
    template_table,
    template_totals,
)
from workbook.refusal import Refusal

NAMES: Final = {
    "BangChiTieu": sheets.TABLE,
    "ThongTinBang": sheets.INFO,
    "TenDonVi": template_formulas.info(sheets.KEY_UNIT),
    "KyBaoCao": template_formulas.info(sheets.KEY_PERIOD),
    "NguongDat": template_formulas.info(sheets.KEY_THRESHOLD),
}

FACT_NAMES: Final = {"BangSoLieu": sheets.FACTS}


def build(
    pack: str | Path,
    path: str | os.PathLike[str],
    data: str | os.PathLike[str] | None = None,
    period: str | None = None,
    unit: str | None = None,
    earlier: Sequence[str | os.PathLike[str]] = (),
) -> tuple[str, ...]:
    """What the officer has yet to enter; a new workbook of the kind ``pack`` (an id, or a folder) stands at ``path``:
    with buttons when that ends in ``.xlsm``, and the same but for them when it ends in ``.xlsx``.

    ``data`` is a CSV (columns tt, ke_hoach, cung_ky, thuc_hien, ghi_chu), ``period`` a code such as "2023-H1", ``unit``
    the unit's name as in prose, ``earlier`` the workbooks of the year before, several where units were merged.
    ``Refusal`` for whatever cannot be used; then nothing is written.
    """
    units = earlier_years.read(earlier)
    if units:
        unit, period = earlier_years.unit_of(units, unit), period or earlier_years.period_after(units)
    content = template_data.content(packs.read(pack), data, period, unit)
    if units:
        content = earlier_years.applied(content, units)
    _require_room(content)
    groups = template_totals.group_rows(content.pack)
    book = template_excel.new_workbook(f"{content.pack.title} - {content.unit}")
    names = [name for name in sheets.ALL_SHEETS if name != sheets.SO_LIEU or content.facts]
    made = {name: book.create_sheet(name) for name in names}
    template_sheets.information(made[sheets.THONG_TIN], content)
    template_table.build(made[sheets.CHI_TIEU], content, groups)
    template_sheets.sentence_rules(made[sheets.CAU_MAU], content, groups)
    template_totals.build(made[sheets.TONG_HOP], content.pack)
    template_sheets.findings(made[sheets.KIEM_TRA], bool(content.facts))
    template_sheets.history(made[sheets.LICH_SU], content)
    if content.facts:
        template_facts.build(made[sheets.SO_LIEU], content)
    if content.merged_units:
        template_merged.build(book.create_sheet(sheets.HOP_NHAT), content)
    for name, target in (NAMES | (FACT_NAMES if content.facts else {})).items():
        template_excel.define(book, name, target)
    book.active = names.index(sheets.CHI_TIEU)
    template_excel.save(book, path)
    if Path(path).suffix.lower() == ".xlsm":
        macro_book.add_to_file(path)
    return content.notices


def _require_room(content: template_data.Content) -> None:
    """Refuses a pack that would not leave room in the table or among the sentences for what officers add."""
    rows = len(content.rows) + len(content.pack.groups)
    if rows > (sheets.LAST_ROW - sheets.FIRST_ROW) // 2:
        raise Refusal("pack-too-large", f"Gói báo cáo có {rows} dòng, nhiều hơn mức bảng chỉ tiêu chứa được.")
    facts = len(content.facts) + len(content.pack.fact_groups)
    if facts > (sheets.FACT_LAST_ROW - sheets.FACT_FIRST_ROW) // 2:
        raise Refusal("pack-too-large", f"Gói báo cáo có {facts} dòng số liệu, nhiều hơn mức trang SoLieu chứa được.")
    rules = len(content.pack.rules)
    if rules > (sheets.SENTENCE_LAST_ROW - sheets.SENTENCE_FIRST_ROW) // 2:
        raise Refusal("pack-too-large", f"Gói báo cáo có {rules} câu, nhiều hơn mức trang CauMau chứa được.")
