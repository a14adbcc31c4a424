"""octavo_hexo: the posts of Hexo and of the aggregators that write for it.

One reader, ``hexo``: front matter in every shape, then a body in HTML or Markdown, with Hexo's
tags (``{% note %}``) in it. The body is read by the reader of ``html`` or ``markdown``; which one it
is in is told by a score (:mod:`octavo_hexo.body`), or by the option ``body``.

Other packages add tags by an entry point of the group ``octavo_hexo.tags`` that names an
``octavo_hexo.tags.Tag`` or several; :mod:`octavo_hexo.tags` has an example.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from octavo import Detection, Folder, Reader, Site, Source, hookimpl, lazy
from octavo_hexo.options import Options

CONFIGURATIONS = ("_config.yml", "_config.yaml", "_config.json")
"""The names of a site's configuration, the first that is there counts."""


_LONGEST_HEAD = 1_000_000
"""Characters or bytes, which are more than the longest front matter that is looked at may have."""


@hookimpl
def octavo_readers() -> Iterable[Reader[Any]]:
    """Declare the reader of Hexo posts."""
    yield Reader(
        name="hexo",
        description="Hexo posts: front matter, then HTML or Markdown with tags",
        extensions=(".md", ".markdown"),
        options=Options,
        read=lazy("octavo_hexo.reader:read"),
    )


@hookimpl
def octavo_detect(source: Source) -> Detection | None:
    """Recognise posts by the front matter at their head; what has no separator in it is none."""
    head = source.data[:_LONGEST_HEAD]
    marks: tuple[Any, ...] = ("---", ";;;") if isinstance(head, str) else (b"---", b";;;", b"\0")  # NULs: of UTF-16
    if not any(mark in head for mark in marks):
        return None
    found: Detection | None = lazy("octavo_hexo.detection:detect")(source)
    return found


@hookimpl
def octavo_site(folder: Folder) -> Site | None:
    """Know a site by its ``_config.yml`` and the posts beside it."""
    if all(folder.read(name, 1) is None for name in CONFIGURATIONS):
        return None
    found: Site | None = lazy("octavo_hexo.sites:find_site")(folder)
    return found
