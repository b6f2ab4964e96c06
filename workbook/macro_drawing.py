"""The buttons on the sheet ChiTieu: shapes with a macro, in the rows above the table that never scroll away.

Shapes and not form controls, because Excel and LibreOffice start the macro of either, and these say in one part what a
form control says in three.
"""

from __future__ import annotations

from typing import Final
from xml.sax.saxutils import escape, quoteattr

from workbook import sheets
from workbook.vba.toolbar import BUTTONS, Button

NAMESPACE: Final = "http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing"
_MAIN: Final = "http://schemas.openxmlformats.org/drawingml/2006/main"
_PIXEL: Final = 9525  # EMU
_WIDTHS: Final = (78, 104, 84, 78)  # pixels: as much beside each label
_HEIGHT: Final = 28
_GAP: Final = 6
_MARGIN: Final = 4
_FIRST_COLUMN: Final = 51  # pixels of column A: 53 in Excel, 49 in LibreOffice


def drawing(first_id: int = 2) -> str:
    """A drawing part that holds the buttons."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<xdr:wsDr xmlns:xdr="{NAMESPACE}" xmlns:a="{_MAIN}">{anchors(first_id)}</xdr:wsDr>'
    )


def anchors(first_id: int) -> str:
    """The buttons as children of a drawing, numbered from ``first_id``; each says itself what its prefixes mean."""
    return "".join(_anchor(button, number, first_id + number) for number, button in enumerate(BUTTONS))


def _anchor(button: Button, number: int, shape_id: int) -> str:
    """One button, left in the row of the subtitle: columns A and B and the rows above the table are frozen there.

    It moves with its cell, and is neither sized with it nor printed.
    """
    left = _MARGIN + sum(_WIDTHS[:number]) + number * _GAP
    column = 0 if left < _FIRST_COLUMN else 1
    across = (left - column * _FIRST_COLUMN) * _PIXEL
    return (
        f'<xdr:oneCellAnchor xmlns:xdr="{NAMESPACE}" xmlns:a="{_MAIN}">'
        f"<xdr:from><xdr:col>{column}</xdr:col><xdr:colOff>{across}</xdr:colOff>"
        f"<xdr:row>{sheets.SUBTITLE_ROW - 1}</xdr:row><xdr:rowOff>{3 * _PIXEL}</xdr:rowOff></xdr:from>"
        f'<xdr:ext cx="{_WIDTHS[number] * _PIXEL}" cy="{_HEIGHT * _PIXEL}"/>{_shape(button, number, shape_id)}'
        '<xdr:clientData fPrintsWithSheet="0"/></xdr:oneCellAnchor>'
    )


def _shape(button: Button, number: int, shape_id: int) -> str:
    size = f'cx="{_WIDTHS[number] * _PIXEL}" cy="{_HEIGHT * _PIXEL}"'
    return (
        f'<xdr:sp macro="[0]!{button.macro}" textlink=""><xdr:nvSpPr>'
        f'<xdr:cNvPr id="{shape_id}" name={quoteattr(button.macro)} descr={quoteattr(button.tip)}/>'
        "<xdr:cNvSpPr/></xdr:nvSpPr>"
        f'<xdr:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="roundRect"><a:avLst/></a:prstGeom><a:solidFill><a:srgbClr val="E8EEF4"/></a:solidFill>'
        '<a:ln w="9525"><a:solidFill><a:srgbClr val="5B7A99"/></a:solidFill></a:ln></xdr:spPr>'
        '<xdr:txBody><a:bodyPr wrap="none" lIns="0" tIns="0" rIns="0" bIns="0" anchor="ctr"/><a:lstStyle/>'
        '<a:p><a:pPr algn="ctr"/><a:r><a:rPr lang="vi-VN" sz="1100" b="1"><a:solidFill><a:srgbClr val="1F3A57"/>'
        '</a:solidFill><a:latin typeface="Times New Roman"/><a:cs typeface="Times New Roman"/></a:rPr>'
        f"<a:t>{escape(button.label)}</a:t></a:r></a:p></xdr:txBody></xdr:sp>"
    )
