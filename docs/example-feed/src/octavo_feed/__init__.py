"""Feeds: RSS, Atom and JSON Feed are read as one publication, an article for each entry."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from octavo import Detection, Reader, Source, hookimpl, lazy, option

octavo_api_version = 1

_XML = rb"<rss[\s>]|<(?:\w+:)?feed\s[^>]*www\.w3\.org/2005/Atom|<rdf:RDF[^>]*purl\.org/rss/"
_HEAD = re.compile(_XML + rb'|"version"\s*:\s*"https?:(?:\\?/){2}jsonfeed\.org\\?/version')


@dataclass(frozen=True, kw_only=True)
class Options:
    """What a user may choose: -R limit=10."""

    limit: int = option(0, help="how many entries are read, from the first of the feed; 0: all")


@hookimpl
def octavo_readers() -> Iterable[Reader[Any]]:
    """Read feeds. The function, and feedparser with it, is imported when the first feed is read."""
    yield Reader(
        name="feed",
        description="RSS, Atom and JSON Feed, with the whole text of their entries",
        extensions=(".rss", ".atom"),
        media_types=("application/rss+xml", "application/atom+xml", "application/feed+json"),
        options=Options,
        read=lazy("octavo_feed.reader:read"),
    )


@hookimpl
def octavo_detect(source: Source) -> Detection | None:
    """Recognise a feed by its root element or its version: most are called .xml or .json."""
    head = source.data[:2000]
    if _HEAD.search(head.encode("utf-8", "replace") if isinstance(head, str) else head):
        return Detection(0.97, "feed", "its head is that of a feed")
    return Detection(0.4, "feed", "its name is that of a feed") if source.extension in (".rss", ".atom") else None
