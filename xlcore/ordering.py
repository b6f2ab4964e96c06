"""The topological order of blocks, and the circles among them."""

from __future__ import annotations

from xlcore.graph import Block, Places


def in_order(blocks: list[Block], places: Places) -> tuple[list[Block], set[Block]] | None:
    """The blocks, precedents first, and those that read themselves; ``None`` when several go round in a circle.

    The order is the one in which ``components`` finds them; without circles to look for it takes half the time.
    """
    state = bytearray(len(blocks))  # 1: its precedents are being looked at, 2: done
    for place, block in enumerate(blocks):
        block.place = place
    order: list[Block] = []
    loops: set[Block] = set()
    stack: list[Block] = []
    for root in blocks:
        if state[root.place]:
            continue
        stack.append(root)
        while stack:
            block = stack.pop()
            place = block.place
            if state[place]:
                if state[place] == 1:
                    state[place] = 2
                    order.append(block)
                continue
            state[place] = 1
            waiting = [block]  # to be seen again when all it reads is done
            for other in _precedents(block, places):
                known = state[other.place]
                if not known:
                    waiting.append(other)
                elif other is block:
                    loops.add(block)
                elif known == 1:
                    return None
            if len(waiting) == 1:
                state[place] = 2
                order.append(block)
            else:
                waiting[1:] = waiting[:0:-1]
                stack += waiting
    return order, loops


def components(blocks: list[Block], places: Places) -> list[list[Block]]:
    """The strongly connected components in topological order, precedents first (Tarjan, without recursion).

    A block that reads only its own column is not connected to itself here; ``Block.direction`` deals with that.
    """
    index: dict[Block, int] = {}
    low: dict[Block, int] = {}
    on_stack: set[Block] = set()
    stack: list[Block] = []
    found: list[list[Block]] = []
    for root in blocks:
        if root in index:
            continue
        index[root] = low[root] = len(index)
        stack.append(root)
        on_stack.add(root)
        work = [(root, iter(_precedents(root, places)))]
        while work:
            block, pending = work[-1]
            child = next(pending, None)
            if child is None:
                work.pop()
                if work:
                    parent = work[-1][0]
                    low[parent] = min(low[parent], low[block])
                if low[block] == index[block]:
                    found.append(_pop_component(block, stack, on_stack))
            elif child not in index:
                index[child] = low[child] = len(index)
                stack.append(child)
                on_stack.add(child)
                work.append((child, iter(_precedents(child, places))))
            elif child in on_stack and index[child] < low[block]:
                low[block] = index[child]
    return found


def _pop_component(block: Block, stack: list[Block], on_stack: set[Block]) -> list[Block]:
    component = []
    while True:
        member = stack.pop()
        on_stack.discard(member)
        component.append(member)
        if member is block:
            return component


def _precedents(block: Block, places: Places) -> list[Block]:
    """The blocks that a block reads, itself among them when it reads itself."""
    operands, formula = block.operands, block.formula
    if operands is not None and formula.home is not None and formula.home not in places.larger:
        # A single cell that reads single cells: the graph of a workbook without columns is made of these.
        if block.row1 == block.row2:
            cells = places.cells.get(formula.home)
            if cells is None:
                return []
            get = cells.get
            return [found for slot in formula.slots if (found := get(operands[slot])) is not None]
    precedents: list[Block] = []
    for grid, box in block.precedent_boxes():
        precedents += places.within(grid, box)
    return precedents


def reads_itself(block: Block) -> bool:
    """Whether one of its own cells is among what the block reads."""
    return any(
        grid is block.grid
        and box[0] <= block.row2
        and box[2] >= block.row1
        and box[1] <= block.col2
        and box[3] >= block.col1
        for grid, box in block.precedent_boxes()
    )
