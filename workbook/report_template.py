"""What is wrong with a Word template, in Vietnamese and with the paragraph quoted.

Staff edit the template in Word: a misspelt placeholder, a lost ``{%p endfor %}`` or a loop tag in the wrong place must
name its paragraph. Nothing here imports docxtpl, jinja2 or lxml: paragraphs come as texts, errors as their message.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from traceback import extract_tb
from typing import Final
from xml.parsers import expat

from workbook.refusal import Refusal

_TAG: Final = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_QUOTED: Final = re.compile(r"'([^']*)'")
_XML_TAG: Final = re.compile(r"<[^>]+>")
_BLOCK: Final = re.compile(r"\{%-?\s*(?:(?:p|tr|tc|r)\s+)?(for|if|endfor|endif)\b")
_UNKNOWN: Final = re.compile(r"unknown tag '([^']*)'|No (?:filter|test) named '([^']*)'")
_LONG: Final = 90


def misspelt(message: str, paragraphs: Sequence[str], names: Iterable[str], line: str) -> Refusal:
    """The refusal for a placeholder that stands for nothing; ``message`` is jinja's, ``line`` the text of its line."""
    quoted: list[str] = _QUOTED.findall(message)
    name = quoted[-1] if quoted else message
    nearest = _nearest(name, names)
    hint = f"; có phải là “{nearest}”" if nearest else ""
    return Refusal(
        "template-placeholder",
        f"Mẫu Word: đoạn “{_paragraph_with(name, paragraphs) or line}” dùng tên “{name}” không có trong dữ liệu{hint}: "
        "hãy sửa lại tên này trong mẫu rồi xuất lại.",
    )


def unreadable(paragraphs: Sequence[str], line: str, message: str) -> Refusal:
    """The refusal for a tag that cannot be read: an unknown word or filter, a loop without its end."""
    fault = _unclosed(paragraphs) or _unpaired(paragraphs) or _unknown_word(paragraphs, message)
    text, detail = fault or (line, "viết sai cú pháp trong dấu {{ }} hoặc {% %}")
    return Refusal("template-syntax", f"Mẫu Word: đoạn “{text}” {detail}: hãy sửa lại trong mẫu rồi xuất lại.")


def _unclosed(paragraphs: Iterable[str]) -> tuple[str, str] | None:
    """The first paragraph whose braces do not pair."""
    for text in paragraphs:
        for opening, closing in (("{{", "}}"), ("{%", "%}")):
            if text.count(opening) != text.count(closing):
                missing = closing if text.count(opening) > text.count(closing) else opening
                return shortened(text), f"thiếu dấu {missing}"
    return None


def _unpaired(paragraphs: Iterable[str]) -> tuple[str, str] | None:
    """The first ``for`` or ``if`` without its end, or end without its beginning: the paragraph, and what is wrong."""
    opened: list[tuple[str, str]] = []
    for text in paragraphs:
        for word in _BLOCK.findall(text):
            if word in ("for", "if"):
                opened.append((word, text))
            elif not opened or opened[-1][0] != word.removeprefix("end"):
                if opened:
                    break
                return shortened(text), f"có “{word}” thừa, không có phần mở đầu"
            else:
                opened.pop()
    return (shortened(opened[-1][1]), f"mở “{opened[-1][0]}” nhưng thiếu “end{opened[-1][0]}”") if opened else None


def _unknown_word(paragraphs: Iterable[str], message: str) -> tuple[str, str] | None:
    unknown = _UNKNOWN.search(message)
    if unknown is None:
        return None
    word = unknown[1] or unknown[2]
    text = _paragraph_with(word, paragraphs)
    return None if text is None else (text, f"dùng từ “{word}” không có trong ngôn ngữ của mẫu")


def forbidden(line: str) -> Refusal:
    """The refusal for an expression that fails or reaches for what a template may not touch."""
    return Refusal(
        "template-expression",
        f"Mẫu Word: đoạn “{line}” có phép tính không thực hiện được: hãy sửa lại trong mẫu rồi xuất lại.",
    )


def require_well_formed(xml: str) -> None:
    """``Refusal`` when the rendered document is broken, as it is when a loop's tags stand in the wrong places."""
    parser = expat.ParserCreate()
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, UnicodeEncodeError):
        raise Refusal(
            "template-tags",
            "Mẫu Word: các thẻ {%p …%} hoặc {%tr …%} đặt sai chỗ nên văn bản bị vỡ: mỗi thẻ phải đứng riêng một đoạn "
            "(hoặc một hàng của bảng), thẻ đóng cùng loại với thẻ mở.",
        ) from None


def line_of(error: BaseException, source: str) -> str | None:
    """The text of the template's line where ``error`` arose; None when the error did not arise in the template.

    ``source`` has one paragraph to a line, as docxtpl hands it to jinja.
    """
    number = getattr(error, "lineno", None)
    if number is None:
        frames = [frame for frame in extract_tb(error.__traceback__) if frame.filename == "<template>"]
        number = frames[-1].lineno if frames else None
    return None if number is None else text_of_line(source, number)


def text_of_line(source: str, number: int) -> str:
    """The text of a line (from 1) of the template's XML."""
    rows = source.split("\n")
    return shortened(_XML_TAG.sub("", rows[min(number, len(rows)) - 1]))


def _paragraph_with(name: str, paragraphs: Iterable[str]) -> str | None:
    """The first paragraph that names ``name`` inside a tag."""
    word = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    for text in paragraphs:
        if any(word.search(tag) for tag in _TAG.findall(text)):
            return shortened(text)
    return None


def _nearest(name: str, names: Iterable[str]) -> str | None:
    return next(iter(get_close_matches(name, sorted(names), n=1)), None)


def shortened(text: str) -> str:
    """The text in one line, or its beginning."""
    joined = " ".join(text.split())
    return joined if len(joined) <= _LONG else f"{joined[:_LONG].rstrip()}…"
