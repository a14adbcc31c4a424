"""What the package document says of a book, and when that was changed last (EPUB 3.3, section 5.5)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from octavo.errors import OptionError
from octavo.model import Meta
from octavo_epub import Options
from octavo_epub.layout import Layout
from octavo_epub.markup import language_tag

Property = tuple[str, str, dict[str, str]]
"""The name of an element, its text and its attributes."""

_MOST_SUBJECTS = 20
_OLDEST = datetime(1980, 1, 1, tzinfo=UTC)


def describe_book(meta: Meta, layout: Layout, options: Options, identifier: str, thumbnail: str) -> Iterator[Property]:
    """Yield the metadata of the package document in order: name, value, attributes; nothing without words.

    ``meta`` is that of the whole book, ``thumbnail`` the file of the picture that stands for it, if any.
    """
    for name, value, attributes in _properties(meta, layout, options, identifier, thumbnail):
        text = _clean(value)
        if text.strip() or "content" in attributes:  # an element without words is invalid
            yield name, text, attributes


def _properties(meta: Meta, layout: Layout, options: Options, identifier: str, thumbnail: str) -> Iterator[Property]:
    yield "dc:identifier", identifier, {"id": "identifier"}
    yield "dc:title", layout.title, {"id": "title"}
    for language in _languages(layout):
        yield "dc:language", language, {}
    for number, name in enumerate(_names_of([meta]) or _names_of(_metas(layout)), 1):
        yield "dc:creator", name, {"id": f"creator-{number}"}
    for name, value in (
        ("dc:publisher", options.publisher),
        ("dc:rights", options.rights),
        ("dc:description", meta.description),
    ):
        if value:
            yield name, value, {}
    for subject in _subjects([meta]) or _subjects(_metas(layout)):
        yield "dc:subject", subject, {}
    if meta.published is not None and meta.published.instant is not None:
        yield "dc:date", f"{_in_utc(meta.published.instant):%Y-%m-%dT%H:%M:%SZ}", {}
    yield from _series(options)
    if options.writing == "vertical":
        yield "meta", "", {"name": "primary-writing-mode", "content": "vertical-rl"}
    if thumbnail:
        yield "meta", "", {"name": "cover", "content": f"image-{thumbnail.partition('.')[0]}"}


def _languages(layout: Layout) -> list[str]:
    """Return the language of the book, which is its main one, and then those of its articles, that of most first."""
    found = Counter(language_tag(leaf.language) for leaf in layout.articles if leaf.language != "und")
    distinct: dict[str, str] = {}
    for tag in (language_tag(layout.language) or "und", *sorted(found, key=lambda tag: (-found[tag], tag))):
        distinct.setdefault(tag.lower(), tag)
    return [tag for tag in distinct.values() if tag]


def _names_of(metas: list[Meta]) -> list[str]:
    """Return the names of those who wrote all of ``metas``; none, if each has its own authors."""
    names = {tuple(author.name for author in meta.authors if author.name) for meta in metas}
    return list(dict.fromkeys(names.pop())) if len(names) == 1 else []


def _metas(layout: Layout) -> list[Meta]:
    return [leaf.part.document.meta for leaf in layout.articles if leaf.part.document]


def _subjects(metas: Iterable[Meta]) -> list[str]:
    """Return the categories and tags of ``metas``, the most frequent first, and no more than say something of a book."""
    found = Counter(
        subject
        for meta in metas
        for subject in dict.fromkeys((*(" / ".join(path) for path in meta.categories), *meta.tags))
        if subject
    )
    return sorted(found, key=lambda subject: (-found[subject], subject))[:_MOST_SUBJECTS]


def _series(options: Options) -> Iterator[Property]:
    if not options.series:
        return
    yield "meta", options.series, {"property": "belongs-to-collection", "id": "series"}
    yield "meta", "series", {"refines": "#series", "property": "collection-type"}
    yield "meta", "", {"name": "calibre:series", "content": _clean(options.series)}
    if options.volume:
        yield "meta", options.volume, {"refines": "#series", "property": "group-position"}
        yield "meta", "", {"name": "calibre:series_index", "content": _clean(options.volume)}


def _clean(text: str) -> str:
    """Return ``text`` without what lxml refuses: the characters that XML 1.0 forbids."""
    return "".join(
        one
        for one in text
        if one in "\t\n\r" or (one >= " " and not "\ud800" <= one <= "\udfff" and one not in "\ufffe\uffff")
    )


def last_modified(options: Options, layout: Layout) -> datetime:
    """Return the time of the last modification, in UTC: as given, or of the newest article; raises OptionError."""
    if options.modified:
        try:
            given = datetime.fromisoformat(options.modified)
        except ValueError as error:
            raise OptionError(f"modified={options.modified!r} is no ISO 8601 date", str(error)) from error
        return _in_utc(given)
    stamps = [stamp for meta in _metas(layout) for stamp in (meta.updated, meta.published)]
    instants = [_in_utc(stamp.instant) for stamp in stamps if stamp and stamp.instant]
    return max([_OLDEST, *instants])


def _in_utc(moment: datetime) -> datetime:
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:  # the first or last day of the calendar
        return moment.replace(tzinfo=UTC)
