"""Where a value comes from: a cell's formula, its value, and the cells it reads, as a tree."""

from __future__ import annotations

from xlcore.records import Record
from xlcore.values import ExcelError, Value


class Explanation(Record):
    """``cell`` is ``"ChiTieu!G12"``; ``precedents`` explain what the formula reads; ``omitted`` counts cells left out
    of a long range."""

    __slots__ = ("cell", "formula", "value", "precedents", "omitted")

    def __init__(
        self,
        cell: str,
        formula: str | None,
        value: Value,
        precedents: list[Explanation] | None = None,
        omitted: int = 0,
    ) -> None:
        self.cell = cell
        self.formula = formula
        self.value = value
        self.precedents: list[Explanation] = [] if precedents is None else precedents
        self.omitted = omitted

    def __str__(self) -> str:
        return "\n".join(self.lines())

    def lines(self, depth: int = 0) -> list[str]:
        """The tree as indented lines, one cell a line."""
        indent = "  " * depth
        text = f"{indent}{self.cell} = {show(self.value)}"
        if self.formula is not None:
            text += f"    {self.formula}"
        found = [text]
        for precedent in self.precedents:
            found.extend(precedent.lines(depth + 1))
        if self.omitted:
            found.append(f"{indent}  … (+{self.omitted})")
        return found

    def to_json(self) -> dict[str, object]:
        """The tree as plain data; an error is its code."""
        return {
            "cell": self.cell,
            "formula": self.formula,
            "value": str(self.value) if isinstance(self.value, ExcelError) else self.value,
            "precedents": [precedent.to_json() for precedent in self.precedents],
            "omitted": self.omitted,
        }


def show(value: Value) -> str:
    """A value as a person reads it: texts in quotes, whole numbers without a point, a blank as ``∅``."""
    if value is None:
        return "∅"
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return repr(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    return f'"{value}"' if isinstance(value, str) else str(value)
