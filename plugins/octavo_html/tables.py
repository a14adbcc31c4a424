"""Tables (HTML Standard, section 4.9): the grid, its head, body and foot; layout tables unwrapped."""

from __future__ import annotations

import re

from lxml import etree

from octavo.model import MAXIMUM_SPAN, Alignment, Cell, Column, Inlines, Paragraph, Row, Table
from octavo_html.builder import Builder
from octavo_html.walking import holds, inlines_of, visit, visit_element

_ALIGN = re.compile(r"text-align\s*:\s*(left|center|right)", re.IGNORECASE)
_PARTS = frozenset(["tr", "td", "th", "thead", "tbody", "tfoot", "colgroup", "col"])
_SPAN = re.compile(r"\s*(\d{1,6})")


def visit_table(element: etree._Element, builder: Builder) -> None:
    """Take ``table``; one that only lays out its page gives its cells' content."""
    groups = _row_groups(element)
    if _is_layout(element, groups):
        builder.flush()
        visit(element, builder)
        builder.flush()
        return
    caption = next(element.iterchildren("caption"), None)
    words: Inlines = inlines_of(caption, builder) if caption is not None else ()
    outer, builder.page.cells = builder.page.cells, 0
    head, body, foot = ([_row(row, builder) for row in rows] for rows in groups)
    builder.page.cells = outer
    if not head and body and body[0].cells and all(cell.header for cell in body[0].cells) and len(body) > 1:
        head, body = body[:1], body[1:]
    rows = [*head, *body, *foot]
    width = _width(rows)
    builder.flush()
    _visit_strays(element, builder, caption)
    if width:
        builder.block(Table(_columns(rows, width), _cut(head), _cut(body), _cut(foot), words))
    elif words:  # there is no cell that it stands over
        builder.block(Paragraph(words))


def _row_groups(table: etree._Element) -> tuple[list[etree._Element], list[etree._Element], list[etree._Element]]:
    """Return the rows of head, body and foot, in document order each."""
    head: list[etree._Element] = []
    body: list[etree._Element] = []
    foot: list[etree._Element] = []
    for child in table:
        if child.tag == "tr":
            body.append(child)
        elif child.tag in ("thead", "tbody", "tfoot"):
            rows = head if child.tag == "thead" and not body else foot if child.tag == "tfoot" else body
            rows.extend(row for row in child if row.tag == "tr")
    return head, body, foot


def _is_layout(table: etree._Element, groups: tuple[list[etree._Element], ...]) -> bool:
    rows = [row for group in groups for row in group]
    if (table.get("role") or "").lower() in ("presentation", "none"):
        return True
    if next(table.iterchildren("caption", "thead"), None) is not None:
        return False
    widest = max((sum(cell.tag in ("td", "th") for cell in row) for row in rows), default=0)
    return (widest <= 1 and len(rows) <= 1) or holds(table, "table")


def _visit_strays(table: etree._Element, builder: Builder, caption: etree._Element | None) -> None:
    """Take what stands in a table but in no cell and not in its ``caption``: browsers show it before the table."""
    for part in (table, *(child for child in table if child.tag in ("thead", "tbody", "tfoot", "tr"))):
        if (part.text or "").strip():
            builder.text(part.text or "")
        for child in part:
            if isinstance(child.tag, str) and child.tag not in _PARTS and child is not caption:
                visit_element(child, builder)
            if (child.tail or "").strip():
                builder.text(child.tail or "")
    builder.flush()


def _row(row: etree._Element, builder: Builder) -> Row:
    return Row(tuple(_cell(cell, builder) for cell in row if cell.tag in ("td", "th")))


def _cell(cell: etree._Element, builder: Builder) -> Cell:
    inner = Builder(builder.page, depth=builder.depth + 6)
    if builder.page.referenced and cell.get("id") in builder.page.referenced:
        inner.anchor(cell.get("id") or "")
    visit(cell, inner)
    header = cell.tag == "th"
    if not cell.attrib:
        return Cell(inner.finish(), header)
    columns, rows = _span(cell, "colspan"), _span(cell, "rowspan")
    builder.page.cells += columns * rows
    if columns * rows > 1 and builder.page.cells > builder.page.maximum_cells:
        message = f"cells span over maximum_cells={builder.page.maximum_cells} places; they are plain cells"
        builder.page.notice("table-flattened", message, cell)
        columns = rows = 1
    return Cell(inner.finish(), header, columns, rows, _alignment(cell))


def _span(cell: etree._Element, name: str) -> int:
    match = _SPAN.match(cell.get(name) or "")
    return max(1, min(int(match.group(1)), MAXIMUM_SPAN)) if match else 1


def _alignment(cell: etree._Element) -> Alignment | None:
    style = _ALIGN.search(cell.get("style") or "")
    value = style.group(1).lower() if style else (cell.get("align") or "").lower()
    match value:
        case "left" | "center" | "right":
            return value
        case _:
            return None


def _cut(rows: list[Row]) -> tuple[Row, ...]:
    """Return ``rows`` with no cell that spans more rows than follow it."""
    count = len(rows)
    return tuple(
        Row(tuple(cell if cell.rowspan <= count - index else _with_rowspan(cell, count - index) for cell in row.cells))
        for index, row in enumerate(rows)
    )


def _with_rowspan(cell: Cell, rowspan: int) -> Cell:
    return Cell(cell.children, cell.header, cell.colspan, rowspan, cell.alignment)


def _width(rows: list[Row]) -> int:
    """Return how many columns the grid has."""
    width = 0
    hanging: dict[int, int] = {}  # for columns that are taken from above, in how many rows from here on
    for row in rows:
        below = {column: left - 1 for column, left in hanging.items() if left > 1}
        column = 0
        for cell in row.cells:
            while column in hanging:
                column += 1
            if cell.rowspan > 1:
                below.update(dict.fromkeys(range(column, column + cell.colspan), cell.rowspan - 1))
            column += cell.colspan
        width, hanging = max(width, column), below
    return width


def _columns(rows: list[Row], width: int) -> tuple[Column, ...]:
    """Return the columns; one is aligned when all cells that begin in it are aligned alike."""
    alignments: list[set[Alignment | None]] = [set() for _ in range(width)]
    for row in rows:
        if len(row.cells) == width:
            for column, cell in enumerate(row.cells):
                alignments[column].add(cell.alignment)
    return tuple(Column(next(iter(found)) if len(found) == 1 else None) for found in alignments)
