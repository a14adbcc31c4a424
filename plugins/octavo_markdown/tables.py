"""Pipe tables (GFM 0.29, section 4.10): what fits is written so, the rest is HTML."""

from __future__ import annotations

from octavo.model import Alignment, Block, Blocks, Cell, Inlines, LineBreak, Paragraph, Row, Table
from octavo_markdown.inlines import write_inlines
from octavo_markdown.page import Page

_RULES: dict[Alignment | None, str] = {None: "---", "left": ":---", "center": ":---:", "right": "---:"}


def write_pipe_table(table: Table, page: Page) -> str | None:
    """Return ``table`` as a pipe table, or None when it spans cells or holds blocks and HTML may be written."""
    rows = [*table.head, *table.body, *table.foot]
    simple = all(_is_simple(cell) for row in rows for cell in row.cells)
    if not simple and page.html:
        return None
    if not simple:
        page.notice_once("table-flattened", "cells that span others or hold blocks are written as plain cells")
    width = len(table.columns)
    head = rows[0] if table.head else Row(())
    lines = [_line(head, width, page), _rule(table), *(_line(row, width, page) for row in rows[len(table.head[:1]) :])]
    written = "\n".join(lines)
    caption = " ".join(write_inlines(table.caption, page).split("\n")) if table.caption else ""
    return f"{caption}\n\n{written}" if caption else written


def _is_simple(cell: Cell) -> bool:
    return cell.colspan == 1 and cell.rowspan == 1 and all(isinstance(block, Paragraph) for block in cell.children)


def _line(row: Row, width: int, page: Page) -> str:
    texts = [_cell(cell, page) for cell in row.cells]
    texts += [""] * (width - len(texts))
    return "| " + " | ".join(texts) + " |"


def _cell(cell: Cell, page: Page) -> str:
    inlines: Inlines = ()
    for block in _paragraphs(cell.children):
        inlines = (*inlines, LineBreak(), *block.children) if inlines else block.children
    return write_inlines(inlines, page, in_table=True).strip(" \t").replace("\n", " ")


def _paragraphs(blocks: Blocks) -> list[Paragraph]:
    return [_as_paragraph(block) for block in blocks]


def _as_paragraph(block: Block) -> Paragraph:
    from octavo.walk import plain_text

    if isinstance(block, Paragraph):
        return block
    text = " ".join(plain_text(block).split())
    return Paragraph((text,) if text else ())


def _rule(table: Table) -> str:
    return "| " + " | ".join(_RULES[column.alignment] for column in table.columns) + " |"
