"""Nothing that a workbook names is fetched or opened: not by us, and not by the LibreOffice that ``verify`` asks."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.security.hostile import formulas
from tests.security.hostile_outside import linked, with_macros
from tests.workbook.xlsxparts import parts, sheet, zipped
from workbook import cli, load, verify_libreoffice
from workbook.xmltext import escape
from xlcore import ExcelError

BOOK = (
    '<externalBook r:id="rId1"><sheetNames><sheetName val="K"/></sheetNames><sheetDataSet><sheetData sheetId="0">'
    '<row r="1"><cell r="A1"><v>4</v></cell></row></sheetData></sheetDataSet></externalBook>'
)


class Listening:
    """A server on this computer that remembers whoever asks it for something."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.asked = 0
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self) -> None:
        while True:
            try:
                caller, _ = self.socket.accept()
            except OSError:
                return
            self.asked += 1
            with caller:
                caller.sendall(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n42")

    def close(self) -> None:
        self.socket.shutdown(socket.SHUT_RDWR)
        self.socket.close()
        self.thread.join()


@pytest.fixture
def server() -> Iterator[Listening]:
    found = Listening()
    yield found
    found.close()


def asking(address: str) -> tuple[str, ...]:
    """Formulas that would ask that address in every way that one knows."""
    return (
        f'_xlfn.WEBSERVICE("{address}/a")',
        f'_xlfn.IMAGE("{address}/a.png")',
        f'HYPERLINK("{address}/b","x")',
        f"'{address}/[c.xlsx]S'!A1",
        f"INDIRECT(\"'{address}/[c.xlsx]S'!A1\")",
        f'RTD("server","{address}","x")',
    )


def test_the_server_would_be_heard(server: Listening) -> None:
    with socket.create_connection(server.socket.getsockname()) as caller:
        assert caller.recv(100)
    assert server.asked == 1


def test_a_recalculation_asks_nobody(server: Listening, tmp_path: Path) -> None:
    for data in (formulas(*asking(server.address)), linked("externalLinkPath", f"{server.address}/a.xlsx", BOOK)):
        path = tmp_path / "so.xlsx"
        path.write_bytes(data)
        assert cli.main(["recalc", str(path), "-o", str(tmp_path / "ra.xlsx")]) == cli.DONE
    assert server.asked == 0


def test_neither_we_nor_libreoffice_open_another_workbook_or_ask_a_server(server: Listening, tmp_path: Path) -> None:
    other, path = tmp_path / "khac.xlsx", tmp_path / "so.xlsx"
    other.write_bytes(zipped(parts({"K": sheet('<row r="1"><c r="A1"><v>99</v></c></row>')})))
    rows = "".join(
        f'<row r="{row}"><c r="C{row}"><f>{escape(text)}</f><v>7</v></c></row>'
        for row, text in enumerate(asking(server.address), 3)
    )
    path.write_bytes(linked("externalLinkPath", other.as_uri(), BOOK, rows))
    book = load(path)
    book.recalculate()
    assert book.value("S", "C2") == 5.0  # of the value that came along, not of the file
    found = verify_libreoffice.values(path)
    assert found["S", "C2"] == 5.0 and isinstance(found["S", "C3"], ExcelError)
    assert server.asked == 0


def test_libreoffice_has_a_profile_of_its_own_without_macros_and_links() -> None:
    for name, value in (("MacroSecurityLevel", "3"), ("DisableMacrosExecution", "true"), ("Link", "2")):
        assert f'oor:name="{name}" oor:op="fuse"><value>{value}<' in verify_libreoffice.PROFILE


def test_a_macro_project_is_kept_and_never_read(tmp_path: Path) -> None:
    path = tmp_path / "so.xlsm"
    path.write_bytes(with_macros())  # what stands in the project is no project: who read it would stumble
    assert cli.main(["recalc", str(path)]) == cli.DONE
    assert path.read_bytes() == with_macros()
