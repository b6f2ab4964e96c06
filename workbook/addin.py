"""The add-in ``chitieu.xlam``: the ribbon tab and the functions in cells for any open workbook.

It is built on the computer where xlwings is installed, because it carries xlwings' module of that very version. Its VBA
is the launcher and the buttons that workbooks carry too, the wrappers of the functions, and what connects them with
xlwings' server. Its one sheet holds what the function wizard is told.
"""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path
from typing import Final, NamedTuple
from xml.sax.saxutils import escape

from udfs import FUNCTIONS
from workbook import wrapper_module, xlwings_module
from workbook.atomic import write_atomically
from workbook.function_help import CATEGORY, help_of
from workbook.macro_book import MACRO_PROJECT, PROJECT, PROJECT_KIND, add_advice, add_ribbon
from workbook.newparts import add_part
from workbook.package import Package, open_package
from workbook.refusal import Refusal
from workbook.vba.project import Module, project_bytes
from workbook.vba.sources import addin_modules
from workbook.vba.toolbar import IN_ADDIN

SUFFIX: Final = ".xlam"
ADDIN_TYPE: Final = "application/vnd.ms-excel.addin.macroEnabled.main+xml"
TITLE: Final = "Chỉ tiêu"
ABOUT: Final = "Thẻ “Chỉ tiêu” (Tính lại, Lập báo cáo, Kiểm tra, Kỳ mới) và các hàm CT_… cho mọi sổ đang mở."

_WORKBOOK: Final = "xl/workbook.xml"
_DECLARED: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
_PARTS: Final[dict[str, str]] = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/{_WORKBOOK}" ContentType="{ADDIN_TYPE}"/>'
    '<Override PartName="/xl/worksheets/sheet1.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/>'
    '<Override PartName="/xl/styles.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="{_WORKBOOK}"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties" Target="docProps/core.xml"/>'
    "</Relationships>",
    "docProps/core.xml": f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/">'
    f"<dc:title>{TITLE}</dc:title><dc:description>{ABOUT}</dc:description></cp:coreProperties>",
    _WORKBOOK: f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><workbookPr codeName="ThisWorkbook"/>'
    '<bookViews><workbookView/></bookViews><sheets><sheet name="Ham" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Calibri"/></font>'
    '</fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>',
}


class Addin(NamedTuple):
    """An add-in that was written: where, how many functions it has, and of which version its xlwings is."""

    path: Path
    functions: int
    xlwings: str


def write_addin(path: str | os.PathLike[str]) -> Addin:
    """Builds the add-in and writes it to ``path``; ``Refusal`` when it cannot be built or written."""
    target = Path(path)
    if target.suffix.lower() != SUFFIX:
        raise Refusal("addin-extension", f"Phần bổ trợ của Excel phải có đuôi {SUFFIX}: hãy đổi tên “{target.name}”.")
    xlwings = xlwings_module.xlwings_module()
    write_atomically(target, addin_package(xlwings).pieces())
    return Addin(target, len(FUNCTIONS), xlwings_module.module_version(xlwings) or "")


def addin_package(xlwings: str) -> Package:
    """The add-in with this source of xlwings' module. The same sources give the same bytes."""
    package = open_package(_base(), "chitieu.xlam")
    add_advice(package, _WORKBOOK)
    add_part(package, _WORKBOOK, PROJECT, project_bytes(modules(xlwings)), PROJECT_KIND, MACRO_PROJECT)
    add_ribbon(package, IN_ADDIN)
    return package


def modules(xlwings: str) -> tuple[Module, ...]:
    """All of the add-in's VBA."""
    wrappers = wrapper_module.wrapper_module(FUNCTIONS.values())
    return (
        *addin_modules(),
        Module(xlwings_module.NAME, "standard", xlwings),
        Module(wrapper_module.NAME, "standard", wrappers),
    )


def _base() -> bytes:
    """The workbook without macros, as a package."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (_PARTS | {"xl/worksheets/sheet1.xml": _sheet()}).items():
            archive.writestr(zipfile.ZipInfo(name), _DECLARED + text)  # without a time: the same bytes every time
    return held.getvalue()


def _sheet() -> str:
    """What ``ChiTieu_DescribeFunctions`` reads: a function per row, its category, what it does, and its arguments."""
    rows = ((name, CATEGORY, function.doc, *help_of(function)) for name, function in sorted(FUNCTIONS.items()))
    lines = "".join(f'<row r="{number}">{"".join(map(_cell, texts))}</row>' for number, texts in enumerate(rows, 1))
    return f'<worksheet xmlns="{_MAIN}"><sheetPr codeName="Sheet1"/><sheetData>{lines}</sheetData></worksheet>'


def _cell(text: str) -> str:
    return f'<c t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c>'
