"""From formula texts to blocks in topological order: families, trees, closures, graph - the stages wired in one
place."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Final

from xlcore.compile import Compiler, World
from xlcore.families import Formula, Run, SharedFormula, Source, families, sequence
from xlcore.graph import Block, Places, split
from xlcore.grid import Grid
from xlcore.lexer import FormulaSyntaxError
from xlcore.nodes import Call, Literal, Name, Node, Reference, walk
from xlcore.numericcode import OFTEN, numeric_code
from xlcore.ordering import components, in_order, reads_itself
from xlcore.records import Record
from xlcore.registry import Library
from xlcore.relative import LONGEST, FormulaCache, key
from xlcore.resolve import precedents, resolve
from xlcore.shapecode import ShapeCompiler
from xlcore.shapes import Key, Operands, Reader, is_on_sheet, moved, shape_tree
from xlcore.values import NAME

Read = Callable[[str], tuple[Formula | None, Operands]]

SYNTAX = "#SYNTAX"
"""The name under which a recalculation reports formulas it cannot read; their cached values stay."""


def names_workbook(name: str) -> bool:
    """Whether a name that a recalculation reports as unsupported is no function but another workbook (``[2]Sheet``) of
    which the file carries no values: its cells keep theirs."""
    return "]" in name


class ArraySource(Record):
    """An array formula: its text and the rectangle it fills."""

    __slots__ = ("text", "row", "col", "rows", "cols", "dynamic")

    def __init__(self, text: str, row: int, col: int, rows: int, cols: int, dynamic: bool = False) -> None:
        self.text = text
        self.row = row
        self.col = col
        self.rows = rows
        self.cols = cols
        self.dynamic = dynamic

    def reshaped(self, rows: int, cols: int) -> ArraySource:
        """The same formula over another rectangle."""
        return ArraySource(self.text, self.row, self.col, rows, cols, self.dynamic)


class SheetSource(Record):
    """The formulas of one sheet, by column and row, and its array formulas."""

    __slots__ = ("grid", "columns", "arrays")

    def __init__(
        self, grid: Grid, columns: dict[int, dict[int, Source]], arrays: dict[tuple[int, int], ArraySource]
    ) -> None:
        self.grid = grid
        self.columns = columns
        self.arrays = arrays


class Plan(Record):
    """The blocks in topological order, the cycles among them, and which block computes a cell."""

    __slots__ = ("order", "cycles", "places")

    def __init__(self, order: list[Block], cycles: list[list[Block]], places: Places) -> None:
        self.order = order
        self.cycles = cycles
        self.places = places


SHORT: Final = 64
"""Column blocks of fewer rows than this share their code with all of their shape; what a longer one gains by code of
its own is more than what that costs to make."""


class Builder:
    """Keeps trees and compiled formulas over rebuilds: editing one formula compiles one formula."""

    def __init__(self, world: World, functions: Library) -> None:
        self.world = world
        self.functions = functions
        self.trees = FormulaCache()
        self.formulas: dict[tuple[str, str, bool], Formula] = {}
        self.shapes: dict[Grid, dict[Key, Formula | None]] = {}

    def plan(self, sheets: Iterable[SheetSource]) -> Plan:
        blocks: list[Block] = []
        reader = Reader()
        for source in sheets:
            blocks.extend(self.blocks_of(source, reader))
        return arrange(blocks)

    def blocks_of(self, source: SheetSource, reader: Reader) -> list[Block]:
        blocks: list[Block] = []
        grid = source.grid
        shapes = self.shapes.setdefault(grid, {})

        def read(text: str) -> tuple[Formula | None, Operands]:
            if len(text) > LONGEST:
                return None, []
            shape, operands = reader.read(text)
            if shape not in shapes:
                shapes[shape] = self.shaped(grid, text, reader)
            return shapes[shape], operands

        for col in sorted(source.columns):
            for run in families(col, source.columns[col], read):
                if run.row1 == run.row2 and run.read is not None and run.read[0] is not None:
                    formula, operands = run.read
                    formula.cells += 1
                    blocks.append(Block(grid, formula, run.row1, run.row1, col, col, False, operands))
                else:
                    blocks += self.column_blocks(grid, run, read)
        for formula in shapes.values():
            if formula is not None and formula.cells >= OFTEN:
                self.spell_out(formula)
        for anchor in source.arrays.values():
            text = anchor.text
            formula = self.formula(grid, key(text, anchor.row, anchor.col), text, anchor.row, anchor.col, True)
            last_row, last_col = anchor.row + anchor.rows - 1, anchor.col + anchor.cols - 1
            block = Block(grid, formula, anchor.row, last_row, anchor.col, last_col, array=True)
            block.dynamic = anchor.dynamic
            blocks.append(self.connect(block))
        return blocks

    def column_blocks(
        self, grid: Grid, run: Run, read: Callable[[str], tuple[Formula | None, Operands]]
    ) -> list[Block]:
        block = self.shaped_block(grid, run, read) if run.row2 - run.row1 + 1 < SHORT else None
        if block is None:
            formula = self.formula(grid, run.key, run.text, run.row1, run.col, False)
            block = self.connect(Block(grid, formula, run.row1, run.row2, run.col, run.col))
        direction = 0
        if run.row2 > run.row1:
            found = sequence([ref for _, ref in block.reads], grid.name, run.col, run.row1, run.row2)
            if found is None:
                return split(block)
            direction = found
        block.direction = direction
        return [block]

    def spell_out(self, formula: Formula) -> None:
        """Gives a formula that many cells share code for numbers, where that can be done."""
        example, formula.example = formula.example, None
        if example is not None:
            sheets = {ref.prefix: grid for grid, ref in formula.inputs}
            formula.code = numeric_code(formula.node, example, self.functions, lambda ref: sheets[ref.prefix])

    def shaped_block(
        self, grid: Grid, run: Run, read: Callable[[str], tuple[Formula | None, Operands]]
    ) -> Block | None:
        """The block of a run whose formula has a shape."""
        if run.read is not None:
            formula, operands = run.read
            return Block(grid, formula, run.row1, run.row2, run.col, run.col, False, operands) if formula else None
        master = run.source
        assert isinstance(master, SharedFormula)
        formula, operands = read(master.text)
        if formula is None:
            return None
        operands = moved(operands, formula.fixed, run.row1 - master.row, run.col - master.col)
        below = moved(operands, formula.fixed, run.row2 - run.row1)
        if not is_on_sheet(operands) or not is_on_sheet(below):
            return None  # around the edge of the sheet
        return Block(grid, formula, run.row1, run.row2, run.col, run.col, False, operands)

    def shaped(self, grid: Grid, text: str, reader: Reader) -> Formula | None:
        """The formula of all texts of the shape of ``text`` on that sheet; ``None`` when it has none that is sure."""
        tree = shape_tree(text, reader)
        if tree is None:
            return None
        volatile, unknown, _ = self.survey(tree)
        if unknown:
            return None  # an unknown function may be a name
        found, dynamic = precedents(tree)
        grids = [grid if ref.prefix is None else self.world.grid(ref.prefix.sheet) for ref in found]
        if dynamic or None in grids:
            return None
        formula = Formula("", text, 1, 1)
        formula.node, formula.precedents, formula.dynamic = tree, found, False
        formula.volatile, formula.unknown = volatile, []
        inputs = [(sheet, ref) for sheet, ref in zip(grids, found, strict=True) if sheet is not None]
        formula.serve_shape(reader.fixed(text), inputs, reader.read(text)[1])
        formula.closure = ShapeCompiler(self.world, self.functions, grid).formula(tree)
        return formula

    def connect(self, block: Block) -> Block:
        for ref in block.formula.precedents:
            prefix = ref.prefix
            if prefix is not None and prefix.last_sheet is not None:
                block.reads.extend((grid, ref) for grid in self.world.grids_between(prefix.sheet, prefix.last_sheet))
                continue
            if prefix is not None and prefix.book is not None:
                continue  # the values of another workbook do not change
            grid = block.grid if prefix is None or not prefix.sheet else self.world.grid(prefix.sheet)
            if grid is not None:
                block.reads.append((grid, ref))
        return block

    def formula(self, grid: Grid, formula_key: str, text: str, row: int, col: int, array: bool) -> Formula:
        """The family's formula on that sheet, compiled once."""
        place = (grid.name, formula_key, array)
        formula = self.formulas.get(place)
        if formula is None:
            formula = self.formulas[place] = self.compile(grid, Formula(formula_key, text, row, col), array)
        return formula

    def compile(self, grid: Grid, formula: Formula, array: bool) -> Formula:
        try:
            if len(formula.text) > LONGEST:
                raise FormulaSyntaxError("too long", LONGEST)
            tree = self.trees.tree(formula.key, formula.text, formula.row, formula.col)
        except FormulaSyntaxError:
            formula.node, formula.closure = Literal(NAME), None
            formula.precedents, formula.dynamic, formula.volatile, formula.unknown = [], False, False, [SYNTAX]
            return formula
        node = resolve(tree, self.world, grid.name, formula.row, formula.col)
        compiler = Compiler(self.world, self.functions, grid, array)
        formula.node = node
        formula.precedents, dynamic = precedents(node)
        formula.dynamic = dynamic
        formula.volatile, formula.unknown, external = self.survey(node)
        # What reads another workbook of which the file carries no values keeps its own.
        formula.closure = None if external else compiler.formula(node)
        formula.volatile = formula.volatile or dynamic
        return formula

    def survey(self, node: Node) -> tuple[bool, list[str], bool]:
        """Whether a tree is volatile, which functions and other workbooks in it are unknown, and whether the latter."""
        volatile, unknown, external = False, set(), False
        for part in walk(node):
            if isinstance(part, Call):
                if part.name in self.functions:
                    volatile = volatile or self.functions[part.name].volatile
                elif part.name not in _SPECIAL:
                    unknown.add(part.name)
            elif isinstance(part, Reference):
                prefix = part.prefix
                if prefix is not None and prefix.book is not None:
                    if prefix.last_sheet is not None or self.world.external(prefix.book, prefix.sheet) is None:
                        external = True  # sheets between two of another workbook: their order is not in the file
                        unknown.add(f"{prefix.book}{prefix.sheet}")
            elif isinstance(part, Name):
                external = True
                unknown.add(f"{part.prefix.book if part.prefix else ''}{part.name}")
        return volatile, sorted(unknown), external


_SPECIAL: Final = frozenset({"LET", "LAMBDA", "ANCHORARRAY", "SINGLE"})
"""What the compiler itself understands."""


def arrange(blocks: list[Block]) -> Plan:
    """Blocks in order; where blocks read one another crosswise, they are split into cells, and what then still
    goes round in a circle is a cycle."""
    places = Places(blocks)
    ordered = in_order(blocks, places)
    if ordered is not None:
        order, loops = ordered
        return finished(order, [[block] for block in order if block in loops and block.direction == 0], places)
    found = components(blocks, places)
    tangled = {
        block for component in found if len(component) > 1 for block in component if block.rows > 1 and not block.array
    }
    if tangled:
        blocks = [cell for block in blocks for cell in (split(block) if block in tangled else [block])]
        places = Places(blocks)
        found = components(blocks, places)
    cycles = []
    for component in found:
        single = component[0]
        if len(component) > 1 or (single.direction == 0 and reads_itself(single)):
            component.sort(key=lambda block: (block.row1, block.col1))
            cycles.append(component)
    return finished([block for component in found for block in component], cycles, places)


def finished(order: list[Block], cycles: list[list[Block]], places: Places) -> Plan:
    for cycle in cycles:
        for block in cycle:
            block.broken = True
    for place, block in enumerate(order):
        block.place = place
    return Plan(order, cycles, places)
