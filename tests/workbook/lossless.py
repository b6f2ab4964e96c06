"""What a recalculation and a save did to a workbook, part by part: the round-trip table.

    python -m tests.workbook.lossless [FOLDER]        (make roundtrip FOLDER=...; by default the samples of our own)

The comparison shares no code with what saves: it cuts the sheet parts into tokens by itself. Allowed are, in formula
cells and the cells an array formula fills, another ``<v>`` and ``t`` (and the ``vm`` of an error that is gone); where
a dynamic array spills differently, its ``ref``, new cells, and what of ``spans`` and ``dimension`` must grow.
"""

from __future__ import annotations

import re
import sys
import tempfile
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import workbook
from tests.workbook.roundtrip_samples import write_samples
from workbook.refusal import Refusal
from xlcore import ExcelError

VALUES, TYPES, RICH, RANGES, CELLS = "values", "types", "rich errors", "spill ranges", "cells of a spill"

_TOKEN = re.compile(r"<!--.*?-->|<!\[CDATA\[.*?\]\]>|<\?.*?\?>|<(?:\"[^\"]*\"|'[^']*'|[^'\">])*>|[^<]+", re.DOTALL)
_TAG = re.compile(r"<(/?)(?:[\w.-]+:)?([\w.-]+)")
_WHERE = re.compile(r"([A-Z]+)([0-9]+)")
_DIMENSION = re.compile(r"(<(?:[\w.-]+:)?dimension\b[^>]*?\sref=)(\"[^\"]*\"|'[^']*')")

Place = tuple[int, int]


@dataclass
class Cell:
    """One ``<c>`` element: its source, and the parts of it that matter."""

    place: Place
    source: str
    formula: str | None  # the opening tag of <f>
    value: str | None  # the source of <v> or <is>

    def attribute(self, name: str, tag: str | None = None) -> str:
        match = re.search(rf"\s{name}\s*=\s*(?:\"([^\"]*)\"|'([^']*)')", tag or self.source[: self.source.index(">")])
        return (match[1] or match[2] or "") if match else ""

    @property
    def array(self) -> set[Place]:
        """The cells that the array formula of this cell fills."""
        if self.formula is None or self.attribute("t", self.formula) != "array":
            return set()
        ends = [_place(end) for end in self.attribute("ref", self.formula).replace("$", "").split(":")]
        (top, left), (bottom, right) = ends[0], ends[-1]
        return {(row, col) for row in range(top, bottom + 1) for col in range(left, right + 1)}

    @property
    def content(self) -> tuple[str, object]:
        """Type and value, whatever their spelling."""
        kind = self.attribute("t") or "n"
        text = re.sub(r"<[^>]*>", "", self.value or "")
        return kind, float(text) if kind == "n" and text else text

    def without_result(self) -> str:
        """The element without what a recalculation may change."""
        source = self.source.replace(self.value, "", 1) if self.value else self.source
        opening, rest = source[: source.index(">")], source[source.index(">") :]
        opening = re.sub(r"\s+(?:t|vm)\s*=\s*(?:\"[^\"]*\"|'[^']*')", "", opening)
        opening, rest = (opening.rstrip("/ "), "></c>") if opening.endswith("/") else (opening, rest)
        return opening + re.sub(r">\s*</(?:[\w.-]+:)?c\s*>$", "></c>", rest)


@dataclass
class SheetPart:
    """A worksheet part cut at its rows and cells: strings for what stands between, cells in their places."""

    pieces: list[str | Cell] = field(default_factory=list)

    @property
    def cells(self) -> dict[Place, Cell]:
        return {piece.place: piece for piece in self.pieces if isinstance(piece, Cell)}


@dataclass
class FileReport:
    """One line of the table; ``wrong`` is what no save may do."""

    name: str
    parts: int = 0
    size: int = 0
    changed: dict[str, Counter[str]] = field(default_factory=dict)
    same_file: bool = False
    kept: int = 0
    wrong: list[str] = field(default_factory=list)


def _place(name: str) -> Place:
    match = _WHERE.fullmatch(name)
    assert match is not None, name
    col = 0
    for letter in match[1]:
        col = col * 26 + ord(letter) - 64
    return int(match[2]), col


def text_of(data: bytes) -> str:
    """The source of an XML part in its own encoding."""
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    declared = re.match(rb"<\?xml[^>]*encoding\s*=\s*[\"']([\w.-]+)", data)
    return data.decode(declared[1].decode() if declared else "utf-8")


def cut(data: bytes) -> SheetPart:
    """The part in pieces."""
    part, tokens = SheetPart(), _TOKEN.findall(text_of(data))
    row = col = 0
    at = 0
    while at < len(tokens):
        token = tokens[at]
        tag = _TAG.match(token)
        kind = tag[2] if tag and not tag[1] else ""
        if kind == "row":
            given = re.search(r"\sr\s*=\s*[\"']([0-9]+)", token)
            row, col = int(given[1]) if given else row + 1, 0
        if kind == "c":
            end = at if token.endswith("/>") else _end(tokens, at, "c")
            cell = _cell(tokens[at : end + 1], (row, col + 1))
            (row, col), at = cell.place, end
            part.pieces.append(cell)
        else:
            part.pieces.append(token)
        at += 1
    return part


def _end(tokens: list[str], start: int, name: str) -> int:
    """The index of the tag that closes the element ``name`` (it holds none of its own name)."""
    return next(i for i in range(start, len(tokens)) if (m := _TAG.match(tokens[i])) and m[1] and m[2] == name)


def _cell(tokens: list[str], place: Place) -> Cell:
    named = re.search(r"\sr\s*=\s*[\"']([A-Z]+[0-9]+)", tokens[0])
    cell = Cell(_place(named[1]) if named else place, "".join(tokens), None, None)
    for i, token in enumerate(tokens):
        tag = _TAG.match(token)
        if tag is None or tag[1]:
            continue
        if tag[2] == "f":
            cell.formula = token
        elif tag[2] in ("v", "is") and cell.value is None:
            end = i if token.endswith("/>") else _end(tokens, i, tag[2])
            cell.value = "".join(tokens[i : end + 1])
    return cell


def compare_sheets(old_data: bytes, new_data: bytes) -> tuple[Counter[str], list[str]]:
    """Why a sheet part changed, and what in it should not have."""
    old, new = cut(old_data), cut(new_data)
    before, after = old.cells, new.cells
    arrays = {place: cells for cell in (*before.values(), *after.values()) if (cells := cell.array) for place in cells}
    computed = {p for p, c in before.items() if c.formula and c.attribute("t", c.formula) != "dataTable"} | set(arrays)
    added = set(after) - set(before)
    reasons: Counter[str] = Counter({CELLS: len(added)} if added else {})
    wrong = [f"cell {place} is gone" for place in set(before) - set(after)]
    wrong += [f"cell {place} is new" for place in added - set(arrays)]
    for place in set(before) & set(after) & computed:
        _count(before[place], after[place], reasons, wrong)
    grown = {place[0] for place in added}
    if list(_masked(old, computed, set(), grown)) != list(_masked(new, computed, added, grown)):
        wrong.append("something else than results of formulas differs")
    return reasons, wrong


def _count(old: Cell, new: Cell, reasons: Counter[str], wrong: list[str]) -> None:
    if old.source == new.source:
        return
    resized = old.array != new.array
    reasons[RANGES] += resized
    reasons[VALUES] += old.value != new.value
    reasons[TYPES] += old.attribute("t") != new.attribute("t")
    reasons[RICH] += old.attribute("vm") != new.attribute("vm")
    if old.content == new.content and not resized and not old.attribute("vm"):
        wrong.append(f"cell {old.place} was written although its value is the same")
    if resized and not old.attribute("cm"):
        wrong.append(f"the array of {old.place} is not dynamic and has another range")


def _masked(part: SheetPart, computed: set[Place], added: set[Place], grown: set[int]) -> Iterator[str]:
    """The part without what may differ; rows that only ``added`` cells made, and those cells, are left out."""
    present = {cell.place[0] for place, cell in part.cells.items() if place not in added}
    row = 0
    for piece in part.pieces:
        if isinstance(piece, Cell):
            row = piece.place[0]
            if piece.place not in added:
                masked = piece.without_result() if piece.place in computed else piece.source
                masked = re.sub(r"\sref=\"[^\"]*\"", "", masked) if piece.array and piece.attribute("cm") else masked
                yield masked
            continue
        tag = _TAG.match(piece)
        name = tag[2] if tag else ""
        if name == "row":
            given = re.search(r"\sr\s*=\s*[\"']([0-9]+)", piece)
            row = int(given[1]) if given and tag and not tag[1] else row
            if row in grown:
                if row in present or not added:
                    yield re.sub(r"\sspans=\"[^\"]*\"", "", piece).replace("/>", ">")
                continue
        yield _DIMENSION.sub(r"\1", piece) if grown and name == "dimension" else piece


def compare_files(old: Path, new: Path) -> FileReport:
    """Every part of two packages."""
    report = FileReport(old.name)
    report.same_file = old.read_bytes() == new.read_bytes()
    with zipfile.ZipFile(old) as before, zipfile.ZipFile(new) as after:
        if before.namelist() != after.namelist():
            report.wrong.append("the list of parts differs")
        for name in before.namelist():
            first, second = before.read(name), after.read(name)
            report.parts += 1
            report.size += len(first)
            if first == second:
                continue
            if b"worksheet" not in first[:2_000].replace(b"\0", b""):
                report.wrong.append(f"{name} is no sheet and differs")
                report.changed[name] = Counter()
                continue
            report.changed[name], wrong = compare_sheets(first, second)
            report.wrong += [f"{name}: {text}" for text in wrong]
    return report


def round_trip(path: Path, folder: Path) -> FileReport:
    """Load, recalculate, save into ``folder``, compare; a workbook that is refused says so in ``wrong``."""
    try:
        book = workbook.load(path)
        cached = {(s, cell): value for s in book.sheet_names for cell, value, formula in book.cells(s) if formula}
        run = book.recalculate(seed=1)
        out = folder / path.name
        book.save(out)
    except Refusal as refusal:
        return FileReport(path.name, wrong=[f"refused: {refusal.code}"])
    report = compare_files(path, out)
    if not run.changed and not report.same_file:
        report.wrong.append("no value changed and the file did")
    for name, cells in run.unsupported.items():
        for place in set(cells):
            saved, now = cached.get(place), book.value(*place)
            report.kept += saved is not None
            named = isinstance(now, ExcelError) and now.code == "#NAME?"
            if saved is not None and (now is None or named and now != saved):
                report.wrong.append(f"{place}: {saved!r} was lost to {name}, which we do not have")
    out.unlink()
    return report


def files_in(folder: Path) -> list[Path]:
    """The workbooks of a folder."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in (".xlsx", ".xlsm"))


def lines(reports: list[FileReport]) -> Iterator[str]:
    """The table as text: a line per file whose bytes changed or that is wrong, and the sums."""
    yield f"{'file':<28} {'parts':>5} {'bytes':>11} {'kept':>5}  parts changed, and why"
    for report in reports:
        if report.same_file and not report.wrong:
            why = ["the same file"]
        else:
            why = [f"{name} ({_why(reasons)})" for name, reasons in report.changed.items()]
        first, *rest = why + [f"WRONG: {text}" for text in report.wrong]
        yield f"{report.name:<28} {report.parts:>5} {report.size:>11,} {report.kept:>5}  {first}"
        yield from (f"{'':<53} {text}" for text in rest)
    total: Counter[str] = sum((r for report in reports for r in report.changed.values()), Counter())
    changed, same = sum(len(report.changed) for report in reports), sum(report.same_file for report in reports)
    yield (
        f"{len(reports)} files, {sum(report.parts for report in reports):,} parts,"
        f" {sum(report.size for report in reports):,} bytes compared; the same file: {same};"
        f" parts changed: {changed} ({_why(total)}); kept without support: {sum(report.kept for report in reports):,}"
        f" cells; wrong: {sum(bool(report.wrong) for report in reports)}"
    )


def _why(reasons: Counter[str]) -> str:
    return ", ".join(f"{count} {name}" for name, count in sorted(reasons.items()) if count)


def main(arguments: list[str]) -> int:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(arguments[0]) if arguments else Path(name) / "samples"
        if not arguments:
            write_samples(folder)
        reports = [round_trip(path, Path(name)) for path in files_in(folder)]
    print("\n".join(lines(reports)))
    return int(any(report.wrong for report in reports))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
