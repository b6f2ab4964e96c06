"""Makes the pictures of the guide from the real thing: sheets and reports of the packs, rendered by LibreOffice.

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
REPORTS: Final = (  # pack, page of its report, name of the picture
    ("xa-phuong", 2, "xa-phuong-bang"),
    ("xa-phuong", 11, "xa-phuong-bieu-do"),
    ("huong-tra-2023", 3, "huong-tra-chi-tieu"),
)


def pdf(source: Path, folder: Path) -> Path:
    """The PDF that LibreOffice prints of ``source``."""
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(source)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=240)
    return folder / f"{source.stem}.pdf"


def picture(source: Path, page: int, name: str) -> None:
    """Writes one page of a PDF as ``docs/hinh/name.png``."""
    command = ["pdftoppm", "-png", "-singlefile", "-r", str(DOTS_PER_INCH), "-f", str(page), "-l", str(page)]
    subprocess.run([*command, str(source), str(PICTURES / name)], check=True, timeout=120)


def report_of(pack: str, folder: Path) -> Path:
    """The PDF of the report of a pack's workbook, with the figures that the pack comes with."""
    book = folder / f"{pack}.xlsx"
    jobs.new(pack, book)
    return pdf(jobs.report(book).report.path, folder / pack)


def main() -> None:
    PICTURES.mkdir(exist_ok=True)
    for old in PICTURES.glob("*.png"):
        old.unlink()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        job = jobs.demo(folder)
        assert job.recalc.out is not None
        book, report = pdf(job.recalc.out, folder / "so"), pdf(job.report.path, folder / "bao-cao")
        for source, page, title in ((book, 1, "thong-tin"), (book, 2, "bang"), (report, 1, "bao-cao")):
            picture(source, page, title)
        reports = {pack: report_of(pack, folder) for pack in dict.fromkeys(pack for pack, _, _ in REPORTS)}
        for pack, page, title in REPORTS:
            picture(reports[pack], page, title)
    print("\n".join(str(path) for path in sorted(PICTURES.iterdir())))


if __name__ == "__main__":
    main()
