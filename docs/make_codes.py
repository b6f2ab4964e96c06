"""Writes docs/ma-loi.md: every code of a refusal with its sentences, read from the syntax trees of the program.

python docs/make_codes.py
"""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from workbook.refusal import SENTENCES, SYSTEM, advised

ROOT: Final = Path(__file__).resolve().parents[1]
PAGE: Final = ROOT / "docs" / "ma-loi.md"
ROOMS: Final = ("workbook", "udfs", "templates")
VARIES: Final = "…"
TABLE: Final = "workbook/refusal.py"

HEAD: Final = """# Mã lỗi

Khi không làm được việc, chương trình nói một câu: sai gì, ở đâu, phải làm gì; với `--json`, câu ấy nằm ở `refused`
và mã của nó ở `code` (của cả lệnh, hoặc của từng tệp trong `files`). Câu có thể được viết lại cho dễ hiểu hơn; mã thì
không đổi, nên chương trình khác hãy dựa vào mã. Dấu … là chỗ điền tên tệp, ô, số. Mã thoát của lệnh là 1.

Có {count} mã. Trang này do `python docs/make_codes.py` viết ra từ mã nguồn; một phép thử giữ cho nó luôn khớp.

| mã | câu | nơi phát ra |
|---|---|---|
"""


class Code(NamedTuple):
    """A code, the sentences that come with it, and the files that refuse with it."""

    code: str
    sentences: tuple[str, ...]
    files: tuple[str, ...]

    @property
    def line(self) -> str:
        """Its row of the page."""
        files = ", ".join(f"`{file}`" for file in self.files)
        return (
            f"| `{self.code}` | {'<br>'.join(one.replace('|', chr(92) + '|') for one in self.sentences)} | {files} |\n"
        )


def codes() -> list[Code]:
    """Every code that a refusal of the program can have, by name."""
    sentences: dict[str, list[str]] = defaultdict(list)
    files: dict[str, set[str]] = defaultdict(set)
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            file = path.relative_to(ROOT).as_posix()
            tree = ast.parse(path.read_text(encoding="utf-8"))
            if file != TABLE:
                named = {node.value for node in ast.walk(tree) if isinstance(node, ast.Constant)}
                for code in SENTENCES.keys() & named:
                    files[code].add(file)
            for code, sentence in refusals(tree):
                files[code].add(file)
                if sentence is not None and sentence not in sentences[code]:
                    sentences[code].append(sentence)
    for code in {*SYSTEM.values(), "os-error"}:
        files[code].add(TABLE)
    for code in files:
        if code in SENTENCES:
            sentences[code].insert(0, re.sub(r"\{\w+\}", VARIES, SENTENCES[code]))
    return [Code(code, tuple(sentences[code]), tuple(sorted(files[code]))) for code in sorted(files)]


def refusals(tree: ast.Module) -> Iterator[tuple[str, str | None]]:
    """Every refusal that a file makes: its code, and its sentence where that stands in the file itself."""
    inside: dict[ast.AST, ast.AST] = {}
    for function in ast.walk(tree):
        if isinstance(function, ast.FunctionDef):
            inside.update(dict.fromkeys(ast.walk(function), function))  # the innermost comes last
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call) or not node.args or _name(node.func) not in ("Refusal", "refuse", "refusal"):
            continue
        known = _assigned(inside.get(node))
        for code in _texts(node.args[0], known):
            if VARIES not in code or _name(node.func) == "Refusal":
                if code in SENTENCES and _name(node.func) != "Refusal":
                    yield code, None
                elif len(node.args) > 1 and code != VARIES:
                    yield code, advised(code, " ".join(_text(node.args[1], known).split()))


def _name(node: ast.AST) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _assigned(function: ast.AST | None) -> dict[str, list[ast.expr]]:
    """What the variables of a function may hold."""
    found: dict[str, list[ast.expr]] = defaultdict(list)
    for node in ast.walk(function) if function is not None else ():
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id].append(node.value)
    return found


def _texts(node: ast.expr, known: dict[str, list[ast.expr]]) -> list[str]:
    """Every text that an expression for a code may give."""
    if isinstance(node, ast.IfExp):
        return [*_texts(node.body, known), *_texts(node.orelse, known)]
    if isinstance(node, ast.Name) and known.get(node.id):
        return [text for value in known[node.id] for text in _texts(value, known)]
    return [_text(node, known)]


def _text(node: ast.expr, known: dict[str, list[ast.expr]]) -> str:
    """The text of an expression, with a sign in the place of what varies."""
    match node:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr():
            return "".join(_text(value, known) for value in node.values)
        case ast.FormattedValue():
            return _text(node.value, known) if isinstance(node.value, ast.Name) else VARIES
        case ast.BinOp(op=ast.Add()):
            return _text(node.left, known) + _text(node.right, known)
        case ast.Name() if len(known.get(node.id, ())) == 1:
            return _text(known[node.id][0], {**known, node.id: []})
        case _:
            return VARIES


def page() -> str:
    """The page."""
    found = codes()
    return HEAD.format(count=len(found)) + "".join(code.line for code in found)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
