"""A filled sentence made neat, and where each placeholder's piece of it stands afterwards."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final, NamedTuple


class Piece(NamedTuple):
    """What a placeholder became: ``text[start:end]``; ``path`` ("luong_thuc", "th") and ``form`` as in the pattern."""

    start: int
    end: int
    path: tuple[str, ...]
    form: str = ""


_TIDY: Final = (
    (re.compile(r"[^\S\n]{2,}|[^\S\n ]"), " "),  # not a single space: it is right as it is, and there are many
    (re.compile(r" +\n *|\n +"), "\n"),
    (re.compile(r" +([,;.!?)])"), r"\1"),
    (re.compile(r"(\d) %"), r"\1%"),
    (re.compile(r"\b(bằng|xấp xỉ) cùng kỳ so (?:với )?(?:số )?cùng kỳ"), r"\1 cùng kỳ"),
    (re.compile(r"\b[Ss]o với (?:số )?cùng kỳ(?P<year> năm trước)?,? (bằng|xấp xỉ) cùng kỳ\b"), r"\2 cùng kỳ\g<year>"),
    (re.compile(r"(?<![./])\.\.(?![./])"), "."),
)


def tidy(text: str) -> str:
    """``text`` with single spaces, none before punctuation or a percent sign, and no "bằng cùng kỳ so với cùng kỳ"."""
    for pattern, replacement in _TIDY:
        text = pattern.sub(replacement, text)
    return text.strip()


def tidy_pieces(text: str, pieces: Sequence[Piece]) -> tuple[str, tuple[Piece, ...]]:
    """``tidy(text)``, and ``pieces`` with the places they have in it."""
    edges = [edge for piece in pieces for edge in (piece.start, piece.end)]
    for pattern, replacement in _TIDY:
        changes = [(match.start(), match.group(), match.expand(replacement)) for match in pattern.finditer(text)]
        if changes:
            edges = [_moved(edge, changes) for edge in edges]
            text = pattern.sub(replacement, text)
    left, length = len(text) - len(text.lstrip()), len(text.strip())
    edges = [min(max(edge - left, 0), length) for edge in edges]
    placed = zip(pieces, edges[::2], edges[1::2], strict=True)
    return text.strip(), tuple(piece._replace(start=start, end=end) for piece, start, end in placed)


def _moved(edge: int, changes: Sequence[tuple[int, str, str]]) -> int:
    """Where ``edge`` stands after the changes, each a place, the text there and what replaces it."""
    shift = 0
    for start, old, new in changes:
        if edge <= start:
            break
        if edge < start + len(old):  # inside: it stays with the letters before it, else with those behind
            if new.startswith(old[: edge - start]):
                return edge + shift
            behind = old[edge - start :]
            return start + shift + (len(new) - len(behind) if new.endswith(behind) else len(new))
        shift += len(new) - len(old)
    return edge + shift
