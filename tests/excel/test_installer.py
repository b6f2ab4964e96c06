"""The scripts that install chitieu on Windows, read as PowerShell reads them; there is no Windows here to run them.

What they hand over to Python is run: the probe of an interpreter here, the rest in ``test_installation.py``.
"""

from __future__ import annotations

import importlib.metadata
import re
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.acceptance.test_wheel import SOURCE
from tests.excel import planted
from tests.excel.powershell import AUTOMATIC, AUTOMATIC_SETTINGS, CMDLETS, COMMON, MARK, Call, Script
from workbook import doctor_windows, installation, userfolder

ROOT = Path(__file__).resolve().parents[2]
FOLDER = ROOT / "windows"
SCRIPTS = {path.stem: Script(path) for path in sorted(FOLDER.glob("*.ps1"))}
COMMANDS = ("cai-dat", "go-cai-dat", "chuan-bi-goi")
FUNCTIONS = {name: parameters for script in SCRIPTS.values() for name, parameters in script.functions().items()}
CALLS = [
    pytest.param(script, call, id=f"{name}-{call.text[:40]}")
    for name, script in SCRIPTS.items()
    for call in script.calls()
]

every_script = pytest.mark.parametrize("script", SCRIPTS.values(), ids=SCRIPTS)


# Read as PowerShell 5.1 reads them -----------------------------------------------------------------------------------


@every_script
def test_a_script_is_whole(script: Script) -> None:
    assert not script.faults()


@every_script
def test_a_script_is_encoded_as_powershell_5_needs(script: Script) -> None:
    """Without the mark at its start PowerShell 5.1 takes the file for one in the computer's old code page."""
    assert script.data.startswith(MARK)
    assert script.data.count(b"\n") == script.data.count(b"\r\n")


@every_script
def test_a_script_uses_nothing_that_powershell_5_does_not_have(script: Script) -> None:
    newer = [
        node.type for node in script.nodes("pipeline_chain_tail", "ternary_expression", "null_coalesce_expression")
    ]
    assert not newer
    assert not re.search(r"\?\?|\?\.|\bclass\s", script.text)


@every_script
def test_quotes_and_dashes_are_those_that_powershell_means(script: Script) -> None:
    """PowerShell takes typographic quotes for its own, and long dashes for the sign of a parameter."""
    assert not set(script.text) & set("“”„‘’‚–—―")


@every_script
def test_a_variable_in_a_text_ends_where_it_seems_to(script: Script) -> None:
    """``"$name?"`` and ``"$name:"`` are other variables than ``$name``; ``${name}`` says where it ends."""
    texts = [line for line in script.text.splitlines() if '"' in line and not line.lstrip().startswith("#")]
    wrong = [line for line in texts for name in re.findall(r"\$(\w+)[?:]", line) if name.lower() != "env"]
    assert not wrong


@pytest.mark.parametrize(("script", "call"), CALLS)
def test_a_command_exists_and_has_the_parameters_it_is_given(script: Script, call: Call) -> None:
    if call.name in FUNCTIONS:
        assert not call.parameters
        assert call.positional == len(FUNCTIONS[call.name]), call.text
    elif call.name:
        assert call.name in CMDLETS, call.text
        if call.name != "New-Object" or call.parameters:
            assert set(call.parameters) <= CMDLETS[call.name] | COMMON, call.text
    else:
        assert re.match(r"[&.] ", call.text), call.text


@every_script
def test_a_variable_is_given_a_value_before_it_is_used(script: Script) -> None:
    """``Set-StrictMode`` makes anything else an error, in the middle of an installation."""
    known = script.assigned() | SCRIPTS["chung"].assigned() | AUTOMATIC
    assert script.variables() <= known
    assert not script.assigned() & AUTOMATIC
    assert script.assigned() >= AUTOMATIC_SETTINGS or script.path.stem != "chung"


def test_every_function_is_called_and_defined_once() -> None:
    calls = Counter(call.name for script in SCRIPTS.values() for call in script.calls())
    assert {name for name in FUNCTIONS if not calls[name]} == set()
    assert len(FUNCTIONS) == sum(len(script.functions()) for script in SCRIPTS.values())


@every_script
def test_what_a_function_returns_is_not_mixed_with_what_a_program_prints(script: Script) -> None:
    """A program started in a function adds its lines to what the function returns, unless they go elsewhere."""
    for call in script.calls():
        if call.text.startswith("& $Python -I @Words"):
            assert "& $Python -I @Words | Out-Host" in script.text


# What they may not do ------------------------------------------------------------------------------------------------


@every_script
def test_a_script_runs_no_text_and_weakens_nothing(script: Script) -> None:
    never = (
        "Invoke-Expression", "iex", "Set-ExecutionPolicy", "EncodedCommand", "DownloadString", "Add-MpPreference",
        "Start-Process", "RunAs", "Invoke-Command", "HKLM:\\\\SOFTWARE\\\\Microsoft", "SetEnvironmentVariable",
    )  # fmt: skip
    assert [name for name in never if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", script.text, re.I)] == []


@every_script
def test_a_script_writes_only_to_the_user_s_own_registry(script: Script) -> None:
    writing = [call.text for call in script.calls() if call.name in ("New-ItemProperty", "Remove-ItemProperty")]
    assert not [text for text in writing if "HKLM" in text]
    assert "HKLM:" not in script.text or script.path.stem == "cai-dat"  # which reads where Python is installed


def test_python_never_takes_anything_from_the_folder_it_is_started_in() -> None:
    starts = [
        call.text
        for script in SCRIPTS.values()
        for call in script.calls()
        if re.match(r"& \$(Exe|Python|File)\b", call.text, re.I)
    ]
    assert len(starts) == 4
    assert all(re.match(r"& \$\w+ -I ", text) for text in starts)


def test_the_command_that_is_written_forgets_the_variables_that_isolation_does_not_cover() -> None:
    """``-I`` keeps ``PYTHONPATH`` and its like out, but not the name of another interpreter."""
    written = re.search(r"'chitieu.cmd'\) -Value (.*) -Encoding Ascii", SCRIPTS["cai-dat"].text)
    assert written
    lines = re.findall(r"'([^']*)'|\"((?:[^\"`]|`.)*)\"", written[1])
    assert [one or two.replace("`", "") for one, two in lines] == [
        "@setlocal",
        *(f'@set "{name}="' for name in (*doctor_windows.OTHER_PYTHON, "OPENSSL_CONF")),
        '@"$Exe" -I -B -m workbook %*',
    ]


def test_python_has_a_list_of_its_folders_beside_its_library() -> None:
    """What is set for Python cannot change that list, nor is what Python runs as it starts (``site``) on it."""
    text = SCRIPTS["cai-dat"].text
    told = re.search(r"\$Paths = (.*)\r", text)
    assert told
    paths = re.findall(r"'([^']+)'", told[1])
    assert paths[:3] == ["Lib", "DLLs", r"Lib\site-packages"]
    assert {rf"Lib\site-packages\{name}" for name in ("win32", r"win32\lib", "pythonwin")} == set(paths[3:])
    assert "import" not in told[1]
    body = text.partition("function Protect-Python")[2].partition("\nfunction ")[0]
    assert re.search(r"-match '\^python3\\d\+\\.dll\$'", body)
    assert "($library.BaseName + '._pth')) -Value $Paths -Encoding Ascii" in body


def test_nothing_of_pywin32_is_looked_for_where_a_variable_says() -> None:
    """Its libraries in the folders of ``PATH``, its classes, as code, in the folder for temporary files."""
    body = SCRIPTS["cai-dat"].text.partition("function Protect-Python")[2].partition("\nfunction ")[0]
    assert re.search(r"'pywin32_system32'\) -Filter '\*.dll' \| Copy-Item -Destination \$root", body)
    assert re.search(r"New-Item -ItemType Directory -Path .*'win32com'\) 'gen_py'\) -Force", body)


def test_the_program_is_tried_out_after_python_was_made_deaf() -> None:
    body = SCRIPTS["cai-dat"].text.partition("function Install-Program")[2]
    steps = ["New-Python", "Install-Packages", "Protect-Python", "Test-Program", "Register-Program"]
    assert sorted(steps, key=body.index) == steps
    tried = SCRIPTS["cai-dat"].text.partition("function Test-Program")[2].partition("\nfunction ")[0]
    assert "'import pywintypes, win32api, pythoncom, win32com.client, xlwings'" in tried


def test_no_script_hands_variables_for_another_python_on() -> None:
    """While packages are installed Python is not deaf yet."""
    forgotten = re.search(r"Get-ChildItem -Path Env: .* -match '(.*)' \} \|", SCRIPTS["chung"].text)
    assert forgotten
    for name in (*planted.known_to_python(), "OPENSSL_CONF", "OPENSSL_MODULES"):
        assert re.search(forgotten[1], name)
    for name in ("PATH", "TEMP", "LOCALAPPDATA", "PIP_INDEX_URL", "CHITIEU_TU_DONG"):
        assert not re.search(forgotten[1], name)


def test_packages_come_only_with_their_hashes_and_never_as_source() -> None:
    """Our own package alone is built, from the folder of the script, with nothing from the network."""
    installs = [line for script in SCRIPTS.values() for line in script.text.splitlines() if "$Pip +" in line]
    assert len(installs) == 3
    own = [line for line in installs if "$copy" in line]
    assert len(own) == 1
    assert "'--no-index'" in own[0] and "'--no-build-isolation'" in own[0]
    for line in set(installs) - set(own):
        assert "'--require-hashes'" in line and "'--only-binary', ':all:'" in line and "'--no-deps'" in line
    assert "'--isolated'" in SCRIPTS["chung"].text


def test_the_download_is_checked_before_it_is_unpacked() -> None:
    chung, install = SCRIPTS["chung"].text, SCRIPTS["cai-dat"].text
    assert re.search(r"\$PythonHash = '[0-9A-F]{64}'", chung)
    assert re.search(r"Invoke-WebRequest.*?Assert-Hash \$File \$PythonHash\r?\n}", chung, re.S)
    assert re.search(r"Assert-Hash \$file \$PythonHash\s+return \(Expand-Python", install)
    for call in (call for script in SCRIPTS.values() for call in script.calls() if call.name == "Invoke-WebRequest"):
        assert "$PythonUrl" in call.text
    assert "https://www.nuget.org/api/v2/package/python/$PythonVersion" in chung


def test_nothing_is_downloaded_unblocked_or_removed_without_consent() -> None:
    install, uninstall = SCRIPTS["cai-dat"].text, SCRIPTS["go-cai-dat"].text
    for act in (
        "Save-Python $file",
        "Write-Step 'Tải và cài các gói",
        "Unblock-File -LiteralPath $File",
        "{ Unblock-File",
    ):
        before = install[: install.index(act)]
        assert before.rindex("Confirm-Step") > before.rindex("\nfunction ")
    assert uninstall.index("Confirm-Step") < uninstall.index("$removed = $false")


# What they agree on with the rest ------------------------------------------------------------------------------------


def test_the_program_that_is_installed_is_what_a_wheel_is_made_of() -> None:
    rooms = re.search(r"\$Rooms = (.*)\r", SCRIPTS["cai-dat"].text)
    assert rooms
    assert set(re.findall(r"'([^']+)'", rooms[1])) == set(SOURCE)


def test_the_probe_recognises_a_python() -> None:
    probe = re.search(r'\$Probe = "(.*)"\r', SCRIPTS["chung"].text)
    assert probe
    done = subprocess.run([sys.executable, "-I", "-c", probe[1]], capture_output=True, encoding="utf-8", check=True)
    assert '"' not in probe[1]  # PowerShell 5.1 hands them over wrongly
    assert "$" not in probe[1]
    found = re.fullmatch(r"(3\.\d+) 64 (.*)\n", done.stdout)
    assert found
    assert found[2] == sys.base_prefix
    assert r"'^(3\.\d+) 64 (.*)$'" in SCRIPTS["cai-dat"].text


def test_the_uninstaller_removes_every_file_the_program_makes() -> None:
    mine = re.search(r"\$_.Name -like 'ban-\*' -or @\((.*)\) -contains", SCRIPTS["go-cai-dat"].text)
    assert mine
    removed = set(re.findall(r"'([^']+)'", mine[1]))
    copied = re.search(r"foreach \(\$script in (.*)\) {", SCRIPTS["cai-dat"].text)
    assert copied
    made = {"chitieu.cmd", *re.findall(r"'([^']+)'", copied[1])}
    assert removed == made


def test_the_uninstaller_removes_what_the_buttons_keep() -> None:
    assert userfolder.__doc__ and "``%LOCALAPPDATA%\\chitieu``" in userfolder.__doc__
    text = SCRIPTS["go-cai-dat"].text
    assert re.search(
        r"\$kept = Join-Path \$env:LOCALAPPDATA \$Program\s+.*\s+Remove-Item -LiteralPath \$kept -Rec", text
    )


def test_without_a_python_the_uninstaller_knows_the_same_places() -> None:
    text = SCRIPTS["go-cai-dat"].text + SCRIPTS["chung"].text

    def written(key: str) -> str:
        return key.replace("HKCU\\", "HKCU:\\").replace("\\chitieu", "\\$Program")

    assert written(installation.UNINSTALL) in text
    assert written(installation.SETTINGS) in text and '"$settings\\$Program"' in text
    assert written(installation.options_key("16.0")).replace("16.0", "$version") in text
    assert f"'{installation.ADDIN}'" in text
    assert "$Program = 'chitieu'" in text


def test_what_is_recorded_is_what_the_installer_is_asked_for() -> None:
    """The commands of ``workbook.installation`` exist with these options; pythonw opens no window."""
    text = SCRIPTS["cai-dat"].text
    assert "'workbook.installation', 'record', '--python', (Join-Path (Split-Path -Parent $Exe) 'pythonw.exe')" in text
    assert "'--place', $Place" in text and "'--addin', $addin" in text
    assert "-m workbook.installation remove" in SCRIPTS["go-cai-dat"].text


# The commands to click -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_starts_its_script_and_passes_on_how_it_ended(name: str) -> None:
    data = (ROOT / f"{name}.cmd").read_bytes()
    text = data.decode("ascii")
    lines = text.splitlines()
    assert data.count(b"\n") == data.count(b"\r\n") == len(lines)
    started = [line for line in lines if "-File" in line]
    script = f'"%~dp0windows\\{name}.ps1"'
    assert started == [f'"%POWERSHELL%" -NoLogo -NoProfile -ExecutionPolicy Bypass -File {script} %*']
    assert 'set "POWERSHELL=%SystemRoot%\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"' in lines
    assert lines[lines.index(started[0]) + 1] == "set RESULT=%errorlevel%"
    assert lines[-2:] == ["if not defined CHITIEU_TU_DONG pause", "exit /b %RESULT%"]
    assert name in SCRIPTS


@pytest.mark.parametrize("name", COMMANDS)
def test_the_options_of_a_script_are_told_at_its_head(name: str) -> None:
    script = SCRIPTS[name]
    head = script.text.partition("param(")[0]
    (block,) = script.nodes("param_block")
    declared = set(re.findall(r"\](\$\w+)", block.text.decode() if block.text else ""))
    assert declared
    assert {f"-{option[1:]}" for option in declared} == set(re.findall(r" (-[A-Z]\w+)", head))


# The packages --------------------------------------------------------------------------------------------------------


def pins() -> dict[str, tuple[str, set[str]]]:
    """Package -> its version in goi.lock and the hashes of its wheels."""
    text = (FOLDER / "goi.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    found = {}
    for line in filter(lambda line: line and not line.startswith("#"), text.splitlines()):
        pin, *hashes = line.split()
        name, version = pin.split("==")
        assert hashes and all(re.fullmatch(r"--hash=sha256:[0-9a-f]{64}", one) for one in hashes), line
        found[canonicalize_name(name)] = (version, set(hashes))
    return found


PYTHONS = re.findall(r"'(3\.\d+)'", re.search(r"\$Supported = (.*)\r", SCRIPTS["chung"].text)[1])  # type: ignore[index]


def needed(python: str) -> set[str]:
    """What our package needs in Excel, and to be built, with all that those need, on Windows with this Python."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    asked = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["excel"]
    waiting = [Requirement(text) for text in asked]
    environment = {
        "python_version": python, "python_full_version": f"{python}.0", "sys_platform": "win32", "os_name": "nt",
        "platform_system": "Windows", "platform_machine": "AMD64", "implementation_name": "cpython",
        "platform_python_implementation": "CPython", "extra": "",
    }  # fmt: skip
    found: set[str] = set()
    while waiting:
        requirement = waiting.pop()
        name = canonicalize_name(requirement.name)
        if name in found or (requirement.marker and not requirement.marker.evaluate(environment)):
            continue
        found.add(name)
        if name not in ("pywin32", "colorama", "tzdata"):  # Windows' own, which need nothing themselves
            waiting += [Requirement(text) for text in importlib.metadata.requires(name) or ()]
    return found


@pytest.mark.parametrize("python", PYTHONS)
def test_the_packages_are_all_that_is_needed(python: str) -> None:
    assert needed(python) <= pins().keys()
    assert "pywin32" in needed(python)


def test_the_packages_have_the_versions_that_the_tests_run_with() -> None:
    locked = dict(
        line.split("==") for line in (ROOT / "requirements.lock").read_text(encoding="utf-8").split() if "==" in line
    )
    versions = {canonicalize_name(name): version for name, version in locked.items()}
    ours = {name: version for name, (version, _) in pins().items()}
    assert {name: version for name, version in ours.items() if name in versions} == {
        name: versions[name] for name in ours if name in versions
    }
    only_there = ours.keys() - versions.keys()
    assert only_there == {"colorama", "hatchling", "pywin32", "tomlkit", "trove-classifiers"}


def test_a_package_in_machine_code_has_a_wheel_for_every_python() -> None:
    code = {"lxml", "markupsafe", "numpy", "pywin32", "regex", "scipy", "xlwings"}
    for name, (_, hashes) in pins().items():
        assert len(hashes) == (len(PYTHONS) if name in code else 1), name


def test_the_project_runs_on_each_python_that_is_taken() -> None:
    requires = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["requires-python"]
    assert requires == f">={PYTHONS[0]}"
    assert re.search(rf"\$PythonVersion = '{re.escape(PYTHONS[0])}\.\d+'", SCRIPTS["chung"].text)
