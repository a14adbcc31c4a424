"""Threat: what no checker thought of, but Chromium runs: every attack is opened in it, its places by turns as Markdown,
as a page and in a book.

Run it by ``OCTAVO_READING=1 pytest tests/security/test_chromium.py`` (needs npm, Chromium, and once the network).
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from chromium import look_at
from converter import Converter
from octavo.model import Meta
from octavo.publication import gather
from posts import KINDS, posts
from reading_modules import modules

__all__ = ["modules"]


def outputs(converter: Converter, kind: str) -> Iterator[tuple[str, bytes]]:
    """Yield Markdown and pages of HTML, each of every third post, and a book of the other posts."""
    documents = []
    for number, post in enumerate(posts(kind)):
        document = converter.bench.read(post.source, post.reader, name=f"{post.name}.md")
        match number % 3:
            case 0:
                yield f"{post.name}.md", converter.bench.write(document, "markdown").encode()
            case 1:
                yield f"{post.name}.html", converter.bench.write(document, "html").encode()
            case _:
                documents.append(document)
    yield f"{kind}.epub", converter.bench.bind(gather(documents, Meta(title=kind)), "epub")


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_runs_asks_or_leaves(converter: Converter, modules: Path, kind: str) -> None:
    looked = look_at(outputs(converter, kind), modules)
    assert looked.pages > 60
    assert looked.faults == []


def test_what_runs_asks_or_leaves_is_seen(modules: Path) -> None:
    pages = {
        "script": "<script>1 + 1</script>",
        "handler": "<p onclick=f()>x</p>",
        "dialog": "<svg onload=alert(1)>",
        "link": "<a href='java\tscript:f()'>x</a>",
        "refresh": '<meta http-equiv=refresh content="0;url=/x">',
        "sheet": '<link rel=stylesheet href="https://evil.example/x.css">',
    }
    looked = look_at(((f"{name}.html", page.encode()) for name, page in pages.items()), modules)
    assert {fault.partition(".")[0] for fault in looked.faults} == set(pages)
