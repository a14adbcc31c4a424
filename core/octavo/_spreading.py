"""A publication as a folder: a document that is its contents, and one for each article."""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterable, Mapping

import msgspec

from octavo._naming import safe_path, short_hash
from octavo.model import Blocks, BulletList, Document, Inlines, Link, ListItem, Paragraph, Part, Publication
from octavo.publication import link_parts, parts_of
from octavo.site import relative_url


class Page(msgspec.Struct, frozen=True):
    """A document, and the name of its output below the outputs' folder."""

    name: str
    document: Document


def folder_for(output: str, others: Collection[str]) -> str:
    """Return the folder for the articles of the publication whose contents are ``output``: no folder of ``others``, the other outputs."""
    folder = posixpath.splitext(output)[0]
    below = f"{folder}/".casefold()
    return f"{folder}-{short_hash(output)}" if any(name.casefold().startswith(below) for name in others) else folder


def spread(publication: Publication, output: str, folder: str) -> tuple[Page, ...]:
    """Return the contents of ``publication``, to be stored as ``output``, and its articles, to be stored in ``folder``.

    Articles are numbered in reading order. Links between them lead from file to file, those to a section to the contents.
    """
    extension = posixpath.splitext(output)[1]
    parts = list(parts_of(publication))
    articles = [part for part in parts if part.document is not None]
    digits = len(str(len(articles)))
    names = {part.id: output for part in parts if part.document is None}
    for number, part in enumerate(articles, 1):
        names[part.id] = f"{folder}/{safe_path(f'{number:0{digits}}-{part.id}', room=len(extension))}{extension}"
    pages = [Page(names[part.id], _linked(part, names)) for part in articles]
    return (Page(output, _contents(publication, output, names)), *pages)


def _linked(part: Part, names: Mapping[str, str]) -> Document:
    here = names[part.id]
    document = part.document or Document()
    return link_parts(document, {identifier: relative_url(name, here) for identifier, name in names.items()})


def _contents(publication: Publication, output: str, names: Mapping[str, str]) -> Document:
    """Return what is known of ``publication``, with the list of its parts."""
    cover = (publication.cover,) if publication.cover else ()
    listed = _list(publication.parts, output, names)
    return Document(publication.meta, listed, cover, publication.notices, output)


def _list(parts: Iterable[Part], output: str, names: Mapping[str, str]) -> Blocks:
    items = tuple(
        ListItem((Paragraph(_entry(part, output, names)), *_list(part.parts, output, names))) for part in parts
    )
    return (BulletList(items),) if items else ()


def _entry(part: Part, output: str, names: Mapping[str, str]) -> Inlines:
    words = part.title or part.id
    return (Link((words,), relative_url(names[part.id], output)),) if part.document else (words,)
