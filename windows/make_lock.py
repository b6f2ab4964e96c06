"""Writes windows/goi.lock: what cai-dat installs on an officer's computer, pinned, with the hash of every wheel.

python windows/make_lock.py          (part of make lock; asks the package index, downloads no package)

The versions are those of requirements.lock, which the tests ran with; what only Windows or the building of our own
package needs has its versions here. Hashes are those of the wheels for 64-bit Windows and each Python in ``PYTHONS``.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).resolve().parents[1]
LOCK: Final = Path(__file__).with_name("goi.lock")
PYTHONS: Final = ("3.11", "3.12", "3.13", "3.14")  # chung.ps1 takes a Python of one of these
WINDOWS: Final = ("colorama>=0.4,<1", "pywin32>=300")  # pip resolves for Windows, but reads conditions where it runs
HEAD: Final = """\
# Made by windows/make_lock.py: what cai-dat.ps1 installs, with the SHA-256 of every wheel for 64-bit Windows and Python
# {pythons}. pip refuses a wheel that is not one of these (--require-hashes).
"""


def wanted() -> list[str]:
    """What the project needs to run in Excel, and to be built into its own wheel."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    needs = project["project"]["dependencies"] + project["project"]["optional-dependencies"]["excel"]
    return [*needs, *project["build-system"]["requires"], *WINDOWS]


def resolved(python: str, constraints: Path, folder: Path) -> list[dict[str, Any]]:
    """What pip would install on Windows with this Python."""
    report = folder / f"{python}.json"
    options = ["--dry-run", "--ignore-installed", "--quiet", "--only-binary", ":all:", "--target", str(folder)]
    place = ["--platform", "win_amd64", "--python-version", python, "-c", str(constraints), "--report", str(report)]
    subprocess.run([sys.executable, "-m", "pip", "install", *options, *place, *wanted()], check=True)
    found: list[dict[str, Any]] = json.loads(report.read_text(encoding="utf-8"))["install"]
    return found


def main() -> None:
    hashes: dict[str, set[str]] = defaultdict(set)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        constraints = folder / "constraints.txt"
        constraints.write_text((ROOT / "requirements.lock").read_text(encoding="utf-8"), encoding="utf-8")
        for python in PYTHONS:
            for package in resolved(python, constraints, folder):
                pin = f"{package['metadata']['name']}=={package['metadata']['version']}"
                hashes[pin].add(package["download_info"]["archive_info"]["hashes"]["sha256"])
            constraints.write_text("\n".join(hashes), encoding="utf-8")  # the next Python takes the same versions
    lines = [HEAD.format(pythons=", ".join(PYTHONS))]
    for pin in sorted(hashes, key=str.lower):
        lines.append(" \\\n    ".join([pin, *(f"--hash=sha256:{value}" for value in sorted(hashes[pin]))]) + "\n")
    LOCK.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
