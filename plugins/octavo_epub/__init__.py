"""EPUB 3.3: binds a Publication into a book that reads like a magazine.

EbookLib, which stores the book, is licensed under the AGPL; it is imported only while one is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from octavo import Binder, Fetcher, hookimpl, lazy, option


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a user may choose of a book, beyond the Publication's own metadata."""

    identifier: str = option("", help="the book's identifier; made of its contents if it is not given")
    modified: str = option("", help="when it was last modified, ISO 8601; the newest article's date if not given")
    publisher: str = option("", help="who publishes it")
    rights: str = option("", help="the rights held in it")
    series: str = option("", help="the series that it belongs to")
    volume: str = option("", help="its number in the series")
    cover: Literal["auto", "generated", "none"] = option(
        "auto", help="the cover when no picture is given; auto: generated, but for a single article"
    )
    font: str = option("", help="the font file for a generated cover; one of this machine's if not given")
    writing: Literal["horizontal", "vertical"] = option(
        "horizontal", help="how Chinese and Japanese run; vertical turns the book's pages from right to left"
    )
    indent: bool = option(True, help="indent the paragraphs of Chinese, Japanese and Korean articles")
    highlight: bool = option(True, help="tell the words of code apart by weight, slant and colour")
    mathml: bool = option(True, help="write formulas as MathML, not as TeX")


@hookimpl
def octavo_binders() -> Iterable[Binder[Any]]:
    """Bind EPUBs."""
    yield Binder(
        name="epub",
        description="EPUB 3.3, with contents for old readers too",
        extensions=(".epub",),
        media_type="application/epub+zip",
        options=Options,
        bind=lazy("octavo_epub.binder:bind"),
    )


@hookimpl
def octavo_fetchers() -> Iterable[Fetcher]:
    """Find fonts for covers."""
    yield Fetcher(
        name="font",
        description="the fonts of this machine, for covers",
        schemes=("font",),
        fetch=lazy("octavo_epub.fonts:fetch"),
    )
