"""Excel as the ``Host`` of a button: an xlwings ``Book``, and what xlwings leaves to Excel's own object model.

xlwings itself is not imported here (``ribbon`` does): everything is reached from the book that it gives. Excel rejects
calls while a cell is edited or a dialogue is open; xlwings would then ask for ever, so it is told to ask once
(``ribbon``), and this file asks again for some seconds.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from workbook import userfolder
from workbook.host import Block, Box, Kind
from workbook.refusal import Refusal
from xlcore.locales import EN_US, Locale, locale_of
from xlcore.values import Value

if sys.platform == "win32":
    import ctypes.wintypes

if TYPE_CHECKING:
    import xlwings as xw

Result = TypeVar("Result")

TITLE: Final = "Chỉ tiêu"
PROGRAM: Final = "Excel"
ADDIN: Final = "chitieu.xlam"
UNSAVED_SUFFIX: Final = ".xlsx"
AUTOMATIC, MANUAL = "automatic", "manual"

# What Excel answers while somebody types into a cell or looks at a dialogue: RPC_E_CALL_REJECTED,
# RPC_E_SERVERCALL_RETRYLATER and VBA_E_IGNORE.
BUSY: Final = frozenset({-2147418111, -2147417846, -2146777998})
# And once it is no more: RPC_S_SERVER_UNAVAILABLE, RPC_E_DISCONNECTED.
GONE: Final = frozenset({-2147023174, -2147417848})
EVERY: Final = 0.2  # seconds between two questions to a busy Excel
PATIENCE: Final = 12.0  # seconds

# Application.International, https://learn.microsoft.com/office/vba/api/excel.xlapplicationinternational
DECIMAL, THOUSANDS, LIST, DATE_SIGN, CURRENCY, DATE_ORDER = 3, 4, 5, 17, 25, 32
ORDERS: Final = ("mdy", "dmy", "ymd")
WORKBOOK_LINKS: Final = 1  # xlExcelLinks, xlLinkTypeExcelLinks
TEXT_ANSWER: Final = 2  # InputBox(Type=2)
PART: Final = 2  # xlPart
# What a protected sheet allows, by the names that Protection has and Protect takes.
ALLOWED: Final = (
    "AllowFormattingCells",
    "AllowFormattingColumns",
    "AllowFormattingRows",
    "AllowInsertingColumns",
    "AllowInsertingRows",
    "AllowInsertingHyperlinks",
    "AllowDeletingColumns",
    "AllowDeletingRows",
    "AllowSorting",
    "AllowFiltering",
    "AllowUsingPivotTables",
)
LONGEST_IN_BLOCK: Final = 8_000  # signs: Excel takes longer texts only one by one
LONG_ENOUGH: Final = 40  # signs: a text that begins with a letter and is as long is no number, date or TRUE


def com_errors() -> tuple[type[BaseException], ...]:
    """What calls to Excel raise; nothing on a computer without Excel."""
    pywintypes = sys.modules.get("pywintypes")  # xlwings brings it on Windows, and it exists nowhere else
    if pywintypes is None:
        return ()
    return (pywintypes.com_error, pywintypes.error, *busy_errors())


def busy_errors() -> tuple[type[BaseException], ...]:
    """What xlwings makes of the answer of a busy Excel."""
    windows = sys.modules.get("xlwings._xlwindows")
    return () if windows is None else (windows.ExcelBusyError,)


def patiently(action: Callable[[], Result], patience: float = PATIENCE) -> Result:
    """What ``action`` returns, asked for again while Excel is busy; ``Refusal`` when it stays so, or is gone.

    Any other error of Excel's is raised as it came.
    """
    end = time.monotonic() + patience
    while True:
        try:
            return action()
        except com_errors() as error:
            codes = BUSY if isinstance(error, busy_errors()) else _codes(error)
            if codes & GONE:
                raise Refusal(
                    "host-gone", "Excel hay sổ này đã đóng giữa chừng: hãy mở lại sổ rồi bấm nút lại."
                ) from error
            if not codes & BUSY:
                raise
            if time.monotonic() > end:
                raise Refusal(
                    "busy",
                    "Excel đang bận, có thể đang gõ dở một ô hay đang mở một hộp thoại: hãy bấm Enter hoặc đóng hộp"
                    " thoại đó rồi bấm nút lại.",
                ) from error
        except AttributeError:  # pywin32 says so too where a busy Excel does not tell whether it has a property
            if not com_errors() or time.monotonic() > end:
                raise
        time.sleep(EVERY)


def _codes(error: BaseException) -> set[int]:
    """The numbers of a COM error: its own, and the one that Excel gave it."""
    inner: Sequence[Any] = getattr(error, "excepinfo", None) or ()
    return {code for code in (getattr(error, "hresult", None), *inner[5:6]) if code}


class ExcelHost:
    """An open workbook of Excel. ``opener`` opens a folder in the program for files."""

    program = PROGRAM

    def __init__(self, book: xw.Book, opener: Callable[[Path], None] | None = None, patience: float = PATIENCE) -> None:
        self._book = book
        self._patience = patience
        self._opener = opener or open_in_explorer
        self._app: xw.App = self._do(lambda: book.app)  # at once: a message must be possible while Excel is busy

    def _do(self, action: Callable[[], Result]) -> Result:
        """What ``action`` returns; ``Refusal`` when Excel does not do it."""
        try:
            return patiently(action, self._patience)
        except com_errors() as error:
            code = f"{(min(_codes(error), default=0)) & 0xFFFFFFFF:08X}"
            raise Refusal(
                f"excel-{code}",
                f"Excel không làm được một việc được yêu cầu (mã {code}): hãy lưu sổ, đóng rồi mở lại Excel và bấm nút"
                " lại.",
            ) from error

    # -- the workbook ----------------------------------------------------------------------------------------------

    def name(self) -> str:
        name: str = self._do(lambda: self._book.api.Name)
        return name if self._path() else f"{name}{UNSAVED_SUFFIX}"

    def full_name(self) -> str:
        found: str = self._do(lambda: self._book.api.FullName)
        return found

    def _path(self) -> str:
        """The folder as Excel has it: a path, a URL, or nothing for a workbook that was never saved."""
        found: str = self._do(lambda: self._book.api.Path)
        return found

    def folder(self) -> Path:
        path = self._path()
        if path and "://" not in path:
            own = Path(path)
            if own.is_dir() and os.access(own, os.W_OK) and not userfolder.is_passing(own):
                return own
        return documents()

    def locale(self) -> Locale:
        def signs() -> tuple[Any, ...]:
            api = self._app.api
            known = {number: api.International(number) for number in (LIST, DATE_SIGN, CURRENCY, DATE_ORDER)}
            if api.UseSystemSeparators:
                decimal, thousands = api.International(DECIMAL), api.International(THOUSANDS)
            else:
                decimal, thousands = api.DecimalSeparator, api.ThousandsSeparator
            return decimal, thousands, known[LIST], known[DATE_ORDER], known[DATE_SIGN], known[CURRENCY]

        decimal, thousands, list_sign, order, date_sign, currency = self._do(signs)
        if not decimal or not isinstance(order, int | float) or not 0 <= order < len(ORDERS):
            return EN_US
        return locale_of(decimal, thousands, list_sign, ORDERS[int(order)], date_sign, currency)

    def save_copy(self, path: Path) -> None:
        if self._do(lambda: self._app.calculation) != AUTOMATIC:
            self._do(self._app.calculate)
        self._do(lambda: self._book.api.SaveCopyAs(str(path)))

    # -- cells -----------------------------------------------------------------------------------------------------

    def contents(self, sheet: str, box: Box) -> list[list[str]]:
        found = self._do(lambda: self._range(sheet, box).formula)
        if box[:2] == box[2:]:
            return [[_entered(found)]]
        rows: Sequence[Any] = found
        return [[_entered(cell) for cell in row] for row in rows]

    def write(self, sheet: str, row: int, col: int, block: Block) -> None:
        box = (row, col, row + len(block) - 1, col + len(block[0]) - 1)
        longer = [
            ((row + down, col + across), value)
            for down, values in enumerate(block)
            for across, value in enumerate(values)
            if isinstance(value, str) and len(value) > LONGEST_IN_BLOCK
        ]
        with self._unguarded(sheet, box):
            self._put(sheet, box, [[None if _is_long(v) else _typed(v) for v in values] for values in block])
            for place, value in longer:
                self._put(sheet, (*place, *place), [[_typed(value)]])

    def _put(self, sheet: str, box: Box, values: list[list[Value]]) -> None:
        def put() -> None:
            self._range(sheet, box).value = values

        self._do(put)

    def _range(self, sheet: str, box: Box) -> xw.Range:
        return self._book.sheets[sheet].range(box[:2], box[2:])

    @contextmanager
    def _unguarded(self, sheet: str, box: Box | None) -> Iterator[None]:
        """While it is entered, a protected sheet lets locked cells of ``box`` (None: any) be written."""
        api = self._do(lambda: self._book.sheets[sheet].api)
        guarded = self._do(lambda: api.ProtectContents)
        if not guarded or (box and self._do(lambda: self._range(sheet, box).api.Locked) is False):
            yield
            return
        options = self._do(lambda: _protection(api))
        try:
            patiently(lambda: api.Unprotect(""), self._patience)  # without an argument Excel would ask for the password
        except com_errors() as error:
            raise Refusal(
                "protected",
                f"Trang {sheet} đang bảo vệ bằng mật khẩu nên không ghi được kết quả: hãy bỏ bảo vệ (Xem lại > Bỏ bảo"
                " vệ Trang tính) rồi bấm nút lại.",
            ) from error
        try:
            yield
        finally:
            self._do(lambda: api.Protect(**options))

    def repair_links(self) -> int:
        links = [link for link in self._do(self._links) if _file_name(link).casefold() == ADDIN]
        here = self._addin() if links else None
        wrong = [link for link in links if here is None or link.casefold() != here.casefold()]
        return sum(self._relink(link, here) for link in wrong)

    def _links(self) -> tuple[str, ...]:
        return tuple(self._book.api.LinkSources(WORKBOOK_LINKS) or ())

    def _addin(self) -> str | None:
        """Where the add-in is that this Excel has loaded; None when it has not."""
        try:
            found: str = self._do(lambda: self._app.books[ADDIN].api.FullName)
            return found
        except KeyError:
            return None

    def _relink(self, link: str, here: str | None) -> bool:
        """Whether the link was changed; where a sheet has a password it stays, and what is computed is the same."""
        sheets = self._do(lambda: [one.name for one in self._book.sheets])
        with self.held(), ExitStack() as open_sheets:  # Excel asks nothing, and computes once for all the sheets
            try:
                for sheet in sheets:
                    open_sheets.enter_context(self._unguarded(sheet, None))
            except Refusal:
                return False
            if here is not None:
                self._do(lambda: self._book.api.ChangeLink(link, here, WORKBOOK_LINKS))
                return True
            # Without the add-in the bare name is right: it is what the fallback beside it knows.
            name = "".join(f"~{sign}" if sign in "~*?" else sign for sign in link.replace("'", "''"))
            for sheet in sheets:
                self._do(partial(self._book.sheets[sheet].api.Cells.Replace, f"'{name}'!", "", PART))
            return True

    # -- the program -----------------------------------------------------------------------------------------------

    @contextmanager
    def held(self) -> Iterator[None]:
        app = self._app
        wanted = {"screen_updating": False, "enable_events": False, "display_alerts": False, "calculation": MANUAL}
        before = {name: self._do(partial(getattr, app, name)) for name in wanted}
        try:
            for name, value in wanted.items():
                self._do(partial(setattr, app, name, value))
            yield
            if before["calculation"] == MANUAL:
                self._do(app.calculate)
        finally:
            self._restore(before)

    def _restore(self, before: dict[str, Any]) -> None:
        """Every setting gets its value back, also when another one could not."""
        failed: Refusal | None = None
        for name, value in reversed(before.items()):
            try:
                self._do(partial(setattr, self._app, name, value))
            except Refusal as refusal:
                failed = refusal
        if failed is not None:
            raise failed

    def progress(self, text: str | None) -> None:
        def say() -> None:
            self._app.status_bar = text if text is not None else False

        self._do(say)

    def message(self, text: str, kind: Kind) -> None:
        try:
            self._do(lambda: self._app.alert(text, TITLE, "ok", "info" if kind == "info" else "critical"))
        except Refusal:
            say(text)  # Excel is gone, and somebody still waits to hear what became of the job

    def ask(self, text: str, proposal: str) -> str | None:
        answer = self._do(lambda: self._app.api.InputBox(text, TITLE, proposal, Type=TEXT_ANSWER))
        return answer.strip() if isinstance(answer, str) else None

    def select(self, sheet: str, cell: str) -> None:
        self._do(lambda: self._app.api.Goto(self._book.sheets[sheet].range(cell).api))

    def open_folder(self, path: Path) -> None:
        self._opener(path.parent)


def _protection(api: Any) -> dict[str, bool]:
    """How a sheet is protected, as the arguments of Protect."""
    allowed = {name: bool(getattr(api.Protection, name)) for name in ALLOWED}
    return {
        "DrawingObjects": bool(api.ProtectDrawingObjects),
        "Contents": True,
        "Scenarios": bool(api.ProtectScenarios),
        "UserInterfaceOnly": bool(api.ProtectionMode),
        **allowed,
    }


def _entered(cell: Any) -> str:
    return "" if cell is None else str(cell)


def _is_long(value: Value) -> bool:
    return isinstance(value, str) and len(value) > LONGEST_IN_BLOCK


def _typed(value: Value) -> Value:
    """A value as it must be handed to Excel, which reads texts as if they were typed: ``=`` begins a formula.

    The apostrophe before a text is Excel's own way to say that it is one; it does not become part of the text.
    """
    if not isinstance(value, str) or (value[:1].isalpha() and len(value) >= LONG_ENOUGH):
        return value
    return f"'{value}" if value else value


def _file_name(path: str) -> str:
    """The last part of a path or URL; Windows' signs count on every computer."""
    return path.replace("\\", "/").rpartition("/")[2]


def documents() -> Path:
    """The user's folder Documents, wherever Windows has it."""
    if sys.platform == "win32":
        path = ctypes.create_unicode_buffer(ctypes.wintypes.MAX_PATH)
        if ctypes.windll.shell32.SHGetFolderPathW(None, 5, None, 0, path) == 0 and path.value:  # CSIDL_PERSONAL
            return Path(path.value)
    found = Path.home() / "Documents"
    found.mkdir(parents=True, exist_ok=True)
    return found


def say(text: str) -> None:
    """Shows a message without Excel; on other systems it goes to standard error."""
    if sys.platform == "win32":
        # With an owner: the first window without one of a process that was started hidden, as this one, stays hidden.
        user32 = ctypes.windll.user32
        user32.MessageBoxW(user32.GetForegroundWindow(), text, TITLE, 0x10030)  # a warning sign, in front of others
    else:
        print(text, file=sys.stderr)


def open_in_explorer(folder: Path) -> None:
    """Opens a folder in Windows' Explorer; elsewhere there is no Excel whose button could ask for it."""
    if sys.platform == "win32":
        with suppress(OSError):  # a folder that is not shown is named in the message
            # With the sign at its end: else Windows would rather run a program of the folder's name, beside it.
            os.startfile(os.path.join(folder, ""))
