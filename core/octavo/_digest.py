"""What the documents of a digest become before they are bound: its Meta, its cover, its links to elsewhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence

from msgspec.structs import replace

from octavo._choices import Choices
from octavo._context import PipelineContext
from octavo._inputs import as_url
from octavo._links import follow_links, outputs_of
from octavo._registry import Registry
from octavo._stores import AnyPath, StorePath, reason_of
from octavo._waiting import WaitingRoom
from octavo.errors import DecodeError, Position, SourceError, UsageError
from octavo.model import Document, Meta, Resource, Timestamp
from octavo.plugin import FetchPolicy
from octavo.selection import Selection, arrange, instant_of, matches
from octavo.site import Site


def take(documents: Iterable[Document], selection: Selection, room: WaitingRoom) -> list[Document]:
    """Return those of ``documents`` that ``selection`` takes, whatever its maximum, in its order; their trees wait in ``room``."""
    return arrange((room.put(document) for document in documents if matches(document, selection)), selection.sort)


def about(documents: Sequence[Document], meta: Meta) -> Meta:
    """Return ``meta`` with the language of most of ``documents``, unless it has one."""
    languages = Counter(document.meta.language for document in documents if document.meta.language)
    if meta.language or not languages:
        return meta
    return replace(meta, language=languages.most_common(1)[0][0])


def about_site(sites: Collection[Site]) -> Meta:
    """Return what the site of the inputs says of itself; nothing, if they come from several or none."""
    return next(iter(sites)).meta if len(sites) == 1 else Meta()


def meta_of(documents: Sequence[Document], site: Meta, title: str, description: str) -> Meta:
    """Return the Meta of a digest of ``documents``, with what ``site`` says and the user doesn't.

    Its date is that of its newest article, so that it can be made again.
    """
    meta = replace(site, title=title, description=description or site.description)
    instants = sorted(instant for document in documents if (instant := instant_of(document)))
    name = site.title or "Digest"
    if not instants:
        return replace(meta, title=title or name)
    dates = sorted(instant.date().isoformat() for instant in instants)  # each in its own zone
    first, last = dates[0], dates[-1]
    span = first if first == last else f"{first} – {last}"
    published = Timestamp(instants[-1].isoformat(), instants[-1])
    return replace(meta, title=title or f"{name}, {span}", published=published)


def with_address(document: Document, site: Site | None) -> Document:
    """Return ``document``, of ``site``, saying where it is published, if it does not and the site knows."""
    address = site.address(document.name) if site and not document.meta.source_url else ""
    if not address:
        return document
    return replace(document, meta=replace(document.meta, source_url=address))


class Provenance:
    """Which site each document of a digest is of, from when it is read until it is known which are taken.

    What is known of a document while it is selected is its name and its address; of those that share both
    and are of different sites, none is known.
    """

    def __init__(self) -> None:
        """Know no document yet."""
        self._sites: dict[tuple[str, str], Site | None] = {}

    def addressed(self, pairs: Iterable[tuple[Document, Site | None]]) -> Iterator[Document]:
        """Yield each document of ``pairs`` as :func:`with_address` does, and remember its site."""
        for document, site in pairs:
            placed = with_address(document, site)
            key = (placed.name, placed.meta.source_url)
            self._sites[key] = site if self._sites.get(key, site) is site else None
            yield placed

    def pairs(self, documents: Iterable[Document]) -> Iterator[tuple[Document, Site | None]]:
        """Yield each of ``documents``, which :meth:`addressed` gave, with its site."""
        return ((document, self._sites.get((document.name, document.meta.source_url))) for document in documents)


def link_to_published(pairs: Iterable[tuple[Document, Site | None]]) -> list[Document]:
    """Return the documents of ``pairs`` with links to posts of their site that are not among them leading to where those are published.

    So do links to a name that posts of several sites have. Those posts say where they are published, by which who
    gathers them tells them apart.
    """
    pairs = tuple(pairs)
    names = Counter(document.name for document, _ in pairs)
    taken = outputs_of((name, name) for name, count in names.items() if count == 1)
    placed = (
        (with_address(document, site) if names[document.name] > 1 else document, site) for document, site in pairs
    )
    return [follow_links(document, document.name, taken, site) if site else document for document, site in placed]


def read_cover(file: AnyPath, registry: Registry, choices: Choices) -> Resource:
    """Return the picture in ``file``; raises FetchError for what can't be had, UsageError for what is none."""
    folder = file.parent if isinstance(file, StorePath) else file.parent.resolve()
    store = file.store if isinstance(file, StorePath) else None
    chosen = replace(choices, policy=FetchPolicy(roots=(as_url(folder),)), store=store)
    context = PipelineContext(registry, chosen, str(file))
    picture = context.fetch(Resource(file.name, location=as_url(file)))
    if not picture.media_type.startswith("image/"):
        raise UsageError(f"the cover {file} is no picture", "give a PNG or JPEG")
    return picture


def read_style(file: AnyPath) -> str:
    """Return the style sheet in ``file``; raises SourceError for what can't be had, DecodeError for what is no UTF-8."""
    where = Position(str(file))
    try:
        return file.read_bytes().decode("utf-8-sig")
    except OSError as error:
        reason, hint = reason_of(error)
        raise SourceError(f"the style sheet can't be read: {reason}", hint, where) from error
    except UnicodeDecodeError as error:
        raise DecodeError("the style sheet is no UTF-8", "store it as UTF-8", where) from error
