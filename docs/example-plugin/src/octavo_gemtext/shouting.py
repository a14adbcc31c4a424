"""A transform: from a Document to another."""

from __future__ import annotations

import msgspec

from octavo import Context, Document
from octavo_gemtext import ShoutOptions


def shout(document: Document, options: ShoutOptions, context: Context) -> Document:
    """Return ``document`` with its title in capitals."""
    if not document.meta.title:
        context.notice("nothing-to-shout", "there is no title", severity="info")
        return document
    meta = msgspec.structs.replace(document.meta, title=document.meta.title.upper() + "!" * options.marks)
    return msgspec.structs.replace(document, meta=meta)
