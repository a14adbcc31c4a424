"""The parts of the Publication: the pages in the order of the spine, nested as the contents say."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from octavo.model import Document, Part
from octavo.publication import make_id
from octavo_epub.reading.navigation import Entry

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}\Z")
_BETWEEN_WORDS = re.compile(r"[ _.-]+")
_MOST_OF_TITLE = 1_000
"""How many characters of the title of a section count for the ids of those in it."""


@dataclass
class Place:
    """Where the contents put a page: its entry, and those above it from the top."""

    entry: Entry
    above: tuple[Entry, ...]


@dataclass
class _Node:
    """A part while it is filled; ``entry`` is the one that it stands for."""

    id: str = ""
    title: str = ""
    document: Document | None = None
    entry: Entry | None = None
    below: list[_Node] = field(default_factory=list)

    def as_part(self) -> Part:
        return Part(self.id, self.title, self.document, tuple(node.as_part() for node in self.below))


def ids_of(paths: Iterable[str]) -> dict[str, str]:
    """Return the id of the part that each of ``paths`` becomes: the name of its file, where that is plain and its own."""
    paths = list(paths)
    stems = [_BETWEEN_WORDS.sub("-", PurePosixPath(path).stem) for path in paths]
    counts: dict[str, int] = {}
    for stem in stems:
        counts[stem.casefold()] = counts.get(stem.casefold(), 0) + 1
    return {
        path: stem if _PLAIN.match(stem) and counts[stem.casefold()] == 1 else make_id(stem, path)
        for path, stem in zip(paths, stems, strict=True)
    }


def places_of(contents: Iterable[Entry], find: Callable[[str], str]) -> dict[str, Place]:
    """Return the place of each page by path: that of the first entry which leads to it; ``find`` gives the paths that there are."""
    places: dict[str, Place] = {}
    for entry, above in _with_above(contents, ()):
        is_heading = bool(entry.below) and entry.below[0].target == entry.target  # in an NCX all must lead somewhere
        if entry.target is not None and not is_heading:
            places.setdefault(find(entry.target.path), Place(entry, above))
    return places


def _with_above(entries: Iterable[Entry], above: tuple[Entry, ...]) -> Iterator[tuple[Entry, tuple[Entry, ...]]]:
    for entry in entries:
        yield entry, above
        yield from _with_above(entry.below, (*above, entry))


def arrange(documents: Sequence[tuple[str, str, Document]], places: Mapping[str, Place]) -> tuple[Part, ...]:
    """Return the parts of the book: ``documents``, each with its path and id, nested by their ``places``.

    Reading order is that of ``documents``; where the contents contradict it, it wins. A page that the
    contents don't name goes on with the one before it.
    """
    read = {path for path, _, _ in documents}
    root = _Node()
    open_nodes = [root]
    used = {identifier: 1 for _, identifier, _ in documents}
    for path, identifier, document in documents:
        place = places.get(path)
        node = _Node(identifier, document.meta.title, document, place.entry if place else None)
        if place is not None:
            _open_sections(open_nodes, place, read, places, used)
        elif len(open_nodes) > 1 and not _expects_more(open_nodes[-1]):
            open_nodes.pop()
        open_nodes[-1].below.append(node)
        open_nodes.append(node)
    return root.as_part().parts


def _expects_more(node: _Node) -> bool:
    return node.document is None or bool(node.entry and node.entry.below)


def _open_sections(
    open_nodes: list[_Node], place: Place, read: set[str], places: Mapping[str, Place], used: dict[str, int]
) -> None:
    """Close all but the nodes that ``place`` stands below, and open the sections that lead to it."""
    depth = 0
    for entry in place.above:
        if depth + 1 < len(open_nodes) and open_nodes[depth + 1].entry is entry:
            depth += 1
        elif _is_page(entry, read, places):
            break  # that page stands elsewhere in the order of reading
        else:
            del open_nodes[depth + 1 :]
            node = _Node(_section_id(entry, open_nodes, used), entry.title, entry=entry)
            open_nodes[-1].below.append(node)
            open_nodes.append(node)
            depth += 1
    del open_nodes[depth + 1 :]


def _is_page(entry: Entry, read: set[str], places: Mapping[str, Place]) -> bool:
    """Return whether ``entry`` is the place of a page that is read, and no mere section."""
    path = entry.target.path if entry.target else ""
    return path in read and places[path].entry is entry


def _section_id(entry: Entry, open_nodes: list[_Node], used: dict[str, int]) -> str:
    """Return an id that is not ``used``, which tells of each id how many sections asked for it."""
    path = "/".join([*(node.title[:_MOST_OF_TITLE] for node in open_nodes[1:]), entry.title])
    first = identifier = make_id(entry.title, f"section:{path}")
    while identifier in used:
        used[first] += 1
        identifier = make_id(entry.title, f"section:{path}:{used[first]}")
    used[identifier] = 1
    return identifier
