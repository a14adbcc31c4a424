"""An article's tree made fit for its place in the book: links, pictures, headings and ids."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin, urlsplit

import msgspec

from octavo.errors import FetchError, NetworkOff, Position
from octavo.model import (
    AnyNode,
    Blocks,
    Div,
    Document,
    Embed,
    Heading,
    Image,
    Inlines,
    Link,
    Note,
    Paragraph,
    Resource,
    Span,
)
from octavo.plugin import Context
from octavo.publication import PART_SCHEME, make_id
from octavo.walk import find, inline_text, rewrite, walk
from octavo_epub.pictures import Album, BrokenPicture, resource_of_data_url

_ABROAD = frozenset({"http", "https", "mailto", "tel", "ftp"})
_PLAINLY_ABROAD = re.compile(r"https?://[A-Za-z0-9._~:-]*(?:[/?#]|\Z)")
"""What most links begin with, and urllib needs not be asked about."""
_CHANGED = (Image, Link, Embed, Heading, Div, Span)


@dataclass
class Targets:
    """What links within the book may lead to: its leaves by id, whose blocks are looked at when an id in one is asked for.

    ``moved`` are the ids, of articles in pieces, that are not in the first one, each with the leaf that it is in; ``known``
    are those of leaves that need not be looked at.
    """

    leaves: Mapping[str, Callable[[], Blocks]]
    moved: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    known: dict[str, frozenset[str]] = field(default_factory=dict)

    def follow(self, url: str, article: str) -> str:
        """Return the URL of a link in ``article``, leading to the piece that has its target; as it is, if none has."""
        address, mark, fragment = url.partition("#")
        target = address.removeprefix(PART_SCHEME) if address else article
        if not mark or (address and not address.startswith(PART_SCHEME)) or target not in self.moved:
            return url
        name = name_of(fragment)
        leaf = self.moved[target].get(name, target)
        return f"{PART_SCHEME}{leaf}#{fragment}" if name in self._ids(leaf) else url

    def address(self, part: str, fragment: str) -> str:
        """Return the address of ``part``, at the place that ``fragment`` names if it is there; "" if there is no such part."""
        if part not in self.leaves:
            return ""
        name = name_of(fragment)
        return f"{part}.xhtml#{name}" if name and name in self._ids(part) else f"{part}.xhtml"

    def _ids(self, part: str) -> frozenset[str]:
        if part not in self.known:
            self.known[part] = ids_of(self.leaves[part]())
        return self.known[part]


@dataclass
class Fitter:
    """Rewrites ``document``, the leaf ``leaf`` and a piece of ``article`` or all of it; ``targets`` are those of the whole book.

    ``lead`` becomes the file of the picture that the article names as its cover, ``first`` that of the first one in its text.
    """

    leaf: str
    article: str
    document: Document
    targets: Targets
    album: Album
    context: Context
    image_word: str
    levels: list[int] = field(default_factory=list)
    on_network: set[str] = field(default_factory=set)
    told: set[str] = field(default_factory=set)
    described: bool = True
    lead: str = ""
    first: str = ""
    title_ids: tuple[str, ...] = ()
    resources: dict[str, Resource] = field(init=False)

    def __post_init__(self) -> None:
        self.resources = {resource.name: resource for resource in self.document.resources}

    def fit(self) -> Opened:
        """Return the article's blocks, the ids of its title and its lead, and tell which pictures are missing."""
        opened = without_title(self.document)
        self.title_ids = opened.ids
        self.lead = self._find_lead()
        blocks = rewrite(opened.blocks, self._change, _CHANGED)
        if self.on_network:
            count = len(self.on_network)
            pictures = "1 image is" if count == 1 else f"{count} images are"
            message = f"{pictures} on the network, and links or words stand for those in the text; --images embed fetches them"
            self._notice("image-not-embedded", message)
        return Opened(blocks, opened.ids, "" if self.lead == self.first else self.lead)

    def _find_lead(self) -> str:
        """Return the file of the picture that the article names as its cover, "" of none and in a later piece of it."""
        url = self.document.meta.cover
        if not url or self.leaf != self.article:
            return ""
        try:
            return self._place(url)
        except FetchError as error:
            self._tell(error, url, "the article begins without it")
            return ""

    def _change(self, node: AnyNode) -> AnyNode | Inlines:
        match node:
            case Link(url=url) if _PLAINLY_ABROAD.match(url):
                return node
            case Image():
                return self._picture(node)
            case Link():
                url = self._address(self.targets.follow(node.url, self.article))
                if url and url == node.url:
                    return node
                return msgspec.structs.replace(node, url=url) if url else node.children
            case Embed(url=url):
                return msgspec.structs.replace(node, url=self._address(url))
            case Heading():
                return msgspec.structs.replace(node, level=self._level(node.level), id=name_of(node.id))
            case Div(attributes=attributes) | Span(attributes=attributes) if attributes.id:
                return msgspec.structs.replace(
                    node, attributes=msgspec.structs.replace(attributes, id=name_of(attributes.id))
                )
            case _:
                return node

    def _level(self, level: int) -> int:
        """Return the level that is one below the title or the heading above, never skipping one."""
        while self.levels and self.levels[-1] >= level:
            self.levels.pop()
        self.levels.append(level)
        return min(1 + len(self.levels), 6)

    def _picture(self, node: Image) -> AnyNode | Inlines:
        try:
            file = self._place(node.url)
        except FetchError as error:
            self._tell(error, node.url, "its words or a link stand in its place")
            return self._stand_in(node)
        self.first = self.first or file
        self.described = self.described and bool(node.alt)
        return msgspec.structs.replace(node, url=f"../images/{file}")

    def _place(self, url: str) -> str:
        """Return the file of the picture at ``url``; raises FetchError if the book can't have it."""
        resource = resource_of_data_url(url) if url.startswith("data:") else self.resources.get(url)
        if resource is None:
            raise FetchError(f"{url}: nobody knows where it is")
        return self.album.place(resource, self.document.name)

    def _tell(self, error: FetchError, url: str, instead: str) -> None:
        """Tell why a picture is missing, and what is there ``instead``, once in an article; what only nobody asked to fetch is counted."""
        if isinstance(error, NetworkOff):
            self.on_network.add(url)
        elif error.message not in self.told:
            self.told.add(error.message)
            message = f"{error.message[:300]}; {instead}"
            where = Position(self.document.name)
            if isinstance(error, BrokenPicture):
                self.context.notice("image-broken", message, position=where)
            else:
                self.context.notice("image-not-embedded", message, position=where)

    def _stand_in(self, node: Image) -> AnyNode | Inlines:
        """Return what stands for a picture that the book can't hold: a link to it, or its words."""
        words = node.alt or node.title or f"[{self.image_word}]"
        located = self.resources.get(node.url)
        url = self._abroad(located.location if located and located.location.startswith("http") else node.url)
        return Link((words,), url) if url.startswith("http") else words

    def _address(self, url: str) -> str:
        """Return the address of a link within the book, or abroad; "" if it leads nowhere."""
        if url.startswith("#"):
            return self._within(name_of(url[1:])) if url[1:] else ""
        if url.startswith(PART_SCHEME):
            return self._elsewhere(url.removeprefix(PART_SCHEME))
        address = self._abroad(url)
        if not address:
            self._notice("link-dropped", f"a link to {url[:60]!r} leads nowhere outside its site")
        return address

    def _abroad(self, url: str) -> str:
        """Return ``url`` as it leads out of the book, from the article's own address on the web; "" if it can't."""
        if _PLAINLY_ABROAD.match(url):
            return url
        try:
            scheme = urlsplit(url).scheme.lower()
            if not scheme and self.document.meta.source_url:
                url = urljoin(self.document.meta.source_url, url)
                scheme = urlsplit(url).scheme.lower()
        except ValueError:
            return ""
        return url if scheme in _ABROAD else ""

    def _elsewhere(self, target: str) -> str:
        """Return the address of a place in another article; its beginning if that is not there, "" if the article isn't."""
        part, _, fragment = target.partition("#")
        address = self.targets.address(part, fragment)
        if not address:
            self._notice("link-dropped", f"a link to {part[:60]!r} leads to no article of the book")
        elif fragment and "#" not in address:
            self._notice(
                "dead-fragment", f"nothing in {part} has the id {fragment[:60]!r}; the link leads to its beginning"
            )
        return address

    def _within(self, name: str) -> str:
        """Return the address of ``name`` in the article; its title's is in the page, but not in what is written of the tree."""
        return f"{self.leaf}.xhtml#{name}" if name in self.title_ids else f"#{name}"

    def _notice(self, code: str, message: str) -> None:
        self.context.notice(code, message, severity="info", position=Position(self.document.name))


def name_of(id: str) -> str:
    """Return the id of the book's page for an ``id`` of the tree: ASCII, valid in XML; "" for ""."""
    return make_id(id, id) if id else ""


def ids_of(blocks: Blocks) -> frozenset[str]:
    """Return the ids that the page of ``blocks`` will have."""
    found: set[str] = set()
    named: list[AnyNode] = find(blocks, Heading, Div, Span)
    for node in named:
        match node:
            case Heading(id=id) if id:
                found.add(name_of(id))
            case Div(attributes=attributes) | Span(attributes=attributes) if attributes.id:
                found.add(name_of(attributes.id))
            case _:
                pass
    return frozenset(found)


class Opened(msgspec.Struct, frozen=True):
    """An article's ``blocks`` without a first heading that repeats its title, and the ids that were in that.

    ``lead`` is the file of the picture that it begins with, unless that is the first of its text.
    """

    blocks: Blocks
    ids: tuple[str, ...] = ()
    lead: str = ""


def without_title(document: Document) -> Opened:
    """Return ``document`` without a first heading that only repeats the title; one that holds more stays."""
    title = " ".join(document.meta.title.split())
    for index, block in enumerate(document.blocks[:3]):
        match block:
            case Heading(children=children) if title and inline_text(children) == title:
                if any(isinstance(node, Image | Link | Note) for node in walk(children)):
                    break
                others = (*document.blocks[:index], *document.blocks[index + 1 :])
                again = ids_of(others)
                return Opened(others, tuple(name for name in _ids_in(block) if name not in again))
            case Paragraph():
                continue
            case _:
                break
    return Opened(document.blocks)


def _ids_in(heading: Heading) -> tuple[str, ...]:
    """Return the ids of ``heading`` and in it, as the book's page has them, its own first."""
    within = [node.attributes.id for node in walk(heading.children) if isinstance(node, Span)]
    return tuple(dict.fromkeys(name_of(one) for one in (heading.id, *within) if one))
