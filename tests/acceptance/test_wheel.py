"""Item 8: the wheel, installed into an empty environment in another folder, runs ``chitieu demo``."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from as_user import ROOT

SOURCE = ("pyproject.toml", "README.md", "LICENSE", "xlcore", "udfs", "workbook", "templates")


def run(*command: object, cwd: Path) -> str:
    """What the command printed; it sees neither the checkout nor this test's environment."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHONPATH", "VIRTUAL"))}
    done = subprocess.run([*map(str, command)], cwd=cwd, env=environment, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_runs_the_demonstration_elsewhere(tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    for name in SOURCE:  # a copy, because building leaves files beside what it builds
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(ROOT / name, source / name)
    pip = ("-m", "pip", "--quiet", "--disable-pip-version-check")
    run(sys.executable, *pip, "wheel", "--no-deps", "--wheel-dir", tmp_path, source, cwd=tmp_path)
    (wheel,) = tmp_path.glob("chitieu-*.whl")
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "env", cwd=tmp_path)
    shutil.rmtree(source)
    bin_folder = tmp_path / "env" / ("Scripts" if os.name == "nt" else "bin")
    into = ("--python", bin_folder / "python", "install", "--no-compile", "-c", ROOT / "requirements.lock")
    run(sys.executable, *pip, *into, wheel, cwd=tmp_path)
    elsewhere = tmp_path / "noi khác"
    elsewhere.mkdir()
    printed = run(bin_folder / "chitieu", "demo", cwd=elsewhere)
    assert "29" in printed
    assert {path.name for path in (elsewhere / "out").iterdir()} == {"but-son-2023-h1.xlsx", "but-son-2023-h1.docx"}
    run(bin_folder / "chitieu", "new", "but-son-2023-h1", "-o", "nút.xlsm", cwd=elsewhere)  # made of our VBA's sources
    assert b"xl/vbaProject.bin" in (elsewhere / "nút.xlsm").read_bytes()
