"""Metadata that is read without a loader of YAML: the same as one reads, or nothing at all."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from effort import effort
from octavo.simple_yaml import simple_entries

LOADERS = [yaml.BaseLoader, getattr(yaml, "CBaseLoader", yaml.BaseLoader)]

post = """\
title: It's 10:30, no "joke" (really) # 1
date: 2024-01-02 03:04:05
link: https://example.org/a?b#c

tags:
  - 讀書
  - "C# and: more"
categories: [Notes, Long walks ]
cover: ''
draft:
"""


def test_nearly_all_metadata_is_simple() -> None:
    text = post.replace(" # 1", "")
    assert [(entry.key, entry.value, entry.line) for entry in simple_entries(text) or ()] == [
        ("title", 'It\'s 10:30, no "joke" (really)', 1),
        ("date", "2024-01-02 03:04:05", 2),
        ("link", "https://example.org/a?b#c", 3),
        ("tags", ["讀書", "C# and: more"], 5),
        ("categories", ["Notes", "Long walks"], 8),
        ("cover", "", 9),
        ("draft", "", 10),
    ]


def test_a_function_says_what_texts_without_quotes_mean() -> None:
    entries = simple_entries("a: 1\nb: '1'\nc: [1, 2 ]\nd:\n- 3\ne:\n", lambda text: f"<{text}>")
    assert [entry.value for entry in entries or ()] == ["<1>", "1", ["<1>", "<2>"], ["<3>"], "<>"]


def test_a_key_that_stands_twice_is_told_twice() -> None:
    assert [entry.value for entry in simple_entries("a: 1\na: 2") or ()] == ["1", "2"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just words",
        "- an item",
        "a: text # and a comment",
        "# a comment\na: 1",
        "a: b: c",
        "a: ends in a colon:",
        "a: &anchor text",
        "a: *alias",
        "a: !tag text",
        "a: |\n  text",
        "a: >-\n  text",
        "a: text\n  that goes on",
        "a: text\n- an item",
        "a:\n  b: c",
        "a:\n- b: c",
        "a:\n- - b",
        "a:\n  - b\n- c",
        "a:\n- b\n  that goes on",
        "a:\n-",
        "a: [b, [c]]",
        "a: [b,\n c]",
        "a: [b,, c]",
        "a: {b: c}",
        "a: 'it''s'",
        'a: "\\u0041"',
        'a: "b" c',
        "a: 'b\n  c'",
        "a:\tb",
        "a: b\u2028c: d",
        "? a\n: b",
        "<<: a",
        "a: b\n---\nc: d",
        "a: %b",
        "a: `b`",
    ],
)
def test_all_else_is_left_to_loaders(text: str) -> None:
    assert simple_entries(text) is None


characters = st.sampled_from("""ab1é讀 \u3000\xa0\u0301\U0001f600-?:,[]{}#&*!|>'"%@`~=<./\\_+$\t\r\x85\u2028\ufeff""")
texts = st.text(characters, max_size=6)
values = st.one_of(
    texts,
    texts.map("'{}'".format),
    texts.map('"{}"'.format),
    st.lists(texts, max_size=3).map(",".join).map("[{}]".format),
)
starts = st.sampled_from(
    ["a: ", "b: ", "key-2: ", "- ", "  - ", "   - ", " ", "", "a:", "- - ", "? ", ": ", "---", "..."]
)
lines = st.builds(str.__add__, starts, values)


@effort(3000)
@given(st.lists(lines, min_size=1, max_size=6).map("\n".join))
def test_what_is_simple_means_the_same_to_loaders(text: str) -> None:
    entries = simple_entries(text)
    if entries is not None:
        found = {entry.key: entry.value for entry in entries}
        for loader in LOADERS:
            assert yaml.load(text, Loader=loader) == found  # noqa: S506  # it makes nothing but texts
            assert {entry.key: entry.line for entry in entries} == lines_of(text, loader)


def lines_of(text: str, loader: Any) -> dict[str, int]:
    """Return the line of each key, as ``loader`` tells it."""
    root: Any = yaml.compose(text, Loader=loader)
    return {key.value: key.start_mark.line + 1 for key, _ in root.value}
