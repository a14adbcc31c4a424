"""Raw nodes: text that is passed on to one format unchecked, and so never is unless the user says so."""

from __future__ import annotations

from collections import Counter

import msgspec

from octavo.model import AnyNode, Document, RawBlock, RawInline
from octavo.walk import rewrite


def without_raw(document: Document) -> tuple[Document, Counter[str]]:
    """Return ``document`` without its raw nodes, and how many of them there were for each format."""
    dropped: Counter[str] = Counter()

    def change(node: AnyNode) -> AnyNode | tuple[()]:
        if isinstance(node, RawBlock | RawInline):
            dropped[node.format] += 1
            return ()
        return node

    blocks = rewrite(document.blocks, change)
    return (msgspec.structs.replace(document, blocks=blocks) if dropped else document), dropped
