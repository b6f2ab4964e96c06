"""The command line ``chitieu``: reads the arguments, runs one job, says in Vietnamese what happened.

Exit codes: 0 done, 1 the input or the computer is at fault (one sentence on standard error), 2 usage, 3 differences.
Each command imports its job itself, because the commands need very different parts and an officer's recalculation must
start fast; this is the one file of the room that does so.
"""

from __future__ import annotations

import argparse
import io
import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Final, NamedTuple, TextIO

from workbook.progress import Progress
from workbook.refusal import Refusal, refuse, system_refusal
from workbook.usage import Parser, file_name

if TYPE_CHECKING:
    from workbook.jobs import RecalcResult
    from workbook.journal import Journal
    from workbook.many import Outcome, Target

DONE: Final = 0
FAULT: Final = 1
DIFFERENT: Final = 3
INTERRUPTED: Final = 130  # what a shell expects after Ctrl-C

DESCRIPTION: Final = "Tính lại sổ chỉ tiêu Excel và viết báo cáo Word theo Nghị định 30/2020/NĐ-CP."
EPILOG: Final = "Mã thoát: 0 xong; 1 tệp hoặc máy có vấn đề; 2 gõ sai cách dùng; 3 có ô khác nhau."

LOG_VARIABLE: Final = "CHITIEU_LOG"

Arguments = argparse.Namespace
Run = Callable[[Arguments], int]

_log: Journal | None = None  # of this process's command


def main(arguments: list[str] | None = None) -> int:
    """The exit code of the command given by ``arguments`` (by default the process's own)."""
    for stream in (sys.stdout, sys.stderr):
        _speak_utf8(stream)
    words = sys.argv[1:] if arguments is None else arguments
    try:
        parsed = parse(words)
        _begin_log(parsed, words)
        code: int = parsed.run(parsed)
        sys.stdout.flush()
        return code
    except Refusal as refusal:
        return _fault(refusal, words)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; Python would complain about it at exit
        return FAULT
    except OSError as error:
        return _fault(system_refusal(error), words)
    except MemoryError:
        return _fault(refuse("no-memory"), words)
    except KeyboardInterrupt:
        print("Đã dừng theo yêu cầu.", file=sys.stderr)
        return INTERRUPTED


class Command(NamedTuple):
    """A command: what it does, in words and as the function to run, and what adds its arguments to a parser."""

    text: str
    run: Run
    fill: Callable[[argparse.ArgumentParser], object]


def commands() -> dict[str, Command]:
    """Every command by its name, in the order of the help."""
    return {
        "demo": Command("dựng sổ chỉ tiêu mẫu Bút Sơn, tính lại và viết báo cáo", _demo, _demo_arguments),
        "packs": Command("liệt kê các loại báo cáo", _packs, _no_arguments),
        "new": Command("dựng một sổ mới theo loại báo cáo", _new, _new_arguments),
        "roll": Command("lập sổ kỳ mới từ sổ kỳ trước, giữ nguyên mọi thứ đã sửa", _roll, _roll_arguments),
        "addin": Command("dựng phần bổ trợ (add-in) cho Excel: thẻ nút bấm và các hàm CT_…", _addin, _addin_arguments),
        "doctor": Command("cho biết máy này còn thiếu gì và phải làm gì", _doctor, _doctor_arguments),
        "recalc": Command("tính lại một hay nhiều sổ", _recalc, _recalc_arguments),
        "report": Command("tính lại sổ và viết báo cáo Word", _report, _report_arguments),
        "verify": Command("tính lại và liệt kê từng ô khác", _verify, _verify_arguments),
    }


def parse(words: Sequence[str]) -> Arguments:
    """The arguments that ``words`` spell; a usage error leaves the process with 2.

    Only the parser of the command that is called is built: all of them would cost a tenth of a small recalculation.
    """
    known = commands()
    if words and words[0] in known:
        parser = Parser(f"chitieu {words[0]}", _sentence(known[words[0]].text))
        _fill(parser, known[words[0]])
        return parser.parse_args(words[1:])
    return build_parser().parse_args(words)


def build_parser() -> Parser:
    """The parser of every command; ``parsed.run`` is the command's function."""
    parser = Parser("chitieu", DESCRIPTION, EPILOG)
    added = parser.add_subparsers(title="Các lệnh", metavar="LỆNH", dest="command", required=True, parser_class=Parser)
    for name, command in commands().items():
        _fill(added.add_parser(name, help=command.text, description=_sentence(command.text)), command)
    return parser


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}."


def _fill(parser: argparse.ArgumentParser, command: Command) -> None:
    parser.add_argument("--json", action="store_true", help="in kết quả dạng JSON cho máy đọc")
    parser.add_argument("--log", metavar="TỆP", help=f"ghi thêm nhật ký vào tệp này (hoặc đặt biến {LOG_VARIABLE})")
    parser.add_argument("--log-values", action="store_true", help="nhật ký có cả nội dung ô (mặc định: không)")
    parser.set_defaults(run=command.run)
    command.fill(parser)


def _no_arguments(_: argparse.ArgumentParser) -> None:
    """For commands that take none."""


def _doctor_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", metavar="TỆP", nargs="*", help="xem thêm các sổ này: có bị chặn, bị hỏng không")


def _demo_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-o", "--out", type=file_name, metavar="THƯ_MỤC", default="out", help="nơi ghi hai tệp (mặc định: out)"
    )


def _new_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("pack", metavar="LOẠI", help="mã loại báo cáo (xem lệnh packs) hoặc thư mục của nó")
    kinds = "sổ sẽ ghi: .xlsx, hoặc .xlsm để có nút bấm trong Excel"
    command.add_argument("-o", "--out", type=file_name, metavar="TỆP", required=True, help=kinds)
    command.add_argument(
        "--data",
        metavar="CSV",
        help="số liệu nạp sẵn: tệp CSV, dòng đầu là tên cột: tt (số thứ tự hoặc mã chỉ tiêu) và tùy ý ke_hoach,"
        " cung_ky, thuc_hien, ghi_chu",
    )
    command.add_argument("--period", metavar="KỲ", help="kỳ báo cáo: 2023-M06, 2023-Q2, 2023-H1, 2023-9M, 2023")
    command.add_argument("--unit", metavar="ĐƠN_VỊ", help="tên đơn vị; đơn vị khác thì số liệu của gói để trống")
    command.add_argument(
        "--from",
        dest="earlier",
        metavar="SỔ_NĂM_TRƯỚC",
        nargs="+",
        default=(),
        help="lấy số cùng kỳ và lịch sử từ sổ năm trước; nhiều sổ (đơn vị sáp nhập) thì cộng lại, xem trang HopNhat",
    )


def _roll_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="TỆP", help="sổ của kỳ vừa xong")
    command.add_argument(
        "--to",
        metavar="KỲ",
        required=True,
        help="kỳ mới: 2024-M06, 2024-Q2, 2024-H1, 2024-9M, 2024; phải sau kỳ của sổ",
    )
    command.add_argument(
        "-o", "--out", type=file_name, metavar="ĐÍCH", help="sổ mới (mặc định: cạnh sổ cũ, tên theo kỳ mới)"
    )


def _addin_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "-o",
        "--out",
        type=file_name,
        metavar="TỆP",
        default="chitieu.xlam",
        help="tệp .xlam sẽ ghi (mặc định: chitieu.xlam)",
    )


def _recalc_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", metavar="TỆP", nargs="+", help="sổ .xlsx hoặc .xlsm")
    command.add_argument(
        "-o", "--out", type=file_name, metavar="ĐÍCH", help="ghi ra tệp khác, hoặc ra thư mục khi có nhiều tệp"
    )
    command.add_argument("--check", action="store_true", help="không ghi gì; mã thoát 3 khi có giá trị lưu đã cũ")
    _saving_arguments(command)
    command.add_argument(
        "--jobs", metavar="SỐ", type=int, help="số tệp tính cùng lúc (mặc định: bằng số lõi của bộ xử lý)"
    )


def _saving_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--backup", action="store_true", help="giữ bản trước khi ghi ở tệp cùng tên thêm đuôi .bak (thay bản .bak cũ)"
    )
    command.add_argument(
        "--break-signature", action="store_true", help="ghi đè cả sổ có chữ ký số; chữ ký mất hiệu lực, phải ký lại"
    )


def _report_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("file", metavar="TỆP", help="sổ chỉ tiêu .xlsx hoặc .xlsm")
    command.add_argument("-o", "--out", type=file_name, metavar="DOCX", help="tệp báo cáo (mặc định: cùng tên với sổ)")
    command.add_argument(
        "--pack", metavar="GÓI", help="thư mục của gói báo cáo, khi gói không có sẵn và không ở cạnh sổ dưới tên của nó"
    )
    command.add_argument(
        "--fresh",
        action="store_true",
        help="viết mới hẳn, bỏ chỗ đã sửa trong Word; bản cũ được giữ dưới tên có ngày giờ",
    )
    command.add_argument(
        "--trace", action="store_true", help="ghi thêm nguồn của từng con số: tệp CSV, JSON và bản Word có ghi chú"
    )
    _saving_arguments(command)


def _verify_arguments(command: argparse.ArgumentParser) -> None:
    command.add_argument("files", metavar="TỆP", nargs="+", help="sổ .xlsx hoặc .xlsm")
    command.add_argument(
        "--against",
        choices=("cached", "libreoffice", "formulas"),
        default="cached",
        help="so với: giá trị lưu trong tệp (cached), LibreOffice (libreoffice) hay gói formulas (formulas)",
    )


def _printer(arguments: Arguments) -> ModuleType:
    """What prints the results: for a machine, or for a person; both have the same functions."""
    if arguments.json:
        from workbook import console_json

        return console_json
    from workbook import console

    return console


def _demo(arguments: Arguments) -> int:
    from workbook import jobs

    with Progress(1) as progress:
        progress.step("dựng sổ và viết báo cáo mẫu")
        job = jobs.demo(arguments.out)
    _note_results([job.recalc])
    _printer(arguments).show_report(job)
    return DONE


def _packs(arguments: Arguments) -> int:
    from workbook import packs

    _printer(arguments).show_packs(packs.available())
    return DONE


def _new(arguments: Arguments) -> int:
    from workbook import jobs

    with Progress(1) as progress:
        progress.step(f"dựng {arguments.out}")
        result = jobs.new(
            arguments.pack, arguments.out, arguments.data, arguments.period, arguments.unit, arguments.earlier
        )
    _note_results([result])
    _printer(arguments).show_recalc([result], [])
    return DONE


def _roll(arguments: Arguments) -> int:
    from workbook import rolling

    with Progress(1) as progress:
        progress.step(f"lập kỳ {arguments.to} từ {arguments.file}")
        rolled = rolling.roll(arguments.file, arguments.to, arguments.out)
    _printer(arguments).show_roll(rolled)
    return DONE


def _addin(arguments: Arguments) -> int:
    from workbook import addin

    _printer(arguments).show_addin(addin.write_addin(arguments.out))
    return DONE


def _recalc(arguments: Arguments) -> int:
    targets = _targets(arguments.files, arguments.out)
    results: list[RecalcResult] = []
    refused: list[tuple[Path, Refusal]] = []
    with Progress(len(targets)) as progress:
        for source, outcome in _recalculated(targets, arguments, progress):
            if isinstance(outcome, Refusal):
                refused.append((source, outcome))
            elif isinstance(outcome, OSError):
                refused.append((source, system_refusal(outcome)))
            else:
                results.append(outcome)
    _note_results(results, refused)
    _printer(arguments).show_recalc(results, refused)
    if refused:
        return FAULT
    return DIFFERENT if any(result.stale and result.stale.differences for result in results) else DONE


def _recalculated(targets: list[Target], arguments: Arguments, progress: Progress) -> Iterator[tuple[Path, Outcome]]:
    """Every file with its result or what hindered it, in order; several files in several processes."""
    from workbook import jobs
    from workbook.book import Series

    different = len({source.resolve() for source, _ in targets}) == len(targets)  # one file twice: one after the other
    if len(targets) > 1 and different and arguments.jobs != 1:
        from workbook import many

        count = many.workers(len(targets), arguments.jobs)
        for source, outcome in many.recalc_all(
            targets, arguments.check, count, arguments.backup, arguments.break_signature
        ):
            progress.step(str(source))
            yield source, outcome
        return
    series = Series()
    for source, target in targets:
        progress.step(str(source))
        try:
            kept = arguments.backup, arguments.break_signature
            yield source, jobs.recalc(source, target, arguments.check, series.load, *kept)
        except (Refusal, OSError) as hindrance:
            yield source, hindrance
        except MemoryError:
            yield source, refuse("no-memory")


def _report(arguments: Arguments) -> int:
    from workbook import jobs

    with Progress(1) as progress:
        progress.step(f"viết báo cáo từ {arguments.file}")
        job = jobs.report(
            arguments.file,
            arguments.out,
            arguments.pack,
            arguments.fresh,
            arguments.trace,
            arguments.backup,
            arguments.break_signature,
        )
    _note_results([job.recalc])
    _printer(arguments).show_report(job)
    return DONE


def _verify(arguments: Arguments) -> int:
    from workbook import verify

    found: list[tuple[Path, verify.Comparison]] = []
    refused: list[tuple[Path, Refusal]] = []
    with Progress(len(arguments.files)) as progress:
        for name in arguments.files:
            progress.step(name)
            try:
                found.append((Path(name), verify.verify(Path(name), arguments.against)))
            except Refusal as refusal:
                refused.append((Path(name), refusal))
    _note_results([], refused)
    _printer(arguments).show_verify(found, arguments.against, refused)
    if refused:
        return FAULT
    return DIFFERENT if any(comparison.differences for _, comparison in found) else DONE


def _doctor(arguments: Arguments) -> int:
    from workbook import doctor

    checks = doctor.examine([Path(name) for name in arguments.files])
    _printer(arguments).show_doctor(checks)
    return DONE if all(check.good or not check.needed for check in checks) else FAULT


def _targets(names: list[str], out: str | None) -> list[tuple[Path, Path | None]]:
    """Each file with where it is to be saved (None: in place); many files, or a folder, go into the folder ``out``."""
    sources = [Path(name) for name in names]
    if out is None:
        return [(source, None) for source in sources]
    target = Path(out)
    if len(sources) == 1 and not target.is_dir():
        return [(sources[0], target)]
    if len({source.name for source in sources}) < len(sources):
        raise Refusal("same-name", "Có hai tệp trùng tên; không ghi chung vào một thư mục được.")
    if target.is_file():
        raise Refusal("out-is-file", f"“{out}” là một tệp; khi tính nhiều sổ, -o phải là một thư mục.")
    target.mkdir(parents=True, exist_ok=True)
    return [(source, target / source.name) for source in sources]


def _begin_log(arguments: Arguments, words: Sequence[str]) -> None:
    """Starts the log that ``--log`` or the variable CHITIEU_LOG names; without one nothing is loaded for it."""
    global _log
    _log = None
    name = arguments.log or os.environ.get(LOG_VARIABLE)
    if name:
        from workbook import journal

        journal.require_log(Path(name), _named(arguments))
        _log = journal.Journal(Path(name), arguments.log_values)
        _log.begin(words)


def _named(arguments: Arguments) -> Iterator[str]:
    """What the arguments name, files among it, but for the log."""
    for name, value in vars(arguments).items():
        if name != "log":
            yield from (each for each in (value if isinstance(value, list) else [value]) if isinstance(each, str))


def _note_results(results: Iterable[RecalcResult], refused: Iterable[tuple[Path, Refusal]] = ()) -> None:
    if _log is None:
        return
    from workbook import console_json

    for result in results:
        _log.result(console_json.recalc_data(result))
    for path, refusal in refused:
        _log.refusal(refusal, path)


def crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What a process of the command does about a bug: one sentence, and where it showed itself into a log."""
    from workbook import journal, userfolder

    known = journal.Journal() if _log is None else _log
    known.failure(kind, error, trace)
    if issubclass(kind, MemoryError):
        refusal = refuse("no-memory")
    else:
        refusal = refuse("bug", log=known.path or userfolder.note_failure(kind, trace))
    _fault(refusal, sys.argv[1:])


def _fault(refusal: Refusal, words: Sequence[str]) -> int:
    """Says why there is no result: to a person in a sentence, to a machine with its code too."""
    if _log is not None:
        _log.refusal(refusal)
    if "--json" in words:
        from workbook import console_json

        console_json.show_fault(refusal)
    print(refusal.message, file=sys.stderr)
    return FAULT


def _speak_utf8(stream: TextIO) -> None:
    """Windows gives a pipe the code page of the computer, in which Vietnamese cannot be written."""
    if isinstance(stream, io.TextIOWrapper) and stream.encoding.lower().replace("-", "") != "utf8":
        stream.reconfigure(encoding="utf-8", errors="replace")
