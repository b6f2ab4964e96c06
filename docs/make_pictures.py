"""Makes the pictures of the guide from the real thing: sheets and reports of the packs, rendered by LibreOffice.

python docs/make_pictures.py          (needs soffice and pdftoppm; writes docs/hinh/*.png)
"""

from __future__ import annotations

import subprocess
import tempfile
from pathlib import Path
from typing import Final

import workbook
from workbook import jobs, sheets
from workbook.atomic import write_atomically
from workbook.package import read_package

PICTURES: Final = Path(__file__).parent / "hinh"
DOTS_PER_INCH: Final = 70  # small files; text of 10 points stays legible
NOT_PRINTED, PRINTED = b'fPrintsWithSheet="0"', b'fPrintsWithSheet="1"'
SLIPS: Final = {  # what officers mistype, by the indicator: a figure too large by ten, a unit in the cell
    "Tổng sản lượng lương thực có hạt": 23000.0,
    "Tổng sản lượng thủy sản": "65 tấn",
}
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


def picture(source: Path, page: int, name: str, height: float = 1, dots: int = DOTS_PER_INCH) -> None:
    """Writes one page of a PDF, or its upper part, as ``docs/hinh/name.png``."""
    command = ["pdftoppm", "-png", "-singlefile", "-r", str(dots), "-f", str(page), "-l", str(page)]
    if height < 1:
        size = subprocess.run(
            ["pdfinfo", "-f", str(page), "-l", str(page), str(source)], capture_output=True, check=True
        )
        words = next(line for line in size.stdout.decode().splitlines() if "size:" in line and "Page" in line).split()
        wide, high = (float(words[words.index("x") + step]) * dots / 72 for step in (-1, 1))
        command += ["-x", "0", "-y", "0", "-W", str(round(wide)), "-H", str(round(high * height))]
    subprocess.run([*command, str(source), str(PICTURES / name)], check=True, timeout=120)


def page_of(source: Path, heading: str) -> int:
    """The page of a PDF whose text begins with a heading."""
    text = subprocess.run(["pdftotext", str(source), "-"], capture_output=True, check=True).stdout.decode()
    return next(number for number, page in enumerate(text.split("\f"), 1) if page.startswith(heading))


def with_buttons(folder: Path) -> Path:
    """The PDF of the workbook with its buttons, which paper never shows: in this copy they are told to print."""
    book = folder / "nut.xlsm"
    jobs.new(jobs.DEMO_PACK, book)
    package = read_package(book)
    for name in package.names:
        if name.startswith("xl/drawings/") and NOT_PRINTED in (content := package.read(name)):
            package.replace(name, content.replace(NOT_PRINTED, PRINTED))
    write_atomically(book, package.pieces())
    return pdf(book, folder / "nut")


def with_slips(source: Path, folder: Path) -> Path:
    """The PDF of the workbook after an officer has mistyped some figures."""
    book = workbook.load(source)
    for row in range(sheets.FIRST_ROW, sheets.LAST_ROW + 1):
        slip = SLIPS.get(str(book.value(sheets.CHI_TIEU, f"B{row}")))
        if slip is not None:
            book.set(sheets.CHI_TIEU, f"F{row}", slip)
    book.recalculate()
    book.save(folder / "sai.xlsx")
    return pdf(folder / "sai.xlsx", folder / "sai")


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
        picture(with_buttons(folder), 2, "nut", 0.487)
        slips = with_slips(job.recalc.out, folder)
        picture(slips, page_of(slips, "KIỂM TRA SỐ LIỆU"), "kiem-tra", 0.175, 110)
        reports = {pack: report_of(pack, folder) for pack in dict.fromkeys(pack for pack, _, _ in REPORTS)}
        for pack, page, title in REPORTS:
            picture(reports[pack], page, title)
    print("\n".join(str(path) for path in sorted(PICTURES.iterdir())))


if __name__ == "__main__":
    main()
