"""What is taken for a Hexo post, and why; which bodies are HTML."""

from __future__ import annotations

import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

import octavo_hexo
from octavo import Source
from octavo_hexo.body import format_of, judge, mark_paragraphs


@pytest.mark.parametrize(
    ("data", "name", "reason"),
    [
        ("---\ntitle: a\ndate: b\n---\nText.", "a.md", "front matter with title, date; body markdown"),
        (b"\xef\xbb\xbf---\r\ntitle: a\r\n---\r\n<div>x</div>", "a.md", "front matter with title; body html"),
        ("\n---\nlayout: post\n---\n", "-", "front matter with layout"),
        ("title: a\n---\nText.", "a.markdown", "front matter with title"),
        ("---\ntitle: a\n---\n<p>x", "a.html", "named .html"),
        ("---\ntitle: a\n---\n".encode("utf-16"), "a.md", "front matter with title"),
        (';;;\n"title": "a"\n;;;\n', "a.md", "front matter with title"),
    ],
)
def test_posts(data: str | bytes, name: str, reason: str) -> None:
    found = octavo_hexo.octavo_detect(Source(data, name))
    assert found is not None
    assert (found.format, found.confidence) == ("hexo", 0.9)
    assert reason in found.reason


@pytest.mark.parametrize(
    ("data", "name"),
    [
        ("Just text.", "a.md"),
        ("---\ntitle: a\n---\n", "a.py"),
        ("---\n\nrules\n\n---\n", "a.md"),
        ("---\ntitle: a\n", "a.md"),
        (b"\xff\xfe\x00", "a.md"),
        (b"", ""),
    ],
)
def test_others(data: str | bytes, name: str) -> None:
    assert octavo_hexo.octavo_detect(Source(data, name)) is None


@pytest.mark.parametrize(
    ("body", "format"),
    [
        ("<div>   \n<p>one</p>\n\n\n<p>two</p>\n</div>\n", "html"),
        ("<!-- x -->\n<section><p>one</p></section>", "html"),
        ("<div>\nplain text of some length\n\nplain text of some length\n\n- a dash</div>", "html"),
        ("<p>a</p>\n<pre># not\n\n- a list\n</pre>", "html"),
        ("# Title\n\n<div>x</div>\n", "markdown"),
        ("text <b>x</b>\n", "markdown"),
        ("```html\n<div>x</div>\n```\n", "markdown"),
        (
            "<div>x</div>\n\n## Heading\n\nA long paragraph of [Markdown](x) follows it.\n\n- and\n- a list\n",
            "markdown",
        ),
        ("", "markdown"),
    ],
)
def test_bodies(body: str, format: str) -> None:
    judgement = judge(body)
    assert judgement.format == format
    assert judgement.reason


def test_a_judgement_explains_itself() -> None:
    judgement = judge("<div>one</div>\n\n- two\n- three\n\n# four\n")
    assert judgement.reason == "19% of the text stands in HTML blocks, with 3 signs of Markdown outside of them"
    assert judge("x", ".html").score == 1.0


BODIES = st.lists(
    st.sampled_from(
        [
            "<div>",
            "</div>",
            "<p>x</p>",
            "<",
            "<!-- -->",
            "<pre>",
            "</pre>",
            "```\n",
            "~~~\n",
            "\n\n",
            " ",
            "\u3000",
            "- x",
            "text",
        ]
    )
).map("".join)


@given(BODIES, st.sampled_from(["", ".md", ".html"]))
def test_the_format_alone_is_that_of_the_judgement(body: str, extension: str) -> None:
    assert format_of(body, extension) == judge(body, extension).format


@given(BODIES)
def test_a_comment_at_the_end_says_nothing(body: str) -> None:
    """Bodies without any comment are judged at once if each block begins with a tag."""
    assert judge(f"{body}\n\n<!-- -->") == judge(body)


def test_texts_in_a_division_become_paragraphs() -> None:
    body = "<div>\nfirst\n\nsecond\n\n<p>third</p>\n\n<ul>\n\nfourth\n\n</ul>\n\nfifth <b>x</b>\n\n</div>\n\nsixth"
    marked = mark_paragraphs(body)
    assert marked.count("\n") == body.count("\n")
    assert marked == (
        "<div>\nfirst\n\n<p>second</p>\n\n<p>third</p>\n\n<ul>\n\nfourth\n\n</ul>\n\n<p>fifth <b>x</b></p>\n\n</div>\n\nsixth"
    )


def test_long_bodies_are_not_remembered() -> None:
    tracemalloc.start()
    try:
        for letter in "ab":
            assert format_of("<p>" + letter * 2_000_000) == "html"
        assert tracemalloc.get_traced_memory()[0] < 1_000_000  # they are 4 MB
    finally:
        tracemalloc.stop()
