"""The binder of EPUBs: lays the book out, makes its pages, and packs them."""

from __future__ import annotations

import hashlib
import uuid
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from typing import Any

import msgspec

from octavo.errors import FetchError, OptionError
from octavo.model import CodeBlock, Document, Meta, Publication, Resource
from octavo.plugin import Context
from octavo.script import direction
from octavo_epub import Options
from octavo_epub.accessibility import Findings, describe
from octavo_epub.chapter import cover_words, make_article, make_cover_page, make_section, make_title_page, text_settings
from octavo_epub.contents import make_nav, make_ncx
from octavo_epub.cover import make_cover
from octavo_epub.imaging import Wish
from octavo_epub.layout import Layout, make_layout
from octavo_epub.markup import language_tag
from octavo_epub.pictures import Album
from octavo_epub.rewriting import Fitter, Targets
from octavo_epub.style import style_sheet

_MOST_SUBJECTS = 20
_OLDEST = datetime(1980, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class _Page:
    """A page of the book, which is kept elsewhere until it is packed, and the properties of its manifest item."""

    name: str
    read: Callable[[], bytes]
    properties: str


@dataclass
class _Bound:
    """The files of a book before they are packed: its pages in reading order, and its pictures.

    ``cover`` is the picture of its cover page, ``lead`` the first that an article names as its cover,
    ``thumbnail`` what stands for the book on a shelf.
    """

    layout: Layout
    album: Album
    pages: list[_Page] = field(default_factory=list)
    cover: str = ""
    lead: str = ""
    thumbnail: str = ""
    described: bool = True


def bind(publication: Publication, options: Options, context: Context) -> Iterator[bytes]:
    """Return ``publication`` as an EPUB, in pieces; the same publication and options give the same bytes.

    Raises OptionError when ``modified`` is no ISO 8601 date, or ``style`` names a file.
    """
    style = style_sheet(options.style)
    measure = partial(_size_of_code, options=options, context=context)
    layout = make_layout(publication, options.max_chapter * 1000, measure)
    bound = _Bound(layout, Album(context, _wish(options)))
    _add_leaves(bound, options, context)
    _add_cover(publication, bound, options, context)
    moment = _moment(options, layout)
    identifier = options.identifier or _identifier(bound)
    return _pack(publication, bound, options, identifier, moment, style)


def _size_of_code(text: str, language: str, options: Options, context: Context) -> int:
    written = context.write(Document(blocks=(CodeBlock(text, language),)), "xhtml", text_settings(options))
    return len(written)


def _wish(options: Options) -> Wish:
    return Wish(width=max(0, options.max_image), grey=options.greyscale, webp=options.webp == "keep")


def _add_cover(publication: Publication, bound: _Bound, options: Options, context: Context) -> None:
    """Put the cover and the title page before the other pages."""
    layout = bound.layout
    front: list[_Page] = []
    if publication.cover is not None:
        try:
            bound.cover = bound.album.place(publication.cover)
        except FetchError as error:
            context.notice("cover-left-out", str(error))
    wanted = options.cover == "generated" or (options.cover == "auto" and len(layout.articles) > 1)
    if not bound.cover and wanted:
        pictures = [picture.fetch for picture in bound.album.pictures.values()]
        drawn = make_cover(cover_words(layout), pictures, options.font, context)
        bound.cover = bound.album.place(Resource("cover", data=drawn))
    bound.thumbnail = bound.cover or (bound.lead if options.cover == "auto" else "")
    if bound.cover:
        front.append(_page("cover", make_cover_page(layout, bound.cover), context))
    if not layout.is_single:
        title_page = make_title_page(layout, publication.meta, options)
        front.append(_page("title-page", title_page, context))
    bound.pages[:0] = front


def _page(name: str, data: bytes, context: Context) -> _Page:
    properties = "mathml" if b"<math " in data else ""  # EPUB 3.3, section D.5; an escaped ``<`` is none
    return _Page(name, context.keep(data), properties)


def _add_leaves(bound: _Bound, options: Options, context: Context) -> None:
    layout = bound.layout
    looked_at = {leaf.part.id: partial(layout.blocks, leaf) for leaf in layout.leaves}
    targets = Targets(looked_at, layout.moved, dict(layout.ids))
    for leaf in layout.leaves:
        name = leaf.part.id
        if leaf.part.document is None:
            bound.pages.append(_page(name, make_section(leaf, layout, options), context))
            continue
        document = msgspec.structs.replace(leaf.part.document, blocks=layout.blocks(leaf))
        fitter = Fitter(name, leaf.article.part.id, document, targets, bound.album, context, layout.words.image)
        opened = fitter.fit()
        bound.lead = bound.lead or fitter.lead
        bound.described = bound.described and fitter.described
        bound.pages.append(_page(name, make_article(leaf, opened, layout, options, context), context))


def _moment(options: Options, layout: Layout) -> datetime:
    """Return the time of the last modification, in UTC: as given, or of the newest article."""
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


def _identifier(bound: _Bound) -> str:
    digest = hashlib.sha256(bound.layout.title.encode("utf-8", "ignore"))
    for page in bound.pages:
        digest.update(page.name.encode())
        digest.update(page.read())
    return f"urn:uuid:{uuid.uuid5(uuid.NAMESPACE_URL, digest.hexdigest())}"


def _pack(
    publication: Publication, bound: _Bound, options: Options, identifier: str, moment: datetime, style: bytes
) -> Iterator[bytes]:
    from ebooklib import epub  # AGPL, and slow to import: only where a book is made

    from octavo_epub.package import XHTML, ReadyItem, store

    layout = bound.layout
    book = epub.EpubBook()
    book.metadata = {}
    book.IDENTIFIER_ID = "identifier"
    book.language = language_tag(layout.language) or "und"
    for name, value, attributes in _metadata(publication, bound, options, identifier):
        text = _clean(value)
        if text.strip() or "content" in attributes:  # an element without words is invalid
            book.add_metadata("DC" if name.startswith("dc:") else None, name.removeprefix("dc:"), text, attributes)
    book.title = layout.title
    if direction(layout.language) == "rtl" or options.writing == "vertical":
        book.direction = "rtl"

    def item(uid: str, file: str, media_type: str, read: Callable[[], bytes], properties: str = "") -> Any:
        ready = ReadyItem(uid, file, media_type, read, properties)
        book.add_item(ready)
        return ready

    def contents() -> bytes:
        return make_nav(layout, cover=bool(bound.cover), writing=options.writing)

    nav = item("nav", "nav.xhtml", XHTML, contents, "nav")
    item("ncx", "toc.ncx", "application/x-dtbncx+xml", lambda: make_ncx(layout, identifier))
    item("style", "style.css", "text/css", lambda: style)
    pages = [
        item(f"page-{page.name}", f"text/{page.name}.xhtml", XHTML, page.read, page.properties) for page in bound.pages
    ]
    front = len(bound.pages) - len(layout.leaves)
    book.spine = [*pages[:front], nav, *pages[front:]]
    for file, picture in sorted(bound.album.pictures.items()):
        properties = "cover-image" if file == bound.thumbnail else ""
        book.add_item(
            ReadyItem(
                f"image-{file.partition('.')[0]}",
                f"images/{file}",
                picture.plan.type.media_type,
                picture.read,
                properties,
            )
        )
    book.guide = _guide(bound)
    return store(book, moment)


def _guide(bound: _Bound) -> list[dict[str, str]]:
    words = bound.layout.words
    guide = [{"type": "toc", "title": words.contents, "href": "nav.xhtml"}]
    if bound.cover:
        guide.insert(0, {"type": "cover", "title": words.cover, "href": "text/cover.xhtml"})
    if bound.layout.leaves:
        guide.append({"type": "text", "title": words.start, "href": f"text/{bound.layout.leaves[0].file}"})
    return guide


def _metadata(
    publication: Publication, bound: _Bound, options: Options, identifier: str
) -> Iterable[tuple[str, str, dict[str, str]]]:
    """Yield the metadata of the package document in order: name, value, attributes."""
    meta, layout = publication.meta, bound.layout
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
    if bound.thumbnail:
        yield "meta", "", {"name": "cover", "content": f"image-{bound.thumbnail.partition('.')[0]}"}
    pictures = bound.album.pictures.values()
    findings = Findings(
        pictures=bool(pictures),
        described=bound.described,
        animated=any(one.plan.animated for one in pictures),
        formulas=any(page.properties for page in bound.pages),
    )
    for name, value in describe(findings):
        yield "meta", value, {"property": name}


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


def _series(options: Options) -> Iterable[tuple[str, str, dict[str, str]]]:
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
