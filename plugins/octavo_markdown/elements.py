"""HTML elements around Markdown: what Markdown has no form for, its content still readable.

A blank line ends an HTML block (CommonMark 0.31, section 4.6, kind 6), so that Markdown may stand
between the tags of a table's cell. Text that comes from the tree is never written as HTML: it is
Markdown, or escaped.
"""

from __future__ import annotations

from octavo.model import Alignment, Blocks, Cell, Column, DefinitionList, Paragraph, Row, Strong, Table
from octavo_markdown.destinations import attribute
from octavo_markdown.escaping import escape_html
from octavo_markdown.flow import write_blocks
from octavo_markdown.page import Page


def write_element(tag: str, blocks: Blocks, page: Page, attributes: str = "") -> str:
    """Return ``blocks`` within ``<tag>``: on one line where they are plain text, else as Markdown."""
    match blocks:
        case ():
            return f"<{tag}{attributes}></{tag}>"
        case (Paragraph(children=(str(text),)),):
            return f"<{tag}{attributes}>{escape_html(text)}</{tag}>"
        case _:
            return f"<{tag}{attributes}>\n\n{write_blocks(blocks, page)}\n\n</{tag}>"


def write_table_element(table: Table, page: Page) -> str:
    """Return ``table`` as an HTML table: for cells that span others, or hold what a line can't."""
    caption = [write_element("caption", (Paragraph(table.caption),), page)] if table.caption else []
    parts = (("thead", "th", table.head), ("tbody", "td", table.body), ("tfoot", "td", table.foot))
    sections = [f"<{part}>\n{_rows(rows, tag, table, page)}\n</{part}>" for part, tag, rows in parts if rows]
    return "\n".join(["<table>", *caption, *sections, "</table>"])


def _rows(rows: tuple[Row, ...], tag: str, table: Table, page: Page) -> str:
    return "\n".join(f"<tr>\n{_cells(row, tag, table, page)}\n</tr>" for row in rows)


def _cells(row: Row, tag: str, table: Table, page: Page) -> str:
    # Where cells span others, their place doesn't say which column is theirs.
    columns = table.columns if len(row.cells) == len(table.columns) else (Column(),) * len(row.cells)
    pairs = zip(row.cells, columns, strict=True)
    return "\n".join(_cell(cell, cell.alignment or column.alignment, tag, page) for cell, column in pairs)


def _cell(cell: Cell, alignment: Alignment | None, tag: str, page: Page) -> str:
    spans = (("colspan", cell.colspan), ("rowspan", cell.rowspan))
    attributes = "".join(attribute(name, str(number)) for name, number in spans if number > 1)
    attributes += attribute("align", alignment or "")
    return write_element("th" if cell.header else tag, cell.children, page, attributes)


def write_definition_element(block: DefinitionList, page: Page) -> str:
    """Return ``block`` as an HTML ``dl``, or as paragraphs with strong terms where there may be no HTML."""
    if not page.keeps_html("dl"):
        return write_blocks(_as_paragraphs(block), page)
    lines = ["<dl>"]
    for item in block.items:
        lines += [write_element("dt", (Paragraph(term.children),), page) for term in item.terms]
        lines += [write_element("dd", one.children, page) for one in item.definitions]
    return "\n".join([*lines, "</dl>"])


def _as_paragraphs(block: DefinitionList) -> Blocks:
    found: list[object] = []
    for item in block.items:
        found += [Paragraph((Strong(term.children),)) for term in item.terms if term.children]
        found += [child for one in item.definitions for child in one.children]
    return tuple(found)  # type: ignore[arg-type]  # all of them are blocks
