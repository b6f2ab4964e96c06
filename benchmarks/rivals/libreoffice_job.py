"""LibreOffice, headless: a workbook, or all of a folder, opened with every formula computed, and saved as .xlsx.

usage: python -m benchmarks.rivals.libreoffice_job INPUT OUTPUT
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from workbook.verify_libreoffice import PROFILE, program

given, output = map(Path, sys.argv[1:])
office = program()
if office is None:
    sys.exit("LibreOffice is not installed")
with tempfile.TemporaryDirectory() as folder:
    profile, out = Path(folder, "profile"), Path(folder, "out")
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
    files = sorted(map(str, given.iterdir())) if given.is_dir() else [str(given)]
    command = [office, f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore"]
    command += ["--convert-to", "xlsx:Calc MS Excel 2007 XML", "--outdir", str(out), *files]
    subprocess.run(command, env={**os.environ, "SAL_USE_VCLPLUGIN": "svp"}, capture_output=True, check=True)
    shutil.move(out if given.is_dir() else out / given.name, output)
