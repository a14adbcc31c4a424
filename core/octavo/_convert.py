"""The pipeline for one source: read, transform, write or bind.

Everything here is a function of a Source or Document, the Registry and the user's Choices; it
does no I/O but by Fetchers.
"""

from __future__ import annotations

import contextlib
from collections.abc import Generator, Iterable, Iterator
from typing import Any

import msgspec

from octavo._choices import Choices
from octavo._context import PipelineContext
from octavo._downloads import download
from octavo._guard import expect, fault_of, guard, with_aware_dates
from octavo._registry import Registry
from octavo._spool import Spool
from octavo.errors import Notice, PluginError, Position, StrictError
from octavo.model import Document, Image, Part, Publication, RawBlock, RawInline
from octavo.options import make_options
from octavo.plugin import Binder, Context, Writer
from octavo.publication import articles_of, flatten, notices_of, split
from octavo.raw import without_raw
from octavo.resources import locate_resources, without_images
from octavo.source import Source
from octavo.walk import find


class Result(msgspec.Struct, frozen=True):
    """What was written for one document, and all notices on the way there."""

    data: bytes
    notices: tuple[Notice, ...]


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
        with contextlib.closing(pieces_of(binder, publication, options, context)) as pieces:
            yield Bound(pieces, context.notices)


def pieces_of(
    binder: Binder[Any], publication: Publication, options: object, context: Context
) -> Generator[bytes, None, None]:
    """Yield what ``binder`` makes of ``publication``, whether it returns it or yields it; closed, it closes what the binder yields."""
    owner, name = f"binder {binder.name!r}", publication.meta.title
    made = guard(owner, name, binder.bind, publication, options, context)
    if isinstance(made, bytes):
        yield made
        return
    pieces = guard(owner, name, iter, expect(owner, name, made, bytes, Iterable))
    with contextlib.closing(pieces) if isinstance(pieces, Generator) else contextlib.nullcontext():
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
