"""octavo for programs: read, write, convert and digest, from paths, sources and documents.

The functions do what the command line does, by the same code: they find a post's site, its pictures
and its encoding in the same way, and store outputs whole or not at all. They read no configuration
file, print nothing, and keep no state but :func:`default_registry`, so that any number of threads may
call them. All that goes wrong is an :class:`~octavo.errors.OctavoError`; what is lost is in the
``notices`` of what they return. ``octavo`` imports this module when one of its names is first used.
"""

from __future__ import annotations

import dataclasses
import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias, get_args

import msgspec

from octavo._batch import Settings
from octavo._choices import Choices, Images, check_options, checked_zone
from octavo._convert import as_document
from octavo._digest import Provenance, about, about_site, link_to_published, meta_of, read_cover, take
from octavo._downloads import network_policy
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
from octavo._publish import publish, publish_into
from octavo._registry import Registry, allowed_by_environment, discover
from octavo._sink import open_file
from octavo._stores import reason_of
from octavo._waiting import WaitingRoom
from octavo.duplicates import Dedupe, without_duplicates
from octavo.errors import Notice, OctavoError, Position, SourceError, UsageError
from octavo.model import Document, Part, Publication
from octavo.options import by_owner
from octavo.plugin import NO_SETTINGS, Binder, FetchPolicy
from octavo.publication import GroupBy, gather, notices_of, split
from octavo.raw import without_raw
from octavo.resources import without_images
from octavo.selection import Selection, select
from octavo.site import Site

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

Options: TypeAlias = "Mapping[str, object] | DataclassInstance"
"""Options by the names that they have on the command line, ``{"tidy": True, "html:tidy": False}``; or the Options object of a format."""

Transforms: TypeAlias = "Iterable[str] | Mapping[str, Mapping[str, object]]"
"""The names of transforms to run, or their options by their names."""

_EVERYTHING = Selection()


@dataclass(frozen=True, kw_only=True, repr=False)
class Output:
    """What was made: its ``data``, and all that was lost on the way there.

    ``path`` is where it was stored, None if it wasn't. ``str()`` and ``bytes()`` give what they say.
    """

    format: str
    media_type: str
    notices: tuple[Notice, ...] = ()
    path: Path | None = None
    _held: bytes | None = None

    @property
    def data(self) -> bytes:
        """The bytes. Those of a book that was stored are in no memory, but read from ``path``; raises SourceError if it is gone."""
        if self._held is not None or self.path is None:
            return self._held or b""
        try:
            return self.path.read_bytes()
        except OSError as error:
            reason, hint = reason_of(error)
            raise SourceError(f"can't be read again: {reason}", hint, Position(str(self.path))) from error

    @property
    def text(self) -> str:
        """The data as text; raises UsageError where it is none, such as an EPUB."""
        try:
            return self.data.decode()
        except UnicodeDecodeError as error:
            raise UsageError(f"{self.format} is no text", "take its data") from error

    def __str__(self) -> str:
        return self.text

    def __bytes__(self) -> bytes:
        return self.data

    def __repr__(self) -> str:
        size = f", {len(self._held):,} bytes" if self._held is not None else ""
        notices = f", {len(self.notices)} notices" if self.notices else ""
        return f"<Output {self.format}{size}{notices}{f', {self.path}' if self.path else ''}>"


@cache
def default_registry() -> Registry:
    """Return the installed plugins that OCTAVO_PLUGINS allows, discovered once in a process: a value that nothing changes.

    Every function takes another one as ``registry``, which :func:`discover` makes.
    """
    return discover(allowed=allowed_by_environment())


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
    settings = _settings(
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
    settings = _settings(
        registry, format, "", options, NO_SETTINGS, transforms,
        timezone=timezone, images=images, allow_raw=allow_raw, strict=strict, encoding=encoding,
    )  # fmt: skip
    return read_each(find_origins(list(_each(inputs)), settings, root, drafts=drafts), settings, failed)


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
    settings = _settings(
        registry, "", _target(format, output, registry), NO_SETTINGS, options, (),
        images=images, allow_raw=allow_raw, strict=strict,
    )  # fmt: skip
    roots = (folder_url(root),) if root is not None else ()
    if isinstance(document, Document):
        document = _fit(document, settings.choices)
    else:
        parts = tuple(_fit_part(part, settings.choices) for part in document.parts)
        document = msgspec.structs.replace(document, parts=parts)
    return _publish(document, settings, roots, output, roots[0] if roots else "")


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
    settings = _settings(
        registry, source_format, _target(format, output, registry), reader_options, writer_options, transforms,
        timezone=timezone, images=images, allow_raw=allow_raw, strict=strict, encoding=encoding,
    )  # fmt: skip
    origin = find_one(source, settings, root)
    check_output([origin], output)
    found = read_origin(origin, settings)
    if isinstance(found, Document):
        found = follow_links(found, origin.place, Outputs(), origin.site)
    return _publish(found, settings, (origin.root,) if origin.root else (), output, origin.folder)


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
    settings = _settings(
        registry, source_format, _target(format, output, registry), reader_options, writer_options, transforms,
        timezone=timezone, images=images, allow_raw=allow_raw, strict=strict, encoding=encoding,
    )  # fmt: skip
    _check_choice("group_by", group_by, get_args(GroupBy))
    _check_choice("dedupe", dedupe, get_args(Dedupe))
    room = WaitingRoom()
    given = [room.put(_fit(one, settings.choices)) if isinstance(one, Document) else one for one in _each(inputs)]
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
    made = _publish(publication, settings, roots, output, origins[0].folder if origins else "")
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


# What is asked for


def _settings(
    registry: Registry | None,
    source_format: str,
    target: str,
    reader_options: Options,
    writer_options: Options,
    transforms: Transforms,
    *,
    timezone: str = "",
    images: Images = "link",
    allow_raw: bool = False,
    encoding: str = "",
    strict: bool = False,
) -> Settings:
    """Return all that was asked for, checked; raises UsageError for what makes no sense."""
    plugins = registry if registry is not None else default_registry()
    if source_format:
        plugins.reader(source_format)
    _check_choice("images", images, get_args(Images))
    readers = by_owner(_pairs(reader_options))
    choices = Choices(
        source_options=readers.pop("", {}),
        reader_options=readers,
        writer_options=by_owner(_pairs(writer_options), target),
        transforms=transforms if isinstance(transforms, Mapping) else {name: {} for name in transforms},
        timezone=checked_zone(timezone),
        images=images,
        allow_raw=allow_raw,
        policy=network_policy() if images == "embed" else FetchPolicy(),
    )
    check_options(plugins, choices)
    return Settings(plugins, choices, source_format or None, target, encoding, strict)


def _check_choice(name: str, value: str, choices: Collection[str]) -> None:
    if value not in choices:
        raise UsageError(f"{name}={value!r} is no choice", f"it has: {', '.join(choices)}")


def _pairs(options: Options) -> Iterator[tuple[str, object]]:
    if isinstance(options, Mapping):
        return iter(options.items())
    return ((one.name, getattr(options, one.name)) for one in dataclasses.fields(options))


def _target(format: str, output: FileName | None, registry: Registry | None) -> str:
    """Return the format to write; raises UsageError if it is neither named nor told from the name of ``output``."""
    plugins = registry if registry is not None else default_registry()
    if not format and output is None:
        raise UsageError("the format of the output is not clear", "name it, or an output with an extension")
    return plugins.target(format or plugins.format_of_name(os.path.basename(output or ""))).name  # noqa: PTH119  # "x/" has no name


def _each(inputs: Any) -> Iterable[Any]:
    """Return each of ``inputs``: a path, a Source or a Document is one input, and so are bytes, not the pieces of them."""
    return (inputs,) if isinstance(inputs, (str, bytes, bytearray)) or not isinstance(inputs, Iterable) else inputs


# What is written


def _fit(given: Document, choices: Choices) -> Document:
    """Return ``given``, that octavo didn't read just now, without what the user doesn't want to be written."""
    document = without_images(given) if choices.images == "drop" else given
    if choices.allow_raw:
        return document
    document, dropped = without_raw(document)
    notices = [
        Notice(
            "raw-dropped",
            f"{count} raw pieces for {name[:40]} are left out; allow_raw lets them through",
            "warning",
            Position(given.name),
        )
        for name, count in dropped.items()
    ]
    return msgspec.structs.replace(document, notices=(*document.notices, *notices)) if notices else document


def _fit_part(part: Part, choices: Choices) -> Part:
    document = None if part.document is None else _fit(part.document, choices)
    return msgspec.structs.replace(
        part, document=document, parts=tuple(_fit_part(below, choices) for below in part.parts)
    )


def _publish(
    made_of: Document | Publication, settings: Settings, roots: Collection[str], output: FileName | None, folder: str
) -> Output:
    """Return what is ``made_of`` a Document or Publication, stored as ``output`` if there is one."""
    file = None if output is None else Path(output)
    if isinstance(made_of, Document):
        made_of = split(made_of)
    settings = msgspec.structs.replace(
        settings, folder=str(file.parent) if file else "", root=folder, keeps_others=True
    )
    target = settings.registry.target(settings.target)
    made = Output(format=target.name, media_type=target.media_type, path=file)
    if file and isinstance(target, Binder):
        with open_file(file) as stream:
            noticed = publish_into(stream, made_of, settings, roots)
        return replace(made, notices=(*notices_of(made_of), *noticed))
    result = publish(made_of, settings, roots, file.name if file else "")
    return replace(made, notices=result.notices, _held=result.data)
