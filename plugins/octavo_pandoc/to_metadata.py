"""Meta as pandoc's metadata."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from octavo.model import Author, FrontMatter, Meta, Timestamp
from octavo_pandoc import syntax as pandoc
from octavo_pandoc.to_inlines import write_text
from octavo_pandoc.vocabulary import DISPLAYED, FRONT_MATTER, KEYS, SAID_ELSEWHERE

_Pairs = Iterable[tuple[str, pandoc.MetaValue]]


def write_meta(meta: Meta) -> dict[str, pandoc.MetaValue]:
    """Return what is known, by pandoc's names for it, and the other entries of the front matter."""
    fields: dict[str, pandoc.MetaValue | None] = {
        "title": _inlines(meta.title),
        "authors": _list(map(_author, meta.authors)),
        "language": _string(meta.language),
        "categories": _list(map(_path, meta.categories)),
        "tags": _list(map(pandoc.MetaString, meta.tags)),
        "description": _string(meta.description),
        "excerpt": _string(meta.excerpt),
        "cover": _string(meta.cover),
        "source_url": _string(meta.source_url),
        "slug": _string(meta.slug),
        "draft": pandoc.MetaBool(True) if meta.draft else None,
    }
    known = {KEYS[field][0]: value for field, value in fields.items() if value is not None}
    dates = {**dict(_date("date", meta.published)), **dict(_date("updated", meta.updated))}
    return {**dict(_others(meta.front_matter)), **known, **dates}


def _inlines(text: str) -> pandoc.MetaValue | None:
    return pandoc.MetaInlines(tuple(write_text(text))) if text else None


def _string(text: str) -> pandoc.MetaValue | None:
    return pandoc.MetaString(text) if text else None


def _list(values: Iterable[pandoc.MetaValue]) -> pandoc.MetaValue | None:
    members = tuple(values)
    return pandoc.MetaList(members) if members else None


def _author(author: Author) -> pandoc.MetaValue:
    """Write the name, as a link if there is one, and the e-mail address behind it."""
    words = tuple(write_text(author.name))
    name = (pandoc.Link((pandoc.NO_ATTR, words, (author.url, ""))),) if author.url else words
    return pandoc.MetaInlines((*name, *_email(author.email)))


def _email(email: str) -> pandoc.Inlines:
    if not email:
        return ()
    return pandoc.Space(), pandoc.Link((pandoc.NO_ATTR, (pandoc.Str(email),), (f"mailto:{email}", "")))


def _path(path: tuple[str, ...]) -> pandoc.MetaValue:
    names = tuple(map(pandoc.MetaString, path))
    return names[0] if len(names) == 1 else pandoc.MetaList(names)


def _date(key: str, timestamp: Timestamp | None) -> _Pairs:
    """Yield the date as it stood, and what it means at ``key-meta``, where pandoc's templates look for it."""
    if timestamp is None:
        return
    yield key, pandoc.MetaString(timestamp.text)
    if timestamp.instant is not None and timestamp.text != timestamp.instant.isoformat():
        yield f"{key}-meta", pandoc.MetaString(timestamp.instant.isoformat())


def _others(front_matter: FrontMatter | None) -> Iterator[tuple[str, pandoc.MetaValue]]:
    """Yield the entries that no field of Meta is for; those that mean nothing to pandoc in a mapping of their own.

    A theme's ``toc: true`` at the top would be an order to pandoc's templates.
    """
    entries = front_matter.entries if front_matter else ()
    others = {one.key: _value(one.value) for one in entries if one.key not in SAID_ELSEWHERE and one.value is not None}
    yield from ((key, value) for key, value in others.items() if key in DISPLAYED)
    private = {key: value for key, value in others.items() if key not in DISPLAYED}
    if private:
        yield FRONT_MATTER, pandoc.MetaMap(private)


def _value(value: Any) -> pandoc.MetaValue:
    match value:
        case bool():
            return pandoc.MetaBool(value)
        case dict():
            return pandoc.MetaMap({str(key): _value(member) for key, member in value.items() if member is not None})
        case list() | tuple():
            return pandoc.MetaList(tuple(_value(member) for member in value if member is not None))
        case _:
            return pandoc.MetaString(str(value))
