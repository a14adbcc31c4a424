"""Documents whose trees wait, encoded and on the disk, until they are asked for.

A digest selects, orders, groups and links thousands of documents by what is known about them, and needs
the tree of one of them at a time. One that waits is a Document like any other: its ``blocks``, its ``resources``
and the front matter of its Meta are read when they are asked for, and what was asked for last stays at hand.
Only msgspec's own functions, which look past attributes, don't find them: :func:`whole` is for those.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from operator import attrgetter
from typing import Any

import msgspec

from octavo._spool import Spool
from octavo.model import Blocks, Document, FrontMatter, Meta, Resource

Change = Callable[[Blocks], Blocks]


class _Body(msgspec.Struct, frozen=True, array_like=True):
    """What of a Document waits."""

    blocks: Blocks
    resources: tuple[Resource, ...]
    front_matter: FrontMatter | None


_NOTHING = _Body((), (), None)


class _Last:
    """The body that was read last and whence, and the body that was changed last and for whom."""

    __slots__ = ("changed", "found")

    def __init__(self) -> None:
        self.found: tuple[Callable[[], bytes] | None, _Body] = (None, _NOTHING)
        self.changed: tuple[_Waiting | None, _Body] = (None, _NOTHING)


class _Waiting:
    """What stands in the fields that wait: how their bytes are read, and what is done to the blocks then."""

    __slots__ = ("changes", "last", "read")

    def __init__(self, read: Callable[[], bytes], last: _Last, changes: tuple[Change, ...] = ()) -> None:
        self.read = read
        self.last = last
        self.changes = changes

    def body(self) -> _Body:
        """Return what waits."""
        read, body = self.last.found
        if read is not self.read:
            body = _decoder().decode(self.read())
            self.last.found = (self.read, body)
        if not self.changes:
            return body
        asked, changed = self.last.changed
        if asked is not self:
            changed = self._changed(body)
            self.last.changed = (self, changed)
        return changed

    def _changed(self, body: _Body) -> _Body:
        blocks = body.blocks
        for change in self.changes:
            blocks = change(blocks)
        if blocks is not body.blocks:
            return msgspec.structs.replace(body, blocks=blocks)
        self.changes = ()  # there is nothing that they change: they are not asked again
        return body

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle as bytes in memory."""
        return _in_memory, (self.read(),)  # what is to be changed is pickled by what it stands in


def _in_memory(data: bytes) -> _Waiting:
    return _Waiting(lambda: data, _Last())


def _asked_for(kind: type[Any], name: str) -> Any:
    """Return the property that is the field ``name`` of ``kind``, had from what waits if it does."""
    slot = kind.__dict__[name]

    def ask(struct: Any) -> Any:
        held = slot.__get__(struct)
        return getattr(held.body(), name) if type(held) is _Waiting else held

    return property(ask)


class _WaitingMeta(Meta, frozen=True):
    front_matter = _asked_for(Meta, "front_matter")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Meta) and _whole_meta(self) == _whole_meta(other)

    def __hash__(self) -> int:
        return hash(_whole_meta(self))

    def __repr__(self) -> str:
        return repr(_whole_meta(self))


class _WaitingDocument(Document, frozen=True):
    blocks = _asked_for(Document, "blocks")
    resources = _asked_for(Document, "resources")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Document) and whole(self) == whole(other)

    def __hash__(self) -> int:
        return hash(whole(self))

    def __repr__(self) -> str:
        return repr(whole(self))

    def __reduce__(self) -> Any:
        """Pickle what has been changed as it is now: as bytes or, if it would not come back the same, as a tree."""
        waiting = _waiting_in(self)
        as_it_was = waiting is None or (not waiting.changes and _is_in_meta(waiting, self.meta))
        return Document.__reduce__(self) if as_it_was else pack(whole(self)).__reduce__()


class WaitingRoom:
    """Where documents wait: on the disk, once they are many. What many say of themselves is in memory once."""

    def __init__(self) -> None:
        """Hold nothing yet."""
        self._spool = Spool()
        self._last = _Last()
        self._said: dict[object, object] = {}

    def put(self, document: Document) -> Document:
        """Return ``document``, its tree waiting here if it can; raises WriteError where there is no room for it."""
        packed = pack(document)
        waiting = _waiting_in(packed)
        if waiting is None or waiting.last is self._last:
            return packed
        new = _Waiting(self._spool.keep(waiting.read()), self._last, waiting.changes)
        return _exchanged(packed, waiting, new, self._said_before(packed.meta))

    def _said_before(self, meta: Meta) -> dict[str, object]:
        """Return those fields of ``meta`` in which documents are often alike, as they are in memory already."""
        return {name: self._once(said) for name in _OFTEN_ALIKE if (said := getattr(meta, name))}

    def _once(self, said: object) -> object:
        try:
            return self._said.setdefault(said, said)
        except TypeError:  # a list, as plugins may give for a tuple, is no key
            return said


def pack(document: Document) -> Document:
    """Return ``document`` with its tree encoded, so that it is small and soon sent to another process.

    A tree that would not come back the same, as a program may make one, stays as it is.
    """
    if _waiting_in(document) is not None:
        return document
    meta = document.meta
    data = _encode(_Body(document.blocks, document.resources, meta.front_matter))
    if data is None:
        return document
    waiting: Any = _in_memory(data)
    *known, front_matter = _meta_fields(meta)
    meta = _WaitingMeta(*known, waiting if front_matter else None)  # type: ignore[call-arg]  # a property is a field here
    return _WaitingDocument(meta, waiting, waiting, document.notices, document.name)


def with_blocks(document: Document, change: Change) -> Document:
    """Return ``document`` with its blocks passed through ``change``: now or, where they wait, when they are asked for."""
    waiting = _waiting_in(document)
    if waiting is None:
        blocks = change(document.blocks)
        return document if blocks is document.blocks else msgspec.structs.replace(document, blocks=blocks)
    new: Any = _Waiting(waiting.read, waiting.last, (*waiting.changes, change))
    resources: Any = new if _resources_slot.__get__(document) is waiting else document.resources
    return msgspec.structs.replace(document, blocks=new, resources=resources)  # no change is one of the front matter


def whole(document: Document) -> Document:
    """Return ``document`` with nothing that waits."""
    if isinstance(document, _WaitingDocument) or isinstance(document.meta, _WaitingMeta):
        _, *fields = _document_fields(document)
        return Document(_whole_meta(document.meta), *fields)
    return document


def _whole_meta(meta: Meta) -> Meta:
    return Meta(*_meta_fields(meta)) if isinstance(meta, _WaitingMeta) else meta


_document_fields = attrgetter(*Document.__struct_fields__)
_meta_fields = attrgetter(*Meta.__struct_fields__)
_blocks_slot, _resources_slot = Document.__dict__["blocks"], Document.__dict__["resources"]
_OFTEN_ALIKE = ("authors", "categories", "language", "tags")
_front_matter_slot = Meta.__dict__["front_matter"]
_encoder = msgspec.json.Encoder()


@cache
def _decoder() -> msgspec.json.Decoder[_Body]:
    return msgspec.json.Decoder(_Body)


def _waiting_in(document: Document) -> _Waiting | None:
    held = _blocks_slot.__get__(document)
    return held if type(held) is _Waiting else None


def _is_in_meta(waiting: _Waiting, meta: Meta) -> bool:
    held = _front_matter_slot.__get__(meta)
    return held is waiting or type(held) is not _Waiting


def _exchanged(document: Document, old: _Waiting, new: _Waiting, said: dict[str, object]) -> Document:
    """Return ``document`` with ``new`` in the fields in which ``old`` stands, and what is ``said`` in those of its Meta."""
    meta = document.meta
    if isinstance(meta, _WaitingMeta) and _front_matter_slot.__get__(meta) is old:
        meta = msgspec.structs.replace(meta, front_matter=new, **said)
    resources: Any = new if _resources_slot.__get__(document) is old else document.resources
    return msgspec.structs.replace(document, meta=meta, blocks=new, resources=resources)


def _encode(body: _Body) -> bytes | None:
    """Return ``body`` as bytes; None if it would not come back the same."""
    try:
        data = _encoder.encode(body)
        return data if _decoder().decode(data) == body else None
    except (TypeError, ValueError, OverflowError, RecursionError, msgspec.MsgspecError):
        return None
