"""The names of pandoc's metadata that fields of Meta stand for."""

from __future__ import annotations

from collections.abc import Mapping

KEYS: Mapping[str, tuple[str, ...]] = {
    "title": ("title",),
    "authors": ("author", "authors"),
    "language": ("lang", "language"),
    "categories": ("categories", "category"),
    "tags": ("keywords", "tags"),
    "description": ("description",),
    "excerpt": ("excerpt",),
    "cover": ("cover", "cover-image"),
    "source_url": ("source",),
    "slug": ("slug",),
    "draft": ("draft",),
}
"""For each field the keys that say it, the one that is written first; dates have rules of their own."""

DATES: Mapping[str, str] = {"date": "published", "updated": "updated"}
"""For each key of a date, the field that it is for."""

UNDERSTOOD = frozenset(key for keys in KEYS.values() for key in keys) | {
    name for key in DATES for name in (key, f"{key}-meta")
}
"""All keys that are understood."""

SAID_ELSEWHERE = UNDERSTOOD | {
    "created",
    "created_at",
    "desc",
    "lastmod",
    "last_modified",
    "last_modified_at",
    "link",
    "locale",
    "modified",
    "original_url",
    "pubDate",
    "published",
    "source_url",
    "summary",
    "tag",
    "thumbnail",
}
"""Keys of front matter that fields of Meta say already."""

DISPLAYED = frozenset({"abstract", "institute", "publisher", "rights", "subject", "subtitle", "thanks"})
"""Other names that pandoc's writers and templates show; none of them switches something on."""

FRONT_MATTER = "front-matter"
"""The name of a mapping with the entries of front matter that mean nothing to pandoc."""
