"""The grid of a table, which reStructuredText's lists of cells need whole."""

from __future__ import annotations

from collections.abc import Sequence

from octavo import model
from octavo_rst.inlines import Page


def lay_out(rows: Sequence[model.Row], page: Page) -> list[list[model.Blocks]]:
    """Return the cells of each row of a table where they stand, and empty ones where others span."""
    cells = [cell for row in rows for cell in row.cells]
    spans = any(cell.colspan > 1 or cell.rowspan > 1 for cell in cells)
    page.lose(spans, "table-flattened", "a cell that spans others is one of them")
    page.lose(any(cell.alignment for cell in cells), "alignment-dropped", "the alignment of cells is left out")
    grid: dict[tuple[int, int], model.Blocks] = {}
    for y, row in enumerate(rows):
        x = 0
        for cell in row.cells:
            while (y, x) in grid:
                x += 1
            for down in range(min(cell.rowspan, len(rows) - y)):
                grid.update({(y + down, x + right): () for right in range(max(cell.colspan, 1))})
            grid[y, x] = cell.children
    width = 1 + max((x for _, x in grid), default=-1)
    return [[grid.get((y, x), ()) for x in range(width)] for y in range(len(rows) if grid else 0)]
