"""Where the front matter of a post ends and its body begins.

Hexo knows two shapes (hexo-front-matter, ``split``): *prefixed*, a separator line, the metadata,
the same separator; and *prefix-less*, the metadata, then a separator. Separators are three or more
``-`` (YAML) or ``;`` (JSON). What Hexo misses and people mean is understood too: blank lines before
the opener, white space after a separator, a block without any entry.
"""

from __future__ import annotations

import re
from typing import Literal

import msgspec

KNOWN_KEYS = frozenset(
    {
        *("title", "subtitle", "date", "updated", "tags", "tag", "categories", "category", "keywords", "layout"),
        *("permalink", "slug", "author", "authors", "published", "comments", "excerpt", "description", "lang"),
        *("language", "cover", "thumbnail", "headimg", "photos", "toc", "mathjax", "top"),
    }
)
"""Keys that tell front matter from a text that only looks like it."""

_BLANK = re.compile(r"(?:[ \t\u200b\ufeff]*\n)*[\u200b\ufeff]*")
_OPENER = re.compile(r"(-{3,}|;{3,})[ \t]*(?:\n|$)")
_SEPARATOR = re.compile(r"^(-{3,}|;{3,})", re.MULTILINE)
_SEPARATORS_ONLY = re.compile(r"[-;]*[ \t]*(?:\n|$)")

Shape = Literal["none", "prefixed", "prefixless", "unclosed"]


class Split(msgspec.Struct, frozen=True):
    """A post in two: ``head`` with its separators and ``body``, which together are the whole text.

    ``data`` is the metadata between the separators; ``data_line`` and ``body_line`` are the line
    numbers (from 1) of the first line of each. Shape "none" and "unclosed" have no head.
    """

    shape: Shape
    body: str
    head: str = ""
    data: str = ""
    data_line: int = 1
    body_line: int = 1
    json: bool = False


def split(text: str) -> Split:
    """Return ``text`` (its line ends normalised, no byte order mark) as front matter and body.

    Only the separators count here: whether what stands between them is metadata is for others
    to say.
    """
    start = _first_content(text)
    opener = _OPENER.match(text, start)
    if opener:
        return _prefixed(text, opener)
    if text.startswith(("---", ";;;"), start):
        return Split("none", text)
    return _prefixless(text, start)


def _prefixed(text: str, opener: re.Match[str]) -> Split:
    mark = opener.group(1)
    end = text.find(f"\n{mark}", opener.end() - 1)  # the opener ends with a line end, unless it is all
    if end < 0:
        return Split("unclosed", text)
    return _cut(text, "prefixed", opener.end(), end + 1, end + 1 + len(mark))


def _prefixless(text: str, start: int) -> Split:
    closer = _SEPARATOR.search(text, start)
    if closer is None or not text[start : closer.start()].strip():
        return Split("none", text)
    return _cut(text, "prefixless", start, *closer.span())


def _cut(text: str, shape: Shape, data_start: int, data_end: int, closer_end: int) -> Split:
    rest = _SEPARATORS_ONLY.match(text, closer_end)
    body_start = rest.end() if rest else closer_end
    return Split(
        shape,
        body=text[body_start:],
        head=text[:body_start],
        data=text[data_start:data_end],
        data_line=text.count("\n", 0, data_start) + 1,
        body_line=text.count("\n", 0, body_start) + 1,
        json=text.startswith(";", data_end),
    )


def _first_content(text: str) -> int:
    blank = _BLANK.match(text)
    return blank.end() if blank else 0
