"""The VBA between the functions in cells and the Python server, run by a Basic that there is here: LibreOffice's.

The server is a stand-in that gives or refuses what a test asks for; everything of ours is as the add-in has it. What
only Excel has (its wizard, its cells as callers, xlwings' DLL) is not run.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from as_user import printed, python_with_bridge

from udfs import FUNCTIONS
from workbook.comvalues import CODES
from workbook.macro_book import MACRO_PROJECT, MACRO_WORKBOOK, PROJECT, PROJECT_KIND
from workbook.newparts import add_part, set_content_type
from workbook.package import open_package
from workbook.vba.project import Module, project_bytes
from workbook.vba.sources import addin_modules
from workbook.wrapper_module import wrapper_module
from workbook.xmltext import escape

SCRIPT = Path(__file__).with_name("uno_functions.py")
FAILED_IN_PYTHON = -2147467259  # E_FAIL, what pywin32 makes of an exception
SERVER_GONE = -2147023170  # RPC_S_CALL_FAILED

STAND_IN = f"""Option Explicit
Public wanted As String
Public starts As Long
Public asked As String

Public Function XLPyServer()
    starts = starts + 1
    If wanted = "no server" Then Err.Raise 1000
    Set XLPyServer = New PythonServer
End Function

Public Function Answer() As Variant
    Dim rows(1, 1) As Variant, row(1) As Variant
    Select Case wanted
        Case "error"
            Answer = CLng({CODES["#DIV/0!"]})
        Case "number"
            Answer = CDbl(8)
        Case "exception"
            Err.Raise {FAILED_IN_PYTHON}
        Case "gone"
            Err.Raise {SERVER_GONE}
        Case "rows"
            rows(0, 0) = CDbl(2)
            rows(0, 1) = "ch"
            rows(1, 0) = CLng({CODES["#N/A"]})
            rows(1, 1) = True
            Answer = rows
        Case "row"
            row(0) = CLng({CODES["#NAME?"]})
            row(1) = CDbl(4)
            Answer = row
    End Select
End Function
"""
PYTHON_SERVER = """Option Explicit
Public Function CallUDF(script As String, name As String, arguments As Variant, book As Variant, caller As Variant)
    asked = script & " " & name & " " & UBound(arguments)
    CallUDF = Answer()
End Function
"""
TRIALS = """Option Explicit
Public Function GetSetting(app As String, section As String, key As String, Optional fallback As String) As String
    GetSetting = "{interpreter}"
End Function

Public Function InCell(answer As String) As String
    Dim found As Variant, item As Variant
    wanted = answer
    On Error GoTo failed
    found = XLPy.CallUDF("workbook.excel_functions", "CT_SO", Array(1, 2), Nothing, Nothing)
    GoTo shown
failed:
    found = ChiTieu_Failed(Err.Number)
shown:
    If IsArray(found) Then
        For Each item In found
            InCell = InCell & TypeName(item) & " " & CStr(item) & ";"
        Next item
    Else
        InCell = TypeName(found) & " " & CStr(found)
    End If
End Function

Public Function Wrapped(answer As String) As String
    wanted = answer
    asked = ""
    Wrapped = CStr(CT_TIEN(8900000000#)) & " " & asked
End Function

Public Function StartCount(dummy As String) As String
    StartCount = CStr(starts)
End Function

Public Function StartLine(dummy As String) As String
    StartLine = XLPyCommand()
End Function

Public Function Advice(number As String) As String
    Dim said As Variant
    ThisWorkbook.Names("ChiTieu_LoiNhac").RefersTo = ThisWorkbook.Names("Loi" & number).RefersTo
    said = ChiTieu_Advice()
    Advice = UBound(said) & "~" & Join(said, "~")
End Function

Public Function Config(key As String) As String
    Config = GetConfig(key, "python")
End Function
"""
DEFAULT = ["Chi tieu", "May nay chua cai chuong trinh Chi tieu.", ""]
# What a stranger's workbook may say in the hidden name, and what the launcher makes of it: three texts in any case.
ADVICES: dict[str, list[str]] = {
    '"Chỉ tiêu|Máy này chưa cài “đủ” & <thiếu>|cai-dat.cmd"': [
        "Chỉ tiêu",
        "Máy này chưa cài “đủ” & <thiếu>",
        "cai-dat.cmd",
    ],
    '"nói ""thế này""|""|x"': ['nói "thế này"', '"', "x"],
    '"hai\ndòng|ba\tcột|x"': ["hai\ndòng", "ba\tcột", "x"],
    '"😀🇻🇳|مرحبا שלום|e\u0301\u202eđảo"': ["😀🇻🇳", "مرحبا שלום", "e\u0301\u202eđảo"],
    f'"{"dài " * 60}|x|y"': ["dài " * 60, "x", "y"],
    f'"{"dài " * 1000}|x|y"': DEFAULT,  # longer than a text in a formula may be
    '"||"': ["", "", ""],
    '"một câu không có gạch"': DEFAULT,
    '"a|b|c|d"': DEFAULT,
    '""': DEFAULT,
    "42": DEFAULT,
    "#REF!": DEFAULT,
    "S!$A$1": DEFAULT,
}
ASKED = [
    *(("Advice", str(number)) for number in range(len(ADVICES))),
    ("InCell", "error"),
    ("InCell", "number"),
    ("InCell", "rows"),
    ("InCell", "row"),
    ("InCell", "exception"),
    ("InCell", "gone"),
    ("Wrapped", "number"),
    ("Wrapped", "error"),
    ("Wrapped", "exception"),
    ("StartLine", ""),
    ("Config", "INTERPRETER_WIN"),
    ("Config", "CONDA PATH"),
    ("StartCount", ""),
    ("InCell", "no server"),
    ("StartCount", ""),
    ("InCell", "number"),
    ("StartCount", ""),
]


def wrappers() -> str:
    """The wrappers, always as if a cell called: LibreOffice has no ``Application.Caller`` that is a range."""
    text = wrapper_module(FUNCTIONS.values())
    in_a_cell = text.replace("If TypeOf Application.Caller Is Range Then On Error", "On Error")
    return in_a_cell.replace("ActiveWorkbook, Application.Caller", "Nothing, Nothing")


def names() -> str:
    """The names of the workbook: the launcher's, and each advice of the tests under a name of its own."""
    said = {"ChiTieu_LoiNhac": '"x"'} | {f"Loi{number}": text for number, text in enumerate(ADVICES)}
    return "".join(f'<definedName name="{name}" hidden="1">{escape(text)}</definedName>' for name, text in said.items())


def workbook_with_the_functions() -> bytes:
    """A workbook whose VBA is that of the add-in, but for xlwings' module and what is done when it is opened."""
    held = io.BytesIO()
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels"'
            ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/><Override PartName="/xl/worksheets/sheet1.xml"'
            ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><workbookPr codeName="ThisWorkbook"/>'
            '<sheets><sheet name="S" sheetId="1" r:id="rId9"/></sheets>'
            f"<definedNames>{names()}</definedNames></workbook>",
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId9" Type="{office}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml",
            f'<worksheet xmlns="{main}"><sheetPr codeName="Sheet1"/><sheetData/></worksheet>',
        )
        archive.writestr(
            "_rels/.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            f'<Relationship Id="rId1" Type="{office}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
    package = open_package(held.getvalue(), "thu.xlsm")
    set_content_type(package, "xl/workbook.xml", MACRO_WORKBOOK)
    modules = [
        Module("ThisWorkbook", "document", ""),
        *(module for module in addin_modules() if module.name != "ThisWorkbook"),
        Module("xlwings", "standard", STAND_IN),
        Module("PythonServer", "class", PYTHON_SERVER),
        Module("xlwings_udfs", "standard", wrappers()),
        Module("Thu", "standard", TRIALS.format(interpreter=sys.executable)),
    ]
    add_part(package, "xl/workbook.xml", PROJECT, project_bytes(modules), PROJECT_KIND, MACRO_PROJECT)
    return b"".join(package.pieces())


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """What each of ``ASKED`` gave, in one session."""
    folder = tmp_path_factory.mktemp("vba")
    path, profile, pipe = folder / "thu.xlsm", folder / "profile", f"chitieu-ham{os.getpid()}"
    path.write_bytes(workbook_with_the_functions())
    listen = [f"--accept=pipe,name={pipe};urp;", "--headless", "--norestore", "--nologo"]
    quiet = subprocess.DEVNULL
    office = subprocess.Popen(
        ["soffice", f"-env:UserInstallation={profile.as_uri()}", *listen],
        env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"},
        stdin=quiet,
        stdout=quiet,
        stderr=quiet,
        start_new_session=True,
    )
    words = [word for pair in ASKED for word in pair]
    try:
        command = [python_with_bridge(), str(SCRIPT), str(path), pipe, *words]
        said = printed(subprocess.run(command, capture_output=True, encoding="utf-8", timeout=240))
        office.wait(240)
    finally:
        if office.poll() is None:
            os.killpg(office.pid, signal.SIGKILL)
            office.wait()
    found: list[str] = json.loads(said)
    return found


def gave(given: list[str], *asked: str) -> list[str]:
    return [answer for question, answer in zip(ASKED, given, strict=True) if question == asked]


def test_whatever_the_hidden_name_says_the_launcher_has_three_texts_to_show(given: list[str]) -> None:
    for number, texts in enumerate(ADVICES.values()):
        assert gave(given, "Advice", str(number)) == ["~".join(["2", *texts])], number


def test_errors_that_come_as_numbers_are_errors_in_the_cell(given: list[str]) -> None:
    assert gave(given, "InCell", "error") == ["Error Error 2007"]
    assert gave(given, "InCell", "rows") == ["Double 2;Error Error 2042;String ch;Boolean True;"]
    assert gave(given, "InCell", "row") == ["Error Error 2029;Double 4;"]


def test_a_server_that_refuses_is_value_and_none_is_name(given: list[str]) -> None:
    assert gave(given, "InCell", "exception") == ["Error Error 2015"]
    assert gave(given, "InCell", "gone") == ["Error Error 2029"]
    assert gave(given, "InCell", "no server") == ["Error Error 2029"]


def test_a_server_that_did_not_start_is_not_started_again_for_every_cell(given: list[str]) -> None:
    before, after, later = gave(given, "StartCount", "")
    assert (int(after) - int(before), int(later) - int(after)) == (1, 0)
    assert gave(given, "InCell", "number") == ["Double 8", "Error Error 2029"]


def test_the_wrapper_hands_on_what_the_cell_asks_for(given: list[str]) -> None:
    asked = "workbook.excel_functions CT_TIEN 2"
    assert gave(given, "Wrapped", "number") == [f"8 {asked}"]
    assert gave(given, "Wrapped", "error") == [f"Error 2007 {asked}"]
    assert gave(given, "Wrapped", "exception") == [f"Error 2015 {asked}"]


def test_the_server_is_the_interpreter_that_was_recorded_and_no_other(given: list[str]) -> None:
    assert gave(given, "StartLine", "") == [f'"{sys.executable}" -I -B -m workbook.excel_functions $(CLSID)']
    assert gave(given, "Config", "INTERPRETER_WIN") == [sys.executable]
    assert gave(given, "Config", "CONDA PATH") == [""]
