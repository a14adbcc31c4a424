"""Links between inputs follow them to their outputs, or to where they are published."""

from __future__ import annotations

import pytest

from octavo import Document, Site, walk
from octavo._links import Outputs, follow_links, outputs_of
from octavo.model import Link, Paragraph
from octavo.site import Post, quote_path, relative_url, resolve

OUTPUTS = outputs_of(
    [("x/a.md", "x/a.html"), ("x/b c.md", "x/b c.html"), ("y/n?.md", "y/n_.html"), ("y/p.html", "y/p.html")]
)
SITE = Site(url="https://s.test/blog/", posts={"_posts/c.md": Post("C", "2024/c d/"), "_posts/d.md": Post("D")})


def linked(url: str, outputs: Outputs = OUTPUTS, site: Site | None = None, name: str = "x/a.md") -> str:
    document = Document(blocks=(Paragraph((Link(("a",), url),)),), name=name)
    (link,) = [node for node in walk(follow_links(document, name, outputs, site).blocks) if isinstance(node, Link)]
    return link.url


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("b%20c.md", "b%20c.html"),
        ("b%20c.md?q=1#part", "b%20c.html?q=1#part"),
        ("../y/n%3F.md", "../y/n_.html"),
        ("b%20c.html", "b%20c.html"),
        ("b%20c", "b%20c.html"),
        ("../y/p.md", "../y/p.html"),
        ("../y/p.html", "../y/p.html"),
        ("../../y/p.html", "../../y/p.html"),
        ("other.md", "other.md"),
        ("#part", "#part"),
        ("/x/a.md", "/x/a.md"),
        ("https://s.test/a.md", "https://s.test/a.md"),
        ("mailto:a.md", "mailto:a.md"),
        ("http://[a.md", "http://[a.md"),
    ],
)
def test_links_to_other_inputs(url: str, expected: str) -> None:
    assert linked(url) == expected


def test_links_to_posts_that_are_not_converted_lead_to_where_they_are_published() -> None:
    assert linked("c.md#e", Outputs(), SITE, "_posts/a.md") == "https://s.test/blog/2024/c%20d/#e"
    assert linked("d.md", Outputs(), SITE, "_posts/a.md") == "d.md"
    assert linked("c.md", outputs_of([("_posts/c.md", "c.txt")]), SITE, "_posts/a.md") == "../c.txt"


def test_a_document_without_such_links_is_the_same() -> None:
    document = Document(blocks=(Paragraph(("a",)),))
    assert follow_links(document, "a.md", OUTPUTS) is document


def test_names_and_urls() -> None:
    assert relative_url("_posts/ü #1?.md", "_drafts/b.md") == "../_posts/ü%20%231%3F.md"
    assert resolve("../c.md", "_posts/x/a.md") == "_posts/c.md"
    assert [resolve(path, "a.md") for path in ("../c.md", "..", ".", "./")] == ["", "", "", ""]
    assert quote_path("日本 語/a+b") == "日本%20語/a+b"
