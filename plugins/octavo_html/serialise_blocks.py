"""Blocks as markup, each kind of node by a function."""

from __future__ import annotations

from typing import Any

from octavo.model import (
    BlockQuote,
    Blocks,
    BulletList,
    Cell,
    CodeBlock,
    DefinitionList,
    Div,
    Embed,
    ExcerptBreak,
    Figure,
    Heading,
    ListItem,
    MathBlock,
    OrderedList,
    Paragraph,
    RawBlock,
    Span,
    Table,
    ThematicBreak,
)
from octavo.walk import plain_text
from octavo_html.highlighting import mark_up
from octavo_html.markup import attribute, encode_url, escape, make_name
from octavo_html.sheet import (
    LONGEST_TEXT,
    NodeWriter,
    Sheet,
    attributes_of,
    long_text,
    mathml_of,
    write_blocks,
    write_flow,
    write_inlines,
    write_raw,
)

_NUMBERINGS = {"lower-alpha": "a", "upper-alpha": "A", "lower-roman": "i", "upper-roman": "I"}
_WIDE = 5
"""A table of so many columns is set small and may scroll, since a telephone shows about four."""
_SIGNS = {"video": "▶ ", "audio": "♪ ", "frame": ""}


def _paragraph(node: Paragraph, sheet: Sheet) -> None:
    sheet.out.append("<p>")
    write_inlines(node.children, sheet)
    sheet.out.append("</p>\n")


def _heading(node: Heading, sheet: Sheet) -> None:
    name = f"h{min(max(node.level, 1), 6)}"
    sheet.out.append(f"<{name}{sheet.id(node.id)}>")
    write_inlines(node.children, sheet)
    sheet.out.append(f"</{name}>\n")


def _code_block(node: CodeBlock, sheet: Sheet) -> None:
    language = attribute("class", f"language-{make_name(node.language)}" if node.language else "")
    text = long_text(node.text)
    if len(node.text) < LONGEST_TEXT:
        text = mark_up(node.text, node.language, frozenset(node.highlighted), highlight=sheet.highlight)
    lines_marked = attribute("data-line", ",".join(str(number) for number in node.highlighted))
    code = text if node.preformatted else f"<code{language}>{text}</code>"
    code = f"<pre{lines_marked}{sheet.code_way}>{code}</pre>"
    if not node.caption:
        sheet.out.append(code + "\n")
        return
    sheet.out.append('<figure class="code"><figcaption>')
    write_inlines(node.caption, sheet)
    sheet.out.append(f"</figcaption>{code}</figure>\n")


def _math_block(node: MathBlock, sheet: Sheet) -> None:
    formula = mathml_of(node, sheet) or escape(node.tex)
    sheet.out.append(f'<div class="math display">{formula}</div>\n')


def _quote(node: BlockQuote, sheet: Sheet) -> None:
    sheet.out.append("<blockquote>\n")
    write_blocks(node.children, sheet)
    if node.attribution:
        sheet.out.append("<footer>")
        write_inlines(node.attribution, sheet)
        sheet.out.append("</footer>\n")
    sheet.out.append("</blockquote>\n")


def _bullet_list(node: BulletList, sheet: Sheet) -> None:
    tasks = any(item.checked is not None for item in node.items)
    sheet.out.append('<ul class="tasks">\n' if tasks else "<ul>\n")
    _items(node.items, sheet, tight=node.tight)
    sheet.out.append("</ul>\n")


def _ordered_list(node: OrderedList, sheet: Sheet) -> None:
    start = attribute("start", str(node.start)) if node.start != 1 else ""
    sheet.out.append(f"<ol{start}{attribute('type', _NUMBERINGS.get(node.numbering, ''))}>\n")
    _items(node.items, sheet, tight=node.tight)
    sheet.out.append("</ol>\n")


def _items(items: tuple[ListItem, ...], sheet: Sheet, *, tight: bool) -> None:
    for item in items:
        sheet.out.append("<li>")
        if item.checked is not None:
            sheet.out.append("☑ " if sheet.epub and item.checked else "☐ " if sheet.epub else _box(item.checked))
        write_flow(item.children, sheet, tight=tight and _is_brief(item.children))
        sheet.out.append("</li>\n")


def _is_brief(blocks: Blocks) -> bool:
    """Return whether there is one paragraph in ``blocks`` at most."""
    return len(blocks) < 2 or sum(isinstance(one, Paragraph) for one in blocks) < 2


def _box(checked: bool) -> str:  # noqa: FBT001  # what a box is
    return (
        f'<input type="checkbox" disabled="disabled"{" checked=" + chr(34) + "checked" + chr(34) if checked else ""}/> '
    )


def _definition_list(node: DefinitionList, sheet: Sheet) -> None:
    sheet.out.append("<dl>\n")
    for item in node.items:
        for term in item.terms or (None,):
            sheet.out.append("<dt>")
            write_inlines(term.children if term else (), sheet)
            sheet.out.append("</dt>\n")
        for definition in item.definitions or (None,):
            sheet.out.append("<dd>")
            write_flow(definition.children if definition else (), sheet, tight=_is_single(definition))
            sheet.out.append("</dd>\n")
    sheet.out.append("</dl>\n")


def _is_single(node: Any) -> bool:
    return node is not None and len(node.children) == 1


def _table(node: Table, sheet: Sheet) -> None:
    if not (node.head or node.body or node.foot):
        if node.caption:
            _paragraph(Paragraph(node.caption), sheet)
        return
    wide = sheet.epub and len(node.columns) >= _WIDE
    sheet.out.append('<div class="scroll" tabindex="0">\n<table class="wide">\n' if wide else "<table>\n")
    if node.caption:
        sheet.out.append("<caption>")
        write_inlines(node.caption, sheet)
        sheet.out.append("</caption>\n")
    for name, rows in (("thead", node.head), ("tbody", node.body), ("tfoot", node.foot)):
        if rows:
            sheet.out.append(f"<{name}>\n")
            for row in rows:
                _row(row, node, name, sheet)
            sheet.out.append(f"</{name}>\n")
    sheet.out.append("</table>\n</div>\n" if wide else "</table>\n")


def _row(row: Any, table: Table, group: str, sheet: Sheet) -> None:
    sheet.out.append("<tr>")
    aligned = len(row.cells) == len(table.columns)
    for index, cell in enumerate(row.cells):
        name = "th" if _is_header(cell, group, sheet) else "td"
        alignment = cell.alignment or (table.columns[index].alignment if aligned else None)
        style = attribute("style", f"text-align: {alignment}" if alignment else "")
        spans = "".join(
            attribute(key, str(value))
            for key, value in (("colspan", cell.colspan), ("rowspan", cell.rowspan))
            if value > 1
        )
        sheet.out.append(f"<{name}{spans}{style}>")
        write_flow(cell.children, sheet, tight=len(cell.children) == 1)
        sheet.out.append(f"</{name}>")
    sheet.out.append("</tr>\n")


def _is_header(cell: Cell, group: str, sheet: Sheet) -> bool:
    """Return whether ``cell`` is written as a header; in books an empty one is none, for it would head nothing."""
    if not (cell.header or group == "thead"):
        return False
    return not sheet.epub or bool(plain_text(cell.children).strip())


def _figure(node: Figure, sheet: Sheet) -> None:
    sheet.out.append("<figure>")
    write_blocks(node.children, sheet)
    if node.caption:
        sheet.out.append("<figcaption>")
        write_inlines(node.caption, sheet)
        sheet.out.append("</figcaption>")
    sheet.out.append("</figure>\n")


def _thematic_break(_node: ThematicBreak, sheet: Sheet) -> None:
    sheet.out.append("<hr/>\n")


def _div(node: Div, sheet: Sheet) -> None:
    if "details" in node.attributes.classes and not sheet.epub:
        _details(node, sheet)
        return
    role = ' role="note"' if "admonition" in node.attributes.classes else ""
    sheet.out.append(f"<div{attributes_of(node.attributes, sheet)}{role}>\n")
    write_blocks(node.children, sheet)
    sheet.out.append("</div>\n")


def _details(node: Div, sheet: Sheet) -> None:
    children = node.children
    sheet.out.append("<details>")
    match children[:1]:
        case (Paragraph(children=(Span(children=title, attributes=attributes),)),) if "summary" in attributes.classes:
            sheet.out.append("<summary>")
            write_inlines(title, sheet)
            sheet.out.append("</summary>\n")
            children = children[1:]
        case _:
            pass
    write_blocks(children, sheet)
    sheet.out.append("</details>\n")


def _embed(node: Embed, sheet: Sheet) -> None:
    url = "" if node.url.startswith("#") else encode_url(node.url)
    if url:
        words = escape(node.title or node.url)
        sheet.out.append(f'<p class="embed">{_SIGNS[node.kind]}<a{attribute("href", url)}>{words}</a></p>\n')
    else:
        sheet.context.notice("unsafe-url", f"an embedded {node.kind} is dropped")
    write_blocks(node.fallback, sheet)


def _excerpt_break(_node: ExcerptBreak, sheet: Sheet) -> None:
    if not sheet.epub:
        sheet.out.append("<!-- more -->\n")


BLOCKS: dict[type, NodeWriter] = {
    Paragraph: _paragraph,
    Heading: _heading,
    CodeBlock: _code_block,
    MathBlock: _math_block,
    BlockQuote: _quote,
    BulletList: _bullet_list,
    OrderedList: _ordered_list,
    DefinitionList: _definition_list,
    Table: _table,
    Figure: _figure,
    ThematicBreak: _thematic_break,
    Div: _div,
    Embed: _embed,
    RawBlock: write_raw,
    ExcerptBreak: _excerpt_break,
}
