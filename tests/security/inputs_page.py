"""Writes ``docs/security-inputs.md`` from the table of hostile inputs: ``python -m tests.security.inputs_page``."""

from __future__ import annotations

from typing import Final

from tests.conftest import ROOT
from tests.security.hostile import COMPUTED, Hostile
from tests.security.hostile_table import GROUPS, TABLE

PAGE: Final = ROOT / "docs" / "security-inputs.md"

TITLES: Final = {
    "zip": "Zip files",
    "truncated": "Files cut short",
    "xml": "XML",
    "parts": "Parts and how they hang together",
    "dimensions": "Dimensions",
    "formulas": "Formulas",
    "outside": "What would be fetched or run",
}
MEANINGS: Final = {
    "zip-bomb": "it would unpack to an abnormal size, or has too many or overlapping parts",
    "truncated": "the file is cut short or its content is damaged",
    "odd-compression": "it is packed in a way that Excel does not use",
    "encrypted": "it is protected by a password",
    "unsafe-path": "a name in it leads out of the archive",
    "duplicate-part": "two parts have one name",
    "not-zip": "it is no .xlsx",
    "empty-file": "it is empty",
    "old-xls": "it is of Excel 97-2003",
    "xlsb": "it is binary",
    "dtd": "it declares a document type; nothing is expanded or read",
    "bad-xml": "a part is damaged; it is named with the line",
    "bad-cell-data": "a cell is damaged; it is named",
    "no-workbook": "there is no workbook in it",
    "missing-part": "a part that is named is not in it; nothing outside is looked for",
    "not-excel": "it is of another program",
}
KEPT: Final = {
    "#TOO-MUCH": "computed; the cells that ask for too much keep their values and are named",
    "#SYNTAX": "computed; the cells that cannot be read keep their values and are named",
}
HEAD: Final = """# Hostile inputs and their answers

Written by `python -m tests.security.inputs_page` from the table that the tests run. Each input is a workbook given to
`chitieu recalc FILE -o OUT`, which may use ten seconds of the processor and 1 GiB. *Refused* means one Vietnamese
sentence with the code ([ma-loi.md](ma-loi.md)), nothing written; *computed* means that the file is saved and can be
read again. In place, without `-o`, a workbook with formulas that are not computed is refused too. Never a traceback,
and the input is never changed. `tests/security/test_hostile.py` holds this; what costs much (marked ·) is tried by
`make hostile`. [fuzzing.md](fuzzing.md) says what was found by chance.
"""


def page() -> str:
    lines = [HEAD]
    for group in GROUPS:
        lines += [f"## {TITLES[group]}", "", "| input | answer |", "|---|---|"]
        lines += [_row(one) for one in _rows(group)]
        lines.append("")
    kinds = {one.answer for one in TABLE}
    lines.append(f"{len(TABLE)} inputs, {len(kinds) - 1} kinds of refusal.")
    return "\n".join(lines) + "\n"


def _rows(group: str) -> list[Hostile]:
    """The inputs of a group; those that only differ in where a file was cut are one line."""
    found = [one for one in TABLE if one.group == group]
    if group != "truncated":
        return found
    cuts = [one for one in found if one.answer == "truncated"]
    return [cuts[0]._replace(name=f"cut after 1, 2, 3 … {len(cuts)} % of its length ({len(cuts)} files)")] + [
        one for one in found if one not in cuts
    ]


def _row(one: Hostile) -> str:
    if one.answer != COMPUTED:
        answer = f"refused, `{one.answer}`: {MEANINGS[one.answer]}"
    elif one.kept in KEPT:
        answer = KEPT[one.kept]
    elif one.kept:
        answer = f"computed; the cells with `{one.kept}` keep their values and are named"
    else:
        answer = "computed"
    return f"| {one.name.replace('|', chr(92) + '|')}{' ·' if one.costly else ''} | {answer} |"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
