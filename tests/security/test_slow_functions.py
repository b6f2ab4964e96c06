"""Functions whose arguments could keep them busy for hours: each ends soon, with what a slow one would give."""

from __future__ import annotations

import random
import re
import time

import pytest

from udfs import FUNCTIONS
from xlcore import BUILTINS
from xlcore.criteria import wildcard_find, wildcard_pattern
from xlcore.functions import pattern_machine
from xlcore.model import Model
from xlcore.values import Value

LIBRARY = BUILTINS | FUNCTIONS


def computed(text: str, most: float = 5.0) -> Value:
    """What a cell with this formula holds; -7.0 where it was given up."""
    model = Model(LIBRARY)
    sheet = model.add_sheet("S")
    sheet.set_formula(9, 9, text, -7.0)
    started = time.process_time()
    model.recalculate()
    assert time.process_time() - started < most
    return model.value("S", 9, 9)


SLOW = [
    'SEARCH("*a*a*a*a*a*a*a*b",REPT("a",32767))',
    'SEARCH("a*a?a*~*b",REPT("a",32767))',
    'SUM(SEARCH("a*b",REPT("a",32767)&SEQUENCE(300)))',
    'COUNTIF(A1:A9,"*a*a*a*a*a*a*b")+MATCH("*a*a*a*a*a*a*a*a*b",REPT("a",32767)&SEQUENCE(9),0)',
    "LCM(SEQUENCE(600,600))",
    "WORKDAY(1,1E9)",
    "SUM(WORKDAY(SEQUENCE(1000),1E6))",
    'WORKDAY.INTL(1E6,-7E5,"1111110")',
    "SERIESSUM(SEQUENCE(1000),1E6,-1E9,SEQUENCE(600,600))",
    "SUM(MAP(SEQUENCE(1000),LAMBDA(x,SUM(SEQUENCE(100,100)))))",
    "BESSELI(SEQUENCE(600,600),1E6)",
    "FACT(1E9)+COMBIN(1E9,5E8)+MULTINOMIAL(1E9,1E9)",
    "POISSON.DIST(1E9,1E9,TRUE)+BINOM.DIST.RANGE(1E9,0.5,1,1E9)",
    "HYPGEOM.DIST(1E8,5E8,5E8,1E9,TRUE)",
    "CUMIPMT(0.1,1E9,1,1,1E9,0)",
    "VDB(1E9,1,1E9,1,1E9)",
    'REPT("9",5000)&" 1/2"+0',
    '(REPT("9",5000)&" 1/2")+0',
    'DOLLARFR(1E300,1E300)+BASE(2^53,2,255)',
    'TEXT(1E300,REPT("0",255))',
    'REGEXTEST(REPT("a",32767)&"b","(a+)+$")',
    'REGEXTEST(REPT("a",32767),"(a|a)*b")',
    'REGEXTEST(REPT("a",32767),"a*a*a*a*a*b")',
    'REGEXREPLACE(REPT("a",32767),"(a*)*(b|$)x","")',
    'REGEXEXTRACT(REPT("ab",16000),"(.*)(.*)(.*)(.*)(.*)\\d",2)',
    'REGEXTEST(REPT("a",3000),"(a+)+\\1+$x")',
    'REGEXTEST(REPT("a",3000)&"b","^(?=(a+)+$)")',
    'REGEXTEST("a",REPT("(",5000)&REPT(")",5000))',
    'REGEXTEST("a",REPT("a{1,1000}",1000))',
    'REGEXTEST(REPT("a",30000),"((a{1,100}){1,100}){1,100}b")',
]  # fmt: skip


@pytest.mark.parametrize("text", SLOW)
def test_it_ends_soon(text: str) -> None:
    computed(text)


def test_working_days_are_those_of_counting_one_by_one() -> None:
    rng = random.Random(3)
    for _ in range(150):
        start, count = rng.randrange(60, 3000), rng.randrange(-400, 400)
        weekend = "".join(rng.choice("0001") for _ in range(7))
        free = sorted(rng.randrange(1, 4000) for _ in range(rng.choice((0, 3, 200))))
        if weekend == "1111111":
            continue
        holidays = f",{{{';'.join(map(str, free))}}}" if free else ""
        at, left, step = start, abs(count), 1 if count > 0 else -1
        while left and at > 0:
            at += step
            monday = (at - 2) % 7  # serial 2 is a Monday
            left -= weekend[monday] == "0" and at not in free
        got = computed(f'WORKDAY.INTL({start},{count},"{weekend}"{holidays})')
        assert got == float(at) if at > 0 else str(got) == "#NUM!"


def _all_ways(wanted: str, text: str) -> bool:
    """Whether a text is what wildcards mean, by trying everything."""
    if not wanted:
        return not text
    if wanted[0] == "*":
        return any(_all_ways(wanted[1:], text[i:]) for i in range(len(text) + 1))
    return bool(text) and wanted[0] in ("?", text[0]) and _all_ways(wanted[1:], text[1:])


def test_wildcards_find_what_trying_everything_finds() -> None:
    rng = random.Random(5)
    for _ in range(4000):
        wanted = "".join(rng.choice("ab*?") for _ in range(rng.randrange(1, 7)))
        text = "".join(rng.choice("ab") for _ in range(rng.randrange(8)))
        pattern = wildcard_pattern(wanted)
        if pattern is None:
            continue
        assert (pattern.fullmatch(text) is not None) is _all_ways(wanted, text), (wanted, text)
        begins = [i for i in range(len(text) + 1) if _all_ways(wanted + "*", text[i:])]
        assert wildcard_find(wanted, text, 0) == (begins[0] if begins else -1), (wanted, text)


def _pattern(rng: random.Random, depth: int = 3) -> str:
    """A pattern made at random."""
    kind = rng.randrange(9 if depth else 3)
    if kind < 3:
        return rng.choice(("a", "b", "c", ".", "[ab]", "[^a]", r"\w", "^", "$", r"\b", ""))
    inner = _pattern(rng, depth - 1)
    if kind < 5:
        return inner + _pattern(rng, depth - 1)
    if kind == 5:
        return f"(?:{inner}|{_pattern(rng, depth - 1)})"
    if kind == 6:
        return f"({inner})"
    return f"(?:{inner}){rng.choice(('*', '+', '?', '*?', '+?', '??', '{2}', '{1,3}', '{2,}?'))}"


def test_the_machine_finds_what_python_finds() -> None:
    rng = random.Random(11)
    tried = 0
    while tried < 3000:
        compiled = re.compile(_pattern(rng), rng.choice((0, re.IGNORECASE)))
        text = "".join(rng.choice("abcAB ") for _ in range(rng.randrange(9)))
        machine = pattern_machine._machine(compiled)
        if machine is None:
            continue
        tried += 1
        wanted = [match.span() for match in compiled.finditer(text)]
        assert [(m.start(), m.end()) for m in machine.matches(text)] == wanted, (compiled.pattern, text)


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"(\w+)@(\w+)\.(vn|com)", "thu: an.ninh@tinh.vn, xa@huyen.com."),
        (r"(?P<ngay>\d{1,2})/(?P<thang>\d{1,2})(/(\d{4}))?", "5/7, 30/06/2023"),
        (r"(a+)+(b)?", "aaab aa"),
        (r"(?i:xã)\s+(\w+)", "XÃ Nghĩa, xã An"),
        (r"(x*)(y*)", "xxyy"),
    ],
)
def test_the_machine_gives_the_same_groups(pattern: str, text: str) -> None:
    compiled = re.compile(pattern)
    machine = pattern_machine._machine(compiled)
    assert machine is not None
    for got, wanted in zip(machine.matches(text), compiled.finditer(text), strict=True):
        assert (got[0], got.groups(), got.start(), got.end()) == (wanted[0], wanted.groups(), *wanted.span())
        assert all(got[name] == wanted[name] for name in compiled.groupindex)
