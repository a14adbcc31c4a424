"""The binder of EPUBs: lays the book out, makes its pages, and packs them."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from octavo.errors import FetchError
from octavo.model import CodeBlock, Document, Publication, Resource
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
from octavo_epub.metadata import describe_book, last_modified
from octavo_epub.pictures import Album
from octavo_epub.rewriting import Fitter, Targets
from octavo_epub.style import style_sheet


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
    moment = last_modified(options, layout)
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
    for name, value, attributes in describe_book(publication.meta, layout, options, identifier, bound.thumbnail):
        book.add_metadata("DC" if name.startswith("dc:") else None, name.removeprefix("dc:"), value, attributes)
    for name, value in describe(_findings(bound)):
        book.add_metadata(None, "meta", value, {"property": name})
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


def _findings(bound: _Bound) -> Findings:
    pictures = bound.album.pictures.values()
    return Findings(
        pictures=bool(pictures),
        described=bound.described,
        animated=any(one.plan.animated for one in pictures),
        formulas=any(page.properties for page in bound.pages),
    )


def _guide(bound: _Bound) -> list[dict[str, str]]:
    words = bound.layout.words
    guide = [{"type": "toc", "title": words.contents, "href": "nav.xhtml"}]
    if bound.cover:
        guide.insert(0, {"type": "cover", "title": words.cover, "href": "text/cover.xhtml"})
    if bound.layout.leaves:
        guide.append({"type": "text", "title": words.start, "href": f"text/{bound.layout.leaves[0].file}"})
    return guide
