"""Checks of the package document (EPUB 3.3, section 5; OPF 2.0.1): metadata, ids, spine, accessibility metadata."""

from __future__ import annotations

import re
from collections.abc import Iterator

from octavo_epub.checking.findings import Finding, error, warning
from octavo_epub.checking.opened import Opened
from octavo_epub.reading.packages import Item, Package, line_of
from octavo_epub.reading.parsing import text_of

# RFC 5646, section 2.1, as far as it can be told by form.
_LANGUAGE = re.compile(
    r"(?:[A-Za-z]{2,3}(?:-[A-Za-z]{3}){0,3}|[A-Za-z]{4,8})(?:-[A-Za-z0-9]{1,8})*\Z|(?:[xXiI])(?:-[A-Za-z0-9]{1,8})+\Z"
)
_CONTENT = ("application/xhtml+xml", "image/svg+xml", "application/x-dtbook+xml", "text/x-oeb1-document")
_ACCESSIBILITY = ("schema:accessMode", "schema:accessibilityFeature", "schema:accessibilityHazard")


def check_metadata(book: Opened) -> Iterator[Finding]:
    """Identifier, title, language and, in EPUB 3, the last modification are given (section 5.5.3)."""
    package = book.package
    if package is None:
        return
    metadata = package.metadata
    line = line_of(metadata) if metadata is not None else 0
    for name in ("identifier", "title", "language"):
        found = [text_of(one) for one in metadata.iter(name)] if metadata is not None else []
        if not any(found):
            yield error("metadata-missing", f"there is no dc:{name}", package.path, line)
    if book.version.startswith("3") and not _values(package, "dcterms:modified"):
        yield error("metadata-missing", "there is no dcterms:modified", package.path, line)


def check_identifier(book: Opened) -> Iterator[Finding]:
    """The unique identifier of the package is one of its identifiers (section 5.4.1)."""
    package = book.package
    if package is None or package.metadata is None:
        return
    ids = {one.get("id") for one in package.metadata.iter("identifier")}
    if ids and package.root.get("unique-identifier") not in ids:
        yield error(
            "identifier-unknown", "unique-identifier names no dc:identifier", package.path, line_of(package.root)
        )


def check_language(book: Opened) -> Iterator[Finding]:
    """Languages are well-formed tags of BCP 47 (section 5.5.3.3)."""
    package = book.package
    for element in package.metadata.iter("language") if package and package.metadata is not None else ():
        language = text_of(element)
        if language and not _LANGUAGE.match(language):
            yield error(
                "language-invalid",
                f"{language[:40]!r} is no language tag",
                package.path if package else "",
                line_of(element),
            )


def check_spine(book: Opened) -> Iterator[Finding]:
    """The spine lists items of the manifest that reading systems show, each once (section 5.7)."""
    package = book.package
    if package is None:
        return
    if not package.spine:
        yield error("spine-empty", "the spine lists nothing", package.path)
    seen: set[str] = set()
    for step in package.spine:
        item = package.items.get(step.id)
        if item is None:
            yield error("spine-unknown", f"the manifest has no item {step.id[:60]!r}", package.path, step.line)
        elif step.id in seen:
            yield error("spine-duplicated", f"{step.id[:60]!r} stands twice in the spine", package.path, step.line)
        elif not _is_shown(item, package):
            yield error(
                "spine-foreign", f"{item.href} is {item.media_type}, and has no fallback", package.path, step.line
            )
        seen.add(step.id)


def _is_shown(item: Item | None, package: Package) -> bool:
    seen: set[str] = set()
    while item is not None and item.id not in seen:
        if item.media_type in _CONTENT:
            return True
        seen.add(item.id)
        item = package.items.get(item.fallback)
    return False


def check_accessibility_metadata(book: Opened) -> Iterator[Finding]:
    """The metadata of EPUB Accessibility 1.1 (section 2.2) say how the book can be perceived."""
    package = book.package
    if package is None or not book.version.startswith("3"):
        return
    missing = [name for name in _ACCESSIBILITY if not _values(package, name)]
    if missing:
        yield warning("accessibility-metadata", f"there is no {', '.join(missing)}", package.path)


def _values(package: Package, name: str) -> list[str]:
    metadata = package.metadata
    elements = metadata.iter("meta") if metadata is not None else ()
    return [text_of(one) for one in elements if one.get("property") == name and text_of(one)]


CHECKS = (check_metadata, check_identifier, check_language, check_spine, check_accessibility_metadata)
