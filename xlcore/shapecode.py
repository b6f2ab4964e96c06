"""The tree of a shape into closures that take the operands from the frame."""

from __future__ import annotations

from typing import Any

from xlcore.compile import Closure, Compiler
from xlcore.frame import Frame
from xlcore.grid import Area
from xlcore.nodes import Node, Reference
from xlcore.shapes import COLUMN, ROW, Hole
from xlcore.values import REF


class ShapeCompiler(Compiler):
    """Compiles ``shape_tree``'s trees; all else is as in a formula of its own."""

    def value(self, node: Node) -> Closure:
        if isinstance(node, Hole):
            place = node.place
            return lambda f: f.operands[place]
        return super().value(node)

    def cell(self, node: Reference) -> Closure:
        grid = self.grid_of(node.prefix)
        if grid is None:
            return lambda f: REF
        get, place = grid.get, node.row1.value

        def run(f: Frame) -> Any:
            cell = f.operands[place]
            return get(cell // ROW, cell & COLUMN)

        return run

    def reference(self, node: Reference) -> Closure:
        grid = self.grid_of(node.prefix)
        if grid is None:
            return lambda f: REF
        first, last = node.row1.value, node.row2.value

        def run(f: Frame) -> Any:
            row1, col1 = divmod(f.operands[first], ROW)
            if first == last:
                return Area(grid, row1, col1, 1, 1)
            row2, col2 = divmod(f.operands[last], ROW)
            if row1 > row2:
                row1, row2 = row2, row1
            if col1 > col2:
                col1, col2 = col2, col1
            return Area(grid, row1, col1, row2 - row1 + 1, col2 - col1 + 1)

        return run
