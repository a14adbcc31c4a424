"""Tables: pipes (GFM 0.29, section 4.10) for what fits on lines, an HTML table for the rest."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from octavo.model import (
    Alignment,
    Block,
    BulletList,
    Cell,
    CodeBlock,
    OrderedList,
    Paragraph,
    Row,
    Table,
)
from octavo.walk import walk
from octavo_markdown.destinations import attribute
from octavo_markdown.elements import write_table_element
from octavo_markdown.escaping import escape_html
from octavo_markdown.flow import write_blocks
from octavo_markdown.inlines import write_inlines
from octavo_markdown.page import Page

_RULES: dict[Alignment | None, str] = {None: "---", "left": ":---", "center": ":---:", "right": "---:"}

_MARKS = re.compile(r"[\\`*_\[\]~$]")
"""What Markdown is made of; code in a cell stands in an element, within which Markdown is read."""

_WIDE = 40
"""A row may have fewer cells than its table has columns (GFM 0.29, section 4.10); up to here, none has."""


def _table(table: Table, page: Page) -> str:
    rows = (*table.head, *table.body, *table.foot)
    cells = [cell for row in rows for cell in row.cells]
    fits = page.dialect.tables and all(map(_fits, cells)) and len(table.head) < 2
    if fits or (page.dialect.tables and not page.html):
        if not fits:
            page.tell("table-flattened", "cells that span others, and blocks in cells, are written as plain cells")
        return _with_caption(table, _pipe_table(table, rows if fits else _spread(rows), page), page)
    if page.keeps_html("table"):
        return write_table_element(table, page)
    blocks = [block for cell in cells for block in cell.children]
    return _with_caption(table, write_blocks(tuple(blocks), page), page)


def _with_caption(table: Table, text: str, page: Page) -> str:
    caption = page.writers[Paragraph](Paragraph(table.caption), page) if table.caption else ""
    return "\n\n".join(piece for piece in (caption, text) if piece)


def _fits(cell: Cell) -> bool:
    """Return whether ``cell`` can stand between pipes: its blocks have a form within a line."""
    if cell.colspan != 1 or cell.rowspan != 1:
        return False
    return all(type(block) is Paragraph or _is_inline(block) for block in cell.children)


def _is_inline(block: Block) -> bool:
    if type(block) is CodeBlock:
        return True
    simple = (Paragraph, BulletList, OrderedList)
    return isinstance(block, simple) and all(
        isinstance(child, simple) for item in getattr(block, "items", ()) for child in item.children
    )


def _pipe_table(table: Table, rows: tuple[Row, ...], page: Page) -> str:
    width = max([len(table.columns), *(len(row.cells) for row in rows)])
    alignments = [column.alignment for column in table.columns] + [None] * (width - len(table.columns))
    rule = "| " + " | ".join(_RULES[alignment] for alignment in alignments) + " |"
    head, body = (rows[0], rows[1:]) if table.head else (Row(()), rows)
    return "\n".join([_line(head, width, page), rule, *(_line(row, width, page) for row in body)])


def _spread(rows: tuple[Row, ...]) -> tuple[Row, ...]:
    """Return ``rows`` with an empty cell wherever a cell spans another place."""
    spread: list[Row] = []
    below: dict[int, int] = {}  # for each column, how many rows are still taken by a cell above
    for row in rows:
        cells: list[Cell] = []
        for cell in row.cells:
            while below.get(len(cells), 0):
                below[len(cells)] -= 1
                cells.append(Cell(()))
            for place in range(cell.colspan):
                below[len(cells)] = cell.rowspan - 1
                cells.append(cell if place == 0 else Cell(()))
        spread.append(Row(tuple(cells)))
    return tuple(spread)


def _line(row: Row, width: int, page: Page) -> str:
    texts = [_cell(cell, page) for cell in row.cells]
    if width <= _WIDE:  # else a row that is wider than all others would make each of them as wide
        texts += [""] * (width - len(texts))
    return "| " + " | ".join(texts) + " |"


def _cell(cell: Cell, page: Page) -> str:
    written = ""
    before: Block | None = None
    for block in cell.children:
        text = _in_line(block, page)
        if written and text and not page.html:
            written += " "
        elif written and text and type(before) is type(block) is Paragraph:
            written += "<br>"
        written += text
        before = block
    return written


def _in_line(block: Any, page: Page) -> str:
    """Return ``block`` on one line: lists and code as HTML, else their words."""
    match block:
        case Paragraph():
            return write_inlines(block.children, page, "cell").replace("\n", " ").strip(" \t")
        case BulletList() | OrderedList() if page.html:
            return _inline_list(block, page)
        case CodeBlock() if page.html:
            return f"<pre>{_MARKS.sub(lambda mark: f'&#{ord(mark.group())};', escape_html(block.text))}</pre>"
        case _:
            words = " ".join(node for node in walk(block) if type(node) is str)
            words = words or " ".join(getattr(block, "text", "").split())
            return write_inlines((words,), page, "cell") if words else ""


def _inline_list(block: BulletList | OrderedList, page: Page) -> str:
    tag, start = "ul", ""
    if isinstance(block, OrderedList):
        tag, start = "ol", attribute("start", str(block.start)) if block.start != 1 else ""
    items = "".join(f"<li>{_cell(Cell(item.children), page)}</li>" for item in block.items)
    return f"<{tag}{start}>{items}</{tag}>"


WRITERS: Mapping[type, Callable[[Any, Page], str]] = {Table: _table}
"""The writer of tables."""
