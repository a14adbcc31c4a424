"""All checks, in the order in which to repair what they find."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from octavo.errors import ReadError
from octavo_epub.checking import container, contents, packaging, pages, pictures
from octavo_epub.checking.findings import Finding, error
from octavo_epub.checking.opened import Opened, open_book, unreadable

CHECKS: tuple[Callable[[Opened], Iterator[Finding]], ...] = (
    *container.CHECKS,
    *packaging.CHECKS,
    *contents.CHECKS,
    *pages.CHECKS,
    *pictures.CHECKS,
    unreadable,
)


def inspect(data: bytes, name: str = "") -> tuple[Finding, ...]:
    """Return what is wrong with the EPUB ``data``, whatever it is; nothing for a book that is as it should be."""
    try:
        book = open_book(data, name)
    except ReadError as problem:
        return (error("no-epub", problem.message),)
    return tuple(dict.fromkeys(finding for check in CHECKS for finding in check(book)))
