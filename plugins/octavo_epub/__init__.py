"""EPUB: binds a Publication into a book that reads like a magazine (EPUB 3.3), and reads books of EPUB 2 and 3.

EbookLib, which stores the book, is licensed under the AGPL; it is imported only while one is made.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from octavo import Binder, Detection, Fetcher, Reader, Source, hookimpl, lazy, option

if TYPE_CHECKING:
    import click


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
    max_image: int = option(1600, help="how many dots wide pictures may be; wider ones are made smaller; 0: any")
    greyscale: bool = option(False, help="make pictures grey; moving ones stay as they are")
    webp: Literal["convert", "keep"] = option("convert", help="make WebP pictures JPEG or PNG, which all readers show")
    max_chapter: int = option(
        250, help="of more than about so many kB an article is cut into several files, at its headings; 0: never"
    )
    writing: Literal["horizontal", "vertical"] = option(
        "horizontal", help="how Chinese and Japanese run; vertical turns the book's pages from right to left"
    )
    indent: bool = option(True, help="indent the paragraphs of Chinese, Japanese and Korean articles")
    highlight: bool = option(True, help="tell the words of code apart by weight, slant and colour")
    style: str = option("", help="CSS that goes after octavo's own, such as p { margin: 0 }; it may name no other file")
    mathml: bool = option(True, help="write formulas as MathML, not as TeX")


@dataclass(frozen=True, kw_only=True)
class ReaderOptions:
    """What a user may choose of the reader."""

    all_pages: bool = option(False, help="read pages that only repeat the cover, the title or the contents too")
    maximum_entries: int = option(20_000, help="refuse a book with more files")
    maximum_entry_bytes: int = option(50_000_000, help="refuse a file of it that unpacks to more bytes")
    maximum_total_bytes: int = option(1_000_000_000, help="refuse a book that unpacks to more bytes")
    maximum_ratio: int = option(
        200, help="refuse a file of it of over a million bytes that is more times larger than packed"
    )


@hookimpl
def octavo_readers() -> Iterable[Reader[Any]]:
    """Read EPUBs."""
    yield Reader(
        name="epub",
        description="EPUB 2 and 3: a publication of its pages",
        extensions=(".epub",),
        media_types=("application/epub+zip",),
        in_folders=False,  # digests of posts lie among them
        options=ReaderOptions,
        read=lazy("octavo_epub.reading.reader:read"),
    )


@hookimpl
def octavo_detect(source: Source) -> Detection | None:
    """Recognise a zip by its first bytes, and an EPUB by the first file in it, or its container."""
    data = source.data
    if isinstance(data, str) or not data.startswith(b"PK\x03\x04"):
        return None
    if data[30:58] == b"mimetypeapplication/epub+zip":
        return Detection(0.99, "epub", "it is a zip whose first file says that it is an EPUB")
    if b"META-INF/container.xml" in data:
        return Detection(0.8, "epub", "it is a zip with an EPUB's container")
    return None


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
    """Find fonts for covers, and what lies within books."""
    yield Fetcher(
        name="font",
        description="the fonts of this machine, for covers",
        schemes=("font",),
        fetch=lazy("octavo_epub.fonts:fetch"),
    )
    yield Fetcher(
        name="epub",
        description="the files within a book",
        schemes=("epub",),
        fetch=lazy("octavo_epub.reading.fetcher:fetch"),
    )


@hookimpl
def octavo_commands(cli: click.Group) -> None:
    """Add ``octavo check``."""
    from octavo_epub.checking.command import command

    cli.add_command(command)
