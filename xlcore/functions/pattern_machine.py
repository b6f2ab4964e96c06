"""Regular expressions that never take long: the ways through a pattern are followed side by side, none is gone back on.

Python's own matcher tries one way after the other and can need more time than there is for ``(a+)+$``. Where a pattern
could do so with a text of that length, this machine (K. Thompson 1968, with R. Pike's captures) finds the same match
in time proportional to text and pattern. It knows no back references, no looking around and no loops over what may be
empty: patterns with those are given up where they would be dangerous.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from re import _constants as op  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

from xlcore.effort import TooMuch

_SAFE_STEPS: Final = 1_000_000
"""Python's matcher is asked where it cannot need more steps than about this."""
_MOST_STEPS: Final = 4_000_000
_MOST_CODE: Final = 20_000
_ENDLESS: Final = 40
"""The degree of a pattern that could try all ways there are."""
_KEPT_FLAGS: Final = re.IGNORECASE | re.DOTALL | re.MULTILINE | re.ASCII

Code = list[tuple[Any, ...]]
Test = Callable[[str, int], bool]
"""Whether what a step wants stands at that place of a text."""


class Found:
    """A match, as ``re.Match`` tells about it."""

    __slots__ = ("_names", "_spans", "_text")

    def __init__(self, text: str, spans: Sequence[int], names: dict[str, int]) -> None:
        self._text = text
        self._spans = spans
        self._names = names

    def start(self) -> int:
        return self._spans[0]

    def end(self) -> int:
        return self._spans[1]

    def __getitem__(self, group: int | str) -> str | None:
        number = self._names[group] if isinstance(group, str) else group  # an unknown name is an IndexError to re
        if not 0 <= number < len(self._spans) // 2:
            raise IndexError("no such group")
        start, end = self._spans[2 * number : 2 * number + 2]
        return self._text[start:end] if start >= 0 and end >= 0 else None

    def groups(self) -> tuple[str | None, ...]:
        return tuple(self[number] for number in range(1, len(self._spans) // 2))


def matches(pattern: re.Pattern[str], text: str) -> Iterator[re.Match[str] | Found]:
    """The matches of a pattern in a text, as ``finditer`` gives them; ``TooMuch`` when it could take too long."""
    degree = _degree(pattern)
    if (len(text) + 1) ** (degree + 1) <= _SAFE_STEPS:
        return pattern.finditer(text)
    machine = _machine(pattern)
    if machine is None:
        raise TooMuch
    return machine.matches(text)


# How dangerous a pattern is -------------------------------------------------------------------------------------------


@lru_cache(maxsize=256)
def _degree(pattern: re.Pattern[str]) -> int:
    """The power of a text's length to which trying all ways through the pattern from one place may grow."""
    return min(_ENDLESS, _degree_of(parser.parse(pattern.pattern, pattern.flags)))


def _degree_of(items: Any) -> int:
    return sum(_item_degree(kind, argument) for kind, argument in items)


def _item_degree(kind: Any, argument: Any) -> int:
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT, op.POSSESSIVE_REPEAT):
        low, high, body = argument
        if high <= 1 or low == high and _is_one_way(body):
            return _degree_of(body)
        return 1 if _is_one_way(body) else _ENDLESS
    if kind is op.SUBPATTERN:
        return _degree_of(argument[3])
    if kind is op.BRANCH:
        return max(_degree_of(body) for body in argument[1])
    if kind is op.ATOMIC_GROUP:
        return _degree_of(argument)
    if kind in (op.ASSERT, op.ASSERT_NOT):
        return 1 + _degree_of(argument[1])
    return 1 if kind in (op.GROUPREF, op.GROUPREF_EXISTS) else 0


def _is_one_way(items: Any) -> bool:
    """Whether a piece of a pattern is a row of single characters: there is but one way through it."""
    kinds = (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN)
    return all(
        kind in kinds or kind is op.AT or kind is op.SUBPATTERN and _is_one_way(argument[3]) for kind, argument in items
    )


# The machine ----------------------------------------------------------------------------------------------------------


class _Unknown(Exception):
    """The pattern has what the machine does not know."""


@lru_cache(maxsize=64)
def _machine(pattern: re.Pattern[str]) -> Machine | None:
    compiler = _Compiler()
    try:
        compiler.sequence(parser.parse(pattern.pattern, pattern.flags), pattern.flags)
    except _Unknown:
        return None
    return Machine([*compiler.code, ("match",)], pattern.groups, dict(pattern.groupindex))


class _Compiler:
    """A pattern in steps: ``char``, ``at`` (a test), ``save`` (n), ``split`` (first, second), ``jump`` (to)."""

    def __init__(self) -> None:
        self.code: Code = []

    def add(self, *step: Any) -> int:
        if len(self.code) >= _MOST_CODE:
            raise TooMuch
        self.code.append(step)
        return len(self.code) - 1

    def sequence(self, items: Any, flags: int) -> None:
        for kind, argument in items:
            self.item(kind, argument, flags)

    def item(self, kind: Any, argument: Any, flags: int) -> None:
        if kind in (op.LITERAL, op.NOT_LITERAL, op.ANY, op.IN):
            self.add("char", _one_character(_spelled(kind, argument), flags))
        elif kind is op.AT:
            self.add("at", _at_place(_PLACES[argument], flags))
        elif kind is op.SUBPATTERN:
            group, more, fewer, body = argument
            self.group(group, body, (flags | more) & ~fewer)
        elif kind is op.BRANCH:
            self.branch(argument[1], flags)
        elif kind in (op.MAX_REPEAT, op.MIN_REPEAT):
            low, high, body = argument
            self.repeat(low, high, body, flags, kind is op.MAX_REPEAT)
        else:
            raise _Unknown

    def group(self, number: int | None, body: Any, flags: int) -> None:
        if number is None:
            self.sequence(body, flags)
            return
        self.add("save", 2 * number)
        self.sequence(body, flags)
        self.add("save", 2 * number + 1)

    def branch(self, bodies: Any, flags: int) -> None:
        ends = []
        for body in bodies[:-1]:
            split = self.add("split", 0, 0)
            self.sequence(body, flags)
            ends.append(self.add("jump", 0))
            self.code[split] = ("split", split + 1, len(self.code))
        self.sequence(bodies[-1], flags)
        for end in ends:
            self.code[end] = ("jump", len(self.code))

    def repeat(self, low: int, high: int, body: Any, flags: int, greedy: bool) -> None:
        if high > 1 and body.getwidth()[0] == 0:
            raise _Unknown  # how often round with nothing: Python has rules of its own
        for _ in range(low):
            self.sequence(body, flags)
        if high is op.MAXREPEAT:
            split = self.add("split", 0, 0)
            self.sequence(body, flags)
            self.add("jump", split)
            self.code[split] = self.fork(split + 1, len(self.code), greedy)
            return
        splits = []
        for _ in range(high - low):
            splits.append(self.add("split", 0, 0))
            self.sequence(body, flags)
        for split in splits:
            self.code[split] = self.fork(split + 1, len(self.code), greedy)

    @staticmethod
    def fork(on: int, out: int, greedy: bool) -> tuple[Any, ...]:
        return ("split", on, out) if greedy else ("split", out, on)


_CATEGORIES: Final = {
    op.CATEGORY_DIGIT: r"\d", op.CATEGORY_NOT_DIGIT: r"\D", op.CATEGORY_SPACE: r"\s", op.CATEGORY_NOT_SPACE: r"\S",
    op.CATEGORY_WORD: r"\w", op.CATEGORY_NOT_WORD: r"\W",
}  # fmt: skip
_PLACES: Final = {
    op.AT_BEGINNING: "^", op.AT_BEGINNING_STRING: r"\A", op.AT_BOUNDARY: r"\b", op.AT_NON_BOUNDARY: r"\B",
    op.AT_END: "$", op.AT_END_STRING: r"\Z",
}  # fmt: skip


def _spelled(kind: Any, argument: Any) -> str:
    """The pattern of one character."""
    if kind is op.ANY:
        return "."
    if kind is op.LITERAL:
        return f"[{_sign(argument)}]"
    if kind is op.NOT_LITERAL:
        return f"[^{_sign(argument)}]"
    pieces: list[str] = []
    for item, value in argument:
        if item is op.NEGATE:
            pieces.insert(0, "^")
        elif item is op.LITERAL:
            pieces.append(_sign(value))
        elif item is op.RANGE:
            pieces.append(f"{_sign(value[0])}-{_sign(value[1])}")
        else:
            pieces.append(_CATEGORIES[value])
    return f"[{''.join(pieces)}]"


def _sign(code: int) -> str:
    return f"\\U{code:08x}"


def _one_character(spelled: str, flags: int) -> Test:
    found = re.compile(spelled, flags & _KEPT_FLAGS).match
    known: dict[str, bool] = {}

    def test(text: str, at: int) -> bool:
        char = text[at]
        fits = known.get(char)
        if fits is None:
            fits = known[char] = found(char) is not None
        return fits

    return test


def _at_place(spelled: str, flags: int) -> Test:
    found = re.compile(spelled, flags & _KEPT_FLAGS).match
    return lambda text, at: found(text, at) is not None


Thread = tuple[int, tuple[int, ...]]
"""A place in the code, and the spans of the groups on the way there."""


class Machine:
    """The steps of a pattern."""

    def __init__(self, code: Code, groups: int, names: dict[str, int]) -> None:
        self.code = code
        self.blank = (-1,) * (2 * groups + 2)
        self.names = names

    def matches(self, text: str) -> Iterator[Found]:
        """All matches, as ``finditer`` gives them."""
        steps = 0
        at, barred = 0, -1  # no empty match where one was found before
        while at <= len(text):
            spans, looked = self.search(text, at, barred, _MOST_STEPS - steps)
            steps += looked
            if spans is None:
                return
            yield Found(text, spans, self.names)
            at = spans[1]
            barred = at if spans[0] == spans[1] else -1

    def search(self, text: str, start: int, barred: int, most: int) -> tuple[tuple[int, ...] | None, int]:
        """The spans of the first match from ``start`` on, and how many steps it took; ``TooMuch`` when too many."""
        code, best, steps = self.code, None, 0
        threads: list[Thread] = []
        for at in range(start, len(text) + 1):
            seen: set[int] = set()
            now: list[Thread] = []
            for thread in threads:
                self.follow(text, at, thread, seen, now)
            if best is None:
                self.follow(text, at, (0, (at, *self.blank[1:])), seen, now)
            threads = []
            for place, spans in now:
                step = code[place]
                if step[0] == "match":
                    if not spans[0] == at == barred:
                        best = (spans[0], at, *spans[2:])
                        break  # those behind are worth less
                elif at < len(text) and step[1](text, at):
                    threads.append((place + 1, spans))
            steps += len(seen) + 1
            if steps > most:
                raise TooMuch
            if best is not None and not threads:
                break
        return best, steps

    def follow(self, text: str, at: int, thread: Thread, seen: set[int], now: list[Thread]) -> None:
        """Adds where a thread gets without a character, the preferred way first."""
        waiting = [thread]
        while waiting:
            place, spans = waiting.pop()
            if place in seen:
                continue
            seen.add(place)
            step = self.code[place]
            match step[0]:
                case "split":
                    waiting += [(step[2], spans), (step[1], spans)]
                case "jump":
                    waiting.append((step[1], spans))
                case "save":
                    waiting.append((place + 1, (*spans[: step[1]], at, *spans[step[1] + 1 :])))
                case "at":
                    if step[1](text, at):
                        waiting.append((place + 1, spans))
                case _:
                    now.append((place, spans))
