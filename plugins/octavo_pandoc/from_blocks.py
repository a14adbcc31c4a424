"""Pandoc's blocks as the model's."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, cast, get_args

from octavo.limits import marked_lines
from octavo.model import (
    Attributes,
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    CodeBlock,
    Definition,
    DefinitionItem,
    DefinitionList,
    Div,
    Embed,
    EmbedKind,
    ExcerptBreak,
    Figure,
    Heading,
    LineBreak,
    Link,
    ListItem,
    MathBlock,
    Numbering,
    OrderedList,
    Paragraph,
    RawBlock,
    Span,
    Term,
    ThematicBreak,
)
from octavo_pandoc import syntax as pandoc
from octavo_pandoc.captions import read_caption
from octavo_pandoc.formulas import is_display, is_formula
from octavo_pandoc.from_inlines import read_inlines, read_length
from octavo_pandoc.from_tables import read_table
from octavo_pandoc.reading import Reading, attributes_of, words_of

_MORE = re.compile(r"\s*<!--\s*more\s*-->\s*")
_CHECKED = {"☐": False, "☒": True}
"""How pandoc writes the box of a task."""
_NUMBERINGS: dict[str, Numbering] = {
    "LowerAlpha": "lower-alpha",
    "UpperAlpha": "upper-alpha",
    "LowerRoman": "lower-roman",
    "UpperRoman": "upper-roman",
}
_ALERTS = frozenset({"note", "tip", "important", "warning", "caution"})
"""The classes of pandoc's own admonitions."""
_CODE_CLASSES = ("sourceCode", "numberLines", "number-lines", "lineAnchors", "line-anchors", "preformatted")
"""Classes of code that name no language."""
_LINES = ("data-line", "line", "hl_lines")
"""Keys that say which lines of code are marked."""
_RANGE = re.compile(r"(\d{1,6})(?:-(\d{1,6}))?")
_BREAKS = (pandoc.Space, pandoc.SoftBreak, pandoc.LineBreak)


def read_blocks(nodes: pandoc.Blocks, reading: Reading, levels: int) -> Blocks:
    """Return ``nodes``, which stand in ``levels`` containers more; what nests too deep as its text."""
    if reading.is_full(levels):
        words = words_of(nodes)
        return (Paragraph((words,)),) if words else ()
    reading.depth += levels
    blocks = tuple(block for node in nodes for block in _READERS[type(node)](node, reading))
    reading.depth -= levels
    return blocks


def _paragraph(node: pandoc.Para | pandoc.Plain, reading: Reading) -> Iterable[Block]:
    """Part a paragraph where formulas are displayed in it."""
    if not any(map(is_display, node.c)):
        yield Paragraph(read_inlines(node.c, reading))
        return
    for displayed, run in groupby(node.c, is_display):
        if displayed:
            yield from (MathBlock(formula.c[1]) for formula in run if isinstance(formula, pandoc.Math))
        else:
            words = _trim(tuple(run))
            if words:
                yield Paragraph(read_inlines(words, reading))


def _trim(nodes: pandoc.Inlines) -> pandoc.Inlines:
    start, end = 0, len(nodes)
    while start < end and isinstance(nodes[start], _BREAKS):
        start += 1
    while end > start and isinstance(nodes[end - 1], _BREAKS):
        end -= 1
    return nodes[start:end]


def _line_block(node: pandoc.LineBlock, reading: Reading) -> Iterable[Block]:
    broken = [inline for line in node.c for inline in (pandoc.LineBreak(), *line)][1:]
    return (Paragraph(read_inlines(broken, reading)),)


def _code(node: pandoc.CodeBlock, reading: Reading) -> Iterable[Block]:
    attr, text = node.c
    languages = [name for name in attr[1] if name not in _CODE_CLASSES]
    pairs = dict(attr[2])
    reading.drop("code", attr, *languages[:1], *_CODE_CLASSES, *_LINES, "caption", "startFrom")
    marked = next((pairs[key] for key in _LINES if key in pairs), "")
    language = languages[0].removeprefix("language-") if languages else ""
    caption = (pairs["caption"],) if pairs.get("caption") else ()
    code = CodeBlock(text, language, caption, _lines(marked), "preformatted" in attr[1])
    return _anchored(code, attr, reading)


def _lines(text: str) -> tuple[int, ...]:
    """Return ``1,3-4`` as (1, 3, 4), the first 10,000 lines of it."""
    return marked_lines(range(int(match[1]), int(match[2] or match[1]) + 1) for match in _RANGE.finditer(text))


def _raw(node: pandoc.RawBlock, _reading: Reading) -> Iterable[Block]:
    name, text = node.c
    return (ExcerptBreak() if name == "html" and _MORE.fullmatch(text) else RawBlock(name, text),)


def _quote(node: pandoc.BlockQuote, reading: Reading) -> Iterable[Block]:
    match node.c:
        case (*children, pandoc.Div(c=(("", ("attribution",), ()), (pandoc.Para(c=words) | pandoc.Plain(c=words),)))):
            attribution = read_inlines(words, reading)
            return (BlockQuote(read_blocks(tuple(children), reading, 1), attribution),)
        case children:
            return (BlockQuote(read_blocks(children, reading, 1)),)


def _ordered_list(node: pandoc.OrderedList, reading: Reading) -> Iterable[Block]:
    (start, style, _), items = node.c
    numbering = _NUMBERINGS.get(style.t, "decimal")
    return (OrderedList(_items(items, reading), max(start, 0), numbering, _is_tight(items)),)


def _bullet_list(node: pandoc.BulletList, reading: Reading) -> Iterable[Block]:
    return (BulletList(_items(node.c, reading), _is_tight(node.c)),)


def _is_tight(items: Iterable[pandoc.Blocks]) -> bool:
    """Return whether no item's first text is a paragraph, formulas not counted."""
    texts = (next((block for block in item if _is_text(block)), None) for item in items)
    return not any(isinstance(text, pandoc.Para) for text in texts)


def _is_text(block: pandoc.Block) -> bool:
    return isinstance(block, pandoc.Para | pandoc.Plain) and not is_formula(block)


def _items(items: Iterable[pandoc.Blocks], reading: Reading) -> tuple[ListItem, ...]:
    return tuple(_item(item, reading) for item in items)


def _item(blocks: pandoc.Blocks, reading: Reading) -> ListItem:
    """Take an item of a list; a box before its words makes it a task."""
    match blocks:
        case (
            pandoc.Para(c=(pandoc.Str(c="☐" | "☒" as box),)) | pandoc.Plain(c=(pandoc.Str(c="☐" | "☒" as box),)),
            *rest,
        ):
            return ListItem(read_blocks(tuple(rest), reading, 2), _CHECKED[box])
        case (
            pandoc.Para(c=(pandoc.Str(c="☐" | "☒" as box), pandoc.Space(), *words))
            | pandoc.Plain(c=(pandoc.Str(c="☐" | "☒" as box), pandoc.Space(), *words)),
            *rest,
        ):
            return ListItem(read_blocks((pandoc.Para(tuple(words)), *rest), reading, 2), _CHECKED[box])
        case _:
            return ListItem(read_blocks(blocks, reading, 2))


def _definition_list(node: pandoc.DefinitionList, reading: Reading) -> Iterable[Block]:
    items = (
        DefinitionItem(
            tuple(_terms(words, reading)),
            tuple(Definition(read_blocks(blocks, reading, 3)) for blocks in definitions),
        )
        for words, definitions in node.c
    )
    return (DefinitionList(tuple(items)),)


def _terms(words: pandoc.Inlines, reading: Reading) -> Iterator[Term]:
    """Part what pandoc joins by line breaks: terms with the same definitions."""
    if not words:
        return
    reading.depth += 2
    term: list[Any] = []
    for inline in (*read_inlines(words, reading), LineBreak()):
        if isinstance(inline, LineBreak):
            yield Term(tuple(term))
            term = []
        else:
            term.append(inline)
    reading.depth -= 2


def _heading(node: pandoc.Header, reading: Reading) -> Iterable[Block]:
    level, attr, words = node.c
    reading.drop("a heading", attr)
    return (Heading(min(max(level, 1), 6), read_inlines(words, reading), attr[0]),)


def _rule(_node: pandoc.HorizontalRule, _reading: Reading) -> Iterable[Block]:
    return (ThematicBreak(),)


def _null(_node: pandoc.Null, _reading: Reading) -> Iterable[Block]:
    return ()


def _table(node: pandoc.Table, reading: Reading) -> Iterable[Block]:
    return _anchored(read_table(node, reading), node.c[0], reading)


def _figure(node: pandoc.Figure, reading: Reading) -> Iterable[Block]:
    attr, caption, blocks = node.c
    children, words = read_blocks(blocks, reading, 1), read_caption(caption, reading)
    reading.drop("a figure", attr, "code")
    match children:
        case (CodeBlock(caption=()) as code,) if "code" in attr[1]:
            block: Block = CodeBlock(code.text, code.language, words, code.highlighted, code.preformatted)
        case _:
            block = Figure(children, words)
    return _anchored(block, attr, reading)


def _div(node: pandoc.Div, reading: Reading) -> Iterable[Block]:
    attr, blocks = node.c
    children = read_blocks(blocks, reading, 1)
    match attr[1]:
        case ("embed", kind) if kind in get_args(EmbedKind):
            embed = _embed(cast("EmbedKind", kind), dict(attr[2]), children)
            return (embed or Div(children, attributes_of(attr)),)
        case (kind,) if kind in _ALERTS and attr[2] == () and children and _is_title(blocks[0]):
            return (Div(_with_title(children), Attributes(attr[0], ("admonition", kind))),)
        case _:
            return (Div(children, attributes_of(attr)),)


def _embed(kind: EmbedKind, pairs: dict[str, str], children: Blocks) -> Embed | None:
    """Return the Embed whose link is the first of ``children``; None when there is none."""
    match children:
        case (Paragraph(children=(Link(url=url, title=title),)), *fallback):
            width, height = (read_length(pairs.get(key, "")) for key in ("width", "height"))
            return Embed(url, kind, title, width, height, tuple(fallback))
        case _:
            return None


def _is_title(block: pandoc.Block) -> bool:
    return isinstance(block, pandoc.Div) and block.c[0][1] == ("title",)


def _with_title(children: Blocks) -> Blocks:
    """Return the children of an admonition with the title in the form that the model has for it."""
    match children:
        case (Div(children=(Paragraph(children=words),)), *rest):
            return (Paragraph((Span(words, Attributes(classes=("title",))),)), *rest)
        case _:
            return children


def _anchored(block: Block, attr: pandoc.Attr, reading: Reading) -> Blocks:
    """Return ``block`` with the id of ``attr``, if something refers to it."""
    return (Div((block,), Attributes(id=attr[0])),) if attr[0] and attr[0] in reading.targets else (block,)


_READERS: Mapping[type, Callable[[Any, Reading], Iterable[Block]]] = {
    pandoc.Plain: _paragraph,
    pandoc.Para: _paragraph,
    pandoc.LineBlock: _line_block,
    pandoc.CodeBlock: _code,
    pandoc.RawBlock: _raw,
    pandoc.BlockQuote: _quote,
    pandoc.OrderedList: _ordered_list,
    pandoc.BulletList: _bullet_list,
    pandoc.DefinitionList: _definition_list,
    pandoc.Header: _heading,
    pandoc.HorizontalRule: _rule,
    pandoc.Null: _null,
    pandoc.Table: _table,
    pandoc.Figure: _figure,
    pandoc.Div: _div,
}
