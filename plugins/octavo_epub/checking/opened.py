"""A book while it is checked: its zip, its package document and its pages, each parsed once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from lxml import etree

from octavo.errors import ReadError
from octavo_epub.checking.findings import Finding, error
from octavo_epub.reading.archive import Archive, Limits, open_archive
from octavo_epub.reading.packages import CONTAINER, PACKAGE, Item, Package, package_of, resolve
from octavo_epub.reading.pages import Page
from octavo_epub.reading.parsing import Parsed, parse

XHTML = "application/xhtml+xml"


@dataclass
class Opened:
    """What all checks of one book share; ``failures`` are the files that can't be read at all."""

    data: bytes
    archive: Archive
    package: Package | None = None
    failures: dict[str, str] = field(default_factory=dict)
    _parsed: dict[str, Parsed | None] = field(default_factory=dict)
    _pages: dict[str, Page] = field(default_factory=dict)

    def read(self, path: str) -> bytes | None:
        """Return the bytes of the entry ``path``, None if they can't be had."""
        try:
            return self.archive.read(path) if path in self.archive.entries else None
        except ReadError as problem:
            self.failures[path] = problem.message
            return None

    def parsed(self, path: str, *, html: bool = False) -> Parsed | None:
        """Return the tree of the entry ``path``, None if there is none."""
        if path not in self._parsed:
            data = self.read(path)
            self._parsed[path] = parse(data, path, html=html) if data is not None else None
        return self._parsed[path]

    @property
    def items(self) -> list[Item]:
        """The items of the manifest that lie in the book."""
        return [item for item in self.package.items.values() if item.path] if self.package else []

    @property
    def pages(self) -> dict[str, Page]:
        """All XHTML of the manifest by path, the navigation document too."""
        if not self._pages:
            for item in self.items:
                parsed = self.parsed(item.path, html=True) if item.media_type == XHTML else None
                if parsed is not None:
                    self._pages[item.path] = Page(item.path, parsed.root)
        return self._pages

    @property
    def version(self) -> str:
        """The version of EPUB that the package document names."""
        return (self.package.root.get("version") or "") if self.package else ""

    def elements(self, *tags: str) -> Iterator[tuple[Page, etree._Element]]:
        """Yield the elements of these names on all pages, each with its page."""
        for page in self.pages.values():
            for element in page.root.iter(*tags):
                yield page, element


def open_book(data: bytes, name: str) -> Opened:
    """Return the book ``data``; raises ReadError if it is no zip, or too large to look into."""
    book = Opened(data, open_archive(data, Limits(), name))
    container = book.parsed(CONTAINER)
    for rootfile in container.root.iter("rootfile") if container else ():
        target = resolve(rootfile.get("full-path") or "", "")
        parsed = book.parsed(target.path) if target else None
        if target and parsed and (rootfile.get("media-type") or PACKAGE) == PACKAGE:
            book.package = package_of(target.path, parsed)
            break
    return book


def unreadable(book: Opened) -> Iterator[Finding]:
    """Yield the files that could not be unpacked; it must be asked last."""
    for path, reason in book.failures.items():
        yield error("file-unreadable", reason, path)
