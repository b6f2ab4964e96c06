"""The pattern language of sentences: text with placeholders ``{code.field:format}``; ``{{`` and ``}}`` are braces.

A piece in square brackets that holds a placeholder is optional: "[, {luong_thuc.so_ck}]" is left out, brackets and all,
where one of its figures does not exist. Brackets without a placeholder inside are ordinary text. "^[...]" is a footnote
of the Word report; here it is ordinary text with its placeholders filled.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final, NamedTuple

from udfs.text import normalise

_TOKEN: Final = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
# "^[" opens a footnote, which is no optional piece: it stays as it is written.
_INSIDE: Final = r"(?:[^\[\]]|\^\[[^\[\]]*\])*"  # an optional piece may hold footnotes
_OPTIONAL: Final = re.compile(rf"(?<!\^)\[({_INSIDE}?\{{[^\[\]{{}}]*\}}{_INSIDE})\]")
FOOTNOTE: Final = "^["
_PATH: Final = re.compile(r"[^\W.]\w*(?:\.\w+)*")


class Placeholder(NamedTuple):
    """A placeholder: its text as written, its path ("luong_thuc", "th"), and its format ("" without one)."""

    text: str
    path: tuple[str, ...]
    format: str


Parts = tuple[str | Placeholder, ...]


class Segment(NamedTuple):
    """A stretch of a pattern that is written, or left out when it is ``optional`` and lacks a figure."""

    optional: bool
    parts: Parts


class Pattern(NamedTuple):
    """A parsed pattern: its segments in order, and what is wrong with its braces, in Vietnamese."""

    segments: tuple[Segment, ...]
    problems: tuple[str, ...]

    @property
    def parts(self) -> Parts:
        """Texts and placeholders of all segments, in order."""
        return tuple(part for segment in self.segments for part in segment.parts)


@lru_cache(maxsize=1024)
def parse_pattern(text: str) -> Pattern:
    """The pattern that ``text`` spells. Faulty pieces stay in it as text, so that nobody overlooks them."""
    problems: list[str] = []
    # An odd number of pieces: those at odd places stood in brackets.
    pieces = enumerate(_OPTIONAL.split(normalise(text)))
    segments = [Segment(bool(place % 2), _parts(piece, problems)) for place, piece in pieces if piece]
    problems += _open_footnotes(normalise(text))
    return Pattern(tuple(segments), tuple(problems))


def _open_footnotes(text: str) -> list[str]:
    """A problem for each "^[" without its closing bracket."""
    found = []
    for match in re.finditer(re.escape(FOOTNOTE), text):
        depth = 0
        for sign in text[match.start() + 1 :]:
            depth += (sign == "[") - (sign == "]")
            if depth == 0:
                break
        if depth:
            near = text[match.start() : match.start() + 24].strip()
            found.append(f"thiếu dấu ] đóng ghi chú ở gần «{near}»")
    return found


def _parts(text: str, problems: list[str]) -> Parts:
    parts: list[str | Placeholder] = []
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
    return tuple(parts)


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
