"""The metadata block at the head of a post: as it stood, or made of the Meta."""

from __future__ import annotations

from typing import Any

import yaml

from octavo.model import Meta


class _Dumper(yaml.SafeDumper):
    """YAML as Hexo's users write it: lists indented, keys in their order, no aliases."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002  # PyYAML's signature
        super().increase_indent(flow, False)

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002  # PyYAML's signature
        return True


def write_front_matter(meta: Meta) -> str:
    """Return the block with its separators and a final line end; "" when nothing is known.

    What came with front matter keeps it to the letter; the rest is YAML made of the Meta.
    """
    if meta.front_matter is not None and meta.front_matter.text:
        return meta.front_matter.text.strip("\n") + "\n"
    values = _values(meta)
    if not values:
        return ""
    text = yaml.dump(values, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=10_000)
    return f"---\n{text}---\n"


def _values(meta: Meta) -> dict[str, object]:
    """Return Hexo's keys for what is known, in the order in which Hexo's users write them."""
    categories: list[object] = [list(path) if len(path) > 1 else path[0] for path in meta.categories if path]
    if any(len(path) > 1 for path in meta.categories) or len(meta.categories) > 1:
        categories = [list(path) for path in meta.categories if path]
    values: dict[str, object] = {
        "title": meta.title,
        "author": [author.name for author in meta.authors]
        if len(meta.authors) > 1
        else meta.authors[0].name
        if meta.authors
        else "",
        "date": _date(meta.published),
        "updated": _date(meta.updated),
        "lang": meta.language,
        "categories": categories,
        "tags": list(meta.tags),
        "description": meta.description,
        "excerpt": meta.excerpt,
        "cover": meta.cover,
        "link": meta.source_url,
        "slug": meta.slug,
    }
    known = {key: value for key, value in values.items() if value}
    return {**known, "published": False} if meta.draft else known


def _date(timestamp: Any) -> str:
    if timestamp is None:
        return ""
    return timestamp.instant.isoformat(sep=" ") if timestamp.instant else str(timestamp.text)
