"""Usage errors and progress, as a person at a terminal and a program in a pipe meet them."""

from __future__ import annotations

import io

import pytest

from workbook.cli import build_parser, parse
from workbook.data_csv import DATA_COLUMNS
from workbook.progress import Progress
from workbook.usage import vietnamese


@pytest.mark.parametrize(
    ("english", "expected"),
    [
        ("the following arguments are required: TỆP, -o/--out", "thiếu: TỆP, -o/--out"),
        (
            "argument --against: invalid choice: 'x' (choose from 'a', 'b')",
            "--against: không nhận “x”; chọn một trong: a, b",
        ),
        ("argument LỆNH: invalid choice: 'x' (choose from 'a', 'b')", "không có lệnh “x”; các lệnh có: a, b"),
        ("unrecognized arguments: --la", "không hiểu: --la"),
        ("argument -o/--out: expected one argument", "-o/--out: cần một giá trị đi kèm"),
        ("argument --check: ignored explicit argument 'x'", "--check: không nhận giá trị “x”"),
        ("lời của ta", "lời của ta"),
    ],
)
def test_usage_errors_are_vietnamese(english: str, expected: str) -> None:
    assert vietnamese(english) == expected


def test_help_has_no_english_heading() -> None:
    text = build_parser().format_help()
    assert text.startswith("Cách dùng: chitieu")
    assert "None" not in text
    assert not {"usage:", "options:", "positional arguments:", "show this help"} & set(text.split("\n"))


LINES = [
    ["recalc", "a.xlsx", "b.xlsx", "-o", "ra", "--check"],
    ["report", "a.xlsx", "--json"],
    ["new", "goi", "-o", "a.xlsx", "--unit", "xã Ninh Hải"],
    ["demo"],
    ["packs"],
    ["doctor", "--json"],
    ["verify", "a.xlsx", "--against", "formulas"],
]


@pytest.mark.parametrize("words", LINES)
def test_the_parser_of_one_command_reads_as_that_of_all(words: list[str]) -> None:
    alone, among = vars(parse(words)), vars(build_parser().parse_args(words))
    assert alone == {name: value for name, value in among.items() if name != "command"}


@pytest.mark.parametrize("words", [["recalc", "-h"], ["new"], ["verify", "a", "--against", "x"]])
def test_the_parser_of_one_command_helps_and_complains_as_that_of_all(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for read in (parse, build_parser().parse_args):
        with pytest.raises(SystemExit) as left:
            read(words)
        said.append((left.value.code, *capsys.readouterr()))
    assert said[0] == said[1]


def test_new_says_what_the_columns_of_its_csv_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        parse(["new", "-h"])
    printed = capsys.readouterr().out
    assert all(column in printed for column in DATA_COLUMNS)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_shows_on_a_terminal_and_leaves_the_line_clean() -> None:
    terminal = Terminal()
    with Progress(2, terminal) as progress:
        progress.step("a.xlsx")
        progress.step("b.xlsx")
    written = terminal.getvalue()
    assert "[1/2] a.xlsx" in written
    assert "[2/2] b.xlsx" in written
    assert written.endswith("\r")
    assert "\n" not in written


def test_progress_is_silent_in_a_pipe() -> None:
    pipe = io.StringIO()
    with Progress(2, pipe) as progress:
        progress.step("a.xlsx")
    assert pipe.getvalue() == ""
