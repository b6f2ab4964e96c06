"""The page of codes is what the program can say, and every sentence says what to do."""

from __future__ import annotations

import importlib.util
import re
import sys
from pathlib import Path
from types import ModuleType

from workbook.refusal import ADVICE, SENTENCES

ROOT = Path(__file__).resolve().parents[1]


def load_script() -> ModuleType:
    spec = importlib.util.spec_from_file_location("make_codes", ROOT / "docs" / "make_codes.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["make_codes"] = module
    spec.loader.exec_module(module)
    return module


script = load_script()
CODES = script.codes()


def test_the_page_is_what_the_program_can_say() -> None:
    assert script.PAGE.read_text(encoding="utf-8") == script.page(), "run python docs/make_codes.py"


def test_codes_are_written_alike() -> None:
    assert [one.code for one in CODES if not re.fullmatch(r"[a-z]+(-[a-z]+)*(-…)?", one.code)] == []


def test_every_code_has_a_sentence_and_no_sentence_or_advice_is_idle() -> None:
    known = {one.code for one in CODES}
    assert [one.code for one in CODES if not one.sentences] == []
    assert SENTENCES.keys() - known == set()
    assert ADVICE.keys() - known == set()


def test_every_sentence_says_what_to_do() -> None:
    """Those that end with what varies get their advice where they are made: ``guards`` says "hãy dùng -o"."""
    lacking = [
        (one.code, sentence)
        for one in CODES
        for sentence in one.sentences
        if "hãy" not in sentence.lower() and not sentence.endswith("….")
    ]
    assert lacking == []


def test_every_sentence_is_one() -> None:
    assert [s for one in CODES for s in one.sentences if not s.endswith(".") or "\n" in s] == []
