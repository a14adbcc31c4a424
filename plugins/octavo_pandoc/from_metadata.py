"""Pandoc's metadata as Meta. What no field of Meta is for is kept as front matter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from octavo.errors import OptionError
from octavo.model import Author, FrontMatter, FrontMatterEntry, Inlines, Link, Meta, Timestamp
from octavo.url import safe_url
from octavo.walk import plain_text, walk
from octavo_pandoc import syntax as pandoc
from octavo_pandoc.captions import as_inlines
from octavo_pandoc.from_inlines import read_inlines
from octavo_pandoc.reading import Reading, words_of
from octavo_pandoc.vocabulary import FRONT_MATTER, KEYS, UNDERSTOOD
from octavo_pandoc.white_space import collapse

_Metadata = Mapping[str, pandoc.MetaValue]
_PLAIN_KEY = re.compile(r"[A-Za-z][\w-]*")


def read_meta(metadata: _Metadata, reading: Reading) -> Meta:
    """Return what ``metadata`` says; when some of it is not understood, all of it is front matter too."""
    found = {field: _first(metadata, keys) for field, keys in KEYS.items()}
    text = {field: _text(value, reading) for field, value in found.items()}
    return Meta(
        title=text["title"],
        authors=tuple(_authors(found["authors"], reading)),
        published=_timestamp(metadata, "date", reading),
        updated=_timestamp(metadata, "updated", reading),
        language=text["language"],
        categories=tuple(_paths(found["categories"], reading)),
        tags=tuple(_names(found["tags"], reading)),
        description=text["description"],
        excerpt=text["excerpt"],
        cover=safe_url(text["cover"], image=True),
        source_url=safe_url(text["source_url"]),
        slug=text["slug"],
        draft=found["draft"] == pandoc.MetaBool(True),
        front_matter=_front_matter(metadata, reading),
    )


def _first(metadata: _Metadata, keys: Iterable[str]) -> pandoc.MetaValue | None:
    return next((metadata[key] for key in keys if key in metadata), None)


def _inlines(value: pandoc.MetaValue | None, reading: Reading) -> Inlines:
    match value:
        case pandoc.MetaInlines(c=inlines):
            return read_inlines(inlines, reading)
        case pandoc.MetaBlocks(c=blocks):
            return as_inlines(blocks, reading)
        case _:
            return ()


def _text(value: pandoc.MetaValue | None, reading: Reading) -> str:
    """Return ``value`` as plain text; a list or a mapping has none."""
    match value:
        case pandoc.MetaString(c=text):
            return text
        case pandoc.MetaBlocks():
            return plain_text(_inlines(value, reading))
        case pandoc.MetaInlines():
            return collapse(plain_text(_inlines(value, reading)))
        case _:
            return ""


def _members(value: pandoc.MetaValue | None) -> tuple[pandoc.MetaValue, ...]:
    """Return the members of a list; any other value is the only one."""
    if isinstance(value, pandoc.MetaList):
        return value.c
    return () if value is None else (value,)


def _names(value: pandoc.MetaValue | None, reading: Reading) -> list[str]:
    return [text for member in _members(value) if (text := _text(member, reading))]


def _paths(value: pandoc.MetaValue | None, reading: Reading) -> list[tuple[str, ...]]:
    return [path for member in _members(value) if (path := tuple(_names(member, reading)))]


def _authors(value: pandoc.MetaValue | None, reading: Reading) -> Iterable[Author]:
    for member in _members(value):
        if isinstance(member, pandoc.MetaMap):
            name, url, email = (_text(member.c.get(key), reading) for key in ("name", "url", "email"))
            yield Author(name, safe_url(url), email)
        elif isinstance(member, pandoc.MetaInlines | pandoc.MetaBlocks | pandoc.MetaString):
            yield _author(member, reading)


def _author(value: pandoc.MetaValue, reading: Reading) -> Author:
    """Take an author whose name may be a link, and whose e-mail address may stand behind it."""
    inlines = _inlines(value, reading)
    urls = [node.url for node in walk(inlines) if isinstance(node, Link)]
    email = next((url for url in urls if url.startswith("mailto:")), "")
    url = next((url for url in urls if not url.startswith("mailto:")), "")
    match inlines:
        case (*named, " ", Link(url=last)) if named and last == email:
            name = plain_text(tuple(named))
        case _:
            name = _text(value, reading)
    return Author(name, url, email.removeprefix("mailto:"))


def _timestamp(metadata: _Metadata, key: str, reading: Reading) -> Timestamp | None:
    """Return the date at ``key``; at ``key-meta`` it may stand in ISO 8601, as pandoc's templates have it."""
    text = _text(metadata.get(key), reading)
    if not text:
        return None
    exact = _text(metadata.get(f"{key}-meta"), reading)
    zone = reading.context.timezone
    return Timestamp(text, _instant(exact, zone) or _instant(text, zone))


def _instant(text: str, timezone: str) -> datetime | None:
    """Return what ``text`` means in ISO 8601, in ``timezone`` unless it names its own; else None."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        return None
    return instant if instant.tzinfo else instant.replace(tzinfo=_zone(timezone))


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ValueError, OSError, KeyError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise OptionError(f"{name!r} is no time zone", "give an IANA name such as Asia/Shanghai") from error


def _front_matter(metadata: _Metadata, reading: Reading) -> FrontMatter | None:
    if UNDERSTOOD.issuperset(metadata):
        return None
    entries: list[FrontMatterEntry] = []
    for line, (key, value) in enumerate(_flattened(metadata), start=2):
        plain = _value(value, reading)
        name = key if _PLAIN_KEY.fullmatch(key) else json.dumps(key, ensure_ascii=False)
        raw = f"{name}: {json.dumps(plain, ensure_ascii=False)}\n"  # JSON is YAML
        entries.append(FrontMatterEntry(key, plain, raw, line))
    return FrontMatter("---\n" + "".join(entry.raw for entry in entries) + "---\n", tuple(entries))


def _flattened(metadata: _Metadata) -> Iterator[tuple[str, pandoc.MetaValue]]:
    """Yield all entries, those of the mapping of front matter in its place."""
    for key, value in metadata.items():
        if key == FRONT_MATTER and isinstance(value, pandoc.MetaMap):
            yield from ((name, member) for name, member in value.c.items() if name not in metadata)
        else:
            yield key, value


def _value(value: pandoc.MetaValue, reading: Reading) -> Any:
    """Return ``value`` as JSON has it; text is plain."""
    match value:
        case pandoc.MetaBool(c=truth):
            return truth
        case pandoc.MetaList() | pandoc.MetaMap():
            return _collection(value, reading)
        case _:
            return _text(value, reading)


def _collection(value: pandoc.MetaList | pandoc.MetaMap, reading: Reading) -> Any:
    """Return a list or a mapping; what nests too deep as its words."""
    if reading.is_full(1):
        return words_of(value)
    reading.depth += 1
    found = (
        {key: _value(member, reading) for key, member in value.c.items()}
        if isinstance(value, pandoc.MetaMap)
        else [_value(member, reading) for member in value.c]
    )
    reading.depth -= 1
    return found
