"""Pandoc's JSON into a Document."""

from __future__ import annotations

from typing import Any

import msgspec

from octavo.errors import Position, ReadError
from octavo.limits import check_bytes, check_tree, passed
from octavo.model import Document
from octavo.plugin import Context
from octavo.source import Source
from octavo_pandoc import ReaderOptions
from octavo_pandoc import syntax as pandoc
from octavo_pandoc.from_blocks import read_blocks
from octavo_pandoc.from_metadata import read_meta
from octavo_pandoc.from_tables import places_of
from octavo_pandoc.reading import Reading, find_targets, nodes_of

_READ = ((1, 22), (1, 23))
"""The versions of pandoc-types that are read: since tables have their present form."""


class _Versioned(msgspec.Struct):
    api_version: tuple[int, ...] = msgspec.field(name="pandoc-api-version")


_decoder: msgspec.json.Decoder[Any] = msgspec.json.Decoder(pandoc.Pandoc)
_version_decoder = msgspec.json.Decoder(_Versioned)


def read(source: Source, options: ReaderOptions, context: Context) -> Document:
    """Return the Document that ``source`` describes.

    Raises ReadError, with the place in the tree, for what is not pandoc's JSON, and for a
    version of it that is not known; and where a limit is passed.
    """
    check_bytes(source, options.maximum_bytes, "pandoc")
    decoded = source.decode()
    for notice in decoded.notices:
        context.notice(notice.code, notice.message, severity=notice.severity, position=notice.position)
    tree = _parse(decoded.text, Position(source.name))
    if '"Table"' in decoded.text:  # before their cells are placed, which takes as long as places are taken
        _check_tables(tree, options.maximum_cells, source)
    reading = Reading(context, read_blocks, find_targets(tree))
    document = Document(read_meta(tree.meta, reading), read_blocks(tree.blocks, reading, 0))
    check_tree(document.blocks, options.maximum_nodes, options.maximum_cells, "pandoc", source)
    return document


def _check_tables(tree: pandoc.Pandoc, maximum: int, source: Source) -> None:
    for node in nodes_of(tree.blocks):
        if isinstance(node, pandoc.Table) and places_of(node) > maximum:
            raise passed("maximum_cells", maximum, "pandoc", source)


def _parse(text: str, position: Position) -> pandoc.Pandoc:
    try:
        _check(_version_decoder.decode(text).api_version, position)
        tree: pandoc.Pandoc = _decoder.decode(text)
    except (msgspec.MsgspecError, RecursionError) as error:
        raise ReadError(f"no JSON of pandoc's: {error}", "it must be what pandoc -t json writes", position) from error
    return tree


def _check(version: tuple[int, ...], position: Position) -> None:
    if version[:2] in _READ:
        return
    name = ".".join(map(str, version))
    hint = "update octavo to read it" if version[:2] > _READ[-1] else "convert it again with pandoc 3"
    raise ReadError(f"version {name} of pandoc's model is not known; 1.22 and 1.23 are", hint, position)
