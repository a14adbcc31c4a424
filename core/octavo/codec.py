"""Trees as JSON, and back: lossless, with a version, and described by a JSON Schema.

A Document is an object with the member ``octavo`` (the version of the schema) and the fields
of :class:`octavo.model.Document`. Fields that hold their default are left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import attrgetter
from typing import Any

import msgspec

from octavo import _waiting
from octavo.errors import Position, ReadError
from octavo.model import MAXIMUM_DEPTH, AnyNode, Document
from octavo.walk import CHILD_FIELDS

SCHEMA_VERSION = 1
"""The version that is written. Older ones are migrated, newer ones refused."""

MIGRATIONS: dict[int, Callable[[dict[str, Any]], dict[str, Any]]] = {}
"""For each old version, the function from its JSON object to that of the next version."""


class _Versioned(msgspec.Struct):
    octavo: int


class _DocumentFile(Document, frozen=True, omit_defaults=True, kw_only=True, forbid_unknown_fields=True):
    octavo: int


_encoder = msgspec.json.Encoder()
_decoder = msgspec.json.Decoder(_DocumentFile)
_fields = attrgetter(*Document.__struct_fields__)
_version_decoder = msgspec.json.Decoder(_Versioned)


def encode(document: Document) -> bytes:
    """Return ``document`` as compact UTF-8 JSON on one line, without a line end."""
    head = b'{"octavo":%d' % SCHEMA_VERSION
    body = _encoder.encode(_waiting.whole(document))
    return head + (b"," if len(body) > 2 else b"") + body[1:]


def whole(document: Document) -> Document:
    """Return ``document`` with all of it in memory, as msgspec's own functions need it.

    The documents of a digest wait on the disk and are read when they are asked for. msgspec's encoders, ``asdict``
    and ``astuple`` don't ask; whatever else takes a Document, takes one that waits too.
    """
    return _waiting.whole(document)


def decode(data: bytes | str, name: str = "") -> Document:
    """Return the Document that ``data`` (JSON of this or an older version) describes.

    Raises ReadError that names the place in the tree for what doesn't fit the schema, and for
    a newer version.
    """
    position = Position(name)
    try:
        file = _decode_file(data, position)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        hint = "it must be what octavo's json writer writes; docs/schema.json describes it"
        raise ReadError(f"no octavo document: {error}", hint, position) from error
    if _is_deeper(file.blocks, MAXIMUM_DEPTH):
        raise ReadError(f"nodes are nested over {MAXIMUM_DEPTH} deep", "the model allows no more", position)
    if file.meta.front_matter and _is_tower([entry.value for entry in file.meta.front_matter.entries], MAXIMUM_DEPTH):
        raise ReadError(f"front matter is nested over {MAXIMUM_DEPTH} deep", "nobody writes such", position)
    return _as_document(file)


def schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of what :func:`encode` writes."""
    described = msgspec.json.schema(_DocumentFile, ref_template="#/$defs/{name}")
    described["$defs"]["Document"] = described["$defs"].pop("_DocumentFile")
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"An octavo document, schema version {SCHEMA_VERSION}",
        "$ref": "#/$defs/Document",
        "$defs": dict(sorted(described["$defs"].items())),
    }


def _decode_file(data: bytes | str, position: Position) -> _DocumentFile:
    """Nearly all files are of this version: that of one is looked at apart only when it does not fit the schema."""
    try:
        file = _decoder.decode(data)
    except msgspec.ValidationError:
        version = _version_decoder.decode(data).octavo
        if version == SCHEMA_VERSION:
            raise
    else:
        version = file.octavo
        if version == SCHEMA_VERSION:
            return file
    return msgspec.convert(_migrate(msgspec.json.decode(data), version, position), _DocumentFile)


def _is_deeper(nodes: Iterable[AnyNode], limit: int) -> bool:
    """Return whether ``nodes`` are nested over ``limit`` levels of containers, without recursion."""
    fields = CHILD_FIELDS
    level = [node for node in nodes if type(node) in fields]
    for _ in range(limit):
        level = [
            child
            for node in level
            for field in fields[type(node)]
            for child in getattr(node, field)
            if type(child) in fields
        ]
        if not level:
            return False
    return bool(level)


def _is_tower(values: Iterable[Any], limit: int) -> bool:
    """Return whether ``values``, as JSON has them, are nested over ``limit`` levels of lists and mappings, without recursion."""
    level = [value for value in values if isinstance(value, dict | list)]
    for _ in range(limit):
        members = (value.values() if isinstance(value, dict) else value for value in level)
        level = [member for one in members for member in one if isinstance(member, dict | list)]
        if not level:
            return False
    return bool(level)


def _migrate(tree: dict[str, Any], version: int, position: Position) -> dict[str, Any]:
    if version > SCHEMA_VERSION:
        hint = "update octavo to read it"
        raise ReadError(f"schema version {version} is newer than {SCHEMA_VERSION}", hint, position)
    for step in range(version, SCHEMA_VERSION):
        if step not in MIGRATIONS:
            raise ReadError(f"schema version {version} never existed", "", position)
        tree = MIGRATIONS[step](tree)
    return {**tree, "octavo": SCHEMA_VERSION}


def _as_document(file: _DocumentFile) -> Document:
    return Document(*_fields(file))
