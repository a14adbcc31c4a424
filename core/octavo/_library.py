"""octavo for programs: read, write, convert and digest, from paths, sources and documents.

The functions do what the command line does, by the same code: they find a post's site, its pictures
and its encoding in the same way, and store outputs whole or not at all. They read no configuration
file, print nothing, and keep no state but :func:`default_registry`, so that any number of threads may
call them. All that goes wrong is an :class:`~octavo.errors.OctavoError`; what is lost is in the
``notices`` of what they return. ``octavo`` imports this module when one of its names is first used.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import get_args

import msgspec

from octavo._arguments import Options, Transforms, check_choice, each_of, settings_for, target_of
from octavo._choices import Images
from octavo._convert import as_document
from octavo._digest import Provenance, about, about_site, link_to_published, meta_of, read_cover, take
from octavo._links import Outputs, follow_links
from octavo._origins import (
    FileName,
    Origin,
    Readable,
    check_output,
    find_one,
    find_origins,
    folder_url,
    read_each,
    read_origin,
)
from octavo._output import Output, fit, fit_document, store
from octavo._registry import Registry
from octavo._waiting import WaitingRoom
from octavo.duplicates import Dedupe, without_duplicates
from octavo.errors import Notice, OctavoError, Position, UsageError
from octavo.model import Document, Publication
from octavo.plugin import NO_SETTINGS
from octavo.publication import GroupBy, gather
from octavo.selection import Selection, select
from octavo.site import Site

_EVERYTHING = Selection()


def read(
    source: Readable,
    format: str = "",
    *,
    options: Options = NO_SETTINGS,
    transforms: Transforms = (),
    timezone: str = "",
    encoding: str = "",
    root: FileName | None = None,
    images: Images = "link",
    allow_raw: bool = False,
    strict: bool = False,
    registry: Registry | None = None,
) -> Document:
    """Return the Document in ``source``, a path or a Source; what was lost is in its ``notices``.

    Args:
        source: What to read.
        format: Its format; "" detects it.
        options: Those of its reader; "FORMAT:name" is one of another reader that it calls.
        transforms: What to apply to it.
        timezone: The IANA name of the zone of dates without one; "" is the site's, else UTC.
        encoding: That of its bytes, as Python calls it; "" finds it out.
        root: The folder that ``/images/x.png`` counts from; None is the site's, else the file's own.
        images: What becomes of pictures; ``"drop"`` keeps their words alone.
        allow_raw: Whether raw HTML and the like in trees (JSON, pandoc's) is let through, unchecked.
        strict: Whether a loss is an error.
        registry: The plugins; None: all that are installed.

    Raises:
        UsageError: What was asked for makes no sense: an unknown format or option, a folder.
        SourceError: It can't be had.
        ReadError: It is not understood.
        StrictError: Something was lost, and ``strict`` was asked for.
    """
    settings = settings_for(
        registry, format, "", options, NO_SETTINGS, transforms,
        timezone=timezone, images=images, allow_raw=allow_raw, strict=strict, encoding=encoding,
    )  # fmt: skip
    origin = find_one(source, settings, root)
    return as_document(read_origin(origin, settings), origin.name)


def read_all(
    inputs: Readable | Iterable[Readable],
    format: str = "",
    *,
    options: Options = NO_SETTINGS,
    transforms: Transforms = (),
    timezone: str = "",
    encoding: str = "",
    root: FileName | None = None,
    images: Images = "link",
    allow_raw: bool = False,
    drafts: bool = False,
    strict: bool = False,
    failed: Callable[[str, OctavoError], None] | None = None,
    registry: Registry | None = None,
) -> Iterator[Document]:
    """Yield the Document of each of ``inputs``: files, folders (the posts below them), globs, Sources.

    Files come in the order in which they are named, those of a folder by name, Sources after them. ``failed``
    is told the name and error of each that can't be read; without it, the first error is raised. ``drafts``
    reads ``_drafts`` folders too. All else is as for :func:`read`.
    """
    settings = settings_for(
        registry, format, "", options, NO_SETTINGS, transforms,
        timezone=timezone, images=images, allow_raw=allow_raw, strict=strict, encoding=encoding,
    )  # fmt: skip
    return read_each(find_origins(list(each_of(inputs)), settings, root, drafts=drafts), settings, failed)


def write(
    document: Document | Publication,
    format: str = "",
    *,
    output: FileName | None = None,
    options: Options = NO_SETTINGS,
    images: Images = "link",
    allow_raw: bool = False,
    root: FileName | None = None,
    strict: bool = False,
    registry: Registry | None = None,
) -> Output:
    """Return ``document``, or a whole Publication, in ``format``.

    Args:
        document: What to write.
        format: The format; "" is told from the name of ``output``.
        output: The file to store it in, with its pictures beside it; None stores nothing.
        options: Those of its writer; "FORMAT:name" is one of another writer that it calls.
        images: What becomes of pictures: ``"embed"`` fetches those on the network too, ``"link"`` keeps those as
            links, ``"drop"`` keeps only the words of all.
        allow_raw: Whether raw pieces for that format are written, unchecked.
        root: The folder that pictures may be read from. None: no file is read, since a Document from elsewhere could
            name any file of this machine; :func:`convert` and :func:`digest` know the folder.
        strict: Whether a loss is an error.
        registry: The plugins; None: all that are installed.

    Raises:
        UsageError: What was asked for makes no sense: an unknown format or option.
        WriteError: It can't be expressed, or not be stored; what was there is still whole.
        StrictError: Something was lost, and ``strict`` was asked for; nothing is stored.
    """
    settings = settings_for(
        registry, "", target_of(format, output, registry), NO_SETTINGS, options, (),
        images=images, allow_raw=allow_raw, strict=strict,
    )  # fmt: skip
    roots = (folder_url(root),) if root is not None else ()
    return store(fit(document, settings.choices), settings, roots, output, roots[0] if roots else "")


def convert(
    source: Readable,
    format: str = "",
    *,
    output: FileName | None = None,
    source_format: str = "",
    reader_options: Options = NO_SETTINGS,
    writer_options: Options = NO_SETTINGS,
    transforms: Transforms = (),
    timezone: str = "",
    encoding: str = "",
    images: Images = "link",
    allow_raw: bool = False,
    root: FileName | None = None,
    strict: bool = False,
    registry: Registry | None = None,
) -> Output:
    """Return ``source``, a path or a Source, in ``format``, as ``octavo convert`` would write it.

    ``source_format`` "" detects the format of the source. All else is as for :func:`read` and :func:`write`.
    """
    settings = settings_for(
        registry, source_format, target_of(format, output, registry), reader_options, writer_options, transforms,
        timezone=timezone, images=images, allow_raw=allow_raw, strict=strict, encoding=encoding,
    )  # fmt: skip
    origin = find_one(source, settings, root)
    check_output([origin], output)
    found = read_origin(origin, settings)
    if isinstance(found, Document):
        found = follow_links(found, origin.place, Outputs(), origin.site)
    return store(found, settings, (origin.root,) if origin.root else (), output, origin.folder)


def digest(
    inputs: Readable | Document | Iterable[Readable | Document],
    format: str = "",
    *,
    output: FileName | None = None,
    title: str = "",
    description: str = "",
    cover: FileName | None = None,
    group_by: GroupBy = "none",
    selection: Selection = _EVERYTHING,
    dedupe: Dedupe = "none",
    drafts: bool = False,
    source_format: str = "",
    reader_options: Options = NO_SETTINGS,
    writer_options: Options = NO_SETTINGS,
    transforms: Transforms = (),
    timezone: str = "",
    encoding: str = "",
    images: Images = "link",
    allow_raw: bool = False,
    root: FileName | None = None,
    strict: bool = False,
    registry: Registry | None = None,
) -> Output:
    """Return ``inputs`` bound into one publication, as ``octavo digest`` would make it.

    An input is a file, a folder (the posts below it), a glob, a Source, or a Document that was read before. One
    that can't be read is left out, with a notice of severity "error" (``input-left-out``); with ``strict`` its error is
    raised. Of what can be read, those are taken that ``selection`` takes, drafts only if ``drafts``.

    Args:
        inputs: What to bind.
        format: A binder's or writer's; "" is told from the name of ``output``.
        output: The file to store it in; None stores nothing.
        title: Its title; "" is the site's or "Digest", with the first and last date.
        description: What it is about.
        cover: The picture on its cover.
        group_by: What its sections are made of.
        selection: What is taken, and in what order.
        dedupe: Which duplicates are left out.
        drafts: Whether drafts are taken, and ``_drafts`` folders read.
        source_format: The format of all inputs; "" detects each.
        reader_options: As for :func:`read`.
        writer_options: As for :func:`write`.
        transforms: As for :func:`read`.
        timezone: As for :func:`read`.
        encoding: As for :func:`read`.
        images: As for :func:`write`.
        allow_raw: As for :func:`read`.
        root: As for :func:`read`; for Documents, the folder that their pictures may be read from.
        strict: Whether a loss is an error.
        registry: The plugins; None: all that are installed.

    Raises:
        UsageError: What was asked for makes no sense, or nothing was selected.
        WriteError: It can't be expressed, or not be stored; what was there is still whole.
        StrictError: Something was lost, and ``strict`` was asked for; nothing is stored.
    """
    settings = settings_for(
        registry, source_format, target_of(format, output, registry), reader_options, writer_options, transforms,
        timezone=timezone, images=images, allow_raw=allow_raw, strict=strict, encoding=encoding,
    )  # fmt: skip
    check_choice("group_by", group_by, get_args(GroupBy))
    check_choice("dedupe", dedupe, get_args(Dedupe))
    room = WaitingRoom()
    given = [
        room.put(fit_document(one, settings.choices)) if isinstance(one, Document) else one for one in each_of(inputs)
    ]
    origins = find_origins([one for one in given if not isinstance(one, Document)], settings, root, drafts=drafts)
    check_output(origins, output)
    left_out: list[Notice] = []

    def leave_out(name: str, error: OctavoError) -> None:
        left_out.append(Notice("input-left-out", error.message, "error", error.position or Position(name)))

    provenance = Provenance()
    read_ones = (
        (document, origin.site)
        for origin in origins
        for document in read_each([origin], settings, None if strict else leave_out)
    )
    documents = chain(provenance.addressed(read_ones), (one for one in given if isinstance(one, Document)))
    unique = without_duplicates(take(documents, replace(selection, drafts=drafts), room), dedupe)
    newest = select(unique.documents, Selection(maximum=selection.maximum, sort=selection.sort))
    if not newest:
        raise UsageError("no post is selected", str(left_out[0]) if left_out else "widen the selection")
    linked = link_to_published(provenance.pairs(newest))
    publication = _gathered(linked, origins, title, description, group_by)
    if cover is not None:
        picture = read_cover(Path(cover), settings.registry, settings.choices)
        publication = msgspec.structs.replace(publication, cover=picture)
    roots = [*(origin.root for origin in origins if origin.root), *([folder_url(root)] if root is not None else [])]
    made = store(publication, settings, roots, output, origins[0].folder if origins else "")
    of_sites = (notice for site in _sites(origins) for notice in site.notices)
    return replace(made, notices=(*of_sites, *left_out, *unique.notices, *made.notices))


def _gathered(
    documents: Sequence[Document], origins: Iterable[Origin], title: str, description: str, group_by: GroupBy
) -> Publication:
    """Return the digest of ``documents``, in their order."""
    meta = meta_of(documents, about_site(_sites(origins)), title, description)
    return gather(documents, about(documents, meta), group_by)


def _sites(origins: Iterable[Origin]) -> Collection[Site]:
    """Return the sites of ``origins``, each once."""
    return {origin.root: origin.site for origin in origins if origin.site is not None}.values()
