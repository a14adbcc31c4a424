"""The contents of a book: its navigation document (EPUB 3.3, section 7), or the NCX of EPUB 2 (OPF 2.0.1, section 2.4.1)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import msgspec
from lxml import etree

from octavo_epub.reading.archive import Archive
from octavo_epub.reading.packages import Package, Target, Tell, resolve
from octavo_epub.reading.parsing import Parsed, parse, text_of, types_of

_DEEPEST = 8
"""How deep entries may nest; deeper ones stand at that level."""
_FOLLOWED = 4 * _DEEPEST
"""How deep they are looked for."""


class Entry(msgspec.Struct, frozen=True):
    """A line of the contents; one without a ``target`` only heads those below it."""

    title: str
    target: Target | None = None
    below: tuple[Entry, ...] = ()
    line: int = 0


def read_contents(package: Package, archive: Archive, tell: Tell) -> tuple[Entry, ...]:
    """Return the contents of the book; nothing, if it has none that can be understood."""
    for item, entries_of in ((package.with_property("nav"), nav_entries), (package.ncx, ncx_entries)):
        path = archive.find(item.path) if item else ""
        parsed = parse(archive.read(path), path, html=entries_of is nav_entries) if path else None
        if parsed is None:
            continue
        if parsed.problem:
            tell("epub-repaired", f"{path} is no well-formed XML ({parsed.problem}); what can be read counts")
        if entries := entries_of(parsed, path):
            _tell_of_lost(parsed, path, entries, tell)
            return entries
    return ()


def _tell_of_lost(parsed: Parsed, path: str, entries: tuple[Entry, ...], tell: Tell) -> None:
    """Tell of entries that stand where none may, or nest deeper than they are followed."""
    listed = _first_list(parsed)
    points = parsed.root.iter("navPoint") if listed is None else listed.iter("li")
    lost = sum(1 for _ in points) - sum(1 for _ in flat(entries))
    if lost > 0:
        tell(
            "epub-repaired",
            f"{path}: {lost} entries of the contents are nested too deep or stand in no list; they are left out",
        )


def _first_list(parsed: Parsed) -> etree._Element | None:
    """Return the list of the ``nav`` that is the table of contents."""
    navs = list(parsed.root.iter("nav"))
    contents = next((nav for nav in navs if "toc" in types_of(nav)), None)
    lists = contents.iterfind(".//ol") if contents is not None else iter(())
    return next(lists, None)


def nav_entries(parsed: Parsed, path: str) -> tuple[Entry, ...]:
    """Return the entries of the ``nav`` that is the table of contents."""
    first = _first_list(parsed)
    return tuple(_nav_list(first, path, 1)) if first is not None else ()


def _nav_list(listed: etree._Element, base: str, depth: int) -> Iterator[Entry]:
    for item in listed.iterfind("li"):
        label = next((child for child in item if child.tag in ("a", "span")), None)
        below = _below(item.find("ol"), base, depth)
        href = label.get("href") if label is not None else None
        title = text_of(label) or (" ".join((label.get("title") or "").split()) if label is not None else "")
        yield from _entry(title, href, base, below, depth, item)


def _below(listed: etree._Element | None, base: str, depth: int) -> tuple[Entry, ...]:
    return tuple(_nav_list(listed, base, depth + 1)) if listed is not None and depth < _FOLLOWED else ()


def ncx_entries(parsed: Parsed, path: str) -> tuple[Entry, ...]:
    """Return the entries of the NCX's ``navMap``."""
    contents = parsed.root.find("navMap")
    return tuple(_points(contents, path, 1)) if contents is not None else ()


def _points(above: etree._Element, base: str, depth: int) -> Iterator[Entry]:
    for point in above.iterfind("navPoint"):
        content = point.find("content")
        below = tuple(_points(point, base, depth + 1)) if depth < _FOLLOWED else ()
        href = content.get("src") if content is not None else None
        yield from _entry(text_of(point.find("navLabel")), href, base, below, depth, point)


def _entry(
    title: str, href: str | None, base: str, below: tuple[Entry, ...], depth: int, element: etree._Element
) -> Iterator[Entry]:
    """Yield one entry; where no more nesting is allowed, those below it behind it."""
    line: object = element.sourceline
    entry = Entry(title, resolve(href, base) if href else None, below, line if isinstance(line, int) else 0)
    if depth < _DEEPEST:
        yield entry
    else:
        yield msgspec.structs.replace(entry, below=())
        yield from below


def flat(entries: Iterable[Entry]) -> Iterator[Entry]:
    """Yield all ``entries`` in order."""
    for entry in entries:
        yield entry
        yield from flat(entry.below)
