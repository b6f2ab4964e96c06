"""Makes the pictures of the guide from the real thing: the demonstration's sheets and report, rendered by LibreOffice.

python docs/make_pictures.py          (needs soffice and pdftoppm; writes docs/hinh/*.png)
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Final

from workbook import jobs

PICTURES: Final = Path(__file__).parent / "hinh"
DOTS_PER_INCH: Final = 70  # small files; text of 10 points stays legible


def pdf(source: Path, folder: Path) -> Path:
    """The PDF that LibreOffice prints of ``source``."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=240)
    return folder / f"{source.stem}.pdf"


def pages(source: Path, target: Path, first: int, last: int) -> None:
    """Writes pages ``first`` to ``last`` of a PDF as ``target``-1.png and so on."""
    command = [
        "pdftoppm",
        "-png",
        "-r",
        str(DOTS_PER_INCH),
        "-f",
        str(first),
        "-l",
        str(last),
        str(source),
        str(target),
    ]
    subprocess.run(command, check=True, timeout=120)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = jobs.demo(folder)
        assert job.recalc.out is not None
        for source, title, first, last in ((job.recalc.out, "so", 1, 4), (job.report.path, "bao-cao", 1, 2)):
            printed = pdf(source, folder)
            pages(printed.rename(folder / f"{title}.pdf"), PICTURES / title, first, last)
    print("\n".join(str(path) for path in sorted(PICTURES.iterdir())))


if __name__ == "__main__":
    main()
