"""A new workbook before it is recalculated: built out of the way, so that a failure leaves nothing where it will be."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from workbook import scratch, template


class Draft(NamedTuple):
    """A workbook as it was built, and what it still lacks."""

    path: Path
    notices: tuple[str, ...]


@contextmanager
def built(
    pack: str,
    name: str,
    data: str | os.PathLike[str] | None = None,
    period: str | None = None,
    unit: str | None = None,
    earlier: Sequence[str | os.PathLike[str]] = (),
) -> Iterator[Draft]:
    """The new workbook of the report kind ``pack``, called ``name``, in a folder of its own that goes when left."""
    with scratch.folder() as folder:
        path = folder / name
        yield Draft(path, tuple(template.build(pack, path, data=data, period=period, unit=unit, earlier=earlier)))
