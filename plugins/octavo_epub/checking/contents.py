"""Checks of the contents: the navigation document (EPUB 3.3, section 7) and the NCX (OPF 2.0.1, section 2.4.1)."""

from __future__ import annotations

from collections.abc import Iterator

from octavo_epub.checking.findings import Finding, error, warning
from octavo_epub.checking.opened import Opened
from octavo_epub.reading.navigation import Entry, flat, nav_entries, ncx_entries


def check_presence(book: Opened) -> Iterator[Finding]:
    """EPUB 3 has a navigation document with a table of contents, EPUB 2 an NCX."""
    package = book.package
    if package is None:
        return
    if not book.version.startswith("3"):
        if package.ncx is None:
            yield error("contents-missing", "the book has no NCX", package.path)
        return
    nav = package.with_property("nav")
    if nav is None:
        yield error("contents-missing", "the book has no navigation document", package.path)
    elif nav.path in book.archive.entries and not _of_nav(book):
        yield error("contents-empty", "it has no nav of the type toc with entries", nav.path)


def check_targets(book: Opened) -> Iterator[Finding]:
    """Entries lead to pages of the spine, in its order, and to ids that are there."""
    package = book.package
    if package is None:
        return
    spine = [package.items[step.id].path for step in package.spine if step.id in package.items]
    order = {path: place for place, path in reversed(list(enumerate(spine)))}
    for path, entries in ((_path(book, "nav"), _of_nav(book)), (_path(book, "ncx"), _of_ncx(book))):
        last = -1
        for entry in flat(entries):
            target = entry.target
            if target is None:
                continue
            page = book.pages.get(target.path)
            if target.path not in order or page is None:
                yield error("contents-target", f"{entry.title[:40]!r} leads to no page of the spine", path, entry.line)
            elif target.fragment and page.element(target.fragment) is None:
                yield error("contents-fragment", f"{target.path} has no id {target.fragment[:60]!r}", path, entry.line)
            elif order[target.path] < last:
                yield warning(
                    "contents-order", f"{entry.title[:40]!r} leads back before the entry above it", path, entry.line
                )
            last = max(last, order.get(target.path, -1))


def _path(book: Opened, kind: str) -> str:
    package = book.package
    item = (package.with_property("nav") if kind == "nav" else package.ncx) if package else None
    return item.path if item else ""


def _of_nav(book: Opened) -> tuple[Entry, ...]:
    path = _path(book, "nav")
    parsed = book.parsed(path, html=True) if path else None
    return nav_entries(parsed, path) if parsed else ()


def _of_ncx(book: Opened) -> tuple[Entry, ...]:
    path = _path(book, "ncx")
    parsed = book.parsed(path) if path else None
    return ncx_entries(parsed, path) if parsed else ()


CHECKS = (check_presence, check_targets)
