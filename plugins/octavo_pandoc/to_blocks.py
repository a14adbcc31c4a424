"""The model's blocks as pandoc's."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from octavo.model import (
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    CodeBlock,
    DefinitionItem,
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
from octavo_pandoc import syntax as pandoc
from octavo_pandoc.formulas import is_formula
from octavo_pandoc.to_inlines import Writing, write_attributes, write_inlines, write_sizes, write_text
from octavo_pandoc.to_tables import write_table

_DISPLAY_MATH = pandoc.MathType("DisplayMath")
_BOXES = {True: "☒", False: "☐"}
"""How pandoc writes the box of a task."""
_STYLES: Mapping[str, pandoc.ListNumberStyle] = {
    "decimal": pandoc.ListNumberStyle("DefaultStyle"),
    "lower-alpha": pandoc.ListNumberStyle("LowerAlpha"),
    "upper-alpha": pandoc.ListNumberStyle("UpperAlpha"),
    "lower-roman": pandoc.ListNumberStyle("LowerRoman"),
    "upper-roman": pandoc.ListNumberStyle("UpperRoman"),
}
_DELIM = pandoc.ListNumberDelim("DefaultDelim")


def write_blocks(blocks: Blocks, writing: Writing) -> pandoc.Blocks:
    """Return ``blocks`` as pandoc's."""
    return tuple(node for block in blocks for node in _WRITERS[type(block)](block, writing))


def write_content(blocks: Blocks, writing: Writing) -> pandoc.Blocks:
    """Return what a cell, a figure or a definition holds: a paragraph alone is plain text."""
    match blocks:
        case (Paragraph(children=children),):
            return (pandoc.Plain(write_inlines(children, writing)),)
        case _:
            return write_blocks(blocks, writing)


def _paragraph(node: Paragraph, writing: Writing) -> Iterable[pandoc.Block]:
    return (pandoc.Para(write_inlines(node.children, writing)),)


def _heading(node: Heading, writing: Writing) -> Iterable[pandoc.Block]:
    return (pandoc.Header((node.level, (node.id, (), ()), write_inlines(node.children, writing))),)


def _code(node: CodeBlock, writing: Writing) -> Iterable[pandoc.Block]:
    """Write code; with a caption it stands in a Figure of the class code."""
    marked = ",".join(map(str, node.highlighted))
    classes = tuple(filter(None, (node.language, "preformatted" if node.preformatted else "")))
    attr = ("", classes, (("data-line", marked),) if marked else ())
    code = pandoc.CodeBlock((attr, node.text))
    if not node.caption:
        return (code,)
    return (pandoc.Figure((("", ("code",), ()), _caption(node.caption, writing), (code,))),)


def _caption(caption: Inlines, writing: Writing) -> pandoc.Caption:
    return None, (pandoc.Plain(write_inlines(caption, writing)),) if caption else ()


def _math(node: MathBlock, _writing: Writing) -> Iterable[pandoc.Block]:
    return (pandoc.Para((pandoc.Math((_DISPLAY_MATH, node.tex)),)),)


def _quote(node: BlockQuote, writing: Writing) -> Iterable[pandoc.Block]:
    blocks = write_blocks(node.children, writing)
    if node.attribution:
        words = pandoc.Para(write_inlines(node.attribution, writing))
        blocks = (*blocks, pandoc.Div((("", ("attribution",), ()), (words,))))
    return (pandoc.BlockQuote(blocks),)


def _bullet_list(node: BulletList, writing: Writing) -> Iterable[pandoc.Block]:
    return (pandoc.BulletList(tuple(_item(item, writing, tight=node.tight) for item in node.items)),)


def _ordered_list(node: OrderedList, writing: Writing) -> Iterable[pandoc.Block]:
    items = tuple(_item(item, writing, tight=node.tight) for item in node.items)
    return (pandoc.OrderedList(((node.start, _STYLES[node.numbering], _DELIM), items)),)


def _item(item: ListItem, writing: Writing, *, tight: bool) -> pandoc.Blocks:
    """Write an item: a task begins with its box, and the paragraphs of a tight list are plain text."""
    blocks = write_blocks(item.children, writing)
    if item.checked is not None:
        box = pandoc.Str(_BOXES[item.checked])
        match item.children, blocks:
            case (Paragraph(), *_), (pandoc.Para(c=words), *rest):
                blocks = (pandoc.Para((box, pandoc.Space(), *words)), *rest)
            case _:
                blocks = (pandoc.Para((box,)), *blocks)
    return tuple(_tightened(blocks)) if tight else blocks


def _tightened(blocks: pandoc.Blocks) -> Iterator[pandoc.Block]:
    """Yield ``blocks`` with paragraphs as plain text, but where that would join two."""
    before: pandoc.Block | None = None
    for block in blocks:
        is_joined = isinstance(before, pandoc.Para) and not is_formula(before)
        yield pandoc.Plain(block.c) if isinstance(block, pandoc.Para) and not is_joined else block
        before = block


def _table(node: Table, writing: Writing) -> Iterable[pandoc.Block]:
    return (write_table(node, writing),)


def _figure(node: Figure, writing: Writing) -> Iterable[pandoc.Block]:
    content = write_content(node.children, writing)
    return (pandoc.Figure((pandoc.NO_ATTR, _caption(node.caption, writing), content)),)


def _rule(_node: ThematicBreak, _writing: Writing) -> Iterable[pandoc.Block]:
    return (pandoc.HorizontalRule(),)


def _div(node: Div, writing: Writing) -> Iterable[pandoc.Block]:
    return (pandoc.Div((write_attributes(node.attributes), write_blocks(node.children, writing))),)


def _embed(node: Embed, writing: Writing) -> Iterable[pandoc.Block]:
    """Write a Div of the class embed: a link to what is embedded, then what stands for it."""
    fallback = write_blocks(node.fallback, writing)
    url = safe_url(node.url)
    words = tuple(write_text(node.title or url))
    if not url:
        writing.context.notice("unsafe-url", f"an embedded {node.kind} at {node.url[:40]!r} is dropped")
        return (pandoc.Para(words), *fallback) if words else fallback
    link = pandoc.Link((pandoc.NO_ATTR, words, (url, node.title)))
    attr = ("", ("embed", node.kind), write_sizes(node.width, node.height))
    return (pandoc.Div((attr, (pandoc.Para((link,)), *fallback))),)


def _raw(node: RawBlock, _writing: Writing) -> Iterable[pandoc.Block]:
    return (pandoc.RawBlock((node.format, node.text)),)


def _excerpt_break(_node: ExcerptBreak, _writing: Writing) -> Iterable[pandoc.Block]:
    return (pandoc.RawBlock(("html", "<!-- more -->")),)


def _definition_list(node: DefinitionList, writing: Writing) -> Iterable[pandoc.Block]:
    return (pandoc.DefinitionList(tuple(_definition_item(item, writing) for item in node.items)),)


def _definition_item(item: DefinitionItem, writing: Writing) -> tuple[pandoc.Inlines, tuple[pandoc.Blocks, ...]]:
    """Write one item, its terms parted by line breaks, as pandoc's reader of HTML does."""
    words = [node for term in item.terms for node in (pandoc.LineBreak(), *write_inlines(term.children, writing))]
    return tuple(words[1:]), tuple(write_content(one.children, writing) for one in item.definitions)


_WRITERS: Mapping[type[Block], Callable[[Any, Writing], Iterable[pandoc.Block]]] = {
    Paragraph: _paragraph,
    Heading: _heading,
    CodeBlock: _code,
    MathBlock: _math,
    BlockQuote: _quote,
    BulletList: _bullet_list,
    OrderedList: _ordered_list,
    DefinitionList: _definition_list,
    Table: _table,
    Figure: _figure,
    ThematicBreak: _rule,
    Div: _div,
    Embed: _embed,
    RawBlock: _raw,
    ExcerptBreak: _excerpt_break,
}
