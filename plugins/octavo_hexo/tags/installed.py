"""All tags that are known: the built-in families, and those of installed packages.

A package adds tags by an entry point of the group ``octavo_hexo.tags`` that names a
:class:`~octavo_hexo.tags.Tag`, or several in a tuple. Its tags stand before the built-in ones.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from typing import Any

import msgspec

from octavo.entry_points import EntryPoint
from octavo.errors import Notice
from octavo_hexo.tags import boxes, code, links, media, quotes, words
from octavo_hexo.tags.declaration import Content, Tag, TagTable, table_of

GROUP = "octavo_hexo.tags"
BUILT_IN = table_of(quotes.TAGS, code.TAGS, links.TAGS, media.TAGS, boxes.TAGS, words.TAGS)


class KnownTags(msgspec.Struct, frozen=True):
    """Every tag by its name, what each may hold, the package of each that is not built in, and what is wrong with packages."""

    table: TagTable
    contents: Mapping[str, Content]
    owners: Mapping[str, str]
    problems: tuple[Notice, ...]

    def owner(self, name: str) -> str:
        """Return what to call the tag ``name``: with its package."""
        return f"the tag {name} of {self.owners.get(name, 'octavo')}"


@functools.lru_cache(maxsize=8)
def known_tags(points: tuple[EntryPoint, ...]) -> KnownTags:
    """Return the built-in tags and those that ``points`` name, which are loaded once in a process.

    A package that can't be loaded is left out, and of two that claim one name the first has it; both are problems.
    """
    added: dict[str, Tag] = {}
    owners: dict[str, str] = {}
    problems: list[Notice] = []
    for point in points:
        tags = _load(point)
        if isinstance(tags, Notice):
            problems.append(tags)
            continue
        for name, tag in table_of(tags).items():
            if name in added:
                message = f"{owners[name]} and {_owner(point)} claim the tag {name}; that of {owners[name]} counts"
                problems.append(Notice("tag-claimed-twice", message))
                continue
            added[name], owners[name] = tag, _owner(point)
    table = {**BUILT_IN, **added}
    return KnownTags(table, {name: tag.content for name, tag in table.items()}, owners, tuple(problems))


def _load(point: EntryPoint) -> tuple[Tag, ...] | Notice:
    try:
        loaded: Any = point.load()
        tags = (loaded,) if isinstance(loaded, Tag) else tuple(loaded)
        if all(isinstance(tag, Tag) for tag in tags):
            return tags
        reason = "it names something that is no tag"
    except (Exception, SystemExit) as error:  # noqa: BLE001  # a third-party module may raise anything on import
        reason = f"{type(error).__name__}: {error}".splitlines()[0]
    return Notice("tag-package-left-out", f"the tags of {_owner(point)} are left out: {reason}")


def _owner(point: EntryPoint) -> str:
    return point.distribution or point.name
