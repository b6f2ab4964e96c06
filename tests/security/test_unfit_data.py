"""What no cell can hold is refused with its place, before openpyxl cuts it short, or says so in English."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import ROOT
from workbook import cli, load, packs, sheets
from workbook.refusal import Refusal

PACK = "but-son-2023-h1"

New = Callable[..., str]


@pytest.fixture
def new(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> New:
    """Makes a workbook of a data file; what the command said of it, which made nothing."""

    def run(data: str | bytes, *more: str, pack: str = PACK) -> str:
        (tmp_path / "x.csv").write_bytes(data if isinstance(data, bytes) else data.encode())
        made = tmp_path / "n.xlsx"
        assert cli.main(["new", pack, "-o", str(made), "--data", str(tmp_path / "x.csv"), *more]) == cli.FAULT
        assert not made.exists()
        said = capsys.readouterr().err.strip()
        assert said.endswith(".") and len(said) < 300 and said.isprintable()
        return said

    return run


def test_a_line_break_of_word_is_a_line_break(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_bytes(b"tt,ghi_chu\n3,a\x0bb\n")
    made = tmp_path / "n.xlsx"
    words = ["new", PACK, "-o", str(made), "--data", str(tmp_path / "x.csv"), "--unit", "xã\x0bNinh Hải"]
    assert cli.main(words) == cli.DONE
    book = load(made)
    texts = {value for _, value, _ in book.cells(sheets.CHI_TIEU)} | {v for _, v, _ in book.cells(sheets.THONG_TIN)}
    assert {"a\nb", "xã Ninh Hải"} <= texts


@pytest.mark.parametrize("sign", ["\0", "\x01", "\x0c", "\x1f", "\ufffe"])
def test_other_control_characters_are_refused_with_their_line(sign: str, new: New) -> None:
    said = new(f"tt,ghi_chu\n2,a\n3,a{sign}b\n")
    assert "x.csv, dòng 3, cột ghi_chu" in said and f"mã {ord(sign):04X}" in said


@pytest.mark.parametrize("unit", ["a\x01b", "a\udcffb", "a\x1cb"])
def test_control_characters_in_a_name_of_a_unit(unit: str, new: New) -> None:
    assert "--unit" in new("tt\n3\n", "--unit", unit)


@pytest.mark.parametrize("length", [32_768, 40_000, 200_000])
def test_a_text_that_would_be_cut_short(length: int, new: New) -> None:
    said = new(f"tt,ghi_chu\n2,a\n3,{'a' * length}\n")
    assert "x.csv, dòng 3" in said and "dài quá 32767 ký tự" in said and "nháy" not in said


def test_a_name_of_a_unit_that_would_be_cut_short(new: New) -> None:
    assert "dài quá" in new("tt\n3\n", "--unit", "a" * 40_000)


@pytest.mark.parametrize("number", ["9" * 5_000, "-" + "9" * 400, "9" * 310 + ",5", "9" * 5_000 + ".000", "9" * 40_000])
def test_a_number_that_no_cell_holds(number: str, new: New) -> None:
    said = new(f'tt,thuc_hien\n2,1\n3,"{number}"\n')
    assert "x.csv, dòng 3" in said and "lớn" in said or "dài" in said


def test_long_words_are_quoted_by_their_beginning(new: New) -> None:
    assert "dòng 2" in new(f"tt,thuc_hien\n3,{'a' * 30_000}\n")
    assert "dòng 2" in new(f"tt,thuc_hien\n{'a' * 30_000},1\n")


@pytest.mark.parametrize(
    ("line", "word"),
    [
        (f"x = {'[' * 100_000}", "quá sâu"),
        (f"{'a.' * 5_000}a = 1", "quá sâu"),
        (f"x = {'9' * 5_000}", "TOML"),
        ('x = "a\\u0001"', "“x”"),
        ('x = ["a", "a\\b"]', "“x”"),
        ('x = 2023-02-31', "TOML"),
    ],
)  # fmt: skip
def test_a_pack_that_cannot_be_read(line: str, word: str, tmp_path: Path) -> None:
    pack = Path(shutil.copytree(ROOT / "templates" / PACK, tmp_path / "goi"))
    (pack / "pack.toml").write_text(f"{line}\n{(pack / 'pack.toml').read_text(encoding='utf-8')}", encoding="utf-8")
    with pytest.raises(Refusal) as caught:
        packs.read(pack)
    assert "pack.toml" in caught.value.message and word in caught.value.message


@pytest.mark.parametrize("file", ["catalogue.csv", "facts.csv"])
def test_a_number_of_a_pack_that_no_cell_holds(file: str, tmp_path: Path) -> None:
    pack = Path(shutil.copytree(ROOT / "templates" / "xa-phuong", tmp_path / "goi"))
    lines = (pack / file).read_text(encoding="utf-8").splitlines()
    head, row = lines[0].split(","), lines[1].split(",")
    row[head.index("same_period")] = "9" * 400
    (pack / file).write_text("\n".join([lines[0], ",".join(row), *lines[2:]]), encoding="utf-8")
    with pytest.raises(Refusal, match=f"{file}, dòng 2: số quá lớn"):
        packs.read(pack)
