"""Formulas as nobody would write them: every function with arguments that are huge, odd or of the wrong kind."""

from __future__ import annotations

import random
from typing import Final

from udfs import FUNCTIONS
from xlcore import BUILTINS
from xlcore.registry import Function, Library

LIBRARY: Final[Library] = (BUILTINS | FUNCTIONS).load()
NAMES: Final = sorted(LIBRARY)

NUMBERS: Final = (
    "0", "1", "-1", "0.5", "2", "3", "10", "-7.25", "255", "1000", "32767", "65536", "1E5", "16384", "1048576",
    "2958465", "2147483648", "1E9", "9007199254740993", "1E15", "-1E15", "1E100", "1E308", "-1E308", "1E-308",
    "9.99E+307", "1/3",
)  # fmt: skip
TEXTS: Final = (
    '""', '"x"', '"*a*a*a*a*a*a*b"', '"?*?*?*~"', '"1E400"', '"31/12/9999"', '"A1:XFD1048576"', '"S!A1"', '"#REF!"',
    '"(a+)+$"', '"(a|a)*b"', '"<a><b>1</b></a>"', '"//b"', '"0.00E+00;[Red]-#,##0"', '"yyyy-mm-dd"', '"=1+1"',
    '"TRUE"', '"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"', '"Ốc"', '"3+4i"', '"\U0001f600"', '"m"', '"ISO"', '"1111110"',
    'REPT("ab",16000)', 'REPT("a",32767)',
)  # fmt: skip
RANGES: Final = (
    "A1", "B2", "A1:A3", "A1:D6", "$A$1:$A$20", "A:A", "A:C", "1:1", "1:1048576", "A1:XFD1048576", "XFD1048576",
    "S!A1:B3", "'S 2'!A1", "S:'S 2'!A1", "(A1,B2)", "A1:A3 A2:B2", "Ten", "Vong", "Bang[So]", "Bang[#All]", "[1]K!A1",
    "#REF!",
)  # fmt: skip
OTHERS: Final = (
    "TRUE", "FALSE", "#N/A", "#DIV/0!", "{1,2;3,4}", '{"a";TRUE;#N/A;2}', "SEQUENCE(5)", "SEQUENCE(1000,20)", "",
    "SEQUENCE(1048576)", "SEQUENCE(1048576,16384)", "ROW(A:A)", "LAMBDA(x,x+1)", "LAMBDA(a,b,a&b)", "LAMBDA(x,x(x))",
    "RANDARRAY(3,3)", "IF({1,0},A1:A3,B1:B3)", "INDIRECT(\"A\"&1)", "OFFSET(A1,1,1,1E6,1)",
)  # fmt: skip
OPERATORS: Final = ("+", "-", "*", "/", "^", "&", "=", "<>", "<", ">", ":", ",", " ", "%", "#", "@")
_BY_CODE: Final = {
    "n": (NUMBERS, NUMBERS, NUMBERS, TEXTS, RANGES, OTHERS),
    "i": (NUMBERS, NUMBERS, NUMBERS, TEXTS, RANGES, OTHERS),
    "t": (TEXTS, TEXTS, TEXTS, NUMBERS, RANGES, OTHERS),
    "b": (OTHERS, NUMBERS, TEXTS),
    "x": (RANGES, RANGES, RANGES, OTHERS),
}
_ANY: Final = (NUMBERS, TEXTS, RANGES, RANGES, OTHERS)


def formula(rng: random.Random, depth: int = 2) -> str:
    """A formula (without its equals sign) made at random."""
    kind = rng.random()
    if kind < 0.7 or depth == 0:
        return call(rng, LIBRARY[rng.choice(NAMES)], depth)
    if kind < 0.8:
        return f"{argument(rng, 'r', depth)}{rng.choice(OPERATORS)}{argument(rng, 'r', depth)}"
    if kind < 0.9:
        return _long(rng, depth)
    return _broken(rng, formula(rng, depth - 1))


def call(rng: random.Random, function: Function, depth: int) -> str:
    """A call of the function with a number of arguments that it takes."""
    count = function.min_args + rng.randint(0, len(function.optional))
    if function.repeated and count == function.min_args + len(function.optional):
        count += len(function.repeated) * rng.randint(0, 3)
    arguments = ",".join(argument(rng, function.code(place), depth) for place in range(count))
    return f"{function.name}({arguments})"


def argument(rng: random.Random, code: str, depth: int) -> str:
    if depth and rng.random() < 0.25:
        return formula(rng, depth - 1)
    return rng.choice(rng.choice(_BY_CODE.get(code, _ANY)))


def _long(rng: random.Random, depth: int) -> str:
    """A formula of about Excel's greatest length, 8,192 characters: flat, nested, or with a long list."""
    piece = argument(rng, "n", 0) or "1"
    count = rng.choice((10, 64, 250, 1000)) if rng.random() < 0.5 else 8192 // (len(piece) + 1)
    shape = rng.randrange(7)
    if shape == 0:
        return rng.choice("+-*/&^").join([piece] * count)
    if shape == 1:
        return "(" * count + piece + ")" * count
    if shape == 2:
        return "-" * count + piece
    if shape == 3:
        return piece + "%" * count
    if shape == 4:
        return f"SUM({','.join([piece] * count)})"
    if shape == 5:
        return f"{rng.choice(('IF', 'ABS', 'SUM', 'LAMBDA', 'LET'))}(" * count + piece + ")" * count
    return f"{{{rng.choice(',;').join([rng.choice(NUMBERS[:8])] * count)}}}"


def _broken(rng: random.Random, text: str) -> str:
    """The text with a stretch of it gone, doubled or replaced."""
    at, other = sorted((rng.randrange(len(text) + 1), rng.randrange(len(text) + 1)))
    middle = rng.choice(
        ("", text[at:other] * 2, "(", ")", '"', "'", "[", "!", ":", "#", "{", "\n", "𝟙", "_xlfn.", "$", "\0")
    )
    return (text[:at] + middle + text[other:])[:8192]
