"""Raw nodes: text that is passed on to one format unchecked, and so never is unless the user says so."""

from __future__ import annotations

from collections import Counter

import msgspec

from octavo.model import Document, RawBlock, RawInline
from octavo.walk import find, rewrite

_RAW = (RawBlock, RawInline)


def without_raw(document: Document) -> tuple[Document, Counter[str]]:
    """Return ``document`` without its raw nodes, and how many of them there were for each format."""
    found: list[RawBlock | RawInline] = find(document.blocks, *_RAW)
    dropped = Counter(node.format for node in found)
    if not dropped:
        return document, dropped
    return msgspec.structs.replace(document, blocks=rewrite(document.blocks, lambda _raw: (), _RAW)), dropped
