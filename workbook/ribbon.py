"""What the buttons in Excel start: ``python -I -B -m workbook.ribbon COMMAND --wb=... --app=... --hwnd=...``.

The workbook that is open, its folder and the environment have no say in what runs here. ``-I`` keeps the folder and
``PYTHON...`` out, and the list of folders that the installer puts beside Python what ``-I`` lets through; xlwings is
imported without its commercial part, which would look for a licence in the workbook and in the user's files, and
without packages that it only converts for.
"""

from __future__ import annotations

import re
import sys
from types import ModuleType, TracebackType
from typing import TYPE_CHECKING, Final, NamedTuple

from workbook import buttons, userfolder
from workbook.excel_host import ExcelHost, com_errors, patiently, say
from workbook.lean_xlwings import load_xlwings
from workbook.refusal import Refusal

if TYPE_CHECKING:
    import xlwings as xw

DONE: Final = 0
FAULT: Final = 1
BROKEN: Final = "Chương trình gặp lỗi ngoài dự kiến nên dừng lại: hãy gửi tệp nhật ký {log} cho người hỗ trợ."
REINSTALL: Final = "hãy cài lại chương trình chỉ tiêu và phần bổ trợ, rồi mở lại sổ"
_UNIT: Final = re.compile(r"%([0-9A-Fa-f]{4})|([A-Za-z0-9._\-])")


class Call(NamedTuple):
    """What the launcher in the workbook or the add-in asks for: a button, for a workbook by its full name.

    ``hwnd`` is the window of the Excel that it is open in.
    """

    command: str
    workbook: str
    hwnd: int

    @property
    def file(self) -> str:
        """The workbook's name without its folder or address."""
        return re.split(r"[\\/]", self.workbook)[-1]


def main(arguments: list[str] | None = None) -> int:
    """The exit code of a press on a button; what happened has been said by then."""
    sys.excepthook = _crashed
    try:
        call = parse(sys.argv[1:] if arguments is None else arguments)
        host = ExcelHost(calling_book(call))
    except Refusal as refusal:
        userfolder.note(refusal.code)
        say(refusal.message)
        return FAULT
    return DONE if buttons.press(call.command, host) else FAULT


def parse(arguments: list[str]) -> Call:
    """The call that the launcher's words spell; ``Refusal`` for a launcher of another version."""
    options = dict(word[2:].partition("=")[::2] for word in arguments[1:] if word.startswith("--"))
    if options.get("wb") == "":  # a button of the add-in; a workbook in Protected View is none
        raise Refusal(
            "no-book-open",
            "Excel chưa mở sổ nào để sửa: hãy mở sổ chỉ tiêu, bấm Cho phép Chỉnh sửa (Enable Editing) nếu Excel hỏi,"
            " rồi bấm nút lại.",
        )
    command, hwnd = (arguments or [""])[0], options.get("hwnd", "")
    name = decoded(options.get("wb", ""))
    if not command or command.startswith("-") or not name or not re.fullmatch(r"-?\d+", hwnd):
        raise Refusal("bad-call", f"Nút bấm không hợp với chương trình đã cài trên máy này: {REINSTALL}.")
    return Call(command, name, int(hwnd))


def decoded(text: str) -> str | None:
    """The text that the launcher wrote in ASCII, a sign as ``%XXXX`` per UTF-16 unit; None where that is broken."""
    units = bytearray()
    place = 0
    for found in _UNIT.finditer(text):
        if found.start() != place:
            return None
        units += int(found[1] or f"{ord(found[2]):04X}", 16).to_bytes(2, "little")
        place = found.end()
    if place != len(text):
        return None
    try:
        return units.decode("utf-16-le")
    except UnicodeDecodeError:
        return None


def calling_book(call: Call) -> xw.Book:
    """The workbook whose button was pressed; ``Refusal`` when this computer's Excel does not have it open."""
    xlwings = load_xlwings()
    if xlwings.engines.active is None:
        raise Refusal("no-excel", "Máy này không có Excel, mà nút bấm chỉ chạy trong Excel: hãy dùng lệnh chitieu.")
    # What xlwings' own launcher would have passed; the name without its folder, as Excel's list of workbooks has it.
    sys.argv[1:] = [f"--wb={call.file}", "--from_xl=1", f"--hwnd={call.hwnd}"]
    # It finds none for a name with "=", which it cuts off there, and for a window that Excel has replaced since.
    missing: tuple[type[BaseException], ...] = (KeyError, *com_errors())
    try:
        book: xw.Book = patiently(xlwings.Book.caller)
        if patiently(lambda: is_named(book, call.workbook)):
            return book
    except missing:
        pass
    return _searched(xlwings, call.workbook)


def _searched(xlwings: ModuleType, name: str) -> xw.Book:
    """The workbook of that full name, in whichever Excel has it open."""

    def found() -> xw.Book | None:
        return next((book for app in xlwings.apps for book in app.books if is_named(book, name)), None)

    try:
        book = patiently(found)
    except com_errors() as error:
        raise Refusal("no-connection", f"Không nối được với Excel: {REINSTALL}.") from error
    if book is None:
        raise Refusal("no-book", f"Không thấy sổ {name} trong Excel đang mở: hãy mở lại sổ rồi bấm nút lại.")
    return book


def is_named(book: xw.Book, name: str) -> bool:
    """Whether that is the full name of a workbook; Excel tells no capital letters from small ones."""
    found: str = book.api.FullName
    return found.casefold() == name.casefold()


def _crashed(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """A bug: where it showed itself goes into the log, and one sentence to whoever pressed the button."""
    say(BROKEN.format(log=userfolder.note_failure(kind, trace)))
    sys.__excepthook__(kind, error, trace)


if __name__ == "__main__":
    sys.exit(main())
