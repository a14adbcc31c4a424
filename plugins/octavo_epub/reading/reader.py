"""The reader of EPUBs: the pages of the spine become the articles of a Publication."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath

import msgspec

from octavo.model import AnyNode, Document, Heading, Link, Meta, Publication, Resource
from octavo.plugin import Context
from octavo.publication import PART_SCHEME
from octavo.source import Source
from octavo.walk import inline_text, rewrite
from octavo_epub import ReaderOptions
from octavo_epub.reading.archive import Archive, Limits, open_archive
from octavo_epub.reading.chapters import Book, find_cover, read_page, without_title
from octavo_epub.reading.furniture import drop_page_numbers, drop_turns, reason_to_leave_out, take_head
from octavo_epub.reading.joining import join_pages
from octavo_epub.reading.metadata import cover_name, read_metadata
from octavo_epub.reading.navigation import read_contents
from octavo_epub.reading.notes import place_notes
from octavo_epub.reading.outline import Place, arrange, ids_of, places_of
from octavo_epub.reading.packages import Item, Package, Step, check_protection, find_package, read_package, resolve
from octavo_epub.reading.pages import Page
from octavo_epub.reading.parsing import parse

MEDIA_TYPE = b"application/epub+zip"
_FALLBACKS = 20
"""How many items are tried for one of the spine; each may name another that stands in for it."""


def read(source: Source, options: ReaderOptions, context: Context) -> Publication:
    """Return ``source`` as a Publication; raises ReadError for what is no EPUB, is protected or passes a limit."""
    data = source.data.encode() if isinstance(source.data, str) else source.data
    limits = Limits(
        options.maximum_entries, options.maximum_entry_bytes, options.maximum_total_bytes, options.maximum_ratio
    )
    archive = open_archive(data, limits, source.name)

    def tell(code: str, message: str) -> None:
        context.notice(code, message)

    _check_archive(archive, context)
    check_protection(archive)
    package = read_package(find_package(archive, tell), archive, tell)
    meta = read_metadata(package, context.timezone)
    places = places_of(read_contents(package, archive, tell), archive.find)
    pages = _read_pages(package, archive, context)
    noted = place_notes(pages)
    chosen = _chosen(pages, package, meta, noted, options, context)
    _drop_turns(chosen, pages, package)
    read_ones = join_pages(chosen, places)
    for page_path, identifier in ids_of(read_ones).items():
        read_ones[page_path].id = identifier
    book = Book(source, archive, package, read_ones, context)
    cover = _cover(package, pages, book)
    parts = arrange(_ordered(_documents(book, places, meta), read_ones, places), places)
    if not parts:
        raise archive.error("the book has no page that can be read")
    if cover is not None:
        meta = msgspec.structs.replace(meta, cover=cover.name)
    return Publication(meta, parts, tuple(book.resources.values()), cover)


def _check_archive(archive: Archive, context: Context) -> None:
    """Tell what is wrong with the zip, though the book can be read."""
    for problem in archive.problems:
        context.notice("epub-repaired", problem)
    if "mimetype" not in archive.entries or archive.read("mimetype").strip() != MEDIA_TYPE:
        context.notice("epub-repaired", "its file mimetype does not say that it is an EPUB", severity="info")


# Pages


def _read_pages(package: Package, archive: Archive, context: Context) -> dict[str, Page]:
    """Return the pages of the spine by path, but for the navigation document."""
    nav = package.with_property("nav")
    pages: dict[str, Page] = {}
    for step, item in _steps(package):
        path = archive.find(item.path) if item else ""
        if item is None or not path:
            name = (item.href if item else step.id)[:80]
            context.notice("page-missing", f"the book has no page for {name!r} of its spine")
        elif path not in pages and (nav is None or path != nav.path):
            page = _read_page(path, archive, context)
            if page is not None:
                page.linear = step.linear
                pages[path] = page
    return pages


def _steps(package: Package) -> Iterator[tuple[Step, Item | None]]:
    """Yield the steps of the spine with the page that each stands for, each page once."""
    seen: set[str] = set()
    for step in package.spine:
        item = _as_page(package.items.get(step.id), package)
        place = (item.path or item.href) if item else ""
        if place not in seen:
            yield step, item
        if place:
            seen.add(place)


def _as_page(item: Item | None, package: Package) -> Item | None:
    """Return ``item``, or what stands in for it if it is no page (EPUB 3.3, section 3.5.1)."""
    for _ in range(_FALLBACKS):
        if item is None or item.is_page:
            return item
        item = package.items.get(item.fallback)
    return None


def _read_page(path: str, archive: Archive, context: Context) -> Page | None:
    parsed = parse(archive.read(path), path, html=True)
    if parsed is None:
        context.notice("page-missing", f"{path} is empty")
        return None
    place = f"{archive.name}/{path}"
    for notice in parsed.notices:
        context.notice(notice.code, notice.message, severity=notice.severity, position=notice.position)
    if parsed.problem:
        context.notice("xml-repaired", f"{place}: no well-formed XML: {parsed.problem}", severity="info")
    if parsed.unknown:
        names = ", ".join(f"&{name[:40]};" for name in parsed.unknown[:5])
        context.notice("entity-not-resolved", f"{place}: {names} stand as they were")
    return Page(path, parsed.root)


def _chosen(
    pages: Mapping[str, Page],
    package: Package,
    meta: Meta,
    noted: frozenset[str],
    options: ReaderOptions,
    context: Context,
) -> dict[str, Page]:
    """Return those of ``pages`` that say something of their own."""
    chosen: dict[str, Page] = {}
    left_out: dict[str, list[str]] = {}
    for path, page in pages.items():
        reason = "" if options.all_pages else reason_to_leave_out(page, package, meta, pages)
        if reason:
            left_out.setdefault(reason, []).append(path)
        elif path not in noted:
            chosen[path] = page
    for reason, paths in left_out.items():
        more = f" and {len(paths) - 1} more of its kind" if len(paths) > 1 else ""
        context.notice("page-left-out", f"{paths[0]}{more}: {reason}", severity="info")
    return chosen


def _drop_turns(chosen: Mapping[str, Page], pages: Mapping[str, Page], package: Package) -> None:
    """Take the rows of links to neighbours and contents out of the pages that are ``chosen`` of all ``pages``."""
    nav = package.with_property("nav")
    known = {**pages, nav.path: Page(nav.path, package.root)} if nav else pages
    for page in chosen.values():
        drop_turns(page, known)


def _ordered(
    documents: Iterator[tuple[str, str, Document]], pages: Mapping[str, Page], places: Mapping[str, Place]
) -> list[tuple[str, str, Document]]:
    """Return ``documents`` in the order of reading: what is beside it, and not in the contents, comes last."""
    return sorted(documents, key=lambda one: not pages[one[0]].linear and one[0] not in places)


# Documents


def _documents(book: Book, places: Mapping[str, Place], meta: Meta) -> Iterator[tuple[str, str, Document]]:
    """Yield the path, the id and the document of each page."""
    anchors = _anchors(book)
    heads: dict[str, set[str]] = {}
    found = []
    for path, page in book.pages.items():
        drop_page_numbers(page)
        head = take_head(page)
        said = head.meta if head else None
        document = read_page(page, anchors.get(path, frozenset()), book)
        title = said.title if said else _title(document, places.get(path))
        document, id_of_title = without_title(document, title)
        heads[page.id] = {id_of_title, *(head.ids if head else ())} - {""}
        found.append((path, page.id, find_cover(_described(document, title, said, meta, page), page, book)))
    for path, identifier, document in found:
        yield path, identifier, _without_links_to(heads, identifier, document)


def _anchors(book: Book) -> dict[str, frozenset[str]]:
    """Return the ids of each page, by path, that other pages refer to."""
    found: dict[str, set[str]] = {}
    for page in book.pages.values():
        for _, target in page.links():
            if target and target.fragment and target.path != page.path and " " not in target.fragment:
                found.setdefault(target.path, set()).add(target.fragment)
    return {path: frozenset(ids) for path, ids in found.items()}


def _title(document: Document, place: Place | None) -> str:
    """Return what the contents call a page, else its first heading, else its own title."""
    if place is not None and place.entry.title:
        return place.entry.title
    heading = next((block for block in document.blocks[:3] if isinstance(block, Heading)), None)
    return inline_text(heading.children) if heading is not None else document.meta.title


def _described(document: Document, title: str, said: Meta | None, book: Meta, page: Page) -> Document:
    """Return ``document`` with what is known of it; one that says nothing of itself is by the book's authors, of its date."""
    own = said or Meta(authors=book.authors, published=book.published)
    language = document.meta.language or book.language
    meta = msgspec.structs.replace(own, title=title, language=language, slug=PurePosixPath(page.path).stem)
    return msgspec.structs.replace(document, meta=meta)


def _without_links_to(heads: Mapping[str, set[str]], identifier: str, document: Document) -> Document:
    """Return ``document`` with links to the headings that became titles leading to the parts themselves."""

    def relink(node: AnyNode) -> AnyNode:
        if not isinstance(node, Link):
            return node
        if node.url[:1] == "#" and node.url[1:] in heads[identifier]:
            return msgspec.structs.replace(node, url=f"{PART_SCHEME}{identifier}")
        target, _, fragment = node.url.partition("#")
        if target.startswith(PART_SCHEME) and fragment in heads.get(target.removeprefix(PART_SCHEME), ()):
            return msgspec.structs.replace(node, url=target)
        return node

    return msgspec.structs.replace(document, blocks=rewrite(document.blocks, relink))


# The cover


def _cover(package: Package, pages: Mapping[str, Page], book: Book) -> Resource | None:
    """Return the picture on the cover: by its property, the metadata of EPUB 2, or the page of the guide."""
    item = package.with_property("cover-image")
    name = cover_name(package)
    if item is None and name:
        item = package.items.get(name) or next((one for one in package.items.values() if one.href == name), None)
    if item is not None and item.media_type.startswith("image/"):
        return book.resource(item.path)
    for kind, target in package.guide:
        page = pages.get(target.path)
        if kind == "cover" and page is not None:
            for image in page.root.iter("img", "image"):
                address = image.get("src") or image.get("{http://www.w3.org/1999/xlink}href") or ""
                found = resolve(address, page.path)
                return book.resource(found.path) if found else None
    return None
