"""Plugins' functions are called here, and what they return is checked: a plugin's mistake is told as its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import tzinfo
from typing import Any, TypeVar

import msgspec

from octavo._waiting import whole
from octavo.errors import OctavoError, PluginError, Position
from octavo.model import Document, Meta, Part, Publication, Timestamp
from octavo.plugin import Context

R = TypeVar("R")


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


def expect(owner: str, name: str, result: R, *kinds: type[Any]) -> R:
    """Return ``result``, what ``owner`` made of ``name``; raises PluginError unless it is of one of ``kinds``."""
    if isinstance(result, kinds):
        return result
    wanted = " or ".join(kind.__name__ for kind in kinds)
    raise PluginError(
        f"{owner} returns {type(result).__name__}, not {wanted}", "this is a fault of the plugin", Position(name)
    )


def fault_of(document: Document) -> str:
    """Return what in ``document`` is not as the model has it, and where; "" if all is."""
    try:
        msgspec.json.decode(msgspec.json.encode(whole(document)), type=Document)
    except (msgspec.ValidationError, TypeError) as error:
        return str(error)
    except (ValueError, OverflowError, RecursionError, MemoryError):  # only JSON can't hold what is in it
        return ""
    return ""


def with_aware_dates(document: Document, owner: str, name: str, context: Context) -> Document:
    """Return ``document`` whose dates all have a zone: one without is taken to be in that of the context, with a notice.

    ``owner`` made it of ``name``. Raises PluginError for blocks or dates that are none.
    """
    _expect_field(owner, name, "blocks of a document", document.blocks, tuple, list)
    meta = _meta(document.meta, "a document", owner, name, context)
    return document if meta is document.meta else msgspec.structs.replace(document, meta=meta)


def with_aware_parts(publication: Publication, owner: str, name: str, context: Context) -> Publication:
    """Return ``publication`` whose dates, and those of its documents, all have a zone, as with_aware_dates does.

    Raises PluginError for parts that are none, too.
    """
    _expect_field(owner, name, "parts of a publication", publication.parts, tuple, list)
    meta = _meta(publication.meta, "a publication", owner, name, context)
    parts = tuple(_part(part, owner, name, context) for part in publication.parts)
    return msgspec.structs.replace(publication, meta=meta, parts=parts)


def _part(part: Part, owner: str, name: str, context: Context) -> Part:
    _expect_field(owner, name, "a part of a publication", part, Part)
    _expect_field(owner, name, "document of a part", part.document, Document, type(None))
    _expect_field(owner, name, "parts of a part", part.parts, tuple, list)
    document = with_aware_dates(part.document, owner, name, context) if part.document else None
    parts = tuple(_part(below, owner, name, context) for below in part.parts)
    return msgspec.structs.replace(part, document=document, parts=parts)


def _expect_field(owner: str, name: str, field: str, value: object, kind: type[Any], *others: type[Any]) -> None:
    if not isinstance(value, (kind, *others)):
        message = f"{owner} gives {type(value).__name__} for {field}, not {kind.__name__}"
        raise PluginError(message, "this is a fault of the plugin", Position(name))


def _meta(meta: Meta, whose: str, owner: str, name: str, context: Context) -> Meta:
    _expect_field(owner, name, f"meta of {whose}", meta, Meta)
    dates = {"published": meta.published, "updated": meta.updated}
    for field, date in dates.items():
        _expect_field(owner, name, f"meta.{field} of {whose}", date, Timestamp, type(None))
    naive = {field: date for field, date in dates.items() if date and date.instant and date.instant.utcoffset() is None}
    if not naive:
        return meta
    zone = _zone(context.timezone)
    message = f"{owner} gives a date without a zone; it is taken to be in {zone}"
    context.notice("date-without-zone", message)
    return msgspec.structs.replace(meta, **{field: _aware(date, zone) for field, date in naive.items()})


def _aware(date: Timestamp, zone: tzinfo) -> Timestamp:
    return msgspec.structs.replace(date, instant=date.instant.replace(tzinfo=zone) if date.instant else None)


def _zone(name: str) -> tzinfo:
    from zoneinfo import ZoneInfo  # few plugins need it

    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):  # a site may name one that nobody knows
        return ZoneInfo("UTC")
