"""Raw nodes: text that is passed on to one format unchecked, and so never is unless the user says so."""

from __future__ import annotations

from collections import Counter

import msgspec

from octavo.model import AnyNode, Document, RawBlock, RawInline
from octavo.walk import find, rewrite


def without_raw(document: Document) -> tuple[Document, Counter[str]]:
    """Return ``document`` without its raw nodes, and how many of them there were for each format."""
    found: list[RawBlock | RawInline] = find(document.blocks, RawBlock, RawInline)
    dropped = Counter(node.format for node in found)
    if not dropped:
        return document, dropped
    return msgspec.structs.replace(document, blocks=rewrite(document.blocks, _drop)), dropped


def _drop(node: AnyNode) -> AnyNode | tuple[()]:
    return () if isinstance(node, RawBlock | RawInline) else node
