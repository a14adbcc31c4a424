"""A Document as pandoc's JSON."""

from __future__ import annotations

import msgspec

from octavo.model import Document
from octavo.options import NoOptions
from octavo.plugin import Context
from octavo_pandoc import syntax as pandoc
from octavo_pandoc.to_blocks import write_blocks, write_content
from octavo_pandoc.to_inlines import Writing
from octavo_pandoc.to_metadata import write_meta

_encoder = msgspec.json.Encoder()


def write(document: Document, _options: NoOptions, context: Context) -> bytes:
    """Return ``document`` as one line of JSON with its line end, for ``pandoc -f json``."""
    writing = Writing(context, write_blocks, write_content)
    tree = pandoc.Pandoc(pandoc.VERSION, write_meta(document.meta), write_blocks(document.blocks, writing))
    return _encoder.encode(tree) + b"\n"
