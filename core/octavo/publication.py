"""From many Documents to one Publication, and between Publications and Documents.

:func:`gather` orders articles into sections and turns links between them into ``part:`` URLs;
:func:`flatten` makes one Document of a Publication, :func:`split` a Publication of one Document, and
:func:`documents_of` many, which can be gathered again.
"""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Literal

import msgspec

from octavo._part_links import PART_SCHEME, addresses_of, link_to_parts, without_scheme
from octavo._waiting import with_blocks
from octavo.errors import Notice
from octavo.model import (
    AnyNode,
    Attributes,
    Blocks,
    Div,
    Document,
    Heading,
    Image,
    Inlines,
    Link,
    Meta,
    Part,
    Publication,
    Span,
)
from octavo.walk import rewrite

__all__ = [
    "PART_SCHEME",
    "UNGROUPED",
    "GroupBy",
    "articles_of",
    "documents_of",
    "flatten",
    "gather",
    "gather_sections",
    "link_parts",
    "make_id",
    "notices_of",
    "parts_of",
    "section_of",
    "split",
]

GroupBy = Literal["none", "category", "tag", "month", "author", "source"]
UNGROUPED = "…"
"""The title of the section of articles that have no category, tag, date, author or source."""

_NO_META = Meta()
_DEEPEST = 8
"""How many levels of categories become sections in each other."""
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")


class _Article(msgspec.Struct, frozen=True):
    """A Document and the id that it goes by in the Publication."""

    id: str
    document: Document

    def as_part(self) -> Part:
        return Part(self.id, self.document.meta.title, self.document)


def gather(documents: Iterable[Document], meta: Meta = _NO_META, group_by: GroupBy = "none") -> Publication:
    """Return a Publication of ``documents`` in their order, one article each.

    Articles are grouped into sections by their first category (or tag, author, month of
    publication, source); sections stand in the order of their first article. A category below
    another one is a section in it, after the articles of that. Links from one article to another
    become ``part:ID`` links.
    """
    linked = _linked(tuple(documents))
    if group_by == "none":
        return Publication(meta=meta, parts=tuple(article.as_part() for article in linked))
    root = _Section()
    for article in linked:
        root.add(article, section_of(article.document.meta, group_by, article.document.name))
    return Publication(meta=meta, parts=root.as_parts(group_by))


def gather_sections(sections: Iterable[tuple[str, Sequence[Document]]], meta: Meta = _NO_META) -> Publication:
    """Return a Publication of ``sections``, each a title and its documents; links are as by :func:`gather`.

    Sections of one title are one section. An empty title puts its documents beside the sections.
    """
    titled = [(title, document) for title, documents in sections for document in documents]
    articles = _linked([document for _, document in titled])
    root = _Section()
    for (title, _), article in zip(titled, articles, strict=True):
        root.add(article, (title,) if title else ())
    return Publication(meta=meta, parts=root.as_parts("section"))


def split(document: Document) -> Publication:
    """Return a Publication whose only article is ``document``."""
    article = _as_articles((document,))[0]
    meta = msgspec.structs.replace(document.meta, front_matter=None)
    return Publication(meta=meta, parts=(article.as_part(),))


def flatten(publication: Publication) -> Document:
    """Return ``publication`` as one Document.

    Each part's title becomes a heading of its depth, and the headings below it are shifted;
    ids are prefixed by the part's id, links between parts become fragments, and resources are
    named by their part, so that nothing collides, but for those that the Publication has itself.
    A Publication of one article is that article.
    """
    if len(publication.parts) == 1 and publication.parts[0].document and not publication.parts[0].parts:
        document = publication.parts[0].document
        if not publication.notices:
            return document
        return msgspec.structs.replace(document, notices=notices_of(publication))
    blocks: list[AnyNode] = []
    resources = {resource.name: resource for resource in publication.resources}
    shared = frozenset(resources)
    for part, depth in _with_depth(publication.parts, 1):
        blocks.append(Heading(min(depth, 6), (part.title,) if part.title else (), part.id))
        if part.document is not None:
            isolated = _isolate(part.document, part.id, depth, shared)
            blocks.extend(isolated.blocks)
            for resource in isolated.resources:
                resources.setdefault(resource.name, resource)
    notices = notices_of(publication)
    return Document(meta=publication.meta, blocks=tuple(blocks), resources=tuple(resources.values()), notices=notices)  # type: ignore[arg-type]  # only blocks were gathered


def notices_of(publication: Publication) -> tuple[Notice, ...]:
    """Return all notices of ``publication``: its own, then those of its articles."""
    documents = [part.document for part in articles_of(publication) if part.document]
    return (*publication.notices, *(notice for document in documents for notice in document.notices))


def documents_of(publication: Publication, name: str) -> tuple[Document, ...]:
    """Return the articles of ``publication``, the source ``name``, as Documents that stand by themselves.

    Each is named by its place in reading order and its id, below ``name``; links from one to another are
    relative paths, so that :func:`gather` knows them again. An article without a category has the titles of
    the sections that it stands in as one.
    """
    articles = [(part, path) for part, path in _with_path(publication.parts, ()) if part.document is not None]
    digits = len(str(len(articles)))
    names = {part.id: f"{number:0{digits}}-{part.id}.xhtml" for number, (part, _) in enumerate(articles, 1)}
    return tuple(
        _by_itself(part.document, f"{name}/{names[part.id]}", path, names) for part, path in articles if part.document
    )


def link_parts(document: Document, places: Mapping[str, str]) -> Document:
    """Return ``document`` with its links to parts leading to their ``places``, URLs by part id; others are dead, and keep their words."""

    def relink(link: Link) -> AnyNode | Inlines:
        if not link.url.startswith(PART_SCHEME):
            return link
        target, mark, fragment = link.url[len(PART_SCHEME) :].partition("#")
        place = places.get(target, "")
        return msgspec.structs.replace(link, url=f"{place}{mark}{fragment}") if place else link.children

    return with_blocks(document, lambda blocks: rewrite(blocks, relink, (Link,)))


def _by_itself(document: Document, name: str, path: tuple[str, ...], names: Mapping[str, str]) -> Document:
    meta = document.meta
    if path and not meta.categories:
        meta = msgspec.structs.replace(meta, categories=(path,))
    return msgspec.structs.replace(link_parts(document, names), meta=meta, name=name)


def parts_of(publication: Publication) -> Iterator[Part]:
    """Yield all parts of ``publication``, in reading order."""
    return (part for part, _ in _with_depth(publication.parts, 1))


def articles_of(publication: Publication) -> Iterator[Part]:
    """Yield the parts of ``publication`` that hold a document, in reading order."""
    return (part for part in parts_of(publication) if part.document is not None)


def make_id(name: str, identity: str) -> str:
    """Return an ASCII id: what is readable of ``name``, and a hash of ``identity`` that keeps it apart."""
    ascii_name = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    readable = _NOT_IN_ID.sub("-", ascii_name).strip("-")[:40].rstrip("-")
    from hashlib import sha256  # it takes 3 ms to import, and one document needs no ids

    digest = sha256(identity.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    return f"{readable}-{digest}" if readable and readable[0].isalpha() else f"a-{readable}-{digest}".replace("--", "-")


def _linked(documents: Sequence[Document]) -> list[_Article]:
    """Return ``documents`` as articles whose links to each other are internal."""
    articles = _as_articles(documents)
    addresses = addresses_of((article.id, article.document) for article in articles)
    return [
        msgspec.structs.replace(article, document=link_to_parts(article.document, addresses)) for article in articles
    ]


def _as_articles(documents: Sequence[Document]) -> list[_Article]:
    """Give each document an id from its own name, so that ids stay when articles are added."""
    seen: dict[str, int] = {}
    articles = []
    for document in documents:
        meta = document.meta
        identity = document.name or meta.source_url or meta.slug or meta.title
        identifier = make_id(meta.slug or posixpath.basename(document.name), identity)
        seen[identifier] = count = seen.get(identifier, 0) + 1
        articles.append(_Article(f"{identifier}-{count}" if count > 1 else identifier, document))
    return articles


def _with_path(parts: Iterable[Part], path: tuple[str, ...]) -> Iterator[tuple[Part, tuple[str, ...]]]:
    """Yield ``parts`` in reading order, each with the titles of the sections that it stands in."""
    for part in parts:
        yield part, path
        yield from _with_path(part.parts, (*path, part.title) if part.title not in ("", UNGROUPED) else path)


def _with_depth(parts: Iterable[Part], depth: int) -> Iterator[tuple[Part, int]]:
    for part in parts:
        yield part, depth
        yield from _with_depth(part.parts, depth + 1)


# Sections


class _Section(msgspec.Struct):
    """A section while it is filled: its articles, and the sections in it."""

    articles: list[_Article] = msgspec.field(default_factory=list)
    sections: dict[str, _Section] = msgspec.field(default_factory=dict)

    def add(self, article: _Article, path: Sequence[str]) -> None:
        """Put ``article`` where ``path`` leads."""
        section = self
        for title in path:
            section = section.sections.setdefault(title, _Section())
        section.articles.append(article)

    def as_parts(self, kind: str, path: tuple[str, ...] = ()) -> tuple[Part, ...]:
        """Return the articles, and then the sections, those without a name last."""
        titles = sorted(self.sections, key=lambda title: title == UNGROUPED)
        below = [self.sections[title]._as_part(kind, (*path, title)) for title in titles]
        return (*(article.as_part() for article in self.articles), *below)

    def _as_part(self, kind: str, path: tuple[str, ...]) -> Part:
        identity = f"{kind}:{'/'.join(path)}"
        return Part(make_id(path[-1], identity), path[-1], parts=self.as_parts(kind, path))


def section_of(meta: Meta, group_by: GroupBy, name: str = "") -> tuple[str, ...]:
    """Return the titles of the sections, from the top, that what ``meta`` is about belongs to; ``name`` is its document's."""
    match group_by:
        case "none":
            return ()
        case "category":
            path = meta.categories[0][:_DEEPEST] if meta.categories else ()
            return tuple(title for title in path if title) or (UNGROUPED,)
        case "tag":
            title = meta.tags[0] if meta.tags else ""
        case "author":
            title = meta.authors[0].name if meta.authors else ""
        case "source":
            title = _source(meta, name)
        case _:
            title = meta.published.instant.strftime("%Y-%m") if meta.published and meta.published.instant else ""
    return (title or UNGROUPED,)


def _source(meta: Meta, name: str) -> str:
    """Return where something comes from: the host of its address, else the folder that it lies in."""
    host = without_scheme(meta.source_url).partition("/")[0].rpartition("@")[2]
    folders = [folder for folder in posixpath.dirname(name).split("/") if folder not in ("", "source", "_posts")]
    return host.removeprefix("www.") or (folders[0] if folders else "")


# Flattening


def _isolate(document: Document, identifier: str, depth: int, shared: frozenset[str]) -> Document:
    """Return ``document`` with its ids, links, headings and resources made unique by ``identifier``, but for ``shared`` ones."""
    named = {
        resource.name: f"{identifier}/{resource.name}"
        for resource in document.resources
        if ":" not in resource.name and resource.name not in shared
    }

    def change(node: AnyNode) -> AnyNode:
        match node:
            case Heading(level=level, id=id):
                return msgspec.structs.replace(node, level=min(level + depth, 6), id=_prefixed(id, identifier))
            case Link(url=url):
                return msgspec.structs.replace(node, url=_flat_url(url, identifier))
            case Image(url=url) if url in named:
                return msgspec.structs.replace(node, url=named[url])
            case Div(attributes=attributes) | Span(attributes=attributes) if attributes.id:
                return msgspec.structs.replace(node, attributes=_with_prefix(attributes, identifier))
            case _:
                return node

    blocks: Blocks = rewrite(document.blocks, change)
    resources = tuple(
        msgspec.structs.replace(resource, name=named.get(resource.name, resource.name))
        for resource in document.resources
    )
    return msgspec.structs.replace(document, blocks=blocks, resources=resources)


def _prefixed(id: str, identifier: str) -> str:
    return f"{identifier}-{id}" if id else ""


def _with_prefix(attributes: Attributes, identifier: str) -> Attributes:
    return msgspec.structs.replace(attributes, id=_prefixed(attributes.id, identifier))


def _flat_url(url: str, identifier: str) -> str:
    if url.startswith("#") and len(url) > 1:
        return f"#{identifier}-{url[1:]}"
    if url.startswith(PART_SCHEME):
        target, _, fragment = url[len(PART_SCHEME) :].partition("#")
        return f"#{target}-{fragment}" if fragment else f"#{target}"
    return url
