"""Blocks as text: each gives its lines by a small function, found by the type of its node."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
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
    Inlines,
    ListItem,
    MathBlock,
    OrderedList,
    Paragraph,
    RawBlock,
    Table,
    ThematicBreak,
)
from octavo.url import safe_url
from octavo_text.inlines import Page, write_inlines, write_line
from octavo_text.numbering import number_name
from octavo_text.tables import draw_table
from octavo_text.wrapping import clean, display_width, wrap

_LEAST = 20
"""The columns that are left to the text however deep it is nested."""
_INDENT = "    "


def write_blocks(blocks: Blocks, width: int, page: Page, *, tight: bool = False) -> list[str]:
    """Return the lines of ``blocks``, a blank one between two of them unless ``tight``."""
    lines: list[str] = []
    for block in blocks:
        written = _WRITERS[type(block)](block, width, page)
        if lines and written and not tight:
            lines.append("")
        lines += written
    return lines


def hang(lines: list[str], first: str, rest: str | None = None) -> list[str]:
    """Return ``lines`` behind ``first``, all but the first one behind ``rest`` (spaces of the same width)."""
    if len(lines) < 2:
        return [first + lines[0]] if lines else [first]
    rest = " " * display_width(first) if rest is None else rest
    return [first + lines[0], *[rest + line for line in lines[1:]]]


def narrow(width: int, indent: int) -> int:
    """Return the width that is left within an indent; deep nesting never makes it useless."""
    return max(width - indent, _LEAST) if width > 0 else 0


def underline(text: str, mark: str, width: int) -> list[str]:
    """Return the lines of ``text`` and a line of ``mark`` as wide as the widest of them."""
    lines = wrap(text, width)
    return [*lines, mark * max(display_width(line) for line in lines)]


def _paragraph(block: Paragraph, width: int, page: Page) -> list[str]:
    text = write_inlines(block.children, page)
    if page.options.indent == "drop":
        text = text.lstrip("\u3000\u00a0 ")
    return wrap(text, width) if text.strip() else []


def _heading(block: Heading, width: int, page: Page) -> list[str]:
    text = write_line(block.children, page).strip("\u00a0\u3000 ")
    return underline(text, {1: "=", 2: "-"}.get(block.level, "~"), width) if text else []


def _caption(caption: Inlines, width: int, page: Page) -> list[str]:
    return wrap(write_inlines(caption, page), width) if caption else []


def _code_block(block: CodeBlock, width: int, page: Page) -> list[str]:
    return [*_caption(block.caption, width, page), *_verbatim(block.text)]


def _math_block(block: MathBlock, _width: int, _page: Page) -> list[str]:
    return _verbatim(block.tex.strip("\n"))


def _verbatim(text: str) -> list[str]:
    """Return the lines of ``text`` as they stand, never broken, behind an indent."""
    lines = text.replace("\r\n", "\n").split("\n")
    return [_INDENT + clean(line.expandtabs(4)) for line in lines] if text else []


def _quote(block: BlockQuote, width: int, page: Page) -> list[str]:
    lines = write_blocks(block.children, narrow(width, 2), page)
    if block.attribution:
        lines += wrap(f"— {write_line(block.attribution, page)}", narrow(width, 2))
    return hang(lines, "> ", "> ") if lines else []


def _bullet_list(block: BulletList, width: int, page: Page) -> list[str]:
    marked = ((_box(item) or "• ", item) for item in block.items)
    return _items(marked, width, page, tight=block.tight)


def _ordered_list(block: OrderedList, width: int, page: Page) -> list[str]:
    names = [number_name(block.start + index, block.numbering) for index in range(len(block.items))]
    size = max((len(name) for name in names), default=0)
    marked = ((f"{name:>{size}}. {_box(item)}", item) for name, item in zip(names, block.items, strict=True))
    return _items(marked, width, page, tight=block.tight)


def _box(item: ListItem) -> str:
    return {None: "", True: "☑ ", False: "☐ "}[item.checked]


def _items(marked: Iterable[tuple[str, ListItem]], width: int, page: Page, *, tight: bool) -> list[str]:
    lines: list[str] = []
    for mark, item in marked:
        if lines and not tight:
            lines.append("")
        lines += hang(write_blocks(item.children, narrow(width, display_width(mark)), page, tight=tight), mark)
    return lines


def _definition_list(block: DefinitionList, width: int, page: Page) -> list[str]:
    lines: list[str] = []
    for item in block.items:
        if lines:
            lines.append("")
        for term in item.terms:
            lines += wrap(write_inlines(term.children, page), width)
        for definition in item.definitions:
            lines += hang(write_blocks(definition.children, narrow(width, 4), page), _INDENT)
    return lines


def _table(block: Table, width: int, page: Page) -> list[str]:
    def text(cell: Cell) -> str:
        return "\n".join(write_blocks(cell.children, 0, page, tight=True))

    caption = _caption(block.caption, width, page)
    lines = draw_table(block, width, text)
    return [*caption, "", *lines] if caption and lines else caption or lines


def _figure(block: Figure, width: int, page: Page) -> list[str]:
    return [*write_blocks(block.children, width, page), *_caption(block.caption, width, page)]


def _div(block: Div, width: int, page: Page) -> list[str]:
    """Return the blocks; an admonition stands behind a bar, and its kind is its title if it has none."""
    if "admonition" not in block.attributes.classes:
        return write_blocks(block.children, width, page)
    lines = write_blocks(block.children, narrow(width, 2), page)
    kinds = [kind for kind in block.attributes.classes if kind != "admonition"]
    if kinds and not _has_title(block):
        lines = [clean(kinds[0]).capitalize(), *lines]
    return hang(lines, "│ ", "│ ") if lines else []


def _has_title(block: Div) -> bool:
    match block.children:
        case (Paragraph(children=(first, *_)), *_):
            return "title" in getattr(getattr(first, "attributes", None), "classes", ())
        case _:
            return False


def _thematic_break(_block: ThematicBreak, _width: int, _page: Page) -> list[str]:
    return ["* * *"]


def _embed(block: Embed, width: int, page: Page) -> list[str]:
    title, address = clean(block.title).strip(), clean(safe_url(block.url))
    head = [*(wrap(title, width) if title else []), *([address] if address else [])]
    return [*head, *write_blocks(block.fallback, width, page)]


def _raw(block: RawBlock, _width: int, page: Page) -> list[str]:
    if block.format == "text":
        return [clean(line) for line in block.text.strip("\n").split("\n")]
    page.context.notice("raw-dropped", f"a block for {block.format} alone is left out")
    return []


def _excerpt_break(_block: ExcerptBreak, _width: int, _page: Page) -> list[str]:
    return []


_WRITERS: Mapping[type, Callable[[Any, int, Page], list[str]]] = {
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
    Div: _div,
    ThematicBreak: _thematic_break,
    Embed: _embed,
    RawBlock: _raw,
    ExcerptBreak: _excerpt_break,
}
"""The writer of each block: it is given the node, the columns it may take, and the page."""
