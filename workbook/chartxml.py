"""DrawingML charts that can be read in a black-and-white print: greys, hatchings, outlines, every bar with its label.

Pure text: a chart is made of names and numbers, nothing here knows a workbook or Word. Labels with decimals are texts,
because Word would write them with the decimal sign of each computer.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Final
from xml.sax.saxutils import escape

from xlcore.records import Record

NAMESPACES: Final = (
    'xmlns:c="http://schemas.openxmlformats.org/drawingml/2006/chart" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
# Fills that differ without colour: solid greys and hatchings, dark beside light.
_HATCHED: Final = (
    '<a:pattFill prst="{}"><a:fgClr><a:srgbClr val="000000"/></a:fgClr><a:bgClr><a:srgbClr val="FFFFFF"/></a:bgClr>'
    "</a:pattFill>"
)
_GREY: Final = '<a:solidFill><a:srgbClr val="{}"/></a:solidFill>'
FILLS: Final = (
    _GREY.format("404040"),
    _GREY.format("BFBFBF"),
    _HATCHED.format("wdUpDiag"),
    _GREY.format("FFFFFF"),
    _HATCHED.format("dkHorz"),
    _HATCHED.format("pct50"),
)
ONE_FILL: Final = _GREY.format("A6A6A6")
_LINE: Final = '<a:ln w="9525"><a:solidFill><a:srgbClr val="000000"/></a:solidFill></a:ln>'
_NO_SHADOW: Final = "<a:effectLst/>"
_SHOWN: Final = (
    '<c:showLegendKey val="0"/><c:showVal val="{}"/><c:showCatName val="0"/><c:showSerName val="0"/>'
    '<c:showPercent val="0"/><c:showBubbleSize val="0"/>'
)
FIRST_ROW: Final = 2  # of the sheet that goes along, under the names of the series


class Series(Record):
    """A row of bars: its name, a number per category (None: no bar), labels as texts ([]: the numbers, no zeros).

    ``sources`` are the expressions over cells that give the numbers.
    """

    __slots__ = ("name", "values", "labels", "sources")

    def __init__(
        self,
        name: str,
        values: Sequence[float | None],
        labels: Sequence[str] = (),
        sources: Sequence[str] = (),
    ) -> None:
        self.name = name
        self.values = list(values)
        self.labels = list(labels)
        self.sources = list(sources)


class Chart(Record):
    """``kind``: what it shows; ``stacked`` bars stand upright on each other, others lie one below the other."""

    __slots__ = ("kind", "title", "categories", "series", "stacked")

    def __init__(
        self, kind: str, title: str, categories: Sequence[str], series: Sequence[Series], stacked: bool = False
    ) -> None:
        self.kind = kind
        self.title = title
        self.categories = list(categories)
        self.series = list(series)
        self.stacked = stacked

    @property
    def size_mm(self) -> tuple[float, float]:
        """Width and height on the page: lying bars need a line each."""
        return (165, 95) if self.stacked else (165, min(18 + 7.5 * len(self.categories), 235))


def chart_xml(chart: Chart, sheet_id: str) -> bytes:
    """The chart part; ``sheet_id`` is its relationship to the sheet of its numbers."""
    bars = "".join(_series(chart, number, series) for number, series in enumerate(chart.series))
    grouping = "stacked" if chart.stacked else "clustered"
    plot = (
        f'<c:barChart><c:barDir val="{"col" if chart.stacked else "bar"}"/><c:grouping val="{grouping}"/>'
        f'<c:varyColors val="0"/>{bars}<c:gapWidth val="{60 if chart.stacked else 40}"/>'
        + ('<c:overlap val="100"/>' if chart.stacked else "")
        + '<c:axId val="111"/><c:axId val="222"/></c:barChart>'
    )
    legend = '<c:legend><c:legendPos val="b"/><c:overlay val="0"/></c:legend>' if chart.stacked else ""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<c:chartSpace {NAMESPACES}><c:roundedCorners val="0"/>'
        f'<c:chart><c:autoTitleDeleted val="1"/><c:plotArea><c:layout/>{plot}'
        f"{_axes(chart)}</c:plotArea>{legend}"
        '<c:plotVisOnly val="1"/><c:dispBlanksAs val="gap"/></c:chart>'
        '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill><a:ln><a:noFill/></a:ln></c:spPr>'
        f"{_text(1100)}"
        f'<c:externalData r:id="{sheet_id}"><c:autoUpdate val="0"/></c:externalData></c:chartSpace>'
    ).encode()


def _text(size: int) -> str:
    return (
        f'<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="{size}">'
        '<a:solidFill><a:srgbClr val="000000"/></a:solidFill><a:latin typeface="Times New Roman"/>'
        '<a:cs typeface="Times New Roman"/></a:defRPr></a:pPr><a:endParaRPr lang="vi-VN"/></a:p></c:txPr>'
    )


def _lowest(chart: Chart) -> str:
    """Where the axis of lying bars begins: at zero, or programs would begin at 80 and show 90 as a third of 102.

    When a bar goes below zero there is room for its label beside the names.
    """
    values = [value for series in chart.series for value in series.values if value is not None]
    low, high = min(values, default=0.0), max(values, default=0.0)
    if chart.stacked:
        return ""
    return f'<c:min val="{low - 0.2 * (max(high, 0.0) - low):.6g}"/>' if low < 0 else '<c:min val="0"/>'


def _axes(chart: Chart) -> str:
    stacked = chart.stacked
    line = f"<c:spPr>{_LINE}</c:spPr>"
    order, place = ("minMax", "b") if stacked else ("maxMin", "l")
    numbers = "l" if stacked else "b"
    return (
        f'<c:catAx><c:axId val="111"/><c:scaling><c:orientation val="{order}"/></c:scaling><c:delete val="0"/>'
        f'<c:axPos val="{place}"/><c:numFmt formatCode="General" sourceLinked="0"/><c:majorTickMark val="none"/>'
        f'<c:minorTickMark val="none"/><c:tickLblPos val="low"/>{line}{_text(1000)}<c:crossAx val="222"/>'
        '<c:crosses val="autoZero"/><c:auto val="0"/><c:lblAlgn val="ctr"/><c:lblOffset val="100"/>'
        '<c:noMultiLvlLbl val="1"/></c:catAx>'
        '<c:valAx><c:axId val="222"/><c:scaling><c:orientation val="minMax"/>'
        f"{_lowest(chart)}</c:scaling>"
        f'<c:delete val="{0 if stacked else 1}"/><c:axPos val="{numbers}"/>'
        '<c:numFmt formatCode="0" sourceLinked="0"/><c:majorTickMark val="out"/><c:minorTickMark val="none"/>'
        f'<c:tickLblPos val="nextTo"/>{line}{_text(1000)}<c:crossAx val="111"/><c:crosses val="autoZero"/>'
        '<c:crossBetween val="between"/></c:valAx>'
    )


def _series(chart: Chart, number: int, series: Series) -> str:
    letter = "ABCDEFGHIJ"[number + 1]
    last = FIRST_ROW + len(chart.categories) - 1
    names = "".join(_point(at, text) for at, text in enumerate(chart.categories))
    values = "".join(_point(at, f"{value:.15g}") for at, value in enumerate(series.values) if value is not None)
    count = f'<c:ptCount val="{len(chart.categories)}"/>'
    fill = FILLS[number % len(FILLS)] if chart.stacked else ONE_FILL
    return (
        f'<c:ser><c:idx val="{number}"/><c:order val="{number}"/><c:tx><c:strRef><c:f>Sheet1!${letter}$1</c:f>'
        f'<c:strCache><c:ptCount val="1"/>{_point(0, series.name)}</c:strCache></c:strRef></c:tx>'
        f'<c:spPr>{fill}{_LINE}{_NO_SHADOW}</c:spPr><c:invertIfNegative val="0"/>{_labels(chart, series)}'
        f"<c:cat><c:strRef><c:f>Sheet1!$A${FIRST_ROW}:$A${last}</c:f><c:strCache>{count}{names}</c:strCache></c:strRef>"
        f"</c:cat><c:val><c:numRef><c:f>Sheet1!${letter}${FIRST_ROW}:${letter}${last}</c:f><c:numCache>"
        f"<c:formatCode>General</c:formatCode>{count}{values}</c:numCache></c:numRef></c:val></c:ser>"
    )


def _point(at: int, text: str) -> str:
    return f'<c:pt idx="{at}"><c:v>{escape(text)}</c:v></c:pt>'


def _labels(chart: Chart, series: Series) -> str:
    white = '<c:spPr><a:solidFill><a:srgbClr val="FFFFFF"/></a:solidFill></c:spPr>'
    if chart.stacked:
        return f'<c:dLbls><c:numFmt formatCode="0;;" sourceLinked="0"/>{white}{_text(1100)}{_SHOWN.format(1)}</c:dLbls>'
    shown = '<c:dLblPos val="outEnd"/>' + _SHOWN.format(1)
    each = "".join(
        f'<c:dLbl><c:idx val="{at}"/><c:tx><c:rich><a:bodyPr/><a:p><a:r><a:rPr lang="vi-VN" sz="1000"/>'
        f"<a:t>{escape(text)}</a:t></a:r></a:p></c:rich></c:tx>{shown}</c:dLbl>"
        for at, text in enumerate(series.labels)
    )
    return f"<c:dLbls>{each}{_text(1000)}{shown}</c:dLbls>"


# The sheet that goes along, so that Word can show and edit the numbers ------------------------------------------------

_SHEET_PARTS: Final = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/>'
        '<Override PartName="/xl/worksheets/sheet1.xml" '
        'ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="Sheet1" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" '
        'Target="worksheets/sheet1.xml"/></Relationships>'
    ),
}


def sheet_bytes(chart: Chart) -> bytes:
    """The smallest workbook that holds the chart's names and numbers; the same bytes for the same chart."""
    rows = [["", *(series.name for series in chart.series)]]
    rows += [
        [name, *(series.values[at] for series in chart.series)]  # type: ignore[list-item]
        for at, name in enumerate(chart.categories)
    ]
    cells = "".join(
        f'<row r="{number}">{"".join(_cell(value) for value in row)}</row>' for number, row in enumerate(rows, 1)
    )
    main = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, text in (
            _SHEET_PARTS | {"xl/worksheets/sheet1.xml": f"{main}{cells}</sheetData></worksheet>"}
        ).items():
            info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, text)
    return buffer.getvalue()


def _cell(value: object) -> str:
    if value is None:
        return "<c/>"
    if isinstance(value, float | int):
        return f"<c><v>{value:.15g}</v></c>"
    return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'
