"""Numbers of texts that are filled from ThongTin: titles, the number, place and date of the document."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from udfs.sentences import FIGURE, Source
from workbook import report_sources
from workbook.report_origins import Origin

_PLACEHOLDER: Final = re.compile(r"\{(\w+)\}")
# The lines of the official form, as ``report_context.form`` makes them.
NUMBER_LINE: Final = "{so_van_ban}/{ky_hieu}"
DATE_LINE: Final = "ngày {ngay_ban_hanh}"
PLACE_LINE: Final = f"{{dia_danh}}, {DATE_LINE}"
ANNEX_LINE: Final = f"(Kèm theo Báo cáo số {NUMBER_LINE} {DATE_LINE} của {{don_vi}})"


def numbers(text: str, pattern: str, source: Source) -> Iterator[tuple[str, Origin | None]]:
    """Each number of ``text`` with its source; None for one that ``pattern``, of which it is made, spells out itself.

    The "19" of a heading about Covid-19 comes from no cell, whatever cells hold 19.
    """
    text, pattern = (" ".join(unicodedata.normalize("NFC", words).split()) for words in (text, pattern))
    spans = _spans(text, pattern)
    for match in FIGURE.finditer(text):
        found = next(((start, key) for start, end, key in spans if start <= match.start() < end), None)
        origin = None
        if found is not None:
            place = len(FIGURE.findall(text[found[0] : match.start()]))
            sources = report_sources.of_key(found[1], place, source)
            origin = next((one for one in sources if one.gives(match.group())), None)
        yield match.group(), origin


def _spans(text: str, pattern: str) -> list[tuple[int, int, str]]:
    """Where each key of the pattern stands in the text, which may be in capitals."""
    pieces = _PLACEHOLDER.split(pattern)
    expression = "".join("(.*?)" if place % 2 else re.escape(piece) for place, piece in enumerate(pieces))
    match = re.fullmatch(expression, text, re.IGNORECASE)
    if match is None:
        return []
    return [(*match.span(place), key) for place, key in enumerate(pieces[1::2], 1)]
