"""A click on a button in a program that an officer could have: LibreOffice on a screen of its own runs our own VBA.

What the launcher starts is a script that records its words and hands them to the real ``workbook.ribbon``.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from as_user import printed, python_with_bridge

from tests.built import Built
from workbook import jobs
from workbook.ribbon import decoded
from workbook.vba.toolbar import ADVICE, BUTTONS

NAME = "Bảng chỉ tiêu 6 tháng & 'quý II' 100% đạt.xlsm"
FOLDER = "Thống kê & báo cáo"
# Macros of documents are run without asking; nothing is shown when the program starts.
PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse">
<value>0</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Misc"><prop oor:name="ShowTipOfTheDay" oor:op="fuse">
<value>false</value></prop></item>
</oor:items>
"""
RECORDER = """#!/bin/sh
here={folder}
: >"$here/begun"
"{python}" "$@" 2>"$here/said"
echo $? >"$here/code"
for word in "$0" "$@"; do printf '%s\\n' "$word"; done >"$here/being-written"
echo >>"$here/being-written"
mv "$here/being-written" "$here/record"
"""


@contextmanager
def screen() -> Iterator[str]:
    """The name of a display that nobody sees."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", "1366x768x24", "-nolisten", "tcp"]
    server = subprocess.Popen(command, pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    try:
        with os.fdopen(reading) as told:
            yield f":{told.readline().strip()}"
    finally:
        server.terminate()
        server.wait()


@contextmanager
def office(profile: Path, pipe: str, display: str) -> Iterator[None]:
    """LibreOffice on that display, listening on the pipe."""
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    command = ["soffice", f"-env:UserInstallation={profile.as_uri()}", f"--accept=pipe,name={pipe};urp;"]
    environment = {**os.environ, "DISPLAY": display, "SAL_USE_VCLPLUGIN": "gen"}
    quiet = subprocess.DEVNULL
    process = subprocess.Popen(
        [*command, "--norestore", "--nologo"], env=environment, stdout=quiet, stderr=quiet, start_new_session=True
    )
    try:
        yield
    finally:
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture(scope="module")
def said(built: Built, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What came of a click on every button, and of one on a computer without the program."""
    home = tmp_path_factory.mktemp("may")
    folder = home / FOLDER
    folder.mkdir()
    shutil.copyfile(built(jobs.DEMO_PACK, ".xlsm"), folder / NAME)
    interpreter = home / "python"
    interpreter.write_text(RECORDER.format(folder=home, python=sys.executable), encoding="utf-8")
    interpreter.chmod(0o755)
    pipe = f"bam{os.getpid()}"
    script = Path(__file__).with_name("uno_click.py")
    words = [str(folder / NAME), pipe, str(home / "record"), str(interpreter)]
    with screen() as display, office(home / "profile", pipe, display):
        done = subprocess.run(
            [python_with_bridge(), str(script), *words],
            env={**os.environ, "DISPLAY": display},
            capture_output=True,
            encoding="utf-8",
            timeout=240,
        )
        said = printed(done)
    found: dict[str, Any] = json.loads(said)
    found["interpreter"] = str(interpreter)
    found["code"] = (home / "code").read_text(encoding="utf-8").strip()
    found["message"] = (home / "said").read_text(encoding="utf-8").strip()
    return found


def every_button_starts_its_own_job_with_the_recorded_interpreter(said: dict[str, Any]) -> None:
    assert list(said["started"]) == [button.macro for button in BUTTONS]
    for button in BUTTONS:
        words = said["started"][button.macro]
        assert words[:6] == [said["interpreter"], "-I", "-B", "-m", "workbook.ribbon", button.job]
        assert [word.partition("=")[0] for word in words[6:]] == ["--wb", "--app", "--hwnd"]


def the_workbooks_name_arrives_whole_in_ascii(said: dict[str, Any]) -> None:
    for words in said["started"].values():
        assert all(word.isascii() for word in words)
        name = words[6].removeprefix("--wb=")
        assert not set(name) & set(" &'\"%") - {"%"}
        assert decoded(name) == NAME  # LibreOffice's FullName has no folder


def python_is_reached_and_knows_that_there_is_no_excel(said: dict[str, Any]) -> None:
    assert said["code"] == "1"
    assert said["message"].startswith("Máy này không có Excel")
    assert "Traceback" not in said["message"]


def without_the_program_one_message_says_what_to_do(said: dict[str, Any]) -> None:
    title, text, _ = ADVICE.split("|")
    assert said["box"] == [title, text, "OK"]
    assert not said["started after that"]


def libreoffice_has_every_module(said: dict[str, Any]) -> None:
    assert {"ChiTieuMay", "ChiTieuNut", "ThisWorkbook", "Sheet1", "Sheet7"} <= set(said["modules"])


def test_a_click_reaches_python_through_our_own_vba(said: dict[str, Any]) -> None:
    """One test, because the fixture shows a whole LibreOffice and workers share none."""
    every_button_starts_its_own_job_with_the_recorded_interpreter(said)
    the_workbooks_name_arrives_whole_in_ascii(said)
    python_is_reached_and_knows_that_there_is_no_excel(said)
    without_the_program_one_message_says_what_to_do(said)
    libreoffice_has_every_module(said)
