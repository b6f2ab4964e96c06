"""Usage errors and progress, as a person at a terminal and a program in a pipe meet them."""

from __future__ import annotations

import io

import pytest

from workbook.cli import build_parser
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
    assert not {"usage:", "options:", "positional arguments:", "show this help"} & set(text.split("\n"))


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
