"""Queries: what they find, and what they refuse."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from octavo import Author, Document, Meta, UsageError
from octavo.model import Paragraph
from octavo.query import parse_query

POST = Document(
    Meta(
        title="Heavy Weather",
        tags=("rain", "ＡＢＣ"),
        categories=(("News", "World"),),
        authors=(Author("Ann Lee"),),
        language="en-GB",
        source_url="https://example.org/p",
    ),
    (Paragraph(("It rains at 12:30. 大雨下了一整天。",)),),
    name="posts/heavy.md",
)


@pytest.mark.parametrize(
    "query",
    [
        "rains",
        "HEAVY rains",
        "heavy AND rains",
        '"it rains at"',
        "大雨",
        "snow OR rains",
        "snow -rains OR heavy",
        "-snow",
        "title:weather",
        'title:"heavy weather"',
        "tag:abc",
        "category:news/world",
        'author:"ann lee"',
        "language:en",
        "name:posts/",
        "url:example.org",
        "text:rains",
        "12:30",
        "-title:snow",
    ],
)
def test_what_is_found(query: str) -> None:
    assert parse_query(query).holds(POST)


@pytest.mark.parametrize(
    "query", ["snow", "rains snow", "-rains", '"rains it"', "title:rains", "tag:snow", "-heavy OR snow", "text:weather"]
)
def test_what_is_not_found(query: str) -> None:
    assert not parse_query(query).holds(POST)


@pytest.mark.parametrize("query", ["", "  ", "OR", "a OR", "OR a", 'a "open', "AND"])
def test_what_is_no_query(query: str) -> None:
    with pytest.raises(UsageError, match="query"):
        parse_query(query)


@given(st.text())
def test_any_text_is_a_query_or_refused(text: str) -> None:
    try:
        found = parse_query(text).holds(POST)
    except UsageError:
        return
    assert found in (True, False)
