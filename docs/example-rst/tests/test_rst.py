"""What is written is read by docutils: without a warning, and with the same words."""

from __future__ import annotations

from collections.abc import Callable

import octavo_rst
import pytest
from docutils import nodes
from docutils.core import publish_doctree

from octavo import Author, Document, Meta, plain_text
from octavo.model import (
    Attributes,
    BlockQuote,
    BulletList,
    Cell,
    Code,
    CodeBlock,
    Column,
    Definition,
    DefinitionItem,
    DefinitionList,
    Div,
    Emphasis,
    Figure,
    Heading,
    Image,
    Inline,
    LineBreak,
    Link,
    ListItem,
    Math,
    Note,
    OrderedList,
    Paragraph,
    Row,
    Span,
    Strong,
    Subscript,
    Table,
    Term,
    ThematicBreak,
)  # fmt: skip
from octavo.testing import Bench, kitchen_sinks

pytestmark = pytest.mark.octavo(octavo_rst)


def test_conformance(octavo_check: Callable[[], None]) -> None:
    octavo_check()


def parse(text: str) -> nodes.document:
    """Return ``text`` as docutils reads it; a warning raises."""
    settings = {"halt_level": 2, "report_level": 5, "syntax_highlight": "short", "raw_enabled": False}
    return publish_doctree(text, settings_overrides=settings)


def words(tree: nodes.document) -> str:
    """Return all text of ``tree`` without its white space; what is no text of the document is left out."""
    unseen = (nodes.comment, nodes.substitution_definition, nodes.label, nodes.footnote_reference)
    texts = [node.astext() for node in tree.findall(nodes.Text) if not within(node, unseen)]
    return "".join("".join(texts).split())


def within(node: nodes.Node | None, kinds: tuple[type, ...]) -> bool:
    """Return whether ``node`` stands below one of ``kinds``."""
    return node is not None and (isinstance(node, kinds) or within(node.parent, kinds))


@pytest.mark.parametrize("name", kitchen_sinks())
def test_docutils_warns_of_nothing(name: str, octavo_bench: Bench) -> None:
    parse(octavo_bench.write(kitchen_sinks()[name], "rst"))


TEXTS = (
    "* _a_ `b` |c| \\d", "a_ b__ c_d __init__ _`x`", "1. one", "iv) one", "(a) one", "#. one", "- x", "+ x", "• x", "-- x",
    ".. note:: x", ":field: x", ":sub:`x`", ">>> x", "--option x", "/V x", "====", "----", "::", "x::", "| x", "[1]_ x",
    "*", "**", "\\", "x\\", "“x”_", "　　你好，*世界*_。", "https://example.org/a_b_ x", "a@example.org", "+--+", "=== ===", "a : b",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_text_is_never_markup(text: str, octavo_bench: Bench) -> None:
    places = (Paragraph((text,)), Heading(1, (text,)), BulletList((ListItem((Paragraph((text,)),)),)))
    quoted = (
        BlockQuote((Paragraph((text,)), Paragraph((text,)))),
        Paragraph((Strong((text,)), text, Emphasis((text,)))),
    )
    defined = DefinitionList((DefinitionItem((Term((text,)),), (Definition((Paragraph((text,)),)),)),))
    document = Document(blocks=(*places, *quoted, defined, Paragraph((text, LineBreak(), text))))
    tree = parse(octavo_bench.write(document, "rst"))
    assert words(tree) == "".join(plain_text(document.blocks).split())
    assert not [*tree.findall(nodes.problematic)]


def test_marks_work_within_words_and_beside_each_other(octavo_bench: Bench) -> None:
    inlines: tuple[Inline, ...] = (
        "你",
        Strong(("好",)),
        "吗",
        Emphasis(("a ",)),
        Code("x`y"),
        Code("x"),
        "z",
        Subscript(("2",)),
        ".",
    )
    text = octavo_bench.write(Document(blocks=(Paragraph(inlines),)), "rst")
    assert text == "你\\ **好**\\ 吗\\ *a* :literal:`x\\`y`\\ ``x``\\ z\\ :sub:`2`.\n"
    tree = parse(text)
    assert [type(node).__name__ for node in tree[0].children if not isinstance(node, nodes.Text)] == [
        "strong", "emphasis", "literal", "literal", "subscript",
    ]  # fmt: skip


def test_a_mark_within_a_mark_is_noticed_and_a_link_stays(octavo_bench: Bench) -> None:
    inlines = (Strong(("a ", Emphasis(("b",)))), " ", Link((Strong(("c",)),), "https://example.org/a_"))
    text = octavo_bench.write(Document(blocks=(Paragraph(inlines),)), "rst")
    assert text == "**a** *b* `c <https://example.org/a\\_>`__\n"
    assert octavo_bench.codes() == ["nesting-flattened", "nesting-flattened"]
    assert next(parse(text).findall(nodes.reference))["refuri"] == "https://example.org/a_"


def test_headings_are_sections_however_their_levels_skip(octavo_bench: Bench) -> None:
    levels = (2, 4, 3, 1, 6)
    document = Document(
        blocks=tuple(block for level in levels for block in (Heading(level, (f"H{level}",)), Paragraph(("x",))))
    )
    tree = parse(octavo_bench.write(document, "rst"))
    assert [title.astext() for title in tree.findall(nodes.title)] == ["H2", "H4", "H3", "H1", "H6"]
    assert len([*tree.findall(nodes.section)]) == 5


def test_links_lead_to_headings_and_spans(octavo_bench: Bench) -> None:
    blocks = (
        Paragraph((Link(("up",), "#标题 1"), " ", Link(("to",), "#here"), " ", Link(("nowhere",), "#none"))),
        Heading(1, ("A",), "标题 1"),
        Paragraph((Span(("x",), Attributes("here")),)),
    )
    tree = parse(octavo_bench.write(Document(blocks=blocks), "rst"))
    references = [(node.astext(), "refid" in node) for node in tree.findall(nodes.reference)]
    assert references == [("up", True), ("to", True), ("nowhere", False)]


def test_tables_figures_notes_and_code_keep_their_form(octavo_bench: Bench) -> None:
    cell = Cell((Paragraph(("x",)),))
    blocks = (
        Table((Column(width=0.25), Column(width=0.75)), (Row((cell, cell)),), (Row((Cell(cell.children, colspan=2),)),), caption=("T",)),
        Figure((Paragraph((Link((Image("a b.png", "alt"),), "https://example.org"),)),), ("Caption",)),
        Paragraph(("a", Note((Paragraph(("b", Note((Paragraph(("c",)),)))),)), Image("i.png"), Math("x_1"))),
        CodeBlock("  indented\n    more", "python"),
        CodeBlock("graph", "mermaid"),
        OrderedList((ListItem((Paragraph(("i",)),), checked=True), ListItem(())), 1, "lower-roman"),
        Div((Paragraph(("mind",)),), Attributes(classes=("admonition", "tip"))),
        ThematicBreak(),
        Paragraph(("end",)),
        ThematicBreak(),
    )  # fmt: skip
    text = octavo_bench.write(Document(Meta(title="T*", authors=(Author("A: B"),), tags=("x", "y")), blocks), "rst")
    tree = parse(text)
    assert [len([*row.findall(nodes.entry)]) for row in tree.findall(nodes.row)] == [2, 2]
    assert next(tree.findall(nodes.caption)).astext() == "Caption"
    assert [note.astext() for note in tree.findall(nodes.footnote)] == ["1\n\nb\xa02".replace("\xa0", ""), "2\n\nc"]
    assert [block.astext() for block in tree.findall(nodes.literal_block)] == ["  indented\n    more", "graph"]
    assert next(tree.findall(nodes.enumerated_list))["enumtype"] == "lowerroman"
    assert len([*tree.findall(nodes.tip)]) == len([*tree.findall(nodes.transition)]) == 1
    assert (tree["title"], next(tree.findall(nodes.author)).astext()) == ("T*", "A: B")
    assert octavo_bench.codes() == ["table-flattened"]


def test_the_head_can_be_left_out(octavo_bench: Bench) -> None:
    document = Document(Meta(title="T"), (Paragraph(("x",)),))
    assert octavo_bench.write(document, "rst", {"metadata": False}) == "x\n"
