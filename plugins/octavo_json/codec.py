"""Between Documents and JSON, by :mod:`octavo.codec`."""

from __future__ import annotations

import msgspec

from octavo.codec import decode, encode
from octavo.model import Document
from octavo.options import NoOptions
from octavo.plugin import Context
from octavo.source import Source
from octavo_json import Options


def read(source: Source, _options: NoOptions, _context: Context) -> Document:
    """Return the Document that ``source`` describes; raises ReadError for anything else."""
    return decode(source.data, source.name)


def write(document: Document, options: Options, _context: Context) -> bytes:
    """Return ``document`` as JSON, with a final line end."""
    data = encode(document)
    return (msgspec.json.format(data, indent=options.indent) if options.indent > 0 else data) + b"\n"


def write_line(document: Document, _options: NoOptions, _context: Context) -> bytes:
    """Return ``document`` as one line of JSON with its line end."""
    return encode(document) + b"\n"
