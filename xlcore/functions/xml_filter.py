"""FILTERXML: what an XPath finds in an XML text. Nothing is fetched, and document types are not read."""

from __future__ import annotations

from xlcore.functions.xmltree import Unreadable, read_xml
from xlcore.functions.xpath import BadPath, select
from xlcore.matrix import Array
from xlcore.numbertext import parse_number
from xlcore.registry import CallContext, Kind, Library, declare
from xlcore.values import VALUE, ExcelError, Value

FUNCTIONS: Library = {}
excel = declare(FUNCTIONS)


@excel("FILTERXML", "t t", Kind.ARRAY, context=True)
def filterxml(context: CallContext, xml: str, path: str) -> Array | ExcelError:
    """The texts, or the numbers that they read as, of the nodes found, one below the other; ``#VALUE!`` for none."""
    try:
        nodes = select(read_xml(xml), path)
    except (Unreadable, BadPath):
        return VALUE
    rows: list[list[Value]] = []
    for node in nodes:
        text = node.text()
        number = parse_number(text, context.locale, context.date1904)
        rows.append([text if number is None else number])
    return Array(rows) if rows else VALUE
