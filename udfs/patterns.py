"""The pattern language of sentences: text with placeholders ``{code.field:format}``; ``{{`` and ``}}`` are braces."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from udfs.text import normalise

_TOKEN: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_PATH: Final = re.compile(r"[^\W.]\w*(?:\.\w+)*")


class Placeholder(NamedTuple):
    """A placeholder: its text as written, its path ("luong_thuc", "th"), and its format ("" without one)."""

    text: str
    path: tuple[str, ...]
    format: str


class Pattern(NamedTuple):
    """A parsed pattern: texts and placeholders in order, and what is wrong with its braces, in Vietnamese."""

    parts: tuple[str | Placeholder, ...]
    problems: tuple[str, ...]


@lru_cache(maxsize=1024)
def parse_pattern(text: str) -> Pattern:
    """The pattern that ``text`` spells. Faulty pieces stay in it as text, so that nobody overlooks them."""
    parts: list[str | Placeholder] = []
    problems: list[str] = []
    text = normalise(text)
    end = 0
    for match in _TOKEN.finditer(text):
        _add_text(parts, text[end : match.start()])
        end = match.end()
        token = match.group(0)
        if token in ("{{", "}}"):
            _add_text(parts, token[0])
        elif len(token) == 1:
            problems.append(_brace_problem(token, text, match.start()))
            _add_text(parts, token)
        else:
            _add_placeholder(parts, problems, token)
    _add_text(parts, text[end:])
    return Pattern(tuple(parts), tuple(problems))


def _add_text(parts: list[str | Placeholder], text: str) -> None:
    if text and parts and isinstance(parts[-1], str):
        parts[-1] += text
    elif text:
        parts.append(text)


def _brace_problem(token: str, text: str, at: int) -> str:
    near = text[max(0, at - 12) : at + 18].strip()
    missing = "đóng }" if token == "{" else "mở {"
    return f"thiếu dấu ngoặc {missing} ở gần «{near}»"


def _add_placeholder(parts: list[str | Placeholder], problems: list[str], token: str) -> None:
    path, _, form = token[1:-1].partition(":")
    path = path.strip().lower()
    if _PATH.fullmatch(path):
        parts.append(Placeholder(token, tuple(path.split(".")), form.strip().lower()))
    else:
        problems.append(f"không hiểu chỗ điền {token}")
        _add_text(parts, token)
