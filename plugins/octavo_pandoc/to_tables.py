"""The model's tables as pandoc's."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from octavo.model import Alignment, Cell, Column, Row, Table
from octavo_pandoc import syntax as pandoc
from octavo_pandoc.grid import place
from octavo_pandoc.to_inlines import Writing, write_inlines

_ALIGNMENTS: dict[Alignment | None, pandoc.Alignment] = {
    "left": pandoc.Alignment("AlignLeft"),
    "right": pandoc.Alignment("AlignRight"),
    "center": pandoc.Alignment("AlignCenter"),
    None: pandoc.Alignment("AlignDefault"),
}
_Placed = list[tuple[Row, list[int]]]


def write_table(table: Table, writing: Writing) -> pandoc.Table:
    """Return ``table``, with as many columns as its widest row takes: pandoc drops what stands beyond."""
    head, body, foot = (_placed(rows) for rows in (table.head, table.body, table.foot))
    width = max([len(table.columns), *(_width(*row) for row in (*head, *body, *foot))])
    columns = (*table.columns, *[Column()] * (width - len(table.columns)))
    headings = _headings(body, width)
    caption = (pandoc.Plain(write_inlines(table.caption, writing)),) if table.caption else ()
    return pandoc.Table(
        (
            pandoc.NO_ATTR,
            (None, caption),
            tuple(map(_column, columns)),
            (pandoc.NO_ATTR, _rows(head, width, writing)),
            ((pandoc.NO_ATTR, headings, (), _rows(body, headings, writing)),),
            (pandoc.NO_ATTR, _rows(foot, 0, writing)),
        )
    )


def _placed(rows: Sequence[Row]) -> _Placed:
    spans = ([(max(cell.rowspan, 1), max(cell.colspan, 1)) for cell in row.cells] for row in rows)
    return list(zip(rows, place(spans), strict=True))


def _width(row: Row, starts: list[int]) -> int:
    return starts[-1] + max(row.cells[-1].colspan, 1) if starts else 0


def _headings(body: _Placed, width: int) -> int:
    """Return how many columns from the first hold nothing but header cells, whole ones."""
    cells = [(cell, start) for row, starts in body for cell, start in zip(row.cells, starts, strict=True)]
    count = min([width, *(start for cell, start in cells if not cell.header)]) if cells else 0
    for cell, start in sorted(cells, key=_start, reverse=True):
        if start < count < start + cell.colspan:
            count = start
    return count


def _start(placed: tuple[Cell, int]) -> int:
    return placed[1]


def _column(column: Column) -> pandoc.ColSpec:
    width = pandoc.ColWidthDefault() if column.width is None else pandoc.ColWidth(column.width)
    return _ALIGNMENTS[column.alignment], width


def _rows(rows: _Placed, headings: int, writing: Writing) -> tuple[pandoc.Row, ...]:
    return tuple((pandoc.NO_ATTR, tuple(_cells(row.cells, starts, headings, writing))) for row, starts in rows)


def _cells(cells: Iterable[Cell], starts: Iterable[int], headings: int, writing: Writing) -> Iterable[pandoc.Cell]:
    """Yield ``cells``; header cells that don't begin in the first ``headings`` columns have the class header."""
    for cell, start in zip(cells, starts, strict=True):
        attr = ("", ("header",), ()) if cell.header and start >= headings else pandoc.NO_ATTR
        content = writing.write_content(cell.children, writing)
        yield attr, _ALIGNMENTS[cell.alignment], max(cell.rowspan, 1), max(cell.colspan, 1), content
