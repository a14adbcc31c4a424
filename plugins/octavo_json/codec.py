"""Between Documents and JSON, by :mod:`octavo.codec`."""

from __future__ import annotations

import msgspec

from octavo.codec import decode, encode
from octavo.limits import check_bytes, check_tree
from octavo.model import Document
from octavo.options import NoOptions
from octavo.plugin import Context
from octavo.source import Source
from octavo_json import Options, ReaderOptions


def read(source: Source, options: ReaderOptions, _context: Context) -> Document:
    """Return the Document that ``source`` describes; raises ReadError for anything else, and where a limit is passed."""
    check_bytes(source, options.maximum_bytes, "json")
    document = decode(source.data, source.name)
    check_tree(document.blocks, options.maximum_nodes, options.maximum_cells, "json", source)
    return document


def write(document: Document, options: Options, _context: Context) -> bytes:
    """Return ``document`` as JSON, with a final line end."""
    data = encode(document)
    return (msgspec.json.format(data, indent=options.indent) if options.indent > 0 else data) + b"\n"


def write_line(document: Document, _options: NoOptions, _context: Context) -> bytes:
    """Return ``document`` as one line of JSON with its line end."""
    return encode(document) + b"\n"
