"""The pipeline for one source: read, transform, write or bind.

Everything here is a function of a Source or Document, the Registry and the user's Choices; it
does no I/O but by Fetchers.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, Literal, TypeVar, get_args

import msgspec

from octavo._downloads import Downloads, download, find_fetcher
from octavo._registry import Registry
from octavo._results import expect, fault_of, with_aware_dates, with_aware_parts
from octavo._spool import Spool
from octavo._stores import Store
from octavo.entry_points import EntryPoint
from octavo.errors import (
    FetchError,
    NetworkOff,
    Notice,
    OctavoError,
    PluginError,
    Position,
    Severity,
    StrictError,
    UsageError,
)
from octavo.media_types import SVG, media_type_of
from octavo.model import Document, Image, Part, Publication, RawBlock, RawInline, Resource
from octavo.options import make_options
from octavo.plugin import NO_SETTINGS, Binder, Context, FetchPolicy, Reader, Writer
from octavo.publication import articles_of, flatten, notices_of, split
from octavo.raw import without_raw
from octavo.resources import locate_resources, without_images
from octavo.site import Site
from octavo.source import Source
from octavo.walk import find

R = TypeVar("R")
Settings = Mapping[str, Mapping[str, object]]
"""Option values by the name of what has them: ``{"markdown": {"dialect": "gfm"}}``."""

Images = Literal["embed", "link", "drop"]
"""What becomes of pictures: all embedded, those on the network only linked to, or only their words kept."""

_MAXIMUM_DELEGATION = 8
"""How many readers or writers may ask each other in turn; more is a loop."""


def _forget(location: str, resource: Resource | None) -> None:
    """Take no notice of what was fetched."""


class Choices(msgspec.Struct, frozen=True):
    """What the user set: options by reader, by writer or binder, and by transform to run.

    ``source_options`` are for the reader of the source itself, whichever that is. ``site`` is that of
    the source; its options and time zone count where the user set none. ``downloads`` is what was
    fetched ahead, ``store`` the one that the source is in, if any. Raw nodes of inputs are left out unless
    ``allow_raw``. ``fetched`` is told each location that was fetched, and what came of it.
    """

    source_options: Mapping[str, object] = msgspec.field(default_factory=dict)
    reader_options: Settings = msgspec.field(default_factory=dict)
    writer_options: Settings = msgspec.field(default_factory=dict)
    transforms: Settings = msgspec.field(default_factory=dict)
    timezone: str = ""
    images: Images = "link"
    allow_raw: bool = False
    policy: FetchPolicy = msgspec.field(default_factory=FetchPolicy)
    downloads: Downloads = msgspec.field(default_factory=dict)
    store: Store | None = None
    site: Site | None = None
    fetched: Callable[[str, Resource | None], None] = _forget


class Result(msgspec.Struct, frozen=True):
    """What was written for one document, and all notices on the way there."""

    data: bytes
    notices: tuple[Notice, ...]


class PipelineContext(msgspec.Struct, frozen=True):
    """The Context that plugins are given (:class:`octavo.plugin.Context` says what it promises)."""

    registry: Registry
    choices: Choices
    name: str = ""
    notices: list[Notice] = []
    depth: int = 0
    spool: Spool = msgspec.field(default_factory=Spool)

    @property
    def timezone(self) -> str:
        """The IANA name that dates without an offset are in."""
        return self.choices.timezone or (self.site.timezone if self.site else "") or "UTC"

    @property
    def site(self) -> Site | None:
        """The site that the source is part of, if any."""
        return self.choices.site

    def read(self, source: Source, format: str, options: Mapping[str, object] = NO_SETTINGS) -> Document:
        """Read ``source`` by the reader of ``format``, as one Document."""
        found = self.read_whole(source, format, options)
        return flatten(found) if isinstance(found, Publication) else found

    def read_whole(
        self, source: Source, format: str, options: Mapping[str, object] = NO_SETTINGS
    ) -> Document | Publication:
        """Read ``source`` by the reader of ``format``, as what it is."""
        reader = self.registry.reader(format)
        settings = self.site.settings.get(format, {}) if self.site else {}
        values = {**settings, **self.choices.reader_options.get(format, {}), **options}
        chosen = make_options(reader.options, values, f"reader {format!r}")
        inner, owner = self._deeper(source.name), f"reader {format!r}"
        found = guard(owner, source.name, reader.read, source, chosen, inner)
        found = expect(owner, source.name, found, Document, Publication)
        if isinstance(found, Publication):
            return with_aware_parts(found, owner, source.name, inner)
        return with_aware_dates(found, owner, source.name, inner)

    def write(self, document: Document, format: str, options: Mapping[str, object] = NO_SETTINGS) -> bytes:
        """Write ``document`` by the writer of ``format``."""
        writer = self.registry.writer(format)
        values = {**self.choices.writer_options.get(format, {}), **options}
        chosen = make_options(writer.options, values, f"writer {format!r}")
        owner = f"writer {format!r}"
        written = guard(owner, document.name, writer.write, document, chosen, self._deeper())
        written = expect(owner, document.name, written, str, bytes)
        return written.encode("utf-8", "replace") if isinstance(written, str) else written

    def fetch(self, resource: Resource) -> Resource:
        """Return ``resource`` with its data."""
        try:
            return self._cleaned(self._fetched(resource))
        except ValueError as error:
            raise FetchError(f"{resource.name[:80]}: {error}") from error

    def _fetched(self, resource: Resource) -> Resource:
        if resource.data is not None:
            return resource
        if resource.location in self.choices.downloads:
            return self.choices.downloads[resource.location].read(resource)
        fetcher = find_fetcher(resource, self.registry, self.choices.store)
        if fetcher.remote and not self.choices.policy.network:
            raise NetworkOff(f"{resource.name}: the network is off", "--images embed fetches it")
        fetched: Resource | None = None
        try:
            owner = f"fetcher {fetcher.name!r}"
            found = guard(owner, resource.name, fetcher.fetch, resource, self.choices.policy)
            fetched = expect(owner, resource.name, found, Resource)
        finally:
            self.choices.fetched(resource.location, fetched)
        return fetched

    def _cleaned(self, resource: Resource) -> Resource:
        """Return ``resource``, an SVG without what runs or leads elsewhere; raises ValueError if it is broken."""
        data = resource.data or b""
        if SVG not in (resource.media_type, media_type_of(data, "")):
            return resource
        from octavo.svg import clean_svg  # few documents have one, and it takes 15 ms to import

        cleaned = clean_svg(data)
        if cleaned.removed:
            self.notice("svg-cleaned", f"{resource.name[:80]}: left out {', '.join(cleaned.removed)}")
        return msgspec.structs.replace(resource, data=cleaned.data, media_type=SVG)

    def keep(self, data: bytes) -> Callable[[], bytes]:
        """Return a function that returns ``data``, which is on the disk until then if there is much."""
        return self.spool.keep(data)

    def entry_points(self, group: str) -> tuple[EntryPoint, ...]:
        """Return what other packages add by entry points of ``group``, but for those that the user does without."""
        return tuple(point for point in self.registry.additions if point.group == group)

    def notice(
        self, code: str, message: str, *, severity: Severity = "warning", position: Position | int | None = None
    ) -> None:
        """Collect a notice."""
        if severity not in get_args(Severity):
            raise ValueError(f"a notice can't be {severity!r}, but one of {', '.join(get_args(Severity))}")
        match position:
            case None:
                place = Position(self.name)
            case int(line):
                place = Position(self.name, line)
            case Position():
                place = position if position.source else msgspec.structs.replace(position, source=self.name)
            case _:
                raise TypeError(f"the position of a notice is a line or a Position, not {position!r}")
        one_line = " ".join(str(message).splitlines())  # what it quotes may have line ends of any kind
        self.notices.append(Notice(str(code), one_line, severity, place))

    def _deeper(self, name: str | None = None) -> PipelineContext:
        if self.depth >= _MAXIMUM_DELEGATION:
            raise PluginError("plugins ask each other in a loop")
        inner = self.name if name is None else name
        return PipelineContext(self.registry, self.choices, inner, self.notices, self.depth + 1, self.spool)


def read_whole(source: Source, format: str | None, registry: Registry, choices: Choices) -> Document | Publication:
    """Return ``source`` as the Document or Publication that it is, with its notices; ``format`` None: detect it.

    Its resources are where its images can be fetched; nothing is fetched here.
    """
    context = PipelineContext(registry, choices, source.name)
    found = context.read_whole(source, format or _detect(source, context), choices.source_options)
    if isinstance(found, Publication):
        found = _finish_publication(found, context)
        return msgspec.structs.replace(found, notices=(*found.notices, *context.notices))
    if not found.blocks and not found.meta.front_matter:
        context.notice("empty-source", "there is nothing in it")
    document = _finish(found, source.location, context)
    notices = (*document.notices, *context.notices)
    return msgspec.structs.replace(document, notices=notices, name=document.name or source.name)


def read_document(source: Source, format: str | None, registry: Registry, choices: Choices) -> Document:
    """Return ``source`` as one Document, as :func:`read_whole` does; a Publication is flattened."""
    return as_document(read_whole(source, format, registry, choices), source.name)


def as_document(found: Document | Publication, name: str) -> Document:
    """Return what was read from the source ``name`` as one Document."""
    if isinstance(found, Document):
        return found
    document = flatten(found)
    return msgspec.structs.replace(document, name=document.name or name)


def _finish(document: Document, location: str, context: PipelineContext) -> Document:
    """Return ``document``, that was read at ``location``, transformed and with its images located."""
    choices = context.choices
    roots = choices.policy.roots if location else ()
    name = document.name or context.name
    found = _found_in(document, name, Image, RawBlock, RawInline)  # a look for all takes no longer than one for images
    images = [node for node in found if isinstance(node, Image)]
    if len(images) < len(found) and not choices.allow_raw:
        document = _without_raw(document, context)
    if not choices.transforms and choices.images != "drop":
        return locate_resources(document, location, roots, images)
    document = _transform(document, context)
    document = without_images(document) if choices.images == "drop" else document
    return locate_resources(document, location, roots)


def _found_in(document: Document, name: str, *kinds: type[Any]) -> list[Any]:
    """Return the nodes of ``kinds`` in ``document``, which was read from ``name``; raises PluginError if what stands for nodes somewhere is none."""
    try:
        return find(document.blocks, *kinds)
    except TypeError as error:
        message = f"what was read is a malformed document: {fault_of(document) or error}"
        raise PluginError(message, "this is a fault of the plugin that reads it", Position(name)) from error


def _finish_publication(publication: Publication, context: PipelineContext) -> Publication:
    parts = tuple(_finish_part(part, context) for part in publication.parts)
    if context.choices.images == "drop":
        meta = msgspec.structs.replace(publication.meta, cover="")
        return msgspec.structs.replace(publication, meta=meta, parts=parts, resources=(), cover=None)
    return msgspec.structs.replace(publication, parts=parts)


def _finish_part(part: Part, context: PipelineContext) -> Part:
    """Return ``part`` with its documents finished: what has no resource yet can only be on the network."""
    document = _finish(part.document, "", context) if part.document else None
    parts = tuple(_finish_part(below, context) for below in part.parts)
    return msgspec.structs.replace(part, document=document, parts=parts)


def write_document(document: Document, format: str, registry: Registry, choices: Choices) -> Result:
    """Return ``document`` in ``format``: written, or bound as a Publication of one."""
    target = registry.target(format)
    if isinstance(target, Binder):
        return bind_publication(split(document), format, registry, choices)
    context = PipelineContext(registry, choices, document.name)
    data = context.write(document, format)
    return Result(data, (*document.notices, *context.notices))


def bind_publication(publication: Publication, format: str, registry: Registry, choices: Choices) -> Result:
    """Return ``publication`` in ``format``: bound, or flattened into one Document and written."""
    target = registry.target(format)
    if not isinstance(target, Binder):
        return write_document(flatten(publication), format, registry, choices)
    with binding(publication, target, registry, choices) as bound:
        data = b"".join(bound.pieces)
    return Result(data, (*notices_of(publication), *bound.notices))


class Bound(msgspec.Struct, frozen=True):
    """A book while it is made: its ``pieces``, made as they are taken, and what was noticed until then."""

    pieces: Iterator[bytes]
    notices: list[Notice]


@contextlib.contextmanager
def binding(publication: Publication, binder: Binder[Any], registry: Registry, choices: Choices) -> Iterator[Bound]:
    """Give what ``binder`` makes of ``publication``, to be taken before the context ends."""
    owner = f"binder {binder.name!r}"
    options = make_options(binder.options, choices.writer_options.get(binder.name, {}), owner)
    articles = (part.document for part in articles_of(publication) if part.document)
    with download(articles, registry, choices.policy) as downloads, contextlib.closing(Spool()) as spool:
        chosen = msgspec.structs.replace(choices, downloads=downloads)
        context = PipelineContext(registry, chosen, publication.meta.title, spool=spool)
        yield Bound(pieces_of(binder, publication, options, context), context.notices)


def pieces_of(binder: Binder[Any], publication: Publication, options: object, context: Context) -> Iterator[bytes]:
    """Yield what ``binder`` makes of ``publication``, whether it returns it or yields it."""
    owner, name = f"binder {binder.name!r}", publication.meta.title
    made = guard(owner, name, binder.bind, publication, options, context)
    if isinstance(made, bytes):
        yield made
        return
    pieces = guard(owner, name, iter, expect(owner, name, made, bytes, Iterable))
    while (piece := guard(owner, name, next, pieces, None)) is not None:
        yield expect(owner, name, piece, bytes)


def join_outputs(outputs: Iterable[bytes], format: str, registry: Registry, choices: Choices) -> Iterator[bytes]:
    """Yield, as they come, the pieces of what ``outputs`` in ``format`` are together: one file, or one after the other."""
    target = registry.target(format)
    if isinstance(target, Binder) or target.join is None:
        appendable = isinstance(target, Writer) and target.appendable
        yield from outputs if appendable else _parted(outputs)
        return
    options = make_options(target.options, choices.writer_options.get(format, {}), f"writer {format!r}")
    owner = f"writer {format!r}"
    pieces = guard(owner, "", target.join, outputs, options)
    while (piece := guard(owner, "", next, pieces, None)) is not None:
        yield piece


def _parted(outputs: Iterable[bytes]) -> Iterator[bytes]:
    """Yield ``outputs`` with an empty line between them."""
    for number, output in enumerate(outputs):
        yield b"\n" + output if number else output


def check_strictly(notices: Iterable[Notice]) -> None:
    """Raise StrictError if ``notices`` tell of a loss: anything above "info"."""
    losses = [notice for notice in notices if notice.severity != "info"]
    if losses:
        more = f" (and {len(losses) - 1} more)" if len(losses) > 1 else ""
        raise StrictError(f"{losses[0].message} [{losses[0].code}]{more}", "--strict was given", losses[0].position)


def checked_zone(name: str) -> str:
    """Return ``name``, that of a time zone or ""; raises UsageError for another."""
    if not name:
        return name
    from zoneinfo import ZoneInfo

    try:
        ZoneInfo(name)
    except (KeyError, ValueError, OSError) as error:
        raise UsageError(f"{name!r} is no time zone", "name one such as Asia/Shanghai or UTC") from error
    return name


def check_options(registry: Registry, choices: Choices) -> None:
    """Raise UsageError if options are set for a format or transform that is not there, or has none such."""
    for name, values in choices.reader_options.items():
        make_options(registry.reader(name).options, values, f"reader {name!r}")
    for name, values in choices.writer_options.items():
        make_options(registry.target(name).options, values, f"writer {name!r}")
    for name, values in choices.transforms.items():
        make_options(registry.transforming.find(name).options, values, f"transform {name!r}")


def check_requirements(declared: Reader[Any] | Writer[Any] | Binder[Any]) -> None:
    """Raise UsageError if a module is not installed that ``declared`` can't do without; none is imported."""
    if not declared.requires:
        return
    from importlib.util import find_spec  # it takes 5 ms to import

    for module, package in declared.requires.items():
        if find_spec(module) is None:
            raise UsageError(f"{declared.name} needs the library {module}", f"pip install '{package}'")


def _detect(source: Source, context: PipelineContext) -> str:
    detections = context.registry.detections(source)
    for failed in (detection for detection in detections if not detection.format):
        context.notice("detection-failed", failed.reason)
    return context.registry.choose(source, detections)


def _without_raw(document: Document, context: PipelineContext) -> Document:
    """Return ``document`` without raw nodes; those that a transform adds are the user's own choice."""
    document, dropped = without_raw(document)
    for name, count in dropped.items():
        context.notice("raw-dropped", f"{count} raw pieces for {name[:40]} are left out; --allow-raw lets them through")
    return document


def _transform(document: Document, context: PipelineContext) -> Document:
    chosen = [context.registry.transforming.find(name) for name in context.choices.transforms]
    for transform in sorted(chosen, key=lambda one: (one.order, one.name)):
        owner = f"transform {transform.name!r}"
        options = make_options(transform.options, context.choices.transforms[transform.name], owner)
        changed = guard(owner, document.name, transform.apply, document, options, context)
        changed = expect(owner, document.name, changed, Document)
        document = with_aware_dates(changed, owner, document.name, context)
    return document


def guard(owner: str, name: str, function: Callable[..., R], *arguments: object) -> R:
    """Call a plugin's function; what it raises beside OctavoError becomes a PluginError."""
    try:
        return function(*arguments)
    except OctavoError:
        raise
    except (Exception, SystemExit) as error:  # a plugin that exits ends nothing but its own work
        message = f"{owner} failed: {type(error).__name__}: {error}".splitlines()[0]
        raise PluginError(message, _hint_for(arguments), Position(name)) from error


def _hint_for(arguments: Iterable[object]) -> str:
    """Return what helps where a plugin's function failed with ``arguments``: it may be blameless."""
    documents = (argument for argument in arguments if isinstance(argument, Document))
    fault = next(filter(None, map(fault_of, documents)), "")
    if fault:
        return f"it was given a malformed document: {fault}; what read or changed that is at fault"
    return "run again with --debug for the traceback"
