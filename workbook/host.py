"""What a job asks of the spreadsheet program it runs in: Excel's buttons and LibreOffice's differ in this alone.

Rows and columns are 1-based. Cells are read and written a block at a time: one call to the program costs as much as
thousands of cells do.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Literal, Protocol

from xlcore.locales import Locale
from xlcore.values import Value

Kind = Literal["info", "warning"]
Box = tuple[int, int, int, int]
"""First row, first column, last row, last column."""
Block = Sequence[Sequence[Value]]
"""Rows of values."""


class Host(Protocol):
    """An open workbook in the program that shows it. Every method may raise ``Refusal``, in one sentence.

    ``program`` is what people call the program.
    """

    program: str

    def name(self) -> str:
        """The workbook's file name with its suffix; one that was never saved gets the suffix it would be saved with."""
        ...

    def full_name(self) -> str:
        """What tells the workbook from every other one: its path, its URL, or the name of one that was never saved."""
        ...

    def folder(self) -> Path:
        """A local folder for results: the workbook's own, or Documents for one at a URL or in no folder at all."""
        ...

    def locale(self) -> Locale:
        """The signs that the program itself reads and writes numbers and dates with."""
        ...

    def save_copy(self, path: Path) -> None:
        """Writes the workbook as it is now, unsaved edits included, to ``path``; formulas carry what is shown of them.

        Where the program computes on demand only, it does so first. The workbook itself stays unsaved as it was.
        """
        ...

    def repair_links(self) -> int:
        """How many links to our functions led to another computer's add-in, and now lead to this one's or to none."""
        ...

    def contents(self, sheet: str, box: Box) -> list[list[str]]:
        """What was entered in the cells of a block, as texts: formulas begin with ``=``, a blank cell is ``""``."""
        ...

    def write(self, sheet: str, row: int, col: int, block: Block) -> None:
        """Puts values into the block that begins at a cell: texts stay texts, whatever they look like.

        A guard of the sheet that asks for no password is lifted meanwhile; ``Refusal`` where it asks for one.
        """
        ...

    def held(self) -> AbstractContextManager[None]:
        """While it is entered the program neither redraws, nor computes, nor runs macros of its own on what is written.

        Afterwards everything is as the user had it, also after a failure, and the program has computed what follows.
        """
        ...

    def progress(self, text: str | None) -> None:
        """Says in the status bar what is being done; None gives the bar back to the program."""
        ...

    def message(self, text: str, kind: Kind) -> None:
        """Shows a message and waits until it was read."""
        ...

    def ask(self, text: str, proposal: str) -> str | None:
        """What the user answers, ``proposal`` being filled in; None for a user who will not."""
        ...

    def select(self, sheet: str, cell: str) -> None:
        """Shows a cell, selected."""
        ...

    def open_folder(self, path: Path) -> None:
        """Opens the folder of the file ``path`` in the program for files."""
        ...
