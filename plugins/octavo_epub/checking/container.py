"""Checks of the zip and the container (EPUB 3.3, section 4)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator

from octavo_epub.checking.findings import Finding, error, warning
from octavo_epub.checking.opened import Opened
from octavo_epub.reading.packages import CONTAINER, ENCRYPTION, check_protection
from octavo_epub.reading.reader import MEDIA_TYPE

_NOT_LISTED = ("META-INF/", "mimetype")


def check_mimetype(book: Opened) -> Iterator[Finding]:
    """The first entry is ``mimetype``, stored as it is (section 4.2.3)."""
    first = min(book.archive.file.infolist(), key=lambda entry: entry.header_offset, default=None)
    if first is None or first.filename != "mimetype":
        yield error("mimetype-not-first", "the first file of the zip is not mimetype", "mimetype")
    elif first.compress_type != zipfile.ZIP_STORED or book.data[28:30] != b"\0\0":
        yield error("mimetype-packed", "it must be stored without compression or extra fields", "mimetype")
    elif book.read("mimetype") != MEDIA_TYPE:
        yield error("mimetype-wrong", f"it does not say {MEDIA_TYPE.decode()}", "mimetype")


def check_entries(book: Opened) -> Iterator[Finding]:
    """Paths stay within the book, and each stands once (section 4.2.2)."""
    for problem in book.archive.problems:
        yield error("entry-path", problem)


def check_container(book: Opened) -> Iterator[Finding]:
    """The container names a package document that is there (section 4.2.6.3.1)."""
    if CONTAINER not in book.archive.entries:
        yield error("container-missing", "the book has no container", CONTAINER)
    elif book.package is None:
        yield error("package-missing", "it names no package document that can be read", CONTAINER)


def check_encryption(book: Opened) -> Iterator[Finding]:
    """Nothing is encrypted but fonts (section 4.2.6.3.2): what is can't be checked."""
    from octavo.errors import ReadError

    try:
        check_protection(book.archive)
    except ReadError as problem:
        yield warning("encrypted", problem.message, ENCRYPTION)


def check_manifest(book: Opened) -> Iterator[Finding]:
    """What the manifest lists is there, once; what is there is listed (section 5.6.1)."""
    package = book.package
    if package is None:
        return
    seen: set[str] = set()
    for item in book.items:
        if item.path not in book.archive.entries:
            yield error("item-missing", f"the book has no file {item.path}", package.path, item.line)
        elif item.path in seen:
            yield error("item-duplicated", f"{item.path} is listed twice", package.path, item.line)
        seen.add(item.path)
    for path in book.archive.entries:
        if path not in seen and path != package.path and not path.startswith(_NOT_LISTED):
            yield warning("item-not-listed", "the manifest does not list it", path)


CHECKS = (check_mimetype, check_entries, check_container, check_encryption, check_manifest)
