"""HTML in, tree out: golden pairs (case.html, case.json), and what must hold for any input."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Mapping
from html import escape
from itertools import pairwise
from pathlib import Path

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

import octavo_html
from octavo.codec import encode
from octavo.errors import Position, ReadError
from octavo.model import MAXIMUM_DEPTH, Block, CodeBlock, Document, Image, Link, ListItem, Note, Paragraph
from octavo.plugin import NO_SETTINGS
from octavo.testing import bench
from octavo.walk import CHILD_FIELDS, children, plain_text, walk

GOLDEN = Path(__file__).parent / "golden"


TIDY = {"tidy": True}


def read(html: str | bytes, options: Mapping[str, object] = NO_SETTINGS) -> Document:
    return bench(octavo_html).read(html, "html", options)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.html")), ids=lambda path: path.stem)
def test_golden(path: Path, golden: Callable[[Path, str], None]) -> None:
    html = bench(octavo_html)
    document = html.read(path.read_bytes(), "html", TIDY, name=path.name)
    tree = msgspec.json.format(encode(document), indent=1).decode()
    notices = "".join(f"\n{notice}" for notice in html.notices)
    golden(path.with_suffix(".txt"), tree + notices + "\n")


@pytest.mark.parametrize("name", ["code", "scraped"])
def test_untidied_pages_are_read_as_browsers_show_them(name: str, golden: Callable[[Path, str], None]) -> None:
    document = read((GOLDEN / f"{name}.html").read_bytes())
    golden(GOLDEN / f"{name}.untidied.txt", msgspec.json.format(encode(document), indent=1).decode() + "\n")


def shown(blocks: tuple[Block, ...]) -> list[str]:
    return [plain_text(block) for block in blocks]


@pytest.mark.parametrize(
    ("html", "untidied", "tidied"),
    [
        ("one<br><br>two", ["one\n\ntwo"], ["one", "two"]),
        ("one\n\ntwo", ["one two"], ["one", "two"]),
        ("<p>&nbsp;</p><p>x</p>", ["\u00a0", "x"], ["x"]),
        ("<pre>#include <stdio.h>\nint x;</pre>", ["#include \nint x;"], ["#include <stdio.h>\nint x;"]),
        ("<pre>x<span class='copy-btn'>Copy</span></pre>", ["xCopy"], ["x"]),
        ("<pre>x<button>Copy</button>\ny</pre>", ["xCopy\ny"], ["x\ny"]),
    ],
)
def test_what_tidy_changes(html: str, untidied: list[str], tidied: list[str]) -> None:
    assert shown(read(html).blocks) == untidied
    assert shown(read(html, TIDY).blocks) == tidied


@pytest.mark.parametrize(
    ("html", "same_as"),
    [
        ("<pre>\ncode</pre>", "<pre>code</pre>"),
        ("<pre>\n\ncode</pre>", "<pre><b></b>\ncode</pre>"),
        ("<p>between <head> and <body>, or </head></p>", "<p>between  and , or </p>"),
        ("<html><head><title>T</title></head><body><p>a <body> b</p></body></html>", "<title>T</title><p>a  b</p>"),
        ("<xmp>a & <b>c</b></xmp>", "<pre>a &amp; &lt;b>c&lt;/b></pre>"),
        ("<p>a</p></html><p>b</p>", "<p>a</p><p>b</p>"),
        (
            '<p><code id="x">a<br>b</code> <a href="#x">c</a></p>',
            '<p><span id="x"></span><code>a</code><br><code>b</code> <a href="#x">c</a></p>',
        ),
        ("<p><code>a<br>b <i>c<br/></i>d</code></p>", "<p><code>a</code><br><code>b c</code><br><code>d</code></p>"),
        ("<p>the <title> element, the <TITLE lang=en> element</p>", "<p>the  element, the  element</p>"),
        (
            "<iframe src='/v'><p>a</p><iframe src='/w'></iframe>",
            "<iframe src='/v'></iframe><p>a</p><iframe src='/w'></iframe>",
        ),
    ],
)
def test_pages_are_read_as_the_html_standard_says(html: str, same_as: str) -> None:
    assert read(html).blocks == read(same_as).blocks


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("<p>自强不息，厚\n德载物</p>", "自强不息，厚德载物"),
        ("<p>使用\nPython\n编写</p>", "使用 Python 编写"),
        ("<p>이것은\n펜입니다</p>", "이것은 펜입니다"),
        ("<p>这是\n<b>粗体</b>\n文字</p>", "这是粗体文字"),
        ("<p>one <b> two </b> three</p>", "one two three"),
        ("<p>\u3000\u3000缩进</p>", "\u3000\u3000缩进"),
        ("a < b and c > d", "a < b and c > d"),
        ("<p>x\u0000y\x0bz</p>", "xyz"),
        ("<p>&#0;&#x1F;ok</p>", "ok"),
        ("<p>x\x7fy\x9b31mz</p>", "xy31mz"),
        ("<p>one\x0ctwo</p>", "one two"),
    ],
)
def test_white_space_and_stray_characters(html: str, text: str) -> None:
    blocks = read(html).blocks
    assert plain_text(blocks).replace("\ufffd", "") == text


def test_plain_text_in_a_div_keeps_its_paragraphs() -> None:
    document = read("<div>第一段。\n\n第二段。</div>", TIDY)
    assert [plain_text(block) for block in document.blocks] == ["第一段。", "第二段。"]


@pytest.mark.parametrize("depth", [40, 300, 2500, 60_000])
def test_deep_nesting_loses_no_text(depth: int) -> None:
    html = bench(octavo_html)
    document = html.read("<div><i>" * depth + "deep" + "</i></div>" * depth + "<p>after</p>", "html")
    assert plain_text(document.blocks).split() == ["deep", "after"]
    assert ("nesting-flattened" in html.codes()) == (depth > 60)


def test_deep_lists_stay_within_the_models_depth() -> None:
    document = read("<ul><li>x" * 400)
    assert sum(isinstance(node, ListItem) for node in walk(document.blocks)) > 10
    assert depth_of(document) <= MAXIMUM_DEPTH
    assert plain_text(document.blocks).count("x") == 400


def test_a_text_of_twelve_megabytes_is_whole() -> None:
    document = read("<p>" + "word " * 2_400_000 + "</p>")
    assert plain_text(document.blocks).count("word") == 2_400_000


@pytest.mark.parametrize(
    "html",
    [
        "<p>one</p></body></html><p>two</p>three",
        "<p>one</p></html></body><p>two</p>three",
        "<p>one</p></p></div></table></HTML ><p>two</p>three",
        '<p>one</p><image src="x.png"><p>two</p>three',
    ],
)
def test_what_follows_a_stray_tag_is_read(html: str) -> None:
    assert plain_text(read(html).blocks).split() == ["one", "two", "three"]


@pytest.mark.parametrize(
    ("html", "url"),
    [
        ("<a href='#caf%C3%A9'>x</a><h2 id='café'>c</h2>", "#café"),
        ("<a href='#caf%C3%A9'>x</a><h2 id='caf%C3%A9'>c</h2>", "#caf%C3%A9"),
        ("<a href='#100%25'>x</a><p>nothing has that id</p>", "#100%25"),
    ],
)
def test_links_within_the_page_are_spelled_as_the_id_is(html: str, url: str) -> None:
    assert [node.url for node in walk(read(html).blocks) if isinstance(node, Link)] == [url]


def test_notes_are_found_by_percent_encoded_links() -> None:
    document = read(
        "<p>a<a id='r1' href='#fn-%E6%B3%A8'>1</a></p><ol><li id='fn-注'>note <a href='#r1'>↩</a></li></ol>"
    )
    assert [type(node) for node in walk(document.blocks) if isinstance(node, Note)] == [Note]


def test_code_may_speak_of_the_end_of_a_page() -> None:
    escaped = read("<pre><p>x</p>&lt;/body>&lt;/html></pre>")
    assert read("<pre><p>x</p></body></html></pre>", TIDY).blocks == escaped.blocks


def test_limit_of_bytes() -> None:
    html = bench(octavo_html)
    assert html.read("<p>1234", "html", {"maximum_bytes": 7}).blocks == (Paragraph(("1234",)),)
    with pytest.raises(ReadError, match="maximum_bytes"):
        html.read("<p>12345", "html", {"maximum_bytes": 7})


def test_notices_tell_the_line() -> None:
    html = bench(octavo_html)
    html.read("<p>one</p>\n<p>two</p>\n<p><a href='vbscript:x'>three</a></p>", "html", name="post.html")
    assert [str(notice.position) for notice in html.notices] == ["post.html:3"]


@pytest.mark.parametrize("html", ["", "   \n", "<!-- only a comment -->", "<script>x</script>"])
def test_nothing_gives_an_empty_document(html: str) -> None:
    assert read(html).blocks == ()


def depth_of(document: Document) -> int:
    deepest = 0
    stack = [(block, 1) for block in document.blocks]
    while stack:
        node, depth = stack.pop()
        deepest = max(deepest, depth)
        stack.extend((child, depth + 1) for child in children(node))  # type: ignore[misc]  # nodes of all kinds
    return deepest


TAGS = [
    "p",
    "div",
    "b",
    "i",
    "a",
    "ul",
    "li",
    "ol",
    "table",
    "tr",
    "td",
    "pre",
    "code",
    "span",
    "br",
    "blockquote",
    "h2",
    "img",
    "ruby",
    "rt",
    "dl",
    "dd",
    "sup",
    "details",
]
PIECES = st.one_of(
    st.sampled_from(
        [f"<{tag}>" for tag in TAGS]
        + [f"</{tag}>" for tag in TAGS]
        + ['<a href="#x">', "<!-- more -->", "&amp;", "<", " "]
    ),
    st.text(alphabet="ab 中文\n*_", max_size=6),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=40).map("".join))
@example("<table><ul><tr><b><td>x")
@example("<a\n\n_")
@example("<sup><a href='#fn1' id='r'>1</a></sup><li id='fn1'><a href='#r'>")
def test_any_markup_gives_a_whole_tree(html: str) -> None:
    from lxml import etree

    document = read(html)
    root = etree.HTML(html) if html.strip() else None
    words = "".join(str(text) for text in root.itertext(tag=etree.Element)) if root is not None else ""
    kept = plain_text(document.blocks)
    for letter in "ab中文*_":
        assert words.count(letter) <= kept.count(letter) <= html.count(letter), html
    assert depth_of(document) <= MAXIMUM_DEPTH
    for node in walk(document.blocks):
        for field in CHILD_FIELDS.get(type(node), ()):
            assert not any(isinstance(a, str) and isinstance(b, str) for a, b in pairwise(getattr(node, field)))


@pytest.mark.parametrize("value", ['{"default":{"src":"//cdn.example/a.jpg"}}', "two words. here", "[1.5, 2]"])
def test_what_scripts_keep_beside_a_picture_is_not_its_address(value: str) -> None:
    page = f'<p><img src="https://example.org/b.png" data-src="{escape(value, quote=True)}" alt="b"></p>'
    assert bench(octavo_html).read(page, "html").blocks == (Paragraph((Image("https://example.org/b.png", "b"),)),)


def test_long_classes_are_not_remembered() -> None:
    def read_page(number: int) -> None:
        classes = f"{number} " + "x" * 200_000
        assert read(f'<div class="{classes}"><span class="{classes}">a</span></div>').blocks == (Paragraph(("a",)),)

    read_page(0)
    tracemalloc.start()
    try:
        for number in range(1, 9):
            read_page(number)
        assert tracemalloc.get_traced_memory()[0] < 1_000_000  # they are 3.2 MB
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("mark", ["²", "9" * 5000])
def test_what_marks_no_line_is_no_line(mark: str) -> None:
    html = bench(octavo_html)
    html.read(f'<p data-source-line="{mark}"><img src="javascript:x">a</p>', "html")
    assert [notice.position for notice in html.notices] == [Position("test", 1)]


def test_marked_lines_are_not_without_end() -> None:
    document = read(f'<pre data-line="{"1-9999," * 5000}"><code>a</code></pre>')
    assert document.blocks == (CodeBlock("a", highlighted=(*range(1, 10_000), 1)),)
