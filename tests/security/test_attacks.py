"""Threat: whoever writes posts, trees and books tries every way there is to have code run where they are read.

Every attack goes through every reader to Markdown, HTML and a book; html5lib judges what Chromium opens in
test_chromium.py. The ways to write Markdown take turns, so that each kind of attack meets all of them;
``OCTAVO_READING=1`` tries them all in every place.
"""

from __future__ import annotations

import os

import pytest

import attacks
from browsing import dangers, rendered
from converter import Converter, pages_of
from octavo.model import Document
from octavo.publication import split
from posts import KINDS, Post, posts

WAYS = [{"dialect": name} for name in ("gfm", "hexo", "pandoc", "obsidian", "commonmark")] + [{"html": "strip"}]
THOROUGH = bool(os.environ.get("OCTAVO_READING"))
MEANT = frozenset({"<iframe>", "<math>"})
"""What Markdown for Hexo has for framed pages, and books for formulas; what they hold is judged."""


def read(converter: Converter, post: Post) -> Document:
    return converter.bench.read(post.source, post.reader, name="post.md")


def active(page: str) -> list[str]:
    return [danger for danger in dangers(page) if danger not in MEANT]


@pytest.mark.parametrize("kind", KINDS)
def test_there_are_enough_attacks_of_a_kind(kind: str) -> None:
    assert len(set(getattr(attacks, kind))) >= 30


@pytest.mark.parametrize("kind", KINDS)
def test_markdown(converter: Converter, kind: str) -> None:
    faults = {}
    for number, post in enumerate(posts(kind)):
        document = read(converter, post)
        ways = WAYS if THOROUGH else [WAYS[number % len(WAYS)]]
        written = {converter.bench.write(document, "markdown", way) for way in ways}
        found = [danger for page in written for danger in active(rendered(page))]
        if found:
            faults[post.name] = found
    assert faults == {}


@pytest.mark.parametrize("kind", KINDS)
def test_html_and_books(converter: Converter, kind: str) -> None:
    faults = {}
    for number, post in enumerate(posts(kind)):
        document = read(converter, post)
        target = ("html", "xhtml")[number % 2]
        found = active(converter.bench.write(document, target))
        if found:
            faults[post.name] = found
    assert faults == {}


@pytest.mark.parametrize("kind", KINDS)
def test_a_book_of_all_of_them(converter: Converter, kind: str) -> None:
    documents = [read(converter, post) for post in posts(kind) if post.name.endswith(("-html", "-tree-0", "-tree"))]
    written = [page for document in documents[:20] for page in pages_of(converter.book(split(document)))]
    assert written
    assert [danger for page in written for danger in active(page)] == []
