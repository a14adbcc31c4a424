"""Hypothesis strategies for every node of the model: any tree that a reader could make."""

from __future__ import annotations

from datetime import UTC, datetime

from hypothesis import strategies as st

from octavo.model import (
    Attributes,
    Author,
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    Cell,
    Code,
    CodeBlock,
    Column,
    Definition,
    DefinitionItem,
    DefinitionList,
    Div,
    Document,
    Embed,
    Emphasis,
    ExcerptBreak,
    Figure,
    Heading,
    Highlight,
    Image,
    Inline,
    Inlines,
    Keyboard,
    LineBreak,
    Link,
    ListItem,
    Math,
    MathBlock,
    Meta,
    Note,
    OrderedList,
    Paragraph,
    Quote,
    RawBlock,
    RawInline,
    Row,
    Ruby,
    SmallCaps,
    SoftBreak,
    Span,
    Strikethrough,
    Strong,
    Subscript,
    Superscript,
    Table,
    Term,
    ThematicBreak,
    Timestamp,
    Underline,
)
from octavo.walk import merge_text

ALPHABET = "ab Z09中文。，《》“”かな한　\u00a0*_`~#>+-=|[](){}<>&\\!$:;.'\"/@^%\n\té😀\u200b"
TEXT = st.text(alphabet=ALPHABET, max_size=12)
WORDS = st.text(alphabet=ALPHABET.replace("\n", ""), min_size=1, max_size=12)
URLS = st.sampled_from(
    [
        "https://example.com/a?b=c&d=e#f",
        "image.png",
        "/root path/x(1).html",
        "#here",
        "mailto:a@b.example",
        "javascript:x",
        "",
        "../文.md",
    ]
)
ATTRIBUTES = st.builds(
    Attributes,
    id=st.sampled_from(["", "here", "二", "a b"]),
    classes=st.sampled_from([(), ("note",), ("admonition", "tip"), ("details",), ("abbreviation",)]),
    data=st.sampled_from([{}, {"title": 'say "<it>"'}]),
    language=st.sampled_from(["", "zh", "ar"]),
    direction=st.sampled_from(["", "rtl"]),
)
ALIGNMENTS = st.sampled_from([None, "left", "center", "right"])


def inlines(depth: int = 2) -> st.SearchStrategy[Inlines]:
    """Return a strategy for the content of a paragraph, nested ``depth`` deep at most."""
    return st.lists(_inline(depth), max_size=4).map(merge_text)


def _inline(depth: int) -> st.SearchStrategy[Inline]:
    leaves: list[st.SearchStrategy[Inline]] = [
        WORDS,
        st.builds(Code, TEXT),
        st.builds(Math, TEXT),
        st.builds(Image, URLS, TEXT, TEXT, st.none() | st.integers(1, 999)),
        st.builds(LineBreak),
        st.builds(SoftBreak),
        st.builds(RawInline, st.sampled_from(["html", "tex"]), TEXT),
    ]
    if depth == 0:
        return st.one_of(leaves)
    below = inlines(depth - 1)
    wrappers = (
        Emphasis,
        Strong,
        Underline,
        Strikethrough,
        Highlight,
        Superscript,
        Subscript,
        SmallCaps,
        Keyboard,
        Quote,
    )
    return st.one_of(
        *leaves,
        *(st.builds(wrapper, below) for wrapper in wrappers),
        st.builds(Link, below, URLS, TEXT),
        st.builds(Ruby, below, below),
        st.builds(Span, below, ATTRIBUTES),
        st.builds(Note, blocks(0)),
    )


def blocks(depth: int = 2) -> st.SearchStrategy[Blocks]:
    """Return a strategy for blocks, nested ``depth`` deep at most."""
    return st.lists(_block(depth), max_size=3).map(tuple)


def _block(depth: int) -> st.SearchStrategy[Block]:
    content = inlines(min(depth, 1))
    leaves: list[st.SearchStrategy[Block]] = [
        st.builds(Paragraph, content),
        st.builds(Heading, st.integers(1, 6), content, st.sampled_from(["", "here", "二"])),
        st.builds(CodeBlock, TEXT, st.sampled_from(["", "c++", "a`b"]), content, st.sampled_from([(), (1, 3)])),
        st.builds(CodeBlock, TEXT, preformatted=st.booleans()),
        st.builds(MathBlock, TEXT),
        st.builds(ThematicBreak),
        st.builds(ExcerptBreak),
        st.builds(RawBlock, st.sampled_from(["html", "tex"]), TEXT),
    ]
    if depth == 0:
        return st.one_of(leaves)
    below = blocks(depth - 1)
    items = st.lists(st.builds(ListItem, below, st.sampled_from([None, True, False])), min_size=1, max_size=3).map(
        tuple
    )
    definitions = st.builds(
        DefinitionItem,
        st.lists(st.builds(Term, content), max_size=2).map(tuple),
        st.lists(st.builds(Definition, below), max_size=2).map(tuple),
    )
    return st.one_of(
        *leaves,
        st.builds(BlockQuote, below, content),
        st.builds(BulletList, items, st.booleans()),
        st.builds(OrderedList, items, st.integers(0, 12), st.sampled_from(["decimal", "upper-roman"]), st.booleans()),
        st.builds(DefinitionList, st.lists(definitions, max_size=2).map(tuple)),
        _table(below),
        st.builds(Figure, below, content),
        st.builds(Div, below, ATTRIBUTES),
        st.builds(Embed, URLS, st.sampled_from(["video", "audio", "frame"]), TEXT, fallback=below),
    )


def _table(below: st.SearchStrategy[Blocks]) -> st.SearchStrategy[Block]:
    spans = st.sampled_from([1, 1, 1, 2])
    cells = st.builds(Cell, below, st.booleans(), spans, st.just(1), ALIGNMENTS)
    rows = st.lists(st.builds(Row, st.lists(cells, max_size=2).map(tuple)), max_size=2).map(tuple)
    columns = st.lists(st.builds(Column, ALIGNMENTS), min_size=1, max_size=3).map(tuple)
    return st.builds(Table, columns, rows, rows, rows, inlines(1))


METAS = st.builds(
    Meta,
    title=TEXT,
    authors=st.lists(st.builds(Author, TEXT), max_size=2).map(tuple),
    published=st.none()
    | st.just(Timestamp("2024-02-29 08:00", datetime(2024, 2, 29, 8, tzinfo=UTC)))
    | st.just(Timestamp("someday")),
    language=st.sampled_from(["", "zh-CN", "ar", "not a tag"]),
    categories=st.lists(st.lists(WORDS, min_size=1, max_size=2).map(tuple), max_size=2).map(tuple),
    tags=st.lists(WORDS, max_size=2).map(tuple),
    description=TEXT,
    source_url=URLS,
)


def documents() -> st.SearchStrategy[Document]:
    """Return a strategy for whole documents."""
    return st.builds(Document, meta=METAS, blocks=blocks(2), name=st.just("post.md"))
