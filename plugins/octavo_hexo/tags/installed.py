"""All tags that are known: the built-in families, and those of installed plugins.

A package adds tags by an entry point of the group ``octavo_hexo.tags`` that names a
:class:`~octavo_hexo.tags.Tag`, or several in a tuple. Its tags stand before the built-in ones.
"""

from __future__ import annotations

import functools
from typing import Any

from octavo.entry_points import EntryPoint, entry_points
from octavo.errors import PluginError
from octavo_hexo.tags import boxes, code, links, media, quotes, words
from octavo_hexo.tags.declaration import Tag, TagTable, table_of

GROUP = "octavo_hexo.tags"


@functools.cache
def known_tags() -> TagTable:
    """Return every tag by its name. Entry points are loaded once in a process.

    Raises PluginError for one that can't be loaded, or is no tag, and when two claim one name.
    """
    built_in = table_of(quotes.TAGS, code.TAGS, links.TAGS, media.TAGS, boxes.TAGS, words.TAGS)
    added: dict[str, Tag] = {}
    owners: dict[str, str] = {}
    for point in entry_points(GROUP):
        for name, tag in table_of(_load(point)).items():
            if name in added:
                message = f"two plugins claim the tag {name!r}: {owners[name]} and {point.name}"
                raise PluginError(message, "uninstall one of them")
            added[name] = tag
            owners[name] = point.name
    return {**built_in, **added}


def _load(point: EntryPoint) -> tuple[Tag, ...]:
    try:
        loaded: Any = point.load()
    except Exception as error:
        raise PluginError(f"the tags of {point.name} can't be loaded: {error}", "uninstall or repair it") from error
    tags = (loaded,) if isinstance(loaded, Tag) else tuple(loaded)
    if not all(isinstance(tag, Tag) for tag in tags):
        raise PluginError(f"{point.name} names something that is no tag", f"see the group {GROUP} in octavo_hexo")
    return tags
