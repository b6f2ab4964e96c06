"""Formulas filled down a column, recognised as such in the file: one object stands for all of them."""

from __future__ import annotations

from xlcore.families import SharedFormula
from xlcore.relative import Template, shift


class FilledFormula(SharedFormula):
    """The formula of cells of one column whose texts are what ``Template`` makes of the first one's; ``ValueError``
    when a shared formula would read otherwise."""

    __slots__ = ("template",)

    def __init__(self, text: str, row: int, col: int) -> None:
        super().__init__(text, row, col)
        self.template = Template(self.text, row)
        if self.template.at(row + 1) != shift(self.text, 1, 0):
            raise ValueError("small letters, or the edge of the sheet")

    def at(self, row: int, col: int) -> str:
        return self.template.at(row) if col == self.col else super().at(row, col)
