"""LET and LAMBDA: variables live in the frame, a LAMBDA is a value that remembers the variables around it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from xlcore.effort import LAMBDA_CALL
from xlcore.frame import Frame
from xlcore.registry import OMITTED
from xlcore.values import NUM, VALUE, ExcelError

Closure = Callable[[Frame], Any]
_DEEPEST = 1_024
"""Calls within calls before #NUM!, as Excel gives up on a LAMBDA that never ends."""


class Lambda:
    """What LAMBDA gives: called with scalars, arrays, references or other lambdas."""

    __slots__ = ("body", "frame", "optional", "parameters", "variables")

    def __init__(self, parameters: list[str], optional: int, body: Closure, frame: Frame) -> None:
        self.parameters = parameters
        self.optional = optional
        self.body = body
        self.frame = frame
        self.variables = frame.variables

    def __call__(self, *args: Any) -> Any:
        """The body's result; #VALUE! with too many arguments, or too few."""
        count = len(self.parameters)
        if len(args) > count or len(args) < count - self.optional:
            return VALUE
        frame = self.frame
        if frame.depth >= _DEEPEST:
            return NUM
        frame.spend(LAMBDA_CALL)
        outer = frame.variables
        given = [*args, *[OMITTED] * (count - len(args))]
        frame.variables = {**self.variables, **dict(zip(self.parameters, given, strict=True))}
        frame.depth += 1
        try:
            return self.body(frame)
        finally:
            frame.depth -= 1
            frame.variables = outer


def let(names: list[str], values: list[Closure], body: Closure) -> Closure:
    """The closure of a LET: each value is computed once, in order."""

    def run(f: Frame) -> Any:
        outer = f.variables
        try:
            for name, value in zip(names, values, strict=True):
                # A new dictionary each time: a LAMBDA made before does not see what comes after it.
                f.variables = {**f.variables, name: value(f)}
            return body(f)
        finally:
            f.variables = outer

    return run


def apply(target: Closure, args: list[Closure]) -> Closure:
    """The closure of a call of an expression's value."""

    def run(f: Frame) -> Any:
        function = target(f)
        if not isinstance(function, Lambda):
            return function if isinstance(function, ExcelError) else VALUE
        return function(*[arg(f) for arg in args])

    return run
