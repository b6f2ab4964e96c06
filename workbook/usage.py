"""The command line's parser, speaking Vietnamese: headings, help, and every usage error argparse can make."""

from __future__ import annotations

import argparse
import os
import re
import sys
from collections.abc import Iterable
from typing import NoReturn

USAGE_ERROR = 2
WIDTH = 80

# What argparse says -> what we say. argparse has no translations of its own, and its messages end on the console.
MESSAGES = (
    (r"argument LỆNH: invalid choice: '(.*?)' \(choose from (.*)\)", r"không có lệnh “\1”; các lệnh có: \2"),
    (r"the following arguments are required: (.*)", r"thiếu: \1"),
    (r"unrecognized arguments: (.*)", r"không hiểu: \1"),
    (r"argument (.*): invalid choice: '?(.*?)'? \(choose from (.*)\)", r"\1: không nhận “\2”; chọn một trong: \3"),
    (r"argument (.*): expected one argument", r"\1: cần một giá trị đi kèm"),
    (r"argument (.*): expected at least one argument", r"\1: cần ít nhất một giá trị đi kèm"),
    (r"argument (.*): ignored explicit argument '(.*)'", r"\1: không nhận giá trị “\2”"),
    (r"argument (.*): (cần .*)", r"\1: \2"),
    (r"argument (.*): not allowed with argument (.*)", r"\1 không dùng cùng với \2"),
    (r"ambiguous option: (.*) could match (.*)", r"\1 chưa rõ, có thể là: \2"),
)


def vietnamese(message: str) -> str:
    """argparse's English message in Vietnamese; a message of our own comes back as it is."""
    for pattern, text in MESSAGES:
        found = re.fullmatch(pattern, message)
        if found:
            return found.expand(text).replace("'", "")
    return message


# argparse asks the system's translations for its messages, which costs an import of ``locale`` and would hide them from
# ``vietnamese``. What it asks of a group without a description is None, which has to stay None.
vars(argparse)["_"] = lambda message: message


class HelpFormatter(argparse.RawDescriptionHelpFormatter):
    """argparse's help with its one built-in English word replaced, at the terminal's width."""

    def __init__(self, prog: str) -> None:
        super().__init__(prog, width=_width() - 2)  # given, so that argparse does not import ``shutil`` to find it

    def add_usage(
        self,
        usage: str | None,
        actions: Iterable[argparse.Action],
        groups: Iterable[argparse._MutuallyExclusiveGroup],
        prefix: str | None = None,
    ) -> None:
        super().add_usage(usage, actions, groups, "Cách dùng: " if prefix is None else prefix)


def _width() -> int:
    """The columns of the terminal, 80 where there is none."""
    asked = os.environ.get("COLUMNS", "")
    if asked.isdecimal() and int(asked) > 0:
        return int(asked)
    try:
        return os.get_terminal_size(sys.__stdout__.fileno()).columns if sys.__stdout__ else WIDTH
    except (OSError, ValueError):  # no terminal, or a stream without one
        return WIDTH


def file_name(text: str) -> str:
    """The name of a file or folder as it was given; an empty one is a slip, often of a variable that is not set."""
    if not text.strip():
        raise argparse.ArgumentTypeError("cần một tên đi kèm, không được để trống")
    return text


class Parser(argparse.ArgumentParser):
    """An ``ArgumentParser`` whose help and errors are Vietnamese; usage errors leave with exit code 2."""

    def __init__(self, prog: str | None = None, description: str | None = None, epilog: str | None = None) -> None:
        super().__init__(
            prog,
            description=description,
            epilog=epilog,
            formatter_class=HelpFormatter,
            add_help=False,
            allow_abbrev=False,
        )
        self._positionals.title = "Tham số"
        self._optionals.title = "Tùy chọn"
        self.add_argument("-h", "--help", action="help", help="in hướng dẫn này")

    def error(self, message: str) -> NoReturn:
        self.print_usage(sys.stderr)
        self.exit(USAGE_ERROR, f"Lỗi cách dùng: {vietnamese(message)}.\n")
