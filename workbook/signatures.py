"""The digital signature of a package (ECMA-376 part 2, 12): an origin part, and the signatures that it relates to.

It covers the bytes of parts, so whatever changes one of them breaks it. Whether it holds is Office's business to say.
"""

from __future__ import annotations

from pathlib import Path

from workbook.opc import relationships
from workbook.package import Package


def is_signed(package: Package) -> bool:
    """Whether the package carries a signature; the origin alone is what is left when one was taken away."""
    origins = [rel.target for rel in relationships(package, "") if rel.kind == "origin" and rel.target in package]
    return any(rel.kind == "signature" for origin in origins for rel in relationships(package, origin))


def broken_notice(out: Path) -> str:
    """What must be said of a file just written that carries a signature of what was there before."""
    return f"{out.name}: chữ ký số trong tệp không còn hiệu lực vì số liệu đã được tính lại; hãy ký lại."
