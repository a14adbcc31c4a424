"""Pandoc's tables as the model's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from octavo.model import MAXIMUM_SPAN, Alignment, Cell, Column, Row, Table
from octavo_pandoc import syntax as pandoc
from octavo_pandoc.captions import read_caption
from octavo_pandoc.grid import place
from octavo_pandoc.reading import Reading

_ALIGNMENTS: dict[str, Alignment | None] = {
    "AlignLeft": "left",
    "AlignRight": "right",
    "AlignCenter": "center",
    "AlignDefault": None,
}


def read_table(table: pandoc.Table, reading: Reading) -> Table:
    """Return ``table``; its bodies become one, whose own heads are rows of header cells."""
    attr, caption, specs, (head_attr, head), bodies, (foot_attr, foot) = table.c
    for one in (attr, head_attr, foot_attr, *(body[0] for body in bodies)):
        reading.drop("a table", one)
    return Table(
        tuple(_column(spec) for spec in specs),
        tuple(_rows(head, len(specs), reading)),
        tuple(row for body in bodies for row in _body(body, len(specs), reading)),
        tuple(_rows(foot, 0, reading)),
        read_caption(caption, reading),
    )


def places_of(table: pandoc.Table) -> int:
    """Return how many places of its grid the cells of ``table`` take."""
    _, _, _, (_, head), bodies, (_, foot) = table.c
    rows = (*head, *(row for _, _, own_head, own in bodies for row in (*own_head, *own)), *foot)
    return sum(_span(cell[2]) * _span(cell[3]) for _, cells in rows for cell in cells)


def _column(spec: pandoc.ColSpec) -> Column:
    alignment, width = spec
    fraction = width.c if isinstance(width, pandoc.ColWidth) and 0 < width.c <= 1 else None
    return Column(_ALIGNMENTS[alignment.t], fraction)


def _body(body: pandoc.TableBody, columns: int, reading: Reading) -> Iterator[Row]:
    _, headings, head, rows = body
    yield from _rows(head, columns, reading)
    yield from _rows(rows, headings, reading)


def _rows(rows: Iterable[pandoc.Row], headings: int, reading: Reading) -> Iterator[Row]:
    """Yield ``rows``; cells that begin in the first ``headings`` columns are header cells."""
    rows = tuple(rows)
    spans = [[(_span(cell[2]), _span(cell[3])) for cell in cells] for _, cells in rows]
    for (attr, cells), places in zip(rows, place(spans), strict=True):
        reading.drop("a row", attr)
        read = (_cell(cell, start < headings, reading) for cell, start in zip(cells, places, strict=True))
        yield Row(tuple(read))


def _span(number: int) -> int:
    return min(max(number, 1), MAXIMUM_SPAN)


def _cell(cell: pandoc.Cell, is_heading: bool, reading: Reading) -> Cell:  # noqa: FBT001  # what the cell is
    attr, alignment, rows, columns, blocks = cell
    reading.drop("a cell", attr, "header")
    children = reading.read_blocks(blocks, reading, 3)
    header = is_heading or "header" in attr[1]
    return Cell(children, header, _span(columns), _span(rows), _ALIGNMENTS[alignment.t])
