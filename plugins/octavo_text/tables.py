"""Tables in aligned columns, by display width; cells wrap where the table is too wide."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from octavo.model import Alignment, Cell, Row, Table
from octavo_text.wrapping import display_width, wrap

Text = Callable[[Cell], str]
_LEAST = 6
_GAP = "  "


def draw_table(table: Table, width: int, text: Text) -> list[str]:
    """Return the lines of ``table``; ``text`` gives a cell's words, ``width`` 0 never wraps them."""
    head, rest = _grid(table.head, table, text), _grid((*table.body, *table.foot), table, text)
    rows = [*head, *rest]
    if not rows:
        return []
    widths = _fit(
        [max(display_width(line) for row in rows for line in row[index].split("\n")) for index in range(len(rows[0]))],
        width,
    )
    alignments = [column.alignment for column in table.columns] + [None] * len(widths)
    lines = [line for row in head for line in _draw(row, widths, alignments)]
    if head:
        lines.append(_GAP.join("─" * size for size in widths))
    return [*lines, *(line for row in rest for line in _draw(row, widths, alignments))]


def _grid(rows: Sequence[Row], table: Table, text: Text) -> list[list[str]]:
    """Return the texts of every place of the grid: a cell stands in the first place that it spans."""
    width = len(table.columns)
    taken: dict[tuple[int, int], bool] = {}
    grid: list[list[str]] = []
    for y, row in enumerate(rows):
        line = [""] * width
        x = 0
        for cell in row.cells:
            while (x, y) in taken:
                x += 1
            if x < width:
                line[x] = text(cell)
            for across in range(min(cell.colspan, width)):
                for down in range(min(cell.rowspan, len(rows) - y)):
                    taken[x + across, y + down] = True
            x += cell.colspan
        grid.append(line)
    return grid


def _fit(widths: list[int], limit: int) -> list[int]:
    """Return ``widths`` narrowed, the widest first, until the table fits into ``limit`` columns."""
    room = limit - len(_GAP) * (len(widths) - 1)
    if limit <= 0 or sum(widths) <= room:
        return widths
    cap = max(widths)
    while cap > _LEAST and sum(min(size, cap) for size in widths) > room:
        cap -= 1
    return [min(size, cap) for size in widths]


def _draw(row: Sequence[str], widths: Sequence[int], alignments: Sequence[Alignment | None]) -> list[str]:
    cells = [wrap(text, size) for text, size in zip(row, widths, strict=True)]
    lines = []
    for index in range(max(len(cell) for cell in cells)):
        pieces = [
            _pad(cell[index] if index < len(cell) else "", size, alignment)
            for cell, size, alignment in zip(cells, widths, alignments, strict=False)
        ]
        lines.append(_GAP.join(pieces).rstrip(" "))
    return lines


def _pad(text: str, size: int, alignment: Alignment | None) -> str:
    space = max(0, size - display_width(text))
    match alignment:
        case "right":
            return " " * space + text
        case "center":
            return " " * (space // 2) + text + " " * (space - space // 2)
        case _:
            return text + " " * space
