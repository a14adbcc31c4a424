"""A publication as a folder: a document that is its contents, and one for each article."""

from __future__ import annotations

import posixpath
from collections.abc import Container, Iterable, Iterator, Mapping

import msgspec

from octavo._naming import key_of, safe_path, short_hash
from octavo.model import Blocks, BulletList, Document, Inlines, Link, ListItem, Paragraph, Part, Publication
from octavo.publication import link_parts, parts_of
from octavo.site import relative_url


class Page(msgspec.Struct, frozen=True):
    """A document, and the name of its output below the outputs' folder."""

    name: str
    document: Document


def folder_for(output: str, taken: Container[str]) -> str:
    """Return the folder for the articles of the publication whose contents are ``output``: none that is ``taken``, by its key, by other outputs."""
    folder = posixpath.splitext(output)[0]
    return f"{folder}-{short_hash(output)}" if key_of(folder) in taken else folder


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
    return link_parts(part.document or Document(), _Places(names, names[part.id]))


class _Places(Mapping[str, str]):
    """URLs of parts by id, as they are called from the file ``here``, made as they are asked for: each article links to few."""

    def __init__(self, names: Mapping[str, str], here: str) -> None:
        self.names, self.here = names, here

    def __getitem__(self, identifier: str) -> str:
        return relative_url(self.names[identifier], self.here)

    def __iter__(self) -> Iterator[str]:
        return iter(self.names)

    def __len__(self) -> int:
        return len(self.names)


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
