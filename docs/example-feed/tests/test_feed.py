"""Feeds of each kind, and octavo's kit, which tries what nobody thinks of."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime

import octavo_feed
import pytest

from octavo import Author, Document, ReadError, plain_text, walk
from octavo.model import Embed, Emphasis, Heading, Image, Link
from octavo.testing import Bench

RSS = """\
<?xml version="1.0" encoding="gb2312"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel><title>生活 &amp;amp; more</title><link>https://example.org/</link><language>zh-CN</language>
<item><title>One</title><link>https://example.org/one/</link><dc:creator>Ann</dc:creator>
<pubDate>Mon, 06 May 2024 10:00:00 +0200</pubDate><category>News</category>
<description>A &lt;b&gt;lead&lt;/b&gt;.</description>
<content:encoded><![CDATA[<p>It <em>rains</em>.
<a href="/two/">Two</a> <img src="a.png"><a href="#x">x</a><script>alert(1)</script></p>]]></content:encoded>
<enclosure url="https://example.org/one.mp3" type="audio/mpeg" length="1"/></item>
<item><title>Two</title><link>https://example.org/two/</link><description>Plain &amp;lt; words</description></item>
</channel></rss>
"""
ATOM = """\
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en"><title type="html">A &lt;i&gt;feed&lt;/i&gt;</title>
<entry><title>One</title><link href="https://example.org/one"/><id>urn:1</id><updated>2024-05-06T10:00:00Z</updated>
<author><name>Ann</name><uri>https://example.org/ann</uri></author>
<content type="html">&lt;p&gt;Hello&lt;/p&gt;</content></entry></feed>
"""
JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "A feed",
        "home_page_url": "https://example.org/",
        "language": "en",
        "items": [
            {
                "id": "1", "url": "https://example.org/one", "title": None, "content_html": "<p>Hello</p>",
                "date_published": "2024-05-06T10:00:00+02:00", "authors": [{"name": "Ann"}], "tags": ["a"],
                "attachments": [{"url": "https://example.org/a.pdf", "mime_type": "application/pdf"}],
            },
            {"id": "2", "content_text": "Plain <text>\n\nof two paragraphs", "date_published": "yesterday"},
        ],
    }
)  # fmt: skip

pytestmark = pytest.mark.octavo(octavo_feed, samples={"feed": [RSS, ATOM, JSON_FEED]}, beside=("html", "text"))


def test_conformance(octavo_check: Callable[[], None]) -> None:
    octavo_check()


def first(feed: str, bench: Bench) -> Document:
    """Return the first entry of ``feed``, which is an article alone."""
    return bench.read(feed, "feed", {"limit": 1}, "feed.xml")


def test_an_entry_is_an_article(octavo_bench: Bench) -> None:
    article = first(RSS, octavo_bench)
    assert article.meta.title == "One"
    assert article.meta.authors == (Author("Ann"),)
    assert article.meta.published is not None
    assert article.meta.published.instant == datetime(2024, 5, 6, 8, tzinfo=UTC)
    assert (article.meta.language, article.meta.tags, article.meta.description) == ("zh-CN", ("News",), "A lead.")
    assert article.meta.source_url == "https://example.org/one/"
    assert any(isinstance(node, Emphasis) for node in walk(article.blocks))
    assert article.blocks[-1] == Embed("https://example.org/one.mp3", "audio")


def test_addresses_are_those_of_the_entry_and_scripts_are_gone(octavo_bench: Bench) -> None:
    article = first(RSS, octavo_bench)
    links = [node.url for node in walk(article.blocks) if isinstance(node, Link | Image)]
    assert links == ["https://example.org/two/", "https://example.org/one/a.png", "#x"]
    assert "alert" not in plain_text(article.blocks)


def test_a_feed_is_its_entries_one_after_another(octavo_bench: Bench) -> None:
    feed = octavo_bench.read(RSS, "feed", name="feed.xml")
    assert feed.meta.title == "生活 & more"
    assert [plain_text(node) for node in feed.blocks if isinstance(node, Heading)] == ["One", "Two"]
    assert "Plain < words" in plain_text(feed.blocks)
    link = next(node for node in walk(feed.blocks) if isinstance(node, Link))
    assert link.url.startswith("#"), "a link from one entry to another leads within the document"


def test_atom_is_read(octavo_bench: Bench) -> None:
    article = first(ATOM, octavo_bench)
    assert article.meta.authors == (Author("Ann", "https://example.org/ann"),)
    assert (article.meta.language, plain_text(article.blocks)) == ("en", "Hello")
    assert octavo_bench.read(ATOM.replace("<entry>", "<entry/><entry>"), "feed").meta.title == "A feed"


def test_json_feed_is_read(octavo_bench: Bench) -> None:
    article = first(JSON_FEED, octavo_bench)
    assert (article.meta.title, article.meta.authors, article.meta.language) == ("", (Author("Ann"),), "en")
    assert article.meta.published is not None
    assert article.meta.published.instant == datetime(2024, 5, 6, 8, tzinfo=UTC)
    assert plain_text(article.blocks) == "Hello\nhttps://example.org/a.pdf"
    feed = octavo_bench.read(JSON_FEED, "feed")
    assert "Plain <text>\nof two paragraphs" in plain_text(feed.blocks)


@pytest.mark.parametrize(
    "text", ["<html></html>", "", "{", '{"items": [1]}', '{"items": 5}', '{"items": [{"tags": 5}]}', "[" * 5000]
)
def test_what_is_no_feed_is_an_error_that_names_the_source(text: str, octavo_bench: Bench) -> None:
    with pytest.raises(ReadError, match=r"feed\.xml: it is no"):
        octavo_bench.read(text, "feed", name="feed.xml")


def test_what_is_cut_off_is_repaired_with_a_notice_and_its_line(octavo_bench: Bench) -> None:
    cut = octavo_bench.read(RSS[: RSS.index("</channel>")], "feed", name="feed.xml")
    assert cut.meta.title == "生活 & more"
    (notice,) = octavo_bench.notices
    assert (notice.code, str(notice.position)) == ("feed-repaired", "feed.xml:11")


def test_notices_of_a_body_give_the_line_in_the_feed(octavo_bench: Bench) -> None:
    octavo_bench.read(RSS.replace('src="a.png"', 'src=""'), "feed", name="feed.xml")
    assert [(one.code, one.position.line) for one in octavo_bench.notices] == [("image-without-url", 8)]


@pytest.mark.parametrize(
    ("text", "name", "format"),
    [(RSS, "feed.xml", "feed"), (ATOM, "-", "feed"), (JSON_FEED, "feed.json", "feed"), ("", "a.rss", "feed")],
)
def test_feeds_are_recognised(text: str, name: str, format: str, octavo_bench: Bench) -> None:
    assert octavo_bench.detect(text, name) == format
