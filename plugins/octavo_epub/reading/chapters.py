"""From a page of the book to a Document: addresses made those of the Publication, the rest left to the reader of HTML."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping, Set
from dataclasses import dataclass, field
from urllib.parse import quote

import msgspec
from lxml import etree

from octavo.errors import ReadError
from octavo.model import Document, Heading, Image, Resource
from octavo.plugin import Context
from octavo.publication import PART_SCHEME
from octavo.source import Source
from octavo.walk import inline_text, walk
from octavo_epub.reading.archive import Archive
from octavo_epub.reading.packages import Package, Target, resolve
from octavo_epub.reading.pages import Page, unwrap, words_outside
from octavo_epub.reading.parsing import text_of

SCHEME = "epub"
"""The scheme of locations within books: ``epub:file:///book.epub!/images/one.png``."""
_XLINK = "{http://www.w3.org/1999/xlink}href"
_ABROAD = re.compile(r"(?:https?:|ftp:)?//|mailto:|tel:", re.IGNORECASE)
_KEPT_OF_IMAGES = frozenset({"src", "alt", "title", "width", "height", "id", "class", "style", "role"})
_MEDIA = {
    "video": "src",
    "audio": "src",
    "source": "src",
    "track": "src",
    "iframe": "src",
    "embed": "src",
    "object": "data",
}


@dataclass
class Book:
    """What all pages of one book share: where it is, what is in it, the pages that are read, and resources found so far."""

    source: Source
    archive: Archive
    package: Package
    pages: Mapping[str, Page]
    context: Context
    resources: dict[str, Resource] = field(default_factory=dict)
    _numbers: dict[str, int] = field(default_factory=dict)  # of each resource, in the order in which they were found
    _broken: dict[str, str] = field(default_factory=dict)  # what is wrong with entries that can't be read

    def resource(self, path: str) -> Resource | None:
        """Return the resource of the entry that ``path`` means; its bytes are at hand only if the book has no location."""
        found = self.archive.find(path)
        if not found:
            return None
        name = self._name(found)
        if name not in self.resources:
            media_type = self.package.media_types.get(found, "")
            if self.source.location.startswith("file:"):
                location = f"{SCHEME}:{self.source.location}!/{quote(found)}"
                resource = Resource(name, media_type, location=location)
            else:
                data = self._read(found)
                if data is None:
                    return None
                resource = Resource(name, media_type, data)
            self.resources[name] = resource
            self._numbers[name] = len(self._numbers)
        return self.resources[name]

    def of_names(self, names: Set[str]) -> tuple[Resource, ...]:
        """Return those of ``names`` that are resources, in the order in which they were found."""
        known = sorted((name for name in names if name in self.resources), key=self._numbers.__getitem__)
        return tuple(self.resources[name] for name in known)

    def _read(self, path: str) -> bytes | None:
        """Return the bytes of the entry ``path``, None if it can't be read, which is tried once."""
        if path not in self._broken:
            try:
                return self.archive.read(path)
            except ReadError as error:
                self._broken[path] = error.message
        self.context.notice("image-missing", self._broken[path])
        return None

    def _name(self, path: str) -> str:
        """Return the name of the entry ``path``: from the package document's folder, if it lies in that."""
        folder = posixpath.dirname(self.package.path)
        below = path.removeprefix(f"{folder}/")
        return quote(path if folder and below in self.archive.entries else below)


def read_page(page: Page, anchors: frozenset[str], book: Book) -> Document:
    """Return ``page`` as a Document; the ids ``anchors`` are kept since other pages refer to them."""
    _Rewriter(page, book).rewrite()
    etree.strip_elements(page.root, "script", "style", "template", with_tail=False)
    for element in page.root.iter(etree.Element):
        for name in [str(name) for name in element.attrib if ":" in str(name) or str(name).startswith("{")]:
            del element.attrib[name]
    markup = etree.tostring(page.root, method="html", encoding="unicode")
    source = Source(markup, f"{book.source.name}/{page.path}", "text/html")
    document = book.context.read(source, "html", {"anchors": " ".join(sorted(anchors))})
    used = {node.url for node in walk(document.blocks) if isinstance(node, Image)}
    return msgspec.structs.replace(document, resources=book.of_names(used))


def find_cover(document: Document, page: Page, book: Book) -> Document:
    """Return ``document`` with the resource that its cover, as ``page`` names it, is, or without one, if the book has none such."""
    address = document.meta.cover
    if not address:
        return document
    target = resolve(address, page.path)
    resource = book.resource(target.path) if target else None
    if resource is None:
        book.context.notice("image-missing", f"{address[:80]}: the book has no such file")
    meta = msgspec.structs.replace(document.meta, cover=resource.name if resource else "")
    known = {one.name: one for one in (*document.resources, *([resource] if resource else ()))}
    return msgspec.structs.replace(document, meta=meta, resources=tuple(known.values()))


def without_title(document: Document, title: str) -> tuple[Document, str]:
    """Return ``document`` without a first heading that is its ``title``, and the id that this had."""
    first = document.blocks[0] if document.blocks else None
    if isinstance(first, Heading) and inline_text(first.children) == title and not _has_picture(first):
        return msgspec.structs.replace(document, blocks=document.blocks[1:]), first.id
    return document, ""


def _has_picture(heading: Heading) -> bool:
    return any(isinstance(node, Image) for node in walk(heading.children))


@dataclass
class _Rewriter:
    """Rewrites the addresses of one page."""

    page: Page
    book: Book

    def rewrite(self) -> None:
        for link in list(self.page.root.iter("a")):
            if link.get("href"):
                self._link(link)
        for svg in list(self.page.root.iter("svg")):
            self._svg(svg)
        for image in list(self.page.root.iter("img")):
            self._image(image)
        for tag, name in _MEDIA.items():
            for element in list(self.page.root.iter(tag)):
                if element.get(name) and resolve(element.get(name) or "", self.page.path):
                    self._media(element, name)

    def _link(self, link: etree._Element) -> None:
        href = link.get("href") or ""
        target = resolve(href, self.page.path)
        if target is None and _ABROAD.match(href.strip()):
            return
        url = self._url(target) if target else ""
        if url:
            link.set("href", url)
            return
        self.book.context.notice(
            "link-dropped", f"a link to {href[:60]!r} leads to no page that is read", severity="info"
        )
        unwrap(link)

    def _url(self, target: Target) -> str:
        fragment = f"#{quote(target.fragment)}" if target.fragment else ""
        if target.path == self.page.path:
            return f"#{target.fragment}" if fragment else f"{PART_SCHEME}{self.page.id}"
        page = self.book.pages.get(self.book.archive.find(target.path))
        return f"{PART_SCHEME}{page.id}{fragment}" if page else ""

    def _svg(self, svg: etree._Element) -> None:
        """Make an SVG that only shows a picture, as covers do, that picture."""
        images = list(svg.iter("image"))
        if len(images) != 1 or words_outside(svg, ("title", "desc")):
            return
        image = images[0]
        address = image.get(_XLINK) or image.get("xlink:href") or image.get("href") or ""
        words = text_of(svg.find("title")) or text_of(svg.find("desc"))
        tail = svg.tail
        svg.clear()
        svg.tail = tail
        svg.tag = "img"
        svg.set("src", address)
        svg.set("alt", words)

    def _image(self, image: etree._Element) -> None:
        source = image.get("src") or ""
        target = resolve(source, self.page.path) if source else None
        if target is None:
            return  # on the network, in the address itself, or without one: the reader of HTML knows
        for name in [str(name) for name in image.attrib if str(name) not in _KEPT_OF_IMAGES]:
            del image.attrib[name]
        resource = self.book.resource(target.path)
        if resource is not None:
            image.set("src", resource.name)
            return
        self.book.context.notice("image-missing", f"{source[:80]}: the book has no such file")
        words = image.get("alt") or ""
        unwrap(image)
        image.text = words

    def _media(self, element: etree._Element, name: str) -> None:
        """Take the address of a film or sound of the book away; what stands in for it stays."""
        target = resolve(element.get(name) or "", self.page.path)
        if element.tag == "object" and target and (element.get("type") or "").startswith("image/"):
            element.tag = "img"
            element.set("src", element.get("data") or "")
            element.set("alt", text_of(element))
            self._image(element)
            return
        self.book.context.notice(
            "media-left-out", f"{(element.get(name) or '')[:80]}: {element.tag} of the book; its words are kept"
        )
        del element.attrib[name]
