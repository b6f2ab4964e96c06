"""What the commands print for a person: Vietnamese sentences. ``console_json`` prints the same for a machine."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from workbook import lacking
from workbook.refusal import Refusal
from xlcore import ExcelError
from xlcore.builder import SYNTAX, names_workbook
from xlcore.effort import TOO_MUCH
from xlcore.values import Value

if TYPE_CHECKING:  # each command loads its own job; nothing here needs another's
    from workbook.addin import Addin
    from workbook.compare import Comparison, Difference
    from workbook.doctor_check import Check
    from workbook.jobs import RecalcResult, ReportJob
    from workbook.report_merge import Merged
    from workbook.rolling import Rolled

Refused = list[tuple[Path, Refusal]]

SHOWN = 10  # cells listed before "and so many more"
LONG = 90  # characters of a formula or a text that are shown


def show_recalc(results: list[RecalcResult], refused: Refused) -> None:
    """Prints what became of every file; refusals go to standard error, a sentence each."""
    for result in results:
        print(_recalc_sentence(result))
        _print_backup(result)
        _print_warnings(result)
    if len(results) == 1 and results[0].summary is not None:
        print(f"\n{results[0].summary}")
    for notice in (notice for result in results for notice in result.notices):
        print(f"Lưu ý: {notice}", file=sys.stderr)
    show_refused(refused)


def show_roll(rolled: Rolled) -> None:
    """Prints where the workbook of the later period is, and what is still to be entered."""
    print(f"Sổ {rolled.after.name}: {rolled.out}")
    print(
        f"Đã ghi {rolled.recorded} số liệu của {rolled.before.name} vào trang LichSu; sổ cũ {rolled.source} giữ nguyên."
    )
    if rolled.summary is not None:
        print(f"\nSố chỉ tiêu: {rolled.summary.count_line}.")
    for notice in rolled.notices:
        print(f"Lưu ý: {notice}", file=sys.stderr)


def show_report(job: ReportJob) -> None:
    """Prints the summary of the table, and where workbook and report are."""
    if job.recalc.summary is not None:
        print(f"{job.recalc.summary}\n")
    _print_warnings(job.recalc)
    for warning in (*job.recalc.notices, *job.report.warnings):
        print(f"Lưu ý: {warning}", file=sys.stderr)
    print(f"Sổ chỉ tiêu: {job.recalc.out}")
    _print_backup(job.recalc)
    print(f"Báo cáo:     {job.report.path}")
    for path in job.report.beside:
        print(f"Nguồn số:    {path}")
    if job.report.merged is not None:
        print(merged_sentence(job.report.merged))
    for kept in job.kept:
        print(f"{'Bản' if job.report.merged else 'Bản đã sửa tay'} trước đây được giữ lại: {kept}")


def merged_sentence(merged: Merged) -> str:
    """What became of the report that was there."""
    text = f"Báo cáo đã có được viết tiếp: cập nhật {merged.updated} chỗ, thêm {merged.inserted}, bỏ {merged.removed};"
    text += f" giữ nguyên {merged.kept} chỗ đã sửa tay"
    return f"{text}, trong đó {merged.changed} chỗ có ghi chú vì số liệu đã đổi." if merged.changed else f"{text}."


def show_verify(found: list[tuple[Path, Comparison]], against: str, refused: Refused) -> None:
    """Prints per file how many formulas agree, and every one that does not."""
    for path, result in found:
        agreed = result.compared - len(result.differences)
        text = f"{path}: so {result.compared} công thức với {OPINION_NAMES[against]}: {agreed} khớp,"
        text += f" {len(result.differences)} khác"
        print(text + (f"; {len(result.excluded)} công thức không so được." if result.excluded else "."))
        for difference in result.differences:
            print("\n".join(_difference_lines(difference)))
        _print_starts(result.differences)
        for reason, cells in result.reasons.items():
            print(f"  Không so được vì {reason}: {_cells(cells)}.")
    show_refused(refused)


OPINION_NAMES = {"cached": "giá trị lưu trong tệp", "libreoffice": "LibreOffice", "formulas": "gói formulas"}


def show_packs(packs: list[tuple[str, str]]) -> None:
    """Prints the report kinds, one per line: its identifier and its Vietnamese title."""
    for pack, title in packs:
        print(f"{pack}  {title}")


def show_addin(addin: Addin) -> None:
    """Prints where the add-in is, and what is in it."""
    print(f"Phần bổ trợ cho Excel: {addin.path} ({addin.functions} hàm CT_…, xlwings {addin.xlwings}).")


def show_doctor(checks: list[Check]) -> None:
    """Prints every check; what is not good comes with what to do."""
    for check in checks:
        mark = "được" if check.good else ("PHẢI SỬA" if check.needed else "nên xem")
        print(f"{mark:<8} {check.name}: {check.found}" + ("" if check.good else f" - {check.advice}"))
    lacking = sum(not check.good and check.needed for check in checks)
    print("Máy này dùng được." if not lacking else f"Còn {lacking} điều phải sửa.")


def show_refused(refused: Refused) -> None:
    """One sentence on standard error for every file that could not be used."""
    for _, refusal in refused:
        print(refusal.message, file=sys.stderr)


def value_text(value: Value) -> str:
    """A value as a person reads it: text in quotes, a decimal comma, up to 15 digits."""
    if value is None:
        return "(trống)"
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, ExcelError):
        return value.code
    return f"“{cut(value)}”" if isinstance(value, str) else f"{value:.15g}".replace(".", ",")


def cut(text: str) -> str:
    """The text, or its beginning where it is too long for a line on a terminal; ``--json`` has all of it."""
    return text if len(text) <= LONG else f"{text[:LONG]}…"


def _recalc_sentence(result: RecalcResult) -> str:
    run = result.run
    if result.stale is not None:
        count = len(result.stale.differences)
        lines = [f"{result.path}: " + (f"{count} giá trị lưu đã cũ." if count else "mọi giá trị lưu đều đúng.")]
        return "\n".join(lines + [f"  {_difference_line(one)}" for one in result.stale.differences[:SHOWN]])
    seconds = f"{run.seconds:.2f}".replace(".", ",")
    text = f"{result.out}: tính lại {len(run.recomputed)} công thức trong {seconds} giây"
    return f"{text}, {len(run.changed)} ô đổi giá trị, {len(run.errors)} ô báo lỗi."


def _print_backup(result: RecalcResult) -> None:
    if result.backup is not None:
        print(f"Bản trước khi ghi được giữ ở {result.backup}")


def _print_warnings(result: RecalcResult) -> None:
    for name, cells in result.run.unsupported.items():
        print(f"{result.path.name}: {_unsupported(name)} {_cells(cells)}.", file=sys.stderr)
    for chain in result.run.circular:
        print(f"{result.path.name}: công thức vòng tròn, ô tính từ chính nó: {_cells(chain)}.", file=sys.stderr)
    for sheet, cell, error in result.run.errors[:SHOWN]:
        source = "" if error.origin in (None, (sheet, cell)) else f", phát sinh ở {address(error.origin)}"
        print(f"{result.path.name}: ô {sheet}!{cell} báo lỗi {error.code}{source}.", file=sys.stderr)


def _unsupported(name: str) -> str:
    if name == SYNTAX:
        return "không đọc được công thức, giữ giá trị đang lưu ở"
    if name == TOO_MUCH:
        return "công thức đòi tính quá nhiều so với cỡ của sổ, giữ giá trị đang lưu ở"
    if names_workbook(name):
        return f"tệp không kèm giá trị của sổ khác {name}, giữ giá trị đang lưu ở"
    return f"{lacking.why(name)}, giữ giá trị đang lưu (nếu có) ở"


def _cells(cells: list[tuple[str, str]]) -> str:
    named = ", ".join(f"{sheet}!{cell}" for sheet, cell in cells[:SHOWN])
    return named if len(cells) <= SHOWN else f"{named} và {len(cells) - SHOWN} ô nữa"


def _difference_line(one: Difference) -> str:
    place = f"{one.sheet}!{one.cell}"
    formula = "(ô nhập)" if one.formula is None else cut(one.formula)
    return f"{place}: chờ {value_text(one.expected)}, tính ra {value_text(one.got)}   {formula}"


def _difference_lines(one: Difference) -> list[str]:
    """A difference, and below it the chain of precedents to the cell where it starts."""
    lines = [f"      ← {_difference_line(link)}" for link in one.chain]
    if one.omitted:
        lines.insert(-1, f"      ← … qua {one.omitted} ô nữa …")
    return [f"  {_difference_line(one)}", *lines]


def _print_starts(differences: list[Difference]) -> None:
    """The cells where differences start, those first from which most follow."""
    starts = Counter(one.start for one in differences)
    if len(starts) == len(differences):
        return
    shown = [f"{address(cell)} ({count} ô)" for cell, count in starts.most_common(SHOWN)]
    rest = f" và {len(starts) - SHOWN} ô nữa" if len(starts) > SHOWN else ""
    print(f"  Khác bắt đầu từ {len(starts)} ô: {', '.join(shown)}{rest}.")


def address(cell: tuple[str, str]) -> str:
    return f"{cell[0]}!{cell[1]}"
