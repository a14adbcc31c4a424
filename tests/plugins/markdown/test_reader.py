"""Markdown in, tree out, through the html reader: one set of semantics for both."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from linkify_it import LinkifyIt

import octavo_html
import octavo_markdown
from octavo.codec import encode
from octavo.errors import ReadError
from octavo.model import CodeBlock, Document, Heading, Link, Math, Paragraph
from octavo.source import Source
from octavo.testing import Bench, bench
from octavo.walk import plain_text, walk
from octavo_markdown.fences import Fence, read_info

GOLDEN = Path(__file__).parent / "reader"


LINKIFY = LinkifyIt().set({"fuzzy_link": False, "fuzzy_email": True, "fuzzy_ip": False})


def plugin() -> Bench:
    return bench(octavo_markdown, octavo_html)


def read(text: str, **options: object) -> Document:
    return plugin().read(text, "markdown", options)


@pytest.mark.parametrize("path", sorted(GOLDEN.glob("*.md")), ids=lambda path: path.stem)
def test_golden(path: Path, golden: Callable[[Path, str], None]) -> None:
    markdown = plugin()
    document = markdown.read(path.read_bytes(), "markdown", name=path.name)
    notices = "".join(f"\n{notice}" for notice in markdown.notices)
    golden(path.with_suffix(".txt"), msgspec.json.format(encode(document), indent=1).decode() + notices + "\n")


def test_notices_tell_the_line_of_the_source() -> None:
    markdown = plugin()
    context = markdown.context("post.md")
    text = "one\n\n<p><a href='javascript:a'>x</a></p>\n\n[y](<vbscript:b>) text\n\n<div>\n<a href='javascript:c'>z</a>\n</div>"
    context.read(Source(text, "post.md", first_line=11), "markdown")
    assert [notice.position.line for notice in markdown.notices if notice.code == "unsafe-url"] == [13, 18]


@pytest.mark.parametrize(
    ("links", "ids"),
    [
        ("[a](#hello-world)", ["hello-world", ""]),
        ("[a](#Hello-World)", ["Hello-World", ""]),
        ("[a](#hello-world-1)", ["", "hello-world-1"]),
        ("<a href='#hello-world'>a</a>", ["hello-world", ""]),
        ("[a](#other)", ["", ""]),
    ],
)
def test_headings_take_the_ids_that_links_use(links: str, ids: list[str]) -> None:
    document = read(f"# Hello, World!\n\n# Hello, World!\n\n{links}")
    assert [node.id for node in walk(document.blocks) if isinstance(node, Heading)] == ids


@pytest.mark.parametrize(
    ("info", "fence"),
    [
        ("", Fence()),
        ("js", Fence("js")),
        ("{.python .numberLines}", Fence("python")),
        ("js {1,3-4}", Fence("js", highlighted=(1, 3, 4))),
        ("js A title https://e.example/x Source", Fence("js", "A title", "https://e.example/x", "Source")),
        ("js https://e.example/x.js {1}", Fence("js", "https://e.example/x.js", highlighted=(1,))),
        ("yml .github/pages.yml", Fence("yml", ".github/pages.yml")),
        ("sh /etc/profile of all", Fence("sh", "/etc/profile of all")),
        ('js title="a.js" /src/a.js', Fence("js", "a.js", "/src/a.js")),
        ("js words {unclosed", Fence("js", "words {unclosed")),
        ("js mark:2,4-5 first_line:3", Fence("js", highlighted=(2, 4, 5))),
        ('ts title="a b.ts" showLineNumbers', Fence("ts", "a b.ts")),
        ("js:src/app.js", Fence("js", "src/app.js")),
        ("c++", Fence("c++")),
        (f"js mark:2,{'9' * 5000}", Fence("js", highlighted=(2,))),
        (f"js mark:{'1-9999,' * 5000}", Fence("js", highlighted=(*range(1, 10_000), 1))),
    ],
)
def test_fences(info: str, fence: Fence) -> None:
    assert read_info(info) == fence


def test_prices_are_no_formulas() -> None:
    assert not [node for node in walk(read("costs $5 and $6, or $ 7 $").blocks) if isinstance(node, Math)]
    assert [node for node in walk(read("let $x$ be").blocks) if isinstance(node, Math)] == [Math("x")]
    assert read("let $x$ be", math="no").blocks == (Paragraph(("let $x$ be",)),)


def test_dollars_around_markup_are_no_formula() -> None:
    document = read('one $(a)</b>"<span style="x">two$ three, $a<b$\n')
    assert plain_text(document.blocks) == 'one $(a)"two$ three, a<b'
    assert [node.tex for node in walk(document.blocks) if isinstance(node, Math)] == ["a<b"]


def test_front_matter_is_left_out_when_asked() -> None:
    text = "---\ntitle: x\n---\n\nbody\n"
    assert read(text, front_matter=True).blocks == (Paragraph(("body",)),)
    assert plain_text(read(text).blocks) != "body"


def test_limits() -> None:
    with pytest.raises(ReadError, match="maximum_bytes"):
        read("12345", maximum_bytes=4)
    assert read("1234", maximum_bytes=4).blocks == (Paragraph(("1234",)),)


@pytest.mark.parametrize(
    "text",
    [
        "[" * 5000,
        "*" * 5000 + "a",
        "> " * 2000 + "x",
        "- " * 500 + "x",
        "![" * 3000,
        "<" * 5000,
        "```\nopen",
    ],
)
def test_pathological_sources_keep_their_text(text: str) -> None:
    document = read(text)
    kept = plain_text(document.blocks)
    if "x" in text:
        assert kept.count("x") == 1 or len(text) > 400  # markdown-it leaves out what is nested over its limit
    elif text.startswith("```"):
        assert document.blocks == (CodeBlock("open"),)
    else:
        assert len(re.sub(r"\s", "", kept)) == len(text)


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet="ab 中文\n*_`#>-[](){}<>!&$|:1.\\~^", max_size=60))
def test_any_text_is_read(text: str) -> None:
    document = read(text)
    for letter in "b中文":
        assert plain_text(document.blocks).count(letter) <= text.count(letter) * 2
    assert read(text) == document


def test_detection() -> None:
    registry = plugin().registry
    assert registry.detect(Source(b"x", "a.markdown")) == "markdown"
    assert registry.detections(Source(b"x", "a.md"))[0].confidence < 0.5
    links = [node for node in walk(read("https://e.example/a").blocks) if isinstance(node, Link)]
    assert [link.url for link in links] == ["https://e.example/a"]


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["http", "HTTPS", "ftp", "mailto", ":", "/", "a", "example.com", ".", " ", "1", "中", "-"])
    )
    .map("".join)
    .map(lambda text: re.sub("//+", "/", text))
)
def test_no_link_is_without_two_slashes_or_an_at_sign(text: str) -> None:
    """The parser looks for links in no such text, and linkify-it would find none."""
    assert not LINKIFY.test(text)
    assert not [node for node in walk(read(f"x {text}").blocks) if isinstance(node, Link)]
    assert [node for node in walk(read(f"http://a.b {text}").blocks) if isinstance(node, Link)]
