"""Workbooks made of raw parts, for tests: a zip with exactly the XML that a test wants."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml."


def sheet(rows: str, head: str = "", tail: str = "") -> str:
    """A worksheet part with these rows, plainly written as Excel does."""
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"{head}<sheetData>{rows}</sheetData>{tail}</worksheet>"
    )


def parts(
    sheets: Mapping[str, str | bytes], strings: str = "", workbook: str = "", chain: str = ""
) -> dict[str, bytes]:
    """The parts of a workbook; ``workbook`` is what follows ``<sheets>``, ``chain`` the entries of the calc chain."""
    names = list(sheets)
    rels = "".join(
        f'<Relationship Id="rId{i}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{i}.xml"/>'
        for i in range(1, len(names) + 1)
    )
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{i}.xml" ContentType="{_TYPE}worksheet+xml"/>'
        for i in range(1, len(names) + 1)
    )
    tabs = "".join(f'<sheet name="{name}" sheetId="{i + 4}" r:id="rId{i}"/>' for i, name in enumerate(names, 1))
    found: dict[str, str | bytes] = {}
    if strings:
        rels += f'<Relationship Id="rId90" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
        overrides += f'<Override PartName="/xl/sharedStrings.xml" ContentType="{_TYPE}sharedStrings+xml"/>'
        found["xl/sharedStrings.xml"] = f'<?xml version="1.0" encoding="UTF-8"?><sst xmlns="{MAIN}">{strings}</sst>'
    if chain:
        rels += f'<Relationship Id="rId91" Type="{OFFICE}/calcChain" Target="calcChain.xml"/>'
        overrides += f'<Override PartName="/xl/calcChain.xml" ContentType="{_TYPE}calcChain+xml"/>'
        entries = f'<calcChain xmlns="{MAIN}">{chain}</calcChain>'
        found["xl/calcChain.xml"] = f'<?xml version="1.0" encoding="UTF-8"?>{entries}'
    types = "http://schemas.openxmlformats.org/package/2006/content-types"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    first: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<?xml version="1.0"?><Types xmlns="{types}"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_TYPE}sheet.main+xml"/>{overrides}</Types>',
        "_rels/.rels": f'<?xml version="1.0"?><Relationships xmlns="{package}">'
        f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<?xml version="1.0"?><workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{tabs}</sheets>'
        f"{workbook}</workbook>",
        "xl/_rels/workbook.xml.rels": f'<?xml version="1.0"?><Relationships xmlns="{package}">{rels}</Relationships>',
    }
    for i, name in enumerate(names, 1):
        found[f"xl/worksheets/sheet{i}.xml"] = sheets[name]
    return {k: v.encode() if isinstance(v, str) else v for k, v in (first | found).items()}


def zipped(content: Mapping[str, bytes]) -> bytes:
    """A zip file of the parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return stream.getvalue()


def make(path: Path, rows: str, strings: str = "", workbook: str = "", chain: str = "") -> Path:
    """A workbook with one sheet ``S`` of these rows, written to ``path``."""
    path.write_bytes(zipped(parts({"S": sheet(rows)}, strings, workbook, chain)))
    return path


def read_parts(path: Path) -> dict[str, bytes]:
    """Every member of a zip file."""
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
