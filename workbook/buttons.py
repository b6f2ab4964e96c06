"""The four buttons over a ``Host``: recalculate, report, check, next period, with the jobs that the command line has.

The open workbook is read whole, as a copy that the program itself writes, so that names, tables and unsaved edits come
along. What a button found out is said in one message: a sentence, and below it what should be looked at, a line each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from udfs import FUNCTIONS
from udfs.periods import Period, parse_period
from workbook import console, guards, jobs, locks, rolling, scratch, sheets, userfolder, writeback
from workbook.book import Workbook, load
from workbook.compare import CLOCK_AND_CHANCE, Comparison, Difference, Snapshot, compare, functions_of, values_of
from workbook.host import Host, Kind
from workbook.refusal import Refusal, system_refusal
from workbook.summary import Finding, Summary
from xlcore.values import NAME, ExcelError, Value

SHOWN: Final = 10  # lines of a message
DIFFERENCES: Final = "khac-biet.txt"  # in the user's folder: all cells, where a message has no room for them
OWN_FUNCTIONS: Final = frozenset(FUNCTIONS)
FIRST_FINDING: Final = f"A{sheets.FINDING_FIRST_ROW}"
# What cells show in the place of our functions where the program does not have them.
STANDING_IN: Final = frozenset({sheets.RECALCULATE, sheets.NOT_CHECKED})


class Done(NamedTuple):
    """What a button says at its end; ``made`` is the file whose folder is opened then."""

    text: str
    lines: Sequence[str] = ()
    made: Path | None = None
    kind: Kind = "info"

    @property
    def message(self) -> str:
        """The whole message."""
        shown = [f"- {line}" for line in self.lines[:SHOWN]]
        if len(self.lines) > SHOWN:
            shown.append(f"… và {len(self.lines) - SHOWN} dòng nữa.")
        return "\n".join([self.text, *([""] if shown else []), *shown])


def press(command: str, host: Host) -> bool:
    """Whether the button did its work. What it did, or why not, has been said; the program is as it was before."""
    try:
        button = COMMANDS.get(command)
        if button is None:
            raise Refusal("no-command", f"Không có việc “{command}”: hãy cài lại chương trình chỉ tiêu và phần bổ trợ.")
        with locks.held(host.full_name(), patience=0):  # whoever clicked twice need not wait
            try:
                done = button(host)
            finally:
                host.progress(None)
    except Refusal as refusal:
        userfolder.note(f"{command}: {refusal.code}")
        host.message(refusal.message, "warning")
        return False
    except OSError as error:
        userfolder.note(f"{command}: {type(error).__name__} {error.errno}")
        host.message(system_refusal(error).message, "warning")
        return False
    if done is None:
        return False
    userfolder.note(command)
    host.message(done.message, done.kind)
    if done.made is not None:
        host.open_folder(done.made)
    return True


class Opened(NamedTuple):
    """The copy of the open workbook, loaded; ``before`` is what the program shows in its cells."""

    path: Path
    book: Workbook
    before: Snapshot


class Computed(NamedTuple):
    """The recalculated copy: how many formulas there were, the table's summary, which cells the program has wrong."""

    formulas: int
    summary: Summary | None
    found: Comparison


@contextmanager
def opened(host: Host) -> Iterator[Opened]:
    """The open workbook as a copy of its own, gone when this is left."""
    host.progress("Chỉ tiêu: đang đọc sổ…")
    host.repair_links()
    with scratch.folder() as folder:
        path = folder / host.name()
        try:
            host.save_copy(path)
            book = load(path)
            yield Opened(path, book, values_of(book))
        except Refusal as refusal:  # which names the copy: the officer knows the workbook
            raise Refusal(refusal.code, refusal.message.replace(str(path), path.name)) from refusal


def computed(host: Host, copy: Opened) -> Computed:
    """Recalculates the copy with the program's own signs, and compares with what the program shows."""
    host.progress("Chỉ tiêu: đang tính lại…")
    if guards.is_table(copy.book):
        guards.require_table(copy.path, copy.book)
    own = CLOCK_AND_CHANCE | (OWN_FUNCTIONS if stands_in(copy) else frozenset())
    at_stake = copy.path if guards.is_table(copy.book) else None  # of another workbook nothing is written
    run, summary = jobs.compute(copy.book, at_stake, MEND, host.locale())
    return Computed(len(run.recomputed), summary, compare(copy.book, copy.before, own, run))


MEND: Final = "hãy sửa các ô đó rồi bấm nút lại"


def stands_in(copy: Opened) -> bool:
    """Whether the program showed something else in the place of our functions: then it has no opinion on them."""
    for sheet in copy.book.sheet_names:
        for _, value, formula in copy.book.cells(sheet):
            if formula is not None and _is_stand_in(value) and functions_of(formula) & OWN_FUNCTIONS:
                return True
    return False


def _is_stand_in(value: Value) -> bool:
    return value in STANDING_IN if isinstance(value, str) else isinstance(value, ExcelError) and value.code == NAME.code


def recalculate(host: Host) -> Done:
    """Tính lại: everything is computed anew, and the saved sentences follow."""
    with opened(host) as copy:
        result = computed(host, copy)
        _write(host, copy)
    differences = _differences(host, result.found)
    if result.summary is None:
        text = f"Đã tính lại {_number(result.formulas)} công thức; sổ này không phải sổ chỉ tiêu nên không ghi gì"
    else:
        text = f"Đã tính lại {_number(result.formulas)} công thức; {_counted(result.summary)}"
        text += ", bấm Kiểm tra để xem" if result.summary.findings else ""
    return _told(f"{text}.", differences)


def check(host: Host) -> Done:
    """Kiểm tra: recalculates, and shows the sheet of findings."""
    with opened(host) as copy:
        if not guards.is_table(copy.book) or not copy.book.has_sheet(sheets.KIEM_TRA):
            raise Refusal(
                "no-sheet",
                f"Sổ {copy.path.name} không có trang {sheets.KIEM_TRA}: hãy mở sổ chỉ tiêu do chương trình lập rồi bấm"
                " lại.",
            )
        result = computed(host, copy)
        _write(host, copy)
    host.select(sheets.KIEM_TRA, FIRST_FINDING)
    assert result.summary is not None
    found = [_finding(one) for one in result.summary.findings]
    return _told(f"Đã kiểm tra; {_counted(result.summary)}.", [*found, *_differences(host, result.found)])


def report(host: Host) -> Done:
    """Lập báo cáo: recalculates and writes the Word report into the workbook's folder."""
    from workbook import report as report_writer  # docxtpl, docx and lxml: the other buttons do without

    with opened(host) as copy:
        guards.require_table(copy.path, copy.book, report_writer.NEEDED_SHEETS)
        result = computed(host, copy)
        host.progress("Chỉ tiêu: đang viết báo cáo…")
        copy.book.path = host.folder() / copy.path.name  # the report, and a pack of its own, are beside the workbook
        prepared = report_writer.prepare(copy.book, None)
        _write(host, copy)
        written = report_writer.store(prepared)
    text = f"Đã viết báo cáo {written.path.name} vào thư mục {written.path.parent}"
    if written.warnings:
        text += f"; có {len(written.warnings)} điều cần xem lại trước khi ký"
    lines = list(written.warnings)
    if written.merged is not None:
        lines.insert(0, console.merged_sentence(written.merged))
    if written.kept is not None:
        lines.insert(0, f"Bản trước đây được giữ lại: {written.kept.name}.")
    return _told(f"{text}.", [*lines, *_differences(host, result.found)], written.path)


def next_period(host: Host) -> Done | None:
    """Kỳ mới: the workbook of the next period, in a new file; the open one is left alone."""
    with opened(host) as copy:
        before = rolling.require_ours(copy.path, copy.book)
        host.progress(None)
        answer = host.ask(
            f"Sổ này là của {before.name}. Lập sổ mới cho kỳ nào? Viết như {rolling.FORMS}.", following(before).code
        )
        if answer is None:
            return None
        host.progress("Chỉ tiêu: đang lập sổ kỳ mới…")
        after = parse_period(answer)
        target = host.folder() / copy.path.name if after is None else _target(host, copy.path, before, after)
        rolled = rolling.roll(copy.path, answer, target)
    text = f"Đã lập sổ {rolled.after.name}: {rolled.out.name} trong thư mục {rolled.out.parent};"
    text += f" {rolled.recorded} số liệu của {rolled.before.name} đã vào trang {sheets.LICH_SU}, sổ đang mở giữ nguyên."
    return _told(text, rolled.notices, rolled.out)


COMMANDS: Final[dict[str, Callable[[Host], Done | None]]] = {
    "recalc": recalculate,
    "report": report,
    "check": check,
    "roll": next_period,
}


def following(period: Period) -> Period:
    """The period that an office usually reports after ``period``."""
    match period.kind:
        case "half":
            return Period(period.year, "months", 9)
        case "months":
            return Period(period.year, "year", 12)
        case "year":
            return Period(period.year + 1, "half", 6)
        case _:
            step = 1 if period.kind == "month" else 3
            if period.ends_year:
                return Period(period.year + 1, period.kind, step)
            return Period(period.year, period.kind, period.last_month + step)


def _target(host: Host, source: Path, before: Period, after: Period) -> Path:
    """Where the new workbook goes; ``Refusal`` when one of its name is there."""
    target = host.folder() / rolling.named(source, before, after)
    if target.exists():
        raise Refusal(
            "exists",
            f"Trong thư mục {target.parent} đã có sổ {target.name}, có thể đã nhập số liệu: hãy mở sổ đó ra dùng, hoặc"
            " đổi tên nó rồi bấm Kỳ mới lại.",
        )
    return target


def _write(host: Host, copy: Opened) -> None:
    host.progress("Chỉ tiêu: đang ghi kết quả vào sổ…")
    writeback.write(host, copy.book, copy.before)


# What is said -----------------------------------------------------------------------------------------------------
def _told(text: str, lines: Sequence[str], made: Path | None = None) -> Done:
    return Done(text, lines, made, "warning" if lines else "info")


def _counted(summary: Summary) -> str:
    """How the table stands, in words that go on a sentence."""
    total, _, kinds = summary.count_line.partition(" = ")
    parts = [f"{total} chỉ tiêu gồm {kinds.replace(' + ', ', ')}"]
    if summary.not_entered:
        parts.append(f"{len(summary.not_entered)} chỉ tiêu chưa nhập số liệu")
    found = len(summary.findings)
    parts.append(f"{found} điều cần xem lại" if found else "không có điều cần xem lại")
    return "; ".join(parts)


def _number(count: int) -> str:
    return f"{count:,}".replace(",", ".")


def _finding(one: Finding) -> str:
    return f"{one.cell}: {one.text}" if one.cell else one.text


def _differences(host: Host, found: Comparison) -> list[str]:
    """The cells of which the program shows another value than was computed; all of them, where many, in a file."""
    lines = [_difference(host, one) for one in found.differences]
    if len(lines) <= SHOWN:
        return lines
    path = userfolder.folder() / DIFFERENCES
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return [f"{host.program} hiện khác kết quả tính lại ở {len(lines)} ô, liệt kê trong tệp {path}", *lines]


def _difference(host: Host, one: Difference) -> str:
    shown, own = console.value_text(one.expected), console.value_text(one.got)
    return f"ô {one.sheet}!{one.cell}: {host.program} hiện {shown}, tính lại ra {own}"
