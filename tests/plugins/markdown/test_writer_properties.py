"""What was written, read again, is the same tree: for generated trees and for soups of punctuation.

Two things are brought into one form before: neighbours that are marked alike count as one, and a
space at the edge of a mark belongs to neither side.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

import octavo_html
import octavo_markdown
from effort import effort
from octavo.model import (
    Block,
    BlockQuote,
    Blocks,
    BulletList,
    Cell,
    Code,
    CodeBlock,
    Column,
    Document,
    Emphasis,
    Heading,
    Image,
    Inlines,
    LineBreak,
    Link,
    ListItem,
    OrderedList,
    Paragraph,
    Row,
    SoftBreak,
    Strikethrough,
    Strong,
    Table,
    ThematicBreak,
)
from octavo.testing import bench
from octavo.walk import merge_text

BENCH = bench(octavo_html, octavo_markdown)
DIALECTS = st.sampled_from(["commonmark", "gfm", "hexo", "obsidian"])

SOUP = st.text(st.sampled_from("*_~`[]()<>!#+-=|:.\\&;$^{}@\"'/1a中。，“” 😀"), min_size=1, max_size=14)
PHRASES = st.sampled_from(
    [
        "word",
        "中文",
        "重要。",
        "“你好”",
        "#",
        "-",
        "+",
        "a*b",
        "snake_case",
        "~20",
        "[x]",
        "&amp;",
        "https://a.b/c",
        "x@y.zz",
        "www.a.com",
        "|",
        "!",
        "\\",
        "<b>",
        "```",
        "[^1]",
        "$5",
        "[a]:",
        ">",
        "===",
        "---",
        ":::",
        "1986.",
        "{{x}}",
        "==y==",
    ]
)
TEXT = st.one_of(SOUP, PHRASES)


def _wrapped(kind: Any, inner: st.SearchStrategy[Any], *facts: str) -> st.SearchStrategy[Any]:
    return st.lists(inner, min_size=1, max_size=3).map(lambda nodes: kind(tuple(nodes), *facts))


INLINES = st.lists(
    st.recursive(
        TEXT,
        lambda inner: st.one_of(
            _wrapped(Emphasis, inner),
            _wrapped(Strong, inner),
            _wrapped(Strikethrough, inner),
            _wrapped(Link, st.one_of(TEXT, _wrapped(Strong, TEXT)), "/u"),
            SOUP.map(lambda text: Code(text.replace(" ", "x"))),
            SOUP.map(lambda text: Image("/i.png", text)),
            st.just(LineBreak()),
        ),
        max_leaves=6,
    ),
    min_size=1,
    max_size=4,
).map(merge_text)


def flat(nodes: Inlines, marks: frozenset[str] = frozenset()) -> Iterable[tuple[str, frozenset[str]]]:
    """Yield each character with the marks around it."""
    for node in nodes:
        match node:
            case str():
                yield from ((character, marks) for character in node)
            case Emphasis() | Strong() | Strikethrough() | Link():
                yield from flat(node.children, marks | {type(node).__name__})
            case Code(text=text):
                yield from ((character, marks | {"Code"}) for character in text)
            case LineBreak():
                yield "\n", frozenset()
            case SoftBreak():
                yield " ", frozenset()
            case Image(alt=alt):
                yield f"<{' '.join(alt.split())}>", marks
            case _:
                yield repr(node), marks


def line(nodes: Inlines) -> list[tuple[str, frozenset[str]]]:
    """Return ``nodes`` in the form in which two of them are compared."""
    seen: list[tuple[str, frozenset[str]]] = []
    for character, marks in flat(nodes):
        while character == "\n" and seen and seen[-1][0] == " ":
            seen.pop()
        if character == " " and (not seen or seen[-1][0] in " \n"):
            continue
        if character in " \n":
            if seen:
                seen.append((character, frozenset()))
            continue
        seen.append((character, marks))
    while seen and seen[-1][0] in " \n":
        seen.pop()
    return seen


def usable(nodes: Inlines) -> bool:
    """A paragraph of nothing is none."""
    return bool(line(nodes))


def shape(block: Any) -> Any:
    """Return a block in the form in which two of them are compared."""
    match block:
        case Paragraph(children=children):
            return "p", line(children)
        case Heading(level=level, children=children):
            return level, line(children)
        case CodeBlock(text=text, language=language):
            return "code", language, text
        case BlockQuote(children=children) | Cell(children=children):
            return type(block).__name__, [shape(child) for child in children]
        case BulletList(items=items) | OrderedList(items=items):
            contents = [(item.checked, [shape(child) for child in item.children]) for item in items]
            return type(block).__name__, getattr(block, "start", 0), contents
        case Table():
            return [[shape(cell) for cell in row.cells] for row in (*block.head, *block.body)]
        case _:
            return type(block).__name__


def read(written: str, dialect: str) -> Document:
    """Return the document of ``written``; plain CommonMark is rendered by the reference's rules alone."""
    if dialect == "commonmark":
        return BENCH.read(MarkdownIt("commonmark").render(written), "html")
    return BENCH.read(written, "markdown")


def check(*blocks: Block, dialect: str = "gfm") -> None:
    written = BENCH.write(Document(blocks=blocks), "markdown", {"front_matter": "none", "dialect": dialect})
    again = read(written, dialect).blocks
    assert [shape(block) for block in again] == [shape(block) for block in blocks], written


PARAGRAPHS = INLINES.filter(usable).map(Paragraph)
HEADINGS = st.builds(lambda text, level: Heading(level, (text,)), SOUP.filter(str.strip), st.integers(1, 6))
CODE = st.builds(
    CodeBlock,
    st.lists(st.sampled_from(["a", "  b", "", "```", "~~~", "> x", "- y", "\tz"]), min_size=1, max_size=4)
    .map("\n".join)
    .filter(lambda text: text == text.strip("\n") and text),
    st.sampled_from(["", "py", "c++"]),
)


def _containers(inner: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    blocks: st.SearchStrategy[Blocks] = st.lists(inner, min_size=1, max_size=3).map(tuple)
    task = st.builds(lambda one, checked: ListItem((one,), checked), PARAGRAPHS, st.booleans())
    items = st.lists(st.one_of(blocks.map(ListItem), task), min_size=1, max_size=3).map(tuple)
    starts = st.sampled_from([0, 1, 7, 123_456_789])
    ordered = st.builds(
        lambda members, start, tight: OrderedList(members, start, tight=tight), items, starts, st.booleans()
    )
    return st.one_of(blocks.map(BlockQuote), st.builds(BulletList, items, st.booleans()), ordered)


BLOCKS = st.recursive(st.one_of(PARAGRAPHS, HEADINGS, CODE, st.just(ThematicBreak())), _containers, max_leaves=6)


@effort(120)
@given(INLINES.filter(usable), DIALECTS)
def test_inlines_come_back(nodes: Inlines, dialect: str) -> None:
    # Pandoc's own Markdown is read by pandoc alone: tests/plugins/pandoc. What only Obsidian's Markdown means, another reader takes as it stands: the backslashes go.
    check(Paragraph(nodes), dialect=dialect)


@effort(120)
@given(SOUP.filter(str.strip))
def test_soup_comes_back_from_every_place(text: str) -> None:
    soup = Paragraph((text,))
    check(soup)
    check(Heading(2, (text,)))
    check(BulletList((ListItem((soup,)),)))
    check(BlockQuote((soup,)))
    check(Paragraph((Link((text,), "/u"),)))
    check(Paragraph(("a", LineBreak(), text)))
    check(Table((Column(), Column()), (Row((Cell((soup,)),) * 2),), (Row((Cell((soup,)),) * 2),)))


@effort(120)
@given(st.lists(BLOCKS, min_size=1, max_size=3))
def test_blocks_come_back(blocks: list[Block]) -> None:
    check(*blocks)


@effort(60)
@given(st.lists(BLOCKS, min_size=1, max_size=2), st.sampled_from(["commonmark", "gfm", "hexo", "obsidian", "pandoc"]))
def test_writing_again_what_was_read_changes_nothing(blocks: list[Block], dialect: str) -> None:
    options = {"front_matter": "none", "dialect": dialect}
    once = BENCH.write(Document(blocks=tuple(blocks)), "markdown", options)
    if dialect in ("gfm", "hexo", "obsidian"):
        again = BENCH.write(BENCH.read(once, "markdown"), "markdown", options)
        assert BENCH.write(BENCH.read(again, "markdown"), "markdown", options) == again
    assert once == BENCH.write(Document(blocks=tuple(blocks)), "markdown", options)


@pytest.mark.parametrize("character", "*_~`[<&\\$|^{")
def test_long_runs_take_no_long_time(character: str) -> None:
    text = f"a {character}" * 3_000
    written = BENCH.write(Document(blocks=(Paragraph((text, Emphasis(("b",)))),)), "markdown", {"front_matter": "none"})
    assert len(written) < 4 * len(text)
