"""Trees in, HTML and XHTML out: well-formed, safe, and read again as the same tree."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree

import octavo_html
from octavo import codec
from octavo.model import Attributes as Marks
from octavo.model import (
    Author,
    Code,
    CodeBlock,
    Document,
    Heading,
    Image,
    Link,
    Math,
    Meta,
    Note,
    Paragraph,
    RawBlock,
    Span,
    Timestamp,
)
from octavo.testing import bench
from strategies import documents

GOLDEN = Path(__file__).parent / "golden"
META = Meta(
    title="雨 & <tea>",
    authors=(Author("林"),),
    published=Timestamp("x", datetime(2024, 4, 13, tzinfo=UTC)),
    language="ar",
    description='a "description"',
    source_url="https://e.example/x?a=1&b=2",
)


def write(*blocks: object, to: str = "html", **options: object) -> str:
    document = Document(blocks=blocks)  # type: ignore[arg-type]  # blocks of all kinds
    return bench(octavo_html).write(document, to, {"fragment": True, **options})


@pytest.mark.parametrize("name", ["code", "inlines", "lists", "media", "notes", "scraped", "tables"])
def test_golden(name: str, golden: Callable[[Path, str], None]) -> None:
    html = bench(octavo_html)
    document = html.read((GOLDEN / f"{name}.html").read_bytes(), "html", {"tidy": True})
    golden(GOLDEN / f"{name}.written.txt", html.write(document, "html", {"fragment": True}))


@pytest.mark.parametrize("name", ["code", "inlines", "lists", "tables"])
def test_what_is_written_is_read_again(name: str) -> None:
    html = bench(octavo_html)
    document = html.read((GOLDEN / f"{name}.html").read_bytes(), "html")
    again = html.read(html.write(document, "html", {"fragment": True}), "html")
    assert codec.encode(again) == codec.encode(document)


@settings(max_examples=200, deadline=None)
@given(documents())
def test_any_tree_is_well_formed_and_safe(document: Document) -> None:
    plugin = bench(octavo_html)
    page = plugin.write(document, "xhtml", {"epub": True}).encode("utf-8", "surrogatepass")
    root = etree.fromstring(page)
    ids = [element.get("id") for element in root.iter() if element.get("id")]
    assert len(ids) == len(set(ids))
    for element in root.iter("{*}a"):
        href = element.get("href") or ""
        assert not href.startswith("#") or href[1:] in ids
        assert not re.match(r"\s*(?:javascript|data|vbscript):", href, re.IGNORECASE)
    assert root.find(".//{*}script") is None
    assert plugin.write(document, "html").startswith("<!DOCTYPE html>")


def test_a_page_says_what_is_known() -> None:
    plugin = bench(octavo_html)
    for name in ("html", "xhtml"):
        page = plugin.write(Document(META, (Paragraph(("x",)),)), name)
        assert "<title>雨 &amp; &lt;tea&gt;</title>" in page
        assert 'lang="ar"' in page
        assert 'dir="rtl"' in page
        assert 'content="a &quot;description&quot;"' in page
        assert '<a href="https://e.example/x?a=1&amp;b=2">e.example</a>' in page
        assert '<time datetime="2024-04-13T00:00:00+00:00">2024-04-13</time>' in page
    assert "<header>" not in plugin.write(Document(), "html")


def test_code_runs_from_left_to_right_in_every_language() -> None:
    plugin = bench(octavo_html)
    blocks = (Paragraph((Code("a < b"), Math("x<y"))), CodeBlock('<a href="#">'))
    for name in ("html", "xhtml"):
        english = plugin.write(Document(Meta(language="en"), blocks), name, {"mathml": False})
        hebrew = plugin.write(Document(Meta(language="he"), blocks), name, {"mathml": False})
        assert "ltr" not in english
        assert '<code dir="ltr">a &lt; b</code>' in hebrew
        assert '<pre dir="ltr"><code>' in hebrew
        assert '<span class="math inline" dir="ltr">' in hebrew


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://例え.example/ä b?q=<x>", "https://xn--r8jz45g.example/%C3%A4%20b?q=%3Cx%3E"),
        ("50%off.html", "50%25off.html"),
        ("a%20b", "a%20b"),
        ("java\nscript:x", ""),
        ("http://", ""),
        ("http://[::1", ""),
        ("mailto:a@b.example", "mailto:a@b.example"),
    ],
)
def test_urls(url: str, href: str) -> None:
    written = write(Paragraph((Link(("x",), url),)))
    assert written == (f'<p><a href="{href}">x</a></p>\n' if href else "<p>x</p>\n")


def test_ids_and_links_to_them_agree() -> None:
    written = write(
        Heading(1, ("H",), "小 节"),
        Paragraph((Link(("to",), "#小 节"), Span((), Marks(id="小 节")), Link(("dead",), "#no"))),
    )
    name = re.search(r'<h1 id="([A-Za-z0-9-]+)">', written)
    assert name is not None
    assert f'<a href="#{name.group(1)}">to</a>' in written
    assert written.count(f'id="{name.group(1)}"') == 1
    assert "dead</p>" in written


def test_links_are_not_nested_and_their_notes_are_reached() -> None:
    inner = Link(("b", Note((Paragraph(("note",)),))), "https://b.example/")
    written = write(Paragraph((Link(("a", inner), "https://a.example/"),)))
    assert '<a href="https://a.example/">ab<sup>1</sup></a>' in written
    assert '<aside id="note-1" role="doc-footnote">\n<p>1. note</p>' in written


def test_raw_is_for_its_own_format() -> None:
    html = bench(octavo_html)
    document = Document(blocks=(RawBlock("html", "<b>raw<br></b>"), RawBlock("tex", "\\x")))
    assert html.write(document, "html", {"fragment": True}) == "<b>raw<br></b>"
    assert html.codes() == ["raw-dropped"]
    assert html.write(document, "xhtml", {"fragment": True}) == ""
    well_formed = Document(
        blocks=(RawBlock("html", "<b>raw<br/></b>"), RawBlock("html", "<!DOCTYPE x>"), RawBlock("html", "</x><x>"))
    )
    assert html.write(well_formed, "xhtml", {"fragment": True}) == "<b>raw<br/></b>"


def test_images() -> None:
    assert write(Paragraph((Image("a b.png", 'say "x"', "T", 10, 20),))) == (
        '<p><img src="a%20b.png" alt="say &quot;x&quot;" title="T" width="10" height="20"/></p>\n'
    )
    assert write(Paragraph((Image("data:text/html,x", "words"),))) == "<p>words</p>\n"
    assert 'src="data:image/png;base64,AA=="' in write(Paragraph((Image("data:image/png;base64,AA=="),)))


def test_links_that_show_nothing_are_no_links_in_books() -> None:
    html = bench(octavo_html)
    document = Document(
        blocks=(Paragraph(("a", Link((" ",), "https://e.example/"), Link((Image("/i.png", "i"),), "/x"))),)
    )
    page = html.write(document, "xhtml", {"fragment": True, "epub": True})
    assert (page.count("<a "), "/x" in page) == (1, True)
    assert html.write(document, "html", {"fragment": True}).count("<a ") == 2


@pytest.mark.parametrize(
    ("url", "href"),
    [
        ("https://e.example/a/b.html?c=1#d", "https://e.example/a/b.html?c=1#d"),
        ("https://e.example:8080", "https://e.example:8080"),
        ("chapter.xhtml#id-1", "chapter.xhtml#id-1"),
        ("../b/c.html", "../b/c.html"),
        ("https://e.example/100%", "https://e.example/100%25"),
        ("https://e.example/雨", "https://e.example/%E9%9B%A8"),
        ("https://e.example/a\\b", "https://e.example/a/b"),
        ("HTTPS://e.example/", "https://e.example/"),
        ("https://e.example/?", "https://e.example/"),
    ],
)
def test_urls_are_valid_where_they_were_not_and_as_they_were_where_they_were(url: str, href: str) -> None:
    written = bench(octavo_html).write(Document(blocks=(Paragraph((Link(("x",), url),)),)), "xhtml", {"fragment": True})
    assert [link.get("href") for link in etree.fromstring(written).iter("a")] == [href]
